"""Events: what happened in a run, found in its months.

``mode``: a pair of rivals passes to another mode; ``enemy fallen``: from this month on the enemy is too weak to count;
``front opened``: the enemy stands where it did not stand before; ``line opened``: a pair's first deconfliction line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.outcomes import Record
from sim.outcomes.enemy_fallen import last_strong

EVENTS = ("mode", "enemy fallen", "front opened", "line opened")
MODE, FALLEN, FRONT, LINE = range(4)


class Happened(NamedTuple):
    """Events of several runs in the order of runs, months and kinds; all (E,)."""

    run: np.ndarray
    month: np.ndarray
    event: np.ndarray
    which: np.ndarray  # pair, front, or actor (the enemy), counted in its own list
    mode: np.ndarray  # the new mode, -1 where the event is no change of mode

    def place(self, dyads: int, fronts: int) -> np.ndarray:
        """Where each event's name stands in a list of all pairs, all fronts, then all actors."""
        shift = np.array([0, dyads + fronts, dyads, 0])
        return self.which + shift[self.event]


def happened(record: Record, opened: np.ndarray, fronts: int) -> Happened:
    """All events of these runs. ``opened`` (R, F): whether the enemy opened the front during the run."""
    parts = [_modes(record), _lines(record)]
    if fronts:
        parts += [_fallen(record), _opened(record, opened)]
    whole = Happened(*(np.concatenate(column).astype(np.int32) for column in zip(*parts, strict=True)))
    order = np.lexsort((whole.which, whole.event, whole.month, whole.run))
    return Happened(*(column[order] for column in whole))


def _found(run: np.ndarray, month: np.ndarray, event: int, which: np.ndarray) -> Happened:
    return Happened(run, month, np.full(len(run), event), which, np.full(len(run), -1))


def _modes(record: Record) -> Happened:
    run, before, which = np.nonzero(record.mode[:, 1:] != record.mode[:, :-1])
    return _found(run, before + 1, MODE, which)._replace(mode=record.mode[run, before + 1, which])


def _lines(record: Record) -> Happened:
    first = record.dyads["first_line"]
    run, which = np.nonzero(first >= 0)
    return _found(run, first[run, which].astype(int), LINE, which)


def _fallen(record: Record) -> Happened:
    last = last_strong(record)
    run, which = np.nonzero((last >= 0) & (last < record.strength.shape[1] - 1))
    return _found(run, last[run, which] + 1, FALLEN, np.unique(record.front_enemy)[which])


def _opened(record: Record, opened: np.ndarray) -> Happened:
    run, which = np.nonzero(opened)
    month = (record.strength > 0).argmax(axis=1)
    return _found(run, month[run, which], FRONT, which)
