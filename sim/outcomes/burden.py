"""Burden: how the common fight is shared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim._compile import plain
from sim.outcomes.outcome import Outcome, Record
from sim.rules.coalition import burden_share

_share = np.vectorize(plain(burden_share), otypes=[float])


def compute(record: Record) -> NDArray[np.float64]:
    """Share of all effort, NaN where there is none (R, A)."""
    effort = record.actors["effort_total"]
    total = effort.sum(axis=1, keepdims=True)
    return np.where(total > 0, _share(effort, total), np.nan)


OUTCOME = Outcome(
    "burden", "actor", "number", "share of effort", "of all actors on all fronts, over all months", compute
)
