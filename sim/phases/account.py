"""Account: the mode of each pair of rivals, each actor's payoff, and the clock."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.phases.consequences import recent
from sim.phases.deliveries import bargain_payoff
from sim.phases.fight import pair_surplus
from sim.phases.plan import effort_bill
from sim.phases.statements import price_of_contact
from sim.rules.influence import influence_payoff
from sim.rules.mode import mode_of
from sim.world import NOTHING

ROUNDING = 1e-9  # a surplus below this share of the joint effort is none: perfect substitutes leave rounding errors


@phase
def account(world: Any, p: Any) -> None:
    """The mode of each pair of rivals, each actor's payoff, and the clock."""
    for d in range(world.dyad_address.shape[0]):
        _name_mode(world, p, d)
    for i in range(world.kind.shape[0]):
        world.payoff[i] = (_payoff_of_fight(world, p, i) + bargain_payoff(world, i)) * world.step_length
        world.payoff[i] += _payoff_of_ground(world, p, i) * world.step_length
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            i = world.rival[d, side]
            j = world.rival[d, 1 - side]
            world.payoff[i] -= p.incident_loss * world.incidents[d]
            if world.leaked[d, side]:
                world.payoff[i] -= price_of_contact(world, p, d, side, 1.0)
            if world.hostile[d, side]:
                world.payoff[i] += p.hostility_gain * world.rivalry[i, j]
                world.payoff[j] -= p.retaliation
    for i in range(world.kind.shape[0]):
        world.payoff_total[i] += world.payoff[i]
    world.month += 1


@phase
def _name_mode(world: Any, p: Any, d: int) -> None:
    i = world.rival[d, 0]
    j = world.rival[d, 1]
    parallel = False
    total = 0.0
    world.complementarity[d] = 0.0
    for f in range(world.strength.shape[0]):
        if world.fights[i, f] and world.fights[j, f]:
            parallel = True
            total += world.joint_effort[f]
            world.complementarity[d] += pair_surplus(world, p, f, i, j)
    world.mode[d] = mode_of(
        not recent(world, world.hostile_month[d]),
        parallel,
        world.complementarity[d] > ROUNDING * total,
        recent(world, world.contact_direct[d]),
        recent(world, world.contact_relayed[d]),
    )


@phase
def _payoff_of_fight(world: Any, p: Any, i: int) -> float:
    """What success brought the actor, its rivals' gains weighed in, less what its own part cost."""
    total = 0.0
    for f in range(world.strength.shape[0]):
        total += world.prize[i, f] * world.success[f]
        if world.takes_part[i, f]:
            total -= world.fixed_cost[i]
            rubs = world.friction[i, f]
            total -= effort_bill(world, p, i, f, world.air[i, f], world.ground[i, f], rubs, world.danger[i, f])
    return total


@phase
def _payoff_of_ground(world: Any, p: Any, i: int) -> float:
    """What the ground that the actor holds is worth, less what its rivals hold."""
    total = 0.0
    for t in range(world.governance.shape[0]):
        against = 0.0
        for j in range(world.kind.shape[0]):
            if world.dyad[i, j] != NOTHING:
                against += world.rivalry[i, j] * world.held[j, t]
        total += influence_payoff(p.influence, world.held[i, t], against)
    return total
