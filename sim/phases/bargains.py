"""Bargains: a concession against another, offered, countered, accepted (M7); ``terms`` says what they are worth."""

from __future__ import annotations

from typing import Any

from sim import chance
from sim._compile import phase
from sim.phases.parts import front_of_help, parties
from sim.phases.statements import price_of_contact
from sim.phases.talks import mediation_of
from sim.phases.terms import asked, gain_of, possible, price
from sim.rules.mediation import eased_contact
from sim.world import BROKEN, COUNTERED, HELP, IN_FORCE, NOTHING, OFF, OFFER, OFFERED, RESTRAINT


@phase
def weigh_bargains(world: Any, p: Any) -> None:
    """What each side's concession would cost it, and what it is worth to the other."""
    _note_conduct(world)
    _lapse(world, p)
    for b in range(world.bargain_dyad.shape[0]):
        if world.bargain_dyad[b] != NOTHING:
            price(world, p, b)
            _lead(world, p, b)
    _pay_for_help(world)


@phase
def _note_conduct(world: Any) -> None:
    """How likely each was to act against its rival when last nobody paid it for restraint: what a deal can spare."""
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            if not _sold_restraint(world, d, side):
                world.chance_unbought[d, side] = world.chance_hostility[d, side]


@phase
def _sold_restraint(world: Any, d: int, side: int) -> bool:
    for b in range(world.bargain_dyad.shape[0]):
        held = world.bargain_dyad[b] == d and world.bargain_state[b] == IN_FORCE
        if held and world.concession[b, side] == RESTRAINT:
            return True
    return False


@phase
def _lapse(world: Any, p: Any) -> None:
    """Bargains that are no longer possible end, with all that came after them; old counter-offers are forgotten."""
    for _ in range(world.bargain_dyad.shape[0]):  # as often as one may hang on another, whatever their names
        for b in range(world.bargain_dyad.shape[0]):
            if world.bargain_dyad[b] != NOTHING and _over(world, p, b):
                strike_off(world, b, OFF)


@phase
def _over(world: Any, p: Any, b: int) -> bool:
    state = world.bargain_state[b]
    if state in (OFF, BROKEN):
        return False
    if not possible(world, b):
        return True
    return state != IN_FORCE and _rested(world, p, b) and _leader(world, b) == NOTHING


@phase
def _leader(world: Any, b: int) -> int:
    """The mediation that moves what is asked in a bargain: one with skill; -1 for none."""
    m = mediation_of(world, world.bargain_dyad[b], b)
    return m if m != NOTHING and world.skill[m] > 0.0 else NOTHING


@phase
def _rested(world: Any, p: Any, b: int) -> bool:
    """Since the last change of its state, postures were reviewed."""
    return (world.month - world.bargain_month[b]) * world.step_length >= p.review_months


@phase
def strike_off(world: Any, b: int, state: int) -> None:
    """A bargain ends, and with it what was asked for beyond the first offer."""
    world.bargain_state[b] = state
    world.bargain_month[b] = world.month
    for side in range(2):
        world.concession_size[b, side] = world.least_size[b, side]


@phase
def _pay_for_help(world: Any) -> None:
    """What bargains in force pay for taking part, on the front where help is of use.

    Help against help pays nothing beyond what the plans assume already: that the other does its part.
    """
    for i in range(world.kind.shape[0]):
        for f in range(world.strength.shape[0]):
            world.linked[i, f] = 0.0
    for b in range(world.bargain_dyad.shape[0]):
        for side in range(2):
            sold = world.bargain_state[b] == IN_FORCE and world.concession[b, side] == HELP
            if sold and world.concession[b, 1 - side] != HELP:
                helper, partner = parties(world, b, side)
                world.linked[helper, front_of_help(world, helper, partner)] += world.bargain_value[b, side]


@phase
def _lead(world: Any, p: Any, b: int) -> None:
    """A mediator moves what is asked toward what just contents each side, as far as its skill goes.

    Up or down, but not beyond what the giver still gains by.
    """
    m = _leader(world, b)
    if m == NOTHING or world.bargain_state[b] == IN_FORCE or not possible(world, b):
        return
    wanted = (asked(world, p, b, 1), asked(world, p, b, 0))  # of side 0, of side 1: both before either moves
    for side in range(2):
        now = world.concession_size[b, side]
        goal = max(world.least_size[b, side], wanted[side])
        world.concession_size[b, side] = now + world.skill[m] * (goal - now)
        price(world, p, b)
        if goal > now and gain_of(world, p, b, side) < 0.0:
            world.concession_size[b, side] = now
            price(world, p, b)


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
    if state == IN_FORCE or not possible(world, b) or (state == BROKEN and not _rested(world, p, b)):
        return False
    return world.chance_accept[b, side] >= 0.5 and gain_of(world, p, b, side) > 0.0


@phase
def negotiate(world: Any, p: Any, seed: Any) -> None:
    """A side that wrote, or has a mediator to speak for it, puts on the table all that it would agree to.

    The other accepts each or asks for more; what it asks for is looked at next month.
    """
    for b in range(world.bargain_dyad.shape[0]):
        d = world.bargain_dyad[b]
        if d == NOTHING:
            continue
        mediated = mediation_of(world, d, b) != NOTHING
        for turn in range(2):
            side = (turn + world.month) % 2
            if (mediated or _heard_from(world, d, side)) and _on_offer(world, p, b, side):
                world.offers[b] += 1
                if _answer(world, p, seed, b, side):
                    break


@phase
def _heard_from(world: Any, d: int, side: int) -> bool:
    for c in range(world.channel_dyad.shape[0]):
        if world.channel_dyad[c] == d and world.heard[c, side, OFFER] > 0:
            return True
    return False


@phase
def _answer(world: Any, p: Any, seed: Any, b: int, side: int) -> bool:
    """The other side takes the offer, asks for more, or lets it lie; whether anything changed."""
    other = world.rival[world.bargain_dyad[b], 1 - side]
    review = int(world.month * world.step_length / p.review_months)  # asked again before that, it gives the same answer
    u = chance.uniform(seed, chance.ACCEPTANCE, review, world.bargain_address[b], world.actor_address[other])
    if u < world.chance_accept[b, 1 - side]:
        _enter(world, b, IN_FORCE)
        world.agreements[b] += 1
        return True
    wanted = asked(world, p, b, 1 - side)
    if wanted > world.concession_size[b, side]:
        world.concession_size[b, side] = wanted
        world.counters[b] += 1
        _enter(world, b, COUNTERED)
        return True
    if world.bargain_state[b] != COUNTERED and world.bargain_state[b] != OFFERED:
        _enter(world, b, OFFERED)
    return False


@phase
def _enter(world: Any, b: int, state: int) -> None:
    world.bargain_state[b] = state
    world.bargain_month[b] = world.month
