"""Deconfliction: how much of the time a line works between two rivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Share of months (R, D)."""
    return record.dyads["line_months"] / record.mode.shape[1]


OUTCOME = Outcome(
    "deconfliction", "dyad", "number", "share of months", "with a deconfliction line in working order", compute
)
