"""How far a number moved from all runs to some of them, beside what chance would do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

PERMUTED = 999

Values = NDArray[np.float64]


class Shift(NamedTuple):
    """How far a drawn number moved: median and middle 90% before and after, KS distance, and what chance would do."""

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    ks: float
    by_chance: tuple[float, float]  # 95% of the distances of random subsets lie here

    @property
    def moved(self) -> bool:
        """Whether it moved farther than random subsets do."""
        return self.ks > self.by_chance[1]


def _middle(values: Values) -> tuple[float, float, float]:
    median, low, high = np.quantile(values, (0.5, 0.05, 0.95))
    return float(median), float(low), float(high)


def shifts_of(names: list[str], values: Values, kept: NDArray[np.int64]) -> Iterable[Shift]:
    """How far each column moved from all runs to the kept ones."""
    by_chance = ks_by_chance(len(kept), len(values))
    for k, name in enumerate(names):
        column, chosen = values[:, k], values[kept, k]
        yield Shift(name, _middle(column), _middle(chosen), ks_distance(chosen, np.delete(column, kept)), by_chance)


def ks_distance(one: Values, other: Values) -> float:
    r"""Largest difference of two samples' distribution functions.

    .. math:: D = \sup_x |F_1(x) - F_2(x)|

    >>> ks_distance(np.array([1.0, 2.0]), np.array([3.0, 4.0])), ks_distance(np.array([1.0, 3.0]), np.array([2.0, 4.0]))
    (1.0, 0.5)
    """
    at = np.concatenate([one, other])
    below = [np.searchsorted(np.sort(sample), at, side="right") / len(sample) for sample in (one, other)]
    return float(np.abs(below[0] - below[1]).max())


def ks_by_chance(kept: int, runs: int, seed: int = 1) -> tuple[float, float]:
    """Where 95% of the distances of random subsets lie: by permutation, the same for every number without ties."""
    luck, ranks = np.random.default_rng(seed), np.arange(float(runs))
    found = []
    for _ in range(PERMUTED):
        dealt = luck.permutation(ranks)
        found.append(ks_distance(dealt[:kept], dealt[kept:]))
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)
