"""A month from the inside: the run is played again to it, and the world is noted around each question."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import month as page
from sim.model import Model
from sim.phases.deliveries import deliver
from sim.scenario import Scenario
from sim.scenario.text import Week


def month_place(scenario: Scenario, month: str) -> int:
    """Number of a month (a week, in a case that goes by weeks) of a scenario, from 0.

    Raises:
        ValueError: it is none of the scenario's; the first, the last and the nearest are named.

    >>> import sim
    >>> month_place(sim.example(), "2001-03")
    2
    """
    first = scenario.months.first
    months = [str(first.plus(t)) for t in range(len(scenario.months))]
    if month in months:
        return months.index(month)
    unit = "week" if isinstance(first, Week) else "month"
    hint = _near(first, month, len(months)) if isinstance(first, Week) else ""
    raise ValueError(f"{month!r} is no {unit} of this scenario; they run from {months[0]} to {months[-1]}{hint}")


def _near(first: Week, day: str, weeks: int) -> str:
    """Which week a day lies in."""
    try:
        at = Week(day) - first
    except ValueError:
        return ", named by their first days as YYYY-MM-DD"
    inside = f"; did you mean {first.plus(at)}, the week of that day?" if 0 <= at < weeks else ""
    return f", named by their first days{inside}"


def copied(world: Any) -> Any:
    """A world of its own with the same facts."""
    return np.array([world], world.dtype).view(np.recarray)[0]


class _Noting:
    """Asks as the model does, and keeps the world as it was before each question and after its answers."""

    def __init__(self, asker: Any) -> None:
        self.asker = asker
        self.before: dict[str, Any] = {}
        self.answered: dict[str, Any] = {}

    def __getattr__(self, question: str) -> Any:
        def put(world: Any, p: Any) -> None:
            self.before[question] = copied(world)
            getattr(self.asker, question)(world, p)
            self.answered[question] = copied(world)

        return put


class Moment:
    """One month of a run: the world at its ``start``, ``before`` each question, and ``after`` the month.

    ``then`` is the world after it with the clock not yet moved on; ``delivered`` the one before deeds were learnt from.
    """

    def __init__(self, scenario: Scenario, seed: int, month: str) -> None:
        model = Model(scenario, seed)
        self.month = month_place(scenario, month)
        while model.months_played < self.month:
            model.step()
        self.start = copied(model.world)
        noting = _Noting(model.ask)
        page.month(model.world, model.p, model.seed_of_run, noting)
        self.names, self.p, self.seed, self.before = model.names, model.p, model.seed_of_run, noting.before
        self.first = scenario.months.first
        self.after, self.then, self.delivered = model.world, copied(model.world), noting.answered["keep"]
        self.then.month = self.month
        deliver(self.delivered, self.p, self.seed)

    def label(self, month: int) -> str:
        """A month's name, from its number."""
        return str(self.first.plus(int(month)))
