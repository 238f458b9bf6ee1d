"""Leaks: messages between rivals that became public."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Leaks (R, D)."""
    return record.dyads["leaks_total"]


OUTCOME = Outcome("leaks", "dyad", "number", "leaks", "over all months", compute)
