"""Sobol indices: what share of the variance between points each factor accounts for, alone and with others."""

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
from sim.charts.style import BLUE, DOUBLE, FAINT, INK

if TYPE_CHECKING:
    from sim.analysis.sensitivity import Sensitivity

KEY = 5.5


@style.inked()
def draw(found: Sensitivity) -> Page:
    """Draw Sobol indices, the largest total first."""
    names, rest = _order(found)
    page = Page(*_texts(found, names, rest), body=KEY + ROW * len(names) + FOOT)
    ax = rows(page, [label(found.factors[j]) for j in names], NAMES, DOUBLE - NAMES - 8, KEY)
    for y, j in enumerate(names):
        dot(ax, y - 0.14, found.total[j], 100, BLUE)
        dot(ax, y + 0.18, found.first[j], 100, INK, filled=False, mark="s")
    ax.axvline(0, color=FAINT, linewidth=0.8)
    share = found.luck.share
    if not math.isnan(share):
        ax.axvline(100 * share, color=FAINT, linewidth=0.9, linestyle=(0, (4, 2)))
    if found.constant:
        empty(ax, "nothing differs between points")
        span(ax, [], 100, 100)
    else:
        shown = [*(found.total[j] for j in names), *(found.first[j] for j in names)]
        span(ax, shown, 100, 0 if math.isnan(share) else 100 * share)
    ax.set_xlabel("share of the variance between points (%)")
    _key(page, found)
    return page


def _order(found: Sensitivity) -> tuple[list[int], int]:
    """Which factors are shown, the largest total first; and how many are not."""
    totals = [-1.0 if math.isnan(one.value) else one.value for one in found.total]
    order = sorted(range(len(totals)), key=lambda j: (-totals[j], found.factors[j]))
    return order[:MOST_ROWS], max(0, len(order) - MOST_ROWS)


def _key(page: Page, found: Sensitivity) -> None:
    handles = [
        Line2D([], [], color=BLUE, marker="o", markersize=4, linewidth=1.1),
        Line2D([], [], color=INK, marker="s", markersize=4, markerfacecolor="white", linewidth=1.1),
    ]
    labels = ["with others (total)", "alone (first order)"]
    if not math.isnan(found.luck.share):
        handles.append(Line2D([], [], color=FAINT, linestyle=(0, (4, 2)), linewidth=0.9))
        labels.append("luck: totals below may be nothing else")
    key(page, handles, labels)


def _texts(found: Sensitivity, names: list[int], rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    scale = scale_of(found.outcome, found.basis.step)
    title = _finding(found, names)
    subtitle = (
        f"{scale.name.capitalize()}{whose(found.of)}: {scale.meaning}. Alone: what knowing the factor would take "
    )
    subtitle += "away of the variance; with others: what is left if all others were known."
    intervals = f"95% intervals: bootstrap over {found.total[0].n if found.total else 0:,} base points. "
    intervals += f"{found.luck.words()}{left_out(rest, 'factors')}"
    text = caption(found.basis, intervals)
    numbers = "; ".join(
        f"{label(found.factors[j])}: {fraction(found.total[j])} with others, {fraction(found.first[j])} alone"
        for j in names
    )
    pairs = _pairs(found)
    return title, subtitle + pairs, text, f"{title}. {subtitle}{pairs} {'' if found.constant else numbers + '.'} {text}"


def _finding(found: Sensitivity, names: list[int]) -> str:
    what = f"the variance of {found.outcome.name.replace('_', ' ')}{whose(found.of)}"
    if found.constant:
        return f"{what[0].upper()}{what[1:]} is 0 over {found.basis.points:,} points: there is nothing to share out"
    first = names[0]
    lead = f"{label(found.factors[first])[0].upper()}{label(found.factors[first])[1:]} accounts for "
    lead += f"{fraction(found.total[first])} of {what}, {fraction(found.first[first])} of it alone"
    floor = 0.0 if math.isnan(found.luck.share) else found.luck.share
    seen = sum(found.total[j].low > floor for j in range(len(found.factors)))
    return f"{lead}; {seen} of {len(found.factors)} factors stand out from {'luck' if floor else 'zero'}"


def _pairs(found: Sensitivity) -> str:
    """The pair of factors that does most together, if the design tells."""
    sure = [one for one in found.pairs if one[2].low > 0]
    if not found.pairs:
        return ""
    if not sure:
        return " No two factors surely do more together than each alone."
    one, other, share = max(sure, key=lambda pair: pair[2].value)
    return f" Together, {label(one)} and {label(other)} do {fraction(share)} more than each alone."


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import sensitivity

    return sensitivity(results, outcome, of)


CHART = BatchChart(
    "sobol", "shares of variance: what each factor does alone and with others", _analyse, draw, needs("sobol")
)
