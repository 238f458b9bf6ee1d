"""What a chart is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sim.charts.page import Page

if TYPE_CHECKING:
    from sim.scenario import Scenario


def _nothing(scenario: Any) -> str:
    return ""


class Chart(NamedTuple):
    """A picture of results: ``draw(data, ...)`` gives a page.

    ``needs``: a *comparison* of policies (``sim.compare``), the *history* of one run (``sim.trajectory``), a
    *recoding* (``sim.recode``), or the *map* of ``sim.theory.participation_map``. ``lacks`` says what a scenario
    would have to code for there to be anything to draw; nothing where it codes it.
    """

    name: str
    needs: Literal["comparison", "history", "recoding", "map"]
    meaning: str
    draw: Callable[..., Page]
    lacks: Callable[[Scenario], str] = _nothing
