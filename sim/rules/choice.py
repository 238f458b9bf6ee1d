"""The choice that several mechanisms share: how often something is done that pays by so much."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import NonNegative, Payoff, Probability


@rule
def chance_of(gain: Payoff, temperature: NonNegative) -> Probability:
    r"""Chance of doing what brings a gain: a logistic step where it begins to pay.

    .. math:: P = \frac{1}{1 + e^{-g/T}}, \qquad T \to 0: P = 1[g \ge 0]

    Source: McFadden (1974) logit choice.

    >>> chance_of(0.0, 0.1), chance_of(0.1, 0.0), chance_of(-0.1, 0.0)
    (0.5, 1.0, 0.0)
    """
    if temperature <= 0.0:
        return 1.0 if gain >= 0.0 else 0.0
    return 1.0 / (1.0 + math.exp(min(700.0, -gain / temperature)))
