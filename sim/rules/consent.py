"""M9 Consent: whether a party lets a mediator mediate."""

from __future__ import annotations

from sim._compile import rule
from sim.rules.choice import chance_of
from sim.units import Inclination, NonNegative, Norm, Probability, Propensity


@rule
def consent(
    base: Inclination,
    norm_weight: NonNegative,
    norm: Norm,
    bias_weight: NonNegative,
    bias: Propensity,
    audience_weight: NonNegative,
    audience_cost: NonNegative,
    success_weight: NonNegative,
    past_success: NonNegative,
) -> Probability:
    r"""Chance that a party consents to a mediation this month.

    .. math:: \operatorname{logit} P = b_0 + b_1 N - b_2 |\beta| - b_3 A_i + b_4 S

    N is the norm of mediation, :math:`\beta` the mediator's bias between the two parties, :math:`A_i` the party's
    audience cost, S the successes of this mediation so far, and the help of a protecting power.

    Source: M9; McFadden (1974) logit choice; bias as a bar to consent is Young (1967), The Intermediaries. The weights
    are assumptions and are varied.

    >>> consent(0.0, 2.0, 0.5, 1.0, -0.5, 1.0, 1.0, 0.5, 1.0)
    0.5
    """
    for_it = base + norm_weight * norm + success_weight * past_success
    against_it = bias_weight * abs(bias) + audience_weight * audience_cost
    return chance_of(for_it - against_it, 1.0)
