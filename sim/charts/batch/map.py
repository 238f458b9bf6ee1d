"""Emergence map: every point of the design over the leading factors, in the shade of its outcome, with the boxes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from sim.charts import style, words
from sim.charts.batch.boxes import analyse, lacks
from sim.charts.batch.boxes_words import finding, of_interest, undecided
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import axis_label, caption, label, scale_of
from sim.charts.batch.phase import SHADES
from sim.charts.batch.rows import DASHED
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import DOUBLE, FAINT, SMALL, VERMILLION

if TYPE_CHECKING:
    from sim.analysis.boxes import Box
    from sim.analysis.discovery import Discovery

KEY, LEFT, UNDER, GAP = 9.0, 13.0, 10.0, 15.0  # mm
SIDE, ALONE = 42.0, 76.0  # mm: of a panel, and of one that stands alone
NARROW = 120.0  # mm: width of a page with one panel
LEADING = 3


@style.inked()
def draw(found: Discovery) -> Page:
    """Draw the points over each pair of the leading factors (three at most)."""
    scale = scale_of(found.outcome, found.basis.step)
    pairs = list(itertools.combinations(found.leading[:LEADING], 2)) or [(found.leading[0], None)]
    side, width = (SIDE, DOUBLE) if len(pairs) > 1 else (ALONE, NARROW)
    page = Page(*_texts(found, scale, pairs), body=KEY + side + UNDER, width=width)
    limits = _limits(found, scale)
    shown: Any = None
    for k, (x, y) in enumerate(pairs):
        ax = page.panel(LEFT + k * (side + GAP), KEY, side, side)
        shown = _points(ax, found, scale, x, y, limits, side)
        for number, box in enumerate(found.boxes, 1):
            _box(ax, found, box, number, x, y)
        ax.set_xlabel(style.clipped(axis_label(x), side + GAP - 3, SMALL), fontsize=SMALL)
        ax.set_ylabel(style.clipped(axis_label(y), side, SMALL) if y else scale.axis, fontsize=SMALL)
    _key(page, found, scale, shown, width)
    return page


def _key(page: Page, found: Discovery, scale: Scale, shown: Any, width: float) -> None:
    """The shades at the right, the boxes at the left."""
    right = width - 8
    bar = page.colorbar(shown, cax=page.panel(right - 32, 0.8, 32, 2.2), orientation="horizontal")
    bar.ax.tick_params(labelsize=SMALL, pad=1)
    page.write(right - 35, 1.9, style.clipped(scale.axis, width - 85, SMALL), size=SMALL, color=FAINT, ha="right",
               va="center")  # fmt: skip
    outlines: dict[str, Any] = {"the box": "-", "further boxes": DASHED}
    drawn = [
        (Patch(fill=False, edgecolor=VERMILLION, linewidth=1.4, linestyle=one), name)
        for name, one in list(outlines.items())[: len(found.boxes)]
    ]
    if drawn:
        ax = page.panel(LEFT, 0, 50, 4)
        ax.set_axis_off()
        ax.legend(*zip(*drawn, strict=True), loc="center left", ncols=2, fontsize=SMALL, labelcolor=FAINT, borderpad=0)


def _limits(found: Discovery, scale: Scale) -> tuple[float, float]:
    if scale.factor == 100:
        return 0.0, 100.0
    values = found.points["value"]
    return float(values.min()), float(max(values.max(), values.min() + 1e-9))


def _points(ax: Axes, found: Discovery, scale: Scale, x: str, y: str | None, limits: tuple[float, float], side: float):  # type: ignore[no-untyped-def]
    """The points, the highest drawn last."""
    table = found.points.sort_values("value")
    up = table[y] if y else scale.factor * table["value"]
    size = float(np.clip(900 / len(table), 3, 18) * (side / SIDE) ** 1.5)
    return ax.scatter(
        table[x], up, c=scale.factor * table["value"], cmap=SHADES, vmin=limits[0], vmax=limits[1], s=size,
        edgecolors=FAINT, linewidths=0.3,
    )  # fmt: skip


def _box(ax: Axes, found: Discovery, box: Box, number: int, x: str, y: str | None) -> None:
    """The box seen from this side, if it has a limit here."""
    limits = {one.factor: one for one in box.limits}
    if x not in limits and y not in limits:
        return
    ends = []
    for name in (x, y):
        values = found.points[name] if name else np.array(ax.get_ylim())
        pad = 0.02 * float(np.ptp(values))
        one = limits.get(name) if name else None
        low = one.low if one and one.binds_low else float(np.min(values)) - pad
        high = one.high if one and one.binds_high else float(np.max(values)) + pad
        ends.append((low, high))
    (left, right), (under, over) = ends
    style_ = "-" if number == 1 else DASHED
    ax.add_patch(
        Rectangle(
            (left, under), right - left, over - under, fill=False, edgecolor=VERMILLION, linewidth=1.4, linestyle=style_
        )
    )


def _texts(found: Discovery, scale: Scale, pairs: list) -> tuple[str, str, str, str]:  # type: ignore[type-arg]
    """Title, subtitle, caption and alternative text."""
    title = finding(found)
    many = len(found.leading[:LEADING])
    subtitle = f"Each dot: a point of the design, in the shade of its {scale.name}; over the {_count(many)}. "
    if len(found.boxes) > 1:
        subtitle += f"Solid: the first box; dashed: {len(found.boxes) - 1} more."
    counted = f"{words.percent(found.base_rate)} of points are of interest ({of_interest(found)}). "
    each = f"Intervals: of a point's mean at most ±{_half(found, scale)}; {undecided(found)}."
    text = caption(found.basis, counted + each)
    shown = "; ".join(f"{label(x)} and {label(y)}" if y else label(x) for x, y in pairs)
    return title, subtitle, text, f"{title}. {subtitle} Panels: {shown}. {text}"


def _count(many: int) -> str:
    return (
        "only factor" if many == 1 else f"{many} leading factors, two at a time" if many > 2 else "two leading factors"
    )


def _half(found: Discovery, scale: Scale) -> str:
    """Half of the widest interval of a point."""
    widths = (found.points["high"] - found.points["low"]).to_numpy(float) / 2
    known = widths[np.isfinite(widths)]
    if not len(known):
        return "not known"
    return f"{100 * known.max():.0f} points" if scale.factor == 100 else f"{known.max():.3g}"


CHART = BatchChart("map", "the points of the design over the leading factors, with the boxes", analyse, draw, lacks)
