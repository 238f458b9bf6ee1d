"""The main table of a batch: how often cooperation emerges, and what each policy changes."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
import pandas as pd

from sim.cli.shown import RARE

if TYPE_CHECKING:
    from sim.batches.results import BatchResults

NONE = "none"  # no run has a value


def main_table(results: BatchResults, outcome: str = "emergence") -> None:
    """Print an outcome by pair of rivals and policy, over all points of the design."""
    frame = _with_changes(results, outcome)
    kept, rest = _worth_showing(frame, results.plan.stop.of if results.plan.stop else None)
    points, common = results.cells["point"].nunique(), results.plan.common
    title = f"Chance that indirect cooperation emerges: {results.manifest.get('title') or results.path.name}"
    first = frame["policy"].iloc[0]
    headings = ["scenario", "rivals", "policy", "chance [95%]", "runs"]
    headings += [f"difference from {first} [95%, paired]", "pairs"] if common else [f"difference from {first} [95%]"]
    rows = [row[: len(headings)] for row in _rows(kept)]
    print_table(title + (f" (over {points:,} points)" if points > 1 else ""), headings, rows, numbers=len(headings) - 3)
    if rest:
        click.echo(f"{len(rest)} other pairs, in no policy surely above {RARE:.0%} of runs: {'; '.join(rest)}.")


def _with_changes(results: BatchResults, outcome: str) -> pd.DataFrame:
    """The outcome under each policy, with what the policy changes against the first one of its scenario."""
    values = results.estimate(outcome)
    values = values.assign(first=values.groupby("scenario", observed=True, sort=False)["policy"].transform("first"))
    asked = values[values["policy"] != values["first"]][["first", "policy"]].drop_duplicates()
    changes = [
        results.compare(one, other, outcome)[["scenario", "of", "difference", "low", "high", "n"]].assign(policy=other)
        for one, other in asked.itertuples(index=False)
    ]
    if not changes:
        return values.assign(difference=math.nan, difference_low=math.nan, difference_high=math.nan, pairs=0)
    ends = {"low": "difference_low", "high": "difference_high", "n": "pairs"}
    found = pd.concat(changes).rename(columns=ends)
    return values.merge(found, on=["scenario", "policy", "of"], how="left").fillna({"pairs": 0})


def _worth_showing(frame: pd.DataFrame, first: str | None) -> tuple[pd.DataFrame, list[str]]:
    """The rows of pairs that matter under some policy, those that matter most first; and the other pairs.

    The pair that the stop rule names matters whatever comes out, and before all others.
    """
    surest = frame.groupby(["scenario", "of"], sort=False)["low"].transform("max")
    about = frame["of"] == first
    kept = frame.assign(surest=surest, later=~about)
    kept = kept[(surest > RARE) | about] if (surest > RARE).any() else kept
    order = {name: k for k, name in enumerate(dict.fromkeys(frame["scenario"]))}
    kept = kept.assign(place=kept["scenario"].map(order))
    kept = kept.sort_values(["place", "later", "surest", "of"], ascending=[True, True, False, True], kind="stable")
    return kept, [of for of in dict.fromkeys(frame["of"]) if of not in set(kept["of"])]


def _rows(frame: pd.DataFrame) -> list[list[str]]:
    rows, before = [], ["", ""]
    for row in frame.to_dict("records"):
        named = [row["scenario"], row["of"]]
        chance = within(row["value"], row["low"], row["high"])
        change = signed(row["difference"], row["difference_low"], row["difference_high"]) if row["pairs"] > 0 else ""
        counts = [f"{row['n']:,}", change, f"{row['pairs']:,.0f}" if row["pairs"] > 0 else ""]
        rows.append([*(["", ""] if named == before else named), row["policy"], chance, *counts])
        before = named
    return rows


def within(value: float, low: float, high: float) -> str:
    """A number with its interval.

    >>> within(0.5, 0.25, 0.75), within(math.nan, math.nan, math.nan)
    ('0.500 [0.250, 0.750]', 'none')
    """
    return NONE if math.isnan(value) else f"{value:.3f} [{low:.3f}, {high:.3f}]"


def signed(value: float, low: float, high: float) -> str:
    """A difference with its interval.

    >>> signed(0.25, -0.125, 0.5)
    '+0.250 [-0.125, +0.500]'
    """
    return NONE if math.isnan(value) else f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: int) -> None:
    """Print a table, its last columns as numbers; names are printed as they are written."""
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for k, heading in enumerate(headings):
        right = k >= len(headings) - numbers
        table.add_column(heading, justify="right" if right else "left", no_wrap=right)
    for row in rows:
        table.add_row(*row)
    click.echo(title)
    Console(width=None if sys.stdout.isatty() else 140, markup=False, emoji=False).print(table)
