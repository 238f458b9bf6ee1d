"""Sensitivity: which assumptions the outcome depends on, and how much only together (Sobol indices)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.basis import Basis, basis
from sim.analysis.libraries import needed
from sim.analysis.luck import Luck, luck
from sim.analysis.question import AnalysisError, BatchLike, Question, ask
from sim.analysis.shown import Shown, about
from sim.analysis.source import points
from sim.counted import counted
from sim.intervals import LEVEL, Estimate
from sim.outcomes import Outcome

RESAMPLES = 1000


@dataclass(frozen=True, repr=False)
class Sensitivity(Shown):
    """Sobol indices of one outcome: for each factor, what share of the variance between points it accounts for."""

    outcome: Outcome
    of: str
    factors: tuple[str, ...]
    first: tuple[Estimate, ...]
    """Alone: the share of variance that would go if only this factor were known."""
    total: tuple[Estimate, ...]
    """In all: the share that would stay if all other factors were known."""
    pairs: tuple[tuple[str, str, Estimate], ...]
    """Of two factors together, beyond what each does alone; empty where the design does not tell."""
    luck: Luck
    basis: Basis

    @property
    def constant(self) -> bool:
        """Whether the outcome is the same at all points, so that there is nothing to share out."""
        return self.luck.spread == 0

    def frame(self) -> pd.DataFrame:
        """One row a factor, the largest total index first."""
        rows = [[f, *s[:3], *t[:3], s.n] for f, s, t in zip(self.factors, self.first, self.total, strict=True)]
        columns = ["factor", "first", "first_low", "first_high", "total", "total_low", "total_high", "n"]
        table = pd.DataFrame(rows, columns=columns)
        return table.sort_values(["total", "factor"], ascending=[False, True]).reset_index(drop=True)

    def words(self) -> str:
        """Of what, and which factor accounts for most."""
        text = f"Sobol indices of {about(self.outcome.name, self.of)} for {counted(len(self.factors), 'factor')}"
        return f"{text}{'' if self.constant else f', {self.frame()["factor"].iloc[0]} first'}. {self.luck.words()}"


def sensitivity(
    results: BatchLike,
    outcome: str = "emergence",
    of: str | None = None,
    scenario: str | None = None,
    policy: str | None = None,
) -> Sensitivity:
    """Sobol indices of first and total order, with 95% intervals, from a batch of the design *sobol*.

    Replicates are averaged at each point. Intervals are bootstraps over the base points of Saltelli's scheme (through
    SALib), so they tell how far the design is too small, and hold the luck of the runs, too.

    Raises:
        AnalysisError: the design is another one, or its points are not Saltelli's; points have no value; SALib is
            missing.
    """
    question = ask(results, outcome, of, scenario, policy)
    table = points(question)
    names = [f.name for f in results.plan.factors]
    second = check_scheme(table, names, str(results.plan.design.kind))
    values = all_known(table, question)
    chance = luck(table)
    found = _indices(names, values, second, int(getattr(results.plan.design, "seed", 1) or 1), chance.spread == 0)
    base = len(table) // (2 * len(names) + 2 if second else len(names) + 2)
    orders = (_estimates(found["S1"], found["S1_conf"], base), _estimates(found["ST"], found["ST_conf"], base))
    together = _pairs(names, found, base) if second else ()
    return Sensitivity(question.outcome, question.of, tuple(names), *orders, together, chance, basis(question, table))


def _indices(names: list[str], values: np.ndarray, second: bool, seed: int, constant: bool) -> dict[str, Any]:
    """What SALib finds; NaN where all values are the same."""
    count = len(names)
    if constant:
        none, square = np.full(count, np.nan), np.full((count, count), np.nan)
        return {"S1": none, "S1_conf": none, "ST": none, "ST_conf": none, "S2": square, "S2_conf": square}
    analyse = needed("SALib.analyze.sobol").analyze
    problem = {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of resamples in which all values are the same
        return analyse(problem, values, second, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed)


def _estimates(values: np.ndarray, halves: np.ndarray, n: int) -> tuple[Estimate, ...]:
    return tuple(Estimate(float(v), float(v - h), float(v + h), n) for v, h in zip(values, halves, strict=True))


def _pairs(names: list[str], found: dict[str, Any], n: int) -> tuple[tuple[str, str, Estimate], ...]:
    upper = [(j, k) for j in range(len(names)) for k in range(j + 1, len(names))]
    return tuple(
        (names[j], names[k], _estimates(found["S2"][j, [k]], found["S2_conf"][j, [k]], n)[0]) for j, k in upper
    )


def check_scheme(table: pd.DataFrame, names: list[str], kind: str) -> bool:
    """Whether the points are Saltelli's scheme with second order; the points themselves are looked at.

    Raises:
        AnalysisError: they are not that scheme at all.
    """
    if kind != "sobol":
        raise AnalysisError(f"Sobol indices need the design sobol; this batch has {kind}. Play `kind: sobol`")
    x, count = table[names].to_numpy(float), len(names)
    for second, step in ((False, count + 2), (True, 2 * count + 2)):
        if len(x) % step == 0 and _is_saltelli(x.reshape(-1, step, count), second):
            return second
    text = (
        f"the {len(x)} points are not Saltelli's scheme for {count} factors, in its order: points are missing or moved"
    )
    raise AnalysisError(f"{text}; Sobol indices of them would be wrong")


def _is_saltelli(blocks: np.ndarray, second: bool) -> bool:
    """In each block: A, then A with one column of B for each factor, (B with one column of A,) then B."""
    count, a, b = blocks.shape[2], blocks[:, 0], blocks[:, -1]
    mixed = [(j + 1, a, b, j) for j in range(count)]
    mixed += [(j + 1 + count, b, a, j) for j in range(count)] if second else []
    for row, most, one, j in mixed:
        expected = most.copy()
        expected[:, j] = one[:, j]
        if not np.array_equal(blocks[:, row], expected):
            return False
    return True


def all_known(table: pd.DataFrame, question: Question) -> np.ndarray:
    """The outcome at each point.

    Raises:
        AnalysisError: it does not exist at some points, in any run; the design falls apart without them.
    """
    missing = int((table["n"] == 0).sum())
    if not missing:
        return table["value"].to_numpy(float)
    undone = int((table["runs"] == 0).sum())
    if undone:
        raise AnalysisError(f"{undone} of {len(table)} points are not played yet; finish the batch first")
    what, name = f"{missing} of {len(table)} points", question.outcome.name
    text = f"{name} has no value in any run of {what} (it exists only where {question.outcome.meaning})"
    raise AnalysisError(f"{text}; these indices need all points: ask for an outcome that every run has, as emergence")
