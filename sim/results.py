"""Results: what a batch of runs says, as numbers with intervals, as tables, and as a folder of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim import store
from sim.folders import there
from sim.frames import front_months, labels, mode_counts, tidy
from sim.intervals import Estimate, mean, paired_mean, paired_share, wilson
from sim.names import Names
from sim.outcomes import OUTCOMES, Record
from sim.outcomes.asked import averaged, outcome_of, parts
from sim.scenario import Scenario
from sim.world import MODES

if TYPE_CHECKING:
    from sim.actors import Actor

AS_CODED = "as_coded"


@dataclass(frozen=True, eq=False)
class Results:
    """The runs of one scenario under one policy.

    ``results.emergence`` and every other outcome give an ``Estimate`` per pair, actor, or in all;
    ``results.table()`` shows them; ``other - results`` compares by seed.

    >>> import sim
    >>> results = sim.run(sim.example(), runs=20)
    >>> sorted(results.emergence)
    ['North – South']
    """

    scenario: Scenario
    policy: str
    names: Names
    seeds: np.ndarray
    record: Record = field(repr=False)

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.seeds)

    @cached_property
    def _values(self) -> dict[str, np.ndarray]:
        return {name: outcome.compute(self.record) for name, outcome in OUTCOMES.items()}

    def values(self, outcome: str) -> np.ndarray:
        """An outcome of each run: (runs,), or (runs, pairs or actors) in the order of ``labels``; of a word its code.

        Raises:
            KeyError: there is no such outcome; the nearest is proposed.
        """
        known = outcome_of(outcome)
        return self._values[known.name] if known.name in self._values else known.compute(self.record)

    def labels(self, outcome: str) -> tuple[str, ...]:
        """What the columns of ``values`` stand for."""
        return labels(self.names, outcome_of(outcome))

    def estimate(self, outcome: str) -> dict[str, Estimate]:
        """An outcome with its interval, per pair, per actor, or under the name *all*.

        Raises:
            KeyError: there is no such outcome; the nearest is proposed.
            ValueError: its values are words, which have no mean: ask for ``shares``, or for one (``ending=hostility``).
        """
        known = averaged(outcome)
        columns = _columns(self.values(outcome))
        estimated = [_of_share(c) if known.kind == "share" else mean(c) for c in columns]
        return dict(zip(self.labels(outcome), estimated, strict=True))

    def shares(self, outcome: str) -> pd.DataFrame:
        """An outcome whose values are words: the share of runs with each, for each pair (or actor), with its interval.

        Raises:
            KeyError: there is no such outcome; the nearest is proposed.
            ValueError: its values are numbers.

        >>> import sim
        >>> sim.run(sim.example(), runs=20).shares("ending")["ending"].tolist()
        ['none', 'lasting', 'hostility', 'enemy fallen', 'effort ended']
        """
        known = outcome_of(outcome)
        if not known.nominal:
            raise ValueError(f"{outcome} is a number; ask for estimate({outcome!r})")
        found = [(word, self.estimate(one.name)) for word, one in zip(known.words, parts(known), strict=True)]
        rows = [[of, word, *estimates[of]] for of in self.labels(outcome) for word, estimates in found]
        return pd.DataFrame(rows, columns=["of", outcome, "value", "low", "high", "n"])

    def __getattr__(self, outcome: str) -> dict[str, Estimate]:
        return _attribute(self, outcome)

    def __repr__(self) -> str:
        return f"<Results: {self.runs:,} runs of {self.scenario.title!r} under {self.policy}>"

    def __sub__(self, other: Results) -> Difference:
        return Difference(other, self)

    def mode_shares(self, pair: str | tuple[str, str]) -> pd.DataFrame:
        """Share of runs in each mode, month by month: one row a month, one column a mode."""
        d = self.dyad(pair)
        months = [str(self.scenario.months.first.plus(t)) for t in range(self.record.mode.shape[1])]
        shares = [(self.record.mode[:, :, d] == code).mean(axis=0) for code in range(len(MODES))]
        return pd.DataFrame(dict(zip(MODES, shares, strict=True)), index=pd.Index(months, name="month"))

    def dyad(self, pair: str | tuple[str, str]) -> int:
        """Place of a pair of rivals, named in either order or as ``A – B``.

        Raises:
            KeyError: they are not a pair of rivals in this scenario.
        """
        named = tuple(pair.split(" – ")) if isinstance(pair, str) else tuple(pair)
        for d, known in enumerate(self.names.dyad):
            if set(known) == set(named):
                return d
        raise KeyError(f"{pair!r} is no pair of rivals here; pairs are {', '.join(self.labels('emergence'))}")

    def table(
        self, outcomes: Sequence[str] = ("emergence", "emergence_month", "duration", "incidents")
    ) -> pd.DataFrame:
        """Outcomes per pair of rivals, each as text with its interval."""
        columns = {name: {k: str(v) for k, v in self.estimate(name).items()} for name in outcomes}
        return pd.DataFrame(columns)

    def frame(self, per: str = "dyad") -> pd.DataFrame:
        """A tidy table: one row a run (and pair, or actor), one column an outcome; ``per``: run, dyad or actor."""
        return tidy(self, per)

    def save(self, folder: str | Path) -> Path:
        """Write these results to a folder (see ``sim.open``)."""
        return Comparison({self.policy: self}).save(folder)

    def _repr_html_(self) -> str:
        return f"<p>{self.runs} runs of {_escaped(self.scenario.title)} ({self.policy})</p>{self.table().to_html()}"


@dataclass(frozen=True, eq=False)
class Difference:
    """What changes from one set of runs to another, paired by seed: ``(cut - base).emergence``."""

    base: Results
    other: Results

    def __post_init__(self) -> None:
        if not np.array_equal(self.base.seeds, self.other.seeds):
            raise ValueError("these results have other seeds; compare runs of the same seeds, so that luck is the same")

    def estimate(self, outcome: str) -> dict[str, Estimate]:
        """Paired difference of an outcome with its interval, for what both results know."""
        known = averaged(outcome)
        paired = paired_share if known.kind == "share" else paired_mean
        base, other = (
            dict(zip(r.labels(outcome), _columns(r.values(outcome)), strict=True)) for r in (self.base, self.other)
        )
        return {name: paired(base[name], other[name]) for name in base if name in other}

    def __getattr__(self, outcome: str) -> dict[str, Estimate]:
        return _attribute(self, outcome)

    def __repr__(self) -> str:
        return f"<Difference: {self.other.policy} less {self.base.policy}, {self.base.runs:,} pairs of runs>"


class Comparison(Mapping[str, Results]):
    """The same runs under several policies, by the policies' names; the first is what the others are compared with."""

    def __init__(self, by_policy: Mapping[str, Results], command: str = "") -> None:
        self._by_policy = dict(by_policy)
        self.command = command

    def __getitem__(self, policy: str) -> Results:
        return self._by_policy[policy]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._by_policy)

    def __len__(self) -> int:
        return len(self._by_policy)

    def __repr__(self) -> str:
        return f"<Comparison: {self.base.runs:,} runs of {self.base.scenario.title!r} under {', '.join(self)}>"

    @property
    def base(self) -> Results:
        """What the other policies are compared with."""
        return next(iter(self._by_policy.values()))

    def effects(self, outcome: str = "emergence") -> pd.DataFrame:
        """Per pair (or actor) and policy: the outcome and its paired difference from the base, with intervals."""
        rows, none = [], Estimate(np.nan, np.nan, np.nan, 0)
        for policy, results in self.items():
            changes = (results - self.base).estimate(outcome)
            for name, estimate in results.estimate(outcome).items():
                change = changes.get(name, none) if results is not self.base else none
                rows.append([name, policy, *estimate, change.value, change.low, change.high])
        return pd.DataFrame(
            rows,
            columns=["of", "policy", outcome, "low", "high", "n", "difference", "difference_low", "difference_high"],
        )

    def frame(self, per: str = "dyad") -> pd.DataFrame:
        """As ``Results.frame``, for all policies."""
        return pd.concat([results.frame(per) for results in self.values()], ignore_index=True)

    def modes(self) -> pd.DataFrame:
        """Number of runs in each mode: one row a policy, pair and month, one column a mode."""
        return pd.concat([mode_counts(results) for results in self.values()], ignore_index=True)

    def fronts(self) -> pd.DataFrame:
        """The enemy and the joint effort: one row a policy, front and month, with means and the middle 90% of runs."""
        return pd.concat([front_months(results) for results in self.values()], ignore_index=True)

    def save(self, folder: str | Path) -> Path:
        """Write tables (Parquet) and a manifest (JSON) to a new or empty folder, each file whole or not at all.

        Raises:
            sim.store.StoreError: there is something in the folder already.
        """
        return store.save(self, Path(folder))


def _attribute(found: Results | Difference, outcome: str) -> dict[str, Estimate]:
    """An outcome asked for as an attribute."""
    if outcome not in OUTCOMES:
        raise AttributeError(f"there is no {outcome!r} here; outcomes are {', '.join(OUTCOMES)}")
    try:
        return found.estimate(outcome)
    except ValueError as error:
        raise AttributeError(str(error)) from None


def _columns(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1).T


def _of_share(column: np.ndarray) -> Estimate:
    known = column[~np.isnan(column)]
    return wilson(float(known.sum()), len(known))


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)


def open_results(folder: str | Path, actors: Mapping[str, type[Actor]] | None = None) -> Any:
    """Open a folder of results (of ``sim run``, or of a batch): its tables and its manifest.

    Args:
        folder: where the results lie.
        actors: for a batch with classes of actors that were given in Python: these, so that runs can be replayed.

    Returns:
        A ``sim.store.Stored``, or a ``sim.BatchResults``; both have ``manifest``, ``frame(table)`` and ``sql(query)``.

    Raises:
        sim.store.StoreError: there is no such folder, it holds no results, or they are damaged.
    """
    try:
        there(Path(folder))
    except ValueError as error:
        raise store.StoreError(str(error)) from None
    if (Path(folder) / "shards").is_dir():
        return _of_batch()(folder, actors=actors)
    return store.Stored(Path(folder))


def _of_batch() -> Any:
    """Batches stand on results, so they are found by name, when one is opened."""
    return import_module("sim.batches.results").BatchResults


__all__ = ["AS_CODED", "Comparison", "Difference", "Results", "labels", "open_results", "tidy"]
