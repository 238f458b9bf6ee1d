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
def changed(incidents: NonNegative, hostile: NonNegative, threshold: Positive) -> bool:
    r"""Whether the conflict has changed so much that a mediation of what it was ends.

    .. math:: n + h \ge \theta

    ``incidents`` are clashes and ``hostile`` deliberate acts, in the same time.

    Source: M15; the sum and the threshold are assumptions and are varied.

    >>> changed(1.0, 2.0, 3.0), changed(1.0, 1.0, 3.0)
    (True, False)
    """
    return incidents + hostile >= threshold
