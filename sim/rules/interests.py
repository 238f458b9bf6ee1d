"""M1 Interests: how far apart actors stand, and what each other's position is worth to them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim._compile import rule
from sim.units import Propensity, RiskAttitude, Share

Vector = NDArray[np.float64]


@rule
def distance(own: Vector, other: Vector, salience: Vector, span: float) -> Share:
    r"""How far the other's position lies from one's own, weighed by one's own salience.

    .. math:: d_{ij}^2 = \frac{\sum_k [s_{ik} (x_{ik} - x_{jk}) / L]^2}{\sum_k s_{ik}^2}

    ``own``, ``other`` and ``salience`` have one number per issue; ``span`` is the length L of the scale: 2 for
    positions from -1 to 1, 100 for positions from 0 to 100. An actor to whom nothing matters is at distance 0.

    Source: Wise, Lester and Efird (2015), KTAB: the KAPSARC Toolkit for Behavioral Analysis, SMP model.

    >>> distance(np.array([1.0, 0.0]), np.array([-1.0, 0.0]), np.array([1.0, 1.0]), 2.0)
    0.7071067811865476
    """
    above = 0.0
    below = 0.0
    for k in range(own.shape[0]):
        gap = salience[k] * (own[k] - other[k]) / span
        above += gap * gap
        below += salience[k] * salience[k]
    if below == 0.0:
        return 0.0
    return math.sqrt(above / below)


@rule
def utility(distance: Share, risk_attitude: RiskAttitude) -> float:
    r"""What a position at this distance is worth, from 1 (one's own) to 0 (the farthest).

    .. math:: u = (1 - d)(1 + R d)

    R > 0 is risk-averse: the curve bends up, and half-way is worth more than half.

    Source: Wise, Lester and Efird (2015), KTAB SMP model.

    >>> utility(0.5, 0.0), utility(0.5, 1.0)
    (0.5, 0.75)
    """
    return (1.0 - distance) * (1.0 + risk_attitude * distance)


@rule
def rivalry(distance_there: Share, distance_back: Share) -> Share:
    r"""How much two actors are rivals, from 0 (the same interests) to 1 (opposed in all).

    .. math:: \rho_{ij} = (d_{ij} + d_{ji}) / 2

    Source: mean of the two directed distances of M1.

    >>> rivalry(0.5, 1.0)
    0.75
    """
    return 0.5 * (distance_there + distance_back)


@rule
def propensity(rivalry: Share) -> Propensity:
    r"""Inclination of two actors to work together, from -1 to 1.

    .. math:: p_{ij} = 1 - 2 \rho_{ij}

    Source: pairwise propensity as in Axelrod and Bennett (1993), A Landscape Theory of Aggregation.

    >>> propensity(0.75)
    -0.5
    """
    return 1.0 - 2.0 * rivalry
