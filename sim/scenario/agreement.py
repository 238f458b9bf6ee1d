"""How far coders agree: Krippendorff's alpha for positions and saliences, with an interval, issue by issue.

A unit is an actor on an issue. What a coder says of a unit is the mean of its rows there (see ``pooling.coder_mean``);
a coder who does not code a unit is missing from it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from sim.scenario.coding import Coding
from sim.scenario.pooling import by_coder, coder_mean
from sim.scenario.schema import CaseFile

FEWEST = 10  # units that two or more coded, below which resampling them tells nothing
RESAMPLES = 1000
LEVEL = 0.95

Word = Literal["position", "salience"]
Unit = Mapping[str, float]
"""What each coder says of an actor on an issue."""


class Agreement(NamedTuple):
    """Alpha with its interval (NaN where there is none), the units that two or more coded, and who they are."""

    alpha: float
    low: float
    high: float
    units: int
    coders: tuple[str, ...]

    def __str__(self) -> str:
        """The number, or plainly why there is none."""
        if not self.units:
            return "nothing that two coders coded"
        units = f"{self.units} {'unit' if self.units == 1 else 'units'}"
        if math.isnan(self.alpha):
            return f"none: coders say the same of all ({units})"
        interval = f"[{self.low:.2f}, {self.high:.2f}]" if not math.isnan(self.low) else "no interval"
        few = f", too few for an interval (at least {FEWEST})" if self.units < FEWEST else ""
        return f"{self.alpha:.2f} {interval} ({units}{few})"


def alpha(units: Iterable[Sequence[float]]) -> float:
    r"""Krippendorff's alpha for interval data: 1 is perfect agreement, 0 what chance would give.

    .. math::

        \alpha = 1 - \frac{D_o}{D_e}, \quad
        D_o = \frac1n \sum_u \frac{1}{m_u - 1} \sum_{i \ne j} (x_{ui} - x_{uj})^2, \quad
        D_e = \frac{1}{n (n - 1)} \sum_{k \ne l} (x_k - x_l)^2

    over the n values of units with at least two of them (m_u); NaN where all values are the same, since nothing tells
    agreement from a lack of differences then.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.

    >>> round(alpha([(1, 1), (2, 2), (3, 4)]), 4)
    0.878
    """
    found = [unit for unit in units if len(unit) > 1]
    values = [x for unit in found for x in unit]
    expected = _squares(values)
    if expected <= 1e-12 * len(values):
        return math.nan
    observed = sum(_squares(unit) / (len(unit) - 1) for unit in found)
    return 1.0 - (len(values) - 1) * observed / expected


def _squares(values: Sequence[float]) -> float:
    """Sum of squared differences over all ordered pairs: 2 n times the sum of squares around the mean."""
    if not values:
        return 0.0
    centre = sum(values) / len(values)
    return 2 * len(values) * sum((x - centre) * (x - centre) for x in values)


def interval(units: Sequence[Sequence[float]], seed: int = 1, resamples: int = RESAMPLES) -> tuple[float, float]:
    """The middle 95% of alpha when units are drawn anew with replacement; NaN where there are too few of them.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, percentile interval.

    >>> interval([(1, 1), (2, 2)])
    (nan, nan)
    """
    if len(units) < FEWEST:
        return math.nan, math.nan
    luck = random.Random(seed)  # noqa: S311 - no secret hangs on it
    drawn = (alpha(luck.choices(units, k=len(units))) for _ in range(resamples))
    found = sorted(one for one in drawn if not math.isnan(one))
    if not found:
        return math.nan, math.nan
    cut = round((1 - LEVEL) / 2 * (len(found) - 1))
    return found[cut], found[-1 - cut]


def agreement(units: Iterable[Unit]) -> Agreement:
    """Agreement over units, of which only those count that two or more coded."""
    shared = [unit for unit in units if len(unit) > 1]
    values = [tuple(unit.values()) for unit in shared]
    value = alpha(values) if values else math.nan
    ends = (math.nan, math.nan) if math.isnan(value) else interval(values)
    return Agreement(value, *ends, len(shared), tuple(sorted({coder for unit in shared for coder in unit})))


def unit(codings: Iterable[Coding], word: Word) -> Unit:
    """What each coder says in these rows."""
    return {
        coder: coder_mean([getattr(one, word) for one in own], [one.confidence for one in own])
        for coder, own in by_coder(codings).items()
    }


def units(case: CaseFile, word: Word, issue: str | None = None, document: str | None = None) -> list[Unit]:
    """The units of a case; of one issue, or as one document alone shows them."""
    found = []
    for actor in case.actors.values():
        for name, interest in actor.interests.items():
            rows = [one for one in interest.codings if document in (None, one.place.document)]
            if rows and issue in (None, name):
                found.append(unit(rows, word))
    return found


def table(case: CaseFile, word: Word) -> dict[str, Agreement]:
    """Agreement in all, in each document, and on each issue that the sheets code."""
    rows = [one for actor in case.actors.values() for i in actor.interests.values() for one in i.codings]
    cited = {one.place.document for one in rows}
    coded = {name for actor in case.actors.values() for name, one in actor.interests.items() if one.codings}
    parts = {"overall": units(case, word)}
    parts |= {name: units(case, word, document=name) for name in case.documents if name in cited}
    parts |= {name: units(case, word, issue=name) for name in case.issues if name in coded}
    return {name: agreement(part) for name, part in parts.items()}
