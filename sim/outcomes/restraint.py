"""Restraint: months without a recent deliberate hostile act."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record
from sim.world import RIVALRY


def compute(record: Record) -> NDArray[np.float64]:
    """Share of months (R, D)."""
    return (record.mode != RIVALRY).mean(axis=1)


OUTCOME = Outcome(
    "restraint",
    "dyad",
    "number",
    "share of months",
    "without a deliberate hostile act in the last three months, blamed proxies included",
    compute,
)
