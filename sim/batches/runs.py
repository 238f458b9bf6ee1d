"""A set of runs, kept as spans of replicates: a million runs of a thousand cells are a thousand spans."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.counted import counted

Span = tuple[int, int, int]
"""Replicates of a cell: cell, first, last."""
_REPLICATES = 32  # bits that a replicate has in a run's key; the cell has those above


class Runs:
    """A set of runs (cell, replicate).

    >>> runs = Runs.of([1, 1, 2], [1, 2, 1])
    >>> len(runs), runs.has([1, 1, 2], [2, 3, 1]).tolist(), runs.spans
    (3, [True, False, True], [(1, 1, 2), (2, 1, 1)])
    """

    def __init__(self, starts: NDArray[np.int64], stops: NDArray[np.int64]) -> None:
        self._starts, self._stops = starts, stops

    @classmethod
    def of(cls, cells: ArrayLike, replicates: ArrayLike) -> Runs:
        """The set of these runs; one named twice is in it once."""
        keys = np.unique(_keys(cells, replicates))
        gaps = np.flatnonzero(np.diff(keys) != 1)
        edges = np.concatenate([[0], gaps + 1, [len(keys)]]) if len(keys) else np.zeros(1, int)
        return cls(keys[edges[:-1]], keys[edges[1:] - 1] + 1)

    @classmethod
    def of_spans(cls, spans: Iterable[Span]) -> Runs:
        """The set of the runs in these spans, which may overlap and come in any order.

        >>> Runs.of_spans([(1, 3, 4), (1, 1, 2), (2, 1, 1)]).spans
        [(1, 1, 4), (2, 1, 1)]
        """
        table = np.array(list(spans), np.int64).reshape(-1, 3)
        return _merged(_keys(table[:, 0], table[:, 1]), _keys(table[:, 0], table[:, 2]) + 1)

    def has(self, cells: ArrayLike, replicates: ArrayLike) -> NDArray[np.bool_]:
        """Which of these runs are in the set."""
        keys = _keys(cells, replicates)
        if not len(self._starts):
            return np.zeros(len(keys), bool)
        place = np.searchsorted(self._starts, keys, side="right") - 1
        return (place >= 0) & (keys < self._stops[np.maximum(place, 0)])

    @property
    def spans(self) -> list[Span]:
        """Cell, first and last replicate of each span, in order."""
        last = self._stops - 1
        mask = (1 << _REPLICATES) - 1
        columns = (self._starts >> _REPLICATES, self._starts & mask, last & mask)
        return list(zip(*(c.tolist() for c in columns), strict=True))

    @property
    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cells and replicates, run by run, in order.

        >>> [column.tolist() for column in Runs.of([2, 1], [5, 7]).pairs]
        [[1, 2], [7, 5]]
        """
        lengths = self._stops - self._starts
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        keys = np.repeat(self._starts, lengths) + offsets
        return keys >> _REPLICATES, keys & ((1 << _REPLICATES) - 1)

    def __len__(self) -> int:
        return int((self._stops - self._starts).sum())

    def __or__(self, other: Runs) -> Runs:
        return _merged(
            np.concatenate([self._starts, other._starts]),
            np.concatenate([self._stops, other._stops]),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Runs) and self.spans == other.spans

    def __hash__(self) -> int:
        return hash(tuple(self.spans))

    def __repr__(self) -> str:
        cells = len(np.unique(self._starts >> _REPLICATES))
        return f"Runs({counted(len(self), 'run')} of {counted(cells, 'cell')})"


def _keys(cells: ArrayLike, replicates: ArrayLike) -> NDArray[np.int64]:
    """One number a run, in order of cell and replicate."""
    return (np.asarray(cells, np.int64) << _REPLICATES) | np.asarray(replicates, np.int64)


def _merged(starts: NDArray[np.int64], stops: NDArray[np.int64]) -> Runs:
    """One span for those that touch or overlap."""
    if not len(starts):
        return Runs(starts, stops)
    order = np.argsort(starts, kind="stable")
    starts, reach = starts[order], np.maximum.accumulate(stops[order])
    new = np.concatenate([[True], starts[1:] > reach[:-1]])
    return Runs(starts[new], reach[np.concatenate([np.flatnonzero(new)[1:] - 1, [len(starts) - 1]])])
