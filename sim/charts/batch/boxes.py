"""Scenario discovery: the box in which the outcome is found, how it was come by, and how steady its limits are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts import style, words
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import FOOT, MOST_ROWS, ROW, caption, empty, label, left_out, rows, scale_of, whose
from sim.charts.page import Page
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, ORANGE, PALE, SKY, SMALL

if TYPE_CHECKING:
    from sim.analysis.boxes import Box, Limit
    from sim.analysis.discovery import Discovery

KEY, HEAD, SQUARE, NAMES, VALUES = 6.0, 4.0, 48.0, 38.0, 40.0  # mm
START = SQUARE + 18.0
WIDTH = DOUBLE - START - NAMES - VALUES - 3


@style.inked()
def draw(found: Discovery) -> Page:
    """Draw the first box: coverage against density on the way to it, and its limits with their spread."""
    shown, rest = _rows(found)
    height = max(SQUARE, HEAD + ROW * len(shown))
    page = Page(*_texts(found, rest), body=KEY + height + FOOT)
    _tradeoff(page.panel(12, KEY, SQUARE, SQUARE), found)
    ax = rows(page, ["" for _ in shown], START + NAMES, WIDTH, KEY + HEAD, names_shown=False)
    page.write(START + NAMES + WIDTH + 3, KEY, "limits · resamples", size=SMALL, color=FAINT, va="top")
    box = found.boxes[0] if found.boxes else None
    for y, name in enumerate(shown):
        top = KEY + HEAD + ROW * (y + 0.5)
        page.write(START, top, style.clipped(label(name), NAMES - 2, SMALL), size=SMALL, va="center")
        _limit(page, ax, y, found, name, box, top)
    ax.set(xlim=(-0.02, 1.02), xticks=[0, 0.5, 1], xticklabels=["low", "", "high"])
    ax.set_xlabel("range of each factor")
    _key(page)
    return page


def _rows(found: Discovery) -> tuple[list[str], int]:
    order = list(found.leading)
    return order[:MOST_ROWS], max(0, len(order) - MOST_ROWS)


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


def _limit(page: Page, ax: Axes, y: int, found: Discovery, name: str, box: Box | None, top: float) -> None:
    """A factor's range, the box's part of it, and where the limits lie in resamples."""
    values = found.points[name].to_numpy(float)
    least, most = float(values.min()), float(values.max())

    def at(value: float) -> float:
        return (value - least) / (most - least)

    ax.plot([0, 1], [y, y], color=PALE, linewidth=4, solid_capstyle="butt")
    one = next((limit for limit in box.limits if limit.factor == name), None) if box else None
    text = f"{brief(least)} to {brief(most)}"
    if one is not None:
        ends = (at(one.low) if one.binds_low else 0.0, at(one.high) if one.binds_high else 1.0)
        ax.plot(ends, [y, y], color=BLUE, linewidth=4, solid_capstyle="butt")
        _spread(ax, y, found, name, one, at)
        text = _words(one)
    steady = found.stability.set_index("factor")["limited"].get(name, np.nan)
    text += "" if np.isnan(steady) else f" · {100 * steady:.0f}%"
    page.write(START + NAMES + WIDTH + 3, top, style.clipped(text, VALUES, SMALL), size=SMALL, va="center",
               color=INK if one is not None else FAINT)  # fmt: skip


def _spread(ax: Axes, y: int, found: Discovery, name: str, one: Limit, at) -> None:  # type: ignore[no-untyped-def]
    row = found.stability.set_index("factor").loc[name]
    for bound, (start, end) in (
        (one.binds_low, ("low_from", "low_to")), (one.binds_high, ("high_from", "high_to"))
    ):  # fmt: skip
        if bound and np.isfinite([row[start], row[end]]).all():
            ax.plot([at(row[start]), at(row[end])], [y, y], color=ORANGE, linewidth=1.6, solid_capstyle="butt")


def _words(one: Limit) -> str:
    if one.binds_low and one.binds_high:
        return f"{brief(one.low)} to {brief(one.high)}"
    return f"≥ {brief(one.low)}" if one.binds_low else f"≤ {brief(one.high)}"


def brief(value: float) -> str:
    """A limit with three figures.

    >>> brief(0.123456), brief(-1234.0)
    ('0.123', '−1230')
    """
    return f"{float(f'{value:.3g}'):g}".replace("-", "−")


def _key(page: Page) -> None:
    handles = [
        Line2D([], [], color=SKY, marker="o", markersize=3, linestyle="none"),
        Line2D([], [], color=INK, marker="D", markersize=5, linestyle="none"),
        Line2D([], [], color=FAINT, linestyle=(0, (4, 2)), linewidth=0.9),
        Patch(facecolor=BLUE),
        Line2D([], [], color=ORANGE, linewidth=2.0),
    ]
    labels = ["boxes on the way", "chosen box", "no box at all", "inside the box", "middle 90% of resamples"]
    ax = page.panel(12, 0, DOUBLE - 16, 4)
    ax.set_axis_off()
    ax.legend(handles, labels, loc="center left", ncols=5, fontsize=SMALL, labelcolor=FAINT, borderpad=0)


def of_interest(found: Discovery) -> str:
    """What makes a point one of interest, in words."""
    scale = scale_of(found.outcome, found.basis.step)
    return f"{scale.name}{whose(found.of)} is {found.side} {scale.value(found.level)}"


def _texts(found: Discovery, rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = finding(found)
    subtitle = f"Points where {of_interest(found)}, gathered in a box by PRIM. Left: boxes on the way there; higher is "
    subtitle += (
        "purer, further right more complete. Right: the box's limits, and how many resamples limit the factor, too."
    )
    text = caption(found.basis, _intervals(found) + left_out(rest, "factors"))
    others = "; ".join(f"box {k}: {_said(box)}" for k, box in enumerate(found.boxes[1:], 2))
    others = f" Further {others}." if others else ""
    return title, subtitle, text + others, f"{title}. {subtitle} {text}{others}"


def _intervals(found: Discovery) -> str:
    many, base = len(found.points), words.percent(found.base_rate)
    text = (
        f"{base} of {many:,} points are such; {found.undecided:,} are undecided: their 95% interval holds the level. "
    )
    if not found.boxes:
        return text
    weakest = max(one.quasi_p for one in found.boxes[0].limits)
    held = " to ".join(words.percent(end) for end in found.held_out[1:])
    text += f"Largest quasi-p of a limit: {weakest:.2g}. "
    if np.isfinite(found.held_out).all():
        text += f"Intervals: boxes of random halves have a density of {held} in the other half (middle 90%). "
    text += _unsteady(found)
    return text + f"Shuffled labels give as good a box with p = {found.by_chance:.2g} ({found.shuffles} shuffles)."


def _unsteady(found: Discovery) -> str:
    """The factors of the box that few resamples limit."""
    steady = found.stability.set_index("factor")["limited"]
    loose = [one.factor for one in found.boxes[0].limits if steady.get(one.factor, 1.0) < 0.5]
    return f"Not steady, limited in fewer than half of the resamples: {', '.join(map(label, loose))}. " if loose else ""


def _said(box: Box) -> str:
    inside = " and ".join(f"{label(one.factor)} {_words(one)}" for one in box.limits)
    return f"{inside} (coverage {words.percent(box.coverage)}, density {words.percent(box.density)})"


def finding(found: Discovery) -> str:
    """The box in a sentence, and whether luck would have given it."""
    if not found.points["interest"].any():
        return f"At none of {len(found.points):,} points {of_interest(found)}: there is no box to find"
    if found.points["interest"].all():
        return f"At all {len(found.points):,} points {of_interest(found)}: no limit is needed"
    if not found.boxes:
        return f"No limit on any of {len(found.factors)} factors surely gathers the points where {of_interest(found)}"
    box = found.boxes[0]
    inside = " and ".join(f"{label(one.factor)} {_words(one)}" for one in box.limits)
    text = f"With {inside}, {of_interest(found)} at {words.percent(box.density)} of points, against "
    text += f"{words.percent(found.base_rate)} of all; the box holds {words.percent(box.coverage)} of such points"
    return text if found.by_chance <= 0.05 else f"{text}; luck gives as good a box (p = {found.by_chance:.2g})"


def analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    """The discovery that three charts draw."""
    from sim.analysis import discovery

    return discovery(results, outcome, of)


def lacks(results) -> str:  # type: ignore[no-untyped-def]
    """Whether points are enough, and fill the space."""
    kind, many = results.plan.design.kind, results.cells["point"].nunique()
    if kind in ("morris", "one_at_a_time"):
        return f"scenario discovery needs points that fill the space, and {kind} does not; play a latin_hypercube"
    return "" if many >= 20 else f"scenario discovery needs 20 points at least; this batch has {many}"


CHART = BatchChart("boxes", "under which assumptions it emerges: the box by PRIM", analyse, draw, lacks)
