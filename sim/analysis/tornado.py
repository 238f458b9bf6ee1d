"""Tornado: what the low and the high end of each assumption change, all others as the case codes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.basis import Basis, basis
from sim.analysis.question import AnalysisError, BatchLike, FactorLike, Question, ask
from sim.analysis.shown import Shown, about
from sim.analysis.source import points, sums
from sim.batches.pooling import NOTHING, Sums, mean_of, paired_share_of
from sim.intervals import Estimate
from sim.outcomes import Outcome

ENDS = ("low", "high")


@dataclass(frozen=True)
class Bar:
    """One factor: its ends, and the paired difference of the outcome at each from the centre."""

    factor: str
    low: float
    high: float
    value: float
    at_low: Estimate
    at_high: Estimate

    @property
    def size(self) -> float:
        """The larger of both effects, without its sign; 0 where neither is known."""
        return float(np.nanmax([0.0, abs(self.at_low.value), abs(self.at_high.value)]))

    @property
    def sure(self) -> bool:
        """Whether the interval of one of both excludes no effect."""
        return any(one.n > 0 and (one.low > 0 or one.high < 0) for one in (self.at_low, self.at_high))


@dataclass(frozen=True, repr=False)
class Tornado(Shown):
    """Effects of both ends of each factor on an outcome, the largest first."""

    outcome: Outcome
    of: str
    centre: Estimate
    bars: tuple[Bar, ...]
    basis: Basis

    def frame(self) -> pd.DataFrame:
        """One row a factor and end: the factor's value there, the difference, its interval, and the pairs behind it."""
        rows = [
            [bar.factor, end, getattr(bar, end), *getattr(bar, f"at_{end}")] for bar in self.bars for end in ENDS
        ]  # fmt: skip
        columns = ["factor", "end", "value", "difference", "difference_low", "difference_high", "pairs"]
        return pd.DataFrame(rows, columns=columns)

    def words(self) -> str:
        """The outcome with all factors at their value, and which moves it most."""
        text = f"{about(self.outcome.name, self.of)}: {self.centre} with all factors at their value"
        return f"{text}; {self.bars[0].factor} changes it most of {len(self.bars)}" if self.bars else text


def tornado(
    results: BatchLike,
    outcome: str = "emergence",
    of: str | None = None,
    scenario: str | None = None,
    policy: str | None = None,
) -> Tornado:
    """Effects of each factor's ends, replicate by replicate against the centre, from the design *one_at_a_time*.

    Raises:
        AnalysisError: the design is another one; the centre or an end is not among the points.
    """
    question = ask(results, outcome, of, scenario, policy)
    if results.plan.design.kind != "one_at_a_time":
        text = f"a tornado needs the design one_at_a_time; this batch has {results.plan.design.kind}"
        raise AnalysisError(f"{text}. Play `kind: one_at_a_time`")
    table, factors = points(question), list(results.plan.factors)
    centre = _row(table, factors, None, "value")
    changes = _changes(question, table, int(centre["cell"]))
    bars = [
        Bar(f.name, f.low, f.high, f.value, *(changes.get(_cell(table, factors, f, end), NOTHING) for end in ENDS))
        for f in factors
    ]
    bars.sort(key=lambda bar: (-bar.size, bar.factor))
    at_centre = Estimate(*(float(centre[c]) for c in ("value", "low", "high")), int(centre["n"]))
    return Tornado(question.outcome, question.of, at_centre, tuple(bars), basis(question, table))


def _cell(table: pd.DataFrame, factors: list[FactorLike], moved: FactorLike, end: str) -> int:
    return int(_row(table, factors, moved, end)["cell"])


def _row(table: pd.DataFrame, factors: list[FactorLike], moved: FactorLike | None, end: str) -> pd.Series:
    """The point at which one factor (or none) stands at an end and all others at their value."""
    wanted = [getattr(f, end) if f is moved else f.value for f in factors]
    there = np.isclose(table[[f.name for f in factors]].to_numpy(float), wanted, rtol=1e-12, atol=1e-15).all(axis=1)
    if not there.any():
        what = "the centre, all factors at their value" if moved is None else f"{moved.name} at {getattr(moved, end):g}"
        raise AnalysisError(f"{what}, is not among the points of this batch; a tornado compares with it")
    return table[there].iloc[0]


def _changes(question: Question, table: pd.DataFrame, centre: int) -> dict[int, Estimate]:
    """The paired difference of each cell from the centre."""
    groups = pd.DataFrame({"cell": table["cell"], "base": centre, "part": table["cell"]})
    found = sums(question.results, question.outcome, groups, of=question.of)
    return {int(part): _difference(Sums.of(own), question.share) for part, own in found.groupby("part")}  # ty: ignore[invalid-argument-type]


def _difference(one: Sums, share: bool) -> Estimate:
    if not one.n:
        return NOTHING
    return paired_share_of(one.up, one.down, one.n) if share else mean_of(one.mean, one.variance, one.n)
