"""M13 Host consent: whether a government agrees to foreign forces, and what acting without it tells its backers."""

from __future__ import annotations

from sim._compile import rule
from sim.rules.participation import chance_to_join
from sim.rules.proxies import mixed_attribution
from sim.units import Likelihood, LogRatio, NonNegative, Probability, Salience, Share, Trust


@rule
def trust_to_host(rivalry: Share, salience_of_sovereignty: Salience, threshold: Trust) -> Trust:
    r"""Least trust in an actor at which a host government lets its forces in.

    .. math:: m = \theta + (1 - \theta)\, \rho_{hi} s_h

    Let the forces be worth G to the host if the actor keeps its part and cost it L if not. Consent also has a sure
    price: whatever the forces do, they stand on the host's ground for the actor's ends. That price is the part rho s
    of G: nothing between friends or for a host that minds no foreign soldiers, all of G between complete rivals.

    .. math:: \tau G - (1 - \tau) L - \rho_{hi} s_h G \ge 0 \iff \tau \ge m, \qquad \theta = \frac{L}{L + G}

    So ``threshold`` is the trust that a host asks of a guest without rivalry; of a complete rival it asks certainty.

    Source: M13; the bet on the other's part is Kydd (2005), Trust and Mistrust in International Relations.

    >>> trust_to_host(0.5, 0.5, 0.5), trust_to_host(0.0, 1.0, 0.5), trust_to_host(1.0, 1.0, 0.5)
    (0.625, 0.5, 1.0)
    """
    return threshold + (1.0 - threshold) * rivalry * salience_of_sovereignty


@rule
def consents(
    trust: Trust, rivalry: Share, salience_of_sovereignty: Salience, threshold: Trust, temperature: NonNegative
) -> Probability:
    r"""Chance that a host government agrees to an actor's forces.

    .. math:: P = \frac{1}{1 + e^{-(\tau_{hi} - m)/T}}, \qquad m = \theta + (1 - \theta)\, \rho_{hi} s_h

    A logistic step where the host's trust reaches what it asks (``trust_to_host`` says why that is m).

    Source: M13; Kydd (2005) for the step's place, McFadden (1974) logit choice for its shape.

    >>> consents(0.625, 0.5, 0.5, 0.5, 0.1), consents(0.6, 0.5, 0.5, 0.5, 0.0), consents(0.6, 0.0, 0.5, 0.5, 0.0)
    (0.5, 0.0, 1.0)
    """
    return chance_to_join(trust - trust_to_host(rivalry, salience_of_sovereignty, threshold), temperature)


@rule
def breach_evidence(backing: Share, acts_if_trustworthy: Likelihood, acts_if_not: Likelihood) -> LogRatio:
    r"""What acting without the host's consent tells a state that backs the host.

    .. math:: \ln \frac{b h_t + (1 - b) \bar h}{b h_n + (1 - b) \bar h}, \qquad \bar h = \frac{h_t + h_n}{2}

    A mixture, not a straight line: with probability b (``backing``) the backer takes the breach for conduct towards
    itself, else for a matter between others that tells nothing. Nothing at b = 0, all of ln(h_t / h_n) at b = 1.

    Source: M13; Bayes' rule for a mixture (``rules.proxies.mixed_attribution``).

    >>> breach_evidence(0.0, 0.1, 0.2), round(breach_evidence(1.0, 0.1, 0.2), 4)
    (0.0, -0.6931)
    >>> round(breach_evidence(0.5, 0.1, 0.2), 4)
    -0.3365
    """
    return mixed_attribution(backing, acts_if_trustworthy, acts_if_not)
