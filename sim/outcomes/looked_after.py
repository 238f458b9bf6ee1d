"""Looked after: how much of the time a protecting power looks after nationals of either rival with the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Share of months, mean of both sides (R, D)."""
    return record.dyads["looked_after"] / (2.0 * record.mode.shape[1])


OUTCOME = Outcome(
    "looked_after",
    "dyad",
    "number",
    "share of months",
    "in which a protecting power does consular work for a side with the other, mean of both sides",
    compute,
)
