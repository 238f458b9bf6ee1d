"""What is no agent in either framework: two rivals, and how each stands to the other.

Plain Python objects, used by both peers as a user of either framework would write them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import formulas as f
from benchmarks.channel import Channel, Luck

LONG_AGO = -1000
RECENT = 3  # months for which a deed or a message counts
CAMPAIGN = 10.0  # units of effort
WORDS = ("assurance", "warning", "notice", "protest")


class Side:
    """How one of two rivals stands to the other."""

    def __init__(self, pair: Pair, me: Any, rival: Any) -> None:
        self.pair, self.me, self.rival = pair, me, rival
        self.back: Side  # the same seen from the rival's side
        self.provoked = self.hostile = self.blamed = self.suspected = False
        self.warned = self.condemns = self.leaked = False
        self.notice_month = self.condemned_month = self.leak_month = LONG_AGO
        self.told_month = dict.fromkeys(WORDS, LONG_AGO)
        self.chance_to_condemn = 0.0
        self.wanted: str | None = None
        self.rivalry = 0.5 * (me.distance[rival] + rival.distance[me])

    def clear(self) -> None:
        """A new month: what happened in the last is over."""
        self.blamed = self.suspected = self.warned = self.leaked = False

    def friction(self, p: Any) -> float:
        """What it adds to costs to be seen beside the rival."""
        visible = p.visibility * (1.0 - p.condemnation_cover * self.condemns)
        distrust = 1.0 - self.me.trust[self.rival]
        return self.me.audience_cost * self.rivalry * distrust * visible * self.pair.co_location

    def danger(self, effort: float, p: Any) -> float:
        """Expected loss per unit of effort beside a rival who brings so much."""
        pair = self.pair
        rate = f.clash_rate(p.incident_rate, pair.co_location, 1.0, effort / CAMPAIGN, pair.deconfliction)
        return p.incident_loss * rate / CAMPAIGN

    def price_of_contact(self, seen: float, month: int, p: Any) -> float:
        """What contact costs at home if it is seen with this chance; more for one who condemns the rival."""
        if month - self.leak_month < p.review_months:
            seen = 1.0
        price = p.contact_cost * self.me.audience_cost * self.rivalry * seen
        return price * (1.0 + p.hypocrisy * self.condemns)

    def evidence_of(self, word: str, as_meant: bool, p: Any) -> float:
        """What an assurance or a warning of mine tells the rival; a mediator has to be credible to it."""
        channel = self.pair.channel
        if word == "warning":
            return f.word_evidence(channel.garble, p.warnings_if_trustworthy, p.warnings_if_not, as_meant)
        evidence = f.word_evidence(channel.garble, p.words_if_trustworthy, p.words_if_not, as_meant)
        if not channel.mediates:
            return evidence
        costs = p.mediator_war_cost, p.party_cost_low, p.party_cost_high
        carrier, hearer = channel.carrier, self.rival
        bias = max(0.0, 1.0 - (carrier.distance[hearer] + hearer.distance[carrier]))
        believed = f.bias_bound(p.mediator_informed, *costs) <= bias <= f.bias_bound(p.mediator_misled, *costs)
        return evidence * (1.0 + channel.leverage) if believed else 0.0

    def value_of(self, word: str, month: int, p: Any) -> float:
        """What a word to the rival would bring."""
        me, rival, pair = self.me, self.rival, self.pair
        if word == "protest":
            return p.retaliation * me.trust[rival] if self.provoked or pair.incidents else 0.0
        if word == "notice":
            spared = pair.clash_rate(pair.deconfliction, p) - pair.clash_rate(p.deconfliction, p)
            return p.incident_loss * max(0.0, spared) * p.review_months
        old_news = month - self.told_month[word] < p.review_months
        if old_news or (word == "warning" and not me.fights):
            return 0.0
        trust = rival.trust[me]
        evidence = max(0.0, self.evidence_of(word, True, p))
        return me.prize * rival.plan_worth * trust * (1.0 - trust) * evidence * p.review_months

    def best_word(self, month: int, p: Any) -> str | None:
        """The word worth most above the price of being seen in contact; a warning shows one's sources."""
        best, most = None, 0.0
        for word in WORDS:
            seen = 1.0 if word == "warning" else p.contact_seen_relayed
            gain = self.value_of(word, month, p) - self.price_of_contact(seen, month, p)
            if gain > most:
                best, most = word, gain
        return best

    def hear(self, word: str, as_meant: bool, month: int, p: Any) -> None:
        """The rival takes in what I wrote."""
        if word == "notice":
            if as_meant:
                self.notice_month = month
                if month - self.back.notice_month < p.notice_window:
                    self.pair.deconfliction = max(self.pair.deconfliction, p.deconfliction)
        elif word == "protest":
            self.back.warned = self.back.warned or as_meant
        elif month - self.told_month[word] >= p.review_months:
            self.told_month[word] = month
            self.rival.believe(self.me, self.evidence_of(word, as_meant, p))

    def conduct(self, p: Any, month: int) -> float:
        """What this month told the rival about me."""
        evidence = f.conduct_evidence(self.hostile, p.act_if_trustworthy, p.act_if_not)
        if self.pair.incidents:
            accident = self.pair.accident_share(p, month)
            evidence += self.pair.incidents * f.clash_evidence(accident, p.hostile_if_trustworthy, p.hostile_if_not)
        return evidence


class Pair:
    """Two rivals who share the ground."""

    def __init__(self, one: Any, other: Any, co_location: float, channel: Channel) -> None:
        self.co_location, self.channel = co_location, channel
        self.sides = Side(self, one, other), Side(self, other, one)
        for side, back in zip(self.sides, reversed(self.sides), strict=True):
            side.back = back
            side.me.sides.append(side)
        self.deconfliction = 0.0
        self.incidents = self.incidents_total = self.messages = 0
        self.hostile_month = self.contact_month = LONG_AGO
        self.mode = "none"

    def clash_rate(self, deconfliction: float, p: Any) -> float:
        """Expected clashes at this month's efforts."""
        first, second = ((side.me.air + side.me.ground) / CAMPAIGN for side in self.sides)
        return f.clash_rate(p.incident_rate, self.co_location, first, second, deconfliction)

    def accident_share(self, p: Any, month: int) -> float:
        """How likely a clash is taken for an accident: more so after contact."""
        return p.accident_share_line if month - self.contact_month < RECENT else p.accident_share

    def trust(self) -> float:
        """Mean of how far each trusts the other."""
        return sum(side.me.trust[side.rival] for side in self.sides) / 2.0

    def remember(self) -> None:
        """What a rival did last month has become a provocation."""
        for side in self.sides:
            side.provoked = side.back.blamed or side.back.suspected
        for side in self.sides:
            side.clear()

    def exchange(self, month: int, p: Any, luck: Luck) -> None:
        """Words go out, the two sides writing first in turn; what arrives is taken in; an unused line fades."""
        channel = self.channel
        room = int(channel.rate) + (luck() < channel.rate - int(channel.rate))
        for side in self.sides if month % 2 == 0 else reversed(self.sides):
            letter = side, side.wanted
            if channel.usable and side.wanted and room > 0 and letter not in channel.mail:
                room -= 1
                channel.post(side, side.wanted, month, luck)
        heard = channel.arrivals(luck)
        for side, word, as_meant in heard:
            side.hear(word, as_meant, month, p)
        self.messages += len(heard)
        if heard:
            self.contact_month = month
        else:
            self.deconfliction *= p.deconfliction_decay

    def collide(self, month: int, p: Any, luck: Luck) -> None:
        """Accidents, each of which may break the line, and be taken for an act of the other."""
        mean = self.clash_rate(self.deconfliction, p)
        self.incidents = f.poisson(mean, luck()) if mean > 0.0 else 0
        self.incidents_total += self.incidents
        for _ in range(self.incidents):
            if luck() < p.line_break:
                self.deconfliction = 0.0
        if self.incidents:
            for side in self.sides:
                if luck() >= self.accident_share(p, month):
                    side.back.suspected = True

    def name_mode(self, month: int, joint: float, air: float, ground: float, make: Callable[..., float]) -> None:
        """Rivalry, none, tacit or relayed cooperation, by what was done and said of late."""
        if month - self.hostile_month < RECENT:
            self.mode = "rivalry"
        elif not self.needs_both(joint, air, ground, make):
            self.mode = "none"
        else:
            self.mode = "relayed" if month - self.contact_month < RECENT else "tacit"

    def needs_both(self, joint: float, air: float, ground: float, make: Callable[..., float]) -> bool:
        """Both fight, and their efforts make more together than apart."""
        one, other = (side.me for side in self.sides)
        if not (one.fights and other.fights):
            return False
        alone = (make(air - me.air, ground - me.ground) for me in (one, other))
        neither = make(max(0.0, air - one.air - other.air), max(0.0, ground - one.ground - other.ground))
        return joint - sum(alone) + neither > 1e-9 * joint
