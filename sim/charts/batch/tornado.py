"""Tornado: what the low and the high end of each factor change, the largest effect on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts import style
from sim.charts.batch.chart import BatchChart, needs
from sim.charts.batch.common import (
    FOOT,
    MOST_ROWS,
    NAMES,
    caption,
    key,
    label,
    left_out,
    rows,
    scale_of,
    span,
    told,
    whose,
)
from sim.charts.batch.common import ROW as COMMON_ROW
from sim.charts.batch.phase import short_number
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, ORANGE, SMALL

if TYPE_CHECKING:
    from sim.analysis.tornado import Bar, Tornado
    from sim.intervals import Estimate

KEY, VALUES = 5.5, 24.0  # mm
ROW = COMMON_ROW


@style.inked()
def draw(found: Tornado) -> Page:
    """Draw the effects of both ends of each factor."""
    scale = scale_of(found.outcome, found.basis.step)
    bars, rest = found.bars[:MOST_ROWS], found.bars[MOST_ROWS:]
    page = Page(*_texts(found, scale, bars, len(rest)), body=KEY + ROW * max(1, len(bars)) + FOOT)
    width = DOUBLE - NAMES - VALUES - 6
    ax = rows(page, [label(bar.factor) for bar in bars], NAMES, width, KEY)
    for y, bar in enumerate(bars):
        for shift, one, colour, hatch in ((-0.19, bar.at_low, ORANGE, "////"), (0.19, bar.at_high, BLUE, "")):
            _bar(ax, y + shift, one, scale, colour, hatch)
        ends = f"{short_number(bar.low)} to {short_number(bar.high)}"
        page.write(NAMES + width + 3, KEY + ROW * (y + 0.5), ends, size=SMALL, color=FAINT, va="center")
    ax.axvline(0, color=INK, linewidth=0.8)
    span(ax, [one for bar in bars for one in (bar.at_low, bar.at_high)], scale.factor)
    ax.set_xlabel(scale.change)
    page.write(NAMES + width + 3, KEY - 3.4, "low to high", size=SMALL, color=FAINT, va="top")
    handles = [Patch(facecolor=ORANGE, edgecolor="white", hatch="////", linewidth=0), Patch(facecolor=BLUE)]
    key(page, handles, ["factor at its low end", "factor at its high end"])
    return page


def _bar(ax: Axes, y: float, one: Estimate, scale: Scale, colour: str, hatch: str) -> None:
    if one.n:
        ax.barh(y, scale.factor * one.value, 0.34, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
        ends = [scale.factor * end for end in (one.low, one.high)]
        ax.plot(ends, [y, y], color=INK, linewidth=0.9, solid_capstyle="butt")


def _texts(found: Tornado, scale: Scale, bars: tuple[Bar, ...], rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale)
    subtitle = f"{scale.name.capitalize()}{whose(found.of)}: {scale.meaning}. Each factor at an end, all others at the "
    subtitle += "value that the case codes: the paired difference from all at that value."
    kind = "adjusted Wald (Agresti–Min)" if found.outcome.kind == "share" else "normal"
    intervals = (
        f"Lines: 95% intervals, {kind}, on pairs of the same replicate, each row alone.{left_out(rest, 'factors')}"
    )
    text = caption(found.basis, intervals)
    numbers = "; ".join(
        f"{label(bar.factor)}: {_change(scale, bar.at_low)} at {short_number(bar.low)}, "
        f"{_change(scale, bar.at_high)} at {short_number(bar.high)}"
        for bar in bars
    )
    return title, subtitle, text, f"{title}. {subtitle} {numbers}. {text}"


def _change(scale: Scale, one: Estimate) -> str:
    return scale.difference(*one[:3]) if one.n else "no pairs"


def _finding(found: Tornado, scale: Scale) -> str:
    centre = f"{scale.name.capitalize()}{whose(found.of)} is {told(scale, found.centre)} as coded"
    sure = [bar for bar in found.bars if bar.sure]
    if not sure:
        return f"{centre}; none of {len(found.bars)} factors surely changes it"
    top = max(sure, key=lambda bar: bar.size)
    by = top.at_low if abs(top.at_low.value) >= abs(top.at_high.value) or not top.at_high.n else top.at_high
    end = top.low if by is top.at_low else top.high
    text = f"{label(top.factor)} at {short_number(end)} changes it most, by {scale.difference(*by[:3])}"
    return f"{centre}; {text}; {len(sure)} of {len(found.bars)} factors surely change it"


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import tornado

    return tornado(results, outcome, of)


CHART = BatchChart(
    "tornado", "what the low and the high end of each factor change", _analyse, draw, needs("one_at_a_time")
)
