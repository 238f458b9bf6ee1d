"""Outcomes of a batch, run by run and with their intervals."""

from __future__ import annotations

import pandas as pd

from sim.batches.folder import Folder
from sim.batches.pooling import of_runs
from sim.batches.stopping import TABLES, quoted
from sim.outcomes import Outcome

OWN = ("cell", "scenario", "policy", "point")


def values(folder: Folder, outcome: Outcome, of: str | None) -> pd.DataFrame:
    """An outcome run by run, in the order of cells, names and replicates.

    Raises:
        KeyError: there is no such pair or actor.
    """
    name = "'all'" if outcome.per == "run" else f"CAST(t.{outcome.per} AS VARCHAR)"
    only = "" if of is None or outcome.per == "run" else f"WHERE {name} = {quoted(of)}"
    found = folder.sql(
        "SELECT c.cell AS cell, c.scenario AS scenario, c.policy AS policy, c.point AS point, "  # noqa: S608 - ours
        f't.replicate AS replicate, {name} AS whose, t."{outcome.name}" AS value '  # a factor may have the same name
        f"FROM cells c JOIN {TABLES[outcome.per]} t USING (cell) {only} ORDER BY c.cell, whose, t.replicate"
    )
    if found.empty and of is not None:
        raise KeyError(f"there is no {outcome.per} {of!r} in these results")
    return found.astype(dict.fromkeys(("scenario", "policy", "whose"), "category")).rename(columns={"whose": "of"})


def by_group(found: pd.DataFrame, outcome: Outcome, cells: pd.DataFrame, by: list[str], common: bool) -> pd.DataFrame:
    """The outcome with its interval for each group of cells and each pair (or actor).

    A group of several cells is their mean, each counting the same, with the interval of ``pooling.estimate``.
    """
    extra = [name for name in by if name not in OWN]
    found = found.merge(cells[["cell", *extra]], on="cell", how="left")
    rows = [
        [*(key if isinstance(key, tuple) else (key,)), *of_runs(group, "value", outcome.kind == "share", common)]
        for key, group in found.groupby([*by, "of"], sort=False, observed=True)
    ]
    return pd.DataFrame(rows, columns=[*by, "of", "value", "low", "high", "n"])
