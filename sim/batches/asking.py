"""Asking finished shards in SQL: views of the tables, in a database that can read them and write nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from sim.batches.shards import quoted
from sim.store import StoreError

KEYS = ("cell", "replicate", "dyad", "front", "actor", "month")  # the order of rows, as far as a table has these

_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI)  # the latter is how PIVOT is told


def ask(
    query: str,
    files: Mapping[str, Sequence[Path]],
    frames: Mapping[str, pd.DataFrame],
    others: Sequence[str] = (),
) -> pd.DataFrame:
    """The answer to one SELECT over the tables; ``others`` are there, too, but are not in the query.

    Raises:
        StoreError: the query cannot be understood, asks for a table or column that is not there, or would change
            something.
    """
    with duckdb.connect(config={"python_enable_replacements": False}) as db:
        try:
            _refuse_changes(query)
            _prepare(db, files, frames)
            return db.execute(query).df()
        except duckdb.Error as error:
            tables = ", ".join(dict.fromkeys([*files, *others, *frames]))
            raise StoreError(f"the query cannot be answered: {str(error).strip()}\nTables are: {tables}") from None


def _refuse_changes(query: str) -> None:
    kinds = [statement.type for statement in duckdb.extract_statements(query)]
    if len(kinds) != 1 or kinds[0] not in _READING:
        raise StoreError("a query is one SELECT; results are for reading, and nothing else is answered")


def _prepare(
    db: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[Path]], frames: Mapping[str, pd.DataFrame]
) -> None:
    """Make the views, then close the database to everything but their files."""
    paths = [str(path) for of_table in files.values() for path in of_table]
    if paths:
        db.execute(f"SET allowed_paths = [{', '.join(map(quoted, paths))}]")
    db.execute("SET enable_external_access = false")
    for name, frame in frames.items():
        db.register(name, frame)
    for name, of_table in files.items():
        listed = ", ".join(quoted(str(path)) for path in of_table)
        db.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{listed}])')  # noqa: S608 - our own names
    db.execute("SET lock_configuration = true")
