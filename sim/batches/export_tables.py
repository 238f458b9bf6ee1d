"""Tables for other programs (R, Stata, spreadsheets): CSV or Parquet, each with its data dictionary beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sim.batches import recorded
from sim.batches.dictionary import columns
from sim.batches.folder import Folder
from sim.batches.plan import Batch
from sim.batches.years import dyad_years
from sim.store import write_table, write_whole


def export(folder: Folder, plan: Batch, path: Path, what: str) -> Path:
    """Write a table to a new file, and its data dictionary beside it (``NAME.columns.json``).

    A folder that is not there yet is made.

    Raises:
        ValueError: the ending is neither ``.csv`` nor ``.parquet``, the file is there already, or its folder is a file.
        sim.store.StoreError: there is no such table, or a run comes out otherwise here than it was stored.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(f"{path.name} ends neither in .csv nor in .parquet; choose one of them")
    if path.exists():
        raise ValueError(f"{path} is there already; choose another name, so that nothing is lost")
    _make_folder(path.parent)
    table = dyad_years(folder, plan) if what == recorded.MADE else recorded.frame(folder, what)
    about = _about(what, table, [factor.name for factor in plan.factors])
    if path.suffix == ".csv":
        write_whole(path, harmless(table).to_csv(index=False).encode())
    else:
        write_table(path, table)
    write_whole(path.with_suffix(".columns.json"), json.dumps(about, indent=1, ensure_ascii=False).encode())
    return path


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise ValueError(f"{folder} is no folder, so nothing can be written there; choose another") from None


def _about(what: str, table: pd.DataFrame, factors: list[str]) -> list[dict[str, str]]:
    known = {name: {"column": name, "unit": "of the factor", "meaning": "value at this point"} for name in factors}
    known |= {c["column"]: c for c in columns() if c["table"] in (what, "cells", "runs")}
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
