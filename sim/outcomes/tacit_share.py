"""Tacit share: how much of a pair's cooperation goes without any word."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record
from sim.world import DIRECT, RELAYED, TACIT


def compute(record: Record) -> NDArray[np.float64]:
    """Share, NaN where there is no cooperation (R, D)."""
    tacit = (record.mode == TACIT).sum(axis=1)
    all_of_it = tacit + (record.mode == RELAYED).sum(axis=1) + (record.mode == DIRECT).sum(axis=1)
    return np.where(all_of_it > 0, tacit / np.maximum(1, all_of_it), np.nan)


OUTCOME = Outcome(
    "tacit_share", "dyad", "number", "share of months", "tacit ones among all months of cooperation", compute
)
