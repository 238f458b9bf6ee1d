"""Perceive: outside events, threat and stakes, what rivals at hand cost, and what a common fight would bring."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.rules.coalition import member_stake
from sim.rules.effort import best_effort, danger, effort_cost, friction, joint_effort, success, unit_cost
from sim.rules.incidents import clash_rate
from sim.rules.interests import utility
from sim.rules.pace import within
from sim.rules.participation import joining_margin, trust_to_join
from sim.rules.statements import covered_visibility
from sim.rules.threat import prize, stake, threat, urgency
from sim.rules.trust import bounded, trust_of
from sim.rules.widening import felt_exposure
from sim.world import AIR, GROUND, KRTZ

CAMPAIGN = 10.0  # units of effort a month: a serious part in a campaign


@phase
def happen(world: Any) -> None:
    """Dated outside events of this month change the facts they name (never a decision)."""
    for k in range(world.event_month.shape[0]):
        if world.event_month[k] == world.month:
            _apply(world, world.event_kind[k], world.event_where[k], world.event_which[k], k)


@phase
def _after(old: float, world: Any, event: int) -> float:
    value = world.event_value[event]
    return old + value if world.event_adds[event] else value


@phase
def _apply(world: Any, kind: int, where: int, which: int, k: int) -> None:
    """Change one fact; the numbers of the kinds are places in ``world.EVENT_WORDS``."""
    if kind == 0:
        world.governance[where] = min(1.0, max(0.0, _after(world.governance[where], world, k)))
    elif kind == 1:
        ceiling = world.ceiling[where]
        world.strength[where] = min(ceiling, max(0.0, _after(world.strength[where], world, k)))
        if world.strength[where] > 0.0:
            world.opened[where] = 1
    elif kind == 2:
        world.exposure[where, which] = min(1.0, max(0.0, _after(world.exposure[where, which], world, k)))
    elif kind == 3 or kind == 4:
        for f in range(world.strength.shape[0]):
            if world.front_theatre[f] == which:
                if kind == 3:
                    world.air_capacity[where, f] = max(0.0, _after(world.air_capacity[where, f], world, k))
                else:
                    world.ground_capacity[where, f] = max(0.0, _after(world.ground_capacity[where, f], world, k))
    elif kind == 5:
        world.audience_cost[where] = max(0.0, _after(world.audience_cost[where], world, k))
    elif kind == 6:
        world.fixed_cost[where] = max(0.0, _after(world.fixed_cost[where], world, k))
    elif kind == 7:
        world.linkage[where] = max(0.0, _after(world.linkage[where], world, k))
    elif kind == 8:
        world.ties[where] = _after(world.ties[where], world, k)
    elif kind == 9:
        world.channel_open[where] = _after(world.channel_open[where], world, k)
    elif kind == 10:
        world.log_trust[where, which] = bounded(world.log_trust[where, which] + world.event_value[k])
        world.trust[where, which] = trust_of(world.log_trust[where, which])
    elif kind == 11:
        world.garrison[where, which] = min(1.0, max(0.0, _after(world.garrison[where, which], world, k)))
    elif kind == 12:
        world.advocate[where] = 1 if _after(world.advocate[where], world, k) >= 0.5 else 0
        if not (world.advocate[where] or world.heeds[where]):  # outside the debate nothing moves it back
            world.norm[where] = world.norm_anchor[where]
    elif kind == 13:
        world.advocacy = max(0.0, _after(world.advocacy, world, k))
    elif kind == 14:
        world.mediation_open[where] = _after(world.mediation_open[where], world, k)
    elif kind == 15:
        world.bargain_open[where] = _after(world.bargain_open[where], world, k)
    elif kind == 16:
        world.standing[where] = max(0.0, _after(world.standing[where], world, k))
    elif kind == 17:
        world.proxy_war[where] = min(1.0, max(0.0, _after(world.proxy_war[where], world, k)))


@phase
def perceive(world: Any, p: Any) -> None:
    """How strong the enemy looks, what it threatens, and what the rivals at hand cost."""
    _remember_provocations(world)
    for f in range(world.strength.shape[0]):
        world.strength_before[f] = world.strength[f]
        world.urgency[f] = urgency(world.strength[f], p.rival_attention)
        for i in range(world.kind.shape[0]):
            _see_threat(world, p, i, f)
        _weigh_rivals(world, p, f)
    for i in range(world.kind.shape[0]):
        felt = 0.0  # strength of the enemies, as far as the actor feels it
        for f in range(world.strength.shape[0]):
            if p.threat_weight > 0.0:
                felt += world.strength[f] * world.threat[i, f] / p.threat_weight
        world.attention[i] = urgency(felt, p.rival_attention)


@phase
def _remember_provocations(world: Any) -> None:
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            provoked = world.blamed[d, 1 - side] or world.suspected[d, 1 - side]
            world.provoked[d, side] = 1 if provoked else 0
        for side in range(2):
            world.blamed[d, side] = 0
            world.suspected[d, side] = 0
            world.warned[d, side] = 0
            world.leaked[d, side] = 0
            world.proxied[d, side] = 0


@phase
def _see_threat(world: Any, p: Any, i: int, f: int) -> None:
    if world.hostile_to_all[i] or not world.present[i]:
        return
    enemy_is_worth = utility(world.distance[i, world.front_enemy[f]], world.risk_attitude[i])
    at_stake = world.salience[i, world.front_issue[f]]
    near = world.exposure[i, world.front_theatre[f]]
    exposed = felt_exposure(near, world.fighters[i], p.blowback, world.alarm[i])
    world.threat[i, f] = threat(p.threat_weight, at_stake, enemy_is_worth, exposed)
    world.stake[i, f] = stake(world.threat[i, f], world.strength[f], world.urgency[f])


@phase
def campaigns(air: float, ground: float) -> float:
    """An actor's effort on a front, in campaigns of ten units: the measure in which forces collide."""
    return (air + ground) / CAMPAIGN


@phase
def _weigh_rivals(world: Any, p: Any, f: int) -> None:
    """Relative gains, friction and danger: what each rival of a dyad does to the other on this front."""
    for i in range(world.kind.shape[0]):
        world.prize[i, f] = 0.0  # gathers the rivals' stakes first
        world.friction[i, f] = 0.0
        world.danger[i, f] = 0.0
        world.plan_friction[i, f] = 0.0
        world.plan_danger[i, f] = 0.0
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            i = world.rival[d, side]
            j = world.rival[d, 1 - side]
            world.prize[i, f] += world.rivalry[i, j] * world.stake[j, f]
            _weigh_one(world, p, f, d, side, i, j)
    for i in range(world.kind.shape[0]):
        world.prize[i, f] = prize(world.stake[i, f], world.prize[i, f], p.relative_gains)


@phase
def _weigh_one(world: Any, p: Any, f: int, d: int, side: int, i: int, j: int) -> None:
    visible = covered_visibility(p.visibility, p.condemnation_cover, world.condemns[d, side])
    seen = friction(world.audience_cost[i], world.rivalry[i, j], world.trust[i, j], visible, world.co_location[d])
    if not able(world, j, f):
        return
    if world.takes_part[j, f]:
        world.friction[i, f] += seen
        near = campaigns(world.air[j, f], world.ground[j, f])
        rate = clash_rate(p.incident_rate, world.co_location[d], 1.0, near, world.deconfliction[d])
        world.danger[i, f] += danger(p.incident_loss, rate, CAMPAIGN)
    if world.stake[j, f] > 0.0:
        world.plan_friction[i, f] += seen
        near = campaigns(world.air_plan[j, f], world.ground_plan[j, f])
        rate = clash_rate(p.incident_rate, world.co_location[d], 1.0, near, world.deconfliction[d])
        world.plan_danger[i, f] += danger(p.incident_loss, rate, CAMPAIGN)


@phase
def capacity(world: Any, i: int, f: int, arm: int) -> float:
    """Largest effort of an arm; none for the absent and for those without a prize."""
    if not world.present[i] or world.hostile_to_all[i]:
        return 0.0
    whole = world.air_capacity[i, f] if arm == AIR else world.ground_capacity[i, f]
    return whole * (1.0 - world.diverted[i])


@phase
def able(world: Any, i: int, f: int) -> bool:
    """An actor has means of any kind on a front."""
    return capacity(world, i, f, AIR) + capacity(world, i, f, GROUND) > 0.0


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
        _rely(world, i, f, world.plan_worth, total_worth)


@phase
def _rely(world: Any, i: int, f: int, worth: Any, total_worth: float) -> None:
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
