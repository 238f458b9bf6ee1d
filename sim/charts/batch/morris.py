"""Morris's elementary effects: how much each factor moves the outcome, and how unevenly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from sim.charts import style
from sim.charts.batch.chart import BatchChart, needs
from sim.charts.batch.common import (
    FOOT,
    MOST_ROWS,
    NAMES,
    ROW,
    caption,
    dot,
    key,
    label,
    left_out,
    rows,
    scale_of,
    span,
    told,
    whose,
)
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import BLUE, DOUBLE, FAINT, INK

if TYPE_CHECKING:
    from sim.analysis.screening import Screening

KEY, HEAD, GAP = 5.5, 4.0, 6.0
WIDTH = (DOUBLE - NAMES - GAP - 8) / 2


@style.inked()
def draw(found: Screening) -> Page:
    """Draw mean size and spread of each factor's effects, the largest first."""
    scale = scale_of(found.outcome, found.basis.step)
    order = sorted(range(len(found.factors)), key=lambda j: (-found.mu_star[j].value, found.factors[j]))
    shown, rest = order[:MOST_ROWS], max(0, len(order) - MOST_ROWS)
    page = Page(*_texts(found, scale, shown, rest), body=KEY + HEAD + ROW * len(shown) + FOOT)
    names = [label(found.factors[j]) for j in shown]
    change = scale.change.removeprefix("difference ").strip("()")
    for k, (measure, head) in enumerate((("mu_star", "mean size of the effect"), ("sigma", "spread of the effect"))):
        left = NAMES + k * (WIDTH + GAP)
        page.write(left, KEY + HEAD - 0.8, head, weight="bold", va="bottom")
        ax = rows(page, names, left, WIDTH, KEY + HEAD, names_shown=k == 0)
        for y, j in enumerate(shown):
            dot(ax, y, getattr(found, measure)[j], scale.factor, BLUE if k == 0 else INK)
            if k == 0 and found.mu[j].n:
                ax.plot([scale.factor * found.mu[j].value], [y], "D", color=INK, markersize=3, markerfacecolor="white")
        floor = 0.0 if k or math.isnan(found.floor) else scale.factor * found.floor
        if floor:
            ax.axvline(floor, color=FAINT, linewidth=0.9, linestyle=(0, (4, 2)))
        ax.axvline(0, color=FAINT, linewidth=0.8)
        also = [scale.factor * found.mu[j].value for j in shown] if k == 0 else []
        span(ax, [getattr(found, measure)[j] for j in shown], scale.factor, floor, *also)
        ax.set_xlabel(style.clipped(change, WIDTH))
    _key(page, found)
    return page


def _key(page: Page, found: Screening) -> None:
    handles = [
        Line2D([], [], color=BLUE, marker="o", markersize=4, linewidth=1.1),
        Line2D([], [], color=INK, marker="D", markersize=3, markerfacecolor="white", linestyle="none"),
    ]
    labels = ["mean size", "mean with its sign"]
    if found.floor > 0:
        handles.append(Line2D([], [], color=FAINT, linestyle=(0, (4, 2)), linewidth=0.9))
        labels.append("what luck alone would show")
    key(page, handles, labels)


def _texts(found: Screening, scale: Scale, shown: list[int], rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale, shown)
    subtitle = f"{scale.name.capitalize()}{whose(found.of)}: {scale.meaning}. Effect: the change over a factor's whole "
    subtitle += "range. A spread as large as the mean: it depends on the other factors, or bends."
    intervals = f"95% intervals: bootstrap over {found.trajectories:,} trajectories, {found.levels} levels. "
    intervals += f"{found.luck.words()}{left_out(rest, 'factors')}"
    text = caption(found.basis, intervals)
    numbers = "; ".join(
        f"{label(found.factors[j])}: mean size {_told(scale, found, j)}, spread {scale.value(found.sigma[j].value)}"
        for j in shown
    )
    return title, subtitle, text, f"{title}. {subtitle} {numbers}. {text}"


def _told(scale: Scale, found: Screening, j: int) -> str:
    if scale.factor == 100:
        value, low, high = (f"{100 * end:.0f}" for end in found.mu_star[j][:3])
        return f"{value} points [{low}, {high}]"
    return told(scale, found.mu_star[j])


def _finding(found: Screening, scale: Scale, shown: list[int]) -> str:
    what = f"{scale.name}{whose(found.of)}"
    if found.luck.spread == 0:
        return f"None of {len(found.factors)} factors moves {what}: it is the same at all {found.basis.points:,} points"
    lead, floor = shown[0], 0.0 if math.isnan(found.floor) else found.floor
    seen = sum(one.low > floor for one in found.mu_star)
    name = label(found.factors[lead])
    text = f"{name[0].upper()}{name[1:]} moves {what} most, by {_told(scale, found, lead)} over its range"
    return f"{text}; {seen} of {len(found.factors)} factors stand out from {'luck' if floor else 'zero'}"


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import screening

    return screening(results, outcome, of)


CHART = BatchChart("morris", "screening: mean size and spread of each factor's effect", _analyse, draw, needs("morris"))
