"""Morris's elementary effects: how much each factor moves the outcome, and how unevenly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.charts import style
from sim.charts.batch.chart import BatchChart, asks, needs
from sim.charts.batch.common import (
    capital,
    caption,
    label,
    left_out,
    points_of,
    scale_of,
    standing_out,
    told,
    whose,
)
from sim.charts.batch.rows import FOOT, HEAD, KEY, MOST_ROWS, ROW, dash, dot, key, line, mark, room, span, two
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import BLUE, INK
from sim.intervals import Estimate

if TYPE_CHECKING:
    from sim.analysis.screening import Screening

HEADS = ("mean size of the effect", "spread of the effect")


@style.inked()
def draw(found: Screening) -> Page:
    """Draw mean size and spread of each factor's effects, the largest first."""
    scale = scale_of(found.outcome, found.basis.step)
    order = sorted(range(len(found.factors)), key=lambda j: (-found.mu_star[j].value, found.factors[j]))
    shown = order[:MOST_ROWS]
    page = Page(*_texts(found, scale, order), body=KEY + HEAD + ROW * len(shown) + FOOT)
    names = [label(found.factors[j]) for j in shown]
    change = scale.change.removeprefix("difference ").strip("()")
    left, right = two(page, names, HEADS, (change, change))
    for y, j in enumerate(shown):
        dot(left, y, found.mu_star[j], scale.factor, BLUE)
        if found.mu[j].n:
            left.plot([scale.factor * found.mu[j].value], [y], "D", color=INK, markersize=3, markerfacecolor="white")
        dot(right, y, found.sigma[j], scale.factor, INK)
    floor = scale.factor * found.floor
    line(left, floor, dashed=True)
    for ax in (left, right):
        line(ax, 0.0)
    span(
        left, [found.mu_star[j] for j in shown], scale.factor, floor, *(scale.factor * found.mu[j].value for j in shown)
    )
    span(right, [found.sigma[j] for j in shown], scale.factor)
    key(page, _said(found), room(names))
    return page


def _said(found: Screening) -> list:  # type: ignore[type-arg]
    said = [(mark(), "mean size"), (mark(INK, "D", False, interval=False, size=3), "mean with its sign")]
    return [*said, (dash(), "what luck alone would show")] if found.floor > 0 else said


def _texts(found: Screening, scale: Scale, order: list[int]) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale, order[0])
    subtitle = f"{capital(scale.name)}{whose(found.of)}: {scale.meaning}. Effect: the change over a factor's whole "
    subtitle += "range. A spread as large as the mean: it depends on the other factors, or bends."
    intervals = f"95% intervals: bootstrap over {found.trajectories:,} trajectories, {found.levels} levels. "
    intervals += f"{found.luck.words()}{left_out(max(0, len(order) - MOST_ROWS), 'factor')}"
    text = caption(found.basis, intervals)
    numbers = "; ".join(
        f"{label(found.factors[j])}: mean size {_told(scale, found.mu_star[j])}, mean {_told(scale, found.mu[j])}, "
        f"spread {_told(scale, found.sigma[j])}"
        for j in order[:MOST_ROWS]
    )
    return title, subtitle, text, f"{title}. {subtitle} {numbers}. {text}"


def _told(scale: Scale, one: Estimate) -> str:
    return points_of(*one[:3]) if scale.factor == 100 else told(scale, one)


def _finding(found: Screening, scale: Scale, lead: int) -> str:
    what, many = f"{scale.name}{whose(found.of)}", len(found.factors)
    if found.luck.spread == 0:
        return f"None of {many} factors moves {what}: it is the same at all {found.basis.points:,} points"
    floor = 0.0 if math.isnan(found.floor) else found.floor
    seen = sum(one.low > floor for one in found.mu_star)
    beside, by = "luck" if floor else "zero", f"{_told(scale, found.mu_star[lead])} over its range"
    if not seen:
        text = f"{capital(standing_out(0, many, beside))} in what moves {what}; the largest effect is that of "
        return f"{text}{label(found.factors[lead])}, {by}"
    return f"{capital(label(found.factors[lead]))} moves {what} most, by {by}; {standing_out(seen, many, beside)}"


CHART = BatchChart(
    "morris", "screening: mean size and spread of each factor's effect", asks("screening"), draw, needs("morris")
)
