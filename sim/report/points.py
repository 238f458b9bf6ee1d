"""The main outcome point by point: for designs whose points are few enough to be read one by one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis.question import AnalysisError, ask
from sim.analysis.source import points as points_of
from sim.charts import words
from sim.charts.batch.common import label, scale_of, short_number, unit
from sim.charts.scale import Scale
from sim.counted import counted
from sim.intervals import Estimate
from sim.outcomes.asked import outcome_of
from sim.report.cells import value_cell
from sim.report.chosen import main_outcome
from sim.report.tables import Cell, Head, Table, plain

if TYPE_CHECKING:
    from sim.batches.results import BatchResults

MOST = 41
KINDS = ("grid", "list", "one_at_a_time")


def by_point(results: BatchResults, leading: dict[str, str]) -> list[Table]:
    """A table for each scenario: a row a point, its factors, and the main outcome under each policy."""
    plan = results.plan
    if plan.design.kind not in KINDS or not 2 <= results.cells["point"].nunique() <= MOST:
        return []
    return [one for key, of in leading.items() if (one := _table(results, key, of)) is not None]


def _table(results: BatchResults, key: str, of: str) -> Table | None:
    """None where no policy has a run; policies without one are left out."""
    plan, outcome = results.plan, outcome_of(main_outcome(results))
    scale = scale_of(outcome, words.step_word(plan.scenarios[key]))
    whose = None if of == "all" else of
    found = {}
    for policy in plan.policies[key]:
        with suppress(AnalysisError):
            found[policy] = points_of(ask(results, outcome.name, whose, key, policy))
    if not found:
        return None
    factors = [factor.name for factor in plan.factors]
    heads = [Head("point", number=True), *(Head(label(name), unit(name), True) for name in factors)]
    heads += [Head(words.policy_words(policy), scale.unit, True) for policy in found]
    first = next(iter(found.values()))
    rows = [_row(scale, first.iloc[k], [one.iloc[k] for one in found.values()], factors) for k in range(len(first))]
    caption = f"{plan.scenarios[key].title}: {scale.name}" + (f" of {of}" if whose else "") + " at each point"
    runs = f"{counted(plan.replicates, 'run')} at each point" + (" or more" if plan.stop else "")
    left = [words.policy_words(policy) for policy in plan.policies[key] if policy not in found]
    without = f" Left out, because no run is there: {', '.join(left)}." if left else ""
    return plain(caption, tuple(heads), rows, f"{runs} and policy; each interval is for its point alone.{without}")


def _row(scale: Scale, point: pd.Series, values: list[pd.Series], factors: list[str]) -> list[Cell]:
    cells = [Cell(str(point["point"]), number=True)]
    cells += [Cell(short_number(point[name]), number=True) for name in factors]
    for row in values:
        one = Estimate(*(float(row[end]) for end in ("value", "low", "high")), int(row["n"]))
        cells.append(value_cell(scale, one, int(row["runs"])))
    return cells
