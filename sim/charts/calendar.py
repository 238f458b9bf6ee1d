"""Months along an axis: month t of a case stands at t, counted from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

if TYPE_CHECKING:
    from sim.scenario import Scenario

ROOM = 8.0  # mm that a year's number takes


def years(ax: Axes, scenario: Scenario, width: float, labels: bool = True, title: bool = True) -> None:
    """Ticks at each January (at months in a case shorter than two years), as many as fit in ``width`` mm."""
    first, months = scenario.months.first, len(scenario.months)
    at = [t for t in range(months) if str(first.plus(t)).endswith("-01")]
    text = {t: str(first.plus(t))[:4] for t in at}
    if len(at) < 2:
        at = list(range(0, months, max(1, months // 4)))
        text = {t: str(first.plus(t)) for t in at}
    wide = ROOM if len(text[at[0]]) == 4 else 1.6 * ROOM
    step = -(-len(at) * wide // (width * (at[-1] - at[0] + 1) / months + wide / 2)) or 1
    shown = at[:: int(max(1, step))]
    ax.set_xlim(-0.5, months - 0.5)
    ax.set_xticks(at, minor=True)
    ax.set_xticks(shown, [text[t] for t in shown] if labels else ["" for _ in shown])
    ax.tick_params(axis="x", which="minor", size=1.2, width=0.5)
    if labels and title:
        ax.set_xlabel("year (tick: January)" if len(text[at[0]]) == 4 else "month")
