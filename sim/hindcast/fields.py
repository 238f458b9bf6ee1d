"""How the fields of a file of patterns are written: days, the modes that count as what happened, observed values."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, PlainValidator

from sim.hindcast import scoring
from sim.scenario.text import Month, brief, refuse
from sim.world import MODES

Mode = Literal["rivalry", "none", "tacit", "relayed", "direct"]


def _day(value: object) -> str:
    text = str(value)
    try:
        return Month(text) if len(text) == len("2014-06") else str(date.fromisoformat(text))
    except ValueError:
        refuse(f"{brief(text)} is not a day or a month; write it as 2014-06-10 or 2014-06")


Day = Annotated[str, PlainValidator(_day)]


def first_day(when: str) -> date:
    """The first day of a day or month.

    >>> str(first_day("2014-06")), str(first_day("2014-06-10"))
    ('2014-06-01', '2014-06-10')
    """
    return date.fromisoformat(when if len(when) > len("2014-06") else f"{when}-01")


def last_day(when: str) -> date:
    """The last day of a day or month.

    >>> str(last_day("2014-06")), str(last_day("2014-06-10"))
    ('2014-06-30', '2014-06-10')
    """
    return first_day(when) if len(when) > len("2014-06") else first_day(Month(when).plus(1)) - timedelta(1)


def _modes(value: object) -> object:
    if isinstance(value, (list, tuple)):
        if not value:
            refuse("names no mode; write at least one, as [rivalry, none]")
        if all(isinstance(mode, str) and mode in MODES for mode in value) and scoring.seen(value).all():
            refuse("names modes of every kind, so anything would count as what happened; delete it, or decide")
    return value


def _observed(ends: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(ends) != 2:
        refuse("an observed value is written with its uncertainty; write [LOW, HIGH]")
    if isinstance(ends[0], str) != isinstance(ends[1], str):
        refuse("its ends are of two kinds; write two numbers or two days")
    if ends[0] > ends[1]:
        refuse(f"runs backwards; write [{ends[1]}, {ends[0]}]")
    return ends


def _end(value: object) -> float | str:
    """A number, or a day for an onset."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else _day(value)


def some(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse a list without entries."""
    return entries or refuse("is empty; write at least one entry, each beginning with `- `")


Modes = Annotated[tuple[Mode, ...], BeforeValidator(_modes)]
Observed = Annotated[tuple[Annotated[float | str, PlainValidator(_end)], ...], AfterValidator(_observed)]
