"""Words and deeds: what rivals say of each other in public, and what becomes public against their will (M12)."""

from __future__ import annotations

import math
from typing import Any

from sim import chance
from sim._compile import phase
from sim.rules.incidents import contact_price
from sim.rules.pace import within
from sim.rules.statements import caught_price
from sim.rules.trust import bounded, trust_of


@phase
def speak(world: Any, p: Any, seed: Any) -> None:
    """Each side condemns its rival in public or does not; said again before the next review, it tells nothing new."""
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            i = world.rival[d, side]
            j = world.rival[d, 1 - side]
            u = chance.uniform(seed, chance.STATEMENT, world.month, world.actor_address[i], world.actor_address[j])
            says = world.present[i] and world.present[j] and u < world.chance_condemn[d, side]
            world.condemns[d, side] = 1 if says else 0
            if says and (world.month - world.condemned_month[d, side]) * world.step_length >= p.review_months:
                world.condemned_month[d, side] = world.month
                _take_amiss(world, p, j, i)


@phase
def _take_amiss(world: Any, p: Any, hearer: int, speaker: int) -> None:
    evidence = math.log(p.condemn_if_trustworthy / p.condemn_if_not)
    world.log_trust[hearer, speaker] = bounded(world.log_trust[hearer, speaker] + evidence)
    world.trust[hearer, speaker] = trust_of(world.log_trust[hearer, speaker])


@phase
def leak(world: Any, seed: Any, c: int, d: int, side: int, about: Any) -> None:
    """A message may become public on its way, at each hop."""
    if world.leak[c] <= 0.0:
        return
    u = chance.uniform(seed, chance.LEAK, world.month, world.channel_address[c], about)
    if u < within(world.leak[c], float(max(1, world.hops[c]))):
        world.leaked[d, side] = 1
        world.leak_month[d, side] = world.month
        world.leaks_total[d] += 1


@phase
def price_of_contact(world: Any, p: Any, d: int, side: int, seen: float) -> float:
    """What contact with the rival costs at home if it is seen with this probability; more for one who condemns it."""
    i = world.rival[d, side]
    if (world.month - world.leak_month[d, side]) * world.step_length < p.review_months:
        seen = 1.0  # the public is watching
    price = contact_price(p.contact_cost, world.audience_cost[i], world.rivalry[i, world.rival[d, 1 - side]], seen)
    return caught_price(price, world.condemns[d, side], p.hypocrisy)
