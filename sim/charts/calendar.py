"""Months or weeks along an axis: step t of a case stands at t, counted from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from sim.charts.style import SMALL, width
from sim.charts.words import step_word

if TYPE_CHECKING:
    from sim.scenario import Scenario

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
APART = 3.0  # mm between the words of two ticks


def years(ax: Axes, scenario: Scenario, wide: float, labels: bool = True, title: bool = True) -> None:
    """Ticks where years begin (at some months or weeks in a case shorter than that), as many as fit in ``wide`` mm."""
    months = len(scenario.months)
    at = _turns(scenario)
    text = {t: str(scenario.months.first.plus(t))[:4] for t in at}
    yearly = len(at) >= 2
    if not yearly:
        at = list(range(0, months, max(1, months // 4)))
        text = {t: _short(str(scenario.months.first.plus(t))) for t in at}
    shown = _fitting(at, text, wide / months)
    ax.set_xlim(-0.5, months - 0.5)
    ax.set_xticks(at, minor=True)
    ax.set_xticks(shown, [text[t] if labels else "" for t in shown])
    ax.tick_params(axis="x", which="minor", size=1.2, width=0.5)
    if labels and title:
        ax.set_xlabel(_title(scenario, yearly))


def _turns(scenario: Scenario) -> list[int]:
    """The steps with which a year begins: each January, or the first week that is named by a day of the year."""
    named = [str(scenario.months.first.plus(t)) for t in range(len(scenario.months))]
    january = [t for t, name in enumerate(named) if name.endswith("-01") and len(name) == len("YYYY-MM")]
    return january or [t for t in range(1, len(named)) if named[t][:4] != named[t - 1][:4]]


def _fitting(at: list[int], text: dict[int, str], each: float) -> list[int]:
    """As many of the ticks, evenly, as have room for their words; ``each`` mm for a step."""
    room = max(width(text[t], SMALL) for t in at) + APART
    apart = each * (at[1] - at[0]) if len(at) > 1 else room
    return at[:: max(1, -int(-room // apart))]


def _short(name: str) -> str:
    """A month as it is named; of a week its day.

    >>> _short("2015-03"), _short("2015-03-02")
    ('2015-03', '2 Mar')
    """
    return name if len(name) == len("YYYY-MM") else f"{int(name[8:])} {MONTHS[int(name[5:7]) - 1]}"


def _title(scenario: Scenario, yearly: bool) -> str:
    if step_word(scenario) == "week":
        return "year (tick: its first week)" if yearly else f"first day of the week ({scenario.months.first[:4]})"
    return "year (tick: January)" if yearly else "month"
