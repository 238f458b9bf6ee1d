"""Before the first month: draw what is uncertain, deal interests anew if asked, settle what follows."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.phases.clients import ground_forces
from sim.rules.interests import distance, propensity, rivalry
from sim.rules.krtz import standing_effort
from sim.rules.trust import affinity, bounded, remembered, trust_of
from sim.world import LONG_AGO, NOTHING

DRAW_TYPE = np.dtype(
    [
        ("of_world", "i8"),  # 1: a fact of the world, 0: a parameter
        ("offset", "i8"),  # where it stands, in 8-byte numbers
        ("bell", "i8"),  # 1: normal around the centre, cut at the ends; 0: uniform between them
        ("centre", "f8"),
        ("spread", "f8"),
        ("low", "f8"),
        ("high", "f8"),
        ("who", "u8"),
        ("about", "u8"),
    ]
)
"""One uncertain number: where it goes and what it is drawn from."""


@phase
def draw(flat_world: Any, flat_assumptions: Any, draws: Any, seed: Any) -> None:
    """Draw every uncertain number of the case: coded interests from their spread, assumptions from their range."""
    for k in range(draws.shape[0]):
        d = draws[k]
        stream = chance.INTEREST if d.bell else chance.ASSUMPTION
        value = d.centre
        if d.bell:
            for attempt in range(64):  # a normal number cut at the ends: draw again until it falls between them
                u = chance.uniform(seed, stream, 2 * attempt, d.who, d.about)
                v = chance.uniform(seed, stream, 2 * attempt + 1, d.who, d.about)
                value = d.centre + d.spread * chance.normal(u, v)
                if d.low <= value <= d.high:
                    break
            value = min(d.high, max(d.low, value))
        else:
            value = d.low + (d.high - d.low) * chance.uniform(seed, stream, 0, d.who, d.about)
        if d.of_world:
            flat_world[d.offset] = value
        else:
            flat_assumptions[d.offset] = value


@phase
def deal(world: Any, seed: Any) -> None:
    """Deal the interests anew among all actors but the enemy (the control *shuffled interests*)."""
    if not world.shuffled:
        return
    actors = world.actor_address.shape[0]
    position = world.position.copy()
    salience = world.salience.copy()
    luck = np.empty(actors)
    for i in range(actors):
        luck[i] = chance.uniform(seed, chance.SHUFFLE, 0, world.actor_address[i], world.actor_address[i])
    for i in range(actors):
        if world.hostile_to_all[i]:
            continue
        rank = 0  # of i's luck among those who are dealt to
        for j in range(actors):
            if not world.hostile_to_all[j] and luck[j] < luck[i]:
                rank += 1
        giver = -1
        for j in range(actors):
            if not world.hostile_to_all[j]:
                if rank == 0:
                    giver = j
                    break
                rank -= 1
        for k in range(position.shape[1]):
            world.position[i, k] = position[giver, k]
            world.salience[i, k] = salience[giver, k]


@phase
def settle(world: Any, p: Any) -> None:
    """Distances, rivalries and initial trust follow from what was drawn; plans begin at the least effort."""
    actors = world.actor_address.shape[0]
    for i in range(actors):
        for j in range(actors):
            world.distance[i, j] = distance(world.position[i], world.position[j], world.salience[i], 2.0)
    for i in range(actors):
        for j in range(actors):
            world.rivalry[i, j] = rivalry(world.distance[i, j], world.distance[j, i])
            world.initial_log_trust[i, j] = affinity(propensity(world.rivalry[i, j]), p.affinity_weight)
    for k in range(world.episode_by.shape[0]):
        told = remembered(world.episode_evidence[k], world.episode_age[k], p.episode_half_life)
        world.initial_log_trust[world.episode_by[k], world.episode_in[k]] += told
    for i in range(actors):
        for j in range(actors):
            world.initial_log_trust[i, j] = bounded(world.initial_log_trust[i, j])
            world.log_trust[i, j] = world.initial_log_trust[i, j]
            world.trust[i, j] = trust_of(world.log_trust[i, j])
        for f in range(world.strength.shape[0]):
            world.air_plan[i, f] = min(p.presence, world.air_capacity[i, f])
            world.ground_plan[i, f] = min(p.presence, world.ground_capacity[i, f])
    for f in range(world.strength.shape[0]):
        world.enemy_effort[f] = standing_effort(world.strength[f], p.ground_cost)
    for i in range(actors):
        world.first_ground[i] = ground_forces(world, i)
        world.first_fight[i] = -1
        world.norm[i] = 1.0 if world.advocate[i] else world.norm_anchor[i]
    for f in range(world.strength.shape[0]):
        world.opened[f] = 1 if world.opens_above[f] <= 0.0 else 0
        if not world.opened[f]:
            world.opening_strength[f] = world.strength[f]
            world.strength[f] = 0.0
    _settle_dyads(world, p)
    _settle_deals(world)


@phase
def _settle_deals(world: Any) -> None:
    for m in range(world.mediator.shape[0]):
        world.mediation_month[m] = LONG_AGO
        world.proposal_month[m] = LONG_AGO
    for b in range(world.bargain_dyad.shape[0]):
        world.bargain_month[b] = LONG_AGO
        for side in range(2):
            world.concession_size[b, side] = world.least_size[b, side]
    for g in range(world.government_month.shape[0]):
        world.chosen[g] = NOTHING
        world.condorcet[g] = NOTHING


@phase
def _settle_dyads(world: Any, p: Any) -> None:
    for d in range(world.dyad_address.shape[0]):
        world.hostile_month[d] = LONG_AGO
        world.contact_direct[d] = LONG_AGO
        world.contact_relayed[d] = LONG_AGO
        world.first_line[d] = -1
        for side in range(2):
            world.notice_month[d, side] = LONG_AGO
            world.condemned_month[d, side] = LONG_AGO
            world.leak_month[d, side] = LONG_AGO
            world.offered[d, side] = NOTHING
            for word in range(world.told_month.shape[2]):
                world.told_month[d, side, word] = LONG_AGO
    for c in range(world.channel_dyad.shape[0]):
        world.refusal_month[c] = LONG_AGO
        if world.hops[c] == 0:
            world.loss[c] = p.direct_loss
            world.garble[c] = p.direct_garble
            world.rate[c] = p.direct_rate
