"""What ``sim run`` says of its results."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sim.counted import counted

if TYPE_CHECKING:
    from sim.results import Comparison

RARE = 0.05  # a pair is left out of the short table if its chance is surely above this share under no policy


def show(comparison: Comparison) -> None:
    """The short table: per pair of rivals, the chance that indirect cooperation emerges, by policy."""
    from rich.console import Console
    from rich.table import Table

    effects = comparison.effects("emergence")
    surest = effects.groupby("of", sort=False)["low"].max()
    shown = surest[surest > RARE].sort_values(ascending=False).index
    width = None if sys.stdout.isatty() else 140
    console = Console(width=width, markup=False, emoji=False)  # names are printed as they are written
    case = comparison.base.scenario
    title = f"Chance that indirect cooperation emerges within {len(case.months)} months: {case.title}"
    table = Table(title=title, title_justify="left")
    for heading in ("rivals", "policy"):
        table.add_column(heading)
    for heading in ("chance [95%, Wilson]", "difference from as_coded [95%, paired]"):
        table.add_column(heading, justify="right", no_wrap=True)
    for pair in shown:
        rows = list(effects[effects["of"] == pair].itertuples())
        for k, row in enumerate(rows):
            change = "" if k == 0 else f"{row.difference:+.3f} [{row.difference_low:+.3f}, {row.difference_high:+.3f}]"
            chance = f"{row.emergence:.3f} [{row.low:.3f}, {row.high:.3f}]"
            table.add_row(str(pair) if k == 0 else "", row.policy, chance, change, end_section=row is rows[-1])
    if len(shown):
        console.print(table)
    for policy in comparison:
        about = case.policies[policy].about if policy in case.policies else None
        if about:
            console.print(f"{policy}: {about}")
    rest = [pair for pair in surest.index if pair not in shown]
    if rest:
        most = effects.loc[effects["of"].isin(rest), "high"].max()
        console.print(
            f"{counted(len(rest), 'other pair')}, in no policy surely above {RARE:.0%} of "
            f"{counted(comparison.base.runs, 'run')} (no interval reaches beyond {most:.1%}): {'; '.join(rest)}."
        )


def worth_explaining(comparison: Comparison) -> list[str]:
    """The run, month and actor to ask about first: where the leading pair begins to cooperate."""
    import numpy as np

    base = comparison.base
    months = base.values("emergence_month")
    run, month, actor = 1, base.scenario.months.last, base.names.dyad[0][0]
    if not np.isnan(months).all():
        d = int(np.nanargmax(base.values("emergence").mean(axis=0)))
        k = int(np.nanargmin(np.abs(months[:, d] - np.nanmedian(months[:, d]))))
        run, month, actor = k + 1, base.scenario.months.first.plus(int(months[k, d])), base.names.dyad[d][0]
    return ["--run", str(run), "--month", str(month), "--actor", actor]
