"""The textbook case in agentpy: agent lists whose attributes and methods are called all at once, and reporters.

The actors behave as in ``behaviour``; everything that a framework does is agentpy's. Many runs:
``ap.Experiment(CommonEnemy, {"case": case, "steps": case.months, "seed": 1}, iterations=100).run(display=False)``.
"""

from __future__ import annotations

import math
from typing import Any

import agentpy as ap

from benchmarks import behaviour, parameters, state
from benchmarks import formulas as f
from benchmarks.channel import Channel
from benchmarks.relations import Pair


class State(state.State, ap.Agent):
    """A state."""

    def setup(self, **given: Any) -> None:
        """Called by agentpy once the agent exists."""
        self.begin(given["party"])


class Mediator(behaviour.Mediator, ap.Agent):
    """A mediator."""

    def setup(self, **given: Any) -> None:
        """Called by agentpy once the agent exists."""
        self.begin(given["party"])


class Enemy(behaviour.Enemy, ap.Agent):
    """The common enemy."""

    def setup(self, **given: Any) -> None:
        """Called by agentpy once the agent exists."""
        self.begin(given["party"])
        self.rise(given["foe"])


class CommonEnemy(ap.Model):
    """Rivals who may come to fight a common enemy together."""

    def setup(self) -> None:
        """Create the actors, and what stands between them."""
        case: parameters.Case = self.p.case
        self.luck = self.random.random
        self.p.update({name: self.draw(number) for name, number in case.assumptions.items()})
        self.month = 0
        self.governance = self.order = self.draw(case.governance)
        self.states = self._actors(State, [p for p in case.parties if p.kind == "state"])
        mediators = self._actors(Mediator, [p for p in case.parties if p.kind == "mediator"])
        self.enemy = Enemy(self, party=next(p for p in case.parties if p.name == case.foe.name), foe=case.foe)
        self.agents = self.states + mediators + ap.AgentList(self, [self.enemy])
        named = dict(zip(self.agents.name, self.agents, strict=True))
        self.agents.measure()
        self.agents.meet()
        for told in case.episodes:
            fading = 0.5 ** (told.age / self.p.episode_half_life)
            named[told.by].initial[named[told.of]] += told.evidence * fading
        self.agents.settle()
        self.pairs = [self._pair(pair, named) for pair in case.pairs]

    def _actors(self, kind: type[ap.Agent], parties: list[parameters.Party]) -> ap.AgentList:
        return ap.AgentList(self, len(parties), kind, party=ap.AttrIter(parties))

    def _pair(self, pair: parameters.Pair, named: dict[str, Any]) -> Pair:
        words = ("loss", "garble", "delay", "rate", "leverage", "leak")
        channel = Channel(named[pair.carrier], pair.mediates, *(self.draw(getattr(pair, word)) for word in words))
        one, other = (named[name] for name in pair.between)
        return Pair(one, other, self.draw(pair.co_location), channel)

    def draw(self, number: parameters.Number) -> float:
        """A number of the case, drawn if it is uncertain."""
        return parameters.drawn(number, self.random.uniform, self.random.gauss)

    def make(self, air: float, ground: float) -> float:
        """What efforts make together."""
        return f.joint_effort(air, ground, self.p.air_share, self.p.substitution)

    def pace(self, efforts: ap.AttrIter) -> float:
        """Those who carry an arm share the steps they take."""
        return self.p.responsiveness / max(1, sum(efforts > 1.01 * self.p.presence))

    def step(self) -> None:
        """Play one month."""
        self.perceive()
        self.plan()
        self.states.weigh_words()
        self.states.speak()
        self.exchange()
        self.fight()
        self.states.act()
        for pair in self.pairs:
            pair.collide(self.month, self.p, self.luck)
        self.agents.learn()
        self.enemy.grow()
        self.share_ground()
        for pair in self.pairs:
            pair.name_mode(self.month, self.enemy.joint_effort, self.air, self.ground, self.make)
        self.states.account()
        self.month += 1

    def update(self) -> None:
        """Record what happened this month."""
        if self.t:
            self.record("modes", [pair.mode for pair in self.pairs])
            self.record("strength", self.enemy.strength)
            self.record("joint_effort", self.enemy.joint_effort)

    def end(self) -> None:
        """Report what came of it."""
        self.report("incidents", [pair.incidents_total for pair in self.pairs])
        self.report("messages", [pair.messages for pair in self.pairs])
        self.report("trust", [pair.trust() for pair in self.pairs])
        self.report("payoffs", list(self.agents.payoff))
        self.report("names", list(self.agents.name))

    def perceive(self) -> None:
        """Who governs, what happened between rivals, what the enemy threatens, what rivals cost."""
        filled = 1.0 - math.exp(-self.p.filling * sum(self.states.ground))
        self.order = self.governance + (1.0 - self.governance) * filled
        for pair in self.pairs:
            pair.remember()
        self.enemy.look()
        self.states.perceive()
        self.states.weigh_rivals()

    def plan(self) -> None:
        """Plans move at once, and what they would bring is weighed."""
        plans = self.states.air_plan, self.states.ground_plan
        self.states.plan(*map(sum, plans), *map(self.pace, plans))
        air, ground = sum(self.states.air_plan), sum(self.states.ground_plan)
        together = f.success(self.make(air, ground), self.enemy.strength)
        self.states.weigh_worth(air, ground, together)
        self.states.weigh_prospect(sum(self.states.plan_worth))

    def exchange(self) -> None:
        """Words between rivals."""
        for pair in self.pairs:
            pair.channel.open(pair, self.p, self.luck)
        self.states.write()
        for pair in self.pairs:
            pair.exchange(self.month, self.p, self.luck)

    def fight(self) -> None:
        """Who takes part, how much they bring, and what it makes together."""
        self.states.decide()
        if self.enemy.strength >= self.enemy.fallen_below:
            self.states.resent_leavers()
        paces = self.pace(self.states.air), self.pace(self.states.ground)
        self.states.choose_effort(sum(self.states.air), sum(self.states.ground))
        self.states.deploy(*paces)
        self.air, self.ground = sum(self.states.air), sum(self.states.ground)
        self.enemy.joint_effort = self.make(self.air, self.ground)
        self.enemy.success = f.success(self.enemy.joint_effort, self.enemy.strength)
        self.states.weigh_part(self.air, self.ground)

    def share_ground(self) -> None:
        """What the enemy lost goes to those who fought on the ground; what it regains is lost by all."""
        enemy = self.enemy
        before, after = enemy.strength_before / enemy.ceiling, enemy.strength / enemy.ceiling
        kept, gained = f.ground_after(before, after, sum(self.states.held), self.ground)
        self.states.settle_ground(kept, gained)
