"""What a batch found, as tables: outcomes by scenario and policy, and what each policy changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.analysis import summary
from sim.analysis.summary import Row as Found
from sim.analysis.summary import Summary
from sim.charts import words
from sim.charts.batch.common import capital, scale_of
from sim.charts.scale import Scale
from sim.counted import counted
from sim.outcomes.asked import outcome_of
from sim.report.cells import Write, change_cell, value_cell
from sim.report.chosen import main_outcome
from sim.report.tables import Cell, Head, Table, grouped

if TYPE_CHECKING:
    from sim.batches.results import BatchResults

LEADING = {
    "dyad": ("emergence", "emergence_month", "duration", "incidents"),
    "run": ("enemy_fallen", "final_strength"),
    "actor": (),
}
"""Outcomes that every report shows, by what they are of."""
MOST = 12  # pairs or actors in a table
WHOSE = {"dyad": "rivals", "run": "", "actor": "actor"}
ONE_AND_MORE = {
    "dyad": ("more pair of rivals", "more pairs of rivals"),
    "run": ("more whole run", "more whole runs"),
    "actor": ("more actor", "more actors"),
}
PAIRED = "Run by run at the same point, with the same seed."
APART = "Between the same points; each run has its own luck, no two share a seed, and the interval allows for both."
SURE = (
    "Bold: the interval excludes no difference. Each interval is for one comparison alone; of twenty of them, one "
    "would exclude it by luck."
)


def findings(results: BatchResults) -> list[Table]:
    """Outcomes and differences between policies, scenario by scenario; those of pairs of rivals first."""
    found: list[Table] = []
    for per, names in LEADING.items():
        main = main_outcome(results)
        extra = (main,) if outcome_of(main).per == per and main not in names else ()
        if chosen := (*extra, *names):
            said = summary(results, chosen)
            for key in results.plan.scenarios:
                found += _tables(results, said, key, per, chosen)
    return _said_once(found)


def _said_once(tables: list[Table]) -> list[Table]:
    """What stands below a table is not said below the next ones again."""
    told: set[str] = set()
    found = []
    for one in tables:
        found.append(one._replace(notes=tuple(note for note in one.notes if note not in told)))
        told.update(one.notes)
    return found


def leading(results: BatchResults) -> dict[str, str]:
    """By scenario, whose main outcome charts show: as the stop rule says, or where it is largest."""
    said = summary(results, [main_outcome(results)])
    found = {}
    for key in results.plan.scenarios:
        sizes = _sizes([row for row in said.values if row.scenario == key])
        if sizes:
            found[key] = said.first if said.first in sizes else max(sizes, key=lambda of: sizes[of])
    return found


def _sizes(rows: list[Found]) -> dict[str, float]:
    """The largest value of each pair, over policies."""
    sizes: dict[str, float] = {}
    for row in rows:
        value = row.estimate.value if row.estimate.n else -math.inf
        sizes[row.of] = max(value, sizes.get(row.of, -math.inf))
    return sizes


def _tables(results: BatchResults, said: Summary, key: str, per: str, names: tuple[str, ...]) -> list[Table]:
    """The table of values of a scenario, and that of differences where there are several policies."""
    values = [row for row in said.values if row.scenario == key]
    changes = [row for row in said.differences if row.scenario == key]
    if not values:
        return []
    step = words.step_word(results.plan.scenarios[key])
    scales = {name: scale_of(outcome_of(name), step) for name in names}
    shown, rest = _chosen([row for row in values if row.outcome == names[0]], said.first)
    notes = tuple(f"{capital(scale.name)}: {scale.meaning}." for scale in scales.values())
    title = results.plan.scenarios[key].title
    first = _table(f"{title}: {_what(per)}, by policy", values, shown, scales, per, value_cell)
    tables = [first._replace(notes=(*notes, *_left(rest, per)))]
    if changes:
        base = words.policy_words(changes[0].base)
        common = results.plan.common
        how = f"{PAIRED if common else APART} {SURE}"
        caption = f"{title}: {_what(per)}, what each policy changes from “{base}”"
        tables.append(_table(caption, changes, shown, scales, per, change_cell, common)._replace(notes=(how,)))
    return tables


def _what(per: str) -> str:
    return {"dyad": "pairs of rivals", "run": "whole runs", "actor": "actors"}[per]


def _chosen(rows: list[Found], first: str | None) -> tuple[list[str], list[str]]:
    """Whose rows are shown, that which the batch is about first and then the largest; and the others."""
    sizes = _sizes(rows)
    order = sorted(sizes, key=lambda of: (of != first, -sizes[of]))
    some = [of for of in order if sizes[of] > 0 or of == first] or order[:1]
    return some[:MOST], [of for of in order if of not in some[:MOST]]


def _left(rest: list[str], per: str) -> tuple[str, ...]:
    if not rest:
        return ()
    names = "; ".join(rest[:MOST]) + ("; …" if len(rest) > MOST else "")
    more = counted(len(rest), *ONE_AND_MORE[per])
    return (f"Left out, with less: {more} ({names}); the table {per}s has all.",)


def _table(
    caption: str, rows: list[Found], shown: list[str], scales: Mapping[str, Scale], per: str, cell: Write,
    paired: bool = True,
) -> Table:  # fmt: skip
    """One line per pair and policy, one column per outcome."""
    by_place = {(row.of, row.policy, row.outcome): row for row in rows}
    policies = list(dict.fromkeys(row.policy for row in rows))
    names, lines = [], []
    for of in shown:
        for policy in policies:
            own = [by_place.get((of, policy, name)) for name in scales]
            if one := next((row for row in own if row is not None), None):
                names.append(of)
                last = _count(one, paired)
                lines.append([Cell(words.policy_words(policy), head=True), *(_of(r, scales, cell) for r in own), last])
    heads = [Head("policy")]
    heads += [Head(scale.name, scale.unit if cell is value_cell else _points(scale), True) for scale in scales.values()]
    heads.append(Head("runs" if cell is value_cell else "pairs of runs", number=True))
    if per == "run":
        return Table(caption, tuple(heads), (tuple(map(tuple, lines)),))
    return Table(caption, (Head(WHOSE[per]), *heads), grouped(names, lines))


def _count(row: Found, paired: bool) -> Cell:
    """How many runs, or pairs of runs, a row rests on; a difference of luck that is not common rests on no pairs."""
    return Cell(f"{row.runs:,}" if paired else "unpaired", number=True)


def _of(row: Found | None, scales: Mapping[str, Scale], cell: Write) -> Cell:
    return Cell("none", number=True) if row is None else cell(scales[row.outcome], row.estimate, row.runs)


def _points(scale: Scale) -> str:
    return "percentage points" if scale.factor == 100 else scale.unit
