"""What is finished in a folder, for readers: they need no lock, and see the chunks that ledgers name, each whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd

from sim.batches import shards
from sim.batches.entries import Shard
from sim.batches.ledger import Ledger
from sim.batches.ledgers import read_ledger, tags
from sim.batches.runs import Runs
from sim.store import StoreError

_OF_FAILURES = ("cell", "replicate", "seed", "error", "traceback", "written")


class Finished:
    """The chunks that all ledgers of a folder name, as they are now."""

    def __init__(self, folder: Path, batch: str) -> None:
        self.folder, self._batch = folder, batch
        self._sound: set[tuple] = set()

    def ledgers(self) -> Iterator[Ledger]:
        """Each ledger in turn, open.

        Raises:
            StoreError: one is damaged, or there are shards and none names them.
        """
        found = tags(self.folder)
        if not found and any((self.folder / "shards").glob("*.parquet")):
            raise StoreError(f"{self.folder} has lost its ledger; {self._go_on()}, which makes it again")
        with ExitStack() as stack:
            for tag in found:
                ledger = read_ledger(self.folder, tag, self._batch)
                stack.callback(ledger.close)
                yield ledger

    def ask(self, query: str) -> list[tuple]:
        """The rows of all ledgers."""
        return [row for ledger in self.ledgers() for row in ledger.ask(query)]

    def runs(self) -> Runs:
        """The runs whose rows are there."""
        return Runs.of_spans(self.ask("SELECT cell, first, last FROM spans"))

    def shards(self) -> dict[str, list[Shard]]:
        """Shards by table."""
        found: dict[str, list[Shard]] = {}
        for ledger in self.ledgers():
            for shard in ledger.shards():
                found.setdefault(shard.table, []).append(shard)
        return found

    def files(self, named: list[Shard]) -> list[Path]:
        """The files of shards, after seeing (once for each) that they are as they were written.

        Raises:
            StoreError: one is not.
        """
        fresh = {state: shard for shard in named if (state := _state(self.folder, shard)) not in self._sound}
        sums = shards.checksums([self.folder / shard.file for shard in fresh.values()])
        for (state, shard), total in zip(fresh.items(), sums, strict=True):
            if total != shard.sha256:
                path = self.folder / shard.file
                raise StoreError(
                    f"{path} is missing or not as it was written; {self._go_on()}, which plays its runs again"
                )
            self._sound.add(state)
        return [self.folder / shard.file for shard in named]

    def failures(self) -> pd.DataFrame:
        """The runs that failed and were not played since."""
        rows = sorted(self.ask(f"SELECT {', '.join(_OF_FAILURES)} FROM failures WHERE NOT again"))  # noqa: S608 - ours
        found = pd.DataFrame(rows, columns=list(_OF_FAILURES))
        seeds = np.array([int(seed) for seed in found["seed"]], np.uint64)
        return found.astype({"cell": "int64", "replicate": "int64"}).assign(seed=seeds)

    def lost(self) -> pd.DataFrame:
        """Chunks that were damaged and whose runs were given back: round, number, why, when it was found."""
        columns = ["round", "number", "why", "found"]
        return pd.DataFrame(self.ask(f"SELECT {', '.join(columns)} FROM lost"), columns=columns)  # noqa: S608 - ours

    def blocks(self, runs: int) -> Iterator[tuple[int, int, list[Path]]]:
        """First and last cell of blocks of some so many runs, in order, and the files of their table of runs."""
        counts = pd.DataFrame(self.ask("SELECT cell, last - first + 1 FROM spans"), columns=["cell", "runs"])
        ends = counts.groupby("cell")["runs"].sum().cumsum()
        reach = self.ask(
            "SELECT name, file, sha256, rows, bytes, min(cell), max(cell) FROM shards JOIN spans USING (chunk)"
            " WHERE name = 'runs' GROUP BY chunk"
        )
        for _, block in groupby(ends.items(), key=lambda end: (end[1] - 1) // runs):
            cells = [int(str(cell)) for cell, _ in block]
            near = [Shard(*shard) for *shard, low, high in reach if low <= cells[-1] and high >= cells[0]]
            yield cells[0], cells[-1], self.files(near)

    def _go_on(self) -> str:
        return f"go on with the batch (sim resume {self.folder})"


def _state(folder: Path, shard: Shard) -> tuple:
    """Another one when the file was touched."""
    try:
        about = (folder / shard.file).stat()
    except OSError:
        return (shard, -1, -1)
    return (shard, about.st_size, about.st_mtime_ns)
