"""What the peers share with us: the numbers of a case, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Uncertain(NamedTuple):
    """A number that each run draws: evenly from ``low`` to ``high``, or (``spread`` above 0) a bell cut at the ends."""

    centre: float
    spread: float
    low: float
    high: float


Number = float | Uncertain


def drawn(number: Number, uniform: Callable[..., float], normal: Callable[..., float]) -> float:
    """The number of this run; ``uniform`` and ``normal`` are a generator's methods of these names.

    >>> drawn(0.5, max, max), drawn(Uncertain(0.0, 0.0, 1.0, 3.0), lambda low, high: 0.5 * (low + high), max)
    (0.5, 2.0)
    """
    if not isinstance(number, Uncertain):
        return number
    if number.spread == 0.0:
        return float(uniform(number.low, number.high))
    for _ in range(64):
        value = float(normal(number.centre, number.spread))
        if number.low <= value <= number.high:
            return value
    return min(number.high, max(number.low, value))


@dataclass(frozen=True)
class Party:
    """An actor: its kind, its interests by issue, and what it can bring."""

    name: str
    kind: str
    position: tuple[Number, ...]
    salience: tuple[Number, ...]
    risk_attitude: Number
    audience_cost: Number
    fixed_cost: Number
    exposure: Number
    air: Number
    ground: Number


@dataclass(frozen=True)
class Pair:
    """Two rivals, what they share, and the one channel that carries their words."""

    between: tuple[str, str]
    co_location: Number
    carrier: str
    mediates: bool
    loss: Number
    garble: Number
    delay: Number
    rate: Number
    leverage: Number
    leak: Number


@dataclass(frozen=True)
class Foe:
    """The common enemy in its one theatre."""

    name: str
    issue: int
    strength: Number
    growth: Number
    ceiling: Number
    attrition: Number
    recruits: Number
    fallen_below: Number


@dataclass(frozen=True)
class Episode:
    """A past dealing: what it told ``by`` about ``of``, so many months before the first."""

    by: str
    of: str
    age: float
    evidence: float


@dataclass(frozen=True, eq=False)
class Case:
    """All numbers of a case (compared and hashed as the object that it is, as agentpy's Experiment needs)."""

    title: str
    months: int
    parties: tuple[Party, ...]
    pairs: tuple[Pair, ...]
    foe: Foe
    episodes: tuple[Episode, ...]
    governance: Number
    assumptions: dict[str, Number]
