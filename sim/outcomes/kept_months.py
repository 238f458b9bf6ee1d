"""How long bargains are kept by both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Months (R, D), summed over bargains."""
    return record.dyads["kept_months"]


OUTCOME = Outcome(
    "kept_months",
    "dyad",
    "number",
    "months",
    "in which both sides delivered, each bargain by itself",
    compute,
)
