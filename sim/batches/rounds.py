"""Rounds: which runs are played next, without holding a list of them; and the seeds of runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import chance


@dataclass(frozen=True, eq=False)
class Runs:
    """Replicates ``first`` to ``last`` of some cells, cell by cell; slices are (cells, replicates).

    >>> runs = Runs(np.array([3, 7]), 1, 2)
    >>> len(runs), [part.tolist() for part in runs.part(1, 4)]
    (4, [[3, 7, 7], [2, 1, 2]])
    """

    active: np.ndarray
    first: int
    last: int

    @property
    def each(self) -> int:
        """Replicates of each cell."""
        return max(0, self.last - self.first + 1)

    def __len__(self) -> int:
        return len(self.active) * self.each

    def part(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Cells and replicates of the runs from ``start`` up to ``stop``, counted from 0."""
        at = np.arange(start, min(stop, len(self)))
        return self.active[at // max(1, self.each)], self.first + at % max(1, self.each)

    def parts(self, size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All runs, in blocks of at most ``size``."""
        for start in range(0, len(self), size):
            yield self.part(start, start + size)

    @property
    def cells(self) -> np.ndarray:
        """The cell of each run."""
        return np.repeat(self.active, self.each)

    @property
    def replicates(self) -> np.ndarray:
        """The replicate of each run."""
        return np.tile(np.arange(self.first, self.last + 1), len(self.active))


def round_of(number: int, active: np.ndarray, replicates: int, at_most: int) -> Runs:
    """The runs of a round: the next ``replicates`` of each active cell, up to ``at_most``; none when those are played.

    >>> last = round_of(3, np.array([1]), 100, 250)
    >>> last.first, last.last
    (201, 250)
    """
    first = (number - 1) * replicates + 1
    return Runs(np.asarray(active, np.int64), first, min(number * replicates, at_most))


def seeds_of(seed: int, cell: int | None, replicates: Any) -> np.ndarray:
    """The seeds of replicates: ``seed + replicate - 1``, or for a cell of its own luck a hash of seed, cell, replicate.

    >>> seeds_of(7, None, [1, 2]).tolist()
    [7, 8]
    """
    counted = np.atleast_1d(np.asarray(replicates)).astype(np.uint64)
    if cell is None:
        return counted + np.uint64(seed) - np.uint64(1)
    mix: Any = chance._mix  # the hash of every draw's address, over arrays
    return mix(mix(mix(np.zeros(len(counted), np.uint64), np.uint64(seed)), np.uint64(cell)), counted)
