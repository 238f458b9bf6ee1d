"""What an analysis rests on: design, points, runs, seeds; the words under every chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.analysis.question import PlanLike, Question
from sim.counted import counted

KINDS = {
    "grid": "full grid",
    "list": "list of points",
    "latin_hypercube": "Latin hypercube",
    "sobol": "Saltelli's scheme for Sobol indices",
    "morris": "Morris trajectories",
    "one_at_a_time": "one factor at a time",
}


@dataclass(frozen=True, repr=False)
class Basis:
    """What the numbers of an analysis rest on."""

    title: str
    scenario: str
    policy: str
    design: str
    points: int
    runs: int
    fewest: int  # runs of a cell
    most: int
    without_value: int  # runs in which the outcome does not exist
    seeds: str
    step: str = "month"
    """What the case goes by: month or week."""

    def __repr__(self) -> str:
        return f"<Basis: {self.words()}>"

    def words(self) -> str:
        """The basis in a few sentences.

        >>> basis = Basis("A", "common_enemy", "as_coded", "full grid", 9, 90, 10, 10, 0, "seeds 1–10 at every point")
        >>> print(basis.words())
        A (common_enemy, as coded). Design: full grid, 9 points. n = 90 runs, 10 per point, seeds 1–10 at every point.
        """
        each = f"{self.fewest:,}" if self.fewest == self.most else f"{self.fewest:,} to {self.most:,}"
        policy = self.policy.replace("_", " ").strip() or self.policy
        text = f"{self.title.rstrip('.')} ({self.scenario}, {policy}). Design: {self.design}, "
        text += f"{counted(self.points, 'point')}. "
        text += f"n = {counted(self.runs, 'run')}, {each} per point, {self.seeds}."
        if self.without_value:
            text += f" In {counted(self.without_value, 'run')} the outcome does not exist; they count for nothing."
        return text


def basis(question: Question, points: pd.DataFrame) -> Basis:
    """The basis of an analysis of these points."""
    plan, runs = question.results.plan, points["runs"]
    return Basis(
        title=str(getattr(plan, "title", "") or "Batch"),
        scenario=question.scenario,
        policy=question.policy,
        design=design_words(plan),
        points=len(points),
        runs=int(runs.sum()),
        fewest=int(runs.min()),
        most=int(runs.max()),
        without_value=int((runs - points["n"]).sum()),
        seeds=seeds_words(plan, int(runs.max()), int(runs.min())),
        step=step_word(plan, question.scenario),
    )


def step_word(plan: object, scenario: str) -> str:
    """What a scenario of the plan goes by; months where the plan does not hold it."""
    case = (getattr(plan, "scenarios", None) or {}).get(scenario)
    return "month" if case is None else step_of(case)


def step_of(case: Any) -> str:
    """What a scenario goes by: month or week."""
    return "week" if len(case.months.first) == len("YYYY-MM-DD") else "month"


def design_words(plan: PlanLike) -> str:
    """The kind of the design, and its seed where points are drawn by chance.

    >>> from types import SimpleNamespace
    >>> design_words(SimpleNamespace(design=SimpleNamespace(kind="latin_hypercube", seed=3)))
    'Latin hypercube (design seed 3)'
    """
    kind = plan.design.kind
    words, seed = KINDS.get(kind, str(kind).replace("_", " ")), getattr(plan.design, "seed", None)
    drawn = kind in ("latin_hypercube", "sobol", "morris") and seed is not None
    return f"{words} (design seed {seed})" if drawn else words


def seeds_words(plan: PlanLike, most: int, fewest: int) -> str:
    """Which seeds, whether cells share them, and whether all cells have them all.

    >>> from types import SimpleNamespace
    >>> seeds_words(SimpleNamespace(seed=1), 40, 40), seeds_words(SimpleNamespace(seed=1), 200, 40)
    ('seeds 1–40 at every point', 'of seeds 1–200, not all at every point')
    """
    first = int(plan.seed)
    if not getattr(plan, "common", True):
        return f"luck independent between points, from seed {first}"
    last = first + max(1, most) - 1
    seeds = f"seed {first}" if last == first else f"seeds {first}–{last}"
    return f"of {seeds}, not all at every point" if fewest < most else f"{seeds} at every point"
