"""How long bargains are in force."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Months (R, D), summed over bargains."""
    return record.dyads["bargain_months"]


OUTCOME = Outcome("bargain_months", "dyad", "number", "months", "of bargains in force, each counted by itself", compute)
