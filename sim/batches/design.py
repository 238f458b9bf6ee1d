"""Designs: which points a batch plays, from the factors that it varies; one class a kind.

A point is a row with a value for each factor, the factors in the order of the alphabet. Samples are drawn in the unit
cube from a seed of their own and stretched between each factor's ends.
"""

from __future__ import annotations

import importlib
import itertools
import math
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import AfterValidator, Field, StrictBool

from sim.batches.factors import Factor
from sim.batches.whole import Whole
from sim.scenario.text import refuse
from sim.scenario.values import Block

INSTALL = 'pip install "backchannel[analysis]"'


def _power_of_two(points: int) -> int:
    below = 1 << (points.bit_length() - 1)
    if points == below:
        return points
    refuse(f"{points} is not a power of 2, as Sobol's sequence needs to be balanced; write {below} or {2 * below}")


def _even(levels: int) -> int:
    return levels if levels % 2 == 0 else refuse(f"{levels} is odd; Morris's levels are even: write {levels + 1}")


Points = Annotated[int, Whole("the number of points", 1, 1_000_000)]
Trajectories = Annotated[int, Whole("the number of trajectories", 2, 100_000)]
Levels = Annotated[int, Whole("the number of levels", 4, 1_000), AfterValidator(_even)]
Steps = Annotated[int, Whole("the number of steps", 2, 10_000)]
Seed = Annotated[int, Whole("the design's seed", 0, 2**32 - 1)]


class Design(Block):
    """A way to choose points."""

    kind: str
    between: ClassVar[bool] = False
    """Whether points lie anywhere between a factor's ends, so that a list of values means nothing."""
    first: ClassVar[int] = 1
    """Number of the first point: 0 where it is the case as coded."""
    package: ClassVar[str | None] = None
    """What it needs beyond what is always installed."""

    def lacks(self) -> str | None:
        """Say what is not installed and how to install it, or None."""
        if self.package is None or find_spec(self.package) is not None:
            return None
        return f"{self.kind} needs {self.package}, which is not installed; install it with {INSTALL}"

    @abstractmethod
    def size(self, factors: Sequence[Factor]) -> int:
        """How many points this makes of these factors."""

    @abstractmethod
    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """The points: a row each, a column per factor, each number between its factor's ends."""


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


class LatinHypercube(Design):
    """Points spread so that each of as many equal strata of each factor holds just one (McKay et al. 1979)."""

    kind: Literal["latin_hypercube"]
    points: Points
    seed: Seed = 1
    between: ClassVar[bool] = True

    def size(self, factors: Sequence[Factor]) -> int:
        """As many as asked for."""
        return self.points

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """SciPy's sample."""
        from scipy.stats import qmc

        return _stretched(qmc.LatinHypercube(d=len(factors), rng=self.seed).random(self.points), factors)


class Sobol(Design):
    """Saltelli's scheme for Sobol indices: each factor of a point is exchanged for that of another, one by one.

    Source: Saltelli (2002), Making best use of model evaluations to compute sensitivity indices.
    """

    kind: Literal["sobol"]
    points: Annotated[Points, AfterValidator(_power_of_two)]
    second_order: StrictBool = False
    seed: Seed = 1
    package: ClassVar[str | None] = "SALib"
    between: ClassVar[bool] = True

    def size(self, factors: Sequence[Factor]) -> int:
        """``points * (k + 2)`` for k factors; ``points * (2 k + 2)`` with indices of pairs."""
        return self.points * ((2 if self.second_order else 1) * len(factors) + 2)

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """SALib's sample."""
        sample = _sampler("sobol").sample
        cube = sample(_cube(len(factors)), self.points, calc_second_order=self.second_order, seed=self.seed)
        return _stretched(cube, factors)


class Morris(Design):
    """Trajectories through a grid of levels, each step of which moves one factor (Morris 1991): cheap screening."""

    kind: Literal["morris"]
    trajectories: Trajectories
    levels: Levels = 4
    seed: Seed = 1
    package: ClassVar[str | None] = "SALib"
    between: ClassVar[bool] = True

    def size(self, factors: Sequence[Factor]) -> int:
        """``trajectories * (k + 1)`` for k factors."""
        return self.trajectories * (len(factors) + 1)

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """SALib's sample."""
        sample = _sampler("morris").sample
        cube = sample(_cube(len(factors)), self.trajectories, num_levels=self.levels, seed=self.seed)
        return _stretched(cube, factors)


class OneAtATime(Design):
    """The case as coded (point 0), then each factor alone at its ends, or at each of its values."""

    kind: Literal["one_at_a_time"]
    first: ClassVar[int] = 0

    def size(self, factors: Sequence[Factor]) -> int:
        """One, and one for each end of a factor that is not its value."""
        return 1 + sum(len(_others(factor)) for factor in factors)

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """All at their value first."""
        base = [factor.value for factor in factors]
        moved = ([*base[:k], v, *base[k + 1 :]] for k, factor in enumerate(factors) for v in _others(factor))
        return _rows([base, *moved], len(factors))


KINDS: tuple[type[Design], ...] = (Grid, Rows, LatinHypercube, Sobol, Morris, OneAtATime)
AnyDesign = Annotated[Grid | Rows | LatinHypercube | Sobol | Morris | OneAtATime, Field(discriminator="kind")]


def steps_between(low: float, high: float, steps: int) -> tuple[float, ...]:
    """Equal steps between two ends, both included, in twelve digits.

    >>> steps_between(0.1, 0.3, 3)
    (0.1, 0.2, 0.3)
    """
    return tuple(float(f"{value:.12g}") for value in np.linspace(low, high, steps))


def _others(factor: Factor) -> list[float]:
    """The levels of a factor, without the one at which it stands anyway."""
    return [level for level in factor.values or (factor.low, factor.high) if level != factor.value]


def _rows(rows: Iterable[Sequence[float]], width: int) -> np.ndarray:
    return np.array(list(rows), float).reshape(-1, width)


def _stretched(cube: np.ndarray, factors: Sequence[Factor]) -> np.ndarray:
    low, high = (np.array([getattr(factor, end) for factor in factors]) for end in ("low", "high"))
    return np.clip(low + cube * (high - low), low, high)  # rounding may carry a number past its end


def _cube(factors: int) -> dict[str, Any]:
    """Factors between 0 and 1, in SALib's words."""
    return {"num_vars": factors, "names": [f"x{k}" for k in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def _sampler(kind: str) -> Any:
    """SALib's module of a kind."""
    return importlib.import_module(f"SALib.sample.{kind}")
