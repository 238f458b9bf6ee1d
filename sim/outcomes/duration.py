"""How long the first spell lasts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.enemy_fallen import compute as fallen_month
from sim.outcomes.outcome import Outcome, Record
from sim.outcomes.spells import first_spells


def compute(record: Record) -> NDArray[np.float64]:
    """Months, NaN where no spell emerges (R, D)."""
    spells = first_spells(record.mode, fallen_month(record))
    return np.where(spells.start >= 0, spells.length, np.nan)


OUTCOME = Outcome(
    "duration", "dyad", "number", "months", "length of the first spell (cut off by the end of the case)", compute
)
