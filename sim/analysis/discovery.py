"""Scenario discovery: under which assumptions does it emerge? Boxes by PRIM, and scores of the factors."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.analysis.basis import Basis, basis
from sim.analysis.boxes import Box, Found, find
from sim.analysis.source import AnalysisError, BatchLike, Question, ask, html, needed, points
from sim.outcomes import Outcome

Side = Literal["above", "not above"]
LEAST_POINTS = 20
FITS = 10  # forests, each of its own resample, for the spread of the scores


@dataclass(frozen=True)
class Discovery:
    """Where in the space of assumptions an outcome is found, and how sure that is."""

    outcome: Outcome
    of: str
    factors: tuple[str, ...]
    level: float
    side: Side
    """Whether points *above* the level are looked for, or those *not above* it."""
    points: pd.DataFrame
    """The points of the design, with the outcome and whether it is of interest (above the level)."""
    boxes: tuple[Box, ...]
    tradeoff: pd.DataFrame
    """All boxes on the way to the first: coverage, density, mass, limits."""
    stability: pd.DataFrame
    """Per factor: in what share of resamples it is limited, and the middle 90% of its limits there."""
    held_out: tuple[float, float, float]
    """Density of the resamples' boxes in the half they did not see: median, and the middle 90%."""
    by_chance: float
    """Share of shuffles in which luck alone finds as good a box (one is added to both counts): a p value."""
    shuffles: int
    scores: pd.DataFrame
    """Per factor: its score (share of what a forest explains), over resamples; ``luck`` is that of a random number."""
    basis: Basis

    @property
    def base_rate(self) -> float:
        """Share of all points that are of interest: the density of no box at all."""
        return float(self.points["interest"].mean())

    @property
    def undecided(self) -> int:
        """Points whose interval includes the level: their side is luck."""
        return int(((self.points["low"] <= self.level) & (self.points["high"] > self.level)).sum())

    @property
    def leading(self) -> tuple[str, ...]:
        """The factors that matter most: those of the first box, then by score."""
        boxed = [one.factor for one in self.boxes[0].limits] if self.boxes else []
        scored = [str(name) for name in self.scores["factor"]] if len(self.scores) else list(self.factors)
        return tuple(dict.fromkeys([*boxed, *scored]))

    def frame(self) -> pd.DataFrame:
        """One row a box and limit: from, to, quasi-p; and the box's coverage, density and mass."""
        columns = ["box", "coverage", "density", "mass", "points", "factor", "low", "high", "quasi_p"]
        rows = [
            [k, box.coverage, box.density, box.mass, box.points, one.factor,
             one.low if one.binds_low else -np.inf, one.high if one.binds_high else np.inf, one.quasi_p]
            for k, box in enumerate(self.boxes, 1) for one in box.limits
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        return html(f"Where {self.outcome.name} of {self.of} is {self.side} {self.level:g}", self.frame())


def discovery(
    results: BatchLike,
    outcome: str = "emergence",
    of: str | None = None,
    scenario: str | None = None,
    policy: str | None = None,
    level: float | None = None,
    side: Side = "above",
    boxes: int = 3,
    least_mass: float = 0.05,
    resamples: int = 20,
    shuffles: int = 49,
) -> Discovery:
    """Boxes in which an outcome is above a level in most points, how stable they are, and scores of the factors.

    A point is of interest if the outcome's mean over its replicates is above ``level``: 1/2 for a share of runs, the
    median over points for a number. Points without a value are left out. Where most points are of interest, ask for the
    other side: boxes of what is common say little.

    Args:
        results: a batch whose points fill the space (latin_hypercube, sobol); any with 20 points or more will do.
        outcome: what is looked for.
        of: pair or actor.
        scenario: the first if None.
        policy: the first if None.
        level: what a point's mean is held against.
        side: "above" or "not above": which points are of interest.
        boxes: how many boxes at most; each is looked for in what those before leave.
        least_mass: share of all points that a box must hold.
        resamples: random halves in which the first box is looked for again.
        shuffles: times that the points' labels are dealt anew to see what luck alone finds.

    Raises:
        AnalysisError: no factor differs, there are too few points, or the EMA workbench is missing.
    """
    question = ask(results, outcome, of, scenario, policy)
    names = _names(question)
    everywhere = points(question)
    table = everywhere[everywhere["n"] > 0].reset_index(drop=True)
    if len(table) < LEAST_POINTS:
        text = f"{len(table)} points of this batch have a value; to find a box in them takes {LEAST_POINTS}"
        raise AnalysisError(f"{text}. Play more points, for example `design: {{kind: latin_hypercube, points: 200}}`")
    if level is None:
        level = 0.5 if question.share else float(table["value"].median())
    table["interest"] = (table["value"] > level) == (side == "above")
    x, y = table[names].astype(float), table["interest"].to_numpy(bool)
    rng = np.random.default_rng(int(getattr(results.plan.design, "seed", 1) or 1))
    found = _cover(x, y, boxes, least_mass)
    first = found[0] if found else None
    return Discovery(
        question.outcome, question.of, tuple(names), level, side, table, tuple(one.box for one in found),
        first.tradeoff if first else pd.DataFrame(columns=["box", "coverage", "density", "mass", "limits"]),
        *_halves(x, y, least_mass, resamples if first else 0, rng),
        _by_chance(x, y, least_mass, first, shuffles, rng), shuffles,
        _scores(x, table["value"].to_numpy(float), rng), basis(question, everywhere),
    )  # fmt: skip


def _names(question: Question) -> list[str]:
    names = [f.name for f in question.factors]
    if not names:
        raise AnalysisError("no factor differs between the points of this batch; give it a `vary:` with a design")
    return names


def _cover(x: pd.DataFrame, y: np.ndarray, most: int, least_mass: float) -> list[Found]:
    """One box after another, each in the points that those before leave; a box must do better than all of them."""
    left, found = np.ones(len(x), bool), list[Found]()
    while len(found) < most and left.sum() >= LEAST_POINTS:
        one = find(x[left], y[left], min(1.0, least_mass * len(x) / left.sum()))
        if one is None or one.box.density <= y.mean():
            break
        inside = left & one.box.holds(x)
        hits = int(y[inside].sum())
        box = Box(
            one.box.limits,
            hits / int(y.sum()),
            hits / int(inside.sum()),
            inside.sum() / len(x),
            int(inside.sum()),
            hits,
        )
        found.append(Found(box, one.tradeoff))
        left &= ~inside
    return found


def _halves(
    x: pd.DataFrame, y: np.ndarray, least_mass: float, times: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, tuple[float, float, float]]:
    """The box of random halves: which factors it limits and where, and its density in the other half."""
    limits, density = [], []
    for _ in range(times):
        order = rng.permutation(len(x))
        seen, other = order[: len(x) // 2], order[len(x) // 2 :]
        one = find(x.iloc[seen], y[seen], least_mass)
        inside = one.box.holds(x.iloc[other]) if one else np.ones(len(other), bool)
        density += [float(y[other][inside].mean())] if inside.any() else []
        limits += [limit for limit in one.box.limits] if one else []
    known = tuple(float(v) for v in np.percentile(density, [50, 5, 95])) if density else (np.nan,) * 3
    return _stability(list(x.columns), limits, times), known  # ty: ignore[invalid-explicit-return]


def _stability(names: list[str], limits: list, times: int) -> pd.DataFrame:
    rows = []
    for name in names:
        own = [one for one in limits if one.factor == name]
        lows, highs = [o.low for o in own if o.binds_low], [o.high for o in own if o.binds_high]
        ends = [np.percentile(side, [5, 95]) if side else (np.nan, np.nan) for side in (lows, highs)]
        rows.append([name, len(own) / times if times else np.nan, *ends[0], *ends[1]])
    columns = ["factor", "limited", "low_from", "low_to", "high_from", "high_to"]
    return pd.DataFrame(rows, columns=columns).sort_values("limited", ascending=False, ignore_index=True)


def _by_chance(
    x: pd.DataFrame, y: np.ndarray, least_mass: float, first: Found | None, times: int, rng: np.random.Generator
) -> float:
    """How often a box as good is found where labels are dealt at random; 1 where there is none to begin with."""
    if first is None:
        return 1.0
    as_good = 0
    for _ in range(times):
        one = find(x, rng.permutation(y), least_mass)
        as_good += one is not None and one.box.worth >= first.box.worth
    return (1 + as_good) / (1 + times)


def _scores(x: pd.DataFrame, values: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """What a forest of extremely randomised trees makes of each factor, and of a random number beside them."""
    columns = ["factor", "score", "low", "high", "luck"]
    if np.ptp(values) == 0:
        return pd.DataFrame([[name, np.nan, np.nan, np.nan, np.nan] for name in x.columns], columns=columns)
    fits = np.array([_forest(x, values, rng) for _ in range(FITS)])
    luck = float(np.quantile(fits[:, -1], 0.95))
    low, high = np.quantile(fits, [0.05, 0.95], axis=0)
    rows = [[name, fits[:, j].mean(), low[j], high[j], luck] for j, name in enumerate(x.columns)]
    return pd.DataFrame(rows, columns=columns).sort_values("score", ascending=False, ignore_index=True)


def _forest(x: pd.DataFrame, values: np.ndarray, rng: np.random.Generator) -> list[float]:
    """Scores of one forest, grown on a resample; the last is that of a random number."""
    scoring = needed("ema_workbench.analysis.feature_scoring")
    kind = needed("ema_workbench.analysis.scenario_discovery_util").RuleInductionType.REGRESSION
    chosen = rng.integers(len(x), size=len(x))
    beside = x.iloc[chosen].reset_index(drop=True)
    # Drawn before the resample: a point that is in it twice is known again by its random number, as by its factors.
    beside["\0luck"] = rng.random(len(x))[chosen]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, _ = scoring.get_ex_feature_scores(
            beside, values[chosen], mode=kind, max_features=max(1, round(beside.shape[1] / 3)), oob_score=False,
            random_state=int(rng.integers(2**31)),
        )  # fmt: skip
    return [float(found.loc[name].iloc[0]) for name in beside.columns]
