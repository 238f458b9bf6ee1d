"""Scenario discovery: under which assumptions does it emerge? Boxes by PRIM, and scores of the factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.analysis.basis import Basis, basis
from sim.analysis.boxes import Box
from sim.analysis.question import AnalysisError, BatchLike, Question, ask
from sim.analysis.search import LEAST_POINTS, Options, search
from sim.analysis.shown import Shown, about
from sim.analysis.source import points
from sim.outcomes import Outcome

Side = Literal["above", "not above"]


@dataclass(frozen=True, repr=False)
class Discovery(Shown):
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

    def words(self) -> str:
        """At how many points it is found, and in which box."""
        text = f"{about(self.outcome.name, self.of)} is {self.side} {self.level:g} at {self.base_rate:.0%} of "
        text += f"{len(self.points)} points"
        if not self.boxes:
            return f"{text}; no box"
        box = self.boxes[0]
        more = f" (first of {len(self.boxes)} boxes)" if len(self.boxes) > 1 else ""
        return f"{text}; with {box.words()}{more} at {box.density:.0%} of {box.points}"


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
    seed = int(getattr(results.plan.design, "seed", 1) or 1)
    x, y, values = table[names].astype(float), table["interest"].to_numpy(bool), table["value"].to_numpy(float)
    found = search(x, y, values, Options(boxes, least_mass, resamples, shuffles, seed))
    return Discovery(
        question.outcome, question.of, tuple(names), level, side, table, found.boxes, found.tradeoff, found.stability,
        found.held_out, found.by_chance, shuffles, found.scores, basis(question, everywhere),
    )  # fmt: skip


def _names(question: Question) -> list[str]:
    names = [f.name for f in question.factors]
    if not names:
        raise AnalysisError("no factor differs between the points of this batch; give it a `vary:` with a design")
    return names
