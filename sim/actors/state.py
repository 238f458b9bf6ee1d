"""A state: weighs the common fight, its rivals and its public."""

from __future__ import annotations

from typing import Any

from sim._compile import decision, phase
from sim.actors.actor import Actor
from sim.phases.consequences import pair_clash_rate
from sim.phases.deliveries import restraint_bought
from sim.phases.fight import worth_at_stake
from sim.phases.hostility import gain_of_act, price_of_act
from sim.phases.krtz import best_total
from sim.phases.messages import told
from sim.phases.perceive import capacity
from sim.phases.plan import arm_totals, best_arm
from sim.phases.statements import price_of_contact
from sim.phases.talks import mediation_of
from sim.phases.terms import gain_of, patience_needed
from sim.rules.consent import consent as consent_rule
from sim.rules.effort import unit_cost
from sim.rules.incidents import chance_hostile
from sim.rules.linkage import accepts, keeps
from sim.rules.mediation import eased_contact
from sim.rules.participation import chance_to_join
from sim.rules.relay import word_value
from sim.rules.statements import chance_to_condemn, condemns
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
        d = world.dyad[me, rival]
        if d == NOTHING:
            return NOTHING
        side = 0 if world.rival[d, 0] == me else 1
        if world.route[d, side] == NOTHING:
            return NOTHING
        best = NOTHING
        most = 0.0
        for word in range(4):
            value = message_value(world, p, me, rival, word, d, side, world.route[d, side])
            if value > most:  # else no price would make it the best
                gain = value - message_price(world, p, word, d, side, world.route[d, side])
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
        if capacity(world, me, front, arm) <= 0.0:
            return 0.0
        base = p.air_cost if arm == AIR else p.ground_cost
        cost = unit_cost(base, world.friction[me, front], world.danger[me, front])
        if world.contest == KRTZ:
            largest = capacity(world, me, front, AIR) + capacity(world, me, front, GROUND)
            total = best_total(world, p, me, front, world.air, world.ground, cost)
            return total * capacity(world, me, front, arm) / largest
        air, _ = arm_totals(world.air, front, p.presence)
        ground, _ = arm_totals(world.ground, front, p.presence)
        if arm == AIR:
            return best_arm(world, p, me, front, AIR, world.air[me, front], air, ground, cost)
        return best_arm(world, p, me, front, GROUND, world.ground[me, front], ground, air, cost)

    @decision
    def hostility(world: Any, p: Any, me: int, rival: int) -> float:
        """How likely is an unprovoked act against the rival this month? Probability: its gain against its price."""
        return chance_against(world, p, me, rival)

    @decision
    def condemn(world: Any, p: Any, me: int, rival: int) -> float:
        """Will you condemn the rival in public? Probability: what that brings at home against the goodwill it costs."""
        gain = condemns(world.audience_cost[me], world.rivalry[me, rival], p.condemnation_value)
        if gain <= 0.0:
            return 0.0
        price = p.condemnation_price * world.trust[me, rival]
        return chance_to_condemn(gain, price, p.condemnation_temperature)

    @decision
    def consent(world: Any, p: Any, me: int, mediation: int) -> float:
        """Will you talk under this mediator? Probability: by the norm, its leaning, the audience, and past success."""
        d = world.mediation_dyad[mediation]
        other = world.rival[d, 0] if world.rival[d, 1] == me else world.rival[d, 1]
        by = world.mediator[mediation]
        leaning = max(0.0, world.rivalry[by, me] - world.rivalry[by, other])
        good_offices = world.successes[mediation] + offices_for_talks(world, d)
        return consent_rule(
            p.consent_base, p.consent_norm, world.norm[me], p.consent_bias, leaning, p.consent_audience,
            world.audience_cost[me], p.consent_success, good_offices,
        )  # fmt: skip

    @decision
    def accept(world: Any, p: Any, me: int, bargain: int) -> float:
        """Would you take this bargain as it stands? Probability: what it promises, the other trusted as it is."""
        side = 0 if world.rival[world.bargain_dyad[bargain], 0] == me else 1
        if world.bargain_value[bargain, side] <= 0.0:
            return 0.0
        return accepts(gain_of(world, p, bargain, side), p.accept_temperature)

    @decision
    def keep(world: Any, p: Any, me: int, bargain: int) -> float:
        """Will you do your part this month? Probability: your patience against the least at which keeping pays."""
        side = 0 if world.rival[world.bargain_dyad[bargain], 0] == me else 1
        if world.bargain_cost[bargain, side] <= 0.0:
            return 1.0
        return keeps(world.patience[me], patience_needed(world, p, bargain, side), p.keep_temperature)


@phase
def offices_for_talks(world: Any, d: int) -> float:
    """How far a protecting power between the two helps them to talk."""
    most = 0.0
    for c in range(world.channel_dyad.shape[0]):
        if world.channel_dyad[c] == d and world.mandated[c] and world.in_mandate[c]:
            most = max(most, world.helps_talks[c])
    return most


@phase
def chance_against(world: Any, p: Any, me: int, rival: int) -> float:
    """What a hostile act against a rival brings, against what it costs, as a monthly probability."""
    d = world.dyad[me, rival]
    if d == NOTHING:
        return 0.0
    side = 0 if world.rival[d, 0] == me else 1
    price = price_of_act(world, p, me, rival, restraint_bought(world, d, side))
    return chance_hostile(gain_of_act(world, p, me, rival), price, p.hostility_rate, p.hostility_temperature)


@phase
def message_price(world: Any, p: Any, word: int, d: int, side: int, channel: int) -> float:
    """What a word to the rival costs: being seen in contact. A warning shows one's own sources, as if it were seen."""
    seen = p.contact_seen_direct if world.hops[channel] == 0 else p.contact_seen_relayed
    if word == WARNING:
        seen = 1.0
    price = price_of_contact(world, p, d, side, seen)
    m = mediation_of(world, d, NOTHING)
    return eased_contact(price, world.cover[m]) if m != NOTHING else price


@phase
def message_value(world: Any, p: Any, me: int, rival: int, word: int, d: int, side: int, channel: int) -> float:
    """What a word would bring, before its price.

    A protest is worth the retaliation it may spare; a notice the clashes that a line would prevent; an assurance or
    a warning the trust it builds in a rival whose part in the fight is needed.
    """
    if word == PROTEST:
        return p.retaliation * world.trust[me, rival] if world.provoked[d, side] or world.incidents[d] > 0 else 0.0
    if word == NOTICE:
        spared = pair_clash_rate(world, p, d, world.deconfliction[d]) - pair_clash_rate(world, p, d, p.deconfliction)
        return p.incident_loss * max(0.0, spared) * p.review_months
    if (world.month - world.told_month[d, side, word]) * world.step_length < p.review_months:
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
