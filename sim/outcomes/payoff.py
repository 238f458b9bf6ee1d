"""What the months brought each actor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Payoff (R, A)."""
    return record.payoff


OUTCOME = Outcome("payoff", "actor", "number", "payoff", "over all months", compute)
