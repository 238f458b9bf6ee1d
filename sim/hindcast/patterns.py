"""Patterns: what happened between rivals, episode by episode, as a file that a program and a historian can both read.

A pair's *period* names the modes that count as what happened in it. Where the record does not decide between two
modes the period names both. What no period covers is not judged.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.assumptions import ASSUMPTIONS
from sim.examples import folder
from sim.hindcast.fields import Day, Modes, Observed, first_day, last_day, some
from sim.hindcast.problems import check_basis, stop_if_any, validated
from sim.outcomes.asked import averaged
from sim.scenario.collect import Problems
from sim.scenario.extend import read_whole
from sim.scenario.schema import Document
from sim.scenario.text import Name, Sources, Text, brief
from sim.scenario.values import Block, Named, Pair

Measure = Literal["strength_ratio", "relayed_share", "messages", "onset", "outcome"]
NEEDS: dict[str, tuple[str, ...]] = {
    "strength_ratio": ("enemy", "first", "last"),
    "relayed_share": ("between", "first", "last"),
    "messages": ("between", "first", "last"),
    "onset": ("between",),
    "outcome": ("outcome",),
}
"""What each measure must name."""


class Coded(Block):
    """A statement about history: what it rests on, who coded it, and how sure that is.

    `source` cites a document or a data table, `known` says that it is general knowledge, and what.
    """

    source: Sources = ()
    known: Text | None = None
    coder: Text | None = None
    confidence: Literal["high", "medium", "low"]
    note: Text | None = None


class Occurrence(Coded):
    """A dated event of the episode, for the reader; nothing is computed from it."""

    date: Day
    what: Text


class Before(Coded):
    """What held before the first period: where persistence begins."""

    modes: Modes


class Period(Coded):
    """A stretch of days or months (both ends included) and the modes that count as what happened in it."""

    first: Day
    last: Day
    modes: Modes


class Track(Block):
    """What happened between one pair of rivals, period by period, in order of time."""

    between: Pair
    before: Before
    periods: Annotated[tuple[Period, ...], AfterValidator(some)]


class Check(Coded):
    """A pattern that is no mode: what is measured, and what was observed, as [LOW, HIGH]."""

    what: Text
    measure: Measure
    observed: Observed
    between: Pair | None = None
    enemy: Name | None = None
    theatres: tuple[Name, ...] | None = None
    first: Day | None = None
    last: Day | None = None
    outcome: Name | None = None


class Episode(Block):
    """A real episode, and the case that is asked about it: the name of its file without the ending."""

    title: Text
    case: Name
    about: Text | None = None
    coder: Text
    events: tuple[Occurrence, ...] = ()
    pairs: Annotated[tuple[Track, ...], AfterValidator(some)]
    checks: tuple[Check, ...] = ()


class Patterns(Block):
    """A file of episodes. The model may be fitted to one of them, `calibrate_on`, and to no other.

    `prior`: parameters of the model that are learnt, with the even range that is searched in place of the case's own.
    """

    title: Text
    about: Text | None = None
    documents: Named[Document]
    calibrate_on: Name
    prior: Named[tuple[float, float]] = Field(default={}, validate_default=True)
    episodes: Named[Episode]


def usual_file() -> Path:
    """The episodes that come with the project.

    >>> usual_file().name
    'episodes.yaml'
    """
    return folder() / "history" / "episodes.yaml"


def read(path: str | Path) -> Patterns:
    """Read a file of patterns; a ScenarioError lists all that is wrong with it, line by line."""
    reading = read_whole(Path(path))
    problems = Problems(reading)
    found = validated(Patterns, reading.data, problems)
    for check in (_check_calibration, _check_order, _check_measures):
        check(found, problems)
    check_basis(found, problems)
    stop_if_any(problems)
    return found


def _check_calibration(found: Patterns, problems: Problems) -> None:
    if found.calibrate_on not in found.episodes:
        what = f"{brief(found.calibrate_on)} is not an episode; {problems.suggest(found.calibrate_on, found.episodes)}"
        problems.add(("calibrate_on",), what)
    for name, (low, high) in found.prior.items():
        if name not in ASSUMPTIONS:
            problems.add(("prior", name), f"is not an assumption of the model; {problems.suggest(name, ASSUMPTIONS)}")
        elif not ASSUMPTIONS[name].low <= low < high <= ASSUMPTIONS[name].high:
            ends = f"{ASSUMPTIONS[name].low:g} to {ASSUMPTIONS[name].high:g}"
            problems.add(("prior", name), f"{low:g} to {high:g} is no range; write [LOW, HIGH] within {ends}")


def _check_order(found: Patterns, problems: Problems) -> None:
    """Periods run forward, one after the other."""
    for name, episode in found.episodes.items():
        for k, track in enumerate(episode.pairs):
            path = ("episodes", name, "pairs", k, "periods")
            for n, period in enumerate(track.periods):
                if last_day(period.last) < first_day(period.first):
                    problems.add((*path, n), f"ends ({period.last}) before it begins ({period.first}); swap the two")
            for n, (one, two) in enumerate(pairwise(track.periods)):
                if first_day(two.first) <= last_day(one.last):
                    what = f"begins ({two.first}) before the one above it is over ({one.last}); put them in order"
                    problems.add((*path, n + 1), what)


def _check_measures(found: Patterns, problems: Problems) -> None:
    for name, episode in found.episodes.items():
        for k, check in enumerate(episode.checks):
            path = ("episodes", name, "checks", k)
            for word in NEEDS[check.measure]:
                if getattr(check, word) is None:
                    problems.add(path, f"`measure: {check.measure}` must say which; add `{word}:`")
            if check.outcome is not None:
                _check_outcome(check, check.outcome, path, problems)
            if any(isinstance(end, str) != (check.measure == "onset") for end in check.observed):
                kind = "two days" if check.measure == "onset" else "two numbers"
                what = f"`measure: {check.measure}` is observed as {kind}; write [LOW, HIGH]"
                problems.add((*path, "observed"), what)


def _check_outcome(check: Check, name: str, path: tuple[str | int, ...], problems: Problems) -> None:
    """The outcome has a mean that can be held against what was observed; one of pairs of rivals says of which."""
    try:
        outcome = averaged(name)
    except (KeyError, ValueError) as error:
        problems.add((*path, "outcome"), str(error.args[0]))
        return
    if check.measure == "outcome" and outcome.per == "dyad" and check.between is None:
        problems.add(path, f"{brief(name)} is measured for each pair of rivals; add `between:`")
