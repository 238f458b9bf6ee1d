"""M4 Participation: how much trust it takes to join, and the windows of reassurance."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Margin, NonNegative, Payoff, Probability, Trust

NEVER = 2.0  # more trust than anybody can have
ALWAYS = -1.0  # less trust than anybody can have


@rule
def minimum_trust(temptation: Payoff, reward: Payoff, punishment: Payoff, sucker: Payoff) -> Probability:
    r"""Least trust at which cooperating pays.

    .. math:: m = \frac{P - S}{(P - S) + (R - T)}

    Source: Kydd (2005), Trust and Mistrust in International Relations.

    >>> round(minimum_trust(2.0, 3.0, 0.0, -2.0), 4)
    0.6667
    """
    return (punishment - sucker) / ((punishment - sucker) + (reward - temptation))


@rule
def trust_to_join(fixed_cost: NonNegative, prospect: Payoff, alone: Payoff, linkage: NonNegative) -> Margin:
    r"""Least trust at which joining the common fight pays, where each needs the others.

    .. math:: m_i = \frac{F_i - \pi^0_i}{\pi_i + L_i - \pi^0_i}

    :math:`\pi_i` is the gain if the others keep their part, :math:`\pi^0_i` the gain if nobody does (zero where
    nothing can be done alone), :math:`L_i` what linked issues add. The rule returns -1 where no trust is needed and 2
    where none is enough. Where the others' part makes one's own worth *less* (free riding), read ``joining_margin``.

    Source: Kydd (2005), with payoffs T = P = 0, R = pi + L - F, S = pi0 - F.

    >>> round(trust_to_join(0.5, 1.401212, 0.0, 0.0), 5)
    0.35683
    >>> trust_to_join(0.5, 0.2, 0.0, 0.0), trust_to_join(0.5, 2.0, 0.6, 0.0)
    (2.0, -1.0)
    """
    if prospect + linkage <= fixed_cost:
        return NEVER
    if alone > fixed_cost:
        return ALWAYS
    return (fixed_cost - alone) / (prospect + linkage - alone)


@rule
def expected_gain(trust: Trust, prospect: Payoff, alone: Payoff, linkage: NonNegative) -> Payoff:
    r"""What taking part is expected to bring, before its fixed cost.

    .. math:: \tau (\pi_i + L_i) + (1 - \tau) \pi^0_i

    Source: Kydd (2005): the others keep their part with the chance that they are trusted.

    >>> expected_gain(0.5, 2.0, 1.0, 0.5)
    1.75
    """
    return trust * (prospect + linkage) + (1.0 - trust) * alone


@rule
def joining_margin(
    trust: Trust, fixed_cost: NonNegative, prospect: Payoff, alone: Payoff, linkage: NonNegative
) -> Margin:
    r"""How far joining pays, in units of trust: above 0 it does.

    .. math:: \frac{\tau (\pi_i + L_i) + (1 - \tau) \pi^0_i - F_i}{|\pi_i + L_i - \pi^0_i|}

    Where each needs the others this is trust less the least trust of ``trust_to_join``. Where the others' part makes
    one's own worth less it falls with trust: who expects the others to fight rides free. Held between -2 and 2.

    Source: expected gain under Kydd (2005) trust, scaled by its slope.

    >>> round(joining_margin(0.5, 0.5, 2.0, 0.0, 0.0), 4), joining_margin(0.5, 0.5, 0.25, 1.25, 0.0)
    (0.25, 0.25)
    """
    gain = expected_gain(trust, prospect, alone, linkage) - fixed_cost
    slope = abs(prospect + linkage - alone)
    if 2.0 * slope <= abs(gain):
        return 2.0 if gain > 0.0 else (-2.0 if gain < 0.0 else 0.0)
    return gain / slope


@rule
def chance_to_join(margin: Margin, temperature: NonNegative) -> Probability:
    r"""Chance of joining: a logistic step where it begins to pay.

    .. math:: P = \frac{1}{1 + e^{-(\tau - m)/T}}, \qquad T \to 0: P = 1[\tau \ge m]

    ``margin`` is trust less the least trust (``joining_margin``).

    Source: M4; McFadden (1974) logit choice.

    >>> chance_to_join(0.0, 0.1), chance_to_join(0.1, 0.0), chance_to_join(-0.1, 0.0)
    (0.5, 1.0, 0.0)
    """
    if temperature <= 0.0:
        return 1.0 if margin >= 0.0 else 0.0
    return 1.0 / (1.0 + math.exp(min(700.0, -margin / temperature)))


@rule
def largest_reassurance(
    trust: Trust, temptation: Payoff, reward: Payoff, punishment: Payoff, sucker: Payoff
) -> NonNegative:
    r"""Largest first step that a trustworthy party is willing to risk; above 1 it risks all.

    .. math:: a_{\max} = \frac{t (R - P)}{t (T - P) + (1 - t)(P - S)}

    Source: Kydd (2000), Trust, Reassurance and Cooperation; Kydd (2005), ch. 7.

    >>> round(largest_reassurance(0.2, 2.0, 3.0, 0.0, -2.0), 4)
    0.3
    """
    return trust * (reward - punishment) / (trust * (temptation - punishment) + (1.0 - trust) * (punishment - sucker))


@rule
def smallest_reassurance(
    trust: Trust, temptation: Payoff, reward: Payoff, punishment: Payoff, sucker: Payoff
) -> Probability:
    r"""Smallest first step that an untrustworthy party would not copy; payoffs are that party's.

    .. math:: a_{\min} = \frac{t (T - P)}{t (T - P) + t (T - R) + (1 - t)(P - S)}

    Source: Kydd (2000); Kydd (2005), ch. 7.

    >>> round(smallest_reassurance(0.2, 3.0, 2.0, 0.0, -2.0), 4)
    0.25
    """
    gain = trust * (temptation - punishment)
    return gain / (gain + trust * (temptation - reward) + (1.0 - trust) * (punishment - sucker))
