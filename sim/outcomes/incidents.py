"""Incidents: clashes between forces that share the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Clashes (R, D)."""
    return record.incidents.astype(float)


OUTCOME = Outcome("incidents", "dyad", "number", "clashes", "over all months", compute)
