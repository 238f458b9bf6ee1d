"""From a scenario to arrays: where numbers are put, and what is noted of each (see ``build``)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.chance import address
from sim.names import Names
from sim.scenario.case import Scenario
from sim.units import Unit
from sim.world import NAMES, offset


class Place(NamedTuple):
    """Where a number of the scenario stands in a world (or among the parameters), and what it may be.

    ``low`` and ``high`` are the range that the case gives it, two spreads to each side for a number with a ``spread``
    (0 for others); both are the value itself where it is fixed.
    """

    of_world: bool
    offset: int
    low: float
    high: float
    value: float
    unit: Unit | None
    spread: float


class Fixed:
    """A number without a range: the opening of a channel as an event, what a policy assumes, a default."""

    range = None
    spread = None

    def __init__(self, value: float) -> None:
        self.value = value


class Writer:
    """Puts numbers of a scenario into its world; what each part of it becomes is written by the classes below.

    ``w`` is the world, ``dyads`` and ``front`` say where pairs of rivals and enemies in theatres stand, ``gone`` are
    actors and enemies that a policy takes away.
    """

    scenario: Scenario
    names: Names
    gone: frozenset[str]
    dyads: dict[tuple[str, str], int]
    front: dict[tuple[str, str], int]
    sizes: dict[str, int]
    w: Any
    draws: list[tuple[Any, ...]]
    places: dict[str, list[Place]]
    starts: dict[str, int]

    def put(self, path: str, number: Any, fact: str, *index: int) -> None:
        """Write a number of the scenario into the world; note where, and if it is uncertain, how it is drawn."""
        self.w[fact][index] = float(number.value)
        self._note(path, number, True, self._offset(fact, index), _bounds(fact))

    def _offset(self, fact: str, index: tuple[int, ...]) -> int:
        """Where a number stands; where its fact begins is looked up once, since that takes longer than all the rest."""
        if fact not in self.starts:
            self.starts[fact] = offset(fact, self.sizes)
        shape = np.shape(self.w[fact])
        return self.starts[fact] + (int(np.ravel_multi_index(index, shape)) if index else 0)

    def _note(self, path: str, number: Any, of_world: bool, at: int, bounds: tuple[float, float]) -> None:
        who = address(path), address("value")
        value = low = high = float(number.value)
        spread = 0.0
        if number.range is not None:
            low, high = map(float, number.range)
            self.draws.append((of_world, at, 0, value, 0.0, low, high, *who))
        elif number.spread:
            spread = float(number.spread)
            self.draws.append((of_world, at, 1, value, spread, *bounds, *who))
            low, high = max(bounds[0], value - 2.0 * spread), min(bounds[1], value + 2.0 * spread)
        if path and not isinstance(number.value, bool):
            place = Place(of_world, at, low, high, value, _unit(type(number)), spread)
            self.places.setdefault(path, []).append(place)

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


def ordered(pair: tuple[str, str]) -> tuple[str, str]:
    """Two names in the order of the alphabet.

    >>> ordered(("Iran", "Albania"))
    ('Albania', 'Iran')
    """
    return min(pair), max(pair)
