"""Replays as text: what the same luck would have brought without a part of what was there."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.explaining.heard import Between
from sim.explaining.otherwise import AS_IT_WAS
from sim.explaining.terms import Part, Term

LUCK = (
    "a difference in one run is one draw of luck: it says what this run owes to it, not how much it matters in general"
)


def part(b: Between, table: pd.DataFrame) -> Part:
    """The replays, one sentence each."""
    rows = table.to_dict("records")
    base = rows[0]
    lines = [sentence(b, row, base) for row in rows[1:]]
    terms = (Term("as it was", base["mode"], _state(b, base)),)
    shares = () if "share" not in table else tuple(_share(row) for row in rows)
    ask = "shares over many runs follow" if shares else "ask for --runs 200 (runs=200) for shares over many"
    changed = sum(row["mode"] != base["mode"] for row in rows[1:])
    answer = f"another mode in {changed} of {len(rows) - 1} replays"
    return Part("And with the same luck otherwise?", answer, terms, notes=(*lines, f"{LUCK}; {ask}", *shares))


def sentence(b: Between, row: dict[Any, Any], base: dict[Any, Any]) -> str:
    """One replay against the run."""
    what = f"With the same luck and without {row['without']}: "
    if pd.isna(row["differs_from"]):
        return what + "nothing between the two differs in any month."
    mode = f"{row['mode']}, as it was" if row["mode"] == base["mode"] else f"{row['mode']} instead of {base['mode']}"
    return f"{what}{mode}; {_state(b, row)}; differs from {row['differs_from']} on."


def _state(b: Between, row: dict[Any, Any]) -> str:
    begins = row["begins"]
    first = "no lasting cooperation in the whole run" if pd.isna(begins) else f"lasting cooperation begins in {begins}"
    both = f"trust {row['trust_first']:.2f} ({b.pair[0]}) and {row['trust_second']:.2f} ({b.pair[1]})"
    return f"{first}, {both}, deconfliction {row['deconfliction']:.2f}"


def _share(row: dict[Any, Any]) -> str:
    cut = "as it was" if row["without"] == AS_IT_WAS else f"without {row['without']}"
    what = f"cooperating in this month {cut}: {row['share']:.1%} of {row['runs']} runs"
    what += f" [{row['low']:.1%}, {row['high']:.1%}]"
    if row["without"] == AS_IT_WAS:
        return what
    change = f"{row['difference']:+.1%} [{row['difference_low']:+.1%}, {row['difference_high']:+.1%}]"
    return f"{what}, a difference of {change} on the same seeds"
