"""Screening: which of many assumptions matter at all, from few runs (Morris's elementary effects)."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.basis import Basis, basis
from sim.analysis.libraries import needed
from sim.analysis.luck import Luck, luck
from sim.analysis.question import AnalysisError, BatchLike, FactorLike, ask
from sim.analysis.sensitivity import all_known
from sim.analysis.shown import Shown, about
from sim.analysis.source import points
from sim.counted import counted
from sim.intervals import LEVEL, Estimate
from sim.outcomes import Outcome

RESAMPLES = 500
MEASURES = ("mu_star", "mu", "sigma")


@dataclass(frozen=True, repr=False)
class Screening(Shown):
    """Elementary effects of each factor: the outcome's change per whole range of the factor."""

    outcome: Outcome
    of: str
    factors: tuple[str, ...]
    mu_star: tuple[Estimate, ...]
    """Mean size of the effect."""
    mu: tuple[Estimate, ...]
    """Mean effect with its sign; near 0 beside a large ``mu_star``, the direction changes from place to place."""
    sigma: tuple[Estimate, ...]
    """Spread of the effect: how much it depends on the other factors, or bends."""
    trajectories: int
    levels: int
    floor: float
    """Mean size of an effect that is nothing but luck, were the luck of all points independent; NaN if not known."""
    luck: Luck
    basis: Basis

    def frame(self) -> pd.DataFrame:
        """One row a factor, the largest mean size first."""
        columns: dict[str, Any] = {"factor": self.factors}
        for measure in MEASURES:
            found = getattr(self, measure)
            columns |= {measure: [e.value for e in found]}
            columns |= {f"{measure}_{end}": [getattr(e, end) for e in found] for end in ("low", "high")}
        table = pd.DataFrame(columns).assign(n=self.trajectories)
        return table.sort_values(["mu_star", "factor"], ascending=[False, True]).reset_index(drop=True)

    def words(self) -> str:
        """Of what, and which factor moves it most."""
        text = f"elementary effects on {about(self.outcome.name, self.of)} of {counted(len(self.factors), 'factor')}"
        return f"{text}, {self.frame()['factor'].iloc[0]} first. {self.luck.words()}"


def screening(
    results: BatchLike,
    outcome: str = "emergence",
    of: str | None = None,
    scenario: str | None = None,
    policy: str | None = None,
) -> Screening:
    """Morris's measures with 95% intervals, from a batch of the design *morris*.

    Replicates are averaged at each point. The measures are SALib's; intervals are percentiles of a bootstrap over whole
    trajectories.

    Raises:
        AnalysisError: the design is another one, or its points are not trajectories; points have no value; SALib is
            missing.
    """
    question = ask(results, outcome, of, scenario, policy)
    table, plan = points(question), results.plan
    names = [f.name for f in plan.factors]
    levels = int(getattr(plan.design, "levels", 4) or 4)
    x = _unit(table, plan.factors, str(plan.design.kind))
    y = all_known(table, question).reshape(len(x), -1)
    found = _measures(names, x, y, levels, int(getattr(plan.design, "seed", 1) or 1))
    chance = luck(table)
    step = levels / (2 * (levels - 1))
    floor = 2 * chance.noise / math.sqrt(math.pi) / step  # mean size of the difference of two normal errors
    return Screening(
        question.outcome, question.of, tuple(names), *found, len(x), levels, floor, chance, basis(question, table)
    )


def _unit(table: pd.DataFrame, factors: list[FactorLike], kind: str) -> np.ndarray:
    """The points as trajectories (trajectory, step, factor), each factor from 0 to 1.

    Raises:
        AnalysisError: between two points of a trajectory there is not exactly one factor that changes.
    """
    if kind != "morris":
        raise AnalysisError(f"elementary effects need the design morris; this batch has {kind}. Play `kind: morris`")
    x = np.column_stack([(table[f.name].to_numpy(float) - f.low) / (f.high - f.low) for f in factors])
    count = len(factors)
    if len(x) % (count + 1) == 0:
        x = x.reshape(-1, count + 1, count)
        moved = (np.abs(np.diff(x, axis=1)) > 1e-9).astype(int)
        if (moved.sum(axis=2) == 1).all() and (moved.sum(axis=1) == 1).all():
            return x
    text = f"the {len(table)} points are not trajectories in which each of {count} factors changes once"
    raise AnalysisError(
        f"{text}: points are missing or moved, or factors are fewer than the design's levels tell apart"
    )


def _measures(
    names: list[str], x: np.ndarray, y: np.ndarray, levels: int, seed: int
) -> tuple[tuple[Estimate, ...], ...]:
    """Each of MEASURES, factor by factor, with its interval over resampled trajectories."""
    rng, many = np.random.default_rng(seed), len(x)
    found = _salib(names, x, y, levels)
    drawn = [_salib(names, x[k], y[k], levels) for k in rng.integers(many, size=(RESAMPLES, many))]
    ends = (50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL))
    low, high = np.percentile(drawn, ends, axis=0) if many > 1 else (found - math.inf, found + math.inf)
    return tuple(
        tuple(Estimate(*(float(part[m, j]) for part in (found, low, high)), many) for j in range(len(names)))
        for m in range(len(MEASURES))
    )


def _salib(names: list[str], x: np.ndarray, y: np.ndarray, levels: int) -> np.ndarray:
    """SALib's measures of these trajectories (measure, factor)."""
    analyse = needed("SALib.analyze.morris").analyze
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names), "groups": None}
    # SALib resamples each factor by itself for an interval of mu_star only; the least that it takes is asked.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the spread of a single trajectory, which is NaN
        found = analyse(problem, x.reshape(-1, len(names)), y.reshape(-1), num_resamples=2, num_levels=levels, seed=1)
    return np.array([np.asarray(found[measure], float) for measure in MEASURES])
