"""Burden: how the common fight is shared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Share of all effort, NaN where there is none (R, A)."""
    effort = record.actors["effort_total"]
    total = effort.sum(axis=1, keepdims=True)
    return np.where(total > 0, effort / np.maximum(total, 1e-300), np.nan)


OUTCOME = Outcome(
    "burden", "actor", "number", "share of effort", "of all actors on all fronts, over all months", compute
)
