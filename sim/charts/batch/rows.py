"""Rows of charts: names at the left, values with intervals beside them, and the key above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts import style
from sim.charts.batch.common import axis_label, label
from sim.charts.page import Page
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, SMALL
from sim.intervals import Estimate

ROW, FOOT, KEY, HEAD = 4.2, 9.0, 5.5, 4.0  # mm: a row, the axis below, the key above, the heads of two panels
LEAST_NAMES, MOST_NAMES, EDGE, GAP = 26.0, 64.0, 8.0, 6.0  # mm: names at the left, right edge, between two panels
MOST_ROWS = 40
HANDLE = 10.0  # mm: a handle of the key, and what stands around it
DASHED = (0, (4, 2))


def room(names: Sequence[str]) -> float:
    """How much room the names take (mm): that of the longest, within bounds.

    >>> room(["a"]), room(["a very long name of a factor that nobody would want to read in a chart at all"])
    (26.0, 64.0)
    """
    widest = max((style.width(name, SMALL) for name in names), default=0.0)
    return float(np.clip(widest + 7, LEAST_NAMES, MOST_NAMES))


def with_unit(factor: str, most: float = MOST_NAMES) -> str:
    """A factor with its unit, if there is room for both (mm)."""
    return axis_label(factor) if style.width(axis_label(factor), SMALL) + 7 <= most else label(factor)


def rows(
    page: Page, names: Sequence[str], left: float, width: float, top: float = KEY, names_shown: bool = True
) -> Axes:
    """A panel of rows, the first on top, with their names at its left."""
    ax = page.panel(left, top, width, ROW * max(1, len(names)))
    ax.set_ylim(max(1, len(names)) - 0.5, -0.5)
    shown = [style.clipped(name, left - 7, SMALL) for name in names] if names_shown else [""] * len(names)
    ax.set_yticks(range(len(names)), shown)
    ax.grid(axis="y", linestyle=(0, (1, 2)), color="#CFCFCF")
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}".replace("-", "−")))
    return ax


def two(page: Page, names: Sequence[str], heads: tuple[str, str], under: tuple[str, str]) -> tuple[Axes, Axes]:
    """Two panels of the same rows side by side: what stands above each, and what its axis says."""
    left = room(names)
    width = (DOUBLE - left - GAP - EDGE) / 2
    found = []
    for k in (0, 1):
        start = left + k * (width + GAP)
        page.write(start, KEY + HEAD - 0.8, heads[k], weight="bold", va="bottom")
        found.append(rows(page, names, start, width, KEY + HEAD, names_shown=k == 0))
        found[k].set_xlabel(style.clipped(under[k], width))
    return found[0], found[1]


def dot(
    ax: Axes, y: float, one: Estimate, factor: float, colour: str = INK, filled: bool = True, mark: str = "o"
) -> None:
    """A value with its interval, if there is one."""
    if one.n and not np.isnan(one.value):
        ends = [factor * end for end in (one.low, one.high)]
        if np.isfinite(ends).all():
            ax.plot(ends, [y, y], color=colour, linewidth=1.1, solid_capstyle="butt")
        face = colour if filled else "white"
        ax.plot([factor * one.value], [y], mark, color=colour, markersize=4, markerfacecolor=face, clip_on=False)


def line(ax: Axes, at: float, dashed: bool = False) -> None:
    """An upright line: zero, or dashed what is compared with; none where that is not known."""
    if np.isfinite(at):
        ax.axvline(at, color=FAINT, linewidth=0.9 if dashed else 0.8, linestyle=DASHED if dashed else "-")


def span(ax: Axes, estimates: Sequence[Estimate], factor: float, *also: float) -> None:
    """Fit the axis to what is shown, zero and other values included."""
    ends = [factor * end for one in estimates if one.n for end in (one.low, one.value, one.high)]
    found = np.array([*ends, 0.0, *also], float)
    found = np.round(found[np.isfinite(found)], 9)  # what is left of sums that cancel is nothing
    least, most = float(found.min()), float(found.max())
    pad = 0.04 * ((most - least) or 1.0)
    ax.set_xlim(least - pad, (most if most > least else least + 1.0) + pad)
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))


def mark(colour: str = BLUE, shape: str = "o", filled: bool = True, interval: bool = True, size: float = 4) -> Line2D:
    """A value in the key, with its interval."""
    face = colour if filled else "white"
    return Line2D(
        [], [], color=colour, marker=shape, markersize=size, markerfacecolor=face, linewidth=1.1,
        linestyle="-" if interval else "none",
    )  # fmt: skip


def dash() -> Line2D:
    """A dashed line in the key."""
    return Line2D([], [], color=FAINT, linestyle=DASHED, linewidth=0.9)


def key(page: Page, shown: Sequence[tuple[Any, str]], left: float) -> None:
    """A legend in a line of its own above the panels (5 mm high): each handle with its words.

    It begins above the rows, or further left where it is too long for that.
    """
    long = sum(style.width(words, SMALL) + HANDLE for _, words in shown)
    left = max(3.0, min(left, DOUBLE - EDGE - long))
    ax = page.panel(left, 0, DOUBLE - left - EDGE, 4)
    ax.set_axis_off()
    handles, said = zip(*shown, strict=True)
    ax.legend(handles, said, loc="center left", ncols=len(said), fontsize=SMALL, labelcolor=FAINT, borderpad=0)


def empty(ax: Axes, text: str) -> None:
    """Say in the panel why there is nothing in it."""
    ax.text(0.5, 0.5, text, ha="center", va="center", color=FAINT, transform=ax.transAxes)
