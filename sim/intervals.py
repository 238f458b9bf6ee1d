"""Intervals: how sure a number is, given so many runs."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

LEVEL = 0.95


class Estimate(NamedTuple):
    """A number with its interval and the number of runs behind it (NaN where there is none).

    >>> print(Estimate(0.5, 0.4, 0.6, 100))
    0.50 [0.40, 0.60] (n = 100)
    >>> {"North – South": Estimate(1 / 3, 0.4 / 3, 0.6, 100)}
    {'North – South': <0.333 [0.133, 0.6], n = 100>}
    """

    value: float
    low: float
    high: float
    n: int

    def __repr__(self) -> str:
        return f"<{self.value:.3g} [{self.low:.3g}, {self.high:.3g}], n = {self.n}>"

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}] (n = {self.n})"


def _z(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes: float, n: int, level: float = LEVEL) -> Estimate:
    """A probability from so many successes in n runs, with Wilson's score interval.

    Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference.

    >>> print(wilson(0, 20))
    0.00 [0.00, 0.16] (n = 20)
    """
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    z, p = _z(level), successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (0.0 if successes <= 0 else centre - half), (1.0 if successes >= n else centre + half)
    return Estimate(p, max(0.0, low), min(1.0, high), n)  # at 0 and 1 the formula's end is off by rounding


def mean(values: ArrayLike, level: float = LEVEL) -> Estimate:
    """Mean of the values that exist, with the interval of the normal law for means.

    >>> print(mean([1.0, 2.0, 3.0, float("nan")]))
    2.00 [0.87, 3.13] (n = 3)
    """
    known = np.asarray(values, float)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    centre = float(known.mean())
    half = _z(level) * float(known.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return Estimate(centre, centre - half, centre + half, n)


def paired_share(first: ArrayLike, second: ArrayLike, level: float = LEVEL) -> Estimate:
    """Difference of two probabilities, second less first, from runs paired by seed.

    Adjusted Wald interval: half a run is added to each of the four cells, so no interval is of width zero. Pairs in
    which one does not exist (NaN) are left out.

    Source: Agresti and Min (2005), Simple Improved Confidence Intervals for Comparing Matched Proportions.

    >>> print(paired_share([0, 0, 1, 1], [1, 1, 1, 1]))
    0.50 [-0.17, 0.83] (n = 4)
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    known = ~(np.isnan(a) | np.isnan(b))
    a, b = a[known] > 0.0, b[known] > 0.0
    n = len(a)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    up, down = int((~a & b).sum()), int((a & ~b).sum())
    wide = n + 2
    centre = (up - down) / wide
    spread = (up + down + 1) - (up - down) ** 2 / wide
    half = _z(level) * math.sqrt(max(0.0, spread)) / wide
    return Estimate((up - down) / n, max(-1.0, centre - half), min(1.0, centre + half), n)


def paired_mean(first: ArrayLike, second: ArrayLike, level: float = LEVEL) -> Estimate:
    """Mean difference, second less first, over the pairs where both exist.

    >>> print(paired_mean([1.0, 2.0, 3.0], [2.0, 3.0, 4.0]))
    1.00 [1.00, 1.00] (n = 3)
    """
    return mean(np.asarray(second, float) - np.asarray(first, float), level)
