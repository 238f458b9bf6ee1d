"""How often luck alone would show a difference as large, for one row of a table and for all of them at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

MANY = 2000  # changed runs from which the exact test gives way to the normal law


def no_difference(base: np.ndarray, other: np.ndarray, share: bool) -> float:
    """Two-sided p of no difference, runs in pairs: for shares the exact test of changed pairs, else the normal law's.

    >>> no_difference(np.array([1.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0]), share=True)
    1.0
    """
    change = other - base
    change = change[~np.isnan(change)]
    if share:
        return changed_pairs(int((change > 0).sum()), int((change < 0).sum()))
    if not change.any() or len(change) < 2:
        return 1.0
    error = float(change.std(ddof=1)) / math.sqrt(len(change))
    return 2 * NormalDist().cdf(-abs(float(change.mean())) / error) if error else 0.0


def changed_pairs(up: int, down: int) -> float:
    """P of as uneven a split of changed pairs, were both ways as likely.

    Source: McNemar (1947), Note on the Sampling Error of the Difference Between Correlated Proportions; exact form.

    >>> changed_pairs(0, 0), changed_pairs(1, 5), changed_pairs(5, 5)
    (1.0, 0.21875, 1.0)
    """
    n, least = up + down, min(up, down)
    if n > MANY:
        return min(1.0, 2 * NormalDist().cdf((least + 0.5 - n / 2) / (math.sqrt(n) / 2)))
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(least + 1)) / 2**n)


def holm(tests: Sequence[float]) -> list[float]:
    """P values that allow for all of them being looked at: the chance of any false alarm stays at the level.

    Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    many, adjusted, largest = len(tests), [0.0] * len(tests), 0.0
    for rank, place in enumerate(sorted(range(many), key=tests.__getitem__)):
        largest = max(largest, min(1.0, (many - rank) * tests[place]))
        adjusted[place] = largest
    return adjusted
