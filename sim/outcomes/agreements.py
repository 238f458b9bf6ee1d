"""Agreements: bargains that both sides accepted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Bargains (R, D)."""
    return record.dyads["agreements"]


OUTCOME = Outcome("agreements", "dyad", "number", "bargains", "accepted, over all months", compute)
