"""Designs whose points are drawn: in the unit cube, from a seed of their own, stretched between each factor's ends."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import AfterValidator, StrictBool

from sim.batches.design_base import Design
from sim.batches.factors import Factor
from sim.batches.whole import Whole
from sim.scenario.text import refuse


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
Seed = Annotated[int, Whole("the design's seed", 0, 2**32 - 1)]


class LatinHypercube(Design):
    """Points spread so that each of as many equal strata of each factor holds just one (McKay et al. 1979)."""

    kind: Literal["latin_hypercube"]
    points: Points
    seed: Seed = 1
    between: ClassVar[bool] = True

    def takes(self, factor: Factor) -> str:
        """Each number between its ends is as likely."""
        return f"uniform {super().takes(factor)}"

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

    def takes(self, factor: Factor) -> str:
        """Each number between its ends is as likely."""
        return f"uniform {super().takes(factor)}"

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

    def takes(self, factor: Factor) -> str:
        """The levels between its ends."""
        return f"{self.levels} levels {super().takes(factor)}"

    def size(self, factors: Sequence[Factor]) -> int:
        """``trajectories * (k + 1)`` for k factors."""
        return self.trajectories * (len(factors) + 1)

    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """SALib's sample."""
        sample = _sampler("morris").sample
        cube = sample(_cube(len(factors)), self.trajectories, num_levels=self.levels, seed=self.seed)
        return _stretched(cube, factors)


def _stretched(cube: np.ndarray, factors: Sequence[Factor]) -> np.ndarray:
    low, high = (np.array([getattr(factor, end) for factor in factors]) for end in ("low", "high"))
    return np.clip(low + cube * (high - low), low, high)  # rounding may carry a number past its end


def _cube(factors: int) -> dict[str, Any]:
    """Factors between 0 and 1, in SALib's words."""
    return {"num_vars": factors, "names": [f"x{k}" for k in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def _sampler(kind: str) -> Any:
    """SALib's module of a kind."""
    return importlib.import_module(f"SALib.sample.{kind}")
