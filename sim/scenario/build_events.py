"""From a scenario to arrays, continued: past dealings, and what comes from outside (see ``build``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.scenario.build_writer import Fixed, Writer, ordered
from sim.scenario.text import months_between
from sim.world import EVENT_WORDS


class Events(Writer):
    """Writes past episodes and dated events into the world of a builder."""

    episodes: list[tuple[int, int, int, Any, str]]
    events: list[tuple[int, int, int, int, Any, bool, str]]

    def _episodes(self) -> Iterable[tuple[int, int, int, Any, str]]:
        for r in sorted(self.scenario.relations, key=lambda r: sorted(r.between)):
            for k, episode in enumerate(r.episodes):
                path = f"relations.{'.'.join(sorted(r.between))}.episodes.{episode.date}.{k}"
                age = months_between(episode.date, self.scenario.months.first)
                for by, in_whom in self._directions(r.between, episode.of):
                    yield by, in_whom, age, episode.evidence, path

    def _past(self) -> None:
        for k, (by, in_whom, age, evidence, path) in enumerate(self.episodes):
            self.w.episode_by[k], self.w.episode_in[k], self.w.episode_age[k] = by, in_whom, age
            self.put(path, evidence, "episode_evidence", k)

    def _events(self) -> Iterable[tuple[int, int, int, int, Any, bool, str]]:
        """(month, kind, where, which, number, adds, path) of every change that an event makes."""
        for word in ("channel", "mediation", "bargain"):
            yield from self._openings(word)
        for n, event in enumerate(self.scenario.events):
            if event.name is not None and event.name in self.scenario.changes.without_events:
                continue
            number = event.to if event.to is not None else event.by
            when = event.date - self.scenario.months.first
            what = EVENT_WORDS.index(event.set)
            for where, which in self._places(event):
                yield (
                    when,
                    what,
                    where,
                    which,
                    number,
                    event.to is None,
                    f"events.{event.date}.{event.set}.{n}",
                )

    def _openings(self, word: str) -> Iterable[tuple[int, int, int, int, Any, bool, str]]:
        gone = getattr(self.scenario.changes, f"without_{word}s")
        for name, part in getattr(self.scenario, f"{word}s").items():
            opens, closes = self._open_months(part.open)
            at = getattr(self.names, word).index(name)
            for when, value in ((opens, 1.0), (closes + 1, 0.0)):
                if 0 < when < len(self.scenario.months) and name not in gone:
                    yield when, EVENT_WORDS.index(word), at, 0, Fixed(value), False, ""

    def _places(self, event: Any) -> Iterable[tuple[int, int]]:
        """Where an event's change goes: the indices that ``phases.events`` expects for its kind."""
        word, names = event.set, self.names
        if word == "governance":
            yield names.theatre.index(event.theatre), 0
        elif word == "strength":
            if event.enemy not in self.gone:
                yield self.front[event.enemy, event.theatre], 0
        elif word in ("exposure", "air", "ground", "garrison"):
            yield names.actor.index(event.actor), names.theatre.index(event.theatre)
        elif word in ("ties", "standing", "proxy_war"):
            pair = ordered(event.between)
            if pair in self.dyads:
                yield self.dyads[pair], 0
        elif word in ("channel", "mediation", "bargain"):
            name = getattr(event, word)
            if name not in getattr(self.scenario.changes, f"without_{word}s"):
                yield getattr(names, word).index(name), 0
        elif word == "resolution":
            yield 0, 0
        elif word == "trust":
            yield from self._directions(event.between, event.of)
        else:
            yield names.actor.index(event.actor), 0

    def _future(self) -> None:
        for k, (when, what, where, which, number, adds, path) in enumerate(self.events):
            w = self.w
            w.event_month[k], w.event_kind[k], w.event_where[k], w.event_which[k] = when, what, where, which
            w.event_adds[k] = adds
            self.put(path, number, "event_value", k)
