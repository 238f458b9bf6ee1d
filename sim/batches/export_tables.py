"""Tables for other programs (R, Stata, spreadsheets): CSV or Parquet, each with its data dictionary beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.batches.dictionary import columns
from sim.batches.folder import Folder
from sim.batches.plan import Batch
from sim.batches.playing import Player
from sim.store import write_table, write_whole
from sim.world import MODES

BLOCK = 2000  # runs that are looked at together
DYAD_YEAR = (
    ("run", "name", "cell and replicate"),
    ("dyad", "name", "pair of rivals"),
    ("year", "year", "calendar year; the first and last may hold fewer than twelve months"),
    ("months", "months", "of the case in the year"),
    *((f"months_{mode}", "months", f"of the year in which the pair's mode was {mode}") for mode in MODES),
)


def export(folder: Folder, plan: Batch, path: Path, what: str) -> Path:
    """Write a table to a new file, and its data dictionary beside it (``NAME.columns.json``).

    Raises:
        ValueError: the ending is neither ``.csv`` nor ``.parquet``, the file is there already.
        sim.store.StoreError: there is no such table.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(f"{path.name} ends neither in .csv nor in .parquet; choose one of them")
    if path.exists():
        raise ValueError(f"{path} is there already; choose another name, so that nothing is lost")
    table = dyad_years(folder, plan) if what == "dyad_year" else folder.frame(what)
    about = _about(what, table, [factor.name for factor in plan.factors])
    if path.suffix == ".csv":
        write_whole(path, harmless(table).to_csv(index=False).encode())
    else:
        write_table(path, table)
    write_whole(path.with_suffix(".columns.json"), json.dumps(about, indent=1, ensure_ascii=False).encode())
    return path


def _about(what: str, table: pd.DataFrame, factors: list[str]) -> list[dict[str, str]]:
    known = {name: {"column": name, "unit": "of the factor", "meaning": "value at this point"} for name in factors}
    known |= {c["column"]: c for c in columns() if c["table"] in (what, "cells", "runs")}
    known |= {name: {"column": name, "unit": unit, "meaning": meaning} for name, unit, meaning in DYAD_YEAR}
    return [{k: v for k, v in known.get(name, {"column": name}).items() if k != "table"} for name in table]


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Texts that a spreadsheet would take for a formula, marked as text.

    >>> harmless(pd.DataFrame({"name": ["=1+1", "North"], "x": [-1.0, 2.0]})).values.tolist()
    [["'=1+1", -1.0], ['North', 2.0]]
    """
    texts = table.select_dtypes(["object", "string", "category"]).columns
    return table.assign(**{name: table[name].map(_as_text, na_action="ignore") for name in texts})


def _as_text(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "\0")) else value


def dyad_years(folder: Folder, plan: Batch) -> pd.DataFrame:
    """A row per run, pair of rivals and calendar year: how many months the pair was in each mode.

    Where months were not recorded, the runs are played once more, a block at a time.
    """
    months = _stored(folder) if "months" in folder.tables else _played(folder, plan)
    parts = [_years(block) for block in months]
    whole = pd.concat(parts, ignore_index=True) if parts else _years(pd.DataFrame(columns=_MONTHLY))
    return whole.merge(folder.cells, on="cell", how="left")


_MONTHLY = ["cell", "replicate", "dyad", "month", "mode"]


def _stored(folder: Folder) -> Iterator[pd.DataFrame]:
    for cell in folder.cells["cell"]:
        yield folder.sql(f"SELECT {', '.join(_MONTHLY)} FROM months WHERE cell = {cell:d}")  # noqa: S608 - our own names


def _played(folder: Folder, plan: Batch) -> Iterator[pd.DataFrame]:
    play = Player(plan, record="dyad_months")
    cells, replicates = folder.done().pairs
    for k in range(0, len(cells), BLOCK):
        yield play(cells[k : k + BLOCK], replicates[k : k + BLOCK])["months"]


def _years(months: pd.DataFrame) -> pd.DataFrame:
    keys = ["cell", "replicate", "dyad", "year"]
    words = months.astype({"dyad": "object", "month": "object", "mode": "object"})
    words["year"] = words["month"].str[:4].astype(int)
    counted = words.groupby([*keys, "mode"]).size().unstack("mode", fill_value=0)
    counts = pd.DataFrame({f"months_{mode}": counted.get(mode, 0) for mode in MODES}, counted.index).astype(int)
    counts.insert(0, "months", counts.sum(axis=1))
    found = counts.reset_index()
    found.insert(0, "run", found["cell"].astype(str) + "-" + found["replicate"].astype(str))
    return found
