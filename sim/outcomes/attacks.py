"""Attacks at home."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Attacks (R, A)."""
    return record.actors["attacks_total"]


OUTCOME = Outcome(
    "attacks", "actor", "number", "attacks", "by the enemy in the actor's own country, over all months", compute
)
