"""How the actors of the textbook case behave, in plain Python: what both frameworks' agents are made of.

Each framework adds its own base class, its own way to create agents, to ask them in turn, to add up what they do, and
to collect what comes of it. ``model`` has the numbers ``p``, the ``month``, the ``enemy``, the ``states``, the
generator's ``luck``, ``draw`` for uncertain numbers, and ``make`` for what efforts make together.
"""

from __future__ import annotations

from typing import Any

from benchmarks import formulas as f
from benchmarks import parameters
from benchmarks.relations import Pair, Side


class Actor:
    """Whoever has interests, and trusts others more or less."""

    model: Any

    def begin(self, party: parameters.Party) -> None:
        """Its interests of this run."""
        self.name = party.name
        self.position = [self.model.draw(number) for number in party.position]
        self.salience = [self.model.draw(number) for number in party.salience]
        self.distance: dict[Actor, float] = {}
        self.initial: dict[Actor, float] = {}  # log-odds of trust, by interests and past dealings
        self.log_trust: dict[Actor, float] = {}
        self.trust: dict[Actor, float] = {}
        self.sides: list[Side] = []  # rivals
        self.fights = False
        self.payoff = 0.0

    def measure(self) -> None:
        """How far the others stand from me."""
        for other in self.model.agents:
            self.distance[other] = f.distance(self.position, other.position, self.salience)

    def meet(self) -> None:
        """First trust: those who want the same are trusted more."""
        for other in self.model.agents:
            if other is not self:
                rivalry = 0.5 * (self.distance[other] + other.distance[self])
                self.initial[other] = self.model.p.affinity_weight * (1.0 - 2.0 * rivalry)

    def settle(self) -> None:
        """Trust before the first month."""
        for other, log_odds in self.initial.items():
            self.initial[other] = self.log_trust[other] = f.bounded(log_odds)
            self.trust[other] = f.trust_of(self.log_trust[other])

    def believe(self, other: Actor, evidence: float) -> None:
        """Something tells for or against another."""
        self.log_trust[other] = f.bounded(self.log_trust[other] + evidence)
        self.trust[other] = f.trust_of(self.log_trust[other])

    def learn(self) -> None:
        """Deeds change trust, and the rest is forgetting."""
        p, month = self.model.p, self.model.month
        told = {side.rival: side.back.conduct(p, month) for side in self.sides}
        memory, beside = p.trust_memory, p.evidence_fighting
        for other, first in self.initial.items():
            evidence = told.get(other, 0.0) + (beside if self.fights and other.fights else 0.0)
            log_odds = f.bounded(first + memory * (self.log_trust[other] - first) + evidence)
            self.log_trust[other] = log_odds
            self.trust[other] = f.trust_of(log_odds)


class Mediator(Actor):
    """Carries words; that is its office."""

    def carries(self, pair: Pair) -> float:
        """Chance that it serves this month."""
        return 1.0


class Enemy(Actor):
    """The common enemy: it grows where nobody governs, and is worn down by those who fight it."""

    def rise(self, foe: parameters.Foe) -> None:
        """Its strength of this run."""
        draw = self.model.draw
        self.issue = foe.issue
        self.strength, self.growth, self.ceiling = draw(foe.strength), draw(foe.growth), draw(foe.ceiling)
        self.attrition, self.recruits = draw(foe.attrition), draw(foe.recruits)
        self.fallen_below = draw(foe.fallen_below)
        self.strength_before = self.strength
        self.urgency = self.joint_effort = self.success = 0.0

    def look(self) -> None:
        """A new month: how strong it is, and how much attention that gets."""
        self.strength_before = self.strength
        self.urgency = self.strength / (self.strength + self.model.p.rival_attention)

    def grow(self) -> None:
        """Growth in the vacuum, losses by the joint effort, recruits."""
        room = (1.0 - self.model.order) * self.strength * (1.0 - self.strength / self.ceiling)
        after = self.strength + self.growth * room - self.attrition * self.joint_effort + self.recruits
        self.strength = min(self.ceiling, max(0.0, after))
