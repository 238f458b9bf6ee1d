"""Pace: from a month to a shorter step. Parameters are per month; a case may go by weeks."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Months, Probability, Share


@rule
def retained(share: Share, step: Months) -> Share:
    r"""What is left after a step of something of which a share is left after a month.

    .. math:: s^{\Delta}

    Source: definition (constant decay).

    >>> retained(0.25, 1.0), retained(0.25, 0.5)
    (0.25, 0.5)
    """
    if step == 1.0 or share <= 0.0:
        return share
    return min(1.0, math.exp(step * math.log(share)))


@rule
def within(probability: Probability, step: Months) -> Probability:
    r"""Chance within a step of what has this chance within a month; also a share of the way covered.

    .. math:: 1 - (1 - p)^{\Delta}

    Source: definition (constant hazard).

    >>> within(0.75, 1.0), within(0.75, 0.5)
    (0.75, 0.5)
    """
    return probability if step == 1.0 else 1.0 - retained(1.0 - probability, step)
