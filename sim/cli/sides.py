"""One side of a comparison: the runs of a folder under one policy, of ``sim batch`` or of ``sim run``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.batches.estimates import name
from sim.batches.results import BatchResults
from sim.batches.stopping import TABLES, quoted
from sim.cli.compare import folder_and_policy
from sim.cli.opened import of_a_run, opened
from sim.folders import there
from sim.outcomes import Outcome
from sim.outcomes.asked import averaged, column, hint
from sim.results import open_results


class Side(NamedTuple):
    """Runs that are asked for in SQL, and the points that they are of, with their factors."""

    folder: Path
    policy: str
    ask: Callable[[str], pd.DataFrame]
    values: str
    """A SELECT: scenario, point, replicate, of, value."""
    seeds: str
    """A SELECT: scenario, point, replicate, seed."""
    points: pd.DataFrame
    common: bool
    """Whether its runs of the same replicate met the same luck at all points."""

    @property
    def title(self) -> str:
        """What it is called in a table."""
        return f"{self.folder}:{self.policy}"

    def names(self) -> pd.DataFrame:
        """A row for each ``scenario`` and pair (``of``): how many ``rows``, and the ``last`` replicate."""
        return self.ask(
            'SELECT scenario, "of", count(*) AS rows, max(replicate) AS last '  # noqa: S608 - our own names
            f'FROM ({self.values}) GROUP BY scenario, "of" ORDER BY scenario, "of"'
        )

    def block(self, rows: str, first: int, last: int) -> pd.DataFrame:
        """The rows (of ``values`` or ``seeds``) of some replicates."""
        return self.ask(f"SELECT * FROM ({rows}) WHERE replicate BETWEEN {first} AND {last}")  # noqa: S608 - ours


def side(text: str, outcome: str) -> Side:
    """Read one side of a comparison.

    Raises:
        ValueError: the folder is none, or has no such policy; or the outcome has no mean.
        KeyError: there is no such outcome.
    """
    known = averaged(outcome)
    folder, policy = folder_and_policy(text)
    there(folder)
    return _of_run(folder, policy, known) if of_a_run(folder) else _of_batch(opened(folder), policy, known)


def _of_run(folder: Path, policy: str | None, outcome: Outcome) -> Side:
    stored = open_results(folder)
    chosen = _policy(folder, policy, stored.manifest["policies"])
    keys = f"SELECT {quoted(str(stored.manifest.get('title')))} AS scenario, 0 AS point, t.run AS replicate"
    value = column(outcome, "t", words=True)
    values = f'{keys}, {name(outcome, "t")} AS "of", {value} AS value FROM {TABLES[outcome.per]} t'
    mine = f"WHERE t.policy = {quoted(chosen)}"
    points = pd.DataFrame({"point": [0]})
    seeds = f"{keys}, t.seed AS seed FROM runs t {mine}"
    return Side(folder, chosen, stored.sql, f"{values} {mine}", seeds, points, common=False)


def _of_batch(results: BatchResults, policy: str | None, outcome: Outcome) -> Side:
    cells = results.cells
    chosen = _policy(results.path, policy, list(dict.fromkeys(cells["policy"].astype(str))))
    mine = cells[cells["policy"].astype(str) == chosen]
    keys = "SELECT CAST(mine.scenario AS VARCHAR) AS scenario, mine.point AS point, t.replicate AS replicate"
    values = f'{keys}, {name(outcome, "t")} AS "of", {column(outcome, "t")} AS value'
    ask = partial(results.sql, mine=mine[["cell", "scenario", "point"]])
    factors = [word for word in mine if word not in ("cell", "scenario", "policy")]
    joined = f"FROM mine JOIN {TABLES[outcome.per]} t USING (cell)"
    seeds = f"{keys}, t.seed AS seed FROM mine JOIN runs t USING (cell)"
    points = mine[factors].drop_duplicates("point")
    return Side(results.path, chosen, ask, f"{values} {joined}", seeds, points, results.plan.common)


def _policy(folder: Path, policy: str | None, known: list[str]) -> str:
    if policy is None:
        return known[0]
    if policy not in known:
        there_are = f"there {'are' if known[1:] else 'is'}"
        raise ValueError(f"{folder} has no policy {policy!r}; {hint(policy, known, there_are)}")
    return policy
