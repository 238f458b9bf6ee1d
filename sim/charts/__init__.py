"""Charts: one per file, drawn from results, each with its finding in the title and what it rests on below.

A chart exists by standing in a file here as ``CHART``. Every picture is saved as PNG and SVG, with its words for those
who cannot see it in the file; the same data give the same bytes.
"""

from __future__ import annotations

import importlib
import pkgutil
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.charts import words
from sim.charts.chart import Chart
from sim.charts.page import Page

if TYPE_CHECKING:
    from sim.results import Comparison, Results
    from sim.scenario import Scenario

__all__ = ["CHARTS", "Chart", "Page", "draw", "draw_all", "draw_one", "file_name", "typical_seed"]

CHARTS: dict[str, Chart] = {}
"""Every chart by its name, in order of the alphabet."""

for _module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
    _found = getattr(importlib.import_module(f"{__name__}.{_module}"), "CHART", None)
    if isinstance(_found, Chart):
        CHARTS[_found.name] = _found


def draw(name: str, data: Any, **options: Any) -> Page:
    """Draw a chart of a comparison, a history, a recoding or a map, as it needs; notebooks show what is returned.

    Raises:
        KeyError: there is no such chart, or no such pair of rivals.
    """
    if name not in CHARTS:
        raise KeyError(f"there is no chart {name!r}; charts are {', '.join(CHARTS)}")
    return CHARTS[name].draw(data, **options)


def draw_one(
    name: str, scenario: Scenario, runs: int, seed: int, folder: Path, outcome: str | None = None
) -> list[Path]:
    """Play what a chart needs (all policies, or the one run with this seed), draw it, and write it to a folder.

    ``outcome``: for charts of any outcome, which one; it stands in the files' name.

    Raises:
        ValueError: the scenario lacks what the chart shows, or the chart is not one of any outcome.
        KeyError: there is no such outcome.
    """
    chart, options = CHARTS[name], _options(name, outcome)
    if chart.needs != "map" and not scenario.rivals:
        raise ValueError(f"{scenario.title}: no pairs of rivals; mark one with rivals: true in relations")
    if said := chart.lacks(scenario):
        raise ValueError(said)
    return draw(name, _played(chart, scenario, runs, seed), **options).save(folder, file_name(name, outcome))


def file_name(name: str, outcome: str | None = None) -> str:
    """What the files of a chart are called, without their ending."""
    return f"{name}_{outcome}" if outcome else name


def _options(name: str, outcome: str | None) -> dict[str, str]:
    """The outcome as an option of a chart that takes one."""
    if outcome is None:
        return {}
    from sim.outcomes.asked import averaged

    of_any = [n for n, chart in CHARTS.items() if "outcome" in signature(chart.draw).parameters]
    if name not in of_any:
        raise ValueError(f"the chart {name} has no --outcome; those that do are {' and '.join(of_any)}")
    return {"outcome": averaged(outcome).name}


def _played(chart: Chart, scenario: Scenario, runs: int, seed: int) -> Any:
    """What a chart is drawn from."""
    if chart.needs == "map":
        from sim.theory import participation_map

        return participation_map()
    if chart.needs == "recoding":
        from sim.recodings import recode

        return recode(scenario, runs, seed)
    from sim.batch import compare, trajectory

    return trajectory(scenario, seed) if chart.needs == "history" else compare(scenario, None, runs, seed)


def draw_all(comparison: Comparison, folder: str | Path, theory: bool = True) -> list[Path]:
    """Write every chart that a comparison allows, for the leading pair and for the one that the file names first.

    Not the recoding, which needs runs of its own.

    The timeline shows the run in which the pair's cooperation begins nearest the median month. ``theory``: also the map
    of the theorem, which is the same for all scenarios (its first drawing compiles the smallest case).
    """
    base, paths = comparison.base, []
    if base.names.dyad:
        for d, ending in _pairs(base):
            pair, seed = base.names.dyad[d], typical_seed(base, d)
            from sim.batch import trajectory

            history = trajectory(base.scenario, seed, base.policy)
            paths += draw("timeline", history, pair=pair, note=_why(base, d)).save(folder, f"timeline{ending}")
            paths += draw("modes", comparison, pair=pair).save(folder, f"modes{ending}")
        others = (name for name, one in CHARTS.items() if one.needs == "comparison" and name != "modes")
        for name in others:
            if not CHARTS[name].lacks(base.scenario):
                paths += draw(name, comparison).save(folder, name)
    if theory:
        paths += draw_one("theory", base.scenario, base.runs, 1, Path(folder))
    return paths


def _pairs(base: Results) -> list[tuple[int, str]]:
    """Which pairs are drawn, and how their files' names end."""
    first, lead = words.first_declared(base.scenario, base.names), words.leading(base)
    return [(lead, "")] if first == lead else [(lead, ""), (first, "_first_pair")]


def _why(base: Results, d: int) -> str:
    """Why this run is shown, and how rare its like is."""
    many = int(base.values("emergence")[:, d].sum())
    if not many:
        return f"Shown: the first of {base.runs:,} runs; indirect cooperation emerges in none."
    return f"Shown: of the {many:,} runs (of {base.runs:,}) in which it emerges, the one nearest their median month."


def typical_seed(results: Results, d: int) -> int:
    """Seed of the run whose first spell begins nearest the median month; the first seed where there is no spell."""
    month = results.values("emergence_month")[:, d]
    if np.isnan(month).all():
        return int(results.seeds[0])
    return int(results.seeds[int(np.nanargmin(np.abs(month - np.nanmedian(month))))])
