"""Intrusions: fighting where the host has not agreed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Months (R, A)."""
    return record.actors["intrusions"]


OUTCOME = Outcome(
    "intrusions", "actor", "number", "months", "of fighting in a theatre without its government's consent", compute
)
