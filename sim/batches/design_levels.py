"""Designs whose points are put together from values that somebody named: nothing is drawn."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.batches.design_base import Design, shown
from sim.batches.factors import Factor
from sim.batches.whole import Whole

Steps = Annotated[int, Whole("the number of steps", 2, 10_000)]


class AsCoded(Design):
    """One point, at which nothing is varied: what a batch without ``vary:`` plays."""

    kind: Literal["as_coded"] = "as_coded"
    first: ClassVar[int] = 0

    def size(self, factors: Sequence[Factor]) -> int:
        """One.

        >>> AsCoded().lay_out([]).shape
        (1, 0)
        """
        return 1

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """One point without factors."""
        return np.empty((1, 0))


class Grid(Design):
    """Every combination of all factors' values; ``steps`` for ranges that name none of their own."""

    kind: Literal["grid"]
    steps: Steps | None = None

    def size(self, factors: Sequence[Factor]) -> int:
        """The product of the numbers of values."""
        return math.prod(len(factor.values) for factor in factors)

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """The last factor moves fastest."""
        return _rows(itertools.product(*(factor.values for factor in factors)), len(factors))


class Rows(Design):
    """Points written out one by one."""

    kind: Literal["list"]
    rows: Annotated[tuple[Mapping[str, Annotated[float, Field(strict=True)]], ...], Field(min_length=1)]

    def size(self, factors: Sequence[Factor]) -> int:
        """The number of rows."""
        return len(self.rows)

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """As written, in the order of the rows."""
        return _rows(([row[factor.name] for factor in factors] for row in self.rows), len(factors))


class OneAtATime(Design):
    """The case as coded (point 0), then each factor alone at its ends, or at each of its values."""

    kind: Literal["one_at_a_time"]
    first: ClassVar[int] = 0

    def size(self, factors: Sequence[Factor]) -> int:
        """One, and one for each end of a factor that is not its value."""
        return 1 + sum(len(_others(factor)) for factor in factors)

    def takes(self, factor: Factor) -> str:
        """Its value as coded, and what it is moved to."""
        others = ", ".join(map(shown, _others(factor)))
        return f"{shown(factor.value)}, then {others}" if others else shown(factor.value)

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """All at their value first."""
        base = [factor.value for factor in factors]
        moved = ([*base[:k], v, *base[k + 1 :]] for k, factor in enumerate(factors) for v in _others(factor))
        return _rows([base, *moved], len(factors))


def steps_between(low: float, high: float, steps: int) -> tuple[float, ...]:
    """Equal steps between two ends, both included as they are, what lies between in twelve digits.

    Where the ends are so near that twelve digits do not tell the steps apart, all digits are kept.

    >>> steps_between(0.1, 0.3, 3), steps_between(0.0, 1 / 3, 2)
    ((0.1, 0.2, 0.3), (0.0, 0.3333333333333333))
    """
    exact = np.linspace(low, high, steps)[1:-1]
    short = (low, *(float(f"{value:.12g}") for value in exact), high)
    return short if all(a < b for a, b in pairwise(short)) else (low, *map(float, exact), high)


def _others(factor: Factor) -> list[float]:
    """The levels of a factor, without the one at which it stands anyway."""
    return [level for level in factor.values or (factor.low, factor.high) if level != factor.value]


def _rows(rows: Iterable[Sequence[float]], width: int) -> np.ndarray:
    return np.array(list(rows), float).reshape(-1, width)
