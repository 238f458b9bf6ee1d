"""Luck: how much of what differs between points would differ between runs of one point anyway."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd


class Luck(NamedTuple):
    """The share of luck in the differences between the points' means.

    ``share`` (0 to 1) is the mean variance of a point's mean, over its replicates, as a share of the variance between
    points; NaN where a point has one run only, or nothing differs. Where points share their seeds it is an upper
    bound: luck that all have in common moves no point against another.
    """

    share: float
    noise: float  # standard error of a point's mean, root mean square over points
    spread: float  # standard deviation between points

    def words(self) -> str:
        """What it says, in a sentence.

        >>> Luck(0.04, 0.02, 0.1).words(), Luck(0.001, 0.003, 0.1).words()[:40]
        ('Of the variance between points at most 4% is luck within them.', 'Of the variance between points at most 1')
        """
        if self.spread == 0:
            return "Nothing differs between points."
        if math.isnan(self.share):
            return "One run per point: how much of the variance between points is luck cannot be told."
        share = max(1, round(100 * self.share)) if self.share > 0 else 0
        return f"Of the variance between points at most {share}% is luck within them."


def luck(points: pd.DataFrame) -> Luck:
    """The luck in a table of points (``source.points``).

    Source: the variance between group means is that of the true means plus the mean of s²/n; analysis of variance.
    """
    known = points[points["n"] > 0]
    spread = float(known["value"].std(ddof=1)) if len(known) > 1 else 0.0
    within = (known["variance"] / known["n"]).to_numpy(float)
    noise = math.sqrt(float(np.mean(within))) if len(within) and not np.isnan(within).any() else math.nan
    if not spread > 0:
        return Luck(math.nan, noise, 0.0)
    return Luck(float(np.minimum(1.0, noise * noise / spread**2)), noise, spread)  # NaN stays NaN
