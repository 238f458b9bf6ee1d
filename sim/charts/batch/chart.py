"""What a chart of a batch is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from sim.charts.page import Page


def _nothing(results: Any) -> str:
    return ""


class BatchChart(NamedTuple):
    """A picture of a batch: ``analyse(results, outcome, of)`` finds what ``draw(found)`` shows.

    ``lacks`` says why a batch's design allows no such chart, and which does; nothing where it does.
    """

    name: str
    meaning: str
    analyse: Callable[[Any, str, str | None], Any]
    draw: Callable[[Any], Page]
    lacks: Callable[[Any], str] = _nothing


def picture_name(chart: str, outcome: str, of: str | None = None) -> str:
    """What the file of a chart is called, without its ending; a pair or actor that was named stands in it.

    >>> picture_name("phase", "emergence", "Iran – United States"), picture_name("map", "ending=hostility")
    ('phase_emergence_Iran_United_States', 'map_ending_hostility')
    """
    return re.sub(r"[^\w.-]+", "_", "_".join([chart, outcome, *([of] if of else [])]))


def asks(analysis: str) -> Callable[[Any, str, str | None], Any]:
    """What an analysis finds of an outcome; ``sim.analysis`` is imported when it is asked."""

    def analyse(results: Any, outcome: str, of: str | None) -> Any:
        import sim.analysis

        return getattr(sim.analysis, analysis)(results, outcome, of=of)

    return analyse


def needs(*kinds: str) -> Callable[[Any], str]:
    """A chart that only some designs allow."""

    def lacks(results: Any) -> str:
        kind = results.plan.design.kind
        return "" if kind in kinds else f"this chart needs the design {' or '.join(kinds)}; this batch has {kind}"

    return lacks
