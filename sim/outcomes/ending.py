"""How the first spell ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.enemy_fallen import compute as fallen_month
from sim.outcomes.outcome import Outcome, Record
from sim.outcomes.spells import ENDINGS, first_spells


def compute(record: Record) -> NDArray[np.float64]:
    """Code of ``spells.ENDINGS``, NaN where no spell emerges (R, D)."""
    spells = first_spells(record.mode, fallen_month(record))
    return np.where(spells.start >= 0, spells.ending, np.nan)


OUTCOME = Outcome(
    "ending", "dyad", "nominal", "code", "how the first spell ends: a code of outcomes.spells.ENDINGS", compute, ENDINGS
)
