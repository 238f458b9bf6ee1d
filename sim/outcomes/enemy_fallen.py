"""The fall of the enemy: the first month in which it is weak everywhere, after it was strong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.outcome import Outcome, Record


def strength_everywhere(record: Record) -> NDArray[np.float64]:
    """Strength of each enemy over all its theatres (R, M, enemies)."""
    enemies = np.unique(record.front_enemy)
    return np.stack([record.strength[:, :, record.front_enemy == e].sum(axis=2) for e in enemies], axis=2)


def last_strong(record: Record) -> NDArray[np.int64]:
    """The last month in which each enemy is strong, -1 where it never is (R, enemies)."""
    enemies = np.unique(record.front_enemy)
    threshold = np.stack([record.fallen_below[:, record.front_enemy == e].max(axis=1) for e in enemies], axis=1)
    strong = strength_everywhere(record) >= threshold[:, None, :]
    return np.where(strong.any(axis=1), strong.shape[1] - 1 - strong[:, ::-1].argmax(axis=1), -1)


def compute(record: Record) -> NDArray[np.float64]:
    """Months from the beginning until the last enemy standing falls, NaN where none was strong or one still is (R,)."""
    last = last_strong(record).max(axis=1)
    fallen = (last >= 0) & (last < record.strength.shape[1] - 1)
    return np.where(fallen, last + 1, np.nan)


OUTCOME = Outcome(
    "enemy_fallen", "run", "number", "months",
    "from the first month of the case to the month from which every enemy stays fallen", compute,
)  # fmt: skip
