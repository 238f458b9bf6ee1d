"""What a chart is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from sim.charts.page import Page


class Chart(NamedTuple):
    """A picture of results: ``draw(data, ...)`` gives a page.

    ``needs``: a *comparison* of policies (``sim.compare``), the *history* of one run (``sim.trajectory``), a
    *recoding* (``sim.recode``), or the *map* of ``sim.theory.participation_map``.
    """

    name: str
    needs: Literal["comparison", "history", "recoding", "map"]
    meaning: str
    draw: Callable[..., Page]
