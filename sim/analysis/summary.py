"""Summary: each outcome under each policy, and what each policy changes, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.analysis.basis import design_words, seeds_words, step_word
from sim.analysis.question import ALL, AnalysisError, BatchLike, PlanLike, one_of, outcome_of
from sim.analysis.shown import Shown, about
from sim.analysis.source import pooled
from sim.batches.estimates import reach
from sim.batches.stopping import TABLES
from sim.intervals import Estimate
from sim.outcomes import OUTCOMES, Outcome
from sim.outcomes.asked import parts

USUAL = ("emergence", "emergence_month", "duration", "incidents")
"""Outcomes that are shown if none is named."""


@dataclass(frozen=True)
class Row:
    """One outcome of one pair, actor or whole run, under one policy."""

    scenario: str
    policy: str
    outcome: str
    of: str
    estimate: Estimate
    runs: int
    points: int
    base: str = ""
    """The policy that this is a difference from; empty for the outcome itself."""
    fewest: int = 0
    """Runs of the cell that has the fewest."""


@dataclass(frozen=True, repr=False)
class Summary(Shown):
    """Outcomes, and their differences between policies: tables to read and to draw."""

    title: str
    values: tuple[Row, ...]
    differences: tuple[Row, ...]
    design: str
    seeds: str
    step: str
    common: bool = True
    """Whether runs of the same replicate met the same luck, so that differences are paired by seed."""
    first: str | None = None
    """The pair or actor that the batch's stop rule names: it stands first in pictures and reports."""

    def frame(self) -> pd.DataFrame:
        """One row per scenario, policy, outcome and pair (or actor): value, interval, n, difference, its interval.

        ``pairs`` is how many pairs of runs the difference rests on: 0 where luck is not common, and there are none.
        """
        changes = {(r.scenario, r.policy, r.outcome, r.of): r.estimate for r in self.differences}
        rows = []
        for r in self.values:
            change = changes.get((r.scenario, r.policy, r.outcome, r.of))
            told = [np.nan] * 4 if change is None else [*change[:3], change.n if self.common else 0]
            rows.append([r.scenario, r.policy, r.outcome, r.of, *r.estimate, r.runs, r.points, *told])
        columns = ["scenario", "policy", "outcome", "of", "value", "low", "high", "n", "runs", "points"]
        return pd.DataFrame(rows, columns=[*columns, "difference", "difference_low", "difference_high", "pairs"])

    def only(self, of: str) -> Summary:
        """What it says of one pair (in either order) or actor; what is of whole runs stays.

        Raises:
            AnalysisError: it says nothing of that.
        """
        known = list(dict.fromkeys(r.of for r in self.values))
        kept = (ALL, ALL if known == [ALL] else one_of(of, known, "is not in this batch"))
        values, differences = (tuple(r for r in rows if r.of in kept) for rows in (self.values, self.differences))
        return replace(self, values=values, differences=differences)

    def words(self) -> str:
        """Which outcomes, whose, and under which policies."""
        outcomes, whose, policies = (
            list(dict.fromkeys(getattr(r, what) for r in self.values)) for what in ("outcome", "of", "policy")
        )
        of = whose[0] if len(whose) == 1 else f"{len(whose)} pairs or actors"
        return f"{self.title}: {about(', '.join(outcomes), of)} under {', '.join(policies)}"


def summary(results: BatchLike, outcomes: str | Sequence[str] = USUAL, of: str | None = None) -> Summary:
    """Each outcome by scenario and policy, over all points; and each policy against the first, run by run.

    Each point counts the same, however many runs it has. A difference pairs runs of the same scenario, point and
    replicate, which met the same luck; with ``luck: independent`` there are no pairs, and it is that of
    ``results.compare``: of one point both policies' own intervals are put together, over several, differences are
    clustered by point. Intervals allow for runs of a point being alike, and for replicates that share their luck
    (``sim.batches.pooling.estimate``).

    Args:
        results: what was played.
        outcomes: one name, or several. Of an outcome that is a word (``ending``) the share of runs with each word.
        of: one pair of rivals (in either order), or actor; all if None. Outcomes of whole runs are shown either way.

    Raises:
        AnalysisError: there is no such outcome, pair or actor, or nothing is played yet.
    """
    known = [part for name in ([outcomes] if isinstance(outcomes, str) else outcomes) for part in _parts(name)]
    cells = results.cells.assign(
        scenario=results.cells["scenario"].astype(str), policy=results.cells["policy"].astype(str)
    )
    cells["part"] = cells.groupby(["scenario", "policy"], sort=False).ngroup()
    values = [row for outcome in known for row in _rows(results, outcome, cells, cells)]
    paired = _paired(cells)
    changes = [row for outcome in known for row in _rows(results, outcome, cells, paired)] if len(paired) else []
    if not values:
        raise AnalysisError("no run of this batch is played yet; play it first")
    plan, fewest = results.plan, min(row.fewest for row in values)
    last, _ = reach(results.sql, TABLES[known[0].per], cells)
    title, step = str(getattr(plan, "title", "") or "Batch"), step_word(plan, values[0].scenario)
    said, common = (design_words(plan), seeds_words(plan, last, fewest)), getattr(plan, "common", True)
    found = Summary(title, tuple(values), tuple(changes), *said, step, common, first_of(plan))
    return found if of is None else found.only(of)


def first_of(plan: PlanLike) -> str | None:
    """The pair or actor that a batch is about: the one that its stop rule names, if it has one."""
    return getattr(getattr(plan, "stop", None), "of", None)


def _parts(name: str) -> list[Outcome]:
    """What of an outcome can be averaged."""
    return parts(OUTCOMES[name]) if name in OUTCOMES else [outcome_of(name)]


def _paired(cells: pd.DataFrame) -> pd.DataFrame:
    """For each cell of a later policy, the cell of the first one at the same point of the same scenario."""
    first = cells.groupby("scenario", sort=False)["policy"].transform("first")
    base = cells[cells["policy"] == first][["scenario", "point", "cell", "policy"]]
    base = base.rename(columns={"cell": "base", "policy": "against"})
    return cells[cells["policy"] != first].merge(base, on=["scenario", "point"])


def _rows(results: BatchLike, outcome: Outcome, cells: pd.DataFrame, groups: pd.DataFrame) -> list[Row]:
    named = cells.drop_duplicates("part").set_index("part")
    against = groups.drop_duplicates("part").set_index("part")["against"] if "base" in groups else {}
    sizes = groups.groupby("part").size()
    rows = []
    for part, of, own, found in pooled(results, outcome, groups):
        scenario, policy = named.loc[part, ["scenario", "policy"]]
        fewest = int(own["runs"].min()) if len(own) == sizes[part] else 0
        counts = (int(own["runs"].sum()), len(own), str(against[part]) if len(against) else "")
        rows.append(Row(scenario, policy, outcome.name, of, found, *counts, fewest))
    return rows
