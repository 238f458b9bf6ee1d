"""M2 Threat: what the enemy costs an actor, and how much attention it gets."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import NonNegative, Payoff, Positive, Salience, Share, Strength


@rule
def threat(weight: NonNegative, salience: Salience, utility_of_enemy: float, exposure: Share) -> NonNegative:
    r"""What each unit of the enemy's strength costs the actor.

    .. math:: \lambda_i = \theta\, s_{i,\mathrm{security}}\, (1 - u_{ie})\, e_{im}

    A threat is more than power: it grows with what is at stake, with hostile aims, and with proximity.

    Source: Walt (1987), The Origins of Alliances (balance of threat).

    >>> threat(6.0, 0.5, 0.0, 0.5)
    1.5
    """
    return weight * salience * max(0.0, 1.0 - utility_of_enemy) * exposure


@rule
def urgency(strength: Strength, rival_attention: Positive) -> Share:
    r"""Share of attention that the enemy gets; rivalry has the rest.

    .. math:: w = \frac{Z}{Z + Z_h}

    Source: Walt (1987); derived for this model, with the enemy's strength Z against the pull of rivalry Z_h.

    >>> urgency(50.0, 50.0)
    0.5
    """
    return strength / (strength + rival_attention)


@rule
def stake(threat: NonNegative, strength: Strength, urgency: Share) -> NonNegative:
    r"""What success against the enemy is worth to the actor.

    .. math:: v_{im} = \lambda_i Z_m w

    Source: M2.

    >>> stake(2.0, 50.0, 0.5)
    50.0
    """
    return threat * strength * urgency


@rule
def prize(stake: NonNegative, rival_stakes: NonNegative, relative_gains: Share) -> NonNegative:
    r"""The stake less what rivals gain from the same success, never below zero.

    .. math:: v'_i = \max\left(0,\; v_i - \sigma \sum_{j} \rho_{ij} v_j\right)

    ``rival_stakes`` is the sum over rivals, weighed by rivalry. Fighting the enemy helps the rival too; an actor
    that minds relative gains fights less for it.

    Source: Grieco (1988), Anarchy and the Limits of Cooperation; Powell (1991), Absolute and Relative Gains.

    >>> prize(10.0, 4.0, 0.5), prize(1.0, 4.0, 0.5)
    (8.0, 0.0)
    """
    return max(0.0, stake - relative_gains * rival_stakes)


@rule
def threshold_strength(rival_attention: Positive, strongest_pull: Payoff) -> float:
    r"""Enemy strength above which cooperation pays.

    .. math:: Z_c = \frac{Z_h}{k_\infty - 1}

    ``strongest_pull`` is k for an enemy that gets all attention; at 1 or less no strength is enough (infinity).

    Source: from k(Z) = k_inf Z / (Z + Z_h) > 1 (see ``rules.effort.pull``).

    >>> round(threshold_strength(52.0, 2.2), 4)
    43.3333
    """
    if strongest_pull <= 1.0:
        return math.inf
    return rival_attention / (strongest_pull - 1.0)
