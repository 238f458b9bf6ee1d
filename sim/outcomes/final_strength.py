"""What is left of the enemy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Strength (R,)."""
    return record.strength[:, -1].sum(axis=1)


OUTCOME = Outcome(
    "final_strength", "run", "number", "strength", "of all enemies in the last month, over all theatres", compute
)
