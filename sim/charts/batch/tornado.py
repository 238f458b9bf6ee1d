"""Tornado: what the low and the high end of each factor change, the largest effect on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from sim.charts import style
from sim.charts.batch.chart import BatchChart, asks, needs
from sim.charts.batch.common import (
    capital,
    caption,
    difference,
    label,
    left_out,
    scale_of,
    short_number,
    told,
    unit,
    whose,
)
from sim.charts.batch.rows import EDGE, FOOT, KEY, MOST_ROWS, ROW, key, room, rows, span, with_unit
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, ORANGE, SMALL

if TYPE_CHECKING:
    from sim.analysis.tornado import Bar, Tornado
    from sim.intervals import Estimate

VALUES = 24.0  # mm
ENDS = ((-0.19, ORANGE, "////"), (0.19, BLUE, ""))  # how far off the middle of the row, colour and hatch: low, high


@style.inked()
def draw(found: Tornado) -> Page:
    """Draw the effects of both ends of each factor."""
    scale = scale_of(found.outcome, found.basis.step)
    bars, rest = found.bars[:MOST_ROWS], found.bars[MOST_ROWS:]
    page = Page(*_texts(found, scale, bars, len(rest)), body=KEY + ROW * max(1, len(bars)) + FOOT)
    names = [with_unit(bar.factor) for bar in bars]
    left = room(names)
    width = DOUBLE - left - VALUES - EDGE
    ax = rows(page, names, left, width)
    for y, bar in enumerate(bars):
        for (off, colour, hatch), one in zip(ENDS, (bar.at_low, bar.at_high), strict=True):
            _bar(ax, y + off, one, scale, colour, hatch)
        ends = f"{short_number(bar.low)} to {short_number(bar.high)}"
        page.write(left + width + 3, KEY + ROW * (y + 0.5), ends, size=SMALL, color=FAINT, va="center")
    ax.axvline(0, color=INK, linewidth=0.8)
    span(ax, [one for bar in bars for one in (bar.at_low, bar.at_high)], scale.factor)
    ax.set_xlabel(scale.change)
    page.write(left + width + 3, KEY - 3.4, "low to high", size=SMALL, color=FAINT, va="top")
    patches = [Patch(facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0) for _, colour, hatch in ENDS]
    key(page, list(zip(patches, ("factor at its low end", "factor at its high end"), strict=True)), left)
    return page


def _bar(ax: Axes, y: float, one: Estimate, scale: Scale, colour: str, hatch: str) -> None:
    if one.n:
        ax.barh(y, scale.factor * one.value, 0.34, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
        ends = [scale.factor * end for end in (one.low, one.high)]
        seen = [withStroke(linewidth=1.4, foreground="white")]  # on dark bars, and in grey copies
        ax.plot(ends, [y, y], color=INK, linewidth=0.9, solid_capstyle="butt", path_effects=seen)


def _texts(found: Tornado, scale: Scale, bars: tuple[Bar, ...], rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale)
    subtitle = f"{capital(scale.name)}{whose(found.of)}: {scale.meaning}. Each factor at an end, all others at the "
    subtitle += "value that the case codes: the paired difference from all at that value."
    kind = "adjusted Wald (Agresti–Min)" if found.outcome.kind == "share" else "normal"
    intervals = (
        f"Lines: 95% intervals, {kind}, on pairs of the same replicate, each row alone.{left_out(rest, 'factor')}"
    )
    text = caption(found.basis, intervals)
    numbers = "; ".join(
        f"{label(bar.factor)}: {_change(scale, bar.at_low)} at {_at(bar, bar.low)}, "
        f"{_change(scale, bar.at_high)} at {_at(bar, bar.high)}"
        for bar in bars
    )
    return title, subtitle, text, f"{title}. {subtitle} {numbers}. {text}"


def _at(bar: Bar, end: float) -> str:
    return f"{short_number(end)} {unit(bar.factor)}".strip()


def _change(scale: Scale, one: Estimate) -> str:
    return difference(scale, one) if one.n else "no pairs"


def _finding(found: Tornado, scale: Scale) -> str:
    centre = f"{capital(scale.name)}{whose(found.of)} is {told(scale, found.centre)} as coded"
    sure = [bar for bar in found.bars if bar.sure]
    if not sure:
        return f"{centre}; none of {len(found.bars)} factors surely changes it"
    top = max(sure, key=lambda bar: bar.size)
    by = top.at_low if abs(top.at_low.value) >= abs(top.at_high.value) or not top.at_high.n else top.at_high
    end = top.low if by is top.at_low else top.high
    text = f"{label(top.factor)} at {short_number(end)} changes it most, by {difference(scale, by)}"
    return f"{centre}; {text}; {len(sure)} of {len(found.bars)} factors surely change it"


CHART = BatchChart(
    "tornado", "what the low and the high end of each factor change", asks("tornado"), draw, needs("one_at_a_time")
)
