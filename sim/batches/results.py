"""The results of a batch: tables, estimates with intervals, paired effects of policies, single runs again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.actors import Actor
from sim.batches import effects, estimates, export_tables, replaying, stopping
from sim.batches.folder import Folder, Progress
from sim.batches.plan import Batch
from sim.history import History
from sim.outcomes import OUTCOMES, Outcome


class BatchResults:
    """What a batch found, read from its folder; also while it is still being played.

    Args:
        folder: where it is stored.
        plan: the batch itself, if it is at hand; else it is made again from what is stored.
        actors: classes that were given in Python, for single runs to be played again.

    >>> import sim, tempfile
    >>> plan = sim.Batch(sim.example(), policies=["as_coded", "no_enemy"], replicates=20)
    >>> results = plan.run(tempfile.mkdtemp(), progress=False)
    >>> results.estimate("emergence")[["policy", "of", "n"]].values.tolist()
    [['as_coded', 'North – South', 20], ['no_enemy', 'North – South', 20]]
    """

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

        Raises:
            sim.store.StoreError: there is no such table, or a file is not as it was written.
        """
        return self.folder.frame(table, cells)

    def sql(self, query: str, **frames: pd.DataFrame) -> pd.DataFrame:
        """Ask in SQL; the tables are views of their names.

        Raises:
            sim.store.StoreError: the query cannot be answered.
        """
        return self.folder.sql(query, **frames)

    def values(self, outcome: str, of: str | None = None) -> pd.DataFrame:
        """An outcome run by run: cell, scenario, policy, point, replicate, of, value, in this order.

        Raises:
            KeyError: there is no such outcome, or no such pair or actor.
        """
        return estimates.values(self.folder, outcome_of(outcome), of)

    def estimate(self, outcome: str, of: str | None = None, by: Sequence[str] = ("scenario", "policy")) -> pd.DataFrame:
        """An outcome with its 95% interval, for each group of cells.

        Of several cells each counts the same, however many runs it has, and the interval allows for runs of a cell
        being alike and for runs of a replicate sharing their luck (``sim.batches.pooling.estimate``).

        Args:
            outcome: which (``sim.outcomes``).
            of: one pair of rivals, or actor; all if None.
            by: what makes a group: ``scenario``, ``policy``, ``point``, ``cell``, or factors.

        Returns:
            One row per group and pair (or actor): value, low, high, and n, the number of runs where it applies.

        Raises:
            KeyError: there is no such outcome, pair or actor, or column of cells.
        """
        if unknown := [name for name in by if name not in self.cells]:
            raise KeyError(f"cells have no {unknown[0]!r}; they have {', '.join(self.cells)}")
        known = outcome_of(outcome)
        return estimates.by_group(self.values(outcome, of), known, self.cells, list(by), self.plan.common)

    def compare(
        self, policy: str, other: str, outcome: str = "emergence", by: Sequence[str] = ("scenario",)
    ) -> pd.DataFrame:
        """What changes from one policy to another, with its 95% interval.

        Where luck is common, runs are paired by scenario, point and replicate, so that each pair met the same luck;
        where it is independent, the two policies' own intervals are put together. Over several points each counts the
        same, and the interval allows for their being different (``sim.batches.pooling.estimate``).

        Args:
            policy: what is compared with.
            other: what is compared.
            outcome: of what (``sim.outcomes``).
            by: what makes a group: ``scenario``, ``point``, or nothing.

        Returns:
            One row per group and pair of rivals (or actor): the outcome under both, the difference, low, high, n.

        Raises:
            KeyError: there is no such policy or outcome.
        """
        known = self.cells["policy"].unique()
        for name in (policy, other):
            if name not in known:
                raise KeyError(f"there is no policy {name!r} here; there are {', '.join(known)}")
        return effects.compare(self.values(outcome), outcome_of(outcome), policy, other, list(by), self.plan.common)

    def replay(self, run: str) -> History:
        """One run again, month by month; it must come out with the same digest.

        Args:
            run: its name, cell and replicate: ``"17-3"``.

        Raises:
            sim.store.StoreError: there is no such run, or it comes out otherwise here; the message says why.
        """
        return replaying.replay(self.folder, self.plan, run)

    def export(self, path: str | Path, what: str = "dyad_year") -> Path:
        """Write a table for other programs: CSV or Parquet, by the ending of the name, and its dictionary beside it.

        Args:
            path: a new file ending in ``.csv`` or ``.parquet``.
            what: ``dyad_year`` (a row per run, pair of rivals and calendar year: the months in each mode), or a table.

        Raises:
            ValueError: the ending is another, the file is there already, or there is no such table.
        """
        return export_tables.export(self.folder, self.plan, Path(path), what)

    def __repr__(self) -> str:
        done, failed, left, _ = self.progress
        more = "" if left is None else f", {left} left"
        return f"<BatchResults {self.manifest.get('title', '')!r}: {done} runs, {failed} failed{more}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self._short().to_html()}"

    def _short(self) -> pd.DataFrame:
        if self.progress.done == 0:
            return self.cells.head(10)
        found = self.estimate("emergence").head(20)
        return found.assign(**{name: np.round(found[name], 3) for name in ("value", "low", "high")})


def outcome_of(name: str) -> Outcome:
    """The outcome of this name.

    Raises:
        KeyError: there is none.
    """
    if name not in OUTCOMES:
        raise KeyError(f"there is no outcome {name!r}; outcomes are {', '.join(OUTCOMES)}")
    return OUTCOMES[name]
