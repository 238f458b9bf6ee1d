"""M11 The enemy: it grows in a vacuum, shrinks under effort, and spills over."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Effort, NonNegative, Positive, Share, Strength


@rule
def next_strength(
    strength: Strength,
    growth: NonNegative,
    vacuum: Share,
    ceiling: Strength,
    attrition: NonNegative,
    effort: Effort,
    inflow: NonNegative,
) -> Strength:
    r"""Strength of the enemy after a month.

    .. math:: Z \leftarrow Z + r V Z (1 - Z/K) - \eta E + \text{inflow}

    held between 0 and K. ``inflow`` is recruits from outside and what spills over from other theatres.

    Source: logistic growth with attrition, M11.

    >>> next_strength(50.0, 0.2, 0.5, 100.0, 0.1, 20.0, 0.0)
    50.5
    """
    after = strength + growth * vacuum * strength * (1.0 - strength / ceiling) - attrition * effort + inflow
    return min(ceiling, max(0.0, after))


@rule
def resting_strength(growth: Positive, ceiling: Positive, attrition: NonNegative, pull: NonNegative) -> Strength:
    r"""Strength at which growth and the joint effort of two complementary contributors balance.

    .. math:: Z^* = K \left(1 - \frac{\eta (\sqrt{k} - 1)}{r}\right), \qquad \text{cleared iff } k > (1 + r/\eta)^2

    with a constant pull k and a complete vacuum.

    Source: C15, from ``next_strength`` and ``rules.effort.equilibrium_effort``.

    >>> round(resting_strength(0.8, 100.0, 0.5, 1.9), 4)
    76.3497
    """
    if pull <= 1.0:
        return ceiling
    return max(0.0, ceiling * (1.0 - attrition * (math.sqrt(pull) - 1.0) / growth))


@rule
def clearing_pull(growth: NonNegative, attrition: Positive) -> Positive:
    r"""Pull above which the enemy is cleared.

    .. math:: k > (1 + r/\eta)^2

    Source: C15.

    >>> round(clearing_pull(0.8, 0.5), 2)
    6.76
    """
    root = 1.0 + growth / attrition
    return root * root
