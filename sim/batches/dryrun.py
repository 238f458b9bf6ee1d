"""What a batch will cost, before it is played: from a probe of a few runs of each scenario."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim import kernel
from sim.batches import playing, work
from sim.batches.engines import processors
from sim.batches.playing import Player, any_plain, months_of_run
from sim.batches.tables import LEVELS
from sim.progress import span
from sim.store import write_table

if TYPE_CHECKING:
    from sim.batches.plan import Batch

PROBE = 2  # runs of each scenario that are played for the clock
TRIES = 3  # of which the quickest counts, since others may use the machine, too
LARGEST, MOMENT = 400, 0.3  # for the scales: so many runs, or as many as take so many seconds
STORED = 1.1  # what outcomes, tables and the store add to play, at most
PROGRAM = 350 * 2**20  # bytes of memory that Python, its libraries and the machine code take


@dataclass(frozen=True)
class DryRun:
    """What a batch will cost.

    Attributes:
        cells: how many.
        runs: at least (exactly without ``stop``).
        at_most: runs, if no interval ever gets narrow enough.
        seconds: of time, for ``runs``, with all processors that this process may use.
        memory: bytes, at most.
        disk: bytes, for ``runs``, as recorded.
        bytes_per_run: on disk, for each recording level.
        runs_per_second: on one processor.
        machine: what it was measured on.
        processors: that are counted on.
    """

    cells: int
    runs: int
    at_most: int
    seconds: float
    memory: int
    disk: int
    bytes_per_run: Mapping[str, float]
    runs_per_second: float
    machine: str
    processors: int

    def __str__(self) -> str:
        more = f" (up to {self.at_most:,} until intervals are narrow enough)" if self.at_most > self.runs else ""
        levels = ", ".join(f"{name} {size(each)}" for name, each in self.bytes_per_run.items())
        return "\n".join(
            [
                f"{self.cells:,} cells, {self.runs:,} runs{more}",
                f"time: about {span(self.seconds)} on {self.processors} processors "
                f"({self.runs_per_second:,.0f} runs per second on each)",
                f"memory: about {size(self.memory)}; disk: about {size(self.disk)}",
                f"on disk a run takes: {levels}",
                f"measured on: {self.machine}",
            ]
        )

    def _repr_html_(self) -> str:
        return "<br>".join(escape(line) for line in str(self).splitlines())


def dry_run(plan: Batch, threads: int | None = None) -> DryRun:
    """Play two runs of each scenario and say what the whole batch will cost. Nothing is written.

    Args:
        plan: the batch.
        threads: how many will play; all processors if None.

    >>> import sim
    >>> found = dry_run(sim.Batch(sim.example(), replicates=1000))
    >>> found.cells, found.runs, sorted(found.bytes_per_run)
    (1, 1000, ['dyad_months', 'outcomes', 'trajectories'])
    """
    using = threads or processors()
    weights = plan.cells.groupby("scenario", sort=False)["cell"].agg(["size", "first"])
    share = weights["size"].to_numpy() / len(plan.cells)
    found = [_probed(plan, int(cell)) for cell in weights["first"]]
    seconds = float(np.dot(share, [probe.seconds for probe in found]))
    each = {level: float(np.dot(share, [probe.sizes[level] for probe in found])) for level in LEVELS}
    at_most = plan.stop.at_most * len(plan.cells) if plan.stop is not None else plan.runs
    return DryRun(
        cells=len(plan.cells),
        runs=plan.runs,
        at_most=at_most,
        seconds=seconds * plan.runs / min(using, plan.runs),
        memory=PROGRAM + using * max(probe.memory for probe in found),
        disk=int(each[plan.record] * plan.runs),
        bytes_per_run=each,
        runs_per_second=1 / seconds,
        machine=_machine(),
        processors=using,
    )


def _machine() -> str:
    python = f"Python {platform.python_version()}"
    return f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()}, {python}"


class _Probe(NamedTuple):
    """Seconds of a run, its bytes on disk at each level, and bytes of memory that a chunk of such runs needs."""

    seconds: float
    sizes: Mapping[str, float]
    memory: int


def _probed(plan: Batch, cell: int) -> _Probe:
    seconds = _seconds(plan, cell)
    runs = int(min(LARGEST, max(PROBE, MOMENT / seconds)))
    cells, replicates = np.full(runs, cell), np.arange(1, runs + 1)
    tables = {level: Player(plan, record=level)(cells, replicates) for level in LEVELS}
    sizes = {level: _on_disk(found, runs) for level, found in tables.items()}
    weight = sum(int(table.memory_usage(deep=True).sum()) for table in tables[plan.record].values()) / runs
    chunk = min(work.MOST, max(1.0, work.SECONDS / seconds))
    worlds = min(playing.ROOM, chunk * plan.built(cell).world.dtype.itemsize)
    return _Probe(seconds, sizes, int(worlds + 2 * min(work.HEAVY, chunk * weight)))


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


def size(number: float) -> str:
    """Bytes in words.

    >>> size(120), size(3_400_000)
    ('120 bytes', '3.4 MB')
    """
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= scale:
            return f"{number / scale:.1f} {unit}"
    return f"{number:.0f} bytes"
