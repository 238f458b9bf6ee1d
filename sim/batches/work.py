"""Work: which runs are to be played in this session, cut into chunks that take about a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

WINDOW = 1 << 16  # runs that are looked at together
DEALT = 100  # runs that a shard of a batch gets in a row
SECONDS = 1.0  # of play in a chunk
MOST = 4096  # runs in a chunk
LEAST = 64  # runs in a chunk that are worth a file, unless they take long
PROBED = 8  # runs that are played for the clock alone
HEAVY = 48 * 2**20  # bytes that the tables of a chunk may have


@dataclass(frozen=True, eq=False)
class Job:
    """Runs to play together."""

    cells: np.ndarray
    replicates: np.ndarray

    def __len__(self) -> int:
        return len(self.cells)

    def first(self, runs: int) -> Job:
        """The first so many runs."""
        return Job(self.cells[:runs], self.replicates[:runs])

    def halves(self) -> tuple[Job, Job]:
        """The same runs as two jobs."""
        middle = len(self) // 2
        first, second = (Job(self.cells[part], self.replicates[part]) for part in (slice(middle), slice(middle, None)))
        return first, second


def dealt(runs: Any, shard: tuple[int, int] | None) -> Iterator[Job]:
    """All runs in order, a window at a time; of shard i of n, every n-th block of some runs.

    The blocks depend on the number of runs and shards alone, so that all shards together play every run once, whatever
    the machines.

    >>> from sim.batches.rounds import Runs
    >>> runs = Runs(np.array([1]), 1, 20)
    >>> [job.replicates.tolist() for job in dealt(runs, (2, 3))]
    [[2], [5], [8], [11], [14], [17], [20]]
    """
    which, of = shard or (1, 1)
    size = WINDOW if of == 1 else max(1, min(DEALT, len(runs) // (8 * of)))
    for start in range((which - 1) * size, len(runs), of * size):
        yield Job(*runs.part(start, start + size))


def missing(parts: Iterator[Job], done: Any) -> Iterator[Job]:
    """What of this is not done yet (``done.has(cells, replicates)``)."""
    for job in parts:
        left = ~done.has(job.cells, job.replicates)
        if left.any():
            yield Job(job.cells[left], job.replicates[left])


def chunks(parts: Iterator[Job], size: Callable[[Job], int]) -> Iterator[Job]:
    """The same runs in chunks of the size that is wanted when each is asked for; the last may be smaller.

    >>> parts = [Job(np.ones(3), np.arange(3)), Job(np.ones(4), np.arange(4))]
    >>> [len(chunk) for chunk in chunks(iter(parts), lambda _: 5)]
    [5, 2]
    """
    held: list[Job] = []
    for part in parts:
        held.append(part)
        while sum(map(len, held)) >= (wanted := size(held[0])):
            whole = _joined(held)
            yield whole.first(wanted)
            held = [Job(whole.cells[wanted:], whole.replicates[wanted:])]
            if not len(held[0]):
                held = []
                break
    rest = _joined(held)
    while len(rest):
        wanted = size(rest)
        yield rest.first(wanted)
        rest = Job(rest.cells[wanted:], rest.replicates[wanted:])


def _joined(jobs: list[Job]) -> Job:
    if not jobs:
        return Job(np.zeros(0, np.int64), np.zeros(0, np.int64))
    return Job(np.concatenate([j.cells for j in jobs]), np.concatenate([j.replicates for j in jobs]))


class Pace:
    """How many runs make a chunk: what is asked for, or about a second of play by what the last chunks took.

    Args:
        fixed: what is asked for; None to go by the clock.
        probe: plays some runs for the clock alone, and says how long they took and what their tables weigh; without
            one, chunks begin with a single run and grow.
    """

    def __init__(self, fixed: int | None = None, probe: Callable[[Job], tuple[float, int]] | None = None) -> None:
        if fixed is not None and fixed < 1:
            raise ValueError(f"chunk is {fixed}; at least 1 run is needed")
        self.fixed, self.most = fixed, MOST
        self._probe, self._now = probe, 1

    def size(self, job: Job) -> int:
        """Runs that the next chunk should have; these are the next ones."""
        if self.fixed:
            return self.fixed
        if self._probe is not None:
            probe, self._probe = self._probe, None
            self._now = MOST
            self.took(PROBED, *probe(job.first(PROBED)))
        return min(self._now, self.most)

    def spread(self, runs: int, places: int) -> None:
        """There are so many runs left for so many places: chunks are small enough that none stays empty for long."""
        self.most = min(MOST, max(LEAST, -(-runs // (2 * places))))

    def took(self, runs: int, seconds: float, weight: int) -> None:
        """A chunk of so many runs was played in so many seconds, and its tables weigh so many bytes."""
        by_time = SECONDS * runs / max(seconds, 1e-6)
        by_weight = HEAVY * runs / max(weight, 1)
        self._now = int(min(max(1.0, by_time), max(1.0, by_weight), 4 * max(runs, self._now), MOST))
