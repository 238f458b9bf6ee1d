"""Tidy tables of runs: one row per run, per run and pair of rivals, per run and actor, and by month if asked.

| table | a row is |
|---|---|
| runs | a run: its seed, its digest, outcomes per run |
| dyads | a run and a pair of rivals: outcomes per pair |
| actors | a run and an actor: outcomes per actor |
| months | a run, a pair and a month: the mode (recorded from ``dyad_months`` on) |
| fronts | a run, a front and a month: the enemy and the joint effort (from ``dyad_months`` on) |
| events | something that happened in a month of a run (from ``dyad_months`` on) |
| worlds | a run and a step: the whole world as bytes (with ``trajectories``) |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.batches.events import EVENTS, happened
from sim.names import dyad_name
from sim.outcomes import OUTCOMES, Record
from sim.scenario.build import Built
from sim.world import MODES

LEVELS = ("outcomes", "dyad_months", "trajectories")
"""How much of a run is kept; each level holds the ones before it."""
Columns = dict[str, np.ndarray]


class Block(NamedTuple):
    """Runs of one scenario under one policy, played."""

    built: Built
    cells: np.ndarray  # (R,)
    replicates: np.ndarray  # (R,)
    seeds: np.ndarray  # (R,)
    digests: np.ndarray  # (R,)
    record: Record
    opened: np.ndarray  # (R, F) whether the enemy opened the front during the run
    worlds: np.ndarray  # (R, M + 1) all worlds; (0, 0) where they are not kept


class Labels:
    """The names in a batch: each kind in the order of the alphabet, so that a name has one code in all tables."""

    def __init__(self, cases: Sequence[Built]) -> None:
        def all_of(names: set[str]) -> pd.CategoricalDtype:
            return pd.CategoricalDtype(sorted(names))

        dyads = {dyad_name(*pair) for built in cases for pair in built.names.dyad}
        actors = {name for built in cases for name in built.names.actor}
        fronts = {name for built in cases for name in built.names.front}
        months = {month for built in cases for month in months_of(built)}
        self.types = {
            "dyad": all_of(dyads),
            "actor": all_of(actors),
            "front": all_of(fronts),
            "month": all_of(months),
            "of": all_of(dyads | actors | fronts),
            "mode": pd.CategoricalDtype(MODES),
            "event": pd.CategoricalDtype(EVENTS),
        }

    def codes(self, kind: str, names: Sequence[str]) -> np.ndarray:
        """Which number stands for each name."""
        return self.types[kind].categories.get_indexer(pd.Index(names, dtype=object)).astype(np.int32)

    def frame(self, parts: Sequence[Columns]) -> pd.DataFrame:
        """A table from the columns of several blocks; codes become names."""
        whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return pd.DataFrame({name: self._column(name, values) for name, values in whole.items()}, copy=False)

    def _column(self, name: str, values: np.ndarray) -> np.ndarray | pd.Categorical:
        if name not in self.types:
            return values
        return pd.Categorical.from_codes(values, dtype=self.types[name], validate=False)


def months_of(built: Built) -> list[str]:
    """The months of a case, as ``YYYY-MM`` (weeks as they are written).

    >>> import sim
    >>> from sim.scenario.build import build
    >>> months_of(build(sim.example()))[:2]
    ['2001-01', '2001-02']
    """
    return [str(built.scenario.months.first.plus(t)) for t in range(built.months)]


def tables(blocks: Sequence[Block], labels: Labels, level: str) -> dict[str, pd.DataFrame]:
    """All tables that a recording level has."""
    made = [("runs", _runs), ("dyads", _dyads), ("actors", _actors)]
    if level != LEVELS[0]:
        made += [("months", _months), ("fronts", _fronts), ("events", _events)]
    if level == LEVELS[2]:
        made += [("worlds", _worlds)]
    return {name: labels.frame([make(block, labels) for block in blocks]) for name, make in made}


def _names(block: Block, times: int) -> Columns:
    """Which run each row belongs to, if every run has so many rows."""
    return {
        "cell": np.repeat(block.cells.astype(np.int32), times),
        "replicate": np.repeat(block.replicates.astype(np.int32), times),
    }


def _outcomes(block: Block, per: str, columns: int) -> Columns:
    shape = (len(block.cells), columns)
    return {
        name: outcome.compute(block.record).reshape(shape).reshape(-1)
        for name, outcome in OUTCOMES.items()
        if outcome.per == per
    }


def _runs(block: Block, _: Labels) -> Columns:
    return {**_names(block, 1), "seed": block.seeds, "digest": block.digests, **_outcomes(block, "run", 1)}


def _dyads(block: Block, labels: Labels) -> Columns:
    of = labels.codes("dyad", [dyad_name(*pair) for pair in block.built.names.dyad])
    return {**_each(block, "dyad", of), **_outcomes(block, "dyad", len(of))}


def _actors(block: Block, labels: Labels) -> Columns:
    of = labels.codes("actor", block.built.names.actor)
    return {**_each(block, "actor", of), **_outcomes(block, "actor", len(of))}


def _each(block: Block, kind: str, of: np.ndarray) -> Columns:
    return {**_names(block, len(of)), kind: np.tile(of, len(block.cells))}


def _monthly(block: Block, labels: Labels, kind: str, of: np.ndarray) -> Columns:
    """One row per run, name and month, the months of a name together."""
    month = labels.codes("month", months_of(block.built))
    runs = len(block.cells)
    return {
        **_names(block, len(of) * len(month)),
        kind: np.tile(np.repeat(of, len(month)), runs),
        "month": np.tile(month, runs * len(of)),
    }


def _months(block: Block, labels: Labels) -> Columns:
    of = labels.codes("dyad", [dyad_name(*pair) for pair in block.built.names.dyad])
    return {**_monthly(block, labels, "dyad", of), "mode": _by_name(block.record.mode)}


def _fronts(block: Block, labels: Labels) -> Columns:
    of = labels.codes("front", block.built.names.front)
    known = slice(len(of))  # a case without an enemy has the room of one front
    strength, effort = block.record.strength[:, :, known], block.record.joint_effort[:, :, known]
    return {
        **_monthly(block, labels, "front", of),
        "strength": _by_name(strength),
        "joint_effort": _by_name(effort),
    }


def _by_name(values: np.ndarray) -> np.ndarray:
    """(R, M, n) in the order of the rows: run, name, month."""
    return np.ascontiguousarray(values.transpose(0, 2, 1)).reshape(-1)


def _events(block: Block, labels: Labels) -> Columns:
    """In the order of runs, then months, then kinds of event."""
    found = happened(block.record, block.opened, len(block.built.names.front))
    names = block.built.names
    words = [*(dyad_name(*pair) for pair in names.dyad), *names.front, *names.actor]
    month = labels.codes("month", months_of(block.built))
    return {
        "cell": block.cells.astype(np.int32)[found.run],
        "replicate": block.replicates.astype(np.int32)[found.run],
        "month": month[found.month],
        "event": found.event,
        "of": labels.codes("of", words)[found.place(len(names.dyad), len(names.front))],
        "mode": found.mode,
    }


def _worlds(block: Block, _: Labels) -> Columns:
    steps = block.worlds.shape[1]
    content = np.array([world.tobytes() for run in block.worlds for world in run], object)
    return {
        **_names(block, steps),
        "step": np.tile(np.arange(steps, dtype=np.int32), len(block.cells)),
        "world": content,
    }
