"""Governments: who may lead a host country, chosen among candidates by its factions and their patrons (M14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim._compile import phase
from sim.rules.influence import condorcet, weighted_mean, winner
from sim.rules.interests import distance, propensity, rivalry
from sim.rules.trust import affinity, bounded, trust_of


@phase
def form_governments(world: Any, p: Any) -> None:
    """In its month a government is chosen; the country then stands where the one who was chosen stands."""
    for g in range(world.government_month.shape[0]):
        if world.government_month[g] == world.month and world.present[world.government_actor[g]]:
            _choose(world, p, g)


@phase
def _choose(world: Any, p: Any, g: int) -> None:
    k = world.government_issue[g]
    actors = world.kind.shape[0]
    count = 0
    for c in range(world.running.shape[1]):
        count += world.running[g, c]
    away = np.zeros((actors, count))
    weights = np.zeros(actors)
    for i in range(actors):
        weights[i] = world.voice[g, i] * world.salience[i, k] * world.present[i]
        for c in range(count):
            away[i, c] = abs(world.position[i, k] - world.standpoint[g, c])
    mean = weighted_mean(world.position[:, k], weights)
    from_mean = np.zeros(count)
    for c in range(count):
        from_mean[c] = abs(world.standpoint[g, c] - mean)
    world.condorcet[g] = condorcet(away, weights)
    world.chosen[g] = winner(away, weights, from_mean)
    _turn(world, p, world.government_actor[g], k, world.standpoint[g, world.chosen[g]])


@phase
def _turn(world: Any, p: Any, host: int, k: int, standpoint: float) -> None:
    """The country moves to its leader's standpoint; rivals who both prefer it to the old one notice that they do.

    Trust itself stays; what it drifts back to moves with the affinity, which was the old government's.
    """
    before = world.position[host, k]
    for d in range(world.dyad_address.shape[0]):
        if _prefers(world, world.rival[d, 0], k, standpoint, before) and _prefers(
            world, world.rival[d, 1], k, standpoint, before
        ):
            _find_common_ground(world, p, world.rival[d, 0], world.rival[d, 1])
            _find_common_ground(world, p, world.rival[d, 1], world.rival[d, 0])
    world.position[host, k] = standpoint
    for i in range(world.kind.shape[0]):
        world.distance[i, host] = distance(world.position[i], world.position[host], world.salience[i], 2.0)
        world.distance[host, i] = distance(world.position[host], world.position[i], world.salience[host], 2.0)
        both = rivalry(world.distance[i, host], world.distance[host, i])
        nearer = affinity(propensity(both), p.affinity_weight)
        nearer -= affinity(propensity(world.rivalry[i, host]), p.affinity_weight)
        world.initial_log_trust[i, host] = bounded(world.initial_log_trust[i, host] + nearer)
        if i != host:
            world.initial_log_trust[host, i] = bounded(world.initial_log_trust[host, i] + nearer)
        world.rivalry[i, host] = both
        world.rivalry[host, i] = both


@phase
def _prefers(world: Any, i: int, k: int, new: float, old: float) -> bool:
    cares = world.salience[i, k] > 0.0 and world.present[i]
    return cares and abs(world.position[i, k] - new) < abs(world.position[i, k] - old)


@phase
def _find_common_ground(world: Any, p: Any, observer: int, other: int) -> None:
    world.log_trust[observer, other] = bounded(world.log_trust[observer, other] + p.shared_candidate)
    world.trust[observer, other] = trust_of(world.log_trust[observer, other])
