"""Feature scores: which factors tell the points apart, beside a random number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from sim.charts import style
from sim.charts.batch.boxes import analyse, lacks
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import (
    FOOT,
    MOST_ROWS,
    NAMES,
    ROW,
    caption,
    dot,
    empty,
    fraction,
    key,
    label,
    left_out,
    rows,
    scale_of,
    span,
    whose,
)
from sim.charts.page import Page
from sim.charts.style import BLUE, DOUBLE, FAINT
from sim.intervals import Estimate

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery

KEY = 5.5


@style.inked()
def draw(found: Discovery) -> Page:
    """Draw the score of each factor, the largest first."""
    shown = [
        (str(name), Estimate(*(float(end) for end in ends), 1))
        for name, *ends in found.scores[["factor", "score", "low", "high"]].to_numpy().tolist()
    ]
    shown, rest = shown[:MOST_ROWS], shown[MOST_ROWS:]
    page = Page(*_texts(found, shown, len(rest)), body=KEY + ROW * len(shown) + FOOT)
    ax = rows(page, [label(name) for name, _ in shown], NAMES, DOUBLE - NAMES - 8, KEY)
    luck = _luck(found)
    for y, (_, score) in enumerate(shown):
        dot(ax, y, score, 100, BLUE, filled=not math.isnan(luck) and score.low > luck)
    if math.isnan(luck):
        empty(ax, "nothing differs between points")
        span(ax, [], 100, 100)
    else:
        ax.axvline(100 * luck, color=FAINT, linewidth=0.9, linestyle=(0, (4, 2)))
        span(ax, [score for _, score in shown], 100, 100 * luck)
    ax.set_xlabel("score: share of what the forest explains (%)")
    handles = [
        Line2D([], [], color=BLUE, marker="o", markersize=4, linewidth=1.1),
        Line2D([], [], color=FAINT, linestyle=(0, (4, 2)), linewidth=0.9),
    ]
    key(page, handles, ["score; filled: stands out from luck", "what a random number scores"])
    return page


def _luck(found: Discovery) -> float:
    return float(found.scores["luck"].iloc[0]) if len(found.scores) else math.nan


def _texts(found: Discovery, shown: list[tuple[str, Estimate]], rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    scale, luck = scale_of(found.outcome, found.basis.step), _luck(found)
    what = f"{scale.name}{whose(found.of)}"
    if math.isnan(luck):
        title = (
            f"{what[0].upper()}{what[1:]} is the same at all {len(found.points):,} points: no factor tells them apart"
        )
    else:
        seen = sum(score.low > luck for _, score in shown)
        lead, score = shown[0]
        title = (
            f"{label(lead)[0].upper()}{label(lead)[1:]} says most of where {what} is high or low, {fraction(score)}; "
        )
        title += f"{seen} of {len(found.factors)} factors stand out from a random number"
    subtitle = (
        f"{what[0].upper()}{what[1:]}: {scale.meaning}. Scores of a forest of extremely randomised trees, grown on "
    )
    subtitle += "the points' means. A score has no sign, and shares of correlated factors are not their own."
    intervals = "Intervals: middle 90% of 10 forests on resampled points; the dashed line is the 95% point of the "
    text = caption(found.basis, f"{intervals}random number's.{left_out(rest, 'factors')}")
    numbers = "" if math.isnan(luck) else "; ".join(f"{label(name)}: {fraction(score)}" for name, score in shown) + ". "
    return title, subtitle, text, f"{title}. {subtitle} {numbers}{text}"


CHART = BatchChart("scores", "which factors tell the points apart, beside a random number", analyse, draw, lacks)
