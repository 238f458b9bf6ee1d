"""M8 Incidents, restraint and deconfliction between rivals who share a battlefield."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Effort, Months, NonNegative, Probability, Rate, Share, Trust


@rule
def clash_rate(rate: Rate, co_location: Share, first: Effort, second: Effort, deconfliction: Share) -> Rate:
    r"""Expected clashes a month between two rivals in a theatre.

    .. math:: h = \mu\, x_i x_j (1 - q)

    ``first`` and ``second`` are the two efforts in campaigns (ten units of effort); ``co_location`` scales mu by
    the ground they share.

    Source: mass action, as in Lanchester (1916) and its epidemic kin.

    >>> round(clash_rate(0.5, 1.0, 1.0, 0.5, 0.8), 12)
    0.05
    """
    return rate * co_location * first * second * (1.0 - deconfliction)


@rule
def at_least_one(rate: Rate, months: Months) -> Probability:
    r"""Chance of at least one clash in a time.

    .. math:: 1 - e^{-h T}

    Source: Poisson process.

    >>> at_least_one(0.0, 12.0)
    0.0
    """
    return 1.0 - math.exp(-rate * months)


@rule
def long_run_cooperation(
    after_good: Probability, after_bad: Probability, other_after_good: Probability, other_after_bad: Probability
) -> Probability:
    r"""Long-run share of cooperation of a reactive strategy against another.

    A reactive strategy cooperates with one probability after the other's cooperation and with another after its
    defection. With p - q = r,

    .. math:: s = \frac{q + r q'}{1 - r r'}

    Two generous strategies with error e and generosity g reach g / (g + e); tit for tat under any noise one half.

    Source: Nowak and Sigmund (1992), Tit for Tat in Heterogeneous Populations.

    >>> round(long_run_cooperation(0.95, 0.2, 0.95, 0.2), 12), round(long_run_cooperation(0.99, 0.01, 0.99, 0.01), 12)
    (0.8, 0.5)
    """
    own = after_good - after_bad
    other = other_after_good - other_after_bad
    return (after_bad + own * other_after_bad) / (1.0 - own * other)


@rule
def hostility_price(retaliation: NonNegative, warned: Share, trust: Trust, help_at_stake: NonNegative) -> NonNegative:
    r"""What a hostile act costs its author: the answer, and the rival's part in the common fight.

    .. math:: r (1 + \mathrm{warned}) + \tau_{ij} \sum_m v_{im} \omega_{jm}

    ``help_at_stake`` is the sum over fronts of the author's prize times the success that the rival's part is worth. A
    protest that was heard makes the answer twice as likely.

    Source: shadow of the future; Axelrod (1984), The Evolution of Cooperation; the weights are varied.

    >>> hostility_price(2.0, 0.0, 0.5, 6.0)
    5.0
    """
    return retaliation * (1.0 + warned) + trust * help_at_stake


@rule
def hostility_gain(gain: NonNegative, rivalry: Share, attention: Share) -> NonNegative:
    r"""What a hostile act against a rival is worth; an urgent enemy leaves little attention for it.

    .. math:: g\, \rho_{ij} (1 - w_i)

    Source: relative gains, Grieco (1988); attention as in M2.

    >>> hostility_gain(6.0, 0.5, 0.5)
    1.5
    """
    return gain * rivalry * (1.0 - attention)


@rule
def chance_hostile(gain: NonNegative, price: NonNegative, rate: Probability, temperature: NonNegative) -> Probability:
    r"""Chance of an unprovoked hostile act in a month.

    .. math:: \frac{h_{\max}}{1 + e^{-(g - c)/T}}

    Source: logit choice; McFadden (1974).

    >>> chance_hostile(2.0, 2.0, 0.5, 1.0), chance_hostile(3.0, 2.0, 0.5, 0.0)
    (0.25, 0.5)
    """
    if temperature <= 0.0:
        return rate if gain > price else 0.0
    return rate / (1.0 + math.exp(min(700.0, (price - gain) / temperature)))


@rule
def line_after_month(deconfliction: Share, decay: Share, used: bool) -> Share:
    r"""A deconfliction line after a month: kept when used, otherwise fading.

    .. math:: q \leftarrow q \text{ if used, else } \delta_q\, q

    Source: M8.

    >>> line_after_month(0.8, 0.5, False), line_after_month(0.8, 0.5, True)
    (0.4, 0.8)
    """
    return deconfliction if used else decay * deconfliction


@rule
def contact_price(cost: NonNegative, audience_cost: NonNegative, rivalry: Share, seen: Probability) -> NonNegative:
    r"""Expected cost of a message to a rival: being seen in contact, times the audience's anger.

    .. math:: c\, A_i \rho_{ij} P(\text{seen})

    Source: Fearon (1994).

    >>> contact_price(2.0, 1.0, 0.5, 0.25)
    0.25
    """
    return cost * audience_cost * rivalry * seen
