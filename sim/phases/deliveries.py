"""Deliveries: bargains in force are kept or broken, and what that teaches and pays (M7)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.phases.bargains import strike_off
from sim.phases.parts import parties
from sim.rules.pace import retained, within
from sim.rules.trust import bounded, trust_of
from sim.world import BROKEN, HELP, IN_FORCE, ISSUE, NOTHING, RESTRAINT


@phase
def deliver(world: Any, p: Any, seed: Any) -> None:
    """Both sides of a bargain in force do their part or not; a breach that is noticed ends it."""
    bargains = world.bargain_dyad.shape[0]
    stood = np.zeros(bargains, np.int64)
    for b in range(bargains):
        stood[b] = 1 if world.bargain_dyad[b] != NOTHING and world.bargain_state[b] == IN_FORCE else 0
        world.bargain_months[b] += stood[b]
        for side in range(2):
            world.delivers[b, side] = 1 if stood[b] and _delivers(world, p, seed, b, side) else 0
        world.kept_months[b] += world.delivers[b, 0] * world.delivers[b, 1]
    for b in range(bargains):  # all deliver before anybody judges, so that no name comes first
        if stood[b]:
            for side in range(2):
                _judge(world, p, seed, b, side)


@phase
def _delivers(world: Any, p: Any, seed: Any, b: int, side: int) -> bool:
    d = world.bargain_dyad[b]
    i, partner = parties(world, b, side)
    if world.concession[b, side] == ISSUE:
        u = chance.uniform(seed, chance.DELIVERY, world.month, world.bargain_address[b], world.actor_address[i])
        return u < retained(world.chance_keep[b, side], world.step_length)
    if world.concession[b, side] == HELP:
        return _deploys(world, p, b) or _fights_for(world, i, partner)
    return not world.blamed[d, side]


@phase
def _deploys(world: Any, p: Any, b: int) -> bool:
    """There was no time yet to bring the help that was promised."""
    return (world.month - world.bargain_month[b]) * world.step_length < p.review_months


@phase
def _fights_for(world: Any, i: int, partner: int) -> bool:
    """It fights where that is of use to its partner."""
    for f in range(world.strength.shape[0]):
        if world.fights[i, f] and world.prize[partner, f] > 0.0:
            return True
    return False


@phase
def _judge(world: Any, p: Any, seed: Any, b: int, side: int) -> None:
    """What the other learns: of a delivery as far as it can be verified, of a breach if it is noticed.

    Help and restraint are deeds in the field: everybody sees them, and they count as conduct (``learn``), so that no
    deed is evidence twice. Their breach only ends the bargain.
    """
    i, j = parties(world, b, side)
    seen = world.verifiability[b] * p.verification
    paper = world.concession[b, side] == ISSUE
    if world.delivers[b, side]:
        if paper:
            _believe(world, i, j, math.log(p.deliver_if_trustworthy / p.deliver_if_not) * seen * world.step_length)
        return
    u = chance.uniform(seed, chance.NOTICING, world.month, world.bargain_address[b], world.actor_address[i])
    if u < within(seen, world.step_length) or not paper:
        if paper:
            _believe(world, i, j, math.log((1.0 - p.deliver_if_trustworthy) / (1.0 - p.deliver_if_not)))
        if world.bargain_state[b] == IN_FORCE:
            world.breaches[b] += 1
            _break_all(world, world.bargain_dyad[b])


@phase
def _break_all(world: Any, d: int) -> None:
    """Issues are linked: who breaks one bargain loses all that hold with the same rival."""
    for b in range(world.bargain_dyad.shape[0]):
        if world.bargain_dyad[b] == d and world.bargain_state[b] == IN_FORCE:
            strike_off(world, b, BROKEN)


@phase
def _believe(world: Any, doer: int, observer: int, evidence: float) -> None:
    world.log_trust[observer, doer] = bounded(world.log_trust[observer, doer] + evidence)
    world.trust[observer, doer] = trust_of(world.log_trust[observer, doer])


@phase
def restraint_bought(world: Any, d: int, side: int) -> float:
    """What a side gets for restraint toward the other, and would lose by a hostile act."""
    total = 0.0
    for b in range(world.bargain_dyad.shape[0]):
        paid = world.bargain_state[b] == IN_FORCE and world.concession[b, side] == RESTRAINT
        if world.bargain_dyad[b] == d and paid:
            total += world.bargain_value[b, side]
    return total


@phase
def bargain_payoff(world: Any, i: int) -> float:
    """What bargains in force brought an actor this month, less what its own concessions on issues cost it."""
    total = 0.0
    for b in range(world.bargain_dyad.shape[0]):
        d = world.bargain_dyad[b]
        if d == NOTHING:
            continue
        for side in range(2):
            if world.rival[d, side] == i:
                if world.delivers[b, 1 - side] and world.concession[b, 1 - side] == ISSUE:
                    total += world.bargain_value[b, side]
                if world.delivers[b, side] and world.concession[b, side] == ISSUE:
                    total -= world.bargain_cost[b, side]
    return total
