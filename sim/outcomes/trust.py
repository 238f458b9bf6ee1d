"""Trust between rivals at the end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Mean of both directions (R, D)."""
    return record.dyads["trust"]


OUTCOME = Outcome(
    "trust", "dyad", "number", "trust", "in each other in the last month, mean of both directions", compute
)
