"""Mandates of protecting powers: given by both, held, lost, and offered to somebody else (M15)."""

from __future__ import annotations

from typing import Any

from sim import chance
from sim._compile import phase
from sim.rules.mandates import mandate_consent, neutrality, soured, suitability
from sim.rules.pace import within
from sim.world import NOTHING


@phase
def renew_mandates(world: Any, p: Any, seed: Any) -> None:
    """A mandate ends when direct ties return, a party withdraws, or the protecting power gives it back."""
    for c in range(world.channel_dyad.shape[0]):
        if not world.mandated[c]:
            continue
        if world.channel_open[c] < 0.5:
            world.in_mandate[c] = 0  # and its office is free for another
            continue
        if world.mandate_waits[c]:  # it opens only now, and begins as coded
            world.mandate_waits[c] = 0
            world.in_mandate[c] = 1
        if world.in_mandate[c] and _ends(world, p, seed, c):
            world.in_mandate[c] = 0
            world.mandates_lost[c] += 1
        elif not world.in_mandate[c] and world.ties[world.channel_dyad[c]] < 0.5:
            _seek(world, p, seed, c)
        world.mandate_months[c] += world.in_mandate[c]
        if world.consular[c]:
            world.looked_after[world.channel_dyad[c], world.sending[c]] += world.in_mandate[c]


@phase
def consent_to_protector(world: Any, p: Any, party: int, other: int, power: int) -> float:
    """Chance that a party accepts a third state as protecting power between itself and the other."""
    fair = neutrality(world.rivalry[power, party], world.rivalry[power, other])
    return mandate_consent(world.trust[party, power], fair, p.mandate_trust, p.mandate_temperature)


@phase
def _ends(world: Any, p: Any, seed: Any, c: int) -> bool:
    d = world.channel_dyad[c]
    power = world.carrier[c, 0]
    if world.ties[d] >= 0.5 or not world.present[power]:
        return True
    for side in range(2):
        party = world.rival[d, side]
        other = world.rival[d, 1 - side]
        if not world.present[party] or soured(world.trust[power, party], p.souring):
            return True
        doubt = 1.0 - consent_to_protector(world, p, party, other, power)
        u = chance.uniform(
            seed, chance.MANDATE_CONSENT, world.month, world.channel_address[c], world.actor_address[party]
        )
        if u < within(p.withdrawal_rate * doubt, world.step_length):
            return True
    return False


@phase
def _seek(world: Any, p: Any, seed: Any, c: int) -> None:
    """The most suitable candidate is asked; both parties have to consent. A refusal stands until the next review."""
    if (world.month - world.refusal_month[c]) * world.step_length < p.review_months:
        return
    at = world.channel_address[c]
    if chance.uniform(seed, chance.MANDATE_CONSENT, world.month, at, at) >= within(p.search_rate, world.step_length):
        return
    power = _best_candidate(world, c)
    if power == NOTHING:
        return
    d = world.channel_dyad[c]
    for side in range(2):
        party = world.rival[d, side]
        u = chance.uniform(seed, chance.MANDATE_CONSENT, world.month, at, world.actor_address[party])
        if not world.present[party] or u >= consent_to_protector(world, p, party, world.rival[d, 1 - side], power):
            world.refusal_month[c] = world.month
            return
    world.carrier[c, 0] = power
    world.in_mandate[c] = 1


@phase
def _best_candidate(world: Any, c: int) -> int:
    d = world.channel_dyad[c]
    best = NOTHING
    most = 0.0
    for k in range(world.candidate.shape[1]):
        power = world.candidate[c, k]
        if power != NOTHING and world.present[power]:
            fair = neutrality(world.rivalry[power, world.rival[d, 0]], world.rivalry[power, world.rival[d, 1]])
            fit = suitability(fair, world.tradition[power], _spare(world, power))
            if fit > most:
                most = fit
                best = power
    return best


@phase
def _spare(world: Any, power: int) -> float:
    """Share of its offices that a protecting power has free."""
    held = 0
    for c in range(world.channel_dyad.shape[0]):
        if world.mandated[c] and world.in_mandate[c] and world.carrier[c, 0] == power:
            held += 1
    return max(0.0, 1.0 - held / world.offices[power]) if world.offices[power] > 0.0 else 0.0
