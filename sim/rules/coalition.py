"""M16 Coalitions: what a group acts on, and who carries its burden."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Effort, Payoff, Share


@rule
def member_stake(prize: Payoff, members: int, free_riding: Share) -> Payoff:
    r"""What a group acts on of a prize that it shares.

    .. math:: v\, n^{-f}

    f = 0: the group acts as one, and each member counts what all gain; f = 1: each counts only its own equal part. A
    group of none or one acts on the whole.

    Source: Olson (1965), The Logic of Collective Action; the form between the two ends is an assumption of this model.

    >>> member_stake(8.0, 4, 0.0), member_stake(8.0, 4, 0.5), member_stake(8.0, 4, 1.0), member_stake(8.0, 1, 1.0)
    (8.0, 4.0, 2.0, 8.0)
    """
    if members <= 1:
        return prize
    return prize * math.exp(-free_riding * math.log(members))


@rule
def burden_share(effort: Effort, total: Effort) -> Share:
    r"""Share of the common effort that a member carries; where nothing is done nobody carries anything.

    .. math:: x_i / \sum_j x_j

    Source: Olson and Zeckhauser (1966), An Economic Theory of Alliances.

    >>> burden_share(3.0, 4.0), burden_share(0.0, 0.0)
    (0.75, 0.0)
    """
    if total <= 0.0:
        return 0.0
    return effort / total
