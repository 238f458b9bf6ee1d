"""What each number of a scenario rests on: a document, an assumption, or the default of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
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
    return [row for word in CaseFile.model_fields for row in _rows(getattr(scenario, word), (word,))]


def _rows(part: Any, path: Path) -> Iterator[Row]:
    if isinstance(part, Given):
        yield _row(part, path)
    elif isinstance(part, Block):
        for word in type(part).model_fields:
            yield from _rows(getattr(part, word), (*path, word))
    elif isinstance(part, Mapping):
        for name, one in part.items():
            yield from _rows(one, (*path, name))
    elif isinstance(part, tuple):
        for place, one in enumerate(part):
            yield from _rows(one, (*path, place))


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
    found = Counter(row.rests_on for row in rows(scenario))
    return {"cited": found["cited"], "assumed": found["assumed"], "default": found["default"]}
