"""Which part of the month takes the time: each compiled phase is repeated on worlds of a run, in the month's order."""

from __future__ import annotations

import ast
import inspect
import time
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import sim
from sim import _compile, kernel
from sim import month as page
from sim.scenario.build import Built, build

SAMPLES = 5  # months of a run, evenly spread, at which phases are timed
LEAST = 2e-3  # processor seconds that a phase is repeated for


class Call(NamedTuple):
    """A line of the month: what is called, and with what."""

    name: str
    text: str


def calls() -> list[Call]:
    """The lines of ``sim.month.month`` in their order.

    >>> [call.name for call in calls()][:2]
    ['happen', 'form_governments']
    """
    month: Any = ast.parse(inspect.getsource(_compile.plain(page.month))).body[0]
    made = [line.value for line in month.body if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)]
    return [Call(ast.unparse(call.func), ast.unparse(call)) for call in made]


def _repeater() -> Any:
    """A compiled function that calls the phase of a number so many times."""
    lines = ["def repeat(which, times, world, p, seed):"]
    for number, call in enumerate(calls()):
        lines += [f"    if which == {number}:", "        for _ in range(times):", f"            {call.text}"]
    names: dict[str, Any] = {**vars(page), "ask": kernel.asked}
    exec("\n".join(lines), names)  # noqa: S102 - our own text
    return _compile.compiled(names["repeat"], cache=False)


def shares(scenario: sim.Scenario, seed: int = 1) -> pd.DataFrame:
    """Microseconds of each phase in a month of one run, and its share, the longest first."""
    built, repeat = build(scenario), _repeater()
    total = pd.Series(0.0, [call.name for call in calls()])
    for month in np.linspace(0, built.months, SAMPLES + 2).astype(int)[1:-1]:
        total += _month(built, repeat, seed, int(month))
    table = pd.DataFrame({"microseconds": total / SAMPLES * 1e6})
    table["share"] = table["microseconds"] / table["microseconds"].sum()
    return table.sort_values("microseconds", ascending=False)


def _month(built: Built, repeat: Any, seed: int, month: int) -> np.ndarray:
    """Seconds of each phase in one month; each is timed on a copy of the world that it finds, then played once."""
    played = kernel.run(built, np.array([seed], np.uint64), history=True)
    worlds, p = played.history[month : month + 1].copy(), played.history_p[0]
    repeat(0, 0, worlds[0], p, np.uint64(seed))  # compiles
    found = []
    for which in range(len(calls())):
        found.append(_seconds(repeat, which, worlds, p, np.uint64(seed)))
        repeat(which, 1, worlds[0], p, np.uint64(seed))
    return np.array(found)


def _seconds(repeat: Any, which: int, worlds: np.ndarray, p: Any, seed: np.uint64) -> float:
    """Processor seconds of one call: the least of three tries, repeated so often that calling it costs nothing."""
    times, taken = 1, 0.0
    while taken < LEAST:
        times *= 4
        taken = min(_timed(repeat, which, times, worlds.copy(), p, seed) for _ in range(3))
    return taken / times


def _timed(repeat: Any, which: int, times: int, worlds: np.ndarray, p: Any, seed: np.uint64) -> float:
    began = time.process_time()
    repeat(which, times, worlds[0], p, seed)
    return time.process_time() - began


def told(table: pd.DataFrame, most: int = 5) -> str:
    """The longest phases in words.

    >>> told(pd.DataFrame({"microseconds": [3.0, 1.0], "share": [0.75, 0.25]}, ["learn", "plan"]))
    'learn 75 %, plan 25 % of 4 µs a month'
    """
    parts = ", ".join(f"{name} {share:.0%}".replace("%", " %") for name, share in table["share"].head(most).items())
    return f"{parts} of {table['microseconds'].sum():.3g} µs a month"
