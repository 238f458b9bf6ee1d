"""Runs of two folders, or of two policies of one: paired by scenario, point and replicate where they met equal luck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from sim.batches.asking import ask
from sim.batches.effects import SIDES, Own, change
from sim.batches.sums import Group, Rows, blocks, groups
from sim.cli.findings import signed, within
from sim.cli.matching import alike, same_luck, same_points
from sim.cli.sides import Side
from sim.intervals import Estimate
from sim.outcomes import Outcome
from sim.outcomes.asked import averaged, one_of

_JOINED = (
    'SELECT s.part AS part, one."of" AS "of", one.point AS cell, one.replicate AS replicate, one.value AS one, '
    "other.value AS other, other.value - one.value AS difference "
    'FROM one JOIN other USING (scenario, point, replicate, "of") JOIN s USING (scenario)'
)
_ALONE = 'SELECT s.part AS part, t."of" AS "of", t.point AS cell, t.replicate, t.value FROM t JOIN s USING (scenario)'


class Row(NamedTuple):
    """One pair (or actor) in one scenario: both sides, and the change from one to the other."""

    scenario: str
    of: str
    one: Estimate
    other: Estimate
    change: Estimate
    paired: bool

    def words(self) -> list[str]:
        """As it stands in a table."""
        sides = [text for side in (self.one, self.other) for text in (within(*side[:3]), f"{side.n:,}")]
        pairs = f"{self.change.n:,}" if self.paired else "unpaired"
        return [self.scenario, self.of, *sides, signed(*self.change[:3]), pairs]

    def __repr__(self) -> str:
        pairs = f"{self.change.n} pairs" if self.paired else "unpaired"
        return f"<{self.of} in {self.scenario}: {within(*self.one[:3])} to {within(*self.other[:3])}, {pairs}>"


class Effects(NamedTuple):
    """What changes, and what a reader should know of it."""

    rows: list[Row]
    notes: list[str]

    def __repr__(self) -> str:
        return "\n".join([*map(repr, self.rows), *self.notes])


def effects(one: Side, other: Side, outcome: str, of: str | None = None) -> Effects:
    """What changes from one side to the other, by scenario and pair (or actor).

    Runs are paired where they have equal seeds; where no run of one has the seed of any of the other, the two sides'
    own intervals are put together for one point each (over several, differences are clustered by point).

    Raises:
        ValueError: the two have other points, nothing in common, or the same seeds for other replicates.
        KeyError: there is no such pair or actor.
    """
    same_points(one, other)
    known, (a, b) = averaged(outcome), (one.names(), other.names())
    if a.empty or b.empty:
        raise ValueError(f"no run of {(one if a.empty else other).title} is there yet; play it first")
    other, b = alike(other, a, b)
    reach = _reach(a, b)
    paired = same_luck(one, other, blocks(*reach))
    both = Both(one, other, paired, *reach, pd.DataFrame({"scenario": list(dict.fromkeys(a["scenario"]))}))
    found = both.changes(known)
    if not found:
        raise ValueError(f"{one.title} and {other.title} have no run in common: other scenarios, pairs or replicates")
    names, lacks = sorted({group.of for group in found}), f"is no {known.per} in these results"
    wanted = None if of is None else one_of(of, names, lacks)
    alone = both.alone(known) if not paired else {}
    rows = [both.row(group, alone) for group in found if wanted in (None, group.of)]
    notes = [note for side, names in ((one, a), (other, b)) for note in _left_out(side, names, found, rows)]
    return Effects(rows, notes)


class Both(NamedTuple):
    """Two sides whose runs can be held against each other, a block of replicates at a time."""

    one: Side
    other: Side
    paired: bool
    last: int
    each: float
    scenarios: pd.DataFrame

    def changes(self, outcome: Outcome) -> list[Group]:
        """What pairs of runs say, by scenario and pair of rivals (or actor)."""

        def select(first: int, last: int) -> tuple[str, Mapping[str, pd.DataFrame]]:
            sides = (side.block(side.values, first, last) for side in (self.one, self.other))
            return _JOINED, {**dict(zip(SIDES, sides, strict=True)), "s": self._parts}

        rows = Rows(_ask, select, (*SIDES, "difference"), self.last, self.each, joined=True)
        common = self.one.common or self.other.common
        return sorted(groups(rows, outcome.kind == "share", common, "difference"), key=lambda group: group.part)

    def alone(self, outcome: Outcome) -> dict[tuple[int, str], Own]:
        """What each side's own runs say, whether or not they have a partner."""
        sides = [self._own(side, outcome) for side in (self.one, self.other)]
        return {key: (one, sides[1][key]) for key, one in sides[0].items() if key in sides[1]}

    def row(self, group: Group, alone: Mapping[tuple[int, str], Own]) -> Row:
        """A group as it is told: from its pairs, or of one point from each side's own runs."""
        found = change(group, None if self.paired else alone.get((group.part, group.of)))
        return Row(str(self.scenarios["scenario"][group.part]), group.of, *found, self.paired)

    def _own(self, side: Side, outcome: Outcome) -> dict[tuple[int, str], Estimate]:
        def select(first: int, last: int) -> tuple[str, Mapping[str, pd.DataFrame]]:
            return _ALONE, {"t": side.block(side.values, first, last), "s": self._parts}

        rows = Rows(_ask, select, ("value",), self.last, self.each, joined=True)
        return {(g.part, g.of): g.found["value"] for g in groups(rows, outcome.kind == "share", common=False)}

    @property
    def _parts(self) -> pd.DataFrame:
        return self.scenarios.assign(part=range(len(self.scenarios)))


def _ask(query: str, **frames: pd.DataFrame) -> pd.DataFrame:
    return ask(query, {}, frames)


def _reach(a: pd.DataFrame, b: pd.DataFrame) -> tuple[int, float]:
    """The last replicate, and how many rows a replicate has on both sides."""
    last = int(max(a["last"].max(), b["last"].max()))
    return last, float(a["rows"].sum() + b["rows"].sum()) / max(last, 1)


def _left_out(side: Side, names: pd.DataFrame, found: list[Group], rows: list[Row]) -> list[str]:
    """How many runs have no partner, where that makes a difference."""
    runs = int(names.groupby("scenario")["rows"].max().sum())
    most = pd.concat([group.cells[["cell", "runs"]].assign(part=group.part) for group in found])
    alone = runs - int(most.groupby(["part", "cell"])["runs"].max().sum())
    used = all(not row.paired for row in rows) and len(most["cell"].unique()) == 1
    return [f"{alone:,} runs of {side.title} have no partner and are left out"] if alone and not used else []
