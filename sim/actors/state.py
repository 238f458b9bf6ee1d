"""A state: weighs the common fight, its rivals and its public."""

from __future__ import annotations

from typing import Any

from sim._compile import decision, phase
from sim.actors.actor import Actor
from sim.phases.consequences import pair_clash_rate
from sim.phases.fight import worth_at_stake
from sim.phases.krtz import best_total
from sim.phases.messages import told
from sim.phases.perceive import arm_totals, best_arm, capacity
from sim.rules.effort import unit_cost
from sim.rules.incidents import chance_hostile, contact_price, hostility_gain, hostility_price
from sim.rules.participation import chance_to_join
from sim.rules.relay import word_value
from sim.world import AIR, GROUND, KRTZ, NOTHING, NOTICE, PROTEST, WARNING


class State(Actor):
    """A state. Its decisions are those of any party; other kinds override what they do differently."""

    kind = "state"

    @decision
    def carry(world: Any, p: Any, me: int, channel: int) -> float:
        """Will you carry messages this month? Probability; only for parties that it trusts itself."""
        d = world.channel_dyad[channel]
        least = min(world.trust[me, world.rival[d, 0]], world.trust[me, world.rival[d, 1]])
        return 1.0 if least >= p.carrier_trust else 0.0

    @decision
    def message(world: Any, p: Any, me: int, rival: int) -> int:
        """What do you want to tell the rival? The word worth most above the price of being seen in contact."""
        best = NOTHING
        most = 0.0
        for word in range(4):
            gain = message_gain(world, p, me, rival, word)
            if gain > most:
                most = gain
                best = word
        return best

    @decision
    def take_part(world: Any, p: Any, me: int, front: int) -> float:
        """Will you fight the enemy on this front? Probability: reliance in the others against the least that pays."""
        return chance_to_join(world.margin[me, front], p.temperature)

    @decision
    def effort(world: Any, p: Any, me: int, front: int, arm: int) -> float:
        """How much, by air (0) or on the ground (1)? The best reply to the efforts seen last month."""
        base = p.air_cost if arm == AIR else p.ground_cost
        cost = unit_cost(base, world.friction[me, front], world.danger[me, front])
        if world.contest == KRTZ:
            largest = capacity(world, me, front, AIR) + capacity(world, me, front, GROUND)
            total = best_total(world, p, me, front, world.air, world.ground, cost)
            return 0.0 if largest <= 0.0 else total * capacity(world, me, front, arm) / largest
        air, _ = arm_totals(world.air, front, p.presence)
        ground, _ = arm_totals(world.ground, front, p.presence)
        if arm == AIR:
            return best_arm(world, p, me, front, AIR, world.air[me, front], air, ground, cost)
        return best_arm(world, p, me, front, GROUND, world.ground[me, front], ground, air, cost)

    @decision
    def hostility(world: Any, p: Any, me: int, rival: int) -> float:
        """How likely is an unprovoked act against the rival this month? Probability: its gain against its price."""
        return chance_against(world, p, me, rival)


@phase
def chance_against(world: Any, p: Any, me: int, rival: int) -> float:
    """What a hostile act against a rival brings, against what it costs, as a monthly probability."""
    d = world.dyad[me, rival]
    if d == NOTHING:
        return 0.0
    side = 0 if world.rival[d, 0] == me else 1
    gain = hostility_gain(p.hostility_gain, world.rivalry[me, rival], world.attention[me])
    at_stake = worth_at_stake(world, me, rival, world.worth)
    price = hostility_price(p.retaliation, float(world.warned[d, side]), world.trust[me, rival], at_stake)
    return chance_hostile(gain, price, p.hostility_rate, p.hostility_temperature)


@phase
def message_gain(world: Any, p: Any, me: int, rival: int, word: int) -> float:
    """What a word to the rival is worth above the price of contact; 0 where there is no way to say it.

    A protest is worth the retaliation it may spare; a notice the clashes that a line would prevent; an assurance or
    a warning the trust it builds in a rival whose part in the fight is needed. A warning shows one's own sources,
    so it is priced as if contact were seen.
    """
    d = world.dyad[me, rival]
    if d == NOTHING:
        return 0.0
    side = 0 if world.rival[d, 0] == me else 1
    channel = world.route[d, side]
    if channel == NOTHING:
        return 0.0
    seen = p.contact_seen_direct if world.hops[channel] == 0 else p.contact_seen_relayed
    if word == WARNING:
        seen = 1.0
    price = contact_price(p.contact_cost, world.audience_cost[me], world.rivalry[me, rival], seen)
    return message_value(world, p, me, rival, word, d, side, channel) - price


@phase
def message_value(world: Any, p: Any, me: int, rival: int, word: int, d: int, side: int, channel: int) -> float:
    """What a word would bring, before its price."""
    if word == PROTEST:
        return p.retaliation * world.trust[me, rival] if world.provoked[d, side] or world.incidents[d] > 0 else 0.0
    if word == NOTICE:
        spared = pair_clash_rate(world, p, d, world.deconfliction[d]) - pair_clash_rate(world, p, d, p.deconfliction)
        return p.incident_loss * max(0.0, spared) * p.review_months
    if world.month - world.told_month[d, side, word] < p.review_months:
        return 0.0  # it was said, and would be no news
    if word == WARNING and not _knows_enemy(world, me):
        return 0.0
    needed = worth_at_stake(world, me, rival, world.plan_worth)
    evidence = max(0.0, told(world, p, channel, side, word, True))
    return word_value(needed, world.trust[rival, me], evidence, p.review_months)


@phase
def _knows_enemy(world: Any, me: int) -> bool:
    """Who fights the enemy has something to tell about it."""
    for f in range(world.strength.shape[0]):
        if world.fights[me, f]:
            return True
    return False
