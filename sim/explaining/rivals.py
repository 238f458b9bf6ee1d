"""What an actor tells a rival, says of it in public, and does against it (M6, M8, M12)."""

from __future__ import annotations

import math
from typing import Any

from sim import chance
from sim.actors.state import message_price, message_value
from sim.explaining.moment import Moment
from sim.explaining.terms import Part, Term, cite, number, tip, yes
from sim.phases.deliveries import restraint_bought
from sim.phases.fight import worth_at_stake
from sim.phases.hostility import ground_of
from sim.rules import incidents, relay, statements, threat
from sim.rules.influence import spurred
from sim.rules.pace import within
from sim.world import NOTHING, OFFER, WORDS


def parts(m: Moment, me: int, d: int, side: int, rival: str) -> list[Part]:
    """The questions about one rival."""
    return [*_condemn(m, me, d, side, rival), _message(m, me, d, side, rival), _hostility(m, me, d, side, rival)]


def _condemn(m: Moment, i: int, d: int, side: int, rival: str) -> list[Part]:
    w, p, j = m.before["condemn"], m.p, m.names.actor.index(rival)
    given = m.after.chance_condemn[d, side]
    if given < 0.0005 and not m.after.condemns[d, side]:
        return []
    gain = statements.condemns(w.audience_cost[i], w.rivalry[i, j], p.condemnation_value)
    luck = chance.uniform(m.seed, chance.STATEMENT, m.month, w.actor_address[i], w.actor_address[j])
    news = m.after.condemned_month[d, side] == m.month
    terms = (
        Term("what it brings at home", number(gain), cite(statements.condemns)),
        Term("the goodwill it costs", number(p.condemnation_price * w.trust[i, j]), "trust in the rival, priced"),
        Term("chance", number(given), cite(statements.chance_to_condemn)),
        Term("luck", number(luck), "chance.STATEMENT; condemns if below the chance"),
    )
    said = bool(m.after.condemns[d, side])
    answer = "no" if not said else "yes" if news else "yes; it was said before, and is no news"
    return [Part(f"Does it condemn {rival} in public?", answer, terms)]


def _message(m: Moment, i: int, d: int, side: int, rival: str) -> Part:
    w, p = m.before["message"], m.p
    j, route = m.names.actor.index(rival), int(m.before["message"].route[d, side])
    question = f"What does it tell {rival}?"
    if route == NOTHING:
        return Part(question, "nothing", (Term("route", "none", "no ties, and no carrier both accept"),))
    terms = [Term("route", m.names.channel[route], "phases.messages.open_lines")]
    for word in range(OFFER):
        value = message_value(w, p, i, j, word, d, side, route)
        price = message_price(w, p, word, d, side, route)
        rule = cite(relay.word_value) if word < 2 else "actors.state.message_value"
        terms.append(Term(f"{WORDS[word]}: worth", number(value), rule))
        terms.append(Term(f"{WORDS[word]}: price of contact", number(price), cite(incidents.contact_price)))
    if m.after.leaked[d, side]:
        terms.append(Term("its contact became public", "yes", "phases.statements.leak"))
    said = int(m.after.wanted[d, side])
    tips = () if said != NOTHING else ("a word worth more than its price",)
    return Part(question, "nothing" if said == NOTHING else WORDS[said], tuple(terms), tips)


class _Hostile:
    """The numbers of one decision for or against a hostile act."""

    def __init__(self, m: Moment, i: int, d: int, side: int, j: int) -> None:
        w, p = m.before["hostility"], m.p
        at = w.actor_address[i], w.actor_address[j]
        self.bare = incidents.hostility_gain(p.hostility_gain, w.rivalry[i, j], w.attention[i])
        self.ground = ground_of(w, i, j)
        self.gain = spurred(self.bare, p.influence_spur, self.ground)
        self.stake = worth_at_stake(w, i, j, w.worth)
        self.bought = restraint_bought(w, d, side)
        self.fixed = incidents.hostility_price(p.retaliation, float(w.warned[d, side]), w.trust[i, j], 0.0)
        self.price = incidents.hostility_price(
            p.retaliation, float(w.warned[d, side]), w.trust[i, j], self.stake + self.bought
        )
        self.alone = incidents.chance_hostile(self.gain, self.price, p.hostility_rate, p.hostility_temperature)
        self.given = m.after.chance_hostility[d, side]
        self.luck = chance.uniform(m.seed, chance.HOSTILITY, m.month, *at)
        self.answer_luck = chance.uniform(m.seed, chance.RETALIATION, m.month, *at)
        self.acted = bool(m.after.hostile[d, side])
        self.provoked = bool(w.provoked[d, side]) and self.answer_luck >= p.generosity
        self.unprovoked = bool(self.luck < within(self.given, w.step_length))
        # the monthly chance at which this luck turns: a week's luck speaks of a quarter of a month
        self.turns_at = self.luck if w.step_length == 1.0 else 1.0 - (1.0 - self.luck) ** (1.0 / w.step_length)


def _hostility(m: Moment, i: int, d: int, side: int, rival: str) -> Part:
    w, p, j = m.before["hostility"], m.p, m.names.actor.index(rival)
    h = _Hostile(m, i, d, side, j)
    terms = [
        Term("rivalry", number(w.rivalry[i, j]), "rules.interests.rivalry"),
        Term("attention that the enemy takes", number(w.attention[i]), cite(threat.urgency)),
        Term("what it would bring", number(h.bare), cite(incidents.hostility_gain)),
    ]
    if h.ground > 0.0:
        terms += [
            Term("ground that the rival holds", number(h.ground), "state of the world"),
            Term("what it would bring, spurred by that", number(h.gain), cite(spurred)),
        ]
    terms.append(Term("the rival's help at stake", number(h.stake), "phases.fight.worth_at_stake"))
    if h.bought > 0.0:
        terms.append(Term("bargains that pay for restraint", number(h.bought), "phases.deliveries.restraint_bought"))
    terms += [
        Term("trust in the rival", number(w.trust[i, j]), "state of the world"),
        Term("protest of the rival heard", yes(w.warned[d, side]), "phases.messages.believe"),
        Term("what it would cost", number(h.price), cite(incidents.hostility_price)),
        Term("its own chance of an unprovoked act", number(h.alone), cite(incidents.chance_hostile)),
        Term("chance of an unprovoked act", number(h.given), "actors: hostility; a patron's word weighed in"),
        Term("luck", number(h.luck), "chance.HOSTILITY; acts if below the chance"),
        Term("provoked last month", yes(w.provoked[d, side]), "blame for an act or a clash"),
        Term("luck of retaliation", number(h.answer_luck), f"acts if provoked and above generosity {p.generosity:.2f}"),
    ]
    tips = tuple(_tips(m, w, i, j, h)) if w.present[i] and w.present[j] else ()
    return Part(f"Does it act against {rival}?", yes(h.acted), tuple(terms), tips)


def _tips(m: Moment, w: Any, i: int, j: int, h: _Hostile) -> list[str]:
    p, tips = m.p, []
    if h.answer_luck >= p.generosity and p.hostility_rate > 0.0 and not h.unprovoked:
        tips.append("without the provocation of last month" if h.acted else "a provocation last month")
    if h.given != h.alone or h.acted != h.unprovoked or h.turns_at >= p.hostility_rate:
        return tips
    asked = h.gain  # the price at which this luck turns
    if p.hostility_temperature > 0.0:
        asked += p.hostility_temperature * math.log(p.hostility_rate / h.turns_at - 1.0)
    enough = (asked - h.fixed) / w.trust[i, j] - h.bought
    if enough > 0.0005 and not (h.acted and h.provoked):
        tips.append(tip("the rival's help at stake", enough, h.stake))
    return tips
