"""Reversion: back to rivalry once the enemy has fallen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.enemy_fallen import compute as fallen_month
from sim.outcomes.outcome import Outcome, Record
from sim.outcomes.spells import first_spells, months_to_rivalry


def compute(record: Record) -> NDArray[np.float64]:
    """Months, NaN where no spell emerged before the enemy fell, or no rivalry came back (R, D)."""
    fallen = fallen_month(record)
    start = first_spells(record.mode, fallen).start
    after = months_to_rivalry(record.mode, fallen)
    before = (start >= 0) & (start <= np.where(np.isnan(fallen), -1, fallen)[:, None])
    return np.where(before & (after >= 0), after, np.nan)


OUTCOME = Outcome(
    "reversion",
    "dyad",
    "number",
    "months",
    "from the fall of the enemy to the first month of rivalry, where a spell had emerged before",
    compute,
)
