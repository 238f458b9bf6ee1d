"""What is stored of a batch: its plan, its cells, its tables, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.actors import Actor
from sim.batches import recorded, stopping
from sim.batches.folder import Folder, Progress
from sim.batches.plan import Batch


class StoredBatch:
    """A folder of a batch with its plan; ``sim.batches.results.BatchResults`` says what was found in it."""

    def __init__(
        self, folder: str | Path, plan: Batch | None = None, actors: Mapping[str, type[Actor]] | None = None
    ) -> None:
        self.folder = Folder.open(folder)
        self._plan, self._actors = plan, actors

    @property
    def path(self) -> Path:
        """Where the results lie."""
        return self.folder.path

    @property
    def manifest(self) -> dict[str, Any]:
        """What is known of the batch: title, question, content, versions, columns, ..."""
        return self.folder.manifest

    @cached_property
    def plan(self) -> Batch:
        """The batch that was played, made again from what is stored."""
        if self._plan is not None:
            return self._plan
        return Batch.from_content(self.folder.content, cells=self.cells, actors=self._actors, folder=self.path)

    @property
    def cells(self) -> pd.DataFrame:
        """One row a cell: scenario, policy, point, and each factor's value."""
        return self.folder.cells

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return self.folder.tables

    @property
    def digest(self) -> str:
        """One number for all runs: the same wherever and however the same batch is played."""
        return self.folder.digest()

    @property
    def progress(self) -> Progress:
        """How many runs are done, failed and left."""
        return self.folder.progress()

    @property
    def left(self) -> int:
        """How many runs are to be played yet; where cells are played until they are sure enough, in this round."""
        known = self.progress.left
        return stopping.left(self.plan, self.folder.over(), self.sql) if known is None else known

    @property
    def failures(self) -> pd.DataFrame:
        """The runs that failed: seed, error and traceback."""
        return self.folder.frame("failures")

    def frame(self, table: str = "dyads", cells: bool = False) -> pd.DataFrame:
        """A table; with ``cells`` joined to scenario, policy, point and factors (see ``Folder.frame``).

        Outcomes that are codes of words (``ending``) are words here, and codes in ``sql``.

        Raises:
            sim.store.StoreError: there is no such table, or a file is not as it was written.
        """
        return recorded.frame(self.folder, table, cells)

    def sql(self, query: str, **frames: pd.DataFrame) -> pd.DataFrame:
        """Ask in SQL; the tables are views of their names.

        Raises:
            sim.store.StoreError: the query cannot be answered; of a table that is not there it says why.
        """
        return recorded.sql(self.folder, query, frames)
