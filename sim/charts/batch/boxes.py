"""Scenario discovery: the box in which the outcome is found, how it was come by, and how steady its limits are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts import style
from sim.charts.batch.boxes_words import limit_words, texts
from sim.charts.batch.chart import BatchChart, asks
from sim.charts.batch.common import brief, label
from sim.charts.batch.rows import FOOT, MOST_ROWS, ROW, dash, empty, room, rows
from sim.charts.page import Page
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, ORANGE, PALE, SKY, SMALL

if TYPE_CHECKING:
    from sim.analysis.boxes import Box, Limit
    from sim.analysis.discovery import Discovery

KEY, HEAD, SQUARE, VALUES = 6.0, 4.0, 48.0, 40.0  # mm
START = SQUARE + 16.0


@style.inked()
def draw(found: Discovery) -> Page:
    """Draw the first box: coverage against density on the way to it, and its limits with their spread."""
    order = list(found.leading)
    shown, rest = order[:MOST_ROWS], max(0, len(order) - MOST_ROWS)
    height = max(SQUARE, HEAD + ROW * len(shown))
    page = Page(*texts(found, rest), body=KEY + height + FOOT)
    _tradeoff(page.panel(12, KEY, SQUARE, SQUARE), found)
    _limits(page, found, shown)
    _key(page)
    return page


def _tradeoff(ax: Axes, found: Discovery) -> None:
    ax.set(xlim=(0, 1.03), ylim=(0, 1.03), xlabel="coverage: share of them inside")
    ax.set_ylabel("density: share among those inside")
    ax.grid()
    ax.axhline(found.base_rate, color=FAINT, linewidth=0.9, linestyle=(0, (4, 2)))
    if not found.boxes:
        empty(ax, "no box")
        return
    way = found.tradeoff
    ax.plot(way["coverage"], way["density"], "o", color=SKY, markersize=3, linestyle="none")
    box = found.boxes[0]
    low, high = found.held_out[1:]
    if np.isfinite([low, high]).all():
        ax.plot([box.coverage] * 2, [low, high], color=ORANGE, linewidth=2.2, solid_capstyle="butt")
    ax.plot([box.coverage], [box.density], "D", color=INK, markersize=5)


def _limits(page: Page, found: Discovery, shown: list[str]) -> None:
    """Each factor's range, the box's part of it, and its limits in words."""
    names = [label(name) for name in shown]
    left = START + min(room(names), 46.0)
    width = DOUBLE - left - VALUES - 3
    ax = rows(page, ["" for _ in shown], left, width, KEY + HEAD, names_shown=False)
    page.write(left + width + 3, KEY, "limits · resamples", size=SMALL, color=FAINT, va="top")
    for y, (name, told) in enumerate(zip(shown, names, strict=True)):
        top = KEY + HEAD + ROW * (y + 0.5)
        page.write(left - 2, top, style.clipped(told, left - START - 2, SMALL), size=SMALL, va="center", ha="right")
        text, limited = _limit(ax, y, found, name, found.boxes[0] if found.boxes else None)
        page.write(left + width + 3, top, style.clipped(text, VALUES, SMALL), size=SMALL, va="center",
                   color=INK if limited else FAINT)  # fmt: skip
    ax.set(xlim=(-0.02, 1.02), xticks=[0, 0.5, 1], xticklabels=["low", "", "high"])
    ax.set_xlabel("range of each factor")


def _limit(ax: Axes, y: int, found: Discovery, name: str, box: Box | None) -> tuple[str, bool]:
    """A factor's range, the box's part of it, and where the limits lie in resamples; in words, and if it is limited."""
    values = found.points[name].to_numpy(float)
    least, most = float(values.min()), float(values.max())

    def at(value: float) -> float:
        return (value - least) / (most - least)

    ax.plot([0, 1], [y, y], color=PALE, linewidth=4, solid_capstyle="butt")
    one = next((limit for limit in box.limits if limit.factor == name), None) if box else None
    if one is not None:
        ends = (at(one.low) if one.binds_low else 0.0, at(one.high) if one.binds_high else 1.0)
        ax.plot(ends, [y, y], color=BLUE, linewidth=4, solid_capstyle="butt")
        _spread(ax, y, found, name, one, at)
    steady = found.stability.set_index("factor")["limited"].get(name, np.nan)
    text = range_words(least, most) if one is None else limit_words(one)
    return text + ("" if np.isnan(steady) else f" · {100 * steady:.0f}%"), one is not None


def _spread(ax: Axes, y: int, found: Discovery, name: str, one: Limit, at) -> None:  # type: ignore[no-untyped-def]
    row = found.stability.set_index("factor").loc[name]
    for bound, (start, end) in (
        (one.binds_low, ("low_from", "low_to")), (one.binds_high, ("high_from", "high_to"))
    ):  # fmt: skip
        if bound and np.isfinite([row[start], row[end]]).all():
            ax.plot([at(row[start]), at(row[end])], [y, y], color=ORANGE, linewidth=1.6, solid_capstyle="butt")


def range_words(least: float, most: float) -> str:
    """Both ends of a range, rounded to between a tenth and a hundredth of it.

    >>> range_words(0.000692, 0.994), range_words(1.02, 11.97), range_words(0.102, 0.898)
    ('0 to 0.99', '1 to 12', '0.1 to 0.9')
    """
    digits = max(0, int(np.ceil(2 - np.log10(most - least))) - 1)
    return f"{brief(round(least, digits) + 0.0)} to {brief(round(most, digits) + 0.0)}"


def _key(page: Page) -> None:
    handles = [
        Line2D([], [], color=SKY, marker="o", markersize=3, linestyle="none"),
        Line2D([], [], color=INK, marker="D", markersize=5, linestyle="none"),
        dash(),
        Patch(facecolor=BLUE),
        Line2D([], [], color=ORANGE, linewidth=2.0),
    ]
    labels = ["boxes on the way", "chosen box", "no box at all", "inside the box", "middle 90% of resamples"]
    ax = page.panel(12, 0, DOUBLE - 16, 4)
    ax.set_axis_off()
    ax.legend(handles, labels, loc="center left", ncols=5, fontsize=SMALL, labelcolor=FAINT, borderpad=0)


analyse = asks("discovery")
"""The discovery that three charts draw."""


def lacks(results) -> str:  # type: ignore[no-untyped-def]
    """Whether points are enough, and fill the space."""
    kind, many = results.plan.design.kind, results.cells["point"].nunique()
    if kind in ("morris", "one_at_a_time"):
        return f"scenario discovery needs points that fill the space, and {kind} does not; play a latin_hypercube"
    return "" if many >= 20 else f"scenario discovery needs 20 points at least; this batch has {many}"


CHART = BatchChart("boxes", "under which assumptions it emerges: the box by PRIM", analyse, draw, lacks)
