"""The results of a batch: tables, estimates with intervals, paired effects of policies, single runs again."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import pandas as pd

from sim.batches import effects, estimates, export_tables, replaying
from sim.batches.stored import StoredBatch
from sim.history import History
from sim.outcomes.asked import averaged, hint, outcome_of, parts

SHOWN = 6  # names in a line of few words


class BatchResults(StoredBatch):
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
    >>> results
    <BatchResults 'Batch of common_enemy': 40 runs, 0 failed, 0 left; common_enemy under as_coded, no_enemy>
    """

    def values(self, outcome: str, of: str | None = None) -> pd.DataFrame:
        """An outcome run by run: cell, scenario, policy, point, replicate, of, value, in this order.

        Raises:
            KeyError: there is no such outcome, or no such pair or actor.
        """
        return estimates.values(self.sql, outcome_of(outcome), of)

    def estimate(self, outcome: str, of: str | None = None, by: Sequence[str] = ("scenario", "policy")) -> pd.DataFrame:
        """An outcome with its 95% interval, for each group of cells.

        Of several cells each counts the same, however many runs it has, and the interval allows for runs of a cell
        being alike and for runs of a replicate sharing their luck (``sim.batches.pooling.estimate``).

        Args:
            outcome: which (``sim.outcomes``); ``ending=hostility`` is the share of runs with that word.
            of: one pair of rivals (in either order), or actor; all if None.
            by: what makes a group: ``scenario``, ``policy``, ``point``, ``cell``, or factors.

        Returns:
            One row per group and pair (or actor): value, low, high, and n, the number of runs where it applies.

        Raises:
            KeyError: there is no such outcome, pair or actor, or column of cells.
            ValueError: the outcome's values are words, which have no mean; see ``shares``.
        """
        return estimates.estimate(self.sql, averaged(outcome), self.cells, _listed(by), self.plan.common, of)

    def shares(self, outcome: str, of: str | None = None, by: Sequence[str] = ("scenario", "policy")) -> pd.DataFrame:
        """How many of all runs end up with each word of an outcome such as ``ending``; the shares add up to 1.

        Runs to which the outcome does not apply (no spell of cooperation, so no end of one) have its first word.

        Args:
            outcome: which; its values are words.
            of: as in ``estimate``.
            by: as in ``estimate``.

        Returns:
            As ``estimate``, a row more for each word, which stands in the column of the outcome's name.

        Raises:
            KeyError: there is no such outcome, pair or actor, or column of cells.
            ValueError: the outcome's values are numbers.
        """
        known = outcome_of(outcome)
        if not known.nominal:
            raise ValueError(f"{outcome} is a number and not a word; ask for estimate({outcome!r})")
        found = [self.estimate(one.name, of, by).assign(**{outcome: one.name}) for one in parts(known)]
        return estimates.together(found, known, [*_listed(by), "of"])

    def compare(
        self,
        policy: str,
        other: str,
        outcome: str = "emergence",
        of: str | None = None,
        by: Sequence[str] = ("scenario",),
    ) -> pd.DataFrame:
        """What changes from one policy to another, with its 95% interval.

        Where luck is common, runs are paired by scenario, point and replicate, so that each pair met the same luck;
        where it is independent, the two policies' own intervals are put together. Over several points each counts the
        same, and the interval allows for their being different (``sim.batches.pooling.estimate``).

        Args:
            policy: what is compared with.
            other: what is compared.
            outcome: of what (``sim.outcomes``); ``ending=hostility`` is the share of runs with that word.
            of: as in ``estimate``.
            by: what makes a group: ``scenario``, ``point``, factors, or nothing.

        Returns:
            One row per group and pair of rivals (or actor): the outcome under both, the difference, low, high; n, the
            pairs of runs that the difference rests on (the fewer of both policies' runs where ``paired`` is false);
            runs and runs_other, on which the two values rest.

        Raises:
            KeyError: there is no such policy, outcome, pair or actor, or column of cells.
            ValueError: the outcome's values are words, which have no mean.
        """
        known = list(self.cells["policy"].astype(str).unique())
        for name in (policy, other):
            if name not in known:
                raise KeyError(f"there is no policy {name!r} here; {hint(name, known)}")
        policies = (policy, other)
        return effects.compare(self.sql, averaged(outcome), self.cells, policies, _listed(by), self.plan.common, of)

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
        runs = f"<BatchResults {self.manifest.get('title', '')!r}: {done} runs, {failed} failed{more}"
        cases, policies = (_some(self.cells[word].astype(str).unique()) for word in ("scenario", "policy"))
        return f"{runs}; {cases} under {policies}>"

    def _repr_html_(self) -> str:
        found = estimates.short(self.estimate("emergence")) if self.progress.done else self.cells.head(10)
        return f"<p>{escape(repr(self))}</p>{found.to_html()}"


def _some(names: Sequence[str]) -> str:
    """The names, or the first few and how many more."""
    return ", ".join(names) if len(names) <= SHOWN else f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"


def _listed(by: Sequence[str]) -> list[str]:
    return [by] if isinstance(by, str) else list(by)
