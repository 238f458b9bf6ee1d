"""M6 Relay: what becomes of a message on its way, and what it tells the receiver."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Months, NonNegative, Probability, Propensity


@rule
def chain_garble(garble: Probability, hops: int) -> Probability:
    r"""Chance that a message arrives as its opposite after a chain of carriers.

    .. math:: \varepsilon_n = \frac{1 - (1 - 2\varepsilon)^n}{2}

    Source: cascade of binary symmetric channels; Cover and Thomas (2006), Elements of Information Theory.

    >>> round(chain_garble(0.07, 2), 4)
    0.1302
    """
    straight = 1.0
    for _ in range(hops):
        straight *= 1.0 - 2.0 * garble
    return 0.5 * (1.0 - straight)


@rule
def chain_delivery(loss: Probability, hops: int) -> Probability:
    r"""Chance that a message arrives at all after a chain of carriers.

    .. math:: (1 - l)^n

    Source: independent losses.

    >>> chain_delivery(0.5, 2)
    0.25
    """
    kept = 1.0
    for _ in range(hops):
        kept *= 1.0 - loss
    return kept


@rule
def arrival(delay: Months, hops: int) -> Probability:
    r"""Chance that a message on the way arrives in a given month.

    .. math:: \frac{1}{1 + n D}

    Source: geometric delay of mean nD months.

    >>> arrival(0.5, 2)
    0.5
    """
    return 1.0 / (1.0 + delay * hops)


@rule
def word_evidence(
    garble: Probability, said_if_trustworthy: Probability, said_if_not: Probability, as_meant: bool
) -> float:
    r"""What a message that may have been garbled tells about its sender (log-likelihood ratio).

    .. math:: \ln \frac{(1-\varepsilon) h_t + \varepsilon (1-h_t)}{(1-\varepsilon) h_n + \varepsilon (1-h_n)}

    and with h replaced by 1 - h when the opposite was heard. When only the trustworthy ever say it (1 and 0) this is
    the channel's own ratio, ln((1 - eps) / eps).

    Source: Bayes' rule over a binary symmetric channel.

    >>> round(word_evidence(0.07, 1.0, 0.0, True), 6) == round(math.log(0.93 / 0.07), 6)
    True
    >>> word_evidence(0.5, 0.9, 0.1, True)
    0.0
    """
    if not as_meant:
        said_if_trustworthy = 1.0 - said_if_trustworthy
        said_if_not = 1.0 - said_if_not
    above = (1.0 - garble) * said_if_trustworthy + garble * (1.0 - said_if_trustworthy)
    below = (1.0 - garble) * said_if_not + garble * (1.0 - said_if_not)
    return math.log(above / below)


@rule
def attack_threshold(party_cost: NonNegative, low_cost: NonNegative, high_cost: NonNegative) -> Probability:
    r"""Belief that the other is unresolved above which a party presses on.

    .. math:: h^* = \frac{c_1 + c_L}{c_1 + c_H}

    Source: Kydd (2003), Which Side Are You On? Bias, Credibility, and Mediation.

    >>> round(attack_threshold(0.1, 0.05, 0.3), 6)
    0.375
    """
    return (party_cost + low_cost) / (party_cost + high_cost)


@rule
def least_bias(
    informed: Probability, own_cost: NonNegative, low_cost: NonNegative, high_cost: NonNegative
) -> NonNegative:
    r"""Least bias toward the receiver at which a mediator's word that the other is resolved is believed.

    .. math:: b^* = \frac{(1 - q) c_M}{q c_H - c_L}

    Infinity when the word cannot be believed at any bias.

    Source: Kydd (2003).

    >>> round(least_bias(0.8, 0.2, 0.05, 0.3), 7)
    0.2105263
    """
    if informed * high_cost <= low_cost:
        return math.inf
    return (1.0 - informed) * own_cost / (informed * high_cost - low_cost)


@rule
def largest_bias(
    misled: Probability, own_cost: NonNegative, low_cost: NonNegative, high_cost: NonNegative
) -> NonNegative:
    r"""Largest bias toward the receiver at which a mediator still tells it the unwelcome truth.

    .. math:: b^{**} = \frac{(1 - r) c_M}{r c_H - c_L}

    Infinity when even the most biased mediator tells it.

    Source: Kydd (2003).

    >>> round(largest_bias(0.3, 0.2, 0.05, 0.3), 2)
    3.5
    """
    return least_bias(misled, own_cost, low_cost, high_cost)


@rule
def bias(propensity_to_receiver: Propensity) -> NonNegative:
    r"""How far a carrier is on the receiver's side, 0 for the neutral.

    .. math:: b = \max(0, p)

    Source: maps M1's propensity on the bias of Kydd (2003).

    >>> bias(0.5), bias(-0.5)
    (0.5, 0.0)
    """
    return max(0.0, propensity_to_receiver)


@rule
def credible(bias: NonNegative, least: NonNegative, largest: NonNegative) -> bool:
    r"""Whether a mediator's own word is believed; outside the interval receivers do not update.

    .. math:: b^* \le b \le b^{**}

    Source: Kydd (2003).

    >>> credible(0.5, 0.21, 3.5), credible(0.0, 0.21, 3.5)
    (True, False)
    """
    return least <= bias <= largest


@rule
def word_value(at_stake: NonNegative, trust: Probability, evidence: float, months: Months) -> NonNegative:
    r"""What it is worth to be trusted a little more: the rival's help at stake, for as long as a posture stands.

    .. math:: H \cdot \mathrm{stake} \cdot \tau (1 - \tau)\, e

    ``evidence`` is what the word tells if it arrives as meant; its effect on trust is the slope of the logistic.

    Source: first-order expansion of M5.

    >>> word_value(10.0, 0.5, 0.4, 6.0)
    6.0
    """
    return at_stake * trust * (1.0 - trust) * evidence * months
