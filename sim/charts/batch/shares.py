"""Rows of factors with shares of variance, beside what luck alone would show: what Sobol indices and scores share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.charts.batch.common import label
from sim.charts.batch.rows import EDGE, dash, dot, empty, key, line, mark, room, rows, span
from sim.charts.page import Page
from sim.charts.style import BLUE, DOUBLE
from sim.intervals import Estimate


class Look(NamedTuple):
    """How a share looks: its colour, its mark, whether that is filled, and how far off the middle of its row (rows)."""

    colour: str = BLUE
    shape: str = "o"
    filled: bool = True
    off: float = 0.0

    @property
    def handle(self) -> Any:
        """It in the key."""
        return mark(self.colour, self.shape, self.filled)


Row = tuple[str, Sequence[tuple[Estimate, Look]]]
"""A factor, and its shares."""


def shares(
    page: Page, shown: Sequence[Row], luck: tuple[float, str], said: Sequence[tuple[Any, str]], axis: str
) -> None:
    """Draw the rows in per cent; ``luck`` is dashed, with what the key says of it, and NaN where it is not known."""
    names = [label(factor) for factor, _ in shown]
    left = room(names)
    ax = rows(page, names, left, DOUBLE - left - EDGE)
    known = [(y, one, look) for y, (_, own) in enumerate(shown) for one, look in own if not math.isnan(one.value)]
    for y, one, look in known:
        dot(ax, y + look.off, one, 100, look.colour, look.filled, look.shape)
    line(ax, 0.0)
    line(ax, 100 * luck[0], dashed=True)
    if not known:
        empty(ax, "nothing differs between points")
    span(ax, [one for _, one, _ in known], 100, 100 * luck[0], *([] if known else [100]))
    ax.set_xlabel(axis)
    key(page, [*said, *([] if math.isnan(luck[0]) else [(dash(), luck[1])])], left)
