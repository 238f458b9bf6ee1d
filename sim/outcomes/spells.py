"""Spells of indirect cooperation: what several outcomes share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._compile import compiled
from sim.world import RELAYED, RIVALRY, TACIT

SPELL = 6  # months of tacit or relayed cooperation in a row that count as its emergence

ENDINGS = ("none", "lasting", "hostility", "enemy fallen", "effort ended")
NONE, LASTING, HOSTILITY, ENEMY_FALLEN, EFFORT_ENDED = range(5)


class Spells(NamedTuple):
    """First spell of each run and pair, shape (R, D): first month (0-based; -1 if none), length, and ending."""

    start: NDArray[np.int64]
    length: NDArray[np.int64]
    ending: NDArray[np.int64]


@compiled
def _first_spell(mode: NDArray[np.int8], least: int) -> tuple[int, int]:
    """Start and length of the first run of tacit or relayed months that is long enough; (-1, 0) if none."""
    length = 0
    for t in range(mode.shape[0] + 1):
        if t < mode.shape[0] and (mode[t] == TACIT or mode[t] == RELAYED):
            length += 1
        elif length >= least:
            return t - length, length
        else:
            length = 0
    return -1, 0


@compiled
def _find(mode, fallen_from, start, length, ending):  # type: ignore[no-untyped-def]
    runs, months, dyads = mode.shape
    for r in range(runs):
        for d in range(dyads):
            first, long = _first_spell(mode[r, :, d], SPELL)
            start[r, d] = first
            length[r, d] = long
            after = first + long
            if first < 0:
                ending[r, d] = NONE
            elif after >= months:
                ending[r, d] = LASTING
            elif mode[r, after, d] == RIVALRY:
                ending[r, d] = HOSTILITY
            elif 0 <= fallen_from[r] <= after:
                ending[r, d] = ENEMY_FALLEN
            else:
                ending[r, d] = EFFORT_ENDED


def first_spells(mode: NDArray[np.int8], fallen_month: NDArray[np.float64]) -> Spells:
    """The first spell of each run and pair; ``fallen_month`` (R,) is NaN where no enemy fell.

    >>> mode = np.array([[[0], [2], [3], [3], [2], [2], [2], [0]]], np.int8)
    >>> spells = first_spells(mode, np.array([np.nan]))
    >>> int(spells.start[0, 0]), int(spells.length[0, 0]), ENDINGS[spells.ending[0, 0]]
    (1, 6, 'hostility')
    """
    shape = mode.shape[0], mode.shape[2]
    found = Spells(*(np.zeros(shape, np.int64) for _ in range(3)))
    fallen = np.where(np.isnan(fallen_month), -1, fallen_month).astype(np.int64)
    _find(mode, fallen, *found)
    return found


@compiled
def _first_after(mode, since, out):  # type: ignore[no-untyped-def]
    for r in range(mode.shape[0]):
        for d in range(mode.shape[2]):
            out[r, d] = -1
            if since[r] < 0:
                continue
            for t in range(since[r], mode.shape[1]):
                if mode[r, t, d] == RIVALRY:
                    out[r, d] = t - since[r]
                    break


def months_to_rivalry(mode: NDArray[np.int8], since: NDArray[np.float64]) -> NDArray[np.int64]:
    """Months from ``since`` (R,) to the first month of rivalry, per run and pair; -1 where there is none.

    >>> months_to_rivalry(np.array([[[2], [1], [0]]], np.int8), np.array([1.0]))
    array([[1]])
    """
    out = np.zeros((mode.shape[0], mode.shape[2]), np.int64)
    _first_after(mode, np.where(np.isnan(since), -1, since).astype(np.int64), out)
    return out
