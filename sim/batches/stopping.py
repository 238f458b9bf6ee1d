"""When a batch has played enough: more rounds for the cells whose interval is still too wide.

Decisions are made between rounds and look only at runs of whole rounds, read back in their order. So they depend
neither on the order in which chunks are finished, nor on threads, nor on where a batch was interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.intervals import Estimate, mean, wilson
from sim.outcomes import Outcome
from sim.outcomes.asked import column, outcome_of

if TYPE_CHECKING:
    from sim.batches.plan import Batch

TABLES = {"run": "runs", "dyad": "dyads", "actor": "actors"}
BLOCK = 1_000_000  # runs that are looked at together
Ask = Callable[..., pd.DataFrame]
"""Puts a question in SQL to the tables of what is played so far, and to tables given by name."""


def rounds(plan: Batch, cells: np.ndarray, ask: Ask) -> Iterator[tuple[int, Any]]:
    """The rounds of these cells, each with its runs; the next is asked for when the one before is played."""
    number, active = 1, cells
    while len(runs := plan.round(number, active)):
        yield number, runs
        if plan.stop is None:
            return
        active = undecided(plan, active, number * plan.replicates, ask)
        number += 1


def undecided(plan: Batch, cells: np.ndarray, replicates: int, ask: Ask) -> np.ndarray:
    """Those of the cells whose interval is wider than asked for, by their replicates up to this one."""
    stop = plan.stop
    if stop is None:
        return cells[:0]
    outcome = outcome_of(stop.outcome)
    if ask(f"SELECT 1 FROM information_schema.tables WHERE table_name = '{TABLES[outcome.per]}'").empty:  # noqa: S608
        return cells[:0]  # not one run could be played
    few = max(1, BLOCK // max(1, replicates))
    blocks = [pd.DataFrame({"cell": cells[k : k + few]}) for k in range(0, len(cells), few)]
    found = (ask(question(outcome, stop.of, replicates), active=block) for block in blocks)
    wide = [_wide(outcome, of_block, stop.half_width) for of_block in found]
    return cells[np.isin(cells, [cell for of_block in wide for cell in of_block])]


def _wide(outcome: Outcome, found: pd.DataFrame, half_width: float) -> list[int]:
    """The cells of which an interval is too wide, by what was answered to the question."""
    if outcome.kind == "share":
        shares = zip(found["cell"], found["yes"], found["n"], strict=True)
        return [int(cell) for cell, yes, n in shares if too_wide(wilson(float(yes), int(n)), half_width)]
    return [
        int(of_cell["cell"].iloc[0])
        for _, of_cell in found.groupby(["cell", "whose"], sort=True, observed=True)
        if too_wide(estimate(outcome, of_cell["value"].to_numpy()), half_width)
    ]


def question(outcome: Outcome, of: str | None, replicates: int) -> str:
    """What has to be known of an outcome in the cells of a table ``active``, as SQL.

    Of a share, counts are enough (exact, in whatever order they are made). A mean is of numbers, whose sum depends on
    their order: so they are asked for in their order.

    >>> question(outcome_of("emergence"), "North – South", 10).split("FROM ", 1)[0]
    'SELECT cell, whose, count(value) AS n, coalesce(sum(value), 0) AS yes '
    >>> question(outcome_of("peak_strength"), None, 10).split("active) ")[1]
    'AND replicate <= 10 ORDER BY cell, whose, replicate'
    """
    name = "'all'" if outcome.per == "run" else outcome.per
    only = "" if of is None or outcome.per == "run" else f" AND {name} = {quoted(of)}"
    runs = (
        f"SELECT cell, replicate, {name} AS whose, {column(outcome, 't')} AS value "  # noqa: S608 - our own names
        f"FROM {TABLES[outcome.per]} t WHERE cell IN (SELECT cell FROM active) AND replicate <= {replicates:d}{only}"
    )
    if outcome.kind != "share":
        return f"{runs} ORDER BY cell, whose, replicate"
    counts = "count(value) AS n, coalesce(sum(value), 0) AS yes"
    return f"SELECT cell, whose, {counts} FROM ({runs}) GROUP BY cell, whose"  # noqa: S608 - our own names


def left(plan: Batch, there: Any, ask: Ask) -> int:
    """How many runs are missing of the first round that is not whole; 0 where no round is left to be played.

    ``there`` knows the runs that are done or failed (``there.has(cells, replicates)``).
    """
    for _, runs in rounds(plan, plan.cells["cell"].to_numpy(), ask):
        if missing := sum(int((~there.has(*part)).sum()) for part in runs.parts(BLOCK)):
            return missing
    return 0


def later(plan: Batch, runs: Any) -> int:
    """How many runs there may be at most in the rounds after one of these runs.

    >>> import sim
    >>> stop = {"outcome": "emergence", "of": "North – South", "half_width": 0.01, "at_most": 50}
    >>> plan = sim.Batch(sim.example(), replicates=20, stop=stop)
    >>> [later(plan, plan.round(number, [1])) for number in (1, 2, 3)]
    [30, 10, 0]
    """
    return 0 if plan.stop is None else len(runs.active) * (plan.stop.at_most - runs.last)


def quoted(text: str) -> str:
    """A text as SQL has it.

    >>> quoted("People's Army")
    "'People''s Army'"
    """
    return "'" + text.replace("'", "''") + "'"


def estimate(outcome: Outcome, values: np.ndarray) -> Estimate:
    """An outcome of some runs with its interval: Wilson's for a share, the normal law's for a mean.

    >>> print(estimate(outcome_of("emergence"), np.array([0.0, 1.0, np.nan])))
    0.50 [0.09, 0.91] (n = 2)
    """
    known = values[~np.isnan(values)]
    return wilson(float(known.sum()), len(known)) if outcome.kind == "share" else mean(known)


def too_wide(found: Estimate, half_width: float) -> bool:
    """Whether an interval reaches further than this; one of no runs at all does."""
    return not (found.high - found.low) / 2 <= half_width
