"""Plan: what a common fight would bring if all with a stake took part, and how much trust it needs (M3, M4)."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.phases.perceive import capacity
from sim.rules.coalition import member_stake
from sim.rules.effort import best_effort, effort_cost, joint_effort, success, unit_cost
from sim.rules.pace import within
from sim.rules.participation import joining_margin, trust_to_join
from sim.world import AIR, GROUND, KRTZ


@phase
def plan(world: Any, p: Any) -> None:
    """Staffs plan on every front what they would do if all with a stake took part, and what that would bring."""
    for f in range(world.strength.shape[0]):
        if world.contest != KRTZ:
            _replan(world, p, f)
            _weigh_prospects(world, p, f)


@phase
def arm_totals(first: Any, f: int, floor: float) -> tuple[float, int]:
    """Total of an arm on a front, and how many carry it (at least one): they share the steps they take."""
    total = 0.0
    carriers = 0
    for i in range(first.shape[0]):
        total += first[i, f]
        if first[i, f] > 1.01 * floor:
            carriers += 1
    return total, max(1, carriers)


@phase
def best_arm(
    world: Any, p: Any, i: int, f: int, arm: int, own: float, total: float, other_arm: float, cost: float
) -> float:
    """Best reply of one arm to everybody else's efforts."""
    largest = capacity(world, i, f, arm)
    share = p.air_share if arm == AIR else 1.0 - p.air_share
    others = max(0.0, total - own)
    felt = member_stake(world.prize[i, f], world.members[i], p.free_riding)
    return best_effort(
        felt, world.strength[f], cost, p.cost_curvature, others, other_arm,
        min(p.presence, largest), largest, share, p.substitution, own,
    )  # fmt: skip


@phase
def _replan(world: Any, p: Any, f: int) -> None:
    """All plans of a front move at once, each toward the best reply to the others' last plans."""
    air, air_carriers = arm_totals(world.air_plan, f, p.presence)
    ground, ground_carriers = arm_totals(world.ground_plan, f, p.presence)
    for i in range(world.kind.shape[0]):
        own_air, own_ground = world.air_plan[i, f], world.ground_plan[i, f]
        world.air_plan[i, f] = _planned(world, p, i, f, AIR, p.air_cost, own_air, air, ground, air_carriers)
        world.ground_plan[i, f] = _planned(
            world, p, i, f, GROUND, p.ground_cost, own_ground, ground, air, ground_carriers
        )


@phase
def _planned(
    world: Any, p: Any, i: int, f: int, arm: int, base: float, own: float, total: float, other_arm: float, carriers: int
) -> float:
    """An actor's plan for one arm after a month; those who carry the arm share the step."""
    if capacity(world, i, f, arm) <= 0.0:
        return 0.0
    cost = unit_cost(base, world.plan_friction[i, f], world.plan_danger[i, f])
    best = best_arm(world, p, i, f, arm, own, total, other_arm, cost)
    return own + within(p.responsiveness, world.step_length) / carriers * (best - own)


@phase
def effort_bill(world: Any, p: Any, i: int, f: int, air: float, ground: float, rubs: float, risk: float) -> float:
    """What both arms' efforts cost an actor on a front."""
    by_air = effort_cost(air, unit_cost(p.air_cost, rubs, risk), p.cost_curvature)
    return by_air + effort_cost(ground, unit_cost(p.ground_cost, rubs, risk), p.cost_curvature)


@phase
def _weigh_prospects(world: Any, p: Any, f: int) -> None:
    air, _ = arm_totals(world.air_plan, f, p.presence)
    ground, _ = arm_totals(world.ground_plan, f, p.presence)
    z = world.strength[f]
    together = success(joint_effort(air, ground, p.air_share, p.substitution), z)
    total_worth = 0.0
    for j in range(world.kind.shape[0]):
        world.plan_worth[j, f] = 0.0
        if world.air_plan[j, f] > 0.0 or world.ground_plan[j, f] > 0.0:
            rest = joint_effort(
                max(0.0, air - world.air_plan[j, f]),
                max(0.0, ground - world.ground_plan[j, f]),
                p.air_share,
                p.substitution,
            )
            world.plan_worth[j, f] = together - success(rest, z)
        total_worth += world.plan_worth[j, f]
    for i in range(world.kind.shape[0]):
        own_air = world.air_plan[i, f]
        own_ground = world.ground_plan[i, f]
        bill = effort_bill(world, p, i, f, own_air, own_ground, world.plan_friction[i, f], world.plan_danger[i, f])
        own = 0.0
        if own_air > 0.0 or own_ground > 0.0:
            own = success(joint_effort(own_air, own_ground, p.air_share, p.substitution), z)
        world.prospect[i, f] = world.prize[i, f] * world.plan_worth[i, f] - bill
        world.alone[i, f] = max(0.0, world.prize[i, f] * own - bill)
        rely(world, i, f, world.plan_worth, total_worth)


@phase
def rely(world: Any, i: int, f: int, worth: Any, total_worth: float) -> None:
    """Trust in the others, weighed by how much the prospect needs each."""
    needed = total_worth - worth[i, f]
    leaned = 0.0
    if needed > 1e-12:
        for j in range(world.kind.shape[0]):
            if j != i:
                leaned += worth[j, f] * world.trust[i, j]
        world.reliance[i, f] = min(1.0, leaned / needed)
    else:
        world.reliance[i, f] = 1.0
    cost, together, alone = world.fixed_cost[i], world.prospect[i, f], world.alone[i, f]
    linked = world.linkage[i] + world.linked[i, f]
    world.minimum_trust[i, f] = trust_to_join(cost, together, alone, linked)
    world.margin[i, f] = joining_margin(world.reliance[i, f], cost, together, alone, linked)
