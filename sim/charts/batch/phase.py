"""Phase diagram: an outcome over two factors, cell by cell, with the edge where it crosses a level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.charts import style
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import axis_label, caption, label, scale_of, whose
from sim.charts.page import Page
from sim.charts.scale import Scale, short
from sim.charts.style import BLACK, FAINT, INK, SMALL, VERMILLION

if TYPE_CHECKING:
    from sim.analysis.phase import Axis, Phase
    from sim.analysis.theorem import Curve

SHADES = LinearSegmentedColormap.from_list("rising", ["#F4F4F4", "#CFE3F1", "#7FB7DB", "#2C7FB8", "#08306B"])
"""Light to dark blue: in grey copies, and to every eye, more is darker."""
EMPTY, HATCH = "#FFFFFF", "////"
KEY, PANEL, WIDE = 9.0, 82.0, 130.0  # mm
WIDTH = 150.0


@style.inked()
def draw(found: Phase) -> Page:
    """Draw a phase diagram."""
    scale = scale_of(found.outcome, found.basis.step)
    page = Page(*_texts(found, scale), body=KEY + PANEL + 10, width=WIDTH)
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


def short_number(value: float) -> str:
    """A level as it is written at an axis.

    >>> short_number(0.30000000000000004), short_number(-2.0)
    ('0.3', '−2')
    """
    return f"{value:.4g}".replace("-", "−")


def _edge(ax: Axes, found: Phase) -> None:
    """The steps between cells above and not above the level: no line that was not played."""
    if found.level is None:
        return
    values, (x, y) = found.values, (found.x.edges, found.y.edges)
    for r in range(found.y.many):
        for c in range(found.x.many):
            if c + 1 < found.x.many and _crosses(values[r, c], values[r, c + 1], found.level):
                ax.plot([x[c + 1]] * 2, [y[r], y[r + 1]], color=VERMILLION, linewidth=1.8, solid_capstyle="projecting")
            if r + 1 < found.y.many and _crosses(values[r, c], values[r + 1, c], found.level):
                ax.plot([x[c], x[c + 1]], [y[r + 1]] * 2, color=VERMILLION, linewidth=1.8, solid_capstyle="projecting")


def _crosses(one: float, other: float, level: float) -> bool:
    return not (np.isnan(one) or np.isnan(other)) and (one > level) != (other > level)


def _curve(ax: Axes, found: Phase) -> None:
    curve: Any = found.curve
    for _, margin, line in _lines(found):
        ax.contour(curve.x, curve.y, margin, levels=[0.0], colors=[BLACK], linewidths=1.5, linestyles=[line])


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


def _texts(found: Phase, scale: Scale) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale)
    subtitle = f"{scale.name.capitalize()}{whose(found.of)}: {scale.meaning}. Cells as played, nothing in between. "
    if found.curve is not None:
        subtitle += _theorem(found.curve)
    sides = " and ".join(_side(side) for side in (found.x, found.y))
    kind = "Wilson" if found.outcome.kind == "share" else "normal"
    intervals = f"Cells: {sides}; {_per_cell(found)}. 95% intervals: {kind}, for each cell alone"
    intervals += ", wider where its points differ." if (found.points > 1).any() else "."
    if found.over:
        others = ", ".join(label(name) for name in found.over)
        intervals += f" A cell is a mean over {others}."
    if found.curve is not None:
        intervals += f" Theorem: {found.curve.source}; all other numbers at their centre."
    text = caption(found.basis, intervals)
    return title, subtitle, text, f"{title}. {subtitle} {_numbers(found, scale)} {text}"


def _theorem(curve: Curve) -> str:
    """What the theorem's curve says, and on which side of it both fight."""
    if not curve.crosses:
        both = "both fight at all of them" if curve.margin.min() >= 0 else "nobody fights at any of them"
        return f"The theorem's boundary lies outside these ranges: {both}."
    side = "right" if (curve.margin[:, -1] - curve.margin[:, 0]).mean() > 0 else "left"
    text = f"Dashed: the theorem; both fight {side} of it {curve.words}."
    if curve.grown is not None and curve.grown.min() < 0 < curve.grown.max():
        text += " Dotted: the same once the enemy has grown to its ceiling."
    return text


def _finding(found: Phase, scale: Scale) -> str:
    values = found.values
    known = values[np.isfinite(values)]
    if not len(known):
        return f"{scale.name.capitalize()}{whose(found.of)} has no value at any of {values.size} cells"
    least, most = scale.value(float(known.min())), scale.value(float(known.max()))
    over = f"over {label(found.x.name)} and {label(found.y.name)}"
    if found.level is None:
        return f"{scale.name.capitalize()}{whose(found.of)} runs from {least} to {most} {over}"
    verdict, level = found.verdict, scale.value(found.level)
    above, below, open_ = (int((verdict == v).sum()) for v in (1, -1, 0))
    emerges = found.outcome.name == "emergence"
    name = "indirect cooperation emerges in" if emerges else f"{scale.name} is"
    who = "" if found.of == "all" else f"{found.of}: "
    if not above and not open_:
        text = (
            f"{name} {'more than' if emerges else 'above'} {level} nowhere {over}: at most {most} in {len(known)} cells"
        )
    elif not below and not open_:
        text = f"{name} {'more than' if emerges else 'above'} {level} everywhere {over}: at least {least}"
    else:
        text = f"{name} {'more than' if emerges else 'above'} {level} surely in {above} of {len(known)} cells {over}, "
        text += f"surely not in {below}; {open_} {'is' if open_ == 1 else 'are'} undecided"
    return f"{who}{text}" if who else text[0].upper() + text[1:]


def _side(side: Axis) -> str:
    if side.levels is not None:
        return f"{side.many} values of {label(side.name)}"
    return f"{side.many} equal bins of {label(side.name)}"


def _per_cell(found: Phase) -> str:
    counts = [one.n for row in found.cells for one in row if one.n]
    points = found.points[found.points > 0]
    if not counts:
        return "no runs with a value"
    n = f"{min(counts):,}" if min(counts) == max(counts) else f"{min(counts):,} to {max(counts):,}"
    per = f"{points.min()}" if points.min() == points.max() else f"{points.min()} to {points.max()}"
    return f"{n} runs and {per} point{'s' if points.max() > 1 else ''} in each"


def _numbers(found: Phase, scale: Scale) -> str:
    """The picture in words: the mean along each column."""
    with np.errstate(invalid="ignore"):
        known = [column[np.isfinite(column)] for column in found.values.T]
    parts = [
        f"{short_number(found.x.edges[c])} to {short_number(found.x.edges[c + 1])}: {scale.value(float(v.mean()))}"
        for c, v in enumerate(known) if len(v)
    ]  # fmt: skip
    return f"Mean of each column by {label(found.x.name)}: {'; '.join(parts)}." if parts else ""


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import phase

    return phase(results, outcome, of=of)


def _lacks(results) -> str:  # type: ignore[no-untyped-def]
    many = sum(results.cells[f.name].nunique() > 1 for f in results.plan.factors)
    kind = results.plan.design.kind
    if kind in ("morris", "one_at_a_time"):
        return f"a phase diagram needs points that fill a plane, and {kind} has few; play a grid or a latin_hypercube"
    return "" if many >= 2 else "a phase diagram needs two factors that differ; vary two"


CHART = BatchChart(
    "phase", "an outcome over two assumptions, cell by cell, with the theorem's curve", _analyse, draw, _lacks
)
