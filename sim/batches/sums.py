"""Sums over runs, made in SQL a block of replicates at a time, so that a million runs take the memory of a few.

Blocks are of replicates, because runs are paired, and share their luck, within a replicate. The first pass sums up the
runs of each cell; the second, where luck is shared, how far the runs of each replicate are from their cells' means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from sim.batches.pooling import Luck, estimate
from sim.intervals import Estimate

BLOCK = 50_000  # rows that are held together, where a question has to hold them
MOST = 40  # blocks: each opens all files, so beyond this it is the blocks that grow
KEYS = ["part", "of", "cell"]
_SUMS = """count("{0}") AS "n {0}", fsum("{0}") AS "total {0}", fsum("{0}" * "{0}") AS "squares {0}",
    count(*) FILTER (WHERE "{0}" > 0) AS "up {0}", count(*) FILTER (WHERE "{0}" < 0) AS "down {0}\""""
_OFF = 'fsum(("{0}" - "mean {0}") / "n {0}") AS "{0}"'
_LUCK = 'count("{0}") AS "replicates {0}", fsum("{0}" * "{0}") AS "squares {0}"'

Ask = Callable[..., pd.DataFrame]
"""Answers a question in SQL, which may ask of tables given by name."""


class Rows(NamedTuple):
    """Runs that are to be summed up, a row each: ``part`` (of the answer), ``of``, ``cell``, ``replicate``, values."""

    ask: Ask
    select: Callable[[int, int], tuple[str, Mapping[str, pd.DataFrame]]]
    """Rows of the replicates from the first to the last of a block: a SELECT, and the tables that it needs."""
    columns: tuple[str, ...]
    """Which columns are values; NULL or NaN where a run has none."""
    last: int
    """The last replicate."""
    each: float
    """Rows of one replicate, at most."""
    joined: bool = False
    """Whether runs are joined to others, and so have to be held while they are summed up."""

    @property
    def blocks(self) -> Iterator[tuple[int, int]]:
        """First and last replicate of each block."""
        return blocks(self.last, self.each)


class Group(NamedTuple):
    """What the runs of one part and one pair (or actor) say."""

    part: int
    of: str
    cells: pd.DataFrame
    """A row a cell: ``cell``, ``runs``, and of each column of values its ``n``, ``total``, ``squares``,
    ``up``, ``down``."""
    found: dict[str, Estimate]
    """By column of values; that of a pair's difference among them, if asked for."""


def blocks(last: int, each: float) -> Iterator[tuple[int, int]]:
    """First and last replicate of each block, if a replicate has so many rows.

    >>> list(blocks(10, BLOCK / 4))
    [(1, 4), (5, 8), (9, 10)]
    """
    few = max(1, int(BLOCK // max(each, 1)), -(-last // MOST))
    return ((first, min(first + few - 1, last)) for first in range(1, last + 1, few))


def groups(rows: Rows, share: bool, common: bool, paired: str | None = None) -> list[Group]:
    """Every part and pair (or actor) with its estimates, as ``sim.batches.pooling.estimate`` has them.

    Args:
        rows: the runs.
        share: whether values are shares of runs.
        common: whether runs of the same replicate met the same luck.
        paired: the column that holds differences of pairs of runs, if one does.
    """
    by_cell = _by_cell(rows)
    several = bool((by_cell.groupby(KEYS[:2])["cell"].size() > 1).any()) if len(by_cell) else False
    luck = _luck(rows, by_cell) if common and several else None
    found = []
    for (part, of), own in by_cell.groupby(KEYS[:2], sort=False):  # ty: ignore[not-iterable]
        off = None if luck is None else luck.loc[(part, of)]
        each = {c: estimate(_of(own, c), _luck_of(off, c), share, c == paired) for c in rows.columns}
        found.append(Group(int(part), str(of), own, each))
    return sorted(found, key=lambda group: (group.cells["cell"].min(), group.of))


def _by_cell(rows: Rows) -> pd.DataFrame:
    """The sums of each cell, in the order of parts, names and cells."""
    sums = ", ".join(_SUMS.format(column) for column in rows.columns)
    query = f'SELECT part, "of", cell, count(*) AS runs, {sums} FROM known GROUP BY part, "of", cell'  # noqa: S608 - ours
    blocks = rows.blocks if rows.joined else [(1, rows.last)]
    return _added(rows, blocks, query, {}, KEYS)


def _luck(rows: Rows, by_cell: pd.DataFrame) -> pd.DataFrame:
    """By part and name, of each column: how many replicates have values, and the sum of squares of what is theirs."""
    own = by_cell[KEYS].copy()
    for c in rows.columns:
        own[f"n {c}"] = by_cell[f"n {c}"].astype(float)
        own[f"mean {c}"] = by_cell[f"total {c}"] / own[f"n {c}"].where(own[f"n {c}"] > 0)
    off, luck = (", ".join(text.format(column) for column in rows.columns) for text in (_OFF, _LUCK))
    query = (
        f'SELECT part, "of", {luck} FROM (SELECT part, "of", replicate, {off} FROM known JOIN own '  # noqa: S608 - ours
        'USING (part, "of", cell) GROUP BY part, "of", replicate) GROUP BY part, "of"'
    )
    return _added(rows, rows.blocks, query, {"own": own}, KEYS[:2]).set_index(KEYS[:2])


def _added(
    rows: Rows, blocks: Iterable[tuple[int, int]], query: str, frames: Mapping[str, pd.DataFrame], keys: list[str]
) -> pd.DataFrame:
    """The answers to a question for each block, added up."""
    values = ", ".join(f"""nullif(CAST("{c}" AS DOUBLE), 'nan') AS "{c}\"""" for c in rows.columns)
    total = pd.DataFrame()
    for first, last in blocks:
        select, needed = rows.select(first, last)
        known = f'WITH known AS (SELECT part, "of", cell, replicate, {values} FROM ({select})) {query}'  # noqa: S608 - ours
        more = rows.ask(known, **needed, **frames).fillna(0.0)
        total = pd.concat([total, more]).groupby(keys, as_index=False, sort=True).sum() if len(more) else total
    return total if len(total) else pd.DataFrame(columns=keys)


def _of(own: pd.DataFrame, column: str) -> pd.DataFrame:
    """The sums of one column, by the names that estimates know."""
    return pd.DataFrame({c: own[f"{c} {column}"] for c in ("n", "total", "squares", "up", "down")})


def _luck_of(off: Any, column: str) -> Luck | None:
    return None if off is None else Luck(int(off[f"replicates {column}"]), float(off[f"squares {column}"]))
