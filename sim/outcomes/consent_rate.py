"""Consent: how often a proposed mediation is accepted by both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def compute(record: Record) -> NDArray[np.float64]:
    """Share, NaN where nothing was proposed (R, D)."""
    asked = record.dyads["proposals"]
    return np.where(asked > 0, record.dyads["consents"] / np.maximum(1.0, asked), np.nan)


OUTCOME = Outcome(
    "consent_rate", "dyad", "number", "share of proposals", "of mediation that both sides accept", compute
)
