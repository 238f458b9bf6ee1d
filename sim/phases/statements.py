"""Words and deeds: what rivals say of each other in public, and what becomes public against their will (M12)."""

from __future__ import annotations

from typing import Any

from sim import chance
from sim._compile import phase
from sim.rules.incidents import contact_price
from sim.rules.pace import within
from sim.rules.statements import caught_price
from sim.rules.trust import bounded, conduct_evidence, trust_of


@phase
def speak(world: Any, p: Any, seed: Any) -> None:
    """Each side condemns its rival in public or does not; said again before the next review, it tells nothing new.

    Silence where a condemnation would have been news tells the opposite, as much over a whole review as Bayes says.
    """
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            i = world.rival[d, side]
            j = world.rival[d, 1 - side]
            u = chance.uniform(seed, chance.STATEMENT, world.month, world.actor_address[i], world.actor_address[j])
            asked = world.present[i] and world.present[j]
            world.condemns[d, side] = 1 if asked and u < world.chance_condemn[d, side] else 0
            if asked and (world.month - world.condemned_month[d, side]) * world.step_length >= p.review_months:
                _take_note(world, p, d, side, j, i)


@phase
def _take_note(world: Any, p: Any, d: int, side: int, hearer: int, speaker: int) -> None:
    says = world.condemns[d, side] > 0
    evidence = conduct_evidence(says, p.condemn_if_trustworthy, p.condemn_if_not)
    if says:
        world.condemned_month[d, side] = world.month
    else:
        evidence *= world.step_length / p.review_months
    world.log_trust[hearer, speaker] = bounded(world.log_trust[hearer, speaker] + evidence)
    world.trust[hearer, speaker] = trust_of(world.log_trust[hearer, speaker])


@phase
def leak(world: Any, seed: Any, c: int, d: int, about: Any) -> None:
    """A message may become public on its way, at each hop; both then stand before their publics."""
    if world.leak[c] <= 0.0:
        return
    u = chance.uniform(seed, chance.LEAK, world.month, world.channel_address[c], about)
    if u < within(world.leak[c], float(max(1, world.hops[c]))):
        for party in range(2):  # who is seen in contact is seen with somebody
            world.leaked[d, party] = 1
            world.leak_month[d, party] = world.month
        world.leaks_total[d] += 1


@phase
def price_of_contact(world: Any, p: Any, d: int, side: int, seen: float) -> float:
    """What contact with the rival costs at home if it is seen with this probability; more for one who condemns it."""
    i = world.rival[d, side]
    if (world.month - world.leak_month[d, side]) * world.step_length < p.review_months:
        seen = 1.0  # the public is watching
    price = contact_price(p.contact_cost, world.audience_cost[i], world.rivalry[i, world.rival[d, 1 - side]], seen)
    return caught_price(price, world.condemns[d, side], p.hypocrisy)
