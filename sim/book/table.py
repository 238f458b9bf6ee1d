"""The table of mechanisms: each is switched off in a case, and the same seeds are played with and without it.

Verdicts are read off the paired difference alone: *as expected* or *the other way* where its interval excludes
zero, else *no difference seen*, which is not the same as no effect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np

from sim._compile import source_hash
from sim.batch import run
from sim.book.marks import table as drawn
from sim.book.rows import ALL, Row, Rows
from sim.intervals import LEVEL, Estimate, paired_share
from sim.names import dyad_name
from sim.results import AS_CODED, Results
from sim.scenario import Scenario

AS_EXPECTED, NO_DIFFERENCE, OTHER_WAY = "as expected", "no difference seen", "the other way"
NO_CASE = "no such case yet"
NOTHING = "nothing to compare"


class Line(NamedTuple):
    """A row, and what came out; estimates are missing where its case is."""

    row: Row
    before: Estimate | None = None
    after: Estimate | None = None
    change: Estimate | None = None
    there: Estimate | None = None
    """By how much the share of runs changes in which the outcome exists at all; missing where it always does."""

    @property
    def verdict(self) -> str:
        """What the difference says about the expectation."""
        if self.change is None:
            return NO_CASE
        if self.change.n == 0:
            return NOTHING
        if not (self.change.low > 0 or self.change.high < 0):
            return NO_DIFFERENCE
        way = "up" if self.change.low > 0 else "down"
        if self.row.expected == "open":
            return way
        return AS_EXPECTED if self.row.expected == way else OTHER_WAY


def play(
    rows: Rows, runs: int, seed: int, threads: int | None = None, done: Callable[[int], Any] | None = None
) -> list[Line]:
    """Play all rows, each case under each policy once."""
    found = {row: Line(row) for row in rows.rows}
    for name, case in rows.loaded().items():
        wanted = rows.cases()[name]
        played = {p: _play(case, p, runs, seed, threads, done) for p in policies(wanted)}
        found |= {row: line(row, played) for row in wanted}
    return list(found.values())


def policies(wanted: Iterable[Row]) -> list[str]:
    """The policies that rows of one case need, each once; the case as coded first."""
    return list(dict.fromkeys([AS_CODED, *(p for row in wanted for p in (row.policy, row.against))]))


def _play(case: Scenario, policy: str, runs: int, seed: int, threads: int | None, done: Any) -> Results:
    return run(case, runs, seed, None if policy == AS_CODED else policy, None, threads, done)


def line(row: Row, played: dict[str, Results]) -> Line:
    """What a row's two policies gave, and the paired difference between them."""
    before, after = played[row.against], played[row.policy]
    of = row.of if isinstance(row.of, str) else dyad_name(*before.names.dyad[before.dyad(row.of)])
    change = (after - before).estimate(row.outcome)[of]
    there = paired_share(_exists(before, row.outcome, of), _exists(after, row.outcome, of))
    estimates = (before.estimate(row.outcome)[of], after.estimate(row.outcome)[of])
    return Line(row, *estimates, change, there if change.n < before.runs else None)


def _exists(results: Results, outcome: str, of: str) -> np.ndarray:
    values = results.values(outcome).reshape(results.runs, -1)
    return ~np.isnan(values[:, results.labels(outcome).index(of)])


def total_runs(rows: Rows, runs: int) -> int:
    """How many runs the table takes."""
    return runs * sum(len(policies(rows.cases()[case])) for case in rows.loaded())


def text(lines: list[Line], runs: int, seed: int) -> str:
    """The table as it stands on its page, and under it why some rows are not as expected."""
    return "\n\n".join(part for part in (_head(lines, runs, seed), _drawn(lines, runs), _why(lines)) if part)


HEADS = (
    "system", "", "case", "policy", "outcome", "of", "expected", "with → without", "difference", "verdict", "reading",
)  # fmt: skip


def _head(lines: list[Line], runs: int, seed: int) -> str:
    verdicts = [one.verdict for one in lines]
    said = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in dict.fromkeys(verdicts))
    tested = len(lines) - verdicts.count(NO_CASE)
    return (
        f"{runs} runs a policy, seeds {seed} to {seed + runs - 1}, version {version('backchannel')} (source "
        f"{source_hash()}), {LEVEL:.0%} intervals. {len(lines)} rows: {said}. Intervals stand for each row alone: of "
        f"{tested} rows in which nothing happened, about {round(tested * (1 - LEVEL))} would still show a difference."
    )


def _drawn(lines: list[Line], runs: int) -> str:
    return drawn(HEADS, [_cells(one, runs) for one in lines])


def _cells(one: Line, runs: int) -> tuple[str, ...]:
    row = one.row
    policy = row.policy if row.against == AS_CODED else f"{row.policy} against {row.against}"
    went = " → ".join(_level(one_of, runs) for one_of in (one.before, one.after) if one_of is not None)
    return (
        row.system, row.mechanism, row.case.removesuffix(".yaml"), f"`{policy}`", f"`{row.outcome}`",
        "" if row.of == ALL else row.whose, row.expected, went, _change(one, runs), one.verdict, row.reading,
    )  # fmt: skip


def _level(level: Estimate, runs: int) -> str:
    return _number(level.value) + ("" if level.n == runs else f" (in {level.n})")


def _change(one: Line, runs: int) -> str:
    """The difference; where some runs lack the outcome, also how many compare, and whether more or fewer lack it."""
    if one.change is None:
        return ""
    shown = _spread(one.change) if one.change.n else ""
    if one.there is None:
        return shown
    return f"{shown} (n = {one.change.n}); there at all {_spread(one.there)}".strip()


def _spread(found: Estimate) -> str:
    if math.isinf(found.low):
        return f"{_signed(found.value)} [no interval]"
    return f"{_signed(found.value)} [{_signed(found.low)}, {_signed(found.high)}]"


def _number(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:.3g}"


def _signed(value: float) -> str:
    return f"{value:+.3g}" if value else "0"


def _why(lines: list[Line]) -> str:
    told = [one for one in lines if one.row.why and one.verdict not in (AS_EXPECTED, NO_CASE)]
    if not told:
        return ""
    said = [
        f"* **{one.row.system}**, `{one.row.policy}` on `{one.row.outcome}` ({one.verdict}): {one.row.why}"
        for one in told
    ]
    return "Why some rows are not as expected:\n\n" + "\n".join(said)


def unexplained(lines: list[Line]) -> list[Line]:
    """Rows that are not as expected and say nothing about it."""
    return [one for one in lines if one.verdict in (NO_DIFFERENCE, OTHER_WAY, NOTHING) and not one.row.why]
