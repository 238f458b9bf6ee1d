"""What analyses read: a batch's cells and its tables, asked in SQL so that no run has to come into memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import pandas as pd

from sim.batches.pooling import estimate, of_cells
from sim.intervals import Estimate
from sim.outcomes import OUTCOMES, Outcome

ALL = "all"
KEYS = ("cell", "scenario", "policy", "point")
TABLES = {"run": "runs", "dyad": "dyads", "actor": "actors"}


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
    def sql(self, query: str) -> pd.DataFrame: ...  # noqa: D102


def outcome_of(name: str) -> Outcome:
    """An outcome by its name.

    >>> outcome_of("emergence").kind
    'share'
    """
    if name not in OUTCOMES:
        raise AnalysisError(f"there is no outcome {name!r}; outcomes are {', '.join(OUTCOMES)}")
    return OUTCOMES[name]


@dataclass(frozen=True)
class Question:
    """One outcome of one pair, actor or whole run, in one scenario under one policy; ``cells`` are those of it."""

    results: BatchLike
    outcome: Outcome
    of: str
    scenario: str
    policy: str
    cells: pd.DataFrame

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
        raise AnalysisError(f"{name!r} is no {what} of this batch; there {_are(names)}")
    return name


def _are(names: Sequence[str]) -> str:
    return f"is {names[0]}" if len(names) == 1 else f"are {', '.join(names)}"


def _of(results: BatchLike, outcome: Outcome, of: str | None, cells: pd.DataFrame, where: str) -> str:
    """Whose outcome: as named, in either order of a pair; the only one if not named."""
    if outcome.per == "run":
        return ALL
    names = _names(results, outcome, cells["cell"])
    if not names:
        raise AnalysisError(f"no run of {where} is there, so there is nothing to analyse; play the batch first")
    if of is None and len(names) == 1:
        return names[0]
    if of is None:
        what = "pairs of rivals" if outcome.per == "dyad" else "actors"
        raise AnalysisError(f"{outcome.name} differs between {what}; name one with `of`: {', '.join(names)}")
    for name in (of, " – ".join(reversed(of.split(" – ")))):
        if name in names:
            return name
    raise AnalysisError(f"{of!r} has no {outcome.name} in this batch; there {_are(names)}")


def _names(results: BatchLike, outcome: Outcome, cells: Iterable[int]) -> list[str]:
    """Names in all of the cells: the first may have no run, or none that could be played."""
    listed = ", ".join(str(int(cell)) for cell in cells)
    found = results.sql(
        f"SELECT DISTINCT CAST({outcome.per} AS VARCHAR) AS name FROM {TABLES[outcome.per]} "  # noqa: S608 - our own
        f"WHERE cell IN ({listed}) ORDER BY name"
    )
    return [str(name) for name in found["name"]]


def sums(results: BatchLike, outcome: Outcome, groups: pd.DataFrame, of: str | None = None) -> pd.DataFrame:
    """Sums over runs: one row a ``part``, ``of`` and cell (``key``), columns as in ``sim.batches.pooling.Sums``.

    ``groups`` has one row a cell: ``cell``, the ``part`` it counts for, and where differences are asked, the ``base``
    cell that it is compared with, replicate by replicate. ``runs`` counts all, ``n`` those that have a value, and
    ``last`` is the last replicate.
    """
    return results.sql(_known(outcome, groups, of) + SUMS)


def pooled(
    results: BatchLike, outcome: Outcome, groups: pd.DataFrame, of: str | None = None
) -> Iterator[tuple[int, str, pd.DataFrame, Estimate]]:
    """By ``part`` and ``of``: the sums of its cells (``sums``), and the estimate over them."""
    known, paired = _known(outcome, groups, of), "base" in groups
    common = getattr(results.plan, "common", True)
    luck = dict(list(results.sql(known + LUCK).groupby(["part", "of"]))) if common else {}
    for (part, name), own in results.sql(known + SUMS).groupby(["part", "of"]):  # ty: ignore[not-iterable]
        yield part, str(name), own, estimate(own, luck.get((part, name)), outcome.kind == "share", paired)


SUMS = """
    SELECT part, "of", cell AS key, max(replicate) AS last, count(*) AS runs, count(value) AS n, fsum(value) AS total,
           fsum(value * value) AS squares, count(*) FILTER (WHERE value > 0) AS up,
           count(*) FILTER (WHERE value < 0) AS down
    FROM known GROUP BY part, "of", cell ORDER BY part, "of", cell
"""
LUCK = """,
    own AS (SELECT part, "of", cell, count(value) AS n, fsum(value) / count(value) AS mean FROM known GROUP BY ALL)
    SELECT part, "of", replicate AS key, fsum((value - mean) / n) AS off
    FROM known JOIN own USING (part, "of", cell) WHERE value IS NOT NULL
    GROUP BY part, "of", replicate ORDER BY part, "of", replicate
"""


def _known(outcome: Outcome, groups: pd.DataFrame, of: str | None) -> str:
    """SQL of the runs, each with its value, as the table ``known``."""
    table, paired = TABLES[outcome.per], "base" in groups
    columns = [c for c in ("cell", "base", "part") if c in groups]
    lists = ", ".join(f"unnest([{', '.join(str(int(v)) for v in groups[c])}]) AS {c}" for c in columns)
    name = f"'{ALL}'" if outcome.per == "run" else f"CAST(a.{outcome.per} AS VARCHAR)"
    value = f'CAST(a."{outcome.name}" AS DOUBLE)'
    joined = f"FROM g JOIN {table} a ON a.cell = g.cell"
    if paired:
        value += f' - CAST(b."{outcome.name}" AS DOUBLE)'
        same = "" if outcome.per == "run" else f" AND CAST(b.{outcome.per} AS VARCHAR) = {name}"
        joined += f" JOIN {table} b ON b.cell = g.base AND b.replicate = a.replicate{same}"
    only = "" if of is None or outcome.per == "run" else f" WHERE {name} = '{of.replace(chr(39), chr(39) * 2)}'"
    return f"""
        WITH g AS (SELECT {lists}),
        seen AS (
            SELECT g.part AS part, {name} AS "of", a.cell AS cell, a.replicate AS replicate, {value} AS raw
            {joined}{only}
        ),
        known AS (SELECT part, "of", cell, replicate, CASE WHEN isnan(raw) THEN NULL ELSE raw END AS value FROM seen)
    """  # noqa: S608 - names of our own outcomes and whole numbers; the name of a pair is quoted


def points(question: Question) -> pd.DataFrame:
    """One row a cell, in the order of the design: its factors, and the outcome over its runs.

    Columns added: ``runs`` that are done, ``n`` of them with a value, ``value``, ``low``, ``high`` (95%), and
    ``variance`` of single runs (NaN where there are fewer than two).
    """
    groups = pd.DataFrame({"cell": question.cells["cell"], "part": 0})
    found = sums(question.results, question.outcome, groups, of=question.of).set_index("key")
    found = found.reindex(question.cells["cell"])
    n, total, squares = (found[c].fillna(0.0).to_numpy(float) for c in ("n", "total", "squares"))
    estimates = of_cells(n, total, squares, question.share)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(n > 1, np.maximum(0.0, squares - total * total / n) / (n - 1), math.nan)
    return question.cells.assign(
        runs=found["runs"].fillna(0).to_numpy(int),
        n=n.astype(int),
        value=[one.value for one in estimates],
        low=[one.low for one in estimates],
        high=[one.high for one in estimates],
        variance=variance,
    )


def needed(module: str) -> ModuleType:
    """A library of the extra *analysis*, imported when it is first needed.

    Raises:
        AnalysisError: it is not installed.
    """
    import importlib
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of theirs that we do not use
            return importlib.import_module(module)
    except ImportError as error:
        package = {"SALib": "SALib", "ema_workbench": "ema-workbench"}.get(module.split(".")[0], module)
        text = f'this analysis needs {package}, which is not installed ({error}); pip install "backchannel[analysis]"'
        raise AnalysisError(text) from error


def html(title: str, table: pd.DataFrame) -> str:
    """A result in a notebook: a line, and its table; all names escaped."""
    return f"<p>{escape(title)}</p>{table.to_html(index=False, float_format=lambda x: f'{x:.3g}')}"
