"""Consequences: clashes and hostile acts (M8), what deeds tell (M5), and the enemy's month (M11)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.phases.abroad import foreign_recruits
from sim.phases.clients import intrusion_evidence, note_intrusions
from sim.phases.perceive import campaigns
from sim.rules.enemy import next_strength
from sim.rules.incidents import at_least_one, clash_rate
from sim.rules.mode import RECENT
from sim.rules.pace import retained, within
from sim.rules.proxies import mixed_attribution
from sim.rules.trust import clash_evidence, conduct_evidence, trust_of, updated
from sim.world import NOTHING


@phase
def clash(world: Any, p: Any, seed: Any) -> None:
    """Deliberate hostile acts, then accidents where rival forces share the ground."""
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            world.hostile[d, side] = 1 if _acts_hostile(world, p, seed, d, side) else 0
            if world.hostile[d, side]:
                world.blamed[d, side] = 1
                world.hostile_month[d] = world.month
                _blame_patron(world, p, seed, world.rival[d, side], world.rival[d, 1 - side])
    for d in range(world.dyad_address.shape[0]):
        _collide(world, p, seed, d)


@phase
def _acts_hostile(world: Any, p: Any, seed: Any, d: int, side: int) -> bool:
    i = world.rival[d, side]
    j = world.rival[d, 1 - side]
    if not (world.present[i] and world.present[j]):
        return False
    who = world.actor_address[i]
    whom = world.actor_address[j]
    if chance.uniform(seed, chance.HOSTILITY, world.month, who, whom) < within(
        world.chance_hostility[d, side], world.step_length
    ):
        return True
    if not world.provoked[d, side] or p.hostility_rate <= 0.0:
        return False
    return chance.uniform(seed, chance.RETALIATION, world.month, who, whom) >= p.generosity


@phase
def _blame_patron(world: Any, p: Any, seed: Any, client: int, victim: int) -> None:
    """A client's hostile act may be laid at its patron's door, if the patron is the victim's rival too."""
    patron = world.patron[client]
    if patron == NOTHING or not world.present[patron] or world.dyad[patron, victim] == NOTHING:
        return
    d = world.dyad[patron, victim]
    side = 0 if world.rival[d, 0] == patron else 1
    world.proxied[d, side] = 1
    u = chance.uniform(seed, chance.ATTRIBUTION, world.month, world.actor_address[client], world.actor_address[victim])
    if u < p.attribution:
        world.blamed[d, side] = 1
        world.hostile_month[d] = world.month


@phase
def _collide(world: Any, p: Any, seed: Any, d: int) -> None:
    mean = pair_clash_rate(world, p, d, world.deconfliction[d]) * world.step_length
    at = world.dyad_address[d]
    world.incidents[d] = 0
    if mean <= 0.0:
        return
    clashes = chance.poisson(mean, chance.uniform(seed, chance.INCIDENT, world.month, at, at))
    world.incidents[d] = clashes
    world.incidents_total[d] += clashes
    for k in range(clashes):
        if chance.uniform(seed, chance.LINE_BREAK, world.month, at, np.uint64(k)) < p.line_break:
            world.deconfliction[d] = 0.0
    if clashes > 0:
        for side in range(2):  # each may take the clash for an act of the other
            who = world.actor_address[world.rival[d, side]]
            if chance.uniform(seed, chance.PERCEPTION, world.month, at, who) >= accident_share(world, p, d):
                world.suspected[d, 1 - side] = 1


@phase
def pair_clash_rate(world: Any, p: Any, d: int, deconfliction: float) -> float:
    """Expected clashes of a pair in a month, over all fronts, at a state of deconfliction."""
    i = world.rival[d, 0]
    j = world.rival[d, 1]
    total = 0.0
    for f in range(world.strength.shape[0]):
        first = campaigns(world.air[i, f], world.ground[i, f])
        second = campaigns(world.air[j, f], world.ground[j, f])
        total += clash_rate(p.incident_rate, world.co_location[d], first, second, deconfliction)
    if world.crisis[d]:
        total += clash_rate(p.incident_rate, 1.0, world.standing[d], 1.0, deconfliction)
    return total


@phase
def accident_share(world: Any, p: Any, d: int) -> float:
    """How likely a clash is taken for an accident: more so where the two are in contact."""
    last = max(world.contact_direct[d], world.contact_relayed[d])
    return p.accident_share_line if recent(world, last) else p.accident_share


@phase
def recent(world: Any, when: int) -> bool:
    """It happened in the last three months."""
    return (world.month - when) * world.step_length < RECENT


@phase
def face(world: Any, p: Any, seed: Any) -> None:
    """Crises between rivals come and go, enemy or not."""
    for d in range(world.dyad_address.shape[0]):
        if world.crisis_rate[d] <= 0.0 or not (world.present[world.rival[d, 0]] and world.present[world.rival[d, 1]]):
            continue
        at = world.dyad_address[d]
        if world.crisis[d]:
            over = within(min(1.0, 1.0 / p.crisis_months), world.step_length)
            world.crisis[d] = 0 if chance.uniform(seed, chance.CRISIS_END, world.month, at, at) < over else 1
        elif chance.uniform(seed, chance.CRISIS, world.month, at, at) < at_least_one(
            world.crisis_rate[d], world.step_length
        ):
            world.crisis[d] = 1


@phase
def learn(world: Any, p: Any) -> None:
    """Deeds change trust: fighting side by side builds it; hostile acts and clashes cost it; the rest is forgetting."""
    actors = world.kind.shape[0]
    memory = retained(p.trust_memory, world.step_length)
    intruders = note_intrusions(world)
    for i in range(actors):
        for j in range(actors):
            evidence = p.evidence_fighting * world.step_length if i != j and _side_by_side(world, i, j) else 0.0
            if intruders:
                evidence += intrusion_evidence(world, p, i, j)
            d = world.dyad[i, j]
            if d != NOTHING:
                evidence += _rival_evidence(world, p, d, 0 if world.rival[d, 0] == j else 1)
            before, initial = world.log_trust[i, j], world.initial_log_trust[i, j]
            if evidence == 0.0 and before == initial and not world.left[j]:
                continue  # most pairs of actors have no dealings
            world.log_trust[i, j] = updated(before, initial, memory, evidence)
            world.trust[i, j] = trust_of(world.log_trust[i, j])


@phase
def _side_by_side(world: Any, i: int, j: int) -> bool:
    for f in range(world.strength.shape[0]):
        if world.fights[i, f] and world.fights[j, f]:
            return True
    return False


@phase
def _rival_evidence(world: Any, p: Any, d: int, side: int) -> float:
    """What this month tells against one side of a pair of rivals."""
    if world.hostile[d, side]:
        evidence = conduct_evidence(True, p.act_if_trustworthy, p.act_if_not)
    elif world.proxied[d, side]:  # it was a client; perhaps on the patron's word
        evidence = mixed_attribution(p.attribution, p.act_if_trustworthy, p.act_if_not)
    else:
        evidence = conduct_evidence(False, p.act_if_trustworthy, p.act_if_not) * world.step_length
    if world.incidents[d] > 0:
        tells = clash_evidence(accident_share(world, p, d), p.hostile_if_trustworthy, p.hostile_if_not)
        evidence += world.incidents[d] * tells
    return evidence


@phase
def enemy_moves(world: Any, p: Any) -> None:
    """The enemy grows where nobody governs, is worn down by the joint effort, and spills over."""
    for f in range(world.strength.shape[0]):
        if not world.present[world.front_enemy[f]]:
            world.strength[f] = 0.0
        if not world.present[world.front_enemy[f]] or not world.opened[f]:
            continue
        inflow = world.recruits[f] + foreign_recruits(world, p, f)
        for other in range(world.strength.shape[0]):
            if other != f and world.opened[other] and world.front_enemy[other] == world.front_enemy[f]:
                inflow += world.spread[f] * world.strength_before[other]
        vacuum = 1.0 - world.governed[world.front_theatre[f]]
        world.strength[f] = next_strength(
            world.strength[f], world.growth[f] * world.step_length, vacuum, world.ceiling[f],
            world.attrition[f] * world.step_length, world.joint_effort[f], inflow * world.step_length,
        )  # fmt: skip
