"""Emergence: whether a spell of indirect cooperation begins at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.enemy_fallen import compute as fallen_month
from sim.outcomes.outcome import Outcome, Record
from sim.outcomes.spells import first_spells


def compute(record: Record) -> NDArray[np.float64]:
    """1 where a spell emerges, per run and pair (R, D)."""
    return (first_spells(record.mode, fallen_month(record)).start >= 0).astype(float)


OUTCOME = Outcome(
    "emergence",
    "dyad",
    "share",
    "share of runs",
    "a spell of at least six months of tacit or relayed cooperation",
    compute,
)
