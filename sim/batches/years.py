"""Dyad-years: what became of a pair of rivals in each calendar year of a run, for panel models in R or Stata."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pandas as pd

from sim import kernel
from sim.batches.folder import Folder
from sim.batches.plan import Batch
from sim.batches.playing import any_plain, months_of_run
from sim.batches.tables import months_of
from sim.names import dyad_name
from sim.scenario.build import Built
from sim.store import StoreError
from sim.world import MODES

BLOCK = 500  # runs that are played together


def dyad_years(folder: Folder, plan: Batch) -> pd.DataFrame:
    """A row per run, pair of rivals and calendar year: months in each mode, and incidents.

    Incidents are not stored by month, so all runs are played once more, a block at a time.

    Raises:
        StoreError: a run comes out otherwise here than it was stored.
    """
    cells, replicates = folder.done().pairs
    edges = [k for k in range(len(cells)) if not k or cells[k] != cells[k - 1] or not k % BLOCK]
    blocks = [(int(cells[a]), replicates[a:b]) for a, b in zip(edges, [*edges[1:], len(cells)], strict=True)]
    with ThreadPoolExecutor(1 if any_plain(plan.actors) else os.cpu_count()) as pool:  # machine code needs no lock
        parts = list(pool.map(partial(_of_block, plan), blocks))
    whole = pd.concat(parts, ignore_index=True) if parts else _table(1, np.zeros(0, int), [], [], _nothing())
    _same(folder, whole)
    return whole.merge(folder.cells, on="cell", how="left")


def _of_block(plan: Batch, block: tuple[int, np.ndarray]) -> pd.DataFrame:
    """The rows of some runs of one cell."""
    cell, replicates = block
    built = plan.built(cell)
    year = [month[:4] for month in months_of(built)]
    first = [t for t in range(len(year)) if not t or year[t] != year[t - 1]]
    counts = np.zeros((len(replicates), len(built.names.dyad), len(first), len(MODES) + 1), int)
    out = kernel.Played(built, 1, history=True)
    for k, seed in enumerate(plan.seeds(cell, replicates)):
        worlds = months_of_run(built, int(seed), plan.actors, out).history
        counts[k] = _counted(built, worlds, first)
    return _table(cell, replicates, [dyad_name(*pair) for pair in built.names.dyad], [year[t] for t in first], counts)


def _counted(built: Built, worlds: np.ndarray, first: Sequence[int]) -> np.ndarray:
    """Months in each mode, then incidents (D, years, modes + 1), of one run; ``first``: where each year begins."""
    dyads = len(built.names.dyad)
    mode, incidents = (worlds[fact][1:, :dyads] for fact in ("mode", "incidents"))
    by_month = np.concatenate([mode[..., None] == np.arange(len(MODES)), incidents[..., None]], axis=2, dtype=int)
    return np.add.reduceat(by_month, first, axis=0).swapaxes(0, 1)


def _table(
    cell: int, replicates: np.ndarray, dyads: Sequence[str], years: Sequence[str], counts: np.ndarray
) -> pd.DataFrame:
    """Counts (R, D, years, modes + 1) as rows."""
    rows = counts.reshape(-1, len(MODES) + 1)
    each = len(rows) // max(len(replicates), 1)
    named = {
        "run": np.repeat([f"{cell}-{replicate}" for replicate in replicates], each),
        "cell": cell,
        "replicate": np.repeat(replicates, each),
        "dyad": np.tile(np.repeat(np.array(dyads, object), len(years)), len(replicates)),
        "year": np.tile(np.array(years, int), len(replicates) * len(dyads)),
        "months": rows[:, :-1].sum(axis=1),
    }
    modes = {f"months_{mode}": rows[:, code] for code, mode in enumerate(MODES)}
    return pd.DataFrame({**named, **modes, "incidents": rows[:, -1]})


def _nothing() -> np.ndarray:
    return np.zeros((0, 0, 0, len(MODES) + 1), int)


def _same(folder: Folder, years: pd.DataFrame) -> None:
    """See that the years of each run add up to the incidents that were stored of it."""
    total = years.groupby(["cell", "replicate", "dyad"], as_index=False)["incidents"].sum()
    stored = folder.sql("SELECT cell, replicate, dyad, incidents AS stored FROM dyads") if len(years) else total
    both = total.merge(stored, on=["cell", "replicate", "dyad"], how="left")
    if len(years) and (other := both[both["incidents"] != both["stored"]]).size:
        first = other.iloc[0]
        raise StoreError(
            f"run {first['cell']}-{first['replicate']} comes out otherwise here than it was stored; "
            f"sim replay {folder.path} {first['cell']}-{first['replicate']} says why"
        )
