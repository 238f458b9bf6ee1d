"""Messages delivered between a pair of rivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Messages (R, D)."""
    return (record.delivered_direct + record.delivered_relayed).astype(float)


OUTCOME = Outcome("messages", "dyad", "number", "messages", "delivered, direct and relayed, over all months", compute)
