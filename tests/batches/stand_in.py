"""A stand-in for playing: tables made from (cell, replicate) alone, at once; a batch of it, and how to kill it.

As a program it plays batches in children that it forks, see ``Server``.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

if os.name != "nt":
    import resource

CELLS, REPLICATES, CHUNK = 7, 60, 45
ACTORS = ("Ida", "Jon", "Kim", "Lev")


def manifest(**changes: Any) -> dict[str, Any]:
    content = {"title": "A stand-in", "design": {"kind": "list", "points": CELLS}, "seed": 1, "notes": "Ö, “x”"}
    return {"content": content | changes, "command": "sim batch stand_in.yaml", "runs": CELLS * REPLICATES}


def cells() -> pd.DataFrame:
    one = np.arange(1, CELLS + 1)
    return pd.DataFrame({"cell": one, "scenario": "case", "policy": "as_coded", "point": one, "threat_weight": one / 2})


def mixed(values: np.ndarray) -> np.ndarray:
    """Scattered 64-bit numbers (splitmix)."""
    z = values.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return z ^ (z >> np.uint64(27))


def play(cell: ArrayLike, replicate: ArrayLike, columns: int = 3) -> dict[str, pd.DataFrame]:
    """Tables of runs, a function of the runs alone."""
    cell, replicate = np.asarray(cell, np.int64), np.asarray(replicate, np.int64)
    digest = mixed(cell * 1_000_003 + replicate)
    luck = (digest >> np.uint64(11)).astype(float) / 2.0**53
    keys = {"cell": cell.astype(np.int32), "replicate": replicate.astype(np.int32)}
    runs = {**keys, "seed": replicate.astype(np.uint64), "digest": digest, "peak_strength": luck * 100}
    month = np.where(luck > 0.3, np.floor(luck * 60), np.nan)  # NaN: does not apply
    pair = pd.Categorical.from_codes(np.zeros(len(cell), int), ["North – South"])
    dyads = {**keys, "dyad": pair, "emergence": (luck > 0.3) * 1.0, "emergence_month": month}
    dyads |= {f"x{k}": luck + k for k in range(columns)}
    four = {name: np.repeat(column, len(ACTORS)) for name, column in keys.items()}
    names = pd.Categorical.from_codes(np.tile(np.arange(len(ACTORS)), len(cell)), list(ACTORS))
    actors = {**four, "actor": names, "payoff": np.repeat(luck, len(ACTORS)) + np.tile(np.arange(4), len(cell))}
    return {"runs": pd.DataFrame(runs), "dyads": pd.DataFrame(dyads), "actors": pd.DataFrame(actors)}


def every_run() -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(1, CELLS + 1), REPLICATES), np.tile(np.arange(1, REPLICATES + 1), CELLS)


def chunks(done: Any, size: int = CHUNK, part: tuple[int, int] = (1, 1)) -> Iterator[Any]:
    """What is left, in chunks."""
    from sim.batches.folder import Chunk

    cell, replicate = every_run()
    mine = (np.arange(len(cell)) % part[1] == part[0] - 1) & ~done.has(cell, replicate)
    cell, replicate = cell[mine], replicate[mine]
    for k in range(0, len(cell), size):
        yield Chunk(1, k // size, cell[k : k + size], replicate[k : k + size])


def batch(
    folder: Path, size: int = CHUNK, part: tuple[int, int] | None = None, most: int = 10**9, columns: int = 3
) -> list[str]:
    """Play what is left of the batch; returns what was mended."""
    from sim.batches.folder import Folder

    with Folder.create(folder, manifest(), cells()).writer(part) as writer:
        for k, chunk in enumerate(chunks(writer.done(), size, part or (1, 1))):
            if k == most:
                break
            writer.put(chunk, play(chunk.cells, chunk.replicates, columns))
        return writer.mended


def killer(at: int) -> Any:
    """Ends this process, as by a power cut, before step ``at`` (from 1) of what it writes."""
    steps = iter(range(1, at))

    def step(_: str) -> None:
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def job(folder: str, kill_at: int = 0, limit: int = 0, **options: Any) -> None:
    """What a child does; it is the head of a process group of its own."""
    from sim.batches import shards

    os.setsid()
    if kill_at:
        shards.step = killer(kill_at)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    batch(Path(folder), **options)


def serve() -> None:
    """Play each batch that is asked for (a line of JSON) in a forked child: everything is imported once."""
    import sim.batches.folder  # noqa: F401

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                job(**json.loads(line))
                os._exit(0)
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


class Server:
    """Plays stand-in batches in processes that can be killed."""

    def __init__(self, errors: Path) -> None:
        self.errors = errors
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors.open("wb"),
            text=True,
        )

    def _line(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def start(self, folder: Path, **options: Any) -> int:
        """Begin; returns the process."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"folder": str(folder), **options}) + "\n")
        self.process.stdin.flush()
        return self._line()

    def wait(self) -> int:
        """Its exit code."""
        return self._line()

    def play(self, folder: Path, **options: Any) -> int:
        self.start(folder, **options)
        return self.wait()

    def said(self) -> str:
        return self.errors.read_text()

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def leftovers(folder: Path) -> list[str]:
    """Files that should not be there: all but what the layout names and the ledgers know."""
    from sim.batches import failures
    from sim.batches.folder import Folder

    known = {shard.file for named in Folder.open(folder)._finished.shards().values() for shard in named}
    known |= {"manifest.json", "cells.parquet", "locks/start"}
    known |= {f"failures/{path.name}" for path in failures.files(folder)}
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return sorted(
        f for f in found - known if not re.fullmatch(r"ledger(-\d+-of-\d+)?\.sqlite|locks/(all|\d+of\d+)\.lock", f)
    )


if __name__ == "__main__":
    serve()
