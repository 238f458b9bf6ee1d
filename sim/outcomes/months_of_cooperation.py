"""How many months of indirect cooperation there are in all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record
from sim.world import RELAYED, TACIT


def compute(record: Record) -> NDArray[np.float64]:
    """Months (R, D)."""
    return ((record.mode == TACIT) | (record.mode == RELAYED)).sum(axis=1).astype(float)


OUTCOME = Outcome(
    "months_of_cooperation",
    "dyad",
    "number",
    "months",
    "of tacit or relayed cooperation, in spells of any length",
    compute,
)
