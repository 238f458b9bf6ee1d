"""Which charts a report shows: policies where several were played, and what the design was made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.analysis import AnalysisError
from sim.report.chosen import analysed, chosen, main_outcome, place
from sim.report.pictures import Picture, Words, picture, words

if TYPE_CHECKING:
    from sim.analysis.summary import Summary
    from sim.batches.results import BatchResults
    from sim.charts.page import Page

BY_DESIGN = {
    "grid": ("phase", ("phase",)),
    "list": ("phase", ("phase",)),
    "latin_hypercube": ("discovery", ("boxes", "map", "scores")),
    "sobol": ("sensitivity", ("sobol",)),
    "morris": ("screening", ("morris",)),
    "one_at_a_time": ("tornado", ("tornado",)),
}
"""By design: the analysis that it was made for, and the charts of its result."""
MOST = 6
"""Charts of the design at most, so that a report stays one that is read."""


class Figure(NamedTuple):
    """A chart of the report; ``about`` says of which scenario and policy, where there are several."""

    words: Words
    picture: Picture
    about: str = ""


class Short(NamedTuple):
    """What charts find, in a sentence, and their numbers."""

    about: str
    title: str
    numbers: tuple[int, ...]


class Figures(NamedTuple):
    """The charts, and why others are not there."""

    shown: tuple[Figure, ...]
    notes: tuple[str, ...]

    @property
    def short(self) -> list[Short]:
        """What they find, each once."""
        found: dict[tuple[str, str], list[int]] = {}
        for number, one in enumerate(self.shown, 1):
            found.setdefault((one.about, one.words.title), []).append(number)
        return [Short(*said, tuple(numbers)) for said, numbers in found.items()]


def figures(results: BatchResults, leading: Mapping[str, str]) -> Figures:
    """The charts of a batch; that of policies where there are several, or no other chart.

    Args:
        results: the batch, some runs of which are there.
        leading: by scenario, whose outcome is shown: a pair of rivals, an actor, or ``all``.
    """
    policies = [one for name in _outcomes(results) for one in _policies(results, name)]
    found = _of_design(results, leading)
    several = any(len(names) > 1 for names in results.plan.policies.values())
    return found._replace(shown=(*policies, *found.shown) if several or not found.shown else found.shown)


def _of_design(results: BatchResults, leading: Mapping[str, str]) -> Figures:
    """The charts that the design was made for, by the rule of ``sim.report.chosen``."""
    kind = results.plan.design.kind
    if lacking := _lacks(results, kind):
        return Figures((), (lacking,) if lacking != "." else ())
    analysis, charts = BY_DESIGN[kind]
    drawn, notes = chosen(results, leading, max(1, MOST // len(charts)))
    shown = []
    for key, policy in drawn:
        where = place(results, key, policy)
        try:
            found = analysed(results, analysis, key, policy, leading)
        except AnalysisError as error:
            notes.append(f"{where}: {error}.")
            continue
        shown += [_figure(chart, found, where if len(results.plan.settings) > 1 else "") for chart in charts]
    return Figures(tuple(shown), tuple(notes))


def _outcomes(results: BatchResults) -> Iterator[str]:
    yield from dict.fromkeys((main_outcome(results), "emergence"))


def _lacks(results: BatchResults, kind: str) -> str:
    """Why there is no chart of the design; a full stop where none is to be expected."""
    from sim.charts.batch import CHARTS

    varied = [f for f in results.plan.factors if results.cells[f.name].nunique() > 1]
    if kind not in BY_DESIGN or (kind in ("grid", "list") and len(varied) < 2):
        return "."
    why = CHARTS[BY_DESIGN[kind][1][0]].lacks(results)
    return why and f"{why[0].upper()}{why[1:]}."


def _policies(results: BatchResults, outcome: str) -> list[Figure]:
    """A chart of policies for each scenario."""
    from sim.analysis import summary

    said = summary(results, [outcome])
    keys = list(dict.fromkeys(row.scenario for row in said.values))[:MOST]
    return [_figure("policies", _only(said, key), key if len(keys) > 1 else "") for key in keys]


def _only(said: Summary, key: str) -> Summary:
    """What a summary says of one scenario."""
    values, changes = (tuple(row for row in rows if row.scenario == key) for rows in (said.values, said.differences))
    return replace(said, values=values, differences=changes)


def _figure(chart: str, found: Any, about: str) -> Figure:
    from sim.charts.batch import CHARTS

    page: Page = CHARTS[chart].draw(found)
    return Figure(words(page), picture(page), about)
