"""What is asked of a batch: which outcome, whose, in which scenario under which policy; mistakes get the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from sim.batches.stopping import TABLES
from sim.outcomes import Outcome, asked
from sim.outcomes.asked import averaged, nearest

ALL = "all"


class AnalysisError(ValueError):
    """What was asked cannot be answered from this batch; the text says why and what would help."""


class FactorLike(Protocol):
    """A number that the batch varies: its name, its range, and its value in the case as coded."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102
    @property
    def value(self) -> float: ...  # noqa: D102


class PlanLike(Protocol):
    """What analyses ask of a plan (``sim.Batch``); ``design`` has a ``kind`` and what that kind takes."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def factors(self) -> Sequence[FactorLike]: ...  # noqa: D102
    @property
    def design(self) -> Any: ...  # noqa: D102
    @property
    def replicates(self) -> int: ...  # noqa: D102
    @property
    def seed(self) -> int: ...  # noqa: D102


class BatchLike(Protocol):
    """What analyses ask of results: the cells, the plan, and answers in SQL about runs, dyads and actors."""

    @property
    def cells(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def plan(self) -> Any: ...  # noqa: D102
    def sql(self, query: str, **frames: pd.DataFrame) -> pd.DataFrame: ...  # noqa: D102


def outcome_of(name: str) -> Outcome:
    """An outcome by its name, one that can be averaged; of words such as ``ending`` the share of one of them.

    Raises:
        AnalysisError: there is none, and the nearest is proposed; or its values are words.

    >>> outcome_of("emergence").kind, outcome_of("ending=hostility").kind
    ('share', 'share')
    >>> outcome_of("emergance")
    Traceback (most recent call last):
    sim.analysis.question.AnalysisError: there is no outcome 'emergance'; did you mean 'emergence'?
    """
    try:
        return averaged(str(name))
    except (KeyError, ValueError) as error:
        raise AnalysisError(str(error.args[0])) from None


@dataclass(frozen=True, repr=False)
class Question:
    """One outcome of one pair, actor or whole run, in one scenario under one policy; ``cells`` are those of it."""

    results: BatchLike
    outcome: Outcome
    of: str
    scenario: str
    policy: str
    cells: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Question: {self.outcome.name} of {self.of} in {self.scenario} under {self.policy}>"

    @property
    def share(self) -> bool:
        """Whether the outcome is a share of runs."""
        return self.outcome.kind == "share"

    @property
    def factors(self) -> list[FactorLike]:
        """The factors that differ between the cells; one that is held everywhere says nothing."""
        return [f for f in self.results.plan.factors if f.name in self.cells and self.cells[f.name].nunique() > 1]


def ask(
    results: BatchLike, outcome: str, of: str | None = None, scenario: str | None = None, policy: str | None = None
) -> Question:
    """Say what is asked of a batch.

    Args:
        results: what was played.
        outcome: name of an outcome (``sim.outcomes``).
        of: pair (``North – South``) or actor; may be left out where there is one only.
        scenario: key of a scenario; the first if None.
        policy: name of a policy; the first if None.

    Raises:
        AnalysisError: there is no such outcome, scenario, policy, pair or actor; or several, and none is named.
    """
    known, cells = outcome_of(outcome), results.cells
    scenario = _chosen(scenario, cells["scenario"], "scenario")
    cells = cells[cells["scenario"].astype(str) == scenario]
    policy = _chosen(policy, cells["policy"], "policy")
    cells = cells[cells["policy"].astype(str) == policy].sort_values("point").reset_index(drop=True)
    return Question(
        results, known, _of(results, known, of, cells, f"{scenario} under {policy}"), scenario, policy, cells
    )


def _chosen(name: str | None, known: Iterable[Any], what: str) -> str:
    names = list(dict.fromkeys(map(str, known)))
    if name is None:
        return names[0]
    if name not in names:
        raise AnalysisError(f"{name!r} is no {what} of this batch; {nearest(name, names)}")
    return name


def _of(results: BatchLike, outcome: Outcome, of: str | None, cells: pd.DataFrame, where: str) -> str:
    """Whose outcome: as named, in either order of a pair; the only one if not named."""
    if outcome.per == "run":
        return ALL
    names = _names(results, outcome, cells["cell"])
    if not names:
        raise AnalysisError(f"no run of {where} is there, so there is nothing to analyse; play the batch first")
    if of is None and len(names) > 1:
        what = "pairs of rivals" if outcome.per == "dyad" else "actors"
        raise AnalysisError(f"{outcome.name} differs between {what}; name one with `of`: {', '.join(names)}")
    return names[0] if of is None else one_of(of, names, f"has no {outcome.name} in this batch")


def one_of(of: str, names: Sequence[str], lacks: str) -> str:
    """The name that is meant, as ``sim.outcomes.asked.one_of`` finds it.

    Raises:
        AnalysisError: it is none of them; the nearest is proposed.

    >>> one_of("Nroth – South", ["North – South", "A – B"], "is not here")
    Traceback (most recent call last):
    sim.analysis.question.AnalysisError: 'Nroth – South' is not here; did you mean 'North – South'?
    """
    try:
        return asked.one_of(of, names, lacks)
    except KeyError as error:
        raise AnalysisError(str(error.args[0])) from None


def _names(results: BatchLike, outcome: Outcome, cells: Iterable[int]) -> list[str]:
    """Names in all of the cells: the first may have no run, or none that could be played."""
    listed = ", ".join(str(int(cell)) for cell in cells)
    found = results.sql(
        f"SELECT DISTINCT CAST({outcome.per} AS VARCHAR) AS name FROM {TABLES[outcome.per]} "  # noqa: S608 - our own
        f"WHERE cell IN ({listed}) ORDER BY name"
    )
    return [str(name) for name in found["name"]]
