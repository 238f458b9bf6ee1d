"""Clients and hosts: patrons arm, governments totter, hosts admit foreign forces or not (M10, M13)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.rules.host_consent import breach_evidence, consents
from sim.rules.proxies import armed
from sim.world import NOTHING


@phase
def tend_clients(world: Any, p: Any, seed: Any) -> None:
    """Patrons arm their clients; how near governments are to collapse; whose forces hosts admit."""
    _arm(world)
    for i in range(world.kind.shape[0]):
        world.distress[i] = 0.0
    for t in range(world.host.shape[0]):
        h = world.host[t]
        if h != NOTHING:
            world.distress[h] = max(world.distress[h], _distress(world, h, t))
            for i in range(world.kind.shape[0]):
                world.admitted[i, t] = _admits(world, p, seed, h, i, t)


@phase
def _arm(world: Any) -> None:
    """Patrons arm all their clients at once; where they have less than is needed, each client gets its part of it."""
    before = world.ground_capacity.copy()
    needed = np.zeros(before.shape)
    for i in range(world.kind.shape[0]):
        if world.patron[i] != NOTHING and world.present[i] and world.present[world.patron[i]]:
            _need(world, i, needed)
    for f in range(world.strength.shape[0]):
        for i in range(world.kind.shape[0]):
            if needed[i, f] > 0.0:
                part = needed[i, f] / _needed_of(world, world.patron[i], f, needed)
                _hand_over(world, i, f, before[world.patron[i], f] * part, needed[i, f])


@phase
def _need(world: Any, client: int, needed: Any) -> None:
    """What a client is to get this month is spread evenly over the fronts on which it has forces."""
    fronts = 0
    for f in range(world.strength.shape[0]):
        fronts += 1 if world.ground_capacity[client, f] > 0.0 else 0
    rate = world.arming[client] * world.step_length
    for f in range(world.strength.shape[0]):
        if world.ground_capacity[client, f] > 0.0:
            needed[client, f] = armed(rate, rate, world.armed[client], world.armed_to[client]) / fronts


@phase
def _needed_of(world: Any, patron: int, f: int, needed: Any) -> float:
    total = 0.0
    for i in range(world.kind.shape[0]):
        if world.patron[i] == patron:
            total += needed[i, f]
    return total


@phase
def _hand_over(world: Any, client: int, f: int, share: float, need: float) -> None:
    moved = armed(share, need, world.armed[client], world.armed_to[client])
    world.ground_capacity[world.patron[client], f] -= moved
    world.ground_capacity[client, f] += moved
    world.armed[client] += moved


@phase
def ground_forces(world: Any, i: int) -> float:
    """Ground capacity of an actor on all fronts."""
    total = 0.0
    for f in range(world.strength.shape[0]):
        total += world.ground_capacity[i, f]
    return total


@phase
def _distress(world: Any, h: int, t: int) -> float:
    """What the enemy holds of the country, and what is gone of the army."""
    safe = 1.0
    for f in range(world.strength.shape[0]):
        if world.front_theatre[f] == t and world.ceiling[f] > 0.0:
            safe *= 1.0 - min(1.0, world.strength[f] / world.ceiling[f])
    if world.first_ground[h] > 0.0:
        safe *= min(1.0, ground_forces(world, h) / world.first_ground[h])
    return 1.0 - safe


@phase
def _admits(world: Any, p: Any, seed: Any, h: int, i: int, t: int) -> int:
    """The host's decision stands until the next review, like any posture."""
    if i == h or world.home[i, t] or not world.present[h]:
        return 1
    who, about = world.actor_address[h], world.actor_address[i]
    at = world.month * world.step_length + chance.uniform(seed, chance.REVIEW, 1, who, about) * p.review_months
    u = chance.uniform(seed, chance.ADMISSION, int(at / p.review_months), who, about)
    weight = world.sovereignty[t]
    chance_yes = consents(world.trust[h, i], world.rivalry[h, i], weight, p.admission_trust, p.admission_temperature)
    return 1 if u < chance_yes else 0


@phase
def note_intrusions(world: Any) -> bool:
    """Who fights in a theatre whose government has not admitted it; whether anybody does."""
    any_at_all = False
    for i in range(world.kind.shape[0]):
        anywhere = 0
        for t in range(world.host.shape[0]):
            world.intrudes[i, t] = 1 if _uninvited(world, i, t) else 0
            anywhere = max(anywhere, world.intrudes[i, t])
        world.intrusions[i] += anywhere
        any_at_all = any_at_all or anywhere > 0
    return any_at_all


@phase
def _uninvited(world: Any, i: int, t: int) -> bool:
    if world.host[t] == NOTHING or world.admitted[i, t]:
        return False
    for f in range(world.strength.shape[0]):
        if world.front_theatre[f] == t and world.fights[i, f]:
            return True
    return False


@phase
def intrusion_evidence(world: Any, p: Any, observer: int, i: int) -> float:
    """What an actor's uninvited fighting tells a host and those who back it (log ratio for the month)."""
    evidence = 0.0
    for t in range(world.host.shape[0]):
        if observer != i and world.intrudes[i, t]:
            h = world.host[t]
            backing = 1.0 if observer == h else world.backing[observer, h]
            evidence += breach_evidence(backing, p.intrude_if_trustworthy, p.intrude_if_not)
    return evidence * world.step_length
