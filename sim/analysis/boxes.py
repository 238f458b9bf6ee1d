"""PRIM, by the EMA workbench: peel away what is of no interest until a box of it is left."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.analysis.libraries import needed

SIGNIFICANT = 0.05
"""Quasi-p value from which a limit is dropped: so often would luck alone give the box its density without it."""


class Limit(NamedTuple):
    """A side of a box: the factor lies between ``low`` and ``high``; ends that do not bind are those of the data."""

    factor: str
    low: float
    high: float
    binds_low: bool
    binds_high: bool
    quasi_p: float
    """One-sided binomial test of the limit (the weaker end); Bryant and Lempert (2010)."""


@dataclass(frozen=True, repr=False)
class Box:
    """Where an outcome is found: limits on a few factors, and how much of it they hold."""

    limits: tuple[Limit, ...]
    coverage: float
    """Share of all points of interest that lie inside."""
    density: float
    """Share of the points inside that are of interest."""
    mass: float
    """Share of all points that lie inside."""
    points: int
    of_interest: int

    def __repr__(self) -> str:
        return f"<Box: {self.words()}; coverage {self.coverage:.2f}, density {self.density:.2f}>"

    @property
    def worth(self) -> float:
        """Harmonic mean of coverage and density: high only where both are."""
        both = self.coverage + self.density
        return 2 * self.coverage * self.density / both if both else 0.0

    def holds(self, x: pd.DataFrame) -> np.ndarray:
        """Which points lie inside."""
        inside = np.ones(len(x), bool)
        for one in self.limits:
            values = x[one.factor].to_numpy(float)
            inside &= (~np.array(one.binds_low) | (values >= one.low)) & (
                ~np.array(one.binds_high) | (values <= one.high)
            )
        return inside

    def words(self) -> str:
        """The limits in words.

        >>> Box((Limit("threat_weight", 12.5, 50, True, False, 0.001),), 0.8, 0.9, 0.2, 10, 9).words()
        'threat_weight ≥ 12.5'
        """
        return " and ".join(map(_limit_words, self.limits)) or "no limit"


def _limit_words(one: Limit) -> str:
    if one.binds_low and one.binds_high:
        return f"{one.low:.3g} ≤ {one.factor} ≤ {one.high:.3g}"
    return f"{one.factor} ≥ {one.low:.3g}" if one.binds_low else f"{one.factor} ≤ {one.high:.3g}"


class Found(NamedTuple):
    """A box, and all boxes on the way to it."""

    box: Box
    tradeoff: pd.DataFrame


def find(x: pd.DataFrame, y: np.ndarray, least_mass: float) -> Found | None:
    """The box that PRIM finds in points ``x`` for those of interest ``y``; None where no limit helps.

    Of the boxes on the way of peeling and pasting, the one with the largest harmonic mean of coverage and density is
    taken, after limits were dropped that luck alone would give (quasi-p of 0.05 or more).

    Source: Friedman and Fisher (1999), Bump Hunting in High-Dimensional Data; Bryant and Lempert (2010), Thinking
    Inside the Box; Kwakkel (2017), The Exploratory Modeling Workbench.
    """
    if y.all() or not y.any():
        return None
    made = _prim(x, y, least_mass)
    rows, boxes = [], []
    for k in range(len(made.box_lims)):
        step = made.peeling_trajectory.iloc[k]
        box = _measured(x, y, _limits(made, k))
        boxes.append(box)
        rows.append(
            [k, step["coverage"], step["density"], step["mass"], int(step["res_dim"]), len(box.limits), box.worth]
        )
    columns = ["box", "coverage", "density", "mass", "limits", "significant", "worth"]
    best = max(boxes, key=lambda box: (round(box.worth, 12), -len(box.limits)))
    return Found(best, pd.DataFrame(rows, columns=columns)) if best.limits else None


def _prim(x: pd.DataFrame, y: np.ndarray, least_mass: float) -> Any:
    prim = needed("ema_workbench.analysis.prim")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, about what the workbench still does
        return prim.Prim(x.reset_index(drop=True).astype(float), y.astype(int), mass_min=least_mass).find_box()


def _limits(made: Any, k: int) -> list[Limit]:
    """The limits of a box on the way that luck alone would not give."""
    found, whole = made.box_lims[k], made.box_lims[0]
    limits = []
    for factor, tests in made.p_values[k].items():
        ends = [float(v) for v in found[factor]]
        binds = [
            end != float(all_) and 0 <= p < SIGNIFICANT for end, all_, p in zip(ends, whole[factor], tests, strict=True)
        ]
        if any(binds):
            weakest = max(float(p) for p, bound in zip(tests, binds, strict=True) if bound)
            limits.append(Limit(str(factor), ends[0], ends[1], binds[0], binds[1], weakest))
    return sorted(limits, key=lambda one: one.quasi_p)


def _measured(x: pd.DataFrame, y: np.ndarray, limits: list[Limit]) -> Box:
    """A box with what it holds, counted anew (dropped limits let more in)."""
    box = Box(tuple(limits), 0.0, 0.0, 0.0, 0, 0)
    inside = box.holds(x)
    points, hits = int(inside.sum()), int(y[inside].sum())
    return Box(box.limits, hits / max(1, int(y.sum())), hits / max(1, points), points / len(x), points, hits)
