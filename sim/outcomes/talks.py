"""Talks: how long mediations are active."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Months (R, D)."""
    return record.dyads["talks"]


OUTCOME = Outcome("talks", "dyad", "number", "months", "in which a mediation is active", compute)
