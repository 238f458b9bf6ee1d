"""First line: when deconfliction is first set up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Months from the beginning, NaN where there never is a line (R, D)."""
    first = record.dyads["first_line"]
    return np.where(first >= 0, first, np.nan)


OUTCOME = Outcome(
    "first_line",
    "dyad",
    "number",
    "months",
    "from the first month to the first deconfliction line, where there is one",
    compute,
)
