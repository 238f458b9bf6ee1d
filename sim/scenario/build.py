"""From a scenario to arrays: the world before its first month, the parameters, and what is to be drawn.

Actors, issues, theatres, fronts, channels and pairs are put in the order of the alphabet, so the order in the file
changes not a bit of any result. Policies are applied here: they change facts, never decisions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.actors import kinds
from sim.assumptions import ASSUMPTIONS
from sim.chance import address
from sim.names import Names, dyad_name, front_name
from sim.phases.start import DRAW_TYPE
from sim.scenario import Scenario
from sim.scenario.build_deals import Deals, ordered
from sim.scenario.text import Week, months_between
from sim.units import Unit
from sim.world import (
    CONTESTS,
    EVENT_WORDS,
    NAMES,
    NOTHING,
    QUESTIONS,
    WORDS,
    blank,
    default_assumptions,
    offset,
)

ACTOR_NUMBERS = (
    "risk_attitude", "audience_cost", "fixed_cost", "linkage", "arming", "armed_to", "members", "patience",
    "volunteers", "fighters", "tradition", "offices",
)  # fmt: skip
DYAD_NUMBERS = {"co_location": "co_location", "standing": "standing", "crises": "crisis_rate", "proxy_war": "proxy_war"}


class Place(NamedTuple):
    """Where a number of the scenario stands in a world (or among the parameters), and what it may be.

    ``low`` and ``high`` are the range that the case gives it, two spreads to each side for a number with a spread;
    both are the value itself where it is fixed.
    """

    of_world: bool
    offset: int
    low: float
    high: float
    value: float
    unit: Unit | None


@dataclass(frozen=True)
class Built:
    """A scenario as arrays: ``world`` and ``p`` (arrays of one), ``draws``, the names and the number of months.

    ``places`` says where each number went, by its path; it may be several (an enemy's growth, on all its fronts).
    """

    scenario: Scenario
    names: Names
    sizes: dict[str, int]
    world: np.recarray
    p: np.recarray
    draws: np.ndarray
    months: int
    places: dict[str, list[Place]]


def build(scenario: Scenario) -> Built:
    """The arrays of a scenario, its policy applied."""
    return _Builder(scenario).built()


def flat(record: np.ndarray) -> np.ndarray:
    """Records seen as rows of 8-byte numbers (the same memory)."""
    return record.view(np.ndarray).view(np.float64).reshape(len(record), record.dtype.itemsize // 8)


class _Builder(Deals):
    """Writes facts one part of the scenario after another."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        changes = scenario.changes
        self.gone = changes.without_actors | changes.without_enemies
        self.names = _names(scenario)
        self.dyads = {pair: d for d, pair in enumerate(self.names.dyad)}
        self.front = {
            (enemy, theatre): self.names.front.index(front_name(enemy, theatre))
            for enemy, e in scenario.enemies.items()
            for theatre in e.theatres
        }
        self.episodes = list(self._episodes())
        self.events = sorted(self._events(), key=lambda event: event[0])
        self.sizes = self._sizes()
        self.world = blank(self.sizes)
        self.w = self.world[0]
        self.p = default_assumptions()
        self.draws: list[tuple[Any, ...]] = []
        self.places: dict[str, list[Place]] = {}

    def built(self) -> Built:
        for part in (self._clock, self._actors, self._theatres, self._fronts, self._dyads, self._channels,
                     self._bargains, self._mediations, self._governments, self._past, self._future,
                     self._assumptions):  # fmt: skip
            part()
        draws = np.array(self.draws, DRAW_TYPE)
        return Built(
            self.scenario,
            self.names,
            self.sizes,
            self.world,
            self.p,
            draws.view(np.recarray),
            len(self.scenario.months),
            self.places,
        )

    def _sizes(self) -> dict[str, int]:
        channels, governments = self.scenario.channels.values(), self.scenario.governments.values()
        named = ("actor", "issue", "theatre", "front", "dyad", "channel", "bargain", "mediation", "government")
        sizes = {dimension: max(1, len(getattr(self.names, dimension))) for dimension in named}
        places = [len(c.mandate.candidates) + len(c.carriers) for c in channels if c.mandate is not None]
        sizes["hop"] = max([1, *(len(c.carriers) for c in channels)])
        sizes["candidate"] = max([1, *places, *(len(g.candidates) for g in governments)])
        sizes |= {"episode": max(1, len(self.episodes)), "event": max(1, len(self.events))}
        return sizes | {"side": 2, "word": len(WORDS), "question": len(QUESTIONS)}

    def put(self, path: str, number: Any, fact: str, *index: int) -> None:
        """Write a number of the scenario into the world; note where, and if it is uncertain, how it is drawn."""
        self.w[fact][index] = float(number.value)
        self._note(path, number, True, offset(fact, self.sizes, *index), _bounds(fact))

    def _note(self, path: str, number: Any, of_world: bool, at: int, bounds: tuple[float, float]) -> None:
        who = address(path), address("value")
        value = low = high = float(number.value)
        if number.range is not None:
            low, high = map(float, number.range)
            self.draws.append((of_world, at, 0, value, 0.0, low, high, *who))
        elif number.spread:
            spread = float(number.spread)
            self.draws.append((of_world, at, 1, value, spread, *bounds, *who))
            low, high = max(bounds[0], value - 2.0 * spread), min(bounds[1], value + 2.0 * spread)
        if path and not isinstance(number.value, bool):
            self.places.setdefault(path, []).append(Place(of_world, at, low, high, value, _unit(type(number))))

    def _clock(self) -> None:
        self.w.step_length = 0.25 if isinstance(self.scenario.months.first, Week) else 1.0
        for fact in ("host", "mediator", "bargain_dyad", "after", "concession_issue", "concession_client", "candidate"):
            self.w[fact] = NOTHING
        self.w.government_month = -1
        self.w.mediation_dyad = 0
        self.w.contest = CONTESTS.index(self.scenario.changes.contest or self.scenario.contest)
        self.w.shuffled = self.scenario.changes.shuffle_interests
        self.w.event_month = -1
        self.w.dyad = NOTHING
        self.w.patron = NOTHING
        self.w.carrier = NOTHING
        self.w.wanted = NOTHING
        self.w.route = NOTHING

    def _actors(self) -> None:
        codes = list(kinds())
        for i, name in enumerate(self.names.actor):
            actor = self.scenario.actors[name]
            self.w.actor_address[i] = address(name)
            self.w.kind[i] = codes.index(actor.kind)
            self.w.present[i] = name not in self.gone
            self.w.hostile_to_all[i] = name in self.scenario.enemies
            for word in ACTOR_NUMBERS:
                self.put(f"actors.{name}.{word}", getattr(actor, word), word, i)
            if actor.mediation is not None:
                self._view(name, i, actor.mediation)
            if actor.patron is not None:
                self.w.patron[i] = self.names.actor.index(actor.patron)
                self.put(f"actors.{name}.control", actor.control, "control", i)
            for issue, interest in actor.interests.items():
                k = self.names.issue.index(issue)
                path = f"actors.{name}.interests.{issue}"
                self.put(f"{path}.position", interest.position, "position", i, k)
                self.put(f"{path}.salience", interest.salience, "salience", i, k)
            for theatre, presence in actor.theatres.items():
                t = self.names.theatre.index(theatre)
                path = f"actors.{name}.theatres.{theatre}"
                self.put(f"{path}.exposure", presence.exposure, "exposure", i, t)
                self.put(f"{path}.garrison", presence.garrison, "garrison", i, t)
                self.w.home[i, t] = bool(presence.home)
                for (_, at), f in self.front.items():
                    if at == theatre:
                        self.put(f"{path}.air", presence.air, "air_capacity", i, f)
                        self.put(f"{path}.ground", presence.ground, "ground_capacity", i, f)

    def _theatres(self) -> None:
        for t, name in enumerate(self.names.theatre):
            theatre = self.scenario.theatres[name]
            self.put(f"theatres.{name}.governance", theatre.governance, "governance", t)
            self.put(f"theatres.{name}.sovereignty", theatre.sovereignty, "sovereignty", t)
            if theatre.host is not None:
                self.w.host[t] = self.names.actor.index(theatre.host)

    def _fronts(self) -> None:
        self.w.ceiling = 100.0  # also where there is no enemy at all
        for (enemy, theatre), f in self.front.items():
            e = self.scenario.enemies[enemy]
            self.w.front_address[f] = address(self.names.front[f])
            self.w.front_enemy[f] = self.names.actor.index(enemy)
            self.w.front_theatre[f] = self.names.theatre.index(theatre)
            self.w.front_issue[f] = self.names.issue.index(e.issue)
            for word in ("growth", "ceiling", "attrition", "recruits", "spread", "fallen_below"):
                self.put(f"enemies.{enemy}.{word}", getattr(e, word), word, f)
            if enemy not in self.gone:
                path = f"enemies.{enemy}.theatres.{theatre}.strength"
                self.put(path, e.theatres[theatre].strength, "strength", f)
            self.put(
                f"enemies.{enemy}.theatres.{theatre}.opens_above", e.theatres[theatre].opens_above, "opens_above", f
            )

    def _dyads(self) -> None:
        for (first, second), d in self.dyads.items():
            pair = self.scenario.relation(first, second)
            self.w.dyad_address[d] = address(dyad_name(first, second))
            sides = self.names.actor.index(first), self.names.actor.index(second)
            self.w.rival[d] = sides
            self.w.dyad[sides] = self.w.dyad[sides[::-1]] = d
            self.w.ties[d] = bool(pair.ties.value)
            for word, fact in DYAD_NUMBERS.items():
                self.put(f"relations.{first}.{second}.{word}", getattr(pair, word), fact, d)
        for pair in self.scenario.relations:
            for backer, share in pair.backing.items():
                backed = pair.between[1] if backer == pair.between[0] else pair.between[0]
                at = self.names.actor.index(backer), self.names.actor.index(backed)
                self.put(f"relations.{'.'.join(sorted(pair.between))}.backing.{backer}", share, "backing", *at)

    def _channels(self) -> None:
        gone = self.scenario.changes.without_channels
        for c, name in enumerate(self.names.channel):
            self.w.channel_address[c] = address(name)
            channel = self.scenario.channels.get(name)
            if channel is None:  # the direct line of a pair
                self.w.channel_dyad[c] = c - len(self.scenario.channels)
                continue
            first, second = sorted(channel.between)
            self.w.channel_dyad[c] = self.dyads[first, second]
            self.w.hops[c] = len(channel.carriers)
            self.w.carrier[c, : len(channel.carriers)] = [self.names.actor.index(a) for a in channel.carriers]
            self.w.mediates[c] = channel.role == "mediator"
            opens, closes = self._open_months(channel.open)
            self.w.channel_open[c] = name not in gone and opens <= 0 and closes >= 0
            for word in ("loss", "garble", "delay", "rate", "leverage", "leak"):
                self.put(f"channels.{name}.{word}", getattr(channel, word), word, c)
            if channel.mandate is not None:
                self._mandate(name, c, channel)

    def _open_months(self, opening: Any) -> tuple[int, int]:
        """First and last month in which something is open, counted from the case's first."""
        months = self.scenario.months
        first = opening.first - months.first if opening.first is not None else 0
        last = opening.last - months.first if opening.last is not None else len(months)
        return first, last

    def _directions(self, between: tuple[str, str], of: str | None) -> Iterable[tuple[int, int]]:
        """(who trusts, in whom) for evidence about one side of a pair, or about both."""
        for trusted in sorted(between) if of is None else (of,):
            truster = between[1] if trusted == between[0] else between[0]
            yield self.names.actor.index(truster), self.names.actor.index(trusted)

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
                    yield when, EVENT_WORDS.index(word), at, 0, _Fixed(value), False, ""

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

    def _assumptions(self) -> None:
        coded = {**self.scenario.assumptions, **{n: _Fixed(v) for n, v in self.scenario.changes.assume.items()}}
        for at, (name, assumption) in enumerate(ASSUMPTIONS.items()):  # the record holds them in this order
            number = coded.get(name, _Fixed(assumption.default))
            self.p[0][name] = float(number.value)
            self._note(f"assumptions.{name}", number, False, at, (assumption.low, assumption.high))


class _Fixed:
    """A number without a range: the opening of a channel as an event, what a policy assumes, a default."""

    range = None
    spread = None

    def __init__(self, value: float) -> None:
        self.value = value


@cache
def _unit(kind: type) -> Unit | None:
    """The unit of a kind of number; None for what has none of its own."""
    value = getattr(kind, "model_fields", {}).get("value")
    return next((extra for extra in getattr(value, "metadata", ()) if isinstance(extra, Unit)), None)


def _bounds(fact: str) -> tuple[float, float]:
    """Ends of a fact's scale, for numbers drawn around a centre."""
    return {"-1..1": (-1.0, 1.0), "0..1": (0.0, 1.0), "share": (0.0, 1.0), "probability": (0.0, 1.0)}.get(
        NAMES[fact].unit, (-np.inf, np.inf) if fact == "event_value" else (0.0, np.inf)
    )


def _names(scenario: Scenario) -> Names:
    pairs = tuple(sorted((min(pair), max(pair)) for pair in scenario.rivals))
    direct = tuple(f"direct: {dyad_name(*pair)}" for pair in pairs)
    return Names(
        actor=tuple(sorted(scenario.actors)),
        issue=tuple(sorted(scenario.issues)),
        theatre=tuple(sorted(scenario.theatres)),
        front=tuple(sorted(front_name(e, t) for e, enemy in scenario.enemies.items() for t in enemy.theatres)),
        dyad=pairs,
        channel=tuple(sorted(scenario.channels)) + direct,
        bargain=tuple(sorted(scenario.bargains)),
        mediation=tuple(sorted(scenario.mediations)),
        government=tuple(sorted(scenario.governments)),
    )
