"""The messages delivered between two rivals, read off a run's facts: by whom, through whom, and what they did.

A month is written as the number of months since the case's first (weeks, in a case that goes by weeks).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from sim import chance
from sim._compile import plain
from sim.history import History
from sim.names import dyad_name
from sim.phases import messages as phases
from sim.rules.pace import within
from sim.world import ACTIVE, ASSURANCE, IN_FORCE, NOTHING, NOTICE, OFFER, PROTEST, WARNING, WORDS

told = plain(phases.told)  # the plain source: a history's worlds need no compiling


class Message(NamedTuple):
    """One message delivered: codes and months as numbers; ``evidence`` is what it told the receiver (log ratio).

    ``straight`` is what the same word would have told as news had it come as meant; ``did`` says it in words, and
    ``mattered`` whether it moved trust, set up a line, or was answered as an offer.
    """

    sent: int
    delivered: int
    side: int
    word: int
    channel: int
    carriers: tuple[int, ...]
    garbled: bool
    leaked: bool
    evidence: float
    straight: float
    did: str
    mattered: bool


class Between:
    """Two rivals in one run, up to and with a month."""

    def __init__(self, history: History, d: int, month: int) -> None:
        self.history, self.d, self.month, self.names = history, d, month, history.names
        self.worlds: Any = history.worlds.view(np.recarray)  # [t + 1]: after month t
        self.p: Any = history.p.view(np.recarray)[0]
        self.pair, self.name = self.names.dyad[d], dyad_name(*self.names.dyad[d])
        self.channels = [int(c) for c in np.flatnonzero(self.worlds[0].channel_dyad == d)][: len(self.names.channel)]
        self.bargains = [b for b in range(len(self.names.bargain)) if self.worlds[0].bargain_dyad[b] == d]
        self.mediations = [
            k for k in range(len(self.names.mediation))
            if self.worlds[0].mediation_dyad[k] == d and self.worlds[0].mediator[k] != NOTHING
        ]  # fmt: skip

    def after(self, month: int) -> Any:
        """The world after a month (-1: before the first)."""
        return self.worlds[month + 1]

    @property
    def now(self) -> Any:
        """The world after the month in question."""
        return self.after(self.month)

    def label(self, month: int) -> str:
        """A month's name."""
        return str(self.history.scenario.months.first.plus(int(month)))

    @cached_property
    def last_break(self) -> tuple[int, str] | None:
        """Month and kind of the last hostile act between the two, or of the last bargain broken; None without any."""
        found = [(int(self.now.hostile_month[self.d]), "hostile act")]
        for b in self.bargains:
            more = np.flatnonzero(np.diff(self.worlds["breaches"][: self.month + 2, b]) > 0)
            found += [(int(t), "broken bargain") for t in more[-1:]]
        last = max(found)
        return last if last[0] >= 0 else None

    def since_break(self, message: Message) -> bool:
        """It was delivered after the last break."""
        return self.last_break is None or message.delivered > self.last_break[0]

    @cached_property
    def messages(self) -> list[Message]:
        """All messages delivered, in order of time."""
        found, news = [], set()
        for t, c, side, word in self._delivered():
            first = (t, side, word) not in news and self._is_news(t, side, word)
            if first:
                news.add((t, side, word))
            found.append(self._message(t, c, side, word, first))
        return found

    def _delivered(self) -> Iterator[tuple[int, int, int, int]]:
        if not self.channels:
            return
        heard = self.worlds["heard"][1 : self.month + 2][:, self.channels]
        for t, k, side, word in np.argwhere(heard != 0):
            yield int(t), self.channels[k], int(side), int(word)

    def _is_news(self, t: int, side: int, word: int) -> bool:
        return word in (ASSURANCE, WARNING) and self.after(t).told_month[self.d, side, word] == t

    def _sent(self, t: int, c: int, side: int, word: int) -> int:
        """It was on the way at the end of each month since it was written."""
        while t > 0 and self.after(t - 1).mail[c, side, word]:
            t -= 1
        return t

    def _message(self, t: int, c: int, side: int, word: int, news: bool) -> Message:
        w, sent = self.after(t), self._sent(t, c, side, word)
        garbled = bool(w.heard[c, side, word] < 0)
        evidence = told(w, self.p, c, side, word, not garbled) if news else 0.0
        straight = told(w, self.p, c, side, word, True) if news else 0.0
        carriers = tuple(int(i) for i in w.carrier[c, : w.hops[c]])
        did, mattered = self._did(t, side, word, garbled, news, evidence, straight)
        leaked = self._leaked(sent, c, side, word)
        return Message(sent, t, side, word, c, carriers, garbled, leaked, evidence, straight, did, mattered)

    def _leaked(self, sent: int, c: int, side: int, word: int) -> bool:
        """Its own luck, at the address where the run drew it."""
        w = self.after(sent)
        if w.leak[c] <= 0.0:
            return False
        about = np.uint64(chance.mix(w.actor_address[w.rival[self.d, side]], np.uint64(word)))
        u = chance.uniform(np.uint64(self.history.seed), chance.LEAK, sent, w.channel_address[c], about)
        return bool(u < within(float(w.leak[c]), float(max(1, w.hops[c]))))

    def _did(
        self, t: int, side: int, word: int, garbled: bool, news: bool, evidence: float, straight: float
    ) -> tuple[str, bool]:
        if word in (ASSURANCE, WARNING):
            return self._did_words(side, garbled, news, evidence, straight)
        if garbled:
            lost = {NOTICE: "no half of a line", PROTEST: "no warning to the other", OFFER: "no offer"}
            return f"came as its opposite: {lost[word]}", True
        if word == PROTEST:
            return f"held {self.pair[1 - side]} back that month, as far as protest does", False
        return self._did_notice(t, side) if word == NOTICE else self._did_offer(t, side)

    def _did_words(self, side: int, garbled: bool, news: bool, evidence: float, straight: float) -> tuple[str, bool]:
        if not news:
            return "said before, no news", False
        if straight == 0.0:
            return "not believed: the mediator is not credible here", False
        what = f"trust of {self.pair[1 - side]} {evidence:+.3f} in log-odds"
        return (f"came as its opposite: {what} instead of {straight:+.3f}" if garbled else what), True

    def _did_notice(self, t: int, side: int) -> tuple[str, bool]:
        w, before = self.after(t), self.after(t - 1).deconfliction[self.d]
        other = int(w.notice_month[self.d, 1 - side])
        if (t - other) * w.step_length >= self.p.notice_window:
            return f"half of a line: {self.pair[1 - side]} had sent none of late", False
        with_other = f"with the one of {self.pair[1 - side]} in {self.label(other)}"
        if before >= self.p.deconfliction:
            return f"kept the line up, {with_other}", False
        done = "set up the line" if before <= 0.5 * self.p.deconfliction else "renewed the fading line"
        return f"{done}, {with_other}", True

    def _did_offer(self, t: int, side: int) -> tuple[str, bool]:
        """What came of each bargain that the side put on the table: all that it would agree to itself."""
        answers = [self._answered(t, b) for b in self.bargains if side in self.put_by(t, b)]
        if not answers:
            return "an offer of nothing that can be had", False
        return "; ".join(what for what, _ in answers), any(mattered for _, mattered in answers)

    def put_by(self, t: int, b: int) -> list[int]:
        """Which sides put a bargain on the table in a month, in turn; an agreement is one on the last one's offer."""
        w, old = self.after(t), self.after(t - 1)
        talks = any(w.mediation_state[m] == ACTIVE and w.agenda[m, b] for m in self.mediations)
        heard = [talks or any(w.heard[c, side, OFFER] > 0 for c in self.channels) for side in range(2)]
        turns = [(turn + t) % 2 for turn in range(2)]
        willing = [side for side in turns if heard[side] and w.chance_accept[b, side] >= 0.5]
        return willing[: int(w.offers[b] - old.offers[b])]

    def _answered(self, t: int, b: int) -> tuple[str, bool]:
        w, old, name = self.after(t), self.after(t - 1), self.names.bargain[b]
        if w.agreements[b] > old.agreements[b]:
            held = "" if w.bargain_state[b] == IN_FORCE else ", and broken in the same month"
            return f"accepted: {name}{held}", True
        if w.counters[b] > old.counters[b]:
            return f"answered by asking for more: {name}", True
        return f"not accepted: {name}", False

    def written_in_vain(self) -> int:
        """Words that a side wrote while it had a route, and that neither arrived nor are on the way."""
        lost = 0
        for t in range(self.month + 1):
            w, old = self.after(t), self.after(t - 1)
            for side in range(2):
                c, word = int(w.route[self.d, side]), int(w.wanted[self.d, side])
                if c == NOTHING or word == NOTHING:
                    continue
                lost += not (w.mail[c, side, word] or old.mail[c, side, word] or w.heard[c, side, word])
        return lost


def article(word: int) -> str:
    """A word with its article.

    >>> article(0), article(2)
    ('an assurance', 'a notice')
    """
    name = WORDS[word]
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
