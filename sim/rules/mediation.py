"""M15 Mediation: it is proposed, makes talking cheaper and proposals better, and ends. Parties decide."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import NonNegative, Norm, Positive, Probability, Rate, Share


@rule
def proposes(rate: Rate, climate: Norm) -> Probability:
    r"""Chance that a mediator proposes its services in a month.

    .. math:: 1 - e^{-r N}

    ``rate`` is how often it would where everybody holds that disputes are to be mediated.

    Source: Poisson process; that advocates of mediation change the climate and not the parties is M9.

    >>> proposes(0.5, 0.0), round(proposes(0.5, 1.0), 4)
    (0.0, 0.3935)
    """
    return 1.0 - math.exp(-rate * climate)


@rule
def eased_contact(price: NonNegative, cover: Share) -> NonNegative:
    r"""Price of a contact when a mediator gives cover: one talks to the mediator, not to the rival.

    .. math:: c\, (1 - \kappa)

    Source: Beardsley (2010), Pain, Pressure and Political Cover: Explaining Mediation Incidence.

    >>> eased_contact(2.0, 0.0), eased_contact(2.0, 0.75), eased_contact(2.0, 1.0)
    (2.0, 0.5, 0.0)
    """
    return price * (1.0 - cover)


@rule
def lift(probability: Probability, skill: Share) -> Probability:
    r"""Chance that a proposal is accepted when a mediator sets the agenda.

    .. math:: 1 - (1 - p)(1 - \sigma p) = p + \sigma p (1 - p)

    With chance ``skill`` a proposal that was refused is put once more in another form, just as likely to be accepted.
    What a party would never accept it does not accept now, and without skill the mediator changes nothing.

    Source: derived here; the limit at skill 0 is Fey and Ramsay (2010), When Is Shuttle Diplomacy Worth the Commute?;
    the mediator as one who formulates is Touval and Zartman (1985), International Mediation in Theory and Practice.

    >>> lift(0.5, 0.0), lift(0.5, 0.5), lift(0.5, 1.0), lift(0.0, 1.0)
    (0.5, 0.625, 0.75, 0.0)
    """
    return probability + skill * probability * (1.0 - probability)


@rule
def changed(incidents: NonNegative, hostile: NonNegative, threshold: Positive) -> bool:
    r"""Whether the conflict has changed so much that a mediation of what it was ends.

    .. math:: n + h \ge \theta

    ``incidents`` are clashes and ``hostile`` deliberate acts, in the same time.

    Source: M15; the sum and the threshold are assumptions and are varied.

    >>> changed(1.0, 2.0, 3.0), changed(1.0, 1.0, 3.0)
    (True, False)
    """
    return incidents + hostile >= threshold
