"""A folder of a batch: made, opened, written by one and read by many; what is in it is there whole."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.batches import failures, mending, shards, writer
from sim.batches import manifest as manifests
from sim.batches.asking import KEYS, ask
from sim.batches.entries import Failure, Shard
from sim.batches.finished import Finished, Progress
from sim.batches.runs import Runs
from sim.batches.writer import Chunk, Writer
from sim.store import StoreError

__all__ = ["Chunk", "Failure", "Folder", "Progress", "Runs", "Writer", "is_batch"]


def is_batch(folder: str | Path) -> bool:
    """Whether a folder holds a batch (and not, say, the results of one ``sim run``).

    >>> is_batch(".")
    False
    """
    try:
        return bool(manifests.read(Path(folder)))
    except StoreError:
        return False


class Folder:
    """The results of a batch on disk; see docs/results.md for what lies where.

    ``Folder.create`` makes one or finds the same batch there, ``Folder.open`` opens one; ``writer()`` is for the one
    who plays, everything else is for readers, who need no lock and see only what is finished.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path, self.manifest = path, manifest
        self._finished = Finished(path, manifest["batch"])

    @classmethod
    def create(
        cls,
        path: str | Path,
        manifest: Mapping[str, Any],
        cells: pd.DataFrame,
        files: Mapping[str, bytes] | None = None,
    ) -> Folder:
        """Make a folder for a batch, or find the same batch there, to go on with.

        Args:
            path: the folder; made if need be.
            manifest: ``content`` (the plan as JSON) and whatever else is to be known of the batch (``command``,
                ``runs``, ...); versions, checksums and a name of its own are added.
            cells: the table of cells.
            files: others to be kept in a new folder, by name.

        Raises:
            StoreError: the folder holds another batch, the same of another version, or other files.
            OSError: the disk is full, or the folder cannot be written to.
        """
        return cls(Path(path), manifests.create(Path(path), manifest, cells, files))

    @classmethod
    def open(cls, path: str | Path) -> Folder:
        """Open the folder of a batch.

        Raises:
            StoreError: it holds none, or its manifest is damaged.
        """
        return cls(Path(path), manifests.read(Path(path)))

    def writer(
        self, shard: tuple[int, int] | None = None, command: str | None = None
    ) -> AbstractContextManager[Writer]:
        """Write here: ``with folder.writer() as writer: writer.put(...)``; ``shard`` is (i, n) for part i of n.

        Entering mends what is damaged: ``writer.mended`` says what, ``writer.done()`` which runs need not be played.

        Raises:
            StoreError: somebody else writes; the message says who.
        """
        return writer.writer(self.path, self.manifest["batch"], shard, command)

    @property
    def content(self) -> str:
        """The plan, as JSON."""
        return manifests.content_of(self.manifest["content"])

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The table of cells: scenario, policy, point, and a column for each factor.

        Raises:
            StoreError: its file is not the one that was written.
        """
        path = self.path / "cells.parquet"
        if not path.is_file() or shards.checksum(path) != self.manifest["cells_sha256"]:
            raise StoreError(
                f"{path} is missing or not as it was written; put back a copy, or play the batch again in a new folder"
            )
        return ask("SELECT * FROM cells ORDER BY cell", {"cells": [path]}, {})

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that can be asked: those of finished shards, then cells and failures."""
        return (*self._finished.shards(), "cells", "failures")

    def frame(self, table: str, cells: bool = False) -> pd.DataFrame:
        """A table, in order of cell and replicate; with ``cells`` joined to what is varied (scenario, factors, ...).

        A factor that has the name of a column of the table (``deconfliction`` is an assumption and an outcome) is
        ``factor_NAME``.

        Raises:
            StoreError: there is no such table, nothing is finished yet, or a file is not as it was written.
        """
        if table in ("cells", "failures"):
            found = self.cells if table == "cells" else self._finished.failures()
            return found.merge(self._apart(found), on="cell") if cells and table != "cells" else found.copy()
        files = {"t": self._finished.files(self._named(table))}
        varied = {"cells": self._apart(ask("SELECT * FROM t LIMIT 0", files, {}))} if cells else {}
        joined = f"SELECT * FROM {'cells JOIN t USING (cell)' if cells else 't'}"  # noqa: S608 - our own names
        types = dict(ask(f"DESCRIBE {joined}", files, varied)[["column_name", "column_type"]].to_numpy())
        order = ", ".join(f'"{key}"' for key in KEYS if key in types)
        found = ask(f"{joined} ORDER BY {order}", files, varied)
        # Words that repeat take a fraction of the memory as categories.
        return found.astype({name: "category" for name, kind in types.items() if kind == "VARCHAR"})

    def sql(self, query: str, **frames: pd.DataFrame) -> pd.DataFrame:
        """Ask in SQL: the tables are views of their names (``tables``); tables of your own may be given by name.

        Raises:
            StoreError: the query cannot be answered, or a file is not as it was written.
        """
        known = self._finished.shards().items()  # files of tables that the query does not name need not be read
        files = {table: self._finished.files(named) for table, named in known if table in query.lower()}
        return ask(query, files, {"cells": self.cells, "failures": self._finished.failures(), **frames}, self.tables)

    def digest(self) -> str:
        """SHA-256 over cell, replicate and digest of all finished runs, in this order, each as eight bytes.

        Neither threads, chunks, nor the order in which runs were played make a difference.

        Raises:
            StoreError: a file is not as it was written.
        """
        return self._finished.digest()

    def done(self) -> Runs:
        """The runs whose rows are there."""
        return self._finished.runs()

    def over(self) -> Runs:
        """The runs that are done or failed: those that nobody plays unless asked to."""
        failed = self._finished.failures()
        return self.done() | Runs.of(failed["cell"].to_numpy(), failed["replicate"].to_numpy())

    def progress(self) -> Progress:
        """How far the batch is."""
        return self._finished.progress(self.manifest.get("runs"))

    def verify(self) -> list[str]:
        """All that is not as it was written, a sentence each; nothing is changed. Reads every file once."""
        found = [
            mending.sentence(finding)
            for ledger in self._finished.ledgers()
            for finding in mending.check(self.path, ledger)
        ]
        return [*found, *failures.check(self.path), *self._finished.doubled()]

    def lost(self) -> pd.DataFrame:
        """Chunks that were damaged and whose runs were given back to be played again: which, why, when found."""
        return self._finished.lost()

    def _apart(self, table: pd.DataFrame) -> pd.DataFrame:
        """The cells, factors that have the name of a column of the table renamed."""
        return self.cells.rename(columns={name: f"factor_{name}" for name in table if name != "cell"})

    def _named(self, table: str) -> list[Shard]:
        known = self._finished.shards()
        if not known:
            raise StoreError(f"no run of {self.path} is finished yet")
        if table not in known:
            raise StoreError(f"there is no table {table!r}; tables are {', '.join(self.tables)}")
        return known[table]

    def __repr__(self) -> str:
        return f"Folder({str(self.path)!r})"
