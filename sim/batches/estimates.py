"""Outcomes of a batch: run by run, and summed up with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.batches.stopping import TABLES, quoted
from sim.batches.sums import Ask, Rows, groups
from sim.outcomes import Outcome
from sim.outcomes.asked import IS, column, hint, one_of

ENDS = ["value", "low", "high", "n"]


def values(ask: Ask, outcome: Outcome, of: str | None) -> pd.DataFrame:
    """An outcome run by run, in the order of cells, names and replicates; words as words.

    Raises:
        KeyError: there is no such pair or actor.
    """
    of, whose = named(ask, outcome, of), name(outcome, "t")
    only = "" if of is None else f"WHERE {whose} = {quoted(of)}"
    found = ask(
        "SELECT c.cell AS cell, c.scenario AS scenario, c.policy AS policy, c.point AS point, "  # noqa: S608 - ours
        f"t.replicate AS replicate, {whose} AS whose, {column(outcome, 't')} AS value "
        f"FROM cells c JOIN {TABLES[outcome.per]} t USING (cell) {only} ORDER BY c.cell, whose, t.replicate"
    )
    found = found.astype(dict.fromkeys(("scenario", "policy", "whose"), "category")).rename(columns={"whose": "of"})
    return found.assign(value=worded(found["value"], outcome))


def worded(codes: pd.Series, outcome: Outcome) -> pd.Series:
    """The values of a nominal outcome as words: NaN, where it does not apply, is the first; of others as they are.

    >>> from sim.outcomes import OUTCOMES
    >>> worded(pd.Series([2.0, float("nan")]), OUTCOMES["ending"]).tolist()
    ['hostility', 'none']
    """
    if not outcome.nominal:
        return codes
    return pd.Series(pd.Categorical.from_codes(codes.fillna(0).astype(int), outcome.words), codes.index)


def estimate(
    ask: Ask, outcome: Outcome, cells: pd.DataFrame, by: Sequence[str], common: bool, of: str | None = None
) -> pd.DataFrame:
    """The outcome with its interval for each group of cells and each pair (or actor).

    A group of several cells is their mean, each counting the same, with the interval of ``pooling.estimate``.

    Raises:
        KeyError: there is no such pair or actor, or cells have no such column.
    """
    parts, keys = grouped(cells, by)
    rows = rows_of(ask, outcome, parts, of)
    found = groups(rows, outcome.kind == "share", common)
    return pd.DataFrame(
        [[*keys[group.part], group.of, *group.found["value"]] for group in found], columns=[*by, "of", *ENDS]
    )


def together(shares: Sequence[pd.DataFrame], outcome: Outcome, keys: Sequence[str]) -> pd.DataFrame:
    """The shares of the words of an outcome as one table, those of a group and pair (or actor) one under another."""
    whole = pd.concat(shares, ignore_index=True)
    words = whole[outcome.name].str.removeprefix(f"{outcome.name}{IS}")
    place = whole.groupby(list(keys), sort=False, observed=True).ngroup()
    order = place.sort_values(kind="stable").index
    return whole.assign(**{outcome.name: words}).loc[order, [*keys, outcome.name, *ENDS]].reset_index(drop=True)


def short(found: pd.DataFrame) -> pd.DataFrame:
    """The first rows of estimates, rounded to be read."""
    return found.head(20).round(dict.fromkeys(ENDS[:3], 3))


def grouped(cells: pd.DataFrame, by: Sequence[str]) -> tuple[pd.DataFrame, list[list]]:
    """Which part each cell counts for (``cell``, ``part``), and what stands for each part in the columns of ``by``.

    Raises:
        KeyError: cells have no such column; the nearest is proposed.
    """
    for word in by:
        if word not in cells:
            raise KeyError(f"cells have no {word!r}; {hint(word, list(map(str, cells)), 'they have')}")
    part = cells.groupby(list(by), sort=False, observed=True).ngroup() if len(by) else 0
    parts = cells[["cell"]].assign(part=part)
    return parts, cells.loc[~parts.duplicated("part"), list(by)].to_numpy(object).tolist()


def rows_of(ask: Ask, outcome: Outcome, parts: pd.DataFrame, of: str | None = None) -> Rows:
    """The runs of these cells, with their ``value``."""
    of, whose, table = named(ask, outcome, of), name(outcome, "t"), TABLES[outcome.per]
    only = "" if of is None else f" AND {whose} = {quoted(of)}"
    head = f'SELECT g.part AS part, {whose} AS "of", t.cell AS cell, t.replicate AS replicate, '
    joined = f"{column(outcome, 't')} AS value FROM g JOIN {table} t ON t.cell = g.cell{only}"

    def select(first: int, last: int) -> tuple[str, Mapping[str, pd.DataFrame]]:
        return f"{head}{joined} WHERE t.replicate BETWEEN {first} AND {last}", {"g": parts}

    return Rows(ask, select, ("value",), *reach(ask, table, parts))


def reach(ask: Ask, table: str, parts: pd.DataFrame) -> tuple[int, float]:
    """The last replicate of these cells, and how many rows a replicate has at most."""
    found = ask(
        "SELECT coalesce(max(t.replicate), 0) AS last, count(*) AS rows, "  # noqa: S608 - our own names
        f"count(*) FILTER (WHERE t.replicate = 1) AS first FROM {table} t JOIN g ON t.cell = g.cell",
        g=parts,
    ).iloc[0]
    return int(found["last"]), max(float(found["first"]), float(found["rows"]) / max(int(found["last"]), 1))


def name(outcome: Outcome, table: str) -> str:
    """Whose outcome it is, as SQL."""
    return "'all'" if outcome.per == "run" else f"CAST({table}.{outcome.per} AS VARCHAR)"


def named(ask: Ask, outcome: Outcome, of: str | None) -> str | None:
    """A pair (in either order) or actor as it stands in the tables; None for all, and where there is only the run.

    Raises:
        KeyError: there is no such pair or actor; the nearest is proposed.
    """
    if of is None or outcome.per == "run":
        return None
    asked = f"SELECT DISTINCT {name(outcome, 't')} AS name FROM {TABLES[outcome.per]} t ORDER BY name"  # noqa: S608 - ours
    known = ask(asked)["name"].tolist()
    return one_of(of, known, f"is no {outcome.per} in these results")
