"""Summary: each outcome under each policy, and what each policy changes, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.analysis.basis import design_words, seeds_words, step_word
from sim.analysis.source import AnalysisError, BatchLike, html, outcome_of, pooled
from sim.intervals import Estimate
from sim.outcomes import Outcome

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
    last: int = 0
    """The last replicate of any cell."""


@dataclass(frozen=True)
class Summary:
    """Outcomes, and their paired differences between policies: tables to read and to draw."""

    title: str
    values: tuple[Row, ...]
    differences: tuple[Row, ...]
    design: str
    seeds: str
    step: str
    common: bool = True
    """Whether runs of the same replicate met the same luck, so that differences are paired by seed."""

    def frame(self) -> pd.DataFrame:
        """One row per scenario, policy, outcome and pair (or actor): value, interval, n, difference, its interval."""
        changes = {(r.scenario, r.policy, r.outcome, r.of): r.estimate for r in self.differences}
        rows = []
        for r in self.values:
            change = changes.get((r.scenario, r.policy, r.outcome, r.of))
            rows.append(
                [r.scenario, r.policy, r.outcome, r.of, *r.estimate, r.runs, r.points, *(change or [np.nan] * 4)]
            )
        columns = ["scenario", "policy", "outcome", "of", "value", "low", "high", "n", "runs", "points"]
        return pd.DataFrame(rows, columns=[*columns, "difference", "difference_low", "difference_high", "pairs"])

    def only(self, of: str) -> Summary:
        """What it says of one pair (in either order) or actor.

        Raises:
            AnalysisError: it says nothing of that.
        """
        names = {of, " – ".join(reversed(of.split(" – ")))}
        values, differences = (tuple(r for r in rows if r.of in names) for rows in (self.values, self.differences))
        if not values:
            known = ", ".join(dict.fromkeys(r.of for r in self.values))
            raise AnalysisError(f"{of!r} is not in this batch; there are {known}")
        return replace(self, values=values, differences=differences)

    def _repr_html_(self) -> str:
        return html(self.title, self.frame())


def summary(results: BatchLike, outcomes: Sequence[str] = USUAL) -> Summary:
    """Each outcome by scenario and policy, over all points; and each policy against the first, run by run.

    Each point counts the same, however many runs it has. A difference pairs runs of the same scenario, point and
    replicate. Intervals allow for runs of a point being alike, and for replicates that share their luck
    (``sim.batches.pooling.estimate``).

    Raises:
        AnalysisError: there is no such outcome, or nothing is played yet.
    """
    known = [outcome_of(name) for name in outcomes]
    cells = results.cells.assign(
        scenario=results.cells["scenario"].astype(str), policy=results.cells["policy"].astype(str)
    )
    cells["part"] = cells.groupby(["scenario", "policy"], sort=False).ngroup()
    values = [row for outcome in known for row in _rows(results, outcome, cells, cells)]
    paired = _paired(cells)
    changes = [row for outcome in known for row in _rows(results, outcome, cells, paired)] if len(paired) else []
    if not values:
        raise AnalysisError("no run of this batch is played yet; play it first")
    plan, fewest, last = results.plan, min(row.fewest for row in values), max(row.last for row in values)
    title, step = str(getattr(plan, "title", "") or "Batch"), step_word(plan, values[0].scenario)
    said, common = (design_words(plan), seeds_words(plan, last, fewest)), getattr(plan, "common", True)
    return Summary(title, tuple(values), tuple(changes), *said, step, common)


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
        rows.append(Row(scenario, policy, outcome.name, of, found, *counts, fewest, int(own["last"].max())))
    return rows
