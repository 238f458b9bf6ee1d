"""Factors: the numbers of a case that a batch may vary, by the names under which the engine places them.

A factor is an assumption of the model (``threat_weight``) or the path of a number of the case
(``actors.North.audience_cost``, ``enemies.Raiders.growth``; of a pair the names in the order of the alphabet:
``relations.North.South.co_location``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from sim.assumptions import ASSUMPTIONS
from sim.scenario import Scenario
from sim.scenario.settings import FORMS
from sim.units import Unit, shown

if TYPE_CHECKING:
    from sim.scenario.build import Place

_ASSUMPTION = "assumptions."
Origin = Literal["range", "spread", "model", "fixed"]
"""Where the range of a number comes from: the case codes one, or a spread, or the model has one; or there is none."""
_ORIGINS: dict[Origin, str] = {
    "range": "coded in {cases} at {path}",
    "spread": "two spreads to each side, coded in {cases} at {path}",
    "model": "the model's range, as none is coded in {cases}",
    "fixed": "fixed in {cases}",
}


@dataclass(frozen=True)
class Factor:
    """A number that a batch varies: between ``low`` and ``high``, or over ``values``; ``value`` is that of the case.

    ``origin`` says where the range comes from.
    """

    name: str
    low: float
    high: float
    values: tuple[float, ...]
    value: float
    origin: str = "as given"


class Known(NamedTuple):
    """What a case knows of a number that can be varied: its value, the range that is coded, and what it may be.

    ``low`` and ``high`` are the same where nothing is coded; an assumption without a range in the case has the model's.
    ``origin`` says which of these it is.
    """

    value: float
    low: float
    high: float
    unit: Unit
    origin: Origin

    def fault(self, value: float) -> str | None:
        """Say what is wrong with another value, or None."""
        return self.unit.fault(value)


def known(case: Scenario) -> dict[str, Known]:
    """Every number of a case that can be varied, by its name.

    >>> import sim
    >>> found = known(sim.example())
    >>> found["threat_weight"][:3], found["theatres.Middleland.governance"][:3]
    ((6.0, 4.0, 8.0), (0.4, 0.2, 0.6))
    """
    from sim.scenario.build import build

    places = build(case).places
    return {path.removeprefix(_ASSUMPTION): _known(case, path, place[0]) for path, place in places.items()}


def path_of(name: str) -> str:
    """The path under which the engine notes a factor.

    >>> path_of("threat_weight"), path_of("enemies.Raiders.growth")
    ('assumptions.threat_weight', 'enemies.Raiders.growth')
    """
    return _ASSUMPTION + name if name in ASSUMPTIONS else name


def table(case: Scenario) -> pd.DataFrame:
    """What can be varied in a case: one row a factor, with its value, the range that ``coded`` means, and its bounds.

    ``origin`` says where the range comes from (``Origin``).

    >>> import sim
    >>> table(sim.example()).loc["enemies.Raiders.growth", ["value", "low", "high"]].tolist()
    [0.2, 0.1, 0.3]
    """
    names = ["value", "low", "high", "origin", "least", "most"]
    rows = [[one.value, one.low, one.high, one.origin, one.unit.low, one.unit.high] for one in known(case).values()]
    return pd.DataFrame(rows, pd.Index(known(case), name="factor"), names)


def _known(case: Scenario, path: str, place: Place) -> Known:
    name = path.removeprefix(_ASSUMPTION)
    low, high, origin = place.low, place.high, _origin(place)
    if name not in ASSUMPTIONS:
        return Known(place.value, low, high, place.unit or _of_event(case, path), origin)
    own = ASSUMPTIONS[name]
    if origin == "fixed":
        low, high, origin = own.low, own.high, "model"
    return Known(place.value, float(low), float(high), _Own(name, own.low, own.high, own.meaning), origin)


def _origin(place: Place) -> Origin:
    if place.low == place.high:
        return "fixed"
    return "spread" if place.spread else "range"


def whence(name: str, of: Mapping[str, Known]) -> str:
    """Where the range of a number comes from that is varied ``as coded``, in words.

    >>> import sim
    >>> numbers = known(sim.example())
    >>> whence("enemies.Raiders.growth", {"common_enemy": numbers["enemies.Raiders.growth"]})
    'coded in common_enemy at enemies.Raiders.growth'
    >>> whence("visibility", {"common_enemy": numbers["visibility"]})
    "the model's range, as none is coded in common_enemy"
    """
    cases = {origin: " and ".join(key for key, one in of.items() if one.origin == origin) for origin in _ORIGINS}
    return "; ".join(_ORIGINS[origin].format(cases=of, path=path_of(name)) for origin, of in cases.items() if of)


class _Own(Unit):
    """The range of an assumption, which has a name of its own and no article."""

    def rule(self) -> str:
        return f"{self.name} runs from {shown(self.low)} to {shown(self.high)}"


def _of_event(case: Scenario, path: str) -> Unit:
    """What an event may set a fact to, or change it by."""
    n = path.rpartition(".")[2]
    unit = FORMS[case.events[int(n)].set].unit if path.startswith("events.") and n.isdigit() else None
    if unit is None:
        return Unit("number", -math.inf, math.inf, "any finite number")
    if case.events[int(n)].to is not None or unit.low < 0:
        return unit
    wide = unit.high - unit.low
    return Unit(f"change of a {unit.name}", -wide, wide, f"change of: {unit.meaning}")
