"""What the theories need to know of a case: read off as it is coded, each number at its centre.

The formulas are the model's own rules (``sim.rules``); the state is that before the first month.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.diagnostics.checks import Matrix
from sim.names import dyad_name
from sim.rules.coalition import member_stake
from sim.rules.effort import friction
from sim.rules.interests import distance, propensity, rivalry, utility
from sim.rules.threat import prize, threat
from sim.rules.trust import affinity, bounded, remembered, trust_of
from sim.scenario import Scenario
from sim.scenario.build import Built, build
from sim.world import NOTHING

SPAN = 2.0  # of the scale of positions, from -1 to 1


@dataclass(frozen=True, eq=False)
class Reading:
    """A case as its numbers are coded. Actors are in the order of the alphabet, as everywhere in the engine."""

    built: Built

    @classmethod
    def of(cls, scenario: Scenario) -> Reading:
        """Read a case, with the changes of its policy."""
        return cls(build(scenario))

    @property
    def here(self) -> list[int]:
        """The actors that the policy has not taken away."""
        return [int(i) for i in np.flatnonzero(self.built.world[0].present)]

    def names(self, actors: list[int]) -> list[str]:
        """What they are called."""
        return [self.built.names.actor[i] for i in actors]

    @property
    def pairs(self) -> list[tuple[int, int, int]]:
        """(pair, one, other) for each pair of rivals of which both are here."""
        here, sides = set(self.here), self.built.world[0].rival[: len(self.built.names.dyad)]
        return [(d, int(i), int(j)) for d, (i, j) in enumerate(sides) if {int(i), int(j)} <= here]

    def pair_name(self, pair: int) -> str:
        """What a pair of rivals is called."""
        return dyad_name(*self.built.names.dyad[pair])

    @cached_property
    def distance(self) -> Matrix:
        """Of the other's position from one's own (M1)."""
        w = self.built.world[0]
        apart = [[distance(x, y, s, SPAN) for y in w.position] for x, s in zip(w.position, w.salience, strict=True)]
        return np.array(apart)

    @cached_property
    def rivalry(self) -> Matrix:
        """Mean of both distances (M1)."""
        n = len(self.distance)
        return np.array([[rivalry(self.distance[i, j], self.distance[j, i]) for j in range(n)] for i in range(n)])

    @cached_property
    def propensity(self) -> Matrix:
        """Inclination to work together, from -1 to 1 (M1); everybody's with itself is 1."""
        return np.array([[propensity(r) for r in row] for row in self.rivalry])

    @cached_property
    def trust(self) -> Matrix:
        """Before the first month, from interests and past episodes (M5): row trusts column."""
        w, p = self.built.world[0], self.built.p[0]
        odds = np.array([[affinity(near, p.affinity_weight) for near in row] for row in self.propensity])
        for k in range(len(w.episode_by)):
            told = remembered(w.episode_evidence[k], w.episode_age[k], p.episode_half_life)
            odds[w.episode_by[k], w.episode_in[k]] += told
        return np.array([[trust_of(bounded(one)) for one in row] for row in odds])

    @cached_property
    def forces(self) -> np.ndarray:
        """Air and ground capacity of each actor over all theatres."""
        actors = self.built.scenario.actors
        return np.array(
            [
                sum(here.air.value + here.ground.value for _, here in sorted(actors[name].theatres.items()))
                for name in self.built.names.actor
            ]
        )

    @cached_property
    def size(self) -> np.ndarray:
        """How much each actor counts: its forces; an enemy's strength (both are compared in M3); 1 without either."""
        w = self.built.world[0]
        weight = self.forces.copy()
        for i in self.enemies:
            weight[i] += float(self.strength[w.front_enemy == i].sum())
        return np.where(weight > 0.0, weight, 1.0)

    @cached_property
    def strength(self) -> np.ndarray:
        """Of the enemy on each front before the first month: none where it has yet to open the front."""
        w = self.built.world[0]
        return np.where(w.opens_above > 0.0, 0.0, w.strength)

    @property
    def enemies(self) -> list[int]:
        """The common enemies that are here."""
        return [i for i in self.here if self.built.world[0].hostile_to_all[i]]

    def threats(self, front: int) -> np.ndarray:
        """What a unit of the enemy's strength there costs each actor (M2)."""
        w, p = self.built.world[0], self.built.p[0]
        enemy, issue, theatre = w.front_enemy[front], w.front_issue[front], w.front_theatre[front]
        felt = np.zeros(len(w.kind))
        for i in set(self.here) - set(self.enemies):
            worth = utility(self.distance[i, enemy], w.risk_attitude[i])
            felt[i] = threat(p.threat_weight, w.salience[i, issue], worth, w.exposure[i, theatre])
        return felt

    def prizes(self, front: int) -> np.ndarray:
        """The same less what rivals gain: the prize is this times strength and urgency, both sides alike (M2)."""
        felt, gained = self.threats(front), np.zeros(len(self.distance))
        for d in range(len(self.built.names.dyad)):
            for i, j in (self.built.world[0].rival[d], self.built.world[0].rival[d][::-1]):
                gained[i] += self.rivalry[i, j] * felt[j]
        return np.array([prize(v, g, self.built.p[0].relative_gains) for v, g in zip(felt, gained, strict=True)])

    def felt_prizes(self, front: int) -> np.ndarray:
        """What each actor acts on of its prize: a coalition whose members ride free on less than the whole (M16)."""
        w, p = self.built.world[0], self.built.p[0]
        return np.array([member_stake(v, n, p.free_riding) for v, n in zip(self.prizes(front), w.members, strict=True)])

    def friction(self, pair: int, i: int, j: int) -> float:
        """What being seen beside this rival adds to a unit of effort (M3), at the trust of the beginning."""
        w, p = self.built.world[0], self.built.p[0]
        return friction(w.audience_cost[i], self.rivalry[i, j], self.trust[i, j], p.visibility, w.co_location[pair])

    def link(self, i: int, j: int) -> int:
        """1 for friends, -1 for foes, 0 for neither: rivals and the enemy are foes, who agree more than not friends."""
        w = self.built.world[0]
        if i == j:
            return 0
        if w.hostile_to_all[i] or w.hostile_to_all[j] or w.dyad[i, j] != NOTHING:
            return -1
        return 1 if self.propensity[i, j] > 0.0 else 0
