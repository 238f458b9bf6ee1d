"""What a chart of a batch is."""

from __future__ import annotations

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


def needs(*kinds: str) -> Callable[[Any], str]:
    """A chart that only some designs allow."""

    def lacks(results: Any) -> str:
        kind = results.plan.design.kind
        return "" if kind in kinds else f"this chart needs the design {' or '.join(kinds)}; this batch has {kind}"

    return lacks
