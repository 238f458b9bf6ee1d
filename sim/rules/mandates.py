"""M15 Protecting powers: who is chosen, who consents, and when the mandate is lost."""

from __future__ import annotations

from sim._compile import rule
from sim.rules.choice import chance_of
from sim.units import NonNegative, Probability, Share, Trust


@rule
def neutrality(rivalry_first: Share, rivalry_second: Share) -> Share:
    r"""How neutral a third party is between two: no farther from one than from the other, and a rival of neither.

    .. math:: (1 - |\rho_1 - \rho_2|) (1 - \max(\rho_1, \rho_2))

    Being even-handed is not enough: a rival of both is as far from both, and welcome to neither.

    Source: M15; impartiality and acceptability as two conditions after Young (1967), The Intermediaries. The form is an
    assumption of this model.

    >>> neutrality(0.0, 0.0), neutrality(0.5, 0.5), neutrality(0.0, 0.5), neutrality(0.0, 1.0)
    (1.0, 0.5, 0.25, 0.0)
    """
    return (1.0 - abs(rivalry_first - rivalry_second)) * (1.0 - max(rivalry_first, rivalry_second))


@rule
def suitability(neutrality: Share, tradition: Share, spare_capacity: Share) -> Share:
    r"""How suitable a third party is as a protecting power; the most suitable is asked first.

    .. math:: n\, c\, \frac{1 + t}{2}

    A product, because a partisan cannot be chosen however capable it is, nor a neutral without people to send: neither
    lack is made up for. Tradition is no such condition, or nobody could ever begin: it counts up to double.

    Source: M15; Franklin (1946), Protection of Foreign Interests. The form is an assumption of this model.

    >>> suitability(0.8, 1.0, 0.5), suitability(0.8, 0.0, 0.5), suitability(0.0, 1.0, 1.0)
    (0.4, 0.2, 0.0)
    """
    return neutrality * spare_capacity * 0.5 * (1.0 + tradition)


@rule
def mandate_consent(trust: Trust, neutrality: Share, threshold: Share, temperature: NonNegative) -> Probability:
    r"""Chance that a party consents to a protecting power this month; both parties must.

    .. math:: P = \frac{1}{1 + e^{-(\tau n - \theta)/T}}, \qquad T \to 0: P = 1[\tau n \ge \theta]

    A party counts on a protector as far as it trusts it and as far as the protector stands between the two.

    Source: Vienna Convention on Diplomatic Relations (1961), art. 45 and 46 (the consent of the receiving state);
    McFadden (1974) logit choice. The product is an assumption of this model.

    >>> mandate_consent(0.5, 0.5, 0.25, 0.1), mandate_consent(0.9, 0.5, 0.25, 0.0), mandate_consent(0.9, 0.2, 0.25, 0.0)
    (0.5, 1.0, 0.0)
    """
    return chance_of(trust * neutrality - threshold, temperature)


@rule
def soured(trust: Trust, least: Trust) -> bool:
    r"""Whether the protecting power's relation to one of the two has soured so far that the mandate ends.

    .. math:: \tau < \tau_{\min}

    Source: M15; the least trust is an assumption and is varied.

    >>> soured(0.2, 0.25), soured(0.25, 0.25)
    (True, False)
    """
    return trust < least
