"""M12 Words and deeds: condemning a rival in public while fighting beside it."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import NonNegative, Payoff, Probability, Share


@rule
def condemns(audience_cost: NonNegative, rivalry: Share, value: NonNegative) -> NonNegative:
    r"""What an actor gains at home by condemning a rival in public.

    .. math:: g = A_i \rho_{ij} \cdot \mathrm{value}

    The audience that punishes closeness to a rival rewards distance from it; ``value`` is what a condemnation of a
    complete rival is worth before an audience of cost 1.

    Source: M12; the audience is that of Fearon (1994), Domestic Political Audiences and the Escalation of International
    Disputes. That it rewards as it punishes is an assumption of this model.

    >>> condemns(2.0, 0.5, 3.0)
    3.0
    """
    return audience_cost * rivalry * value


@rule
def chance_to_condemn(gain: Payoff, price: Payoff, temperature: NonNegative) -> Probability:
    r"""Chance of condemning a rival in a month: a logistic step where the gain at home passes the price abroad.

    .. math:: P = \frac{1}{1 + e^{-(g - c)/T}}, \qquad T \to 0: P = 1[g > c]

    At T = 0 nobody speaks for no gain. At T above 0 gain and price that are the same make it an even chance.

    Source: logit choice; McFadden (1974).

    >>> chance_to_condemn(2.0, 2.0, 1.0), chance_to_condemn(2.0, 1.0, 0.0), chance_to_condemn(2.0, 2.0, 0.0)
    (0.5, 1.0, 0.0)
    """
    if temperature <= 0.0:
        return 1.0 if gain > price else 0.0
    return 1.0 / (1.0 + math.exp(min(700.0, (price - gain) / temperature)))


@rule
def covered_visibility(visibility: Share, cover: Share, condemns: Share) -> Share:
    r"""What is left, after a condemnation, of how visible it is at home to fight beside the rival.

    .. math:: \mathrm{visibility}\,(1 - \mathrm{cover} \cdot \mathrm{condemns})

    ``condemns`` is 1 after a condemnation and 0 without, or how fresh it still is; ``cover`` is how much of the view a
    fresh one takes away.

    Source: M12. That dealings kept from the audience cost less: Kurizaki (2007), Efficient Secrecy: Public versus
    Private Threats in Crisis Diplomacy. That loud words are such a cover is an assumption of this model.

    >>> covered_visibility(0.8, 0.5, 1.0), covered_visibility(0.8, 0.5, 0.0)
    (0.4, 0.8)
    """
    return visibility * (1.0 - cover * condemns)


@rule
def caught_price(contact_price: NonNegative, condemns: Share, hypocrisy: NonNegative) -> NonNegative:
    r"""Price of being caught in contact with a rival: more for one who condemned it in public.

    .. math:: c\,(1 + \mathrm{hypocrisy} \cdot \mathrm{condemns})

    ``contact_price`` is ``rules.incidents.contact_price``; ``hypocrisy`` is how much dearer a fresh
    condemnation makes it.

    Source: M12; an audience punishes words that deeds belie: Fearon (1994).

    >>> caught_price(2.0, 1.0, 0.5), caught_price(2.0, 0.0, 0.5)
    (3.0, 2.0)
    """
    return contact_price * (1.0 + hypocrisy * condemns)
