"""Estimates as cells of a table: a number over its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from sim.charts import words
from sim.charts.scale import Scale
from sim.intervals import Estimate
from sim.report.tables import Cell

Write = Callable[[Scale, Estimate, int], Cell]
"""Makes a cell of an estimate, of so many runs."""


def value_cell(scale: Scale, one: Estimate, runs: int) -> Cell:
    """A value over its interval; and how many runs have one, where not all do.

    >>> from sim.intervals import Estimate
    >>> value_cell(Scale(100, "emergence", "% of runs", ""), Estimate(0.5, 0.4, 0.6, 90), 100)[:2]
    ('50%', '[40%, 60%], n = 90')
    """
    if not one.n:
        return Cell("none", number=True)
    told = map(_percent, one[:3]) if scale.factor == 100 else alike(one[:3])
    value, low, high = told
    return Cell(value, _under(low, high, one, runs), number=True)


def change_cell(scale: Scale, one: Estimate, runs: int) -> Cell:
    """A difference over its interval, and whether that excludes none.

    >>> from sim.intervals import Estimate
    >>> change_cell(Scale(100, "emergence", "% of runs", ""), Estimate(-0.5, -0.6, -0.4, 100), 100)[:2]
    ('−50.0', '[−60.0, −40.0]')
    """
    if not one.n:
        return Cell("none", number=True)
    value, low, high = alike([scale.factor * number for number in one[:3]], "+")
    return Cell(value, _under(low, high, one, runs), number=True, sure=one.low > 0 or one.high < 0)


def _under(low: str, high: str, one: Estimate, runs: int) -> str:
    """The interval, and how many runs have a value where not all do; a single one has no interval."""
    interval = f"[{low}, {high}]" if math.isfinite(one.low) else ""
    return ", ".join(part for part in (interval, "" if one.n == runs else f"n = {one.n:,}") if part)


def _percent(share: float) -> str:
    return words.percent(round(share, 9)).replace("-", "−") if math.isfinite(share) else _endless(share)


def alike(numbers: Sequence[float], sign: str = "") -> list[str]:
    """Numbers with as many digits behind the point as the largest of them needs.

    >>> alike([5.02, 4.6, 5.44]), alike([-0.087, -0.4, 0.23], "+"), alike([1234.5, 1200, 1269])
    (['5.0', '4.6', '5.4'], ['−0.09', '−0.40', '+0.23'], ['1,234', '1,200', '1,269'])
    """
    size = max((abs(number) for number in numbers if math.isfinite(number)), default=0.0)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 1 else 2 if size >= 0.1 else 3
    return [_written(number, digits, sign) for number in numbers]


def _written(number: float, digits: int, sign: str) -> str:
    if math.isinf(number):
        return _endless(number)
    rounded = round(number, digits) + 0.0  # no minus before a zero
    return format(rounded, f"{sign if rounded else ''},.{digits}f").replace("-", "−")


def _endless(number: float) -> str:
    return "−∞" if number < 0 else "∞"
