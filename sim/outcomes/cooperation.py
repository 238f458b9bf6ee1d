"""Cooperation of any mode: as emergence, with direct months counted too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.enemy_fallen import compute as fallen_month
from sim.outcomes.outcome import Outcome, Record
from sim.outcomes.spells import first_spells
from sim.world import DIRECT, TACIT


def compute(record: Record) -> NDArray[np.float64]:
    """1 where a spell of cooperation of any mode begins, per run and pair (R, D)."""
    any_mode = np.where(record.mode == DIRECT, TACIT, record.mode).astype(np.int8)
    return (first_spells(any_mode, fallen_month(record)).start >= 0).astype(float)


OUTCOME = Outcome(
    "cooperation",
    "dyad",
    "share",
    "share of runs",
    "a spell of at least six months of tacit, relayed or direct cooperation",
    compute,
)
