"""Ablation: what each part of a case does, by taking it out and playing the same luck again."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.parts import KINDS, cuts
from sim.analysis.source import AnalysisError, html, outcome_of
from sim.batch import run
from sim.intervals import LEVEL, Estimate, mean, paired_mean, paired_share, wilson
from sim.outcomes import Outcome
from sim.results import Results
from sim.scenario import Scenario

MANY = 2000  # changed runs from which the exact test gives way to the normal law


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


@dataclass(frozen=True)
class Ablation:
    """An outcome with each part of a case taken out, under common luck; the largest difference first."""

    title: str
    outcome: Outcome
    of: str
    base: Estimate
    rows: tuple[Without, ...]
    runs: int
    seed: int
    fingerprint: str

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

    def _repr_html_(self) -> str:
        text = f"{self.outcome.name} of {self.of}: {self.base} as coded; {len(self.rows)} parts taken out, "
        return html(f"{text}about {self.false_alarms:.1f} false alarms expected at 95% row by row.", self.frame())


def ablate(
    case: Scenario,
    outcome: str = "emergence",
    of: str | None = None,
    runs: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    kinds: Sequence[str] = KINDS,
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
        AnalysisError: there is no such outcome, pair or actor; or several, and none is named.
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
    tests = [_p(first, values, known) for _, values in found]
    rows = [
        Without(cut.kind, cut.part, _estimate(values, known), _difference(first, values, known),
                _changed(first, values), p, adjusted)
        for (cut, values), p, adjusted in zip(found, tests, holm(tests), strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-abs(row.difference.value) if row.difference.n else 1.0, row.kind, row.part))
    own = _estimate(first, known)
    return Ablation(case.title, known, name, own, tuple(rows), runs, seed, case.text_sha256[:8])


def _named(results: Results, outcome: Outcome, of: str | None) -> str:
    names = results.labels(outcome.name)
    if of is None and len(names) == 1:
        return names[0]
    for name in () if of is None else (of, " – ".join(reversed(of.split(" – ")))):
        if name in names:
            return name
    said = f"{outcome.name} differs between" if of is None else f"{of!r} has no {outcome.name} in this case; there are"
    raise AnalysisError(f"{said} {', '.join(names)}{'; name one with `of`' if of is None else ''}")


def _values(results: Results, outcome: Outcome, name: str) -> np.ndarray:
    """The outcome of each run; NaN where the pair or actor is no longer there."""
    names = results.labels(outcome.name)
    values = results.values(outcome.name).reshape(results.runs, -1)
    return values[:, names.index(name)] if name in names else np.full(results.runs, np.nan)


def _estimate(values: np.ndarray, outcome: Outcome) -> Estimate:
    known = values[~np.isnan(values)]
    return wilson(float((known > 0).sum()), len(known)) if outcome.kind == "share" else mean(known)


def _difference(base: np.ndarray, other: np.ndarray, outcome: Outcome) -> Estimate:
    return (paired_share if outcome.kind == "share" else paired_mean)(base, other)


def _changed(base: np.ndarray, other: np.ndarray) -> int:
    return int((~((base == other) | (np.isnan(base) & np.isnan(other)))).sum())


def _p(base: np.ndarray, other: np.ndarray, outcome: Outcome) -> float:
    """Two-sided p of no difference: the exact test of changed pairs for shares, the normal law's for means."""
    change = other - base
    change = change[~np.isnan(change)]
    if outcome.kind == "share":
        return changed_pairs(int((change > 0).sum()), int((change < 0).sum()))
    if not change.any() or len(change) < 2:
        return 1.0
    error = float(change.std(ddof=1)) / math.sqrt(len(change))
    return 2 * NormalDist().cdf(-abs(float(change.mean())) / error) if error else 0.0


def changed_pairs(up: int, down: int) -> float:
    """P of as uneven a split of changed pairs, were both ways as likely.

    Source: McNemar (1947), Note on the Sampling Error of the Difference Between Correlated Proportions; exact form.

    >>> changed_pairs(0, 0), changed_pairs(1, 5), changed_pairs(5, 5)
    (1.0, 0.21875, 1.0)
    """
    n, least = up + down, min(up, down)
    if n > MANY:
        return min(1.0, 2 * NormalDist().cdf((least + 0.5 - n / 2) / (math.sqrt(n) / 2)))
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(least + 1)) / 2**n)


def holm(tests: Sequence[float]) -> list[float]:
    """P values that allow for all of them being looked at: the chance of any false alarm stays at the level.

    Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    many, adjusted, largest = len(tests), [0.0] * len(tests), 0.0
    for rank, place in enumerate(sorted(range(many), key=tests.__getitem__)):
        largest = max(largest, min(1.0, (many - rank) * tests[place]))
        adjusted[place] = largest
    return adjusted
