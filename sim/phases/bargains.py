"""Bargains: a concession against another, offered, countered, accepted, kept or broken (M7)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.phases.fight import worth_at_stake
from sim.phases.statements import price_of_contact
from sim.phases.talks import mediation_of
from sim.rules.linkage import (
    bargain_gain,
    concession_cost,
    concession_value,
    counter_size,
    exposed_cost,
    watched_patience,
)
from sim.rules.mediation import eased_contact
from sim.rules.pace import kept, within
from sim.rules.trust import bounded, trust_of
from sim.world import BROKEN, COUNTERED, HELP, IN_FORCE, ISSUE, NOTHING, OFF, OFFER, OFFERED


@phase
def weigh_bargains(world: Any, p: Any) -> None:
    """What each side's concession would cost it, and what it is worth to the other."""
    for b in range(world.bargain_dyad.shape[0]):
        if world.bargain_dyad[b] == NOTHING:
            continue
        if not possible(world, b) and world.bargain_state[b] != OFF and world.bargain_state[b] != BROKEN:
            _strike_off(world, b, OFF)
        _price(world, p, b)
        if _lead(world, p, b):
            _price(world, p, b)
    for i in range(world.kind.shape[0]):
        world.linked[i] = 0.0
    for b in range(world.bargain_dyad.shape[0]):
        for side in range(2):
            if world.bargain_state[b] == IN_FORCE and world.concession[b, side] == HELP:
                world.linked[world.rival[world.bargain_dyad[b], side]] += world.bargain_value[b, side]


@phase
def _price(world: Any, p: Any, b: int) -> None:
    for side in range(2):
        world.bargain_cost[b, side] = _cost(world, p, b, side)
        world.bargain_value[b, side] = _value(world, p, b, side)


@phase
def possible(world: Any, b: int) -> bool:
    """A bargain can be spoken of: both are there, it is open, and what has to come first was in force last month."""
    d = world.bargain_dyad[b]
    there = world.present[world.rival[d, 0]] and world.present[world.rival[d, 1]]
    first = world.after[b]
    if first != NOTHING and not (world.bargain_state[first] == IN_FORCE and world.bargain_month[first] < world.month):
        return False
    return there and world.bargain_open[b] >= 0.5


@phase
def _strike_off(world: Any, b: int, state: int) -> None:
    world.bargain_state[b] = state
    world.bargain_month[b] = world.month
    for side in range(2):
        world.concession_size[b, side] = world.least_size[b, side]


@phase
def _parties(world: Any, b: int, side: int) -> tuple[int, int]:
    d = world.bargain_dyad[b]
    return world.rival[d, side], world.rival[d, 1 - side]


@phase
def _conceded(world: Any, b: int, side: int) -> tuple[float, float]:
    """Where what a side concedes begins and ends: its own standpoint, or its client's, moved toward the other's."""
    i, j = _parties(world, b, side)
    k = world.concession_issue[b, side]
    client = world.concession_client[b, side]
    begins = world.position[i if client == NOTHING else client, k]
    return begins, begins + world.concession_size[b, side] * (world.position[j, k] - begins)


@phase
def _cost(world: Any, p: Any, b: int, side: int) -> float:
    """What a side's own concession costs it in a month: as far as it ends up farther from where it stands itself."""
    i, j = _parties(world, b, side)
    if world.concession[b, side] == ISSUE:
        k = world.concession_issue[b, side]
        begins, ends = _conceded(world, b, side)
        farther = abs(ends - world.position[i, k]) - abs(begins - world.position[i, k])
        client = world.concession_client[b, side]
        lost = p.distress_discount * world.distress[client] if client != NOTHING else 0.0
        return concession_cost(world.salience[i, k], max(0.0, farther) / 2.0, p.concession_scale, 1.0 - lost)
    if world.concession[b, side] == HELP:
        return _cost_of_help(world, i)
    return p.hostility_gain * world.rivalry[i, j] * world.chance_hostile[world.bargain_dyad[b], side]


@phase
def _cost_of_help(world: Any, i: int) -> float:
    """What is missing for the fight to pay by itself, on the front where least is missing."""
    least = world.fixed_cost[i]
    for f in range(world.strength.shape[0]):
        sure = world.reliance[i, f]
        gain = sure * world.prospect[i, f] + (1.0 - sure) * world.alone[i, f]
        least = min(least, world.fixed_cost[i] - gain)
    return max(0.0, least)


@phase
def _value(world: Any, p: Any, b: int, side: int) -> float:
    """What the other's concession is worth to a side in a month."""
    i, j = _parties(world, b, side)
    if world.concession[b, 1 - side] == ISSUE:
        own = world.salience[i, world.concession_issue[b, 1 - side]]
        begins, ends = _conceded(world, b, 1 - side)
        return concession_value(own, abs(ends - begins) / 2.0, p.concession_scale)
    if world.concession[b, 1 - side] == HELP:
        return max(0.0, worth_at_stake(world, i, j, world.plan_worth))
    return p.retaliation * world.chance_hostile[world.bargain_dyad[b], 1 - side]


@phase
def gain_of(world: Any, p: Any, b: int, side: int) -> float:
    """What a bargain as it stands promises a side: the other's part as far as it is trusted, less its own part."""
    i, j = _parties(world, b, side)
    m = mediation_of(world, world.bargain_dyad[b], b)
    pushed = world.pressure[m] if m != NOTHING else 0.0
    return bargain_gain(world.bargain_value[b, side], risked(world, p, b, side), world.trust[i, j]) + pushed


@phase
def risked(world: Any, p: Any, b: int, side: int) -> float:
    """What a side's own part costs it on average, since it stops once a breach is noticed."""
    i, j = _parties(world, b, side)
    seen = world.verifiability[b] * p.verification
    return exposed_cost(world.bargain_cost[b, side], world.trust[i, j], world.patience[i], seen)


@phase
def patience_needed(world: Any, p: Any, b: int, side: int) -> float:
    """Least patience at which keeping the bargain pays, linked with all that the two have agreed on."""
    value = 0.0
    cost = 0.0
    for other in range(world.bargain_dyad.shape[0]):
        linked = world.bargain_dyad[other] == world.bargain_dyad[b] and world.bargain_state[other] == IN_FORCE
        if other == b or linked:  # what is broken here breaks all that holds between the two
            value += world.bargain_value[other, side]
            cost += world.bargain_cost[other, side]
    return watched_patience(value, value - cost, 0.0, world.verifiability[b] * p.verification)


@phase
def _lead(world: Any, p: Any, b: int) -> bool:
    """A mediator moves what is asked toward where both sides gain, as far as its skill goes; whether it did."""
    m = mediation_of(world, world.bargain_dyad[b], b)
    moved = False
    if m == NOTHING or world.skill[m] <= 0.0 or world.bargain_state[b] == IN_FORCE or not possible(world, b):
        return moved
    for side in range(2):
        wanted = _asked(world, p, b, side)
        now = world.concession_size[b, 1 - side]
        if wanted > now:
            world.concession_size[b, 1 - side] = now + world.skill[m] * (wanted - now)
            moved = True
    return moved


@phase
def _asked(world: Any, p: Any, b: int, side: int) -> float:
    """The size of the other's concession at which this side would be content."""
    i, j = _parties(world, b, side)
    now = world.concession_size[b, 1 - side]
    if world.concession[b, 1 - side] != ISSUE:
        return now
    return counter_size(
        now, world.bargain_value[b, side], risked(world, p, b, side), world.trust[i, j],
        world.largest_size[b, 1 - side],
    )  # fmt: skip


@phase
def offer(world: Any, p: Any) -> None:
    """A side writes of bargains if the one that promises it most is worth being seen in contact."""
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            world.offered[d, side] = NOTHING
            channel = world.route[d, side]
            if channel == NOTHING:
                continue
            seen = p.contact_seen_direct if world.hops[channel] == 0 else p.contact_seen_relayed
            most = price_of_contact(world, p, d, side, seen)
            m = mediation_of(world, d, NOTHING)
            if m != NOTHING:
                most = eased_contact(most, world.cover[m])
            for b in range(world.bargain_dyad.shape[0]):
                if world.bargain_dyad[b] == d and _on_offer(world, p, b, side) and gain_of(world, p, b, side) > most:
                    most = gain_of(world, p, b, side)
                    world.offered[d, side] = b


@phase
def _on_offer(world: Any, p: Any, b: int, side: int) -> bool:
    """A side would raise a bargain that is not in force, was not broken of late, and that it would accept itself."""
    state = world.bargain_state[b]
    if state == IN_FORCE or not possible(world, b):
        return False
    if state == BROKEN and (world.month - world.bargain_month[b]) * world.step_length < p.review_months:
        return False
    return world.chance_accept[b, side] >= 0.5 and gain_of(world, p, b, side) > 0.0


@phase
def negotiate(world: Any, p: Any, seed: Any) -> None:
    """A side that wrote, or has a mediator to speak for it, puts on the table all that it would agree to.

    The other accepts each or asks for more.
    """
    for b in range(world.bargain_dyad.shape[0]):
        d = world.bargain_dyad[b]
        if d == NOTHING:
            continue
        mediated = mediation_of(world, d, b) != NOTHING
        for turn in range(2):
            side = (turn + world.month) % 2
            if not _on_offer(world, p, b, side):
                continue
            if mediated or _heard_from(world, d, side):
                world.offers[b] += 1
                _answer(world, p, seed, b, side)


@phase
def _heard_from(world: Any, d: int, side: int) -> bool:
    for c in range(world.channel_dyad.shape[0]):
        if world.channel_dyad[c] == d and world.heard[c, side, OFFER] > 0:
            return True
    return False


@phase
def _answer(world: Any, p: Any, seed: Any, b: int, side: int) -> None:
    other = world.rival[world.bargain_dyad[b], 1 - side]
    review = int(world.month * world.step_length / p.review_months)  # asked again before that, it gives the same answer
    u = chance.uniform(seed, chance.ACCEPTANCE, review, world.bargain_address[b], world.actor_address[other])
    if u < world.chance_accept[b, 1 - side]:
        world.bargain_state[b] = IN_FORCE
        world.bargain_month[b] = world.month
        world.agreements[b] += 1
        return
    wanted = _asked(world, p, b, 1 - side)
    if wanted > world.concession_size[b, side]:
        world.concession_size[b, side] = wanted
        world.counters[b] += 1
        world.bargain_state[b] = COUNTERED
    elif world.bargain_state[b] != COUNTERED:
        world.bargain_state[b] = OFFERED


@phase
def deliver(world: Any, p: Any, seed: Any) -> None:
    """Both sides of a bargain in force do their part or not; a breach that is noticed ends it."""
    bargains = world.bargain_dyad.shape[0]
    held = np.zeros(bargains, np.int64)
    for b in range(bargains):
        held[b] = 1 if world.bargain_dyad[b] != NOTHING and world.bargain_state[b] == IN_FORCE else 0
        world.bargain_months[b] += held[b]
        for side in range(2):
            world.delivers[b, side] = 1 if held[b] and _delivers(world, p, seed, b, side) else 0
        world.kept_months[b] += world.delivers[b, 0] * world.delivers[b, 1]
    for b in range(bargains):  # all deliver before anybody judges, so that no name comes first
        if held[b]:
            for side in range(2):
                _judge(world, p, seed, b, side)


@phase
def _delivers(world: Any, p: Any, seed: Any, b: int, side: int) -> bool:
    d = world.bargain_dyad[b]
    i = world.rival[d, side]
    if world.concession[b, side] == ISSUE:
        u = chance.uniform(seed, chance.DELIVERY, world.month, world.bargain_address[b], world.actor_address[i])
        return u < kept(world.chance_keep[b, side], world.step_length)
    if world.concession[b, side] == HELP:
        if _deploys(world, p, b):
            return True
        for f in range(world.strength.shape[0]):
            if world.fights[i, f] and world.prize[world.rival[d, 1 - side], f] > 0.0:
                return True  # where it is of use to the other
        return False
    return not world.blamed[d, side]


@phase
def _deploys(world: Any, p: Any, b: int) -> bool:
    """There was no time yet to bring the help that was promised."""
    return (world.month - world.bargain_month[b]) * world.step_length < p.review_months


@phase
def _judge(world: Any, p: Any, seed: Any, b: int, side: int) -> None:
    """What the other learns: of a delivery as far as it can be verified, of a breach if it is noticed."""
    i, j = _parties(world, b, side)
    seen = world.verifiability[b] * p.verification
    if world.delivers[b, side]:
        if world.concession[b, side] == HELP and _deploys(world, p, b):
            return  # nothing was done yet, so nothing is learnt
        _believe_deed(world, i, j, math.log(p.deliver_if_trustworthy / p.deliver_if_not) * seen * world.step_length)
        return
    u = chance.uniform(seed, chance.NOTICING, world.month, world.bargain_address[b], world.actor_address[i])
    if u < within(seen, world.step_length) or world.concession[b, side] != ISSUE:  # deeds in the field are seen anyway
        _believe_deed(world, i, j, math.log((1.0 - p.deliver_if_trustworthy) / (1.0 - p.deliver_if_not)))
        if world.bargain_state[b] == IN_FORCE:
            world.breaches[b] += 1
            _break_all(world, world.bargain_dyad[b])


@phase
def _break_all(world: Any, d: int) -> None:
    """Issues are linked: who breaks one bargain loses all that hold with the same rival."""
    for b in range(world.bargain_dyad.shape[0]):
        if world.bargain_dyad[b] == d and world.bargain_state[b] == IN_FORCE:
            _strike_off(world, b, BROKEN)


@phase
def _believe_deed(world: Any, doer: int, observer: int, evidence: float) -> None:
    world.log_trust[observer, doer] = bounded(world.log_trust[observer, doer] + evidence)
    world.trust[observer, doer] = trust_of(world.log_trust[observer, doer])


@phase
def restraint_bought(world: Any, d: int, side: int) -> float:
    """What a side gets for restraint toward the other, and would lose by a hostile act."""
    total = 0.0
    for b in range(world.bargain_dyad.shape[0]):
        paid = world.bargain_state[b] == IN_FORCE and world.concession[b, side] > HELP
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
