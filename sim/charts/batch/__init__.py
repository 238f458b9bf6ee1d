"""Charts of batches: one per file, each drawn from the result of an analysis (``sim.analysis``).

A chart exists by standing in a file here as ``CHART``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from sim.charts.batch.chart import BatchChart, picture_name
from sim.charts.page import Page

__all__ = ["BATCH_CHARTS", "CHARTS", "BatchChart", "draw", "draw_all", "possible"]

CHARTS: dict[str, BatchChart] = {}
"""Every chart of batches by its name, in order of the alphabet."""

for _module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
    _found = getattr(importlib.import_module(f"{__name__}.{_module}"), "CHART", None)
    if isinstance(_found, BatchChart):
        CHARTS[_found.name] = _found

BATCH_CHARTS: dict[str, Callable[[Any], Page]] = {name: chart.draw for name, chart in CHARTS.items()}
"""The function that draws each chart from the result of its analysis."""


def possible(results: Any) -> dict[str, str]:
    """Which charts the design of a batch allows: by name, nothing, or why not and what would."""
    return {name: chart.lacks(results) for name, chart in CHARTS.items()}


def draw(
    results: Any, name: str, outcome: str = "emergence", of: str | None = None, folder: str | Path | None = None
) -> Page:
    """Analyse a batch and draw it; into a folder, too, if one is named (``name_outcome.png`` and ``.svg``).

    The files of a pair or actor that was named have it in their name, too: ``phase_emergence_Iran_United_States.png``.

    Raises:
        KeyError: there is no such chart.
        sim.analysis.AnalysisError: the batch does not allow it; the text says what would.
    """
    if name not in CHARTS:
        raise KeyError(f"there is no chart {name!r} of a batch; charts are {', '.join(CHARTS)}")
    chart = CHARTS[name]
    if said := chart.lacks(results):
        from sim.analysis import AnalysisError

        raise AnalysisError(said)
    return _drawn(chart, chart.analyse(results, outcome, of), outcome, of, folder)


def _drawn(chart: BatchChart, found: Any, outcome: str, of: str | None, folder: str | Path | None) -> Page:
    """What was found, as a picture; in a folder, too, if there is one."""
    page = chart.draw(found)
    if folder is not None:
        page.save(folder, picture_name(chart.name, outcome, of and _whose(found)))
    return page


def _whose(found: Any) -> str | None:
    """Whose outcome was found, as it is written there however it was asked for; None of whole runs."""
    of = found.of if hasattr(found, "of") else found.values[0].of
    return None if of == "all" else of


def draw_all(
    results: Any,
    outcome: str = "emergence",
    of: str | None = None,
    folder: str | Path | None = None,
    without: Collection[str] = ("ablation",),
) -> dict[str, Page]:
    """Every chart that the design of a batch allows, by name; charts of one analysis share it.

    Args:
        results: a batch, some runs of which are there.
        outcome: what is drawn.
        of: pair or actor; may be left out where there is one only.
        folder: where they are written, too, as ``draw`` names them; nowhere if None.
        without: charts that are not drawn; the ablation, unless asked for, since it plays runs of its own.

    Raises:
        sim.analysis.AnalysisError: there is no such outcome or pair; points have no value; a library is missing.
    """
    found: dict[Any, Any] = {}
    pages = {}
    for name, chart in CHARTS.items():
        if name not in without and not chart.lacks(results):
            if chart.analyse not in found:
                found[chart.analyse] = chart.analyse(results, outcome, of)
            pages[name] = _drawn(chart, found[chart.analyse], outcome, of, folder)
    return pages
