"""Phase diagram: an outcome over two factors, cell by cell, with the edge where it crosses a level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke

from sim.charts import style
from sim.charts.batch.chart import BatchChart, asks
from sim.charts.batch.common import axis_label, scale_of, short_number
from sim.charts.batch.phase_words import texts
from sim.charts.page import Page
from sim.charts.scale import Scale, short
from sim.charts.style import BLACK, FAINT, INK, SMALL, VERMILLION

if TYPE_CHECKING:
    from sim.analysis.phase import Phase

SHADES = LinearSegmentedColormap.from_list("rising", ["#F4F4F4", "#CFE3F1", "#7FB7DB", "#2C7FB8", "#08306B"])
"""Light to dark blue: in grey copies, and to every eye, more is darker."""
EMPTY, HATCH = "#FFFFFF", "////"
KEY, PANEL, WIDE = 9.0, 82.0, 130.0  # mm
WIDTH = 150.0
STEP: dict[str, Any] = {"color": VERMILLION, "linewidth": 1.8, "solid_capstyle": "projecting", "zorder": 3.0}
CASING: dict[str, Any] = {**STEP, "color": "white", "linewidth": 3.6, "zorder": 2.9}
"""Below each step: red on blue is grey on grey in a copy."""


@style.inked()
def draw(found: Phase) -> Page:
    """Draw a phase diagram."""
    scale = scale_of(found.outcome, found.basis.step)
    page = Page(*texts(found, scale), body=KEY + PANEL + 10, width=WIDTH)
    ax = page.panel(16, KEY, WIDE - 30, PANEL)
    shown = _cells(ax, found, scale)
    _edge(ax, found)
    _curve(ax, found)
    ax.set_xlabel(style.clipped(axis_label(found.x.name), WIDE - 30))
    ax.set_ylabel(style.clipped(axis_label(found.y.name), PANEL))
    bar = page.colorbar(shown, cax=page.panel(WIDE - 8, KEY, 4, PANEL))
    bar.set_label(style.clipped(scale.axis, PANEL))
    bar.outline.set_visible(False)
    _key(page, found, scale)
    return page


def _cells(ax: Axes, found: Phase, scale: Scale) -> ScalarMappable:
    """Every cell in its shade, undecided ones hatched, empty ones white with a cross."""
    values = scale.factor * found.values
    limits = (0.0, 100.0) if scale.factor == 100 else _limits(values)
    ax.set(xlim=found.x.edges[[0, -1]], ylim=found.y.edges[[0, -1]], facecolor=EMPTY)
    shown = ax.pcolormesh(
        found.x.edges, found.y.edges, np.ma.masked_invalid(values), cmap=SHADES, vmin=limits[0], vmax=limits[1],
        edgecolor="white", linewidth=0.3,
    )  # fmt: skip
    verdict = found.verdict
    for r in range(found.y.many):
        for c in range(found.x.many):
            if verdict[r, c] == 0:
                middle = float(np.clip((values[r, c] - limits[0]) / (limits[1] - limits[0]), 0, 1))
                _hatch(ax, found, r, c, "white" if middle > 0.6 else INK)
            elif np.isnan(values[r, c]):
                x, y = ((side.edges[k] + side.edges[k + 1]) / 2 for side, k in ((found.x, c), (found.y, r)))
                ax.plot([x], [y], "x", color=FAINT, markersize=3, markeredgewidth=0.6)
    _ticks(ax, found)
    return shown


def _limits(values: np.ndarray) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known) or known.min() == known.max():
        least = float(known[0]) if len(known) else 0.0
        return least, least + 1.0
    return float(known.min()), float(known.max())


def _hatch(ax: Axes, found: Phase, r: int, c: int, colour: str) -> None:
    x, y = found.x.edges, found.y.edges
    box = Rectangle(
        (x[c], y[r]), x[c + 1] - x[c], y[r + 1] - y[r], fill=False, hatch=HATCH, edgecolor=colour, linewidth=0
    )
    ax.add_patch(box)


def _ticks(ax: Axes, found: Phase) -> None:
    """Where a factor takes few values, those; no tick between them."""
    for axis, side, most in ((ax.xaxis, found.x, 10), (ax.yaxis, found.y, 14)):
        if side.levels is not None:
            step = -(-len(side.levels) // most)
            some = side.levels[::step]
            axis.set_ticks(some, [short_number(v) for v in some])


def _edge(ax: Axes, found: Phase) -> None:
    """The steps between cells above and not above the level: no line that was not played."""
    if found.level is None:
        return
    for x, y in _steps(found, found.level):
        for look in (CASING, STEP):
            ax.plot(x, y, **look)


def _steps(found: Phase, level: float) -> Iterator[tuple[list[float], list[float]]]:
    values, (x, y) = found.values, (found.x.edges, found.y.edges)
    for r in range(found.y.many):
        for c in range(found.x.many):
            if c + 1 < found.x.many and _crosses(values[r, c], values[r, c + 1], level):
                yield [x[c + 1]] * 2, [y[r], y[r + 1]]
            if r + 1 < found.y.many and _crosses(values[r, c], values[r + 1, c], level):
                yield [x[c], x[c + 1]], [y[r + 1]] * 2


def _crosses(one: float, other: float, level: float) -> bool:
    return not (np.isnan(one) or np.isnan(other)) and (one > level) != (other > level)


def _curve(ax: Axes, found: Phase) -> None:
    curve: Any = found.curve
    for _, margin, line in _lines(found):
        ax.contour(
            curve.x, curve.y, margin, levels=[0.0], colors=[BLACK], linewidths=1.5, linestyles=[line], zorder=3.2
        ).set(path_effects=[withStroke(linewidth=2.8, foreground="white")])  # black on dark cells


def _lines(found: Phase) -> list[tuple[str, np.ndarray, Any]]:
    """The theorem's boundaries that lie within the diagram: their names, margins and lines."""
    if found.curve is None:
        return []
    known = [("theorem", found.curve.margin, (0, (5, 2))), ("enemy at its ceiling", found.curve.grown, (0, (1, 1.2)))]
    return [(name, m, line) for name, m, line in known if m is not None and m.min() < 0 < m.max()]


def _key(page: Page, found: Phase, scale: Scale) -> None:
    handles, labels = [], []
    if found.level is not None:
        level = short(scale.factor * found.level) + ("%" if scale.factor == 100 else "")
        handles += [
            Line2D([], [], color=VERMILLION, linewidth=1.8),
            Patch(facecolor="#CFE3F1", edgecolor=INK, hatch=HATCH, linewidth=0),
        ]
        labels += [f"crosses {level}", f"interval holds {level}"]
    for name, _, line in _lines(found):
        handles.append(Line2D([], [], color=BLACK, linestyle=line, linewidth=1.5))
        labels.append(name)
    if np.isnan(found.values).any():
        handles.append(Line2D([], [], color=FAINT, marker="x", markersize=3, linestyle="none"))
        labels.append("no value")
    if labels:
        ax = page.panel(16, 0, WIDE - 30, 5)
        ax.set_axis_off()
        ax.legend(handles, labels, loc="center left", ncols=5, fontsize=SMALL, labelcolor=FAINT, borderpad=0)


def _lacks(results) -> str:  # type: ignore[no-untyped-def]
    many = sum(results.cells[f.name].nunique() > 1 for f in results.plan.factors)
    kind = results.plan.design.kind
    if kind in ("morris", "one_at_a_time"):
        return f"a phase diagram needs points that fill a plane, and {kind} has few; play a grid or a latin_hypercube"
    return "" if many >= 2 else "a phase diagram needs two factors that differ; vary two"


CHART = BatchChart(
    "phase", "an outcome over two assumptions, cell by cell, with the theorem's curve", asks("phase"), draw, _lacks
)
