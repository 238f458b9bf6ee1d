"""What is finished in a folder, for readers: they need no lock, and see the chunks that ledgers name, each whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.batches import failures, shards
from sim.batches.asking import ask
from sim.batches.entries import Shard
from sim.batches.ledger import Ledger
from sim.batches.ledgers import ALL, ledger_path, read_ledger, tags
from sim.batches.runs import Runs
from sim.counted import counted
from sim.store import StoreError

DIGESTED = 50_000  # runs that a digest looks at together
_DIGESTED = ("cell", "replicate", "digest")
_OF_FAILURES = ("cell", "replicate", "seed", "error", "traceback", "written")


class Progress(NamedTuple):
    """How far a batch is: runs done, failed, and left (None when that depends on what is found); seconds spent."""

    done: int
    failed: int
    left: int | None
    seconds: float


def lost_ledgers(folder: Path) -> list[str]:
    """The tags of writers who left shards or failures here and whose ledger is gone.

    >>> lost_ledgers(Path())
    []
    """
    kept = ((shards.NAME, (folder / "shards").glob("*.parquet")), (failures.NAME, failures.files(folder)))
    names = [name.fullmatch(path.name) for name, paths in kept for path in paths]
    there = tags(folder)  # looked up last: who begins just now has a ledger before any other file
    left = {name["tag"] if name else (there or [ALL])[0] for name in names}  # files that were renamed are anybody's
    return sorted(left - set(there))


class Finished:
    """The chunks that all ledgers of a folder name, as they are now."""

    def __init__(self, folder: Path, batch: str) -> None:
        self.folder, self._batch = folder, batch
        self._sound: set[tuple] = set()

    def ledgers(self) -> Iterator[Ledger]:
        """Each ledger in turn, open.

        Raises:
            StoreError: one is damaged, or a writer left shards or failures and its ledger is gone.
        """
        for tag in lost_ledgers(self.folder):
            which = "its ledger" if tag == ALL else f"the ledger of a part ({ledger_path(self.folder, tag).name})"
            raise StoreError(f"{self.folder} has lost {which}; {self._go_on()}, which makes it again")
        with ExitStack() as stack:
            for tag in tags(self.folder):
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

    def blocks(self, runs: int) -> Iterator[tuple[str, list[Path]]]:
        """Blocks of some so many runs, by cell and replicate: which they are, in SQL, and the files that hold them."""
        reach = self.ask(
            "SELECT name, file, sha256, rows, bytes, min(cell), max(cell), min(first), max(last)"
            " FROM shards JOIN spans USING (chunk) WHERE name = 'runs' GROUP BY chunk"
        )
        for cells, replicates in self._divided(runs):
            near = [
                Shard(*shard)
                for *shard, low, high, first, last in reach
                if _meet((low, high), cells) and _meet((first, last), replicates)
            ]
            which = "cell BETWEEN {} AND {} AND replicate BETWEEN {} AND {}".format(*cells, *replicates)
            if near:
                yield which, self.files(near)

    def _divided(self, runs: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """First and last cell, first and last replicate of blocks: several cells, or part of one with many runs."""
        rows = self.ask("SELECT cell, sum(last - first + 1), max(last) FROM spans GROUP BY cell")
        named = pd.DataFrame(rows, columns=["cell", "runs", "last"]).astype(np.int64)
        by_cell = named.groupby("cell").agg({"runs": "sum", "last": "max"})
        by_cell["block"] = (by_cell["runs"].cumsum() - 1) // runs - 0.5 * (by_cell["runs"] > runs)  # a large one alone
        for _, block in by_cell.groupby("block"):
            cells, most = (int(block.index[0]), int(block.index[-1])), int(block["last"].max())
            step = most if len(block) > 1 else runs
            yield from ((cells, (low, min(low + step - 1, most))) for low in range(1, most + 1, step))

    def progress(self, planned: int | None) -> Progress:
        """How far the batch is, of so many runs (None: that depends on what is found)."""
        done = sum(row[0] for row in self.ask("SELECT coalesce(sum(runs), 0) FROM chunks"))
        failed = len(self.ask("SELECT 1 FROM failures WHERE NOT again"))
        seconds = sum(row[0] for row in self.ask("SELECT coalesce(sum(seconds), 0.0) FROM sessions"))
        return Progress(done, failed, None if planned is None else max(planned - done - failed, 0), seconds)

    def doubled(self) -> list[str]:
        """That runs are stored twice, in a sentence, if some are."""
        twice = self.progress(None).done - len(self.runs())
        are = "is" if twice == 1 else "are"
        return [f"{counted(twice, 'run')} {are} stored twice, by writers of other divisions"] if twice else []

    def digest(self) -> str:
        """SHA-256 over cell, replicate and digest of all finished runs, in this order, each as eight bytes.

        Raises:
            StoreError: a file is not as it was written.
        """
        total = hashlib.sha256()
        for which, files in self.blocks(DIGESTED):
            query = f"SELECT {', '.join(_DIGESTED)} FROM runs WHERE {which} ORDER BY ALL"  # noqa: S608 - ours
            found = ask(query, {"runs": files}, {})
            total.update(np.column_stack([found[column].to_numpy().astype("<u8") for column in _DIGESTED]).tobytes())
        return total.hexdigest()

    def _go_on(self) -> str:
        return f"go on with the batch (sim resume {self.folder})"


def _meet(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two reaches, each from its first to its last, have something in common."""
    return one[0] <= other[1] and one[1] >= other[0]


def _state(folder: Path, shard: Shard) -> tuple:
    """Another one when the file was touched."""
    try:
        about = (folder / shard.file).stat()
    except OSError:
        return (shard, -1, -1)
    return (shard, about.st_size, about.st_mtime_ns)
