"""The textbook case in Mesa: agents asked through agent sets, a DataCollector, the model's own generator.

It has every mechanism that acts in the case, in plain Python, and none of our compiled code. Many runs:
``batch_run(CommonEnemy, {"case": case}, rng=range(100), max_steps=case.months, data_collection_period=1)``.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import mesa

from benchmarks import behaviour, parameters, state
from benchmarks import formulas as f
from benchmarks.channel import Channel
from benchmarks.relations import Pair


class State(state.State, mesa.Agent):
    """A state."""

    def __init__(self, model: CommonEnemy, party: parameters.Party) -> None:
        mesa.Agent.__init__(self, model)
        self.begin(party)


class Mediator(behaviour.Mediator, mesa.Agent):
    """A mediator."""

    def __init__(self, model: CommonEnemy, party: parameters.Party) -> None:
        mesa.Agent.__init__(self, model)
        self.begin(party)


class Enemy(behaviour.Enemy, mesa.Agent):
    """The common enemy."""

    def __init__(self, model: CommonEnemy, party: parameters.Party, foe: parameters.Foe) -> None:
        mesa.Agent.__init__(self, model)
        self.begin(party)
        self.rise(foe)


class CommonEnemy(mesa.Model):
    """Rivals who may come to fight a common enemy together."""

    def __init__(self, case: parameters.Case, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.luck = self.rng.random
        self.p = SimpleNamespace(**{name: self.draw(number) for name, number in case.assumptions.items()})
        self.month = 0
        self.governance = self.order = self.draw(case.governance)
        named = {party.name: self._actor(party, case) for party in case.parties}
        self.agents.do("measure").do("meet")
        for told in case.episodes:
            fading = 0.5 ** (told.age / self.p.episode_half_life)
            named[told.by].initial[named[told.of]] += told.evidence * fading
        self.agents.do("settle")
        self.states = self.agents_by_type[State]
        self.enemy = named[case.foe.name]
        self.pairs = [self._pair(pair, named) for pair in case.pairs]
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "strength": lambda m: m.enemy.strength,
                "joint_effort": lambda m: m.enemy.joint_effort,
                "modes": lambda m: [pair.mode for pair in m.pairs],
                "incidents": lambda m: [pair.incidents_total for pair in m.pairs],
                "messages": lambda m: [pair.messages for pair in m.pairs],
                "trust": lambda m: [pair.trust() for pair in m.pairs],
                "payoffs": lambda m: m.agents.get("payoff"),
            }
        )

    def _actor(self, party: parameters.Party, case: parameters.Case) -> Any:
        if party.name == case.foe.name:
            return Enemy(self, party, case.foe)
        return State(self, party) if party.kind == "state" else Mediator(self, party)

    def _pair(self, pair: parameters.Pair, named: dict[str, Any]) -> Pair:
        words = ("loss", "garble", "delay", "rate", "leverage", "leak")
        channel = Channel(named[pair.carrier], pair.mediates, *(self.draw(getattr(pair, word)) for word in words))
        one, other = (named[name] for name in pair.between)
        return Pair(one, other, self.draw(pair.co_location), channel)

    def draw(self, number: parameters.Number) -> float:
        """A number of the case, drawn if it is uncertain."""
        return parameters.drawn(number, self.rng.uniform, self.rng.normal)

    def make(self, air: float, ground: float) -> float:
        """What efforts make together."""
        return f.joint_effort(air, ground, self.p.air_share, self.p.substitution)

    def sum_of(self, number: str) -> float:
        """A number of all states, added up."""
        return sum(self.states.get(number))

    def total(self, arm: str) -> tuple[float, float]:
        """Total of an arm, and the pace of those who carry it: they share the steps they take."""
        efforts = self.states.get(arm)
        carriers = sum(effort > 1.01 * self.p.presence for effort in efforts)
        return sum(efforts), self.p.responsiveness / max(1, carriers)

    def step(self) -> None:
        """Play one month."""
        self.perceive()
        self.plan()
        self.states.do("weigh_words").do("speak")
        self.exchange()
        self.fight()
        self.states.do("act")
        for pair in self.pairs:
            pair.collide(self.month, self.p, self.luck)
        self.agents.do("learn")
        self.enemy.grow()
        self.share_ground()
        for pair in self.pairs:
            pair.name_mode(self.month, self.enemy.joint_effort, self.air, self.ground, self.make)
        self.states.do("account")
        self.datacollector.collect(self)
        self.month += 1

    def perceive(self) -> None:
        """Who governs, what happened between rivals, what the enemy threatens, what rivals cost."""
        filled = 1.0 - math.exp(-self.p.filling * self.sum_of("ground"))
        self.order = self.governance + (1.0 - self.governance) * filled
        for pair in self.pairs:
            pair.remember()
        self.enemy.look()
        self.states.do("perceive").do("weigh_rivals")

    def plan(self) -> None:
        """Plans move at once, and what they would bring is weighed."""
        (air, air_pace), (ground, ground_pace) = self.total("air_plan"), self.total("ground_plan")
        self.states.do("plan", air, ground, air_pace, ground_pace)
        air, ground = self.sum_of("air_plan"), self.sum_of("ground_plan")
        together = f.success(self.make(air, ground), self.enemy.strength)
        self.states.do("weigh_worth", air, ground, together)
        self.states.do("weigh_prospect", self.sum_of("plan_worth"))

    def exchange(self) -> None:
        """Words between rivals."""
        for pair in self.pairs:
            pair.channel.open(pair, self.p, self.luck)
        self.states.do("write")
        for pair in self.pairs:
            pair.exchange(self.month, self.p, self.luck)

    def fight(self) -> None:
        """Who takes part, how much they bring, and what it makes together."""
        self.states.do("decide")
        if self.enemy.strength >= self.enemy.fallen_below:
            self.states.do("resent_leavers")
        (air, air_pace), (ground, ground_pace) = self.total("air"), self.total("ground")
        self.states.do("choose_effort", air, ground)
        self.states.do("deploy", air_pace, ground_pace)
        self.air, self.ground = self.sum_of("air"), self.sum_of("ground")
        self.enemy.joint_effort = self.make(self.air, self.ground)
        self.enemy.success = f.success(self.enemy.joint_effort, self.enemy.strength)
        self.states.do("weigh_part", self.air, self.ground)

    def share_ground(self) -> None:
        """What the enemy lost goes to those who fought on the ground; what it regains is lost by all."""
        enemy = self.enemy
        before, after = enemy.strength_before / enemy.ceiling, enemy.strength / enemy.ceiling
        kept, gained = f.ground_after(before, after, self.sum_of("held"), self.ground)
        self.states.do("settle_ground", kept, gained)
