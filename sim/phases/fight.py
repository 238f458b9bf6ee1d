"""Fight: who takes part, how much they bring, and what it makes together (M3, M4)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.phases.krtz import contest_surplus, settle_contest, weigh_contest
from sim.phases.perceive import able, capacity
from sim.phases.plan import arm_totals
from sim.rules.effort import joint_effort, success, surplus
from sim.rules.pace import within
from sim.world import AIR, GROUND, KRTZ


@phase
def muster(world: Any, p: Any, seed: Any) -> None:
    """Who takes part on each front: the answers meet luck that is drawn anew at each review of posture."""
    actors = world.kind.shape[0]
    joins = np.zeros(actors, np.int64)
    for i in range(actors):
        world.left[i] = 0
    for f in range(world.strength.shape[0]):
        for i in range(actors):
            u = luck_of_posture(world, p, seed, i, f, world.month)
            joins[i] = 1 if able(world, i, f) and world.strength[f] > 0.0 and u < world.chance_part[i, f] else 0
        for i in range(actors):
            if world.takes_part[i, f] and not joins[i]:
                _leave(world, p, i, f, joins)
        for i in range(actors):
            world.takes_part[i, f] = joins[i]
        if world.contest == KRTZ:
            weigh_contest(world, p, f, world.air, world.ground)


@phase
def luck_of_posture(world: Any, p: Any, seed: Any, i: int, f: int, month: int) -> float:
    """Luck of an actor's posture on a front: drawn anew at each review; each actor reviews in months of its own."""
    who, about = world.actor_address[i], world.front_address[f]
    offset = chance.uniform(seed, chance.REVIEW, 0, who, about) * p.review_months
    review = int((month * world.step_length + offset) / p.review_months)
    return chance.uniform(seed, chance.PARTICIPATION, review, who, about)


@phase
def _leave(world: Any, p: Any, leaver: int, f: int, joins: Any) -> None:
    """Leaving before the enemy has fallen tells against the leaver, to those who stay."""
    if _strength_everywhere(world, world.front_enemy[f]) < world.fallen_below[f]:
        return
    world.left[leaver] = 1
    for i in range(world.kind.shape[0]):
        if i != leaver and world.takes_part[i, f] and joins[i]:
            world.log_trust[i, leaver] -= p.evidence_leaving


@phase
def _strength_everywhere(world: Any, enemy: int) -> float:
    total = 0.0
    for f in range(world.strength.shape[0]):
        if world.front_enemy[f] == enemy:
            total += world.strength[f]
    return total


@phase
def deploy(world: Any, p: Any) -> None:
    """Efforts move toward what was wanted; success and each actor's worth follow."""
    for f in range(world.strength.shape[0]):
        _, air_carriers = arm_totals(world.air, f, p.presence)
        _, ground_carriers = arm_totals(world.ground, f, p.presence)
        if world.contest == KRTZ:
            air_carriers = 1
            ground_carriers = 1
        for i in range(world.kind.shape[0]):
            part = world.takes_part[i, f]
            largest = capacity(world, i, f, AIR)
            world.air[i, f] = _moved(world, p, part, world.air[i, f], world.air_wanted[i, f], largest, air_carriers)
            largest = capacity(world, i, f, GROUND)
            world.ground[i, f] = _moved(
                world, p, part, world.ground[i, f], world.ground_wanted[i, f], largest, ground_carriers
            )
            world.fights[i, f] = 1 if world.air[i, f] + world.ground[i, f] >= p.fighting_effort else 0
            world.effort_total[i] += (world.air[i, f] + world.ground[i, f]) * world.step_length
            if world.fights[i, f] and world.first_fight[i] < 0:
                world.first_fight[i] = world.month
        if world.contest == KRTZ:
            settle_contest(world, p, f)
        else:
            _settle_front(world, p, f)


@phase
def _moved(world: Any, p: Any, takes_part: int, now: float, wanted: float, largest: float, carriers: int) -> float:
    """Effort after a month: part of the way to what is wanted, the way being shared among those who carry the arm."""
    if not takes_part or largest <= 0.0:
        return 0.0
    after = now + within(p.responsiveness, world.step_length) / carriers * (wanted - now)
    return min(largest, max(min(p.presence, largest), after))


@phase
def _settle_front(world: Any, p: Any, f: int) -> None:
    air, _ = arm_totals(world.air, f, p.presence)
    ground, _ = arm_totals(world.ground, f, p.presence)
    z = world.strength[f]
    world.joint_effort[f] = joint_effort(air, ground, p.air_share, p.substitution)
    world.success[f] = success(world.joint_effort[f], z)
    for i in range(world.kind.shape[0]):
        world.worth[i, f] = 0.0
        if world.air[i, f] > 0.0 or world.ground[i, f] > 0.0:
            world.worth[i, f] = world.success[f] - success(effort_without(world, p, f, i, i), z)


@phase
def effort_without(world: Any, p: Any, f: int, i: int, j: int) -> float:
    """Joint effort on a front if one actor, or two, were not there."""
    air = 0.0
    ground = 0.0
    for k in range(world.kind.shape[0]):
        if k != i and k != j:
            air += world.air[k, f]
            ground += world.ground[k, f]
    return joint_effort(air, ground, p.air_share, p.substitution)


@phase
def pair_surplus(world: Any, p: Any, f: int, i: int, j: int) -> float:
    """Complementarity of two actors on a front: joint effort that they have only together."""
    if world.contest == KRTZ:
        return contest_surplus(world, p, f, i, j)
    without_first = effort_without(world, p, f, i, i)
    without_second = effort_without(world, p, f, j, j)
    return surplus(world.joint_effort[f], without_first, without_second, effort_without(world, p, f, i, j))


@phase
def worth_at_stake(world: Any, i: int, j: int, worth: Any) -> float:
    """What j's part in the common fight is worth to i, over all fronts."""
    total = 0.0
    for f in range(world.strength.shape[0]):
        total += world.prize[i, f] * worth[j, f]
    return total
