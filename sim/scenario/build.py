"""From a scenario to arrays: the world before its first month, the parameters, and what is to be drawn.

Actors, issues, theatres, fronts, channels and pairs are put in the order of the alphabet, so the order in the file
changes not a bit of any result. Policies are applied here: they change facts, never decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.assumptions import ASSUMPTIONS
from sim.names import Names, dyad_name, front_name
from sim.phases.start import DRAW_TYPE
from sim.scenario import Scenario
from sim.scenario.build_actors import Actors
from sim.scenario.build_deals import Deals
from sim.scenario.build_events import Events
from sim.scenario.build_writer import Fixed, Place
from sim.scenario.text import Week
from sim.world import CONTESTS, NOTHING, QUESTIONS, WORDS, blank, default_assumptions

__all__ = ["Built", "Place", "build", "flat"]


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


class _Builder(Actors, Deals, Events):
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
        self.starts: dict[str, int] = {}

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

    def _assumptions(self) -> None:
        coded = {**self.scenario.assumptions, **{n: Fixed(v) for n, v in self.scenario.changes.assume.items()}}
        for at, (name, assumption) in enumerate(ASSUMPTIONS.items()):  # the record holds them in this order
            number = coded.get(name, Fixed(assumption.default))
            self.p[0][name] = float(number.value)
            self._note(f"assumptions.{name}", number, False, at, (assumption.low, assumption.high))


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
