"""Ablation: what each part of a case does, by taking it out and playing the same luck again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.basis import step_of
from sim.analysis.parts import KINDS, cuts
from sim.analysis.question import AnalysisError, one_of, outcome_of
from sim.analysis.shown import Shown, about
from sim.analysis.significance import holm, no_difference
from sim.batch import run
from sim.counted import counted
from sim.intervals import LEVEL, Estimate, mean, paired_mean, paired_share, wilson
from sim.outcomes import Outcome
from sim.results import Results, labels
from sim.scenario import Scenario


@dataclass(frozen=True)
class Without:
    """One part taken out: the outcome without it, and the paired difference that this makes."""

    kind: str
    part: str
    value: Estimate
    difference: Estimate
    changed: int
    """Runs in which the outcome is another one."""
    p: float
    """How often luck alone would show a difference as large, if the part did nothing."""
    holm: float
    """The same, allowing for all rows of the table being looked at at once."""

    @property
    def sure(self) -> bool:
        """Whether a difference is seen, all rows allowed for."""
        return self.holm < 1 - LEVEL


@dataclass(frozen=True, repr=False)
class Ablation(Shown):
    """An outcome with each part of a case taken out, under common luck; the largest difference first."""

    title: str
    outcome: Outcome
    of: str
    base: Estimate
    rows: tuple[Without, ...]
    runs: int
    seed: int
    fingerprint: str
    step: str = "month"
    """What the case goes by: month or week."""

    @property
    def false_alarms(self) -> float:
        """Rows whose own interval would exclude zero if no part did anything."""
        return (1 - LEVEL) * len(self.rows)

    def frame(self) -> pd.DataFrame:
        """One row a part: value and difference with intervals, runs that changed, p, and p after Holm."""
        rows = [
            [r.kind, r.part, *r.value[:3], *r.difference, r.changed, r.p, r.holm, r.sure] for r in self.rows
        ]  # fmt: skip
        columns = ["kind", "part", "value", "low", "high", "difference", "difference_low", "difference_high", "pairs"]
        return pd.DataFrame(rows, columns=[*columns, "changed", "p", "p_holm", "sure"])

    def words(self) -> str:
        """What was taken out, and how many parts surely matter."""
        sure = sum(row.sure for row in self.rows)
        text = (
            f"{about(self.outcome.name, self.of)} {self.base} as coded; {counted(len(self.rows), 'part')} taken out, "
        )
        return f"{text}{sure} surely matter; row by row about {self.false_alarms:.1f} false alarms are expected"


def ablate(
    case: Scenario,
    outcome: str = "emergence",
    of: str | None = None,
    runs: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    kinds: str | Sequence[str] = KINDS,
    progress: Callable[[int], Any] | None = None,
) -> Ablation:
    """Play a case as coded, then without each channel, actor, enemy, bargain and so on, and under each of its policies.

    All on the same seeds, so a difference is the part's doing and no luck of the draw. Parts are taken out one at a
    time: two that stand in for each other both show little.

    Args:
        case: a scenario.
        outcome: what is looked at.
        of: pair or actor; may be left out where there is one only.
        runs: runs of each case.
        seed: seed of the first.
        threads: how many at once; all processors if None.
        kinds: which kinds of parts (``parts.KINDS``).
        progress: called with the number of runs done, now and then.

    Raises:
        AnalysisError: there is no such outcome, pair or actor; or several, and none is named; or the outcome is a word.
        ValueError: there is no such kind of part; runs or seed are out of range.

    >>> import sim
    >>> table = ablate(sim.example(), runs=20, kinds=["enemy"]).frame()
    >>> table[["kind", "part", "difference"]].values.tolist()
    [['enemy', 'Raiders', -1.0]]
    """
    known = outcome_of(outcome)

    def play(one: Scenario) -> Results:
        return run(one, runs, seed, threads=threads, progress=progress)

    base = play(case)
    name = _named(base, known, of)
    first = _values(base, known, name)
    pair = name.split(" – ") if known.per == "dyad" else [name]
    found = [(cut, _values(play(cut.case), known, name)) for cut in cuts(case, kinds, pair)]
    tests = [no_difference(first, values, known.kind == "share") for _, values in found]
    rows = [
        Without(cut.kind, cut.part, _estimate(values, known), _difference(first, values, known),
                _changed(first, values), p, adjusted)
        for (cut, values), p, adjusted in zip(found, tests, holm(tests), strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-abs(row.difference.value) if row.difference.n else 1.0, row.kind, row.part))
    own = _estimate(first, known)
    return Ablation(case.title, known, name, own, tuple(rows), runs, seed, case.text_sha256[:8], step_of(case))


def _named(results: Results, outcome: Outcome, of: str | None) -> str:
    names = labels(results.names, outcome)
    if of is not None:
        return one_of(of, names, f"has no {outcome.name} in this case")
    if len(names) > 1:
        raise AnalysisError(f"{outcome.name} differs between {', '.join(names)}; name one with `of`")
    return names[0]


def _values(results: Results, outcome: Outcome, name: str) -> np.ndarray:
    """The outcome of each run; NaN where the pair or actor is no longer there."""
    names = labels(results.names, outcome)
    values = outcome.compute(results.record).reshape(results.runs, -1)
    return values[:, names.index(name)] if name in names else np.full(results.runs, np.nan)


def _estimate(values: np.ndarray, outcome: Outcome) -> Estimate:
    known = values[~np.isnan(values)]
    return wilson(float((known > 0).sum()), len(known)) if outcome.kind == "share" else mean(known)


def _difference(base: np.ndarray, other: np.ndarray, outcome: Outcome) -> Estimate:
    return (paired_share if outcome.kind == "share" else paired_mean)(base, other)


def _changed(base: np.ndarray, other: np.ndarray) -> int:
    return int((~((base == other) | (np.isnan(base) & np.isnan(other)))).sum())
