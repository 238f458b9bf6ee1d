"""Relayed share: how much of what a pair says goes through third parties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Share, NaN where nothing was delivered (R, D)."""
    total = record.delivered_direct + record.delivered_relayed
    return np.where(total > 0, record.delivered_relayed / np.maximum(1, total), np.nan)


OUTCOME = Outcome(
    "relayed_share", "dyad", "number", "share of messages", "relayed messages among those delivered", compute
)
