"""The enemy at its strongest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.enemy_fallen import strength_everywhere
from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Strength (R,)."""
    return strength_everywhere(record).max(axis=(1, 2))


OUTCOME = Outcome("peak_strength", "run", "number", "strength", "largest of any enemy over all its theatres", compute)
