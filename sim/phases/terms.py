"""Terms: what each side of a bargain gives, what that costs it, and what it is worth to the other (M7)."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.phases.hostility import gain_of_act, price_of_act
from sim.phases.parts import can_give, front_of_help, missing_for, parties
from sim.phases.talks import mediation_of
from sim.rules.linkage import (
    bargain_gain,
    concession_cost,
    concession_value,
    counter_size,
    exposed_cost,
    watched_patience,
)
from sim.rules.participation import chance_to_join, joining_margin
from sim.world import HELP, IN_FORCE, ISSUE, NOTHING


@phase
def possible(world: Any, b: int) -> bool:
    """A bargain can be spoken of: open, all there, help of use, and what comes first was in force before."""
    first = world.after[b]
    if first != NOTHING and not (world.bargain_state[first] == IN_FORCE and world.bargain_month[first] < world.month):
        return False
    return world.bargain_open[b] >= 0.5 and can_give(world, b, 0) and can_give(world, b, 1)


@phase
def _comes_anyway(world: Any, p: Any, i: int, f: int) -> float:
    """Chance that an actor fights on a front without any bargain."""
    margin = joining_margin(
        world.reliance[i, f], world.fixed_cost[i], world.prospect[i, f], world.alone[i, f], world.linkage[i]
    )
    return chance_to_join(margin, p.temperature)


@phase
def price(world: Any, p: Any, b: int) -> None:
    """What a bargain as it stands costs each side and is worth to it, per month."""
    for side in range(2):
        world.bargain_cost[b, side] = _cost(world, p, b, side)
        world.bargain_value[b, side] = _value(world, p, b, side)


@phase
def _conceded(world: Any, b: int, side: int) -> tuple[float, float]:
    """Where what a side concedes begins and ends: its own standpoint, or its client's, moved toward the other's."""
    i, j = parties(world, b, side)
    k = world.concession_issue[b, side]
    client = world.concession_client[b, side]
    begins = world.position[i if client == NOTHING else client, k]
    return begins, begins + world.concession_size[b, side] * (world.position[j, k] - begins)


@phase
def _cost(world: Any, p: Any, b: int, side: int) -> float:
    """What a side's own part costs it in a month.

    An issue: as far as it ends up farther from where the side stands itself. Help: what is missing for the fight to
    pay. Restraint: what hostile acts would have brought.
    """
    i, j = parties(world, b, side)
    if world.concession[b, side] == ISSUE:
        k = world.concession_issue[b, side]
        begins, ends = _conceded(world, b, side)
        farther = abs(ends - world.position[i, k]) - abs(begins - world.position[i, k])
        client = world.concession_client[b, side]
        lost = p.distress_discount * world.distress[client] if client != NOTHING else 0.0
        return concession_cost(world.salience[i, k], max(0.0, farther) / 2.0, p.concession_scale, 1.0 - lost)
    if world.concession[b, side] == HELP:
        f = front_of_help(world, i, j)
        return world.fixed_cost[i] if f == NOTHING else max(0.0, missing_for(world, i, f))
    net = gain_of_act(world, p, i, j) - price_of_act(world, p, i, j, 0.0)
    return max(0.0, net) * world.chance_unbought[world.bargain_dyad[b], side]


@phase
def _value(world: Any, p: Any, b: int, side: int) -> float:
    """What the other's part is worth to a side in a month: of help and restraint, what would not come by itself."""
    i, j = parties(world, b, side)
    if world.concession[b, 1 - side] == ISSUE:
        own = world.salience[i, world.concession_issue[b, 1 - side]]
        begins, ends = _conceded(world, b, 1 - side)
        return concession_value(own, abs(ends - begins) / 2.0, p.concession_scale)
    if world.concession[b, 1 - side] == HELP:
        f = front_of_help(world, j, i)
        if f == NOTHING:
            return 0.0
        return max(0.0, world.prize[i, f] * world.plan_worth[j, f]) * (1.0 - _comes_anyway(world, p, j, f))
    return p.retaliation * world.chance_unbought[world.bargain_dyad[b], 1 - side]


@phase
def gain_of(world: Any, p: Any, b: int, side: int) -> float:
    """What a bargain as it stands promises a side: the other's part as far as it is trusted, less its own part."""
    i, j = parties(world, b, side)
    gain = bargain_gain(world.bargain_value[b, side], risked(world, p, b, side), world.trust[i, j])
    return gain + pushed(world, b)


@phase
def pushed(world: Any, b: int) -> float:
    """What a mediator with means of its own adds to a bargain for each side."""
    m = mediation_of(world, world.bargain_dyad[b], b)
    return world.pressure[m] if m != NOTHING else 0.0


@phase
def risked(world: Any, p: Any, b: int, side: int) -> float:
    """What a side's own part costs it on average, since it stops once a breach is noticed."""
    i, j = parties(world, b, side)
    seen = world.verifiability[b] * p.verification
    return exposed_cost(world.bargain_cost[b, side], world.trust[i, j], world.patience[i], seen)


@phase
def patience_needed(world: Any, p: Any, b: int, side: int) -> float:
    """Least patience at which keeping the bargain pays, linked with all that the two have agreed on."""
    value = 0.0
    cost = 0.0
    for other in range(world.bargain_dyad.shape[0]):
        linked = world.bargain_dyad[other] == world.bargain_dyad[b] and world.bargain_state[other] == IN_FORCE
        if other == b or linked:  # what is broken here breaks all that holds between the two
            value += world.bargain_value[other, side]
            cost += world.bargain_cost[other, side]
    return watched_patience(value, value - cost, 0.0, world.verifiability[b] * p.verification)


@phase
def asked(world: Any, p: Any, b: int, side: int) -> float:
    """The size of the other's concession at which this side would be content."""
    i, j = parties(world, b, side)
    now = world.concession_size[b, 1 - side]
    if world.concession[b, 1 - side] != ISSUE:
        return now
    return counter_size(
        now, world.bargain_value[b, side], max(0.0, risked(world, p, b, side) - pushed(world, b)), world.trust[i, j],
        world.largest_size[b, 1 - side],
    )  # fmt: skip
