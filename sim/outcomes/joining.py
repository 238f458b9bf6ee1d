"""Joining: when an actor first fights the enemy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Months from the beginning, NaN where it never does (R, A)."""
    first = record.actors["first_fight"]
    return np.where(first >= 0, first, np.nan)


OUTCOME = Outcome(
    "joining", "actor", "number", "months", "from the first month to its first fight, where there is one", compute
)
