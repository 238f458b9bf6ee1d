"""The other contest: who helps and hampers whom on a front, and what is planned and done there (rules/krtz.py).

Friends are actors that are not rivals and agree more than not, and rivals with a working deconfliction line; foes are
rivals with a hostile act in the last months, and everybody and the enemy. Air and ground add up: in this contest it is
the links that differ.
"""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.phases.perceive import capacity
from sim.phases.plan import effort_bill, rely
from sim.rules.coalition import member_stake
from sim.rules.effort import unit_cost
from sim.rules.interests import propensity
from sim.rules.krtz import (
    best_fighting_effort,
    hostility_level,
    matching_effort,
    performance,
    share_of_contest,
    standing_effort,
)
from sim.rules.mode import RECENT
from sim.rules.pace import within
from sim.world import AIR, GROUND, KRTZ, NOTHING

WORKING_LINE = 0.5


@phase
def link(world: Any, i: int, j: int) -> int:
    """1 for friends, -1 for foes, 0 for rivals who leave each other alone."""
    d = world.dyad[i, j]
    if d == NOTHING:
        return 1 if propensity(world.rivalry[i, j]) > 0.0 else 0
    if (world.month - world.hostile_month[d]) * world.step_length < RECENT:
        return -1
    return 1 if world.deconfliction[d] >= WORKING_LINE else 0


@phase
def _spill(world: Any, p: Any, i: int, f: int, air: Any, ground: Any) -> tuple[float, float]:
    """An actor's performance without own effort, and its level of exposure."""
    friends = 0.0
    foes = 1.0  # the enemy
    of_friends = 0.0
    of_foes = world.enemy_effort[f]
    for j in range(world.kind.shape[0]):
        effort = air[j, f] + ground[j, f]
        if j == i or effort <= 0.0:
            continue
        tie = link(world, i, j)
        if tie > 0:
            friends += 1.0
            of_friends += effort
        elif tie < 0:
            foes += 1.0
            of_foes += effort
    spill = performance(0.0, of_friends, of_foes, p.ally_help, p.enemy_harm)
    return spill, hostility_level(friends, foes, p.ally_help, p.enemy_harm)


@phase
def weigh_contest(world: Any, p: Any, f: int, air: Any, ground: Any) -> float:
    """Levels and total performance at these efforts; returns the enemy's own performance."""
    foes = 0.0
    of_foes = 0.0
    total = 0.0
    for i in range(world.kind.shape[0]):
        effort = air[i, f] + ground[i, f]
        if capacity(world, i, f, AIR) + capacity(world, i, f, GROUND) <= 0.0:
            continue
        _, level = _spill(world, p, i, f, air, ground)
        world.hostility_level[i, f] = level
        if effort > 0.0:
            foes += 1.0
            of_foes += effort
            total += effort / level
    own = world.enemy_effort[f]
    total += own / hostility_level(0.0, foes, p.ally_help, p.enemy_harm)
    world.contest_total[f] = max(0.0, total)
    return performance(own, 0.0, of_foes, p.ally_help, p.enemy_harm)


@phase
def best_total(world: Any, p: Any, i: int, f: int, air: Any, ground: Any, cost: float) -> float:
    """The fighting effort, both arms together, that pays best for one actor."""
    largest = capacity(world, i, f, AIR) + capacity(world, i, f, GROUND)
    if largest <= 0.0 or world.strength[f] <= 0.0:
        return 0.0
    spill, level = _spill(world, p, i, f, air, ground)
    others = world.contest_total[f] - (air[i, f] + ground[i, f]) / level
    felt = member_stake(world.prize[i, f], world.members[i], p.free_riding)
    best = best_fighting_effort(felt, cost, spill, others, level, largest)
    return max(min(p.presence, largest), best)


@phase
def enemy_share_without(world: Any, p: Any, f: int, enemy: float, effort: float, weight: float) -> float:
    """The enemy's share if some efforts (their sum, and their sum over levels) were not there."""
    return share_of_contest(enemy + p.enemy_harm * effort, world.contest_total[f] - weight)


@phase
def plan_contest(world: Any, p: Any) -> None:
    """The staffs' plans under this contest, and what they would bring."""
    if world.contest == KRTZ:
        for f in range(world.strength.shape[0]):
            enemy = weigh_contest(world, p, f, world.air_plan, world.ground_plan)
            _replan_contest(world, p, f)
            enemy = weigh_contest(world, p, f, world.air_plan, world.ground_plan)
            _weigh_contest_prospects(world, p, f, enemy)


@phase
def _replan_contest(world: Any, p: Any, f: int) -> None:
    for i in range(world.kind.shape[0]):
        by_air = capacity(world, i, f, AIR)
        largest = by_air + capacity(world, i, f, GROUND)
        if largest <= 0.0:
            world.air_plan[i, f] = 0.0
            world.ground_plan[i, f] = 0.0
            continue
        base = p.ground_cost + (p.air_cost - p.ground_cost) * by_air / largest
        cost = unit_cost(base, world.plan_friction[i, f], world.plan_danger[i, f])
        now = world.air_plan[i, f] + world.ground_plan[i, f]
        best = best_total(world, p, i, f, world.air_plan, world.ground_plan, cost)
        planned = now + within(p.responsiveness, world.step_length) * (best - now)
        world.air_wanted[i, f] = planned * by_air / largest
        world.ground_wanted[i, f] = planned - world.air_wanted[i, f]
    for i in range(world.kind.shape[0]):
        if capacity(world, i, f, AIR) + capacity(world, i, f, GROUND) > 0.0:
            world.air_plan[i, f] = world.air_wanted[i, f]
            world.ground_plan[i, f] = world.ground_wanted[i, f]


@phase
def _weigh_contest_prospects(world: Any, p: Any, f: int, enemy: float) -> None:
    together = share_of_contest(enemy, world.contest_total[f])
    total_worth = 0.0
    for j in range(world.kind.shape[0]):
        effort = world.air_plan[j, f] + world.ground_plan[j, f]
        world.plan_worth[j, f] = 0.0
        if effort > 0.0:
            rest = enemy_share_without(world, p, f, enemy, effort, effort / world.hostility_level[j, f])
            world.plan_worth[j, f] = max(0.0, rest - together)
        total_worth += world.plan_worth[j, f]
    for i in range(world.kind.shape[0]):
        own_air = world.air_plan[i, f]
        own_ground = world.ground_plan[i, f]
        own = own_air + own_ground
        world.prospect[i, f] = 0.0
        world.alone[i, f] = 0.0
        if own > 0.0:
            bill = effort_bill(world, p, i, f, own_air, own_ground, world.plan_friction[i, f], world.plan_danger[i, f])
            spill, _ = _spill(world, p, i, f, world.air_plan, world.ground_plan)
            held = share_of_contest(own + spill, world.contest_total[f])
            world.prospect[i, f] = world.prize[i, f] * held - bill
            against = own - p.enemy_harm * world.enemy_effort[f]
            theirs = world.enemy_effort[f] - p.enemy_harm * own
            single = share_of_contest(against, max(0.0, against) + max(0.0, theirs))
            world.alone[i, f] = max(0.0, world.prize[i, f] * single - bill)
        rely(world, i, f, world.plan_worth, total_worth)


@phase
def enemy_replies(world: Any, p: Any, f: int, enemy: float) -> None:
    """The enemy's effort moves toward its best reply, not below its standing effort; its prize is its strength."""
    foes = 0.0
    for i in range(world.kind.shape[0]):
        if world.air[i, f] + world.ground[i, f] > 0.0:
            foes += 1.0
    level = hostility_level(0.0, foes, p.ally_help, p.enemy_harm)
    own = world.enemy_effort[f]
    others = world.contest_total[f] - own / level
    best = best_fighting_effort(world.strength[f], p.ground_cost, enemy - own, others, level, 1e6)
    wanted = max(standing_effort(world.strength[f], p.ground_cost), best)
    world.enemy_effort[f] = own + within(p.responsiveness, world.step_length) * (wanted - own)


@phase
def settle_contest(world: Any, p: Any, f: int) -> None:
    """Success, the effort it amounts to, and each actor's worth, from this month's efforts."""
    enemy = weigh_contest(world, p, f, world.air, world.ground)
    share = share_of_contest(enemy, world.contest_total[f])
    world.enemy_performance[f] = enemy
    world.joint_effort[f] = matching_effort(share, world.strength[f]) if world.strength[f] > 0.0 else 0.0
    world.success[f] = 1.0 - share
    for i in range(world.kind.shape[0]):
        effort = world.air[i, f] + world.ground[i, f]
        world.worth[i, f] = 0.0
        if effort > 0.0:
            rest = enemy_share_without(world, p, f, enemy, effort, effort / world.hostility_level[i, f])
            world.worth[i, f] = max(0.0, rest - share)
    if world.strength[f] > 0.0:
        enemy_replies(world, p, f, enemy)
    else:
        world.enemy_effort[f] = 0.0


@phase
def contest_surplus(world: Any, p: Any, f: int, i: int, j: int) -> float:
    """Joint effort that a pair has only together, under this contest."""
    z = world.strength_before[f]
    enemy = world.enemy_performance[f]
    first = world.air[i, f] + world.ground[i, f]
    second = world.air[j, f] + world.ground[j, f]
    one = first / world.hostility_level[i, f]
    two = second / world.hostility_level[j, f]
    both = matching_effort(share_of_contest(enemy, world.contest_total[f]), z)
    without_first = matching_effort(enemy_share_without(world, p, f, enemy, first, one), z)
    without_second = matching_effort(enemy_share_without(world, p, f, enemy, second, two), z)
    neither = matching_effort(enemy_share_without(world, p, f, enemy, first + second, one + two), z)
    return both - without_first - without_second + neither
