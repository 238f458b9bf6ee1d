"""Estimates from sums: what ``sim.intervals`` says of arrays, said of counts, so that a million runs stay on disk."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.intervals import LEVEL, Estimate, wilson

NOTHING = Estimate(math.nan, math.nan, math.nan, 0)
Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


def mean_of(centre: float, variance: float, n: int, far: float = Z) -> Estimate:
    """A mean with the normal law's interval, from the variance *of the mean*; infinite where that is not known.

    ``far`` is how many standard errors it reaches to each side.

    >>> print(mean_of(2.0, 1 / 3, 3))
    2.00 [0.87, 3.13] (n = 3)
    """
    if n == 0:
        return NOTHING
    half = math.inf if math.isnan(variance) else far * math.sqrt(max(0.0, variance))
    return Estimate(centre, centre - half, centre + half, n)


def paired_share_of(up: float, down: float, n: float, far: float = Z) -> Estimate:
    """Difference of two probabilities from pairs: ``up`` changed from 0 to 1, ``down`` from 1 to 0, of ``n``.

    Counts may be fractions (runs that are worth less than one); ``far`` as in ``mean_of``. The same numbers as
    ``sim.intervals.paired_share``.

    Source: Agresti and Min (2005), Simple Improved Confidence Intervals for Comparing Matched Proportions.

    >>> print(paired_share_of(2, 0, 4))
    0.50 [-0.17, 0.83] (n = 4)
    """
    if n <= 0:
        return NOTHING
    wide = n + 2
    centre, spread = (up - down) / wide, (up + down + 1) - (up - down) ** 2 / wide
    half = far * math.sqrt(max(0.0, spread)) / wide
    return Estimate((up - down) / n, max(-1.0, centre - half), min(1.0, centre + half), round(n))


class Sums(NamedTuple):
    """Runs that belong together, summed up: how many, their sum, the sum of squares, how many are above and below 0."""

    n: int
    total: float
    squares: float
    up: int
    down: int

    @classmethod
    def of(cls, table: pd.DataFrame) -> Sums:
        """The sums of all rows of a table of sums."""
        n, up, down = (int(table[c].sum()) for c in ("n", "up", "down"))
        total, squares = (math.fsum(table[c].fillna(0.0)) for c in ("total", "squares"))
        return cls(n, total, squares, up, down)

    @property
    def mean(self) -> float:
        """Mean over the runs in which there is a value."""
        return self.total / self.n if self.n else math.nan

    @property
    def variance(self) -> float:
        """Variance of the mean, were all runs independent; NaN for a single run."""
        if self.n < 2:
            return math.nan
        return max(0.0, self.squares - self.n * self.mean**2) / (self.n - 1) / self.n


class Luck(NamedTuple):
    """What runs of a replicate have in common, summed up over replicates."""

    replicates: int
    squares: float
    """Of ``off``: the sum over a replicate's runs of each one's distance from its cell's mean, divided by the runs of
    that cell."""

    @classmethod
    def of(cls, table: pd.DataFrame) -> Luck:
        """From a table with a row a replicate, and its ``off``."""
        return cls(len(table), float((table["off"] ** 2).sum()))


def estimate(by_cell: pd.DataFrame, luck: Luck | pd.DataFrame | None, share: bool, paired: bool) -> Estimate:
    """Mean over cells, each counting the same however many runs it has; as sure as points and shared luck let it be.

    Runs of one cell share its assumptions, and runs of one replicate may share their luck: clusters of two kinds. The
    variance of the mean is that between the cells' own means, plus what runs of one replicate have in common within
    their cells. It is never taken to be less than that of independent runs. The interval is as wide as Student's t
    with one degree of freedom less than there are cells, or replicates where these are fewer and luck is common. Runs
    that all agree are worth one fact a cell. A single cell has the interval of its runs alone.

    Args:
        by_cell: a row a cell, columns as in ``Sums``.
        luck: what runs of a replicate have in common (or a table for ``Luck.of``); None where each run has its own.
        share: whether it is a share of runs.
        paired: whether the values are differences of pairs of runs.

    Source: Cameron, Gelbach and Miller (2011), Robust Inference with Multiway Clustering, and their advice on few
    clusters; for shares, runs are worth as many as that variance says (Kish, 1965, Survey Sampling), in Wilson's or
    Agresti and Min's interval.
    """
    known = by_cell[by_cell["n"] > 0]
    sums = Sums.of(known)
    if len(known) < 2:
        return _of_one(sums, share, paired)
    cells = {c: known[c].to_numpy(float) for c in ("n", "total", "squares", "up", "down")}
    centre = float((cells["total"] / cells["n"]).mean())
    luck = Luck.of(luck) if isinstance(luck, pd.DataFrame) else luck or Luck(0, 0.0)
    replicates = luck.replicates
    alone, variance = _variances(cells, centre, luck)
    far = student(min(len(known), replicates) if replicates > 1 else len(known))
    if not share:
        return mean_of(centre, variance, sums.n, far)
    up, down = (float((cells[c] / cells["n"]).mean()) for c in ("up", "down"))
    single = up + down - centre * centre  # the variance of one run drawn from a cell drawn at random
    worth = min(sums.n, single / variance) if alone > 0 else len(known)
    far = far if alone > 0 else Z  # t allows for a variance that is estimated; where all agree none is
    if paired:
        return paired_share_of(up * worth, down * worth, worth, far)._replace(n=sums.n)
    worth *= (Z / far) ** 2  # Wilson's interval knows the quantile and the runs only as z * z / n
    one = wilson(up * worth, worth)  # ty: ignore[invalid-argument-type]
    return Estimate(up, min(one.low, up), max(one.high, up), sums.n)  # at 0 and 1 its ends are off by rounding


def _of_one(sums: Sums, share: bool, paired: bool) -> Estimate:
    """What the independent runs of one cell say."""
    if not sums.n:
        return NOTHING
    if not share:
        return mean_of(sums.mean, sums.variance, sums.n)
    return paired_share_of(sums.up, sums.down, sums.n) if paired else wilson(sums.up, sums.n)


def _variances(cells: dict[str, np.ndarray], centre: float, luck: Luck) -> tuple[float, float]:
    """Variance of the mean of cells, were all runs independent; and with cells and shared luck allowed for."""
    n, total, squares = cells["n"], cells["total"], cells["squares"]
    many, runs, own = len(n), n.sum(), total / n
    about = np.maximum(0.0, squares - 2 * centre * total + n * centre**2)
    alone = float((about / n**2).sum()) / many**2 * runs / max(runs - 1, 1)
    between = float(((own - centre) ** 2).sum()) / (many * (many - 1))
    common = 0.0
    if luck.replicates > 1:
        within = float((np.maximum(0.0, squares - n * own**2) / n**2).sum())
        common = (luck.squares - within) / many**2 * luck.replicates / (luck.replicates - 1)
    return alone, max(alone, between + common)


def student(clusters: int) -> float:
    """How many standard errors the interval of a mean over so many clusters reaches to each side.

    >>> round(student(4), 2), round(student(1000), 2)
    (3.18, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(clusters - 1, 0.5 + LEVEL / 2))


def of_runs(runs: pd.DataFrame, column: str, share: bool, common: bool, paired: bool = False) -> Estimate:
    """The estimate of a column of a table of runs, which has a ``cell`` and a ``replicate``.

    >>> runs = pd.DataFrame({"cell": [1, 1, 2, 2], "replicate": [1, 2, 1, 2], "value": [0.0, 0.0, 1.0, 1.0]})
    >>> print(of_runs(runs, "value", share=False, common=False))
    0.50 [-5.85, 6.85] (n = 4)
    """
    known = runs.loc[runs[column].notna(), ["cell", "replicate"]].assign(value=runs[column].astype(float))
    value = known["value"]
    parts = pd.DataFrame({"n": 1, "total": value, "squares": value**2, "up": value > 0, "down": value < 0})
    by_cell = parts.groupby(known["cell"]).sum()
    of_cell = value.groupby(known["cell"])
    off = (value - of_cell.transform("mean")) / of_cell.transform("size")
    luck = off.groupby(known["replicate"]).sum().to_frame("off") if common else None
    return estimate(by_cell, luck, share, paired)


def of_cells(n: np.ndarray, total: np.ndarray, squares: np.ndarray, share: bool) -> list[Estimate]:
    """An estimate for each cell, its runs being independent."""
    sums = [Sums(int(a), float(b), float(c), round(b), 0) for a, b, c in zip(n, total, squares, strict=True)]
    if share:
        return [wilson(one.total, one.n) if one.n else NOTHING for one in sums]
    return [mean_of(one.mean, one.variance, one.n) for one in sums]


def known_range(estimates: list[Estimate]) -> tuple[float, float]:
    """Least and largest end of intervals that are known."""
    ends = np.array([end for one in estimates for end in (one.low, one.high)], float)
    ends = ends[np.isfinite(ends)]
    return (float(ends.min()), float(ends.max())) if len(ends) else (math.nan, math.nan)
