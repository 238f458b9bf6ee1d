"""Hostility: what an unprovoked act against a rival would bring, and what it would cost (M8, M14)."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.phases.fight import worth_at_stake
from sim.rules.incidents import hostility_gain, hostility_price
from sim.rules.influence import spurred


@phase
def gain_of_act(world: Any, p: Any, me: int, rival: int) -> float:
    """What a hostile act against a rival brings; more where the rival holds ground, less where an enemy presses."""
    gain = hostility_gain(p.hostility_gain, world.rivalry[me, rival], world.attention[me])
    return spurred(gain, p.influence_spur, ground_of(world, me, rival))


@phase
def price_of_act(world: Any, p: Any, me: int, rival: int, bought: float) -> float:
    """What the act costs: the answer, the rival's part in the common fight, and what is paid for restraint."""
    d = world.dyad[me, rival]
    side = 0 if world.rival[d, 0] == me else 1
    at_stake = worth_at_stake(world, me, rival, world.worth) + bought
    return hostility_price(p.retaliation, float(world.warned[d, side]), world.trust[me, rival], at_stake)


@phase
def ground_of(world: Any, me: int, i: int) -> float:
    """The largest share of a theatre's ground that an actor holds, of those where ground reaches oneself at all."""
    most = 0.0
    for t in range(world.governance.shape[0]):
        if world.exposure[me, t] > 0.0:
            most = max(most, world.held[i, t])
    return most
