"""The theorem behind the model, and the model held against it (C21).

With noise, clashes, learning and audiences switched off, two complementary contributors take part exactly where
trust is at least ``F / (pi(k(Z)) + L)`` and the pull ``k`` is above 1. ``participation_map`` plays the full model
over a grid of enemy strength and trust; ``least_trust`` is the theorem's line.
"""

from __future__ import annotations

import dataclasses
import math
from typing import NamedTuple

import numpy as np

from sim import kernel
from sim.examples import example
from sim.rules.effort import equilibrium_payoff, pull
from sim.rules.participation import trust_to_join
from sim.rules.threat import stake, urgency
from sim.scenario.build import Built, build

QUIET = {
    "temperature": 0.0, "hostility_rate": 0.0, "incident_rate": 0.0, "visibility": 0.0, "relative_gains": 0.0,
    "evidence_fighting": 0.0, "evidence_leaving": 0.0, "act_if_trustworthy": 0.1, "act_if_not": 0.1,
    "affinity_weight": 0.0, "episode_half_life": 1200.0, "review_months": 1.0, "words_if_trustworthy": 0.5,
    "words_if_not": 0.5, "warnings_if_trustworthy": 0.5, "warnings_if_not": 0.5, "condemnation_value": 0.0,
    "condemn_if_trustworthy": 0.5, "condemn_if_not": 0.5,
    "filling": 0.0, "influence": 0.0, "influence_spur": 0.0, "threat_weight": 6.0,
}  # fmt: skip
"""The full model without noise, clashes, learning from deeds or words, audiences, and the race for ground."""


class Map(NamedTuple):
    """Who takes part over a grid of ``strengths`` (columns) and ``trusts`` (rows).

    ``simulated`` and ``predicted`` hold 0 or 1, ``least_trust`` the theorem's line at each strength.
    """

    strengths: np.ndarray
    trusts: np.ndarray
    simulated: np.ndarray
    predicted: np.ndarray
    least_trust: np.ndarray


def quiet_case(months: int = 300) -> Built:
    """The smallest case with everything switched off that the theorem leaves out."""
    case = example().without(channel="all")
    built = build(case)
    world, p = built.world.copy(), built.p.copy()
    for name, value in QUIET.items():
        p[name] = value
    w = world[0]
    w.growth[:], w.attrition[:], w.recruits[:], w.spread[:] = 0.0, 0.0, 0.0, 0.0
    for capacity in (w.air_capacity, w.ground_capacity):
        capacity[capacity > 0] = 1e6
    w.episode_evidence[:] = 0.0
    return dataclasses.replace(built, world=world, p=p, draws=built.draws[:0], months=months)


def set_trust(built: Built, trust: float) -> None:
    """Let both rivals begin, and stay, with this trust in each other."""
    w, half_life = built.world[0], float(built.p[0].episode_half_life)
    by = {int(i) for i in w.rival[0]}
    done: set[int] = set()
    w.episode_evidence[:] = 0.0
    for k in range(len(w.episode_by)):
        if int(w.episode_by[k]) in by - done:
            done.add(int(w.episode_by[k]))
            w.episode_evidence[k] = math.log(trust / (1 - trust)) / 0.5 ** (w.episode_age[k] / half_life)


def least_trust(built: Built, strength: float) -> float:
    """The theorem: the larger of both contributors' least trust at this enemy strength (2 where none is enough)."""
    p, last = built.p[0], kernel.run(built, np.array([1])).last[0]
    f, (north, south) = 0, built.world[0].rival[0]
    worth = [stake(last["threat"][i, f], strength, urgency(strength, p.rival_attention)) for i in (north, south)]
    k = pull(*worth, p.air_cost, p.ground_cost, strength, p.air_share)
    shares = (p.air_share, 1 - p.air_share)
    gains = [equilibrium_payoff(v, k, share) for v, share in zip(worth, shares, strict=True)]
    w = built.world[0]
    return max(
        float(trust_to_join(w.fixed_cost[i], gain, 0.0, w.linkage[i])) if k > 1 else 2.0
        for i, gain in zip((north, south), gains, strict=True)
    )


def participation_map(cells: int = 25, fixed_cost: float = 3.0, linkage: float = 0.0, months: int = 300) -> Map:
    """Play the full model over a grid of enemy strength and trust, and set it beside the theorem.

    Strength runs from 5 to 100, trust from 0.04 to 0.96. ``fixed_cost`` and
    ``linkage`` (payoff) are both contributors'.
    """
    built = quiet_case(months)
    w = built.world[0]
    w.fixed_cost[:], w.linkage[:] = fixed_cost, linkage
    strengths, trusts = np.linspace(5, 100, cells), np.linspace(0.04, 0.96, cells)
    simulated = np.zeros((cells, cells), int)
    line = np.zeros(cells)
    for c, strength in enumerate(strengths):
        w.strength[0] = strength
        line[c] = least_trust(built, strength)
        for r, trust in enumerate(trusts):
            set_trust(built, trust)
            last = kernel.run(built, np.array([1])).last[0]
            simulated[r, c] = int(all(last["takes_part"][i, 0] for i in w.rival[0]))
    predicted = (trusts[:, None] >= line[None, :]).astype(int)
    return Map(strengths, trusts, simulated, predicted, line)
