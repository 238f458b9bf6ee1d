"""M3, the other contest: fighting efforts spill over along friendships and enmities.

König, Rohner, Thoenig and Zilibotti (2017), Networks in Conflict: Theory and Evidence from the Great War of Africa,
Econometrica. The two contests give *opposite* signs for what cooperation does to the enemy, so both are kept.
"""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Effort, NonNegative, Payoff, Positive, Probability, Share


@rule
def performance(own: Effort, of_friends: Effort, of_foes: Effort, help_: Share, harm: Share) -> float:
    r"""Operational performance: own effort, helped by friends' and hampered by foes'.

    .. math:: \varphi_i = x_i + \beta \sum_j a^+_{ij} x_j - \gamma \sum_j a^-_{ij} x_j

    Source: König et al. (2017), eq. 2.

    >>> performance(1.0, 2.0, 1.0, 0.1, 0.2)
    1.0
    """
    return own + help_ * of_friends - harm * of_foes


@rule
def hostility_level(friends: NonNegative, foes: NonNegative, help_: Share, harm: Share) -> float:
    r"""How exposed a party is: a unit of its effort moves everybody's performance by the inverse.

    .. math:: \Gamma_i = \frac{1}{1 + \beta d^+_i - \gamma d^-_i}

    ``friends`` and ``foes`` are counts; more than 1/harm foes without friends is outside the theory (it raises no
    error, the level is then held at a million).

    Source: König et al. (2017), eq. 4.

    >>> round(hostility_level(1.0, 1.0, 0.114, 0.083), 6)
    0.969932
    """
    below = 1.0 + help_ * friends - harm * foes
    return 1.0 / max(1e-6, below)


@rule
def best_fighting_effort(
    prize: Payoff, unit_cost: Positive, spill: float, others: NonNegative, level: Positive, capacity: Effort
) -> Effort:
    r"""The fighting effort that pays best, given everybody else's.

    .. math:: x = \Gamma\left(\sqrt{\frac{v (\Phi_o - o / \Gamma)}{c}} - \Phi_o\right)

    ``spill`` (o) is one's performance without own effort, ``others`` (:math:`\Phi_o`) the sum of all
    performances without one's own effort.

    Source: first-order condition of König et al. (2017), eq. 1 and 3.

    >>> round(best_fighting_effort(1.0, 1.0, 0.0, 0.25, 1.0, 9.0), 6)
    0.25
    """
    room = others - spill / level
    if room <= 0.0 or prize <= 0.0:
        return 0.0
    best = level * (math.sqrt(prize * room / unit_cost) - others)
    return min(capacity, max(0.0, best))


@rule
def standing_effort(prize: NonNegative, unit_cost: Positive) -> Effort:
    r"""Effort of a party that expects one equal opponent: what the enemy keeps up even where nobody fights it.

    .. math:: x = v / (4 c)

    Source: Tullock (1980), Efficient Rent Seeking (two equal parties).

    >>> standing_effort(20.0, 0.25)
    20.0
    """
    return prize / (4.0 * unit_cost)


@rule
def share_of_contest(performance: float, total: NonNegative) -> Probability:
    r"""Share of the prize that a party holds.

    .. math:: \max(0, \varphi_i) \,/\, \sum_j \max(0, \varphi_j)

    Source: König et al. (2017), eq. 1.

    >>> share_of_contest(1.0, 4.0), share_of_contest(-1.0, 4.0)
    (0.25, 0.0)
    """
    if performance <= 0.0 or total <= 0.0:
        return 0.0
    return min(1.0, performance / total)


@rule
def matching_effort(enemy_share: Probability, strength: NonNegative) -> Effort:
    r"""Joint effort that would leave the enemy the same share in the public-good contest.

    .. math:: E = Z (1 - s_e) / s_e

    So both contests wear the enemy down by the same rule (M11). Held at ten times the enemy's strength.

    Source: inverse of ``rules.effort.success``.

    >>> matching_effort(0.25, 10.0)
    30.0
    """
    if enemy_share <= 1.0 / 11.0:
        return 10.0 * strength
    return strength * (1.0 - enemy_share) / enemy_share
