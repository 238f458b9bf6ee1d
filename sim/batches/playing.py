"""Playing a block of runs of a batch: from cells and replicates to tidy tables.

A block may hold thousands of runs of one cell or one run of each of thousands of cells. Cells of the same scenario and
policy have worlds of the same sizes, so their runs are gathered in one record, and outcomes are computed once for all.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim import kernel
from sim.actors import Actor
from sim.batches import questions
from sim.batches.ledger import Failure
from sim.batches.questions import any_plain
from sim.batches.tables import Block, Labels, tables
from sim.batches.work import Job
from sim.model import Model
from sim.recording import joined, recorded
from sim.scenario.build import Built, flat

if TYPE_CHECKING:
    from sim.batches.plan import Batch

ROOM = 4 * 2**20  # bytes of last worlds that are held at once
SLOW = 0.05  # seconds of a run that is not worth playing often for the clock alone


def play(plan: Batch, cells: np.ndarray, replicates: np.ndarray) -> dict[str, pd.DataFrame]:
    """The tables of some runs (``sim.batches.tables`` says which), in the order in which the runs are given.

    Args:
        plan: the batch that they belong to.
        cells: which cell each run is of; runs of a cell stand together.
        replicates: which replicate of its cell each run is.

    >>> import numpy as np, sim
    >>> plan = sim.Batch(scenarios=[sim.example()], replicates=3)
    >>> found = play(plan, np.array([1, 1]), np.array([1, 3]))
    >>> found["runs"]["replicate"].tolist(), found["dyads"]["dyad"].tolist()
    ([1, 3], ['North – South', 'North – South'])
    """
    return Player(plan)(cells, replicates)


class Played(NamedTuple):
    """What came of a job: the tables of its runs but those that failed, and how long it took."""

    tables: dict[str, pd.DataFrame]
    failures: list[Failure]
    seconds: float

    @property
    def weight(self) -> int:
        """Bytes that the tables hold in memory."""
        return sum(int(table.memory_usage(deep=True).sum()) for table in self.tables.values())


class Player:
    """Plays runs of one batch; what all blocks share is prepared once. ``record`` is the plan's if not given."""

    def __init__(self, plan: Batch, record: str | None = None) -> None:
        self.plan, self.record = plan, record or plan.record
        pairs = zip(plan.cells["scenario"], plan.cells["policy"], strict=True)
        self.case = pd.factorize(np.array([f"{s}\0{p}" for s, p in pairs], object))[0]  # by cell, from 0
        self.labels = Labels(self._built_cases())
        for kind in plan.actors.values():
            questions.check(kind)
        self.stepped = any_plain(plan.actors)
        self.whole = self.record == "trajectories"

    def _built_cases(self) -> list[Built]:
        return [self.plan.built(int(cell) + 1) for cell in np.unique(self.case, return_index=True)[1]]

    def __call__(self, cells: np.ndarray, replicates: np.ndarray) -> dict[str, pd.DataFrame]:
        """The tables of these runs."""
        parts = _cut(self.case[cells - 1])
        blocks = [self._block(cells[a:b], replicates[a:b]) for a, b in parts]
        return tables(blocks, self.labels, self.record)

    def safely(self, cells: np.ndarray, replicates: np.ndarray) -> Played:
        """As ``__call__``; runs that raise an error are told from the others by halving, and become failures."""
        began, worked = time.perf_counter(), time.thread_time()
        tables, failures = self._isolated(cells, replicates)
        # On a busy machine a chunk takes longer, but is not more work; an actor who waits for something does no work.
        seconds = max(time.thread_time() - worked, (time.perf_counter() - began) / 4)
        return Played(tables, failures, seconds)

    def probe(self, job: Job) -> tuple[float, int]:
        """Seconds that these runs take once all is compiled, and bytes of their tables; failures are no matter here.

        What a block takes however few runs it has is left out; of slow runs one is enough to know.
        """
        first, runs = job.first(1), len(job)
        self.safely(first.cells, first.replicates)
        one = self.safely(first.cells, first.replicates)
        if one.seconds > SLOW or runs == 1:
            return one.seconds * runs, one.weight * runs
        whole = self.safely(job.cells, job.replicates)
        each = (whole.seconds - one.seconds) / (runs - 1)
        return (each * runs if each > 0 else whole.seconds), whole.weight

    def _isolated(self, cells: np.ndarray, replicates: np.ndarray) -> tuple[dict[str, pd.DataFrame], list[Failure]]:
        try:
            return self(cells, replicates), []
        except Exception as error:
            if len(cells) == 1:
                return {}, [self.failure(int(cells[0]), int(replicates[0]), error)]
        middle = len(cells) // 2
        first, second = (self._isolated(cells[part], replicates[part]) for part in (np.s_[:middle], np.s_[middle:]))
        whole = [tables for tables in (first[0], second[0]) if tables]
        return {name: pd.concat([t[name] for t in whole], ignore_index=True) for name in (whole or [{}])[0]}, [
            *first[1],
            *second[1],
        ]

    def failure(self, cell: int, replicate: int, error: BaseException) -> Failure:
        """A run that raised an error, as it is kept."""
        seed = int(self.plan.seeds(cell, np.array([replicate]))[0])
        said = (f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))
        # Half of a pair of surrogates (in the name of a file that is no text, say) can be stored nowhere as it is.
        return Failure(cell, replicate, seed, *(text.encode("utf-8", "backslashreplace").decode() for text in said))

    def _block(self, cells: np.ndarray, replicates: np.ndarray) -> Block:
        """Runs of one scenario under one policy, a few at a time so that their last worlds need little memory."""
        built = self.plan.built(int(cells[0]))
        size = built.world.dtype.itemsize * (built.months + 2 if self.whole else 1)
        few = max(1, ROOM // size)
        pieces = [self._piece(built, cells[k : k + few], replicates[k : k + few]) for k in range(0, len(cells), few)]
        return _chained(pieces)

    def _piece(self, built: Built, cells: np.ndarray, replicates: np.ndarray) -> Block:
        out = kernel.Played(built, len(cells))
        seeds = np.zeros(len(cells), np.uint64)
        worlds = np.zeros((len(cells), built.months + 1) if self.whole else (0, 0), built.world.dtype)
        for a, b in _cut(cells):
            cell = int(cells[a])
            seeds[a:b] = self.plan.seeds(cell, replicates[a:b])
            self._fill(self.plan.built(cell), seeds[a:b], out.part(a, b), worlds[a:b])
        opened = out.last["opened"].astype(bool) & (out.last["opens_above"] > 0)  # which may differ between cells
        return Block(built, cells, replicates, seeds, out.digests(), recorded(built, out), opened, worlds)

    def _fill(self, built: Built, seeds: np.ndarray, out: kernel.Played, worlds: np.ndarray) -> None:
        """Play runs of one cell into their places."""
        if not self.stepped and not len(worlds):
            kernel.run(built, seeds, self.plan.actors, out=out)
            return
        for k, seed in enumerate(seeds):
            part = out.part(k, k + 1)
            part.history = worlds[k] if len(worlds) else np.zeros(built.months + 1, built.world.dtype)
            months_of_run(built, int(seed), self.plan.actors, part)


def months_of_run(
    built: Built, seed: int, actors: Mapping[str, type[Actor]], out: kernel.Played | None = None
) -> kernel.Played:
    """All months of one run; where an actor answers in plain Python, they are stepped.

    >>> import sim
    >>> from sim.scenario.build import build
    >>> months_of_run(build(sim.example()), 1, {}).history.shape
    (61,)
    """
    out = kernel.Played(built, 1, history=True) if out is None else out
    if not any_plain(actors):
        return kernel.run(built, np.array([seed], np.uint64), actors, out=out)
    model = Model(built.scenario, seed, None, actors, built)
    months = flat(out.history)
    months[0] = flat(model.worlds)[0]
    while model.running:
        model.step()
        months[model.months_played] = flat(model.worlds)[0]
    one = kernel.played(out.history)
    out.mode[...], out.strength[...], out.joint_effort[...] = one.mode, one.strength, one.joint_effort
    flat(out.last)[...] = flat(one.last)
    out.history_p[0] = model.ps[0]
    return out


def _cut(values: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and after-last place of each stretch of equal values."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return ((a, b) for a, b in pairwise(edges) if b > a)


def _chained(pieces: list[Block]) -> Block:
    if len(pieces) == 1:
        return pieces[0]
    parts = {name: [getattr(piece, name) for piece in pieces] for name in Block._fields}
    whole = {name: np.concatenate(parts[name]) for name in Block._fields if name not in ("built", "record")}
    return Block(built=pieces[0].built, record=joined(parts["record"]), **whole)
