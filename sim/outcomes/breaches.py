"""Breaches: bargains that were not kept, and were seen not to be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Breaches (R, D)."""
    return record.dyads["breaches"]


OUTCOME = Outcome("breaches", "dyad", "number", "bargains", "broken, the breach being noticed", compute)
