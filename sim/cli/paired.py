"""Runs of two folders, or of two policies of one, paired by scenario, point and replicate; equal seeds are required."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.batches.pooling import of_runs
from sim.batches.results import BatchResults
from sim.batches.stopping import TABLES
from sim.cli.compare import folder_and_policy
from sim.cli.findings import signed, within
from sim.cli.opened import of_a_run, opened, there
from sim.intervals import Estimate
from sim.outcomes import OUTCOMES, Outcome
from sim.results import open_results

KEYS = ["scenario", "point", "replicate"]


class Side(NamedTuple):
    """One side of a comparison: a row a run and pair (``of``), with its seed and value; a row a point, with factors."""

    folder: Path
    policy: str
    values: pd.DataFrame
    points: pd.DataFrame

    @property
    def name(self) -> str:
        """What it is called in a table."""
        return f"{self.folder}:{self.policy}"


class Row(NamedTuple):
    """One pair (or actor) in one scenario: both sides, and the change from one to the other."""

    scenario: str
    of: str
    one: Estimate
    other: Estimate
    change: Estimate

    def words(self) -> list[str]:
        """As it stands in a table."""
        return [
            self.scenario, self.of, within(*self.one[:3]), within(*self.other[:3]), signed(*self.change[:3]),
            f"{self.change.n:,}",
        ]  # fmt: skip


class Effects(NamedTuple):
    """What changes, and what a reader should know of it."""

    rows: list[Row]
    notes: list[str]


def outcome_of(name: str) -> Outcome:
    """An outcome by its name; a KeyError lists those there are."""
    if name not in OUTCOMES:
        raise KeyError(f"there is no outcome {name!r}; outcomes are {', '.join(OUTCOMES)}")
    return OUTCOMES[name]


def whose(outcome: str) -> str:
    """What an outcome is of, for the head of a column."""
    return {"run": "of", "dyad": "rivals", "actor": "actor"}[outcome_of(outcome).per]


def side(text: str, outcome: str) -> Side:
    """Read one side of a comparison.

    Raises:
        ValueError: the folder is none, or has no such policy.
        KeyError: there is no such outcome.
    """
    known = outcome_of(outcome)
    folder, policy = folder_and_policy(text)
    there(folder)
    return _of_run(folder, policy, known) if of_a_run(folder) else _of_batch(opened(folder), policy, known)


def _of_run(folder: Path, policy: str | None, outcome: Outcome) -> Side:
    stored = open_results(folder)
    chosen = _policy(folder, policy, stored.manifest["policies"])
    table = stored.frame(TABLES[outcome.per])
    table = table[table["policy"] == chosen].rename(columns={"run": "replicate", outcome.name: "value"})
    of = table[outcome.per] if outcome.per != "run" else "all"
    values = table.assign(scenario=str(stored.manifest.get("title")), point=0, of=of)
    return Side(folder, chosen, values[[*KEYS, "seed", "of", "value"]], pd.DataFrame({"point": [0]}))


def _of_batch(results: BatchResults, policy: str | None, outcome: Outcome) -> Side:
    cells = results.cells
    chosen = _policy(results.path, policy, list(dict.fromkeys(cells["policy"].astype(str))))
    mine = cells[cells["policy"].astype(str) == chosen]
    of = "'all'" if outcome.per == "run" else f"CAST(t.{outcome.per} AS VARCHAR)"
    named = "CAST(mine.scenario AS VARCHAR) AS scenario, mine.point AS point, t.replicate AS replicate, r.seed AS seed"
    value = f'{of} AS "of", CAST(t."{outcome.name}" AS DOUBLE) AS value'
    joined = (
        f"mine JOIN {TABLES[outcome.per]} t USING (cell) JOIN runs r ON r.cell = t.cell AND r.replicate = t.replicate"
    )
    query = f"SELECT {named}, {value} FROM {joined} ORDER BY ALL"  # noqa: S608 - our own names
    values = results.sql(query, mine=mine[["cell", "scenario", "point"]])
    factors = [name for name in mine if name not in ("cell", "scenario", "policy")]
    return Side(results.path, chosen, values, mine[factors].drop_duplicates("point"))


def _policy(folder: Path, policy: str | None, known: list[str]) -> str:
    if policy is None:
        return known[0]
    if policy not in known:
        raise ValueError(f"{folder} has no policy {policy!r}; there {'are' if known[1:] else 'is'} {', '.join(known)}")
    return policy


def effects(one: Side, other: Side, outcome: str, of: str | None = None) -> Effects:
    """What changes from one side to the other, by scenario and pair (or actor).

    Raises:
        ValueError: the two have other points or seeds, or nothing in common.
        KeyError: there is no such pair or actor.
    """
    _same_points(one, other)
    a, b = _alike(one.values, other.values)
    both = a.merge(b, on=[*KEYS, "of"], suffixes=("", "_other"))
    if both.empty:
        raise ValueError(f"{one.name} and {other.name} have no run in common: other scenarios, pairs or replicates")
    _same_seeds(one, other, both)
    share = outcome_of(outcome).kind == "share"
    shown = _only(both, of)
    rows = [_row(part, share) for _, part in shown.groupby(["scenario", "of"], sort=False)]
    return Effects(rows, [*_left_out(one, a, both), *_left_out(other, b, both)])


def _same_points(one: Side, other: Side) -> None:
    a, b = (s.points.sort_values("point").reset_index(drop=True) for s in (one, other))
    if list(a.columns) != list(b.columns) or not a.equals(b.astype(a.dtypes)):
        raise ValueError(f"{one.name} and {other.name} have other points; compare batches of the same design")


def _alike(a: pd.DataFrame, b: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The scenarios of two folders are paired by name; if there is one on each side, whatever its name."""
    if a["scenario"].nunique() == b["scenario"].nunique() == 1:
        return a, b.assign(scenario=a["scenario"].iloc[0])
    return a, b


def _same_seeds(one: Side, other: Side, both: pd.DataFrame) -> None:
    apart = both[both["seed"] != both["seed_other"]]
    if len(apart):
        first = apart.iloc[0]
        raise ValueError(
            f"{one.name} and {other.name} have other seeds (replicate {first['replicate']}: {first['seed']} and "
            f"{first['seed_other']}), so their runs did not meet the same luck; play both with the same --seed, "
            "and a batch with luck: common"
        )


def _only(both: pd.DataFrame, of: str | None) -> pd.DataFrame:
    if of is None:
        return both
    names = {of, " – ".join(reversed(of.replace(" - ", " – ").split(" – "))), of.replace(" - ", " – ")}
    found = both[both["of"].isin(names)]
    if found.empty:
        raise KeyError(f"--of {of} is not there; there are {', '.join(sorted(set(both['of'])))}")
    return found


def _row(part: pd.DataFrame, share: bool) -> Row:
    paired = part.assign(difference=part["value_other"] - part["value"], cell=part["point"])
    common = len(paired[["replicate", "seed"]].drop_duplicates()) == paired["replicate"].nunique()
    sides = (
        of_runs(paired, column, share, common, column == "difference")
        for column in ("value", "value_other", "difference")
    )
    return Row(str(part["scenario"].iloc[0]), str(part["of"].iloc[0]), *sides)


def _left_out(one: Side, values: pd.DataFrame, both: pd.DataFrame) -> list[str]:
    alone = len(values[KEYS].drop_duplicates()) - len(both[KEYS].drop_duplicates())
    return [f"{alone:,} runs of {one.name} have no partner and are left out"] if alone else []
