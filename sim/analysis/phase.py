"""Phase diagram: over two assumptions, where the outcome is above a level, where below, and where runs cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.analysis.basis import Basis, basis
from sim.analysis.question import AnalysisError, BatchLike, Question, ask
from sim.analysis.shown import Shown, about
from sim.analysis.source import points, pooled
from sim.analysis.theorem import Curve, theory_curve
from sim.batches.pooling import NOTHING
from sim.intervals import Estimate
from sim.outcomes import Outcome
from sim.outcomes.asked import hint

MOST_LEVELS = 41
"""Distinct values of a factor up to which each is a column of its own; more are put into bins."""
PER_BIN = 4  # points that a bin should hold, on average
MOST_BINS = 12


@dataclass(frozen=True, repr=False)
class Axis:
    """One side of the diagram: a factor, and the edges of its cells; ``levels`` where it takes single values."""

    name: str
    edges: np.ndarray
    levels: np.ndarray | None

    def __repr__(self) -> str:
        return f"<Axis: {self.name} from {self.edges[0]:g} to {self.edges[-1]:g}, {self.many} cells>"

    @property
    def many(self) -> int:
        """Number of cells along this side."""
        return len(self.edges) - 1

    def place(self, values: np.ndarray) -> np.ndarray:
        """Which cell each value falls into."""
        return np.clip(np.searchsorted(self.edges, values, side="right") - 1, 0, self.many - 1)


@dataclass(frozen=True, repr=False)
class Phase(Shown):
    """An outcome over two factors, cell by cell: nothing between cells is made up."""

    outcome: Outcome
    of: str
    x: Axis
    y: Axis
    cells: tuple[tuple[Estimate, ...], ...]
    """Rows along y, columns along x."""
    points: np.ndarray
    """Points of the design in each cell (rows along y)."""
    level: float | None
    """What the outcome is held against: 1/2 for shares; None for none."""
    over: tuple[str, ...]
    """Other factors that differ too, over which a cell is a mean."""
    curve: Curve | None
    basis: Basis

    @property
    def values(self) -> np.ndarray:
        """The outcome in each cell (rows along y); NaN where there is none."""
        return np.array([[one.value for one in row] for row in self.cells])

    @property
    def verdict(self) -> np.ndarray:
        """By cell: 1 surely above the level, -1 surely below, 0 undecided, NaN empty."""
        found = np.full(self.values.shape, np.nan)
        if self.level is not None:
            for r, row in enumerate(self.cells):
                for c, one in enumerate(row):
                    if one.n:
                        found[r, c] = float(one.low > self.level) - float(one.high < self.level)
        return found

    def frame(self) -> pd.DataFrame:
        """One row a cell: its ranges, the outcome with its interval, runs, points, and the verdict on the level."""
        verdict, rows = self.verdict, []
        for r, row in enumerate(self.cells):
            for c, one in enumerate(row):
                ends = [self.x.edges[c], self.x.edges[c + 1], self.y.edges[r], self.y.edges[r + 1]]
                rows.append([*ends, *one, int(self.points[r, c]), verdict[r, c]])
        sides = [f"{axis.name}_{end}" for axis in (self.x, self.y) for end in ("from", "to")]
        return pd.DataFrame(rows, columns=[*sides, "value", "low", "high", "n", "points", "verdict"])

    def words(self) -> str:
        """Over what, and in how many cells it is surely above the level, below it, or neither."""
        over = f"{about(self.outcome.name, self.of)} over {self.x.name} and {self.y.name}, {self.values.size} cells"
        if self.level is None:
            return over
        above, below, open_ = (int((self.verdict == v).sum()) for v in (1, -1, 0))
        return f"{over}: {above} surely above {self.level:g}, {below} surely below, {open_} undecided"


def phase(
    results: BatchLike,
    outcome: str = "emergence",
    of: str | None = None,
    x: str | None = None,
    y: str | None = None,
    scenario: str | None = None,
    policy: str | None = None,
    level: float | Literal["half"] | None = "half",
    bins: int | None = None,
) -> Phase:
    """The outcome over two factors.

    Factors that take few values (a grid) have a cell for each; others are cut into equal bins, ``bins`` to a side.
    A cell's interval allows for its points being different (``sim.batches.pooling.estimate``).

    Args:
        results: what was played.
        outcome: what is shown.
        of: pair or actor; may be left out where there is one only.
        x: factor along the page; if None, the one that goes most with the outcome (rank correlation over points).
        y: factor up the page; if None, the next of these.
        scenario: key of the scenario; the first if None.
        policy: the first if None.
        level: where the phases meet; "half" is 1/2 for a share of runs, and none for a number.
        bins: cells to a side for factors with many values.

    Raises:
        AnalysisError: there are no such factors, or fewer than two that differ.
    """
    question = ask(results, outcome, of, scenario, policy)
    table = points(question)
    names = _two(question, table, x, y)
    sides = [axis(name, table[name].to_numpy(float), len(table), bins) for name in names]
    cells, count = _cells(question, table, *sides)
    over = tuple(f.name for f in question.factors if f.name not in names)
    held = (0.5 if question.share else None) if level == "half" else level
    curve = theory_curve(_case(question), *(a.name for a in sides), *(a.edges[[0, -1]] for a in sides), of=question.of)
    return Phase(
        question.outcome, question.of, sides[0], sides[1], cells, count, held, over, curve, basis(question, table)
    )


def _case(question: Question) -> object | None:
    """The scenario under its policy, where the plan has it."""
    case = (getattr(question.results.plan, "scenarios", None) or {}).get(question.scenario)
    return case if case is None or question.policy == "as_coded" else case.under(question.policy)


def _two(question: Question, table: pd.DataFrame, x: str | None, y: str | None) -> tuple[str, str]:
    names = [f.name for f in question.factors]
    for name in (x, y):
        if name is not None and name not in names:
            raise AnalysisError(f"{name!r} is no factor that differs in this batch; {hint(name, names, 'those are')}")
    rest = [name for name in _leading(names, table) if name not in (x, y)]
    first = x if x is not None else (rest.pop(0) if rest else None)
    second = y if y is not None else (rest.pop(0) if rest else None)
    if first is None or second is None or first == second:
        raise AnalysisError(
            f"a phase diagram needs two factors that differ; in this batch: {', '.join(names) or 'none'}"
        )
    return first, second


def _leading(names: list[str], table: pd.DataFrame) -> list[str]:
    """The factors as they are, if they are two; of more, those first whose rank goes most with the outcome's."""
    if len(names) < 3:
        return names
    value = table["value"].rank()
    if not value.nunique() > 1:
        return names
    return sorted(names, key=lambda name: -abs(round(float(np.nan_to_num(table[name].rank().corr(value))), 9)))


def axis(name: str, values: np.ndarray, points: int, bins: int | None = None) -> Axis:
    """The cells of one side: one for each value, edges half-way between them; or equal bins where values are many.

    >>> axis("a", np.array([1.0, 2.0, 4.0]), points=6).edges
    array([0.5, 1.5, 3. , 5. ])
    """
    levels = np.unique(values)
    if bins is None and len(levels) <= MOST_LEVELS and 2 * len(levels) <= max(points, 4):
        middle = (levels[1:] + levels[:-1]) / 2
        first, last = levels[0] - (middle[0] - levels[0]), levels[-1] + (levels[-1] - middle[-1])
        return Axis(name, np.concatenate([[first], middle, [last]]), levels)
    many = bins or int(np.clip(np.sqrt(points / PER_BIN), 2, MOST_BINS))
    return Axis(name, np.linspace(levels[0], levels[-1], many + 1), None)


def _cells(
    question: Question, table: pd.DataFrame, x: Axis, y: Axis
) -> tuple[tuple[tuple[Estimate, ...], ...], np.ndarray]:
    """The estimate of each cell, and how many points it holds."""
    parts = y.place(table[y.name].to_numpy(float)) * x.many + x.place(table[x.name].to_numpy(float))
    groups = pd.DataFrame({"cell": table["cell"], "part": parts})
    found = {part: one for part, _, _, one in pooled(question.results, question.outcome, groups, question.of)}
    rows = tuple(tuple(found.get(r * x.many + c, NOTHING) for c in range(x.many)) for r in range(y.many))
    return rows, np.bincount(parts, minlength=x.many * y.many).reshape(y.many, x.many)
