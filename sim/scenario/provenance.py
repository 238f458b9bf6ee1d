"""What each number of a scenario rests on: a document, an assumption, or the default of the model."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

from sim.scenario.case import Scenario
from sim.scenario.errors import Path, dotted
from sim.scenario.schema import CaseFile
from sim.scenario.values import Block, Flag, Given, Number, RestsOn


class Row(NamedTuple):
    """One number: where it stands, what it is, how far it varies, and what it rests on."""

    path: str
    value: float | bool
    range: tuple[float, float] | None
    spread: float | None
    rests_on: RestsOn
    source: str
    assumed: str
    coder: str
    confidence: str


def rows(scenario: CaseFile) -> list[Row]:
    """List every number and flag, in the order of the file's format.

    Assumptions that the file leaves alone are not listed: they are the model's, with sources of their own.
    """
    return [_row(given, path) for path, given in givens(scenario)]


def givens(scenario: CaseFile) -> list[tuple[Path, Given]]:
    """Every number and flag, and where it stands, in the order of the file's format."""
    found: list[tuple[Path, Given]] = []
    for word in CaseFile.model_fields:
        _gather(getattr(scenario, word), (word,), found)
    return found


def _gather(part: Any, path: Path, found: list[tuple[Path, Given]]) -> None:
    """One list for all: a case has twenty thousand parts, and most are words."""
    kind = _kind(type(part))
    if kind is Given:
        found.append((path, part))
    elif kind is Block:
        for word in type(part).model_fields:
            _gather(getattr(part, word), (*path, word), found)
    elif kind is dict:
        for name, one in part.items():
            _gather(one, (*path, name), found)
    elif kind is tuple:
        for place, one in enumerate(part):
            _gather(one, (*path, place), found)


@cache
def _kind(part: type) -> type | None:
    """Which of the things that hold numbers a part is, if any; the answer for a type stands."""
    return next((kind for kind in (Given, Block, dict, tuple) if issubclass(part, kind)), None)


def _row(given: Given, path: Path) -> Row:
    number = given if isinstance(given, Number) else None
    return Row(
        path=dotted(path),
        value=given.value if isinstance(given, (Number, Flag)) else 0.0,
        range=number.range if number is not None else None,
        spread=number.spread if number is not None else None,
        rests_on=given.rests_on,
        source="; ".join(str(one) for one in given.source),
        assumed=given.assumed or "",
        coder=given.coder or "",
        confidence=given.confidence or "",
    )


def counts(scenario: Scenario) -> dict[RestsOn, int]:
    """Count the numbers by what they rest on."""
    found = Counter(given.rests_on for _, given in givens(scenario))
    return {"cited": found["cited"], "assumed": found["assumed"], "default": found["default"]}
