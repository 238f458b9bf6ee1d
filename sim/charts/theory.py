"""The theorem's curve over the full model's map of who takes part (C21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from sim.charts import style
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.style import BLACK, PALE, SINGLE, SKY, VERMILLION

if TYPE_CHECKING:
    from sim.theory import Map

NOBODY = 1.0  # trust: where the theorem asks for more than this, no trust is enough


@style.inked()
def draw(found: Map) -> Page:
    """Draw ``sim.theory.participation_map``: cells played by the full model, and the least trust of the theorem."""
    wrong, cells = int((found.simulated != found.predicted).sum()), found.simulated.size
    title = f"Both rivals fight where the theorem says: {wrong} of {cells} simulated cells differ"
    subtitle = "Cells: the full model without noise, clashes, learning and audiences. "
    subtitle += "Left of the curve's end no trust is enough."
    caption = (
        "Smallest case (two rivals, one enemy, no channel), played on a grid of "
        f"{len(found.strengths)} × {len(found.trusts)}: "
        f"n = {cells} runs, one per cell, seed 1. No interval: nothing is left to chance."
    )
    alt = (
        f"{title}. Enemy strength from {found.strengths[0]:.0f} to {found.strengths[-1]:.0f} against trust from "
        f"{found.trusts[0]:.2f} to {found.trusts[-1]:.2f}. Both take part above a falling curve, the theorem's least "
        f"trust: the stronger the enemy, the less trust is needed. {caption}"
    )
    page = Page(title, subtitle, caption, alt, body=67, width=SINGLE)
    ax = page.panel(13, 1, 72, 58)
    _cells(ax, found)
    _curve(ax, found)
    ax.set_xlabel("enemy strength, held (0–100)")
    ax.set_ylabel("trust of each rival in the other, held (0–1)")
    return page


def _cells(ax: Axes, found: Map) -> None:
    ax.pcolormesh(
        found.strengths, found.trusts, found.simulated, cmap=ListedColormap([PALE, SKY]), vmin=0, vmax=1,
        shading="nearest", edgecolor="white", linewidth=0.3, antialiased=True,
    )  # fmt: skip
    rows, columns = np.nonzero(found.simulated != found.predicted)
    ax.plot(found.strengths[columns], found.trusts[rows], "x", color=VERMILLION, markersize=4, markeredgewidth=1.2)
    for part, words in ((1, "both take part"), (0, "not both")):
        _label(ax, found, part, words)


def _label(ax: Axes, found: Map, part: int, words: str) -> None:
    """Put the words in the middle of their region."""
    rows, columns = np.nonzero(found.simulated == part)
    if len(rows) > 12:
        box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
        ax.text(
            np.median(found.strengths[columns]),
            np.median(found.trusts[rows]),
            words,
            ha="center",
            va="center",
            bbox=box,
        )


def _curve(ax: Axes, found: Map) -> None:
    line = np.where(found.least_trust > NOBODY, np.nan, found.least_trust)
    ax.plot(found.strengths, line, color=BLACK, linewidth=1.6)
    known = np.nonzero(~np.isnan(line))[0]
    if len(known):
        k = known[len(known) // 4]
        ax.annotate(
            "theorem:\nleast trust", (found.strengths[k], line[k]), (found.strengths[known[0]], 0.12),
            ha="right", va="center",
            arrowprops={"arrowstyle": "-", "color": BLACK, "linewidth": 0.6, "shrinkB": 1},
        )  # fmt: skip
    step_x, step_y = np.diff(found.strengths[:2])[0] / 2, np.diff(found.trusts[:2])[0] / 2
    ax.set_xlim(found.strengths[0] - step_x, found.strengths[-1] + step_x)
    ax.set_ylim(found.trusts[0] - step_y, found.trusts[-1] + step_y)


CHART = Chart("theory", "map", "the theorem's least trust over the full model's map of who takes part", draw)
