"""What a batch has recorded, and sentences about what it has not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from sim.batches.estimates import worded
from sim.batches.folder import Folder
from sim.batches.stopping import TABLES as _TABLES
from sim.outcomes import OUTCOMES
from sim.outcomes.asked import hint
from sim.store import StoreError

FROM = {"months": "dyad_months", "fronts": "dyad_months", "events": "dyad_months", "worlds": "trajectories"}
"""From which recording level on a table is kept; those that are not named here always are."""
ALWAYS = ("runs", "dyads", "actors")
MADE = "dyad_year"
"""The table that is stored nowhere, and made when it is exported."""
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")


def missing(table: str, tables: Sequence[str]) -> str:
    """Why there is no such table, and what there is.

    >>> missing("months", ("runs", "cells"))
    'months were not recorded; play the batch with `record: dyad_months` to have them. Tables here are runs, cells; ...'
    >>> missing("dayds", ("runs", "dyads"))
    "there is no table 'dayds'; did you mean 'dyads'? Tables here are runs, dyads; dyad_year is made by export"
    """
    here = f"Tables here are {', '.join(tables)}; {MADE} is made by export"
    if table == MADE:
        return f"{MADE} is not stored, but made by results.export(FILE) or sim export FOLDER --table {MADE}. {here}"
    if not set(ALWAYS) & set(tables) and table in (*ALWAYS, *FROM):
        return f"no run of this batch is finished yet, so there is no table {table!r}. {here}"
    if table in FROM:
        return f"{table} were not recorded; play the batch with `record: {FROM[table]}` to have them. {here}"
    near = hint(table, (*tables, *FROM, MADE))
    return f"there is no table {table!r}; {near} {here}" if "?" in near else f"there is no table {table!r}. {here}"


def frame(folder: Folder, table: str, cells: bool = False) -> pd.DataFrame:
    """A table with the words of outcomes that are codes.

    Raises:
        StoreError: there is no such table, or a file is not as it was written.
    """
    if table not in folder.tables:
        raise StoreError(missing(table, folder.tables))
    found = folder.frame(table, cells)
    coded = [one for one in OUTCOMES.values() if one.nominal and _TABLES[one.per] == table]
    return found.assign(**{one.name: worded(found[one.name], one) for one in coded})


def sql(folder: Folder, query: str, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """An answer in SQL; where a table is missing the error says why.

    Raises:
        StoreError: it cannot be answered.
    """
    try:
        return folder.sql(query, **frames)
    except StoreError as error:
        unknown = _NO_TABLE.search(str(error))
        if unknown is None:
            raise
        raise StoreError(missing(unknown[1], folder.tables)) from None
