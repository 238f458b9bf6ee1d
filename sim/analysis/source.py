"""What analyses read: sums over the runs of a batch, asked in SQL so that no run has to come into memory."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.analysis.question import BatchLike, Question
from sim.batches.effects import differences
from sim.batches.estimates import name, rows_of
from sim.batches.pooling import of_cells
from sim.batches.stopping import TABLES, quoted
from sim.batches.sums import groups as of_groups
from sim.intervals import Estimate
from sim.outcomes import Outcome
from sim.outcomes.asked import column


def sums(results: BatchLike, outcome: Outcome, groups: pd.DataFrame, of: str | None = None) -> pd.DataFrame:
    """Sums over runs: one row a ``part``, ``of`` and cell (``key``), columns as in ``sim.batches.pooling.Sums``.

    ``groups`` has one row a cell: ``cell``, the ``part`` it counts for, and where differences are asked, the ``base``
    cell that it is compared with, replicate by replicate. ``runs`` counts all, ``n`` those that have a value.
    """
    value = "CASE WHEN isnan(value) THEN NULL ELSE value END AS value"
    known = f'SELECT part, "of", cell, {value} FROM ({_select(outcome, groups, of)})'  # noqa: S608 - our own
    return results.sql(f"WITH known AS ({known}) {SUMS}", g=groups)


def pooled(
    results: BatchLike, outcome: Outcome, groups: pd.DataFrame, of: str | None = None
) -> Iterator[tuple[int, str, pd.DataFrame, Estimate]]:
    """By ``part`` and ``of``: the ``runs`` of its cells, and the estimate over them (``sim.batches.pooling``).

    Where ``groups`` has a ``base``, the difference from it, as ``results.compare`` has it (``sim.batches.effects``).
    """
    common = getattr(results.plan, "common", True)
    if "base" in groups:
        pairs = groups.rename(columns={"cell": "base", "base": "cell"})  # there the base is the one that is compared
        every = ((one, last) for one, *_, last in differences(results.sql, outcome, pairs, common))
        found = [(one, last) for one, last in every if of in (None, one.of)]
    else:
        rows = rows_of(results.sql, outcome, groups[["cell", "part"]], of)
        found = [(one, one.found["value"]) for one in of_groups(rows, outcome.kind == "share", common)]
    for one, estimate in sorted(found, key=lambda pair: pair[0].part):
        yield one.part, one.of, one.cells, estimate


SUMS = """
    SELECT part, "of", cell AS key, count(*) AS runs, count(value) AS n, fsum(value) AS total,
           fsum(value * value) AS squares, count(*) FILTER (WHERE value > 0) AS up,
           count(*) FILTER (WHERE value < 0) AS down
    FROM known GROUP BY part, "of", cell ORDER BY part, "of", cell
"""


def _select(outcome: Outcome, groups: pd.DataFrame, of: str | None) -> str:
    """SQL of the runs of the cells of ``g``, each with its value; or with that less its base cell's."""
    table, whose, value = TABLES[outcome.per], name(outcome, "a"), column(outcome, "a")
    joined = f"FROM g JOIN {table} a ON a.cell = g.cell"
    if "base" in groups:
        value += f" - {column(outcome, 'b')}"
        same = "" if outcome.per == "run" else f" AND {name(outcome, 'b')} = {whose}"
        joined += f" JOIN {table} b ON b.cell = g.base AND b.replicate = a.replicate{same}"
    only = "true" if of is None or outcome.per == "run" else f"{whose} = {quoted(of)}"
    head = f'SELECT g.part AS part, {whose} AS "of", a.cell AS cell, a.replicate AS replicate, {value} AS value'
    return f"{head} {joined} WHERE {only}"


def points(question: Question) -> pd.DataFrame:
    """One row a cell, in the order of the design: its factors, and the outcome over its runs.

    Columns added: ``runs`` that are done, ``n`` of them with a value, ``value``, ``low``, ``high`` (95%), and
    ``variance`` of single runs (NaN where there are fewer than two).
    """
    groups = pd.DataFrame({"cell": question.cells["cell"], "part": 0})
    found = sums(question.results, question.outcome, groups, of=question.of).set_index("key")
    found = found.reindex(question.cells["cell"])
    n, total, squares = (found[c].fillna(0.0).to_numpy(float) for c in ("n", "total", "squares"))
    estimates = of_cells(n, total, squares, question.share)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(n > 1, np.maximum(0.0, squares - total * total / n) / (n - 1), math.nan)
    return question.cells.assign(
        runs=found["runs"].fillna(0).to_numpy(int),
        n=n.astype(int),
        value=[one.value for one in estimates],
        low=[one.low for one in estimates],
        high=[one.high for one in estimates],
        variance=variance,
    )
