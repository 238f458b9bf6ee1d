"""What every theory here asks of its numbers; mistakes are sentences."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.units import shown

Matrix = NDArray[np.float64]


def square(what: str, values: ArrayLike) -> Matrix:
    """A square table of numbers.

    Raises:
        ValueError: it is empty, not square, or not of numbers.

    >>> square("propensity", [[1, 2]])
    Traceback (most recent call last):
    ValueError: propensity has the shape 1 × 2; it needs one row and one column per actor
    """
    table = _numbers(what, values)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:
        shape = " × ".join(map(str, table.shape)) or "of a single number"
        raise ValueError(f"{what} has the shape {shape}; it needs one row and one column per actor")
    return table


def symmetric(what: str, table: Matrix) -> Matrix:
    """The same table, if it reads the same both ways (to rounding).

    Raises:
        ValueError: two places across the diagonal differ, or one of them is not finite.
    """
    if not np.isfinite(table).all():
        i, j = np.argwhere(~np.isfinite(table))[0]
        raise ValueError(f"{what} is {table[i, j]} in row {i + 1}, column {j + 1}; it needs finite numbers")
    gap = np.abs(table - table.T)
    if gap.max() > 1e-9 * max(1e-300, float(np.abs(table).max())):
        i, j = np.unravel_index(int(np.argmax(gap)), gap.shape)
        raise ValueError(
            f"{what} is {shown(table[i, j])} in row {i + 1}, column {j + 1} and {shown(table[j, i])} the other way "
            "round; the theory needs the same both ways, for instance the mean of both"
        )
    return table


def least(what: str, value: float, low: float = 0.0) -> float:
    """A finite number, not below ``low``.

    Raises:
        ValueError: it is below, or not finite.

    >>> least("alpha", -1.0)
    Traceback (most recent call last):
    ValueError: alpha is -1; it needs a finite number of 0 or more
    """
    if not (np.isfinite(value) and value >= low):
        raise ValueError(f"{what} is {shown(value)}; it needs a finite number of {shown(low)} or more")
    return float(value)


def _numbers(what: str, values: ArrayLike) -> Matrix:
    try:
        return np.array(values, float)
    except (TypeError, ValueError):
        raise ValueError(f"{what} holds something that is not a number, or rows of different lengths") from None
