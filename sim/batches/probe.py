"""What a run of a batch takes, measured on a few: time, memory, and bytes on disk at each recording level."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim import kernel
from sim.batches import playing, work
from sim.batches.playing import Player, any_plain, months_of_run
from sim.store import write_table

if TYPE_CHECKING:
    from sim.batches.plan import Batch

PROBE = 2  # runs of each scenario that are played for the clock
TRIES = 3  # of which the quickest counts, since others may use the machine, too
MOMENT = 0.3  # seconds that playing for the scales may take, at each level
LARGEST = {"outcomes": 400, "dyad_months": 60, "trajectories": 8}
"""Runs played for the scales, at most: where a run takes much room, what a file has besides its runs hardly counts."""
STORED = 1.1  # what outcomes, tables and the store add to play, at most


class Probe(NamedTuple):
    """Seconds of a run, its bytes on disk at each level, and bytes of memory that a chunk of such runs needs."""

    seconds: float
    sizes: Mapping[str, float]
    memory: int


class _Scale(NamedTuple):
    """Bytes that a run takes on disk, and in memory as tables."""

    disk: float
    memory: float


def probed(plan: Batch, cell: int) -> Probe:
    """Play a few runs of a cell and measure what a run takes.

    >>> import sim
    >>> probed(sim.Batch(sim.example()), 1).seconds < 1
    True
    """
    seconds = _seconds(plan, cell)
    scales = _scales(plan, cell, seconds)
    chunk = min(work.MOST, max(1.0, work.SECONDS / seconds))
    worlds = min(playing.ROOM, chunk * plan.built(cell).world.dtype.itemsize)
    tables = min(work.HEAVY, chunk * scales[plan.record].memory)
    return Probe(seconds, {level: scale.disk for level, scale in scales.items()}, int(worlds + 2 * tables))


def _scales(plan: Batch, cell: int, seconds: float) -> dict[str, _Scale]:
    """By level; each adds its tables to those of the level before, which are weighed once."""
    found: dict[str, _Scale] = {}
    known: set[str] = set()
    disk = memory = 0.0
    for level, most in LARGEST.items():
        runs = int(min(most, max(PROBE, MOMENT / seconds)))
        tables = Player(plan, record=level)(np.full(runs, cell), np.arange(1, runs + 1))
        added = {name: table for name, table in tables.items() if name not in known}
        disk += _on_disk(added, runs)
        memory += sum(int(table.memory_usage(deep=True).sum()) for table in added.values()) / runs
        found[level] = _Scale(disk, memory)
        known |= set(added)
    return found


def _seconds(plan: Batch, cell: int) -> float:
    """Of a run, once all is compiled; outcomes, tables and the store included, as far as they were measured."""
    built = plan.built(cell)
    seeds = plan.seeds(cell, np.arange(1, PROBE + 1))
    months_of_run(built, int(seeds[0]), plan.actors)
    if any_plain(plan.actors):
        began = time.perf_counter()
        months_of_run(built, int(seeds[1]), plan.actors)
        return time.perf_counter() - began
    tries = []
    for _ in range(TRIES):
        began = time.perf_counter()
        kernel.run(built, seeds, plan.actors)
        tries.append(time.perf_counter() - began)
    return min(tries) / PROBE * STORED


def _on_disk(tables: Mapping[str, pd.DataFrame], runs: int) -> float:
    """Bytes that one more run adds to these tables as Parquet (what every file has is left out)."""
    half = {name: table[table["replicate"] <= runs // 2] for name, table in tables.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.parquet"
        return (_bytes(tables, path) - _bytes(half, path)) / (runs - runs // 2)


def _bytes(tables: Mapping[str, pd.DataFrame], path: Path) -> int:
    total = 0
    for table in tables.values():
        write_table(path, table)
        total += path.stat().st_size
    return total
