"""Perceive: threat and stakes, what rivals at hand cost, and who has the means to fight (M2, M3)."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.rules.effort import danger, friction
from sim.rules.incidents import clash_rate
from sim.rules.interests import utility
from sim.rules.statements import covered_visibility
from sim.rules.threat import prize, stake, threat, urgency
from sim.rules.widening import felt_exposure
from sim.world import AIR, GROUND

CAMPAIGN = 10.0  # units of effort a month: a serious part in a campaign


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
