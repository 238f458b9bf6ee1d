"""Effects of policies: how an outcome changes from one policy to another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sim.batches.estimates import grouped, name, named, reach, rows_of
from sim.batches.stopping import TABLES, quoted
from sim.batches.sums import Ask, Group, Rows, groups
from sim.intervals import Estimate
from sim.outcomes import Outcome
from sim.outcomes.asked import column

SIDES = ("one", "other")
Own = tuple[Estimate, Estimate]
"""Both sides of a difference, each estimated from its own runs, whether or not they have a partner."""
COUNTS = ["difference", "low", "high", "n", "runs", "runs_other", "paired"]


def compare(
    ask: Ask, outcome: Outcome, cells: pd.DataFrame, policies: tuple[str, str], by: Sequence[str], common: bool,
    of: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The outcome under both policies and its difference, by group and pair of rivals (or actor).

    Args:
        ask: answers in SQL.
        outcome: which; its values can be averaged.
        cells: of the batch.
        policies: what is compared with, and what is compared.
        by: columns of cells that make a group.
        common: whether runs of the same replicate met the same luck. If not, the two policies' own intervals are put
            together for one cell each; over several, differences are clustered by cell.
        of: one pair of rivals (in either order), or actor; all if None.

    Raises:
        KeyError: there is no such pair or actor, or cells have no such column.
    """
    pairs = paired_cells(cells, *policies)
    parts, keys = grouped(pairs, by)
    rows = []
    for group, one, other, difference in differences(ask, outcome, pairs.assign(part=parts["part"]), common, of):
        words = [*keys[group.part], group.of, one.value, other.value]
        rows.append([*words, *difference, one.n, other.n, common])
    return pd.DataFrame(rows, columns=[*by, "of", *policies, *COUNTS])


def differences(
    ask: Ask, outcome: Outcome, pairs: pd.DataFrame, common: bool, of: str | None = None
) -> Iterator[tuple[Group, Estimate, Estimate, Estimate]]:
    """By part and pair of rivals (or actor): its pairs of runs, both values, and the difference.

    Args:
        ask: answers in SQL.
        outcome: which; its values can be averaged.
        pairs: a row a cell: ``cell``, the cell that is compared with it (``base``), and the ``part`` both count for.
        common: whether runs of the same replicate met the same luck.
        of: one pair of rivals (in either order), or actor; all if None.
    """
    of = named(ask, outcome, of)
    share = outcome.kind == "share"
    sides = {} if common else _sides(ask, outcome, pairs, share, of)
    for group in groups(pairs_of(ask, outcome, pairs, of), share, common, "difference"):
        yield group, *change(group, sides.get((group.part, group.of)))


def change(group: Group, sides: Own | None) -> tuple[Estimate, Estimate, Estimate]:
    """Both values and the difference: from pairs of runs, or of one cell each from both sides' own intervals.

    Args:
        group: the pairs of runs.
        sides: the two values, each from its own runs, if luck is not common.
    """
    if sides is None or len(group.cells) > 1:
        return group.found["one"], group.found["other"], group.found["difference"]
    return *sides, apart(*sides)


def paired_cells(cells: pd.DataFrame, policy: str, other: str) -> pd.DataFrame:
    """The cells of a policy, each with the cell of the other at the same point of the same scenario (``base``)."""
    first, second = (cells[cells["policy"].astype(str) == word] for word in (policy, other))
    partner = second[["scenario", "point", "cell"]].rename(columns={"cell": "base"})
    return first.merge(partner, on=["scenario", "point"], how="inner", sort=False)


def _sides(ask: Ask, outcome: Outcome, pairs: pd.DataFrame, share: bool, of: str | None) -> dict[tuple[int, str], Own]:
    """Both policies' own estimates, from all runs of each."""
    parts = pairs[["cell", "part"]]
    one, other = (
        {(group.part, group.of): group.found["value"] for group in groups(rows_of(ask, outcome, own, of), share, False)}
        for own in (parts, parts.assign(cell=pairs["base"]))
    )
    return {key: (one[key], other[key]) for key in one if key in other}


def pairs_of(ask: Ask, outcome: Outcome, pairs: pd.DataFrame, of: str | None = None) -> Rows:
    """Pairs of runs of the same scenario, point and replicate: the value of either, and the difference.

    ``of``: one pair of rivals or actor, by its name in the tables; all if None.
    """
    table, whose = TABLES[outcome.per], name(outcome, "a")
    g = pairs[["cell", "base", "part"]]
    same = "" if outcome.per == "run" else f" AND b.{outcome.per} = a.{outcome.per}"
    only = "" if of is None else f" AND {whose} = {quoted(of)}"
    one, other = column(outcome, "a"), column(outcome, "b")
    head = (
        f'SELECT g.part AS part, {whose} AS "of", a.cell AS cell, a.replicate AS replicate, '  # noqa: S608 - our own
        f"{one} AS one, {other} AS other, {other} - {one} AS difference FROM g JOIN {table} a ON a.cell = g.cell "
        f"JOIN {table} b ON b.cell = g.base AND b.replicate = a.replicate{same} "
    )

    def select(first: int, last: int) -> tuple[str, Mapping[str, pd.DataFrame]]:
        within = " AND ".join(f"{side}.replicate BETWEEN {first} AND {last}" for side in ("a", "b"))
        return f"{head}WHERE {within}{only}", {"g": g}

    return Rows(ask, select, (*SIDES, "difference"), *reach(ask, table, g), joined=True)


def apart(first: Estimate, second: Estimate) -> Estimate:
    """Difference of two independent estimates, second less first, from both intervals.

    Source: Newcombe (1998), Interval Estimation for the Difference Between Independent Proportions (method 10, for
    Wilson's intervals; for means it is the usual root of the sum of squares).

    >>> print(apart(Estimate(0.5, 0.4, 0.6, 90), Estimate(0.7, 0.6, 0.8, 90)))
    0.20 [0.06, 0.34] (n = 90)
    """
    difference = second.value - first.value
    below = math.hypot(second.value - second.low, first.high - first.value)
    above = math.hypot(second.high - second.value, first.value - first.low)
    return Estimate(difference, difference - below, difference + above, min(first.n, second.n))
