"""Talks: the norm of mediation moves, mediators propose, parties consent or leave (M9, M15)."""

from __future__ import annotations

from typing import Any

from sim import chance
from sim._compile import phase
from sim.rules.mediation import changed, proposes
from sim.rules.norms import eased, influenced
from sim.rules.pace import within
from sim.world import ACTIVE, CHANGED, IDLE, IN_FORCE, NOTHING, OUTSIDE, REQUEST, SUCCESS


@phase
def debate(world: Any, p: Any) -> None:
    """Views on mediation follow those of others, all at once; resolutions give weight to its friends."""
    speed = within(p.norm_speed, world.step_length)
    for i in range(world.kind.shape[0]):
        if world.heeds[i] and world.present[i]:
            pull = world.norm[i] + _pull(world, i)
            goal = influenced(world.norm[i], world.norm_anchor[i], world.susceptibility[i], min(1.0, max(0.0, pull)))
            world.next_norm[i] = eased(world.norm[i], goal, speed)
    for i in range(world.kind.shape[0]):
        if world.heeds[i] and world.present[i]:
            world.norm[i] = world.next_norm[i]


@phase
def _pull(world: Any, i: int) -> float:
    """How far the others' views, weighed, lie from one's own; exactly nothing where all think alike."""
    total = 0.0
    apart = 0.0
    for j in range(world.kind.shape[0]):
        if j != i and world.heeds[j] and world.present[j]:
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
    rested = (world.month - world.mediation_month[m]) * world.step_length >= p.review_months
    if not (rested and _possible(world, m)) or _agreed(world, m):
        return  # with all that was on the agenda in force there is nothing left to talk about
    at = world.mediation_address[m]
    chance_now = proposes(world.proposal_rate[m] * world.step_length, world.norm[world.mediator[m]])
    if chance.uniform(seed, chance.PROPOSAL, world.month, at, at) >= chance_now:
        return
    world.proposals[m] += 1
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
    elif changed(float(world.incidents[d]), float(world.hostile[d, 0] + world.hostile[d, 1]), p.conflict_change):
        _end(world, m, CHANGED)
    else:
        for side in range(2):
            party = world.actor_address[world.rival[d, side]]
            u = chance.uniform(seed, chance.CONSENT, world.month, world.mediation_address[m], party)
            if u < within(p.withdrawal_rate * (1.0 - world.chance_consent[m, side]), world.step_length):
                _end(world, m, REQUEST)
                return


@phase
def _end(world: Any, m: int, why: int) -> None:
    world.mediation_state[m] = IDLE
    world.mediation_month[m] = world.month
    world.mediation_end[m] = why


@phase
def _agreed(world: Any, m: int) -> bool:
    """All that was on the agenda is in force."""
    items = 0
    for b in range(world.bargain_dyad.shape[0]):
        if world.agenda[m, b]:
            items += 1
            if world.bargain_state[b] != IN_FORCE:
                return False
    return items > 0


@phase
def mediation_of(world: Any, d: int, b: int) -> int:
    """The active mediation that has a bargain of a pair on its agenda (any item if ``b`` is -1); -1 for none."""
    for m in range(world.mediator.shape[0]):
        active = world.mediator[m] != NOTHING and world.mediation_state[m] == ACTIVE
        if active and world.mediation_dyad[m] == d and (b == NOTHING or world.agenda[m, b]):
            return m
    return NOTHING
