"""The data dictionary of a report: the columns of each table that is there, with unit and meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.charts.batch.common import label, unit
from sim.report.tables import Cell, Head, Table, plain

if TYPE_CHECKING:
    from sim.batches.results import BatchResults

HEADS = (Head("column"), Head("unit"), Head("meaning"))
CELLS = (
    ("cell", "number", "scenario under a policy at a point of the design, from 1"),
    ("scenario", "name", "key of the scenario"),
    ("policy", "name", "policy of the scenario"),
    ("point", "number", "row of the design; 0 is the case as coded"),
)
FAILURES = (
    ("cell", "number", "of the run"),
    ("replicate", "number", "of the run"),
    ("seed", "number", "of the run"),
    ("error", "text", "what was raised, in one line"),
    ("traceback", "text", "where it was raised"),
    ("written", "time (UTC)", "when it was noted"),
)
ROWS = {
    "runs": "one row a run",
    "dyads": "one row a run and pair of rivals",
    "actors": "one row a run and actor",
    "months": "one row a run, pair of rivals and month",
    "fronts": "one row a run, front and month",
    "events": "one row an event of a run",
    "worlds": "one row a run and month",
    "cells": "one row a cell",
    "failures": "one row a run that failed",
}


def dictionary(results: BatchResults) -> list[Table]:
    """One table for each table of the batch."""
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for one in results.manifest.get("columns", []):
        rows.setdefault(one["table"], []).append((one["column"], one["unit"], one["meaning"]))
    rows["cells"] = [*CELLS, *((f.name, unit(f.name), f"factor: {label(f.name)}") for f in results.plan.factors)]
    rows["failures"] = list(FAILURES)
    return [_table(name, rows[name]) for name in results.tables if name in rows]


def _table(name: str, rows: list[tuple[str, str, str]]) -> Table:
    caption = f"{name}: {ROWS[name]}" if name in ROWS else name
    return plain(
        caption, HEADS, [[Cell(column, code=True), Cell(what), Cell(meaning)] for column, what, meaning in rows]
    )
