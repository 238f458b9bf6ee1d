"""Runs of a batch played again, for facts that a batch does not keep month by month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from sim.history import History
    from sim.results import Results

MOST = 50  # runs of a batch that are played again

Look = Callable[["History"], np.ndarray]
"""What is kept of a run; whole histories of many actors would not fit into memory."""


class Sample(NamedTuple):
    """The first runs of a batch: the world of the first one before its first month, and what was looked for."""

    begin: np.ndarray
    runs: int
    seen: Mapping[str, np.ndarray]  # (runs, ...) by the name of the look


def again(results: Results, looks: Mapping[str, Look], most: int = MOST) -> Sample:
    """Play the first runs of a batch again, and keep what is looked for."""
    from sim import kernel
    from sim.scenario.build import build

    played = results.scenario if results.policy == "as_coded" else results.scenario.under(results.policy)
    built, found = build(played), []
    for seed in results.seeds[:most]:
        history = _history(results, int(seed), kernel.run(built, np.array([seed], np.uint64), history=True))
        found.append((history.worlds[0].copy(), {name: look(history) for name, look in looks.items()}))
    seen = {name: np.stack([run[name] for _, run in found]) for name in looks}
    return Sample(found[0][0], len(found), seen)


def _history(results: Results, seed: int, played: Any) -> History:
    from sim.history import History

    return History(results.scenario, results.policy, seed, results.names, played.history, played.history_p)


def of_run(history: History, looks: Mapping[str, Look]) -> Sample:
    """The same of a single run."""
    return Sample(history.worlds[0], 1, {name: look(history)[None] for name, look in looks.items()})
