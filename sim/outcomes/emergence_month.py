"""When the first spell begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.enemy_fallen import compute as fallen_month
from sim.outcomes.outcome import Outcome, Record
from sim.outcomes.spells import first_spells


def compute(record: Record) -> NDArray[np.float64]:
    """Months from the beginning, NaN where no spell emerges (R, D)."""
    start = first_spells(record.mode, fallen_month(record)).start
    return np.where(start >= 0, start, np.nan)


OUTCOME = Outcome(
    "emergence_month", "dyad", "number", "months", "from the first month of the case to the first spell", compute
)
