"""M10 Proxies: what a patron gives its client, what it gets to say, and what the client's acts tell about it."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Effort, Likelihood, LogRatio, Probability, Share


@rule
def armed(capacity: Effort, rate: Effort, given: Effort, largest: Effort) -> Effort:
    r"""Capacity that a patron hands to its client this month in arms, money and training.

    .. math:: \Delta = \max(0, \min(\mathrm{rate},\; \mathrm{largest} - \mathrm{given},\; K_{\mathrm{patron}}))

    It is moved, not made: the patron's capacity falls by what the client's rises. ``given`` is what the client has had
    so far, ``largest`` where the patron means to stop, ``capacity`` what the patron has left.

    Source: M10; delegation as a choice between fighting oneself and arming another: Salehyan (2010), The Delegation
    of War to Rebel Organizations.

    >>> armed(10.0, 2.0, 3.0, 8.0), armed(10.0, 2.0, 7.5, 8.0), armed(1.0, 2.0, 3.0, 8.0), armed(10.0, 2.0, 9.0, 8.0)
    (2.0, 0.5, 1.0, 0.0)
    """
    return max(0.0, min(rate, largest - given, capacity))


@rule
def mixed_attribution(attribution: Probability, act_if_trustworthy: Likelihood, act_if_not: Likelihood) -> LogRatio:
    r"""What a client's act tells about its patron, whose doing it was with this probability only.

    .. math:: \ln \frac{a h_t + (1 - a) b}{a h_n + (1 - a) b} = \ln \frac{1 + a s}{1 - a s},
              \qquad b = \frac{h_t + h_n}{2}, \quad s = \frac{h_t - h_n}{h_t + h_n}

    With probability 1 - a the client acted for itself, as likely under a trustworthy patron as under another. That
    likelihood b is the patron's own at even trust: the act by itself then does not tell whose doing it was, so a is
    the same before the act and after it. Nothing is learnt at a = 0, all of ln(h_t / h_n) at a = 1, and always less
    between than a straight line gives.

    Source: Bayes' rule for a mixture, as ``rules.trust.clash_evidence``; M10.

    >>> mixed_attribution(0.0, 0.1, 0.2), round(mixed_attribution(1.0, 0.1, 0.2), 4)
    (0.0, -0.6931)
    >>> round(mixed_attribution(0.5, 0.1, 0.2), 4)
    -0.3365
    """
    background = 0.5 * (1.0 - attribution) * (act_if_trustworthy + act_if_not)
    return math.log((attribution * act_if_trustworthy + background) / (attribution * act_if_not + background))


@rule
def obeys(own: Probability, patrons: Probability, control: Share) -> Probability:
    r"""How likely a client acts, its patron having a say.

    .. math:: \chi\, P_{\mathrm{patron}} + (1 - \chi)\, P_{\mathrm{own}}

    ``own`` is how likely it would by itself, ``patrons`` how likely the patron would have it act. A client told to keep
    still (0) still acts with (1 - chi) of its own chance.

    Source: M10; agents slip their principals: Salehyan (2010).

    >>> obeys(0.4, 0.0, 0.75), obeys(0.4, 0.0, 0.0), obeys(0.4, 1.0, 1.0)
    (0.1, 0.4, 1.0)
    """
    return control * patrons + (1.0 - control) * own
