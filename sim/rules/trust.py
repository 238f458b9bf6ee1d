"""M5 Trust: the chance that the other keeps its part, kept in log-odds and moved by evidence (Bayes)."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Evidence, LogOdds, Months, NonNegative, Positive, Probability, Propensity, Share, Trust

LIMIT = 4.0


@rule
def bounded(log_odds: float) -> LogOdds:
    r"""Log-odds held between -4 and 4, so that no history makes an actor certain.

    .. math:: |l| \le 4

    Source: M5.

    >>> bounded(7.0), bounded(-0.5)
    (4.0, -0.5)
    """
    return min(LIMIT, max(-LIMIT, log_odds))


@rule
def trust_of(log_odds: LogOdds) -> Trust:
    r"""Trust from log-odds.

    .. math:: \tau = 1 / (1 + e^{-l})

    Source: definition.

    >>> trust_of(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-log_odds))


@rule
def affinity(propensity: Propensity, weight: NonNegative) -> float:
    r"""Initial log-odds from interests alone.

    .. math:: l_0 = w\, p_{ij}

    Source: assumption of this model: those who want the same are trusted more; the weight is varied.

    >>> affinity(-0.5, 2.0)
    -1.0
    """
    return weight * propensity


@rule
def remembered(evidence: Evidence, age: Months, half_life: Positive) -> float:
    r"""What a past episode still counts.

    .. math:: e \cdot 2^{-t / t_{1/2}}

    Source: M5: one rule for grievances and for help received; exponential forgetting.

    >>> remembered(-2.0, 120.0, 120.0)
    -1.0
    """
    return evidence * math.exp(-0.6931471805599453 * age / half_life)


@rule
def updated(log_odds: LogOdds, initial: LogOdds, memory: Share, evidence: float) -> LogOdds:
    r"""Log-odds after a month: they drift back to where they began, and evidence moves them.

    .. math:: l \leftarrow l_0 + \delta (l - l_0)
              + \sum \ln \frac{P(\text{obs} \mid \text{trustworthy})}{P(\text{obs} \mid \text{not})}

    Source: Bayes' rule with forgetting; Kydd (2005), Trust and Mistrust in International Relations.

    >>> updated(1.0, 0.0, 0.5, 0.25)
    0.75
    """
    return bounded(initial + memory * (log_odds - initial) + evidence)


@rule
def clash_evidence(accident: Probability, meant_if_trustworthy: Probability, meant_if_not: Probability) -> float:
    r"""What a clash tells about the other: an accident tells nothing, intent tells much.

    .. math:: \ln \frac{a + (1 - a) P(\text{meant} \mid \text{trustworthy})}
              {a + (1 - a) P(\text{meant} \mid \text{not})}

    Source: Bayes' rule for a mixture of accident and intent.

    >>> clash_evidence(1.0, 0.1, 0.9), round(clash_evidence(0.0, 0.1, 0.9), 4)
    (0.0, -2.1972)
    """
    meant = 1.0 - accident
    return math.log((accident + meant * meant_if_trustworthy) / (accident + meant * meant_if_not))


@rule
def conduct_evidence(acted: bool, act_if_trustworthy: Probability, act_if_not: Probability) -> float:
    r"""What a month's conduct tells about a rival: a hostile act speaks against it, a month without one for it.

    .. math:: \ln \frac{h_t}{h_n} \text{ after an act,} \quad \ln \frac{1 - h_t}{1 - h_n} \text{ without}

    Source: Bayes' rule; that nothing happened is an observation too.

    >>> round(conduct_evidence(True, 0.1, 0.2), 4), round(conduct_evidence(False, 0.1, 0.2), 4)
    (-0.6931, 0.1178)
    """
    if acted:
        return math.log(act_if_trustworthy / act_if_not)
    return math.log((1.0 - act_if_trustworthy) / (1.0 - act_if_not))
