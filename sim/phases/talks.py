"""Talks: the norm of mediation moves, mediators propose, parties consent or leave (M9, M15)."""

from __future__ import annotations

from typing import Any

from sim import chance
from sim._compile import phase
from sim.phases.parts import can_give
from sim.rules.mediation import changed, proposes
from sim.rules.norms import eased, influenced
from sim.rules.pace import within
from sim.world import ACTIVE, CHANGED, IDLE, IN_FORCE, NOTHING, OUTSIDE, REQUEST, SUCCESS


@phase
def debate(world: Any, p: Any) -> None:
    """Views on mediation follow those of others, all at once; resolutions give weight to its friends."""
    speed = within(p.norm_speed, world.step_length)
    for i in range(world.kind.shape[0]):
        if _debates(world, i):
            pull = min(1.0, max(0.0, world.norm[i] + _pull(world, i)))
            anchor, yields = (1.0, 0.0) if world.advocate[i] else (world.norm_anchor[i], world.susceptibility[i])
            goal = influenced(world.norm[i], anchor, yields, pull)
            world.next_norm[i] = eased(world.norm[i], goal, speed)
    for i in range(world.kind.shape[0]):
        if _debates(world, i):
            world.norm[i] = world.next_norm[i]


@phase
def _debates(world: Any, i: int) -> bool:
    """It takes part in the debate: with a view of its own, or as long as it belongs to the friends of mediation."""
    return (world.heeds[i] or world.advocate[i]) and world.present[i]


@phase
def _pull(world: Any, i: int) -> float:
    """How far the others' views, weighed, lie from one's own; exactly nothing where all think alike."""
    total = 0.0
    apart = 0.0
    for j in range(world.kind.shape[0]):
        if j != i and _debates(world, j):
            weight = 1.0 + world.advocate[j] * world.advocacy
            total += weight
            apart += weight * (world.norm[j] - world.norm[i])
    return apart / total if total > 0.0 else 0.0


@phase
def mediate(world: Any, p: Any, seed: Any) -> None:
    """Idle mediators propose; both parties have to consent; talks go on until something ends them."""
    for m in range(world.mediator.shape[0]):
        if world.mediator[m] == NOTHING:
            continue
        if world.mediation_state[m] == IDLE:
            _propose(world, p, seed, m)
        else:
            world.talks[m] += 1
            _may_end(world, p, seed, m)


@phase
def _possible(world: Any, m: int) -> bool:
    d = world.mediation_dyad[m]
    there = world.present[world.mediator[m]] and world.present[world.rival[d, 0]] and world.present[world.rival[d, 1]]
    return there and world.mediation_open[m] >= 0.5


@phase
def _propose(world: Any, p: Any, seed: Any, m: int) -> None:
    last = max(world.mediation_month[m], world.proposal_month[m])  # a refusal stands like any posture
    rested = (world.month - last) * world.step_length >= p.review_months
    if not (rested and _possible(world, m)) or _agreed(world, m):
        return  # with all that was on the agenda in force there is nothing left to talk about
    at = world.mediation_address[m]
    chance_now = proposes(world.proposal_rate[m] * world.step_length, world.norm[world.mediator[m]])
    if chance.uniform(seed, chance.PROPOSAL, world.month, at, at) >= chance_now:
        return
    world.proposals[m] += 1
    world.proposal_month[m] = world.month
    for side in range(2):
        party = world.actor_address[world.rival[world.mediation_dyad[m], side]]
        if chance.uniform(seed, chance.CONSENT, world.month, at, party) >= world.chance_consent[m, side]:
            return
    world.consents[m] += 1
    world.mediation_state[m] = ACTIVE
    world.mediation_month[m] = world.month


@phase
def _may_end(world: Any, p: Any, seed: Any, m: int) -> None:
    d = world.mediation_dyad[m]
    if not _possible(world, m):
        _end(world, m, OUTSIDE)
    elif _agreed(world, m):
        world.successes[m] += 1
        _end(world, m, SUCCESS)
    elif _changed(world, p, d):
        _end(world, m, CHANGED)
    else:
        for side in range(2):
            party = world.actor_address[world.rival[d, side]]
            u = chance.uniform(seed, chance.CONSENT, world.month, world.mediation_address[m], party)
            if u < within(p.leaving_rate * (1.0 - world.chance_consent[m, side]), world.step_length):
                _end(world, m, REQUEST)
                return


@phase
def _changed(world: Any, p: Any, d: int) -> bool:
    """The threshold is per month, the counts are of the last step."""
    acts = float(world.hostile[d, 0] + world.hostile[d, 1])
    return changed(float(world.incidents[d]), acts, p.conflict_change * world.step_length)


@phase
def _end(world: Any, m: int, why: int) -> None:
    world.mediation_state[m] = IDLE
    world.mediation_month[m] = world.month
    world.mediation_end[m] = why


@phase
def _agreed(world: Any, m: int) -> bool:
    """All on the agenda that can be agreed at all is in force, and that is something."""
    items = 0
    for b in range(world.bargain_dyad.shape[0]):
        if world.agenda[m, b] and _attainable(world, b):
            items += 1
            if world.bargain_state[b] != IN_FORCE:
                return False
    return items > 0


@phase
def _attainable(world: Any, b: int) -> bool:
    """A bargain can still be agreed: all can give their parts, and neither it nor what has to come first is closed."""
    for _ in range(world.bargain_dyad.shape[0]):
        if world.bargain_open[b] < 0.5 or not (can_give(world, b, 0) and can_give(world, b, 1)):
            return False
        b = world.after[b]
        if b == NOTHING:
            return True
    return True


@phase
def mediation_of(world: Any, d: int, b: int) -> int:
    """The active mediation that has a bargain of a pair on its agenda (any item if ``b`` is -1); -1 for none.

    Of several the one of the greatest skill leads, then pressure, then cover: no name decides.
    """
    best = NOTHING
    for m in range(world.mediator.shape[0]):
        active = world.mediator[m] != NOTHING and world.mediation_state[m] == ACTIVE
        about = world.mediation_dyad[m] == d and (b == NOTHING or world.agenda[m, b])
        if active and about and (best == NOTHING or _leads(world, m, best)):
            best = m
    return best


@phase
def _leads(world: Any, m: int, other: int) -> bool:
    """One mediation brings more than another."""
    if world.skill[m] != world.skill[other]:
        return world.skill[m] > world.skill[other]
    if world.pressure[m] != world.pressure[other]:
        return world.pressure[m] > world.pressure[other]
    return world.cover[m] > world.cover[other]
