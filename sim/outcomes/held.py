"""Held: ground that an actor took from the enemy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Largest share of a theatre (R, A)."""
    return record.actors["held"]


OUTCOME = Outcome(
    "held", "actor", "number", "share", "of a theatre's ground held in the last month, where it holds most", compute
)
