"""Mandate: how much of the time a protecting power is in office between two rivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Share of months (R, D); above 1 where several are."""
    return record.dyads["mandate_months"] / record.mode.shape[1]


OUTCOME = Outcome("mandate", "dyad", "number", "mandates", "held on average, over all months", compute)
