"""M14 Influence after the enemy: who holds the ground, what it is worth, and whom the host's government leans to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim._compile import rule
from sim.units import NonNegative, Payoff, Position, Share

Vector = NDArray[np.float64]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

CLOSE = 1e-12  # a difference that rounding can make: a tie


@rule
def ground_held(held: Share, gained: Share, lost: Share) -> Share:
    r"""Share of the ground that an actor holds after a month.

    .. math:: \varphi \leftarrow \min(1, \max(0, \varphi + \mathrm{gained} - \mathrm{lost}))

    Source: definition; M14.

    >>> ground_held(0.5, 0.25, 0.125), ground_held(0.25, 0.0, 0.5), ground_held(0.75, 0.5, 0.0)
    (0.625, 0.0, 1.0)
    """
    return min(1.0, max(0.0, held + gained - lost))


@rule
def race(held: Vector, efforts: Vector, freed: Share) -> Vector:
    r"""Shares of the ground after what the enemy lost has been taken by those who were there.

    .. math:: \varphi_i \leftarrow \varphi_i + f \frac{g_i}{\sum_j g_j},
              \qquad f = \min\left(\mathrm{freed},\; 1 - \sum_j \varphi_j\right)

    ``held`` and ``efforts`` (on the ground: air forces hold none) have one number per actor. The shares grow by f
    together, so they never add up to more than all ground. Where nobody has forces the ground falls to nobody.

    Source: shares of a contest in proportion to effort, Tullock (1980), Efficient Rent Seeking; M14.

    >>> race(np.array([0.25, 0.25]), np.array([3.0, 1.0]), 0.25).tolist()
    [0.4375, 0.3125]
    >>> race(np.array([0.25, 0.5]), np.array([1.0, 0.0]), 0.5).tolist()
    [0.5, 0.5]
    """
    total = 0.0
    room = 1.0
    for i in range(held.shape[0]):
        total += efforts[i]
        room -= held[i]
    taken = max(0.0, min(freed, room))
    after = held.copy()
    if total > 0.0:
        for i in range(held.shape[0]):
            after[i] = ground_held(held[i], taken * (efforts[i] / total), 0.0)
    return after


@rule
def influence_payoff(iota: NonNegative, own: Share, rivals_weighted: NonNegative) -> Payoff:
    r"""What ground held is worth in a month: one's own counts for, that of rivals against.

    .. math:: \iota \left(\varphi_{im} - \sum_j \rho_{ij} \varphi_{jm}\right)

    ``rivals_weighted`` is the sum over rivals, weighed by rivalry.

    Source: M14; relative gains, Grieco (1988), Anarchy and the Limits of Cooperation.

    >>> influence_payoff(4.0, 0.5, 0.25), influence_payoff(4.0, 0.0, 0.25)
    (1.0, -1.0)
    """
    return iota * (own - rivals_weighted)


@rule
def spurred(hostility_gain: NonNegative, weight: NonNegative, rivals_share: Share) -> NonNegative:
    r"""What a hostile act against a rival is worth where the rival holds ground.

    .. math:: g\,(1 + w \varphi_{jm})

    ``hostility_gain`` is ``rules.incidents.hostility_gain``: the more a rival has won, the more there is to deny it.

    Source: M14; relative gains, Grieco (1988), Powell (1991), Absolute and Relative Gains in International Relations
    Theory.

    >>> spurred(2.0, 3.0, 0.5), spurred(2.0, 3.0, 0.0)
    (5.0, 2.0)
    """
    return hostility_gain * (1.0 + weight * rivals_share)


@rule
def weighted_mean(positions: Vector, weights: Vector) -> Position:
    r"""Where a bargain among factions and patrons settles on one issue.

    .. math:: \bar x = \frac{\sum_v s_v c_v x_v}{\sum_v s_v c_v}

    ``positions`` and ``weights`` (salience times capability) have one number per voter. Where nobody has a weight it is
    0, the middle of the scale.

    Source: the compromise model of Achen (2006), Institutional Realism and Bargaining Models, in The European Union
    Decides.

    >>> weighted_mean(np.array([-1.0, 1.0]), np.array([1.0, 3.0]))
    0.5
    """
    above = 0.0
    below = 0.0
    for v in range(positions.shape[0]):
        above += weights[v] * positions[v]
        below += weights[v]
    if below <= 0.0:
        return 0.0
    return float(above / below)


@rule
def lead(one: Vector, other: Vector, weights: Vector) -> float:
    r"""By how much of all weight one candidate leads another, from -1 to 1.

    .. math:: \frac{\sum_v w_v \operatorname{sgn}(d_{v2} - d_{v1})}{\sum_v w_v}

    ``one`` and ``other`` are the two candidates' distances from each voter. A voter as far from both abstains.

    Source: majority rule by pairs; Condorcet (1785), Black (1948), On the Rationale of Group Decision-making.

    >>> lead(np.array([0.0, 0.5, 1.0]), np.array([1.0, 0.5, 0.0]), np.array([3.0, 1.0, 1.0]))
    0.4
    """
    ahead = 0.0
    total = 0.0
    for v in range(weights.shape[0]):
        total += weights[v]
        if one[v] < other[v] - CLOSE:
            ahead += weights[v]
        elif other[v] < one[v] - CLOSE:
            ahead -= weights[v]
    return 0.0 if total <= 0.0 else float(ahead / total)


@rule
def condorcet(distances: Matrix, weights: Vector) -> int:
    r"""The candidate that beats every other in a vote by pairs, or -1 where there is none.

    .. math:: c^* : \; \sum_v w_v \operatorname{sgn}(d_{vc} - d_{vc^*}) > 0 \quad \forall\, c \ne c^*

    ``distances`` has a row per voter and a column per candidate. Voting on one issue by voters who all count the same,
    in odd number, it is the candidate nearest the middle voter; on several issues there may be a cycle and no winner.

    Source: Condorcet (1785), Essai sur l'application de l'analyse; Black (1948).

    >>> condorcet(np.array([[0.0, 0.5, 1.0], [0.5, 0.0, 0.5], [1.0, 0.5, 0.0]]), np.array([1.0, 1.0, 1.0]))
    1
    >>> condorcet(np.array([[0.0, 0.5, 1.0], [1.0, 0.0, 0.5], [0.5, 1.0, 0.0]]), np.array([1.0, 1.0, 1.0]))
    -1
    """
    for c in range(distances.shape[1]):
        beaten = 0
        for other in range(distances.shape[1]):
            if other != c and lead(distances[:, c], distances[:, other], weights) > CLOSE:
                beaten += 1
        if beaten == distances.shape[1] - 1:
            return c
    return -1


@rule
def winner(distances: Matrix, weights: Vector, from_mean: Vector) -> int:
    r"""The candidate that comes to govern: who beats all others, else who is nearest the bargain.

    .. math:: c^* \text{ if there is one, else } \arg\min_c d(c, \bar x)

    ``from_mean`` is each candidate's distance from the weighted mean. Of several that are as near it is the first.

    Source: M14: the Condorcet winner (``condorcet``), and where votes go round in a circle the compromise
    (``weighted_mean``).

    >>> cycle = np.array([[0.0, 0.5, 1.0], [1.0, 0.0, 0.5], [0.5, 1.0, 0.0]])
    >>> winner(cycle, np.array([1.0, 1.0, 1.0]), np.array([0.5, 0.25, 0.5]))
    1
    >>> winner(cycle, np.array([3.0, 1.0, 1.0]), np.array([0.5, 0.25, 0.5]))
    0
    """
    chosen = condorcet(distances, weights)
    if chosen >= 0:
        return chosen
    chosen = 0
    for c in range(from_mean.shape[0]):
        if from_mean[c] < from_mean[chosen] - CLOSE:
            chosen = c
    return chosen
