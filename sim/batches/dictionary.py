"""The data dictionary: what each column of each table means, and in which unit."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sim.outcomes import OUTCOMES, Outcome
from sim.world import MODES


class Column(NamedTuple):
    """A column of a table."""

    table: str
    column: str
    unit: str
    meaning: str


_RUN = (("cell", "number", "scenario under a policy at a point of the design"), ("replicate", "number", "of the run"))
_OF = {
    "runs": (
        ("seed", "number", "with the cell it fixes the whole run"),
        ("digest", "64-bit number", "stirred together from all months of the run; the same run has the same"),
    ),
    "dyads": (("dyad", "name", "pair of rivals"),),
    "actors": (("actor", "name", "actor"),),
    "months": (
        ("dyad", "name", "pair of rivals"),
        ("month", "YYYY-MM", "month"),
        ("mode", "name", "mode of the pair in the month: rivalry, none, tacit, relayed, direct"),
    ),
    "fronts": (
        ("front", "name", "an enemy in a theatre"),
        ("month", "YYYY-MM", "month"),
        ("strength", "0..100", "of the enemy at the end of the month"),
        ("joint_effort", "effort", "of all who take part"),
    ),
    "events": (
        ("month", "YYYY-MM", "in which it happened"),
        ("event", "name", "mode, enemy fallen, front opened, or line opened (a pair's first deconfliction line)"),
        ("of", "name", "pair of rivals, front, or enemy"),
        ("mode", "name", "the new mode, where the event is a change of mode"),
    ),
    "cells": (
        ("scenario", "name", "case that is played"),
        ("policy", "name", "what is changed in the case"),
        ("point", "number", "of the design; 0 is the case as coded"),
    ),
    "failures": (
        ("seed", "number", "of the run that failed"),
        ("error", "text", "what it failed with"),
        ("traceback", "text", "where in the program"),
        ("written", "time", "when, in UTC"),
    ),
    "worlds": (
        ("step", "months", "played so far; 0 is the world before the first month"),
        ("world", "bytes", "all facts of sim.world.FACTS, in their order, 8 bytes a number"),
    ),
}
_YEARS = (
    ("run", "name", "cell and replicate"),
    *_RUN,
    ("dyad", "name", "pair of rivals"),
    ("year", "year", "calendar year; the first and last may hold fewer than twelve months"),
    ("months", "months", "of the case in the year (weeks in a case that goes by weeks, here and below)"),
    *((f"months_{mode}", "months", f"of the year in which the pair's mode was {mode}") for mode in MODES),
    ("incidents", "clashes", "between the two in the year"),
)
_PER = {"runs": "run", "dyads": "dyad", "actors": "actor"}


def columns() -> list[dict[str, str]]:
    """All columns of all tables, each with its unit and meaning (the factors of a batch stand in its plan).

    ``dyad_year`` is a table that is made when it is exported, and joined to ``cells``; all others are stored.

    >>> next(c["unit"] for c in columns() if c["column"] == "incidents")
    'clashes'
    """
    years = [Column("dyad_year", *about) for about in _YEARS]
    return [column._asdict() for column in [*(column for table in _OF for column in _of(table)), *years]]


def _of(table: str) -> list[Column]:
    keys = _RUN[:1] if table == "cells" else _RUN
    own = [Column(table, *about) for about in (*keys, *_OF[table])]
    return own + [Column(table, o.name, o.unit, _meaning(o)) for o in OUTCOMES.values() if o.per == _PER.get(table)]


def _meaning(outcome: Outcome) -> str:
    """What an outcome means; of a word how it is written in SQL, and what stands in frames and exports."""
    if not outcome.nominal:
        return outcome.meaning
    codes = ", ".join(f"{code} {word}" for code, word in enumerate(outcome.words) if code)
    return f"{outcome.meaning.split(':')[0]}; a word ({outcome.words[0]}: it does not apply), in SQL a code: {codes}"


def dictionary() -> pd.DataFrame:
    """The same as a table.

    >>> dictionary().columns.tolist()
    ['table', 'column', 'unit', 'meaning']
    """
    return pd.DataFrame(columns())
