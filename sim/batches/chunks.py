"""A chunk of runs on its way to the store, and whether all fits together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.batches.entries import Failure
from sim.batches.runs import Runs


class Chunk(NamedTuple):
    """A block of runs that is played and written together; ``number`` tells it from others of its round."""

    round: int
    number: int
    cells: np.ndarray
    replicates: np.ndarray


def columns_of(tables: Mapping[str, pd.DataFrame]) -> str:
    """Names and types; a table is one only if they are the same in all chunks."""
    return json.dumps({name: {c: str(t.dtype) for c, t in table.items()} for name, table in sorted(tables.items())})


def played(chunk: Chunk, tables: Mapping[str, pd.DataFrame], failures: Sequence[Failure]) -> Runs:
    """The runs of a chunk but those that failed, after seeing that the tables hold these and no others.

    Raises:
        ValueError: they do not.
    """
    whole = Runs.of(chunk.cells, chunk.replicates)
    failed = Runs.of([f.cell for f in failures], [f.replicate for f in failures])
    if len(whole) != len(chunk.cells) or not whole.has(*failed.pairs).all():
        raise ValueError(f"chunk {chunk.round}-{chunk.number} names a run twice, or a failure is of another chunk")
    cells, replicates = whole.pairs
    kept = ~failed.has(cells, replicates)
    runs = Runs.of(cells[kept], replicates[kept])
    for name, table in tables.items():
        keys = table["cell"].to_numpy(), table["replicate"].to_numpy()
        if not runs.has(*keys).all() or (name == "runs" and (len(table) != len(runs) or Runs.of(*keys) != runs)):
            raise ValueError(f"table {name} of chunk {chunk.round}-{chunk.number} holds other runs than the chunk")
    return runs
