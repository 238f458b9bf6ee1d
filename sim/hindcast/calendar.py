"""Days and steps: which steps of a case a stretch of history covers."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from sim.scenario import Scenario

Days = tuple[date, ...]
"""The first day of each step of a case, and the day after the last: the one place that knows how long a step is."""


def days_of(case: Scenario) -> Days:
    """The days of a case, whether it goes by months or by weeks.

    >>> from sim.examples import example
    >>> days_of(example())[1].day
    1
    """
    first = case.months.first
    return tuple(date.fromisoformat(f"{first.plus(t)}-01"[:10]) for t in range(len(case.months) + 1))


def step_of(days: Days, when: date) -> int | None:
    """The step that a day lies in; None outside the case.

    >>> month = tuple(date(2014, m, 1) for m in (1, 2, 3))
    >>> step_of(month, date(2014, 2, 28)), step_of(month, date(2014, 3, 1))
    (1, None)
    """
    return bisect_right(days, when) - 1 if days[0] <= when < days[-1] else None


def steps_within(days: Days, first: date, last: date) -> list[int]:
    """The steps that belong to a stretch of days: most of a step's days lie in it, and it is at least a step long.

    Three weeks of history are thus never judged by a model's month.

    >>> month = tuple(date(2014, m, 1) for m in (1, 2, 3, 4))
    >>> steps_within(month, date(2014, 1, 1), date(2014, 2, 28))
    [0, 1]
    >>> steps_within(month, date(2014, 2, 2), date(2014, 2, 20))
    []
    """
    return [t for t in range(len(days) - 1) if _belongs(days[t], days[t + 1], first, last + timedelta(1))]


def _belongs(start: date, end: date, first: date, after: date) -> bool:
    shared = (min(end, after) - max(start, first)).days
    return 2 * shared > (end - start).days and after - first >= end - start
