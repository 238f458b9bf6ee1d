r"""Structural balance: friends of friends grow friendly, and enemies of friends hostile, until there are two factions.

.. math:: \frac{dX}{dt} = X^2

:math:`x_{ij}` is how friendly i and j are. Each pair moves by what it hears from all third parties. Time is the
theory's own: friendliness has no unit, so it is counted in one over a unit of friendliness.

Source: Marvel, Kleinberg, Kleinberg and Strogatz (2011), Continuous-time Model of Structural Balance, Proceedings of
the National Academy of Sciences.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.diagnostics.checks import Matrix, least, square, symmetric
from sim.units import shown

_NONE = 1e-9  # relative to the largest number: what is left of a zero after rounding


def balance(x0: ArrayLike, t: float) -> Matrix:
    r"""Friendliness at time t.

    .. math:: X(t) = X_0 (I - X_0 t)^{-1}, \qquad 0 \le t < 1 / \lambda_1

    Args:
        x0: friendliness at time 0; symmetric.
        t: time, 0 or more, in one over the unit of ``x0``.

    Raises:
        ValueError: ``x0`` is not symmetric; ``t`` is negative, or not before the blow-up.

    Source: Marvel et al. (2011).

    >>> balance([[0.0, 0.5], [0.5, 0.0]], 1.0).round(6).tolist()
    [[0.333333, 0.666667], [0.666667, 0.333333]]
    """
    start, time = symmetric("x0", square("x0", x0)), least("t", t)
    values, vectors = np.linalg.eigh(start)
    if time * values[-1] >= 1.0:
        raise ValueError(
            f"t is {shown(time)}, but friendliness grows beyond all bounds at {shown(1 / values[-1])}; ask for an "
            "earlier time"
        )
    return (vectors * (values / (1.0 - values * time))) @ vectors.T


def blow_up(x0: ArrayLike) -> float:
    r"""The time at which friendliness and hostility grow beyond all bounds, and the factions are complete.

    .. math:: t^* = 1 / \lambda_1

    :math:`\lambda_1` is the largest eigenvalue of ``x0``; the result is in one over the unit of ``x0``.

    Raises:
        ValueError: ``x0`` is not symmetric, or its largest eigenvalue is not above 0: then all feelings fade.

    Source: Marvel et al. (2011).

    >>> blow_up([[0.0, 0.5], [0.5, 0.0]])
    2.0
    """
    return 1.0 / float(_leading(x0)[0][-1])


def factions(x0: ArrayLike) -> np.ndarray:
    r"""Who ends up with whom: 1 or -1 for the two sides, that of the first actor being 1; 0 for who joins neither.

    .. math:: \operatorname{sign} v_1, \qquad X(t) \approx \frac{v_1 v_1^\top}{t^* - t} \text{ near the blow-up}

    :math:`v_1` is the eigenvector of the largest eigenvalue. All on one side is harmony.

    Raises:
        ValueError: as ``blow_up``; or the largest eigenvalue comes twice, so that the sides are left open.

    Source: Marvel et al. (2011).

    >>> factions([[0, 1, -1], [1, 0, -1], [-1, -1, 0]]).tolist()
    [1, 1, -1]
    """
    values, vectors = _leading(x0)
    if len(values) > 1 and values[-1] - values[-2] <= _NONE * np.abs(values).max():
        raise ValueError(
            f"the largest eigenvalue of x0, {shown(values[-1])}, comes more than once; the theory then leaves open who "
            "ends up with whom"
        )
    vector = vectors[:, -1]
    sides = np.where(np.abs(vector) <= _NONE, 0, np.sign(vector)).astype(int)
    return sides * sides[np.flatnonzero(sides)[0]]


def _leading(x0: ArrayLike) -> tuple[Matrix, Matrix]:
    values, vectors = np.linalg.eigh(symmetric("x0", square("x0", x0)))
    if values[-1] <= _NONE * np.abs(values).max():
        raise ValueError(
            f"the largest eigenvalue of x0 is {shown(round(float(values[-1]), 12))}; it has to be above 0, else all "
            "feelings fade and no factions form"
        )
    return values, vectors
