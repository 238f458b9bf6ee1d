"""M3 Effort: what many efforts of two arms make together, and the best reply of one actor."""

from __future__ import annotations

import math

from sim._compile import compiled, rule
from sim.units import Effort, Exponent, NonNegative, Payoff, Positive, Probability, Share, Strength

NO_DIGITS = 1e-8
"""So near to r = 0 the general formula of joint effort has no digits left, and its limit is taken."""

NEAR = 1e-4
"""From a gap as small as this the next step is the last: what a Halley step leaves is of the size of its cube."""

DOWN = 100.0
"""A step in log effort that leads below any floor."""


@rule
def joint_effort(air: Effort, ground: Effort, air_share: Share, substitution: Exponent) -> Effort:
    r"""What all air effort and all ground effort make together.

    .. math:: E = [\alpha A^r + (1 - \alpha) G^r]^{1/r}, \qquad r \to 0:\; E = A^\alpha G^{1 - \alpha}

    r = 1: the arms replace each other; r = 0 and below: each needs the other, and one alone does nothing.

    Source: Arrow, Chenery, Minhas and Solow (1961), Capital-Labor Substitution and Economic Efficiency (CES).

    >>> joint_effort(4.0, 9.0, 0.5, 0.0), joint_effort(4.0, 9.0, 0.5, 1.0), joint_effort(4.0, 0.0, 0.5, 0.0)
    (6.0, 6.5, 0.0)
    """
    if air_share == 1.0:
        return air
    if air_share == 0.0:
        return ground
    if substitution < NO_DIGITS and (air <= 0.0 or ground <= 0.0):
        return 0.0
    terms = arm_term(air, air_share, substitution) + arm_term(ground, 1.0 - air_share, substitution)
    return effort_of_terms(terms, substitution)


@compiled
def arm_term(arm: Effort, share: Share, substitution: Exponent) -> float:
    """What one arm adds to the sum under the root of joint effort: alpha A^r, in the limit r = 0 alpha log A."""
    if share == 0.0:
        return 0.0
    if substitution == 1.0:
        return share * arm
    log_arm = math.log(arm) if arm > 0.0 else -math.inf
    if -NO_DIGITS < substitution < NO_DIGITS:
        return share * log_arm
    return share * math.exp(substitution * log_arm)


@compiled
def effort_of_terms(terms: float, substitution: Exponent) -> Effort:
    """Joint effort from the sum of its arms' terms."""
    if substitution == 1.0:
        return terms
    if -NO_DIGITS < substitution < NO_DIGITS:
        return math.exp(terms)
    return math.exp(math.log(terms) / substitution) if terms > 0.0 else 0.0


@rule
def success(effort: Effort, strength: Strength) -> Probability:
    r"""Chance of success of a joint effort against an enemy.

    .. math:: p = \frac{E}{E + Z}

    Source: Tullock (1980), Efficient Rent Seeking (ratio contest success function).

    >>> success(1.0, 3.0)
    0.25
    """
    if effort <= 0.0:
        return 0.0
    return effort / (effort + strength)


@rule
def effort_cost(effort: Effort, unit_cost: NonNegative, curvature: NonNegative) -> NonNegative:
    r"""Cost of an effort.

    .. math:: c a + \tfrac{1}{2} b a^2

    Source: linear (b = 0) and quadratic (c = 0) costs are the two textbook cases of C2 and C3.

    >>> effort_cost(2.0, 0.5, 1.0)
    3.0
    """
    return unit_cost * effort + 0.5 * curvature * effort * effort


@rule
def unit_cost(base: NonNegative, friction: NonNegative, danger: NonNegative) -> NonNegative:
    r"""Cost of a unit of effort where rivals are near.

    .. math:: c_i = c_{0} (1 + \mathrm{friction}) + \mathrm{danger}

    Source: M3; friction is the audience's anger, danger the expected loss from clashes.

    >>> unit_cost(0.5, 0.2, 0.1)
    0.7
    """
    return base * (1.0 + friction) + danger


@rule
def friction(
    audience_cost: NonNegative, rivalry: Share, trust: Probability, visibility: Share, co_location: Share
) -> NonNegative:
    r"""Extra cost of being seen fighting beside one rival.

    .. math:: A_i \rho_{ij} (1 - \tau_{ij})\, \mathrm{visibility} \cdot \mathrm{co\text{-}location}

    They are seen side by side as far as they share the ground.

    Source: Fearon (1994), Domestic Political Audiences and the Escalation of International Disputes.

    >>> friction(1.0, 0.8, 0.5, 1.0, 0.5)
    0.2
    """
    return audience_cost * rivalry * (1.0 - trust) * visibility * co_location


@rule
def danger(loss: NonNegative, clash_rate: NonNegative, campaign: Positive) -> NonNegative:
    r"""Expected loss from clashes with one rival at hand, per unit of one's own effort.

    .. math:: \mathrm{loss}_i\, \mu\, x_j (1 - q_{ij}) / X

    ``clash_rate`` is what M8 expects if one brought a campaign of X units; clashes grow in step with one's effort.

    Source: M3, made consistent with the mass action of M8: derivative of the expected loss by own effort.

    >>> danger(2.0, 0.5, 10.0)
    0.1
    """
    return loss * clash_rate / campaign


@rule
def marginal_success(
    arm: Positive, effort: Effort, strength: Strength, share: Share, substitution: Exponent
) -> NonNegative:
    r"""What one more unit of an arm adds to the chance of success.

    .. math:: \frac{\partial p}{\partial A} = \frac{Z}{(E + Z)^2}\, \alpha A^{r-1} E^{1-r}

    ``arm`` is the total of this arm, ``share`` its weight in joint effort.

    Source: derivative of ``success`` and ``joint_effort``.

    >>> marginal_success(1.0, 1.0, 1.0, 0.4, 0.0)
    0.1
    """
    if effort <= 0.0:
        return 0.0
    if substitution == 0.0:
        within = share * effort / arm
    else:
        within = share * math.exp((1.0 - substitution) * math.log(effort / arm))
    return strength / ((effort + strength) * (effort + strength)) * within


@rule
def best_effort(
    prize: Payoff,
    strength: Strength,
    unit_cost: Positive,
    curvature: NonNegative,
    others: Effort,
    other_arm: Effort,
    floor: Effort,
    capacity: Effort,
    share: Share,
    substitution: Exponent,
    start: Effort = 0.0,
) -> Effort:
    r"""The effort of one arm that pays best, given everybody else's efforts.

    Solves the one-dimensional monotone condition

    .. math:: v \frac{\partial p}{\partial A}(A_{-i} + a, G) = c + b a,
              \qquad \mathrm{floor} \le a \le \mathrm{capacity}

    by Halley's steps in log A, from ``start`` (last month's effort is near). ``others`` is what others bring of this
    arm, ``other_arm`` all of the other arm, ``share`` this arm's weight.

    Source: first-order condition of M3; textbook limits in C2, C3, C4 (tests). Halley (1694), for the steps.

    >>> round(best_effort(6.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 100.0, 1.0, 1.0), 6)
    1.44949
    """
    low = min(floor, capacity)
    if strength <= 0.0 or prize <= 0.0 or capacity <= low:
        return low
    other_term = arm_term(other_arm, 1.0 - share, substitution)
    under, over = low, capacity
    low_seen = high_seen = False
    guess, before = min(capacity, max(low, start)), math.inf
    for _ in range(200):
        total = max(1e-12, others + guess)
        cost = max(1e-300, unit_cost + curvature * guess)
        gap, step = _gap(total, other_term, prize, strength, cost, curvature * total / cost, share, substitution)
        if gap > 0.0:
            if guess >= capacity:
                return capacity
            under, low_seen = guess, True
        else:
            if guess <= low:
                return low
            over, high_seen = guess, True
        best = total * math.exp(min(DOWN, max(-DOWN, step))) - others
        if abs(gap) <= NEAR:
            return min(over, max(under, best))
        if best >= over and not high_seen:
            best = over
        elif best <= under and not low_seen:
            best = under
        elif not under < best < over or abs(gap) > 0.5 * before:  # the steps lead nowhere: halve
            best = 0.5 * (under + over)
            if over - under <= 1e-13 * (1.0 + guess):
                return best
        guess, before = best, abs(gap)
    return guess


@compiled
def _gap(
    total: Effort, other_term: float, prize: Payoff, strength: Strength, cost: Positive, dearer: NonNegative,
    share: Share, substitution: Exponent,
) -> tuple[float, float]:  # fmt: skip
    r"""Logarithm g of marginal gain over marginal cost, which falls with the arm A, and a step in log A toward g = 0.

    With :math:`w = \alpha A^r E^{-r}`, the elasticity of E in A, and :math:`s = E/(E + Z)` the marginal gain is
    :math:`v w s (1 - s) / A`; slopes in log A are :math:`w' = r w (1 - w)`, :math:`s' = w s (1 - s)`, and that of
    the logarithm of the cost is ``dearer``.
    """
    of_arm = arm_term(total, share, substitution)
    effort = effort_of_terms(of_arm + other_term, substitution)
    if effort <= 0.0 or share == 0.0:
        return -1.0, -DOWN
    weight = share if -NO_DIGITS < substitution < NO_DIGITS else of_arm / (of_arm + other_term)
    won = effort / (effort + strength)
    gap = math.log(prize * weight * won * strength / ((effort + strength) * total * cost))
    slope = (1.0 - substitution) * (weight - 1.0) - 2.0 * weight * won - dearer
    if slope >= 0.0:
        return gap, -DOWN
    turn = substitution * weight * (1.0 - weight)
    bend = (1.0 - substitution - 2.0 * won) * turn
    bend -= 2.0 * weight * weight * won * (1.0 - won) + dearer * (1.0 - dearer)
    step = -gap / slope
    return gap, step / max(0.5, 1.0 + 0.5 * step * bend / slope)


@rule
def pull(
    air_prize: Payoff,
    ground_prize: Payoff,
    air_cost: Positive,
    ground_cost: Positive,
    strength: Strength,
    air_share: Share,
) -> NonNegative:
    r"""How strongly two complementary contributors are drawn into a common fight; above 1 they fight.

    .. math:: k = \frac{K}{Z}, \qquad K = \left(\frac{\alpha v_a}{c_a}\right)^{\alpha}
              \left(\frac{(1-\alpha) v_g}{c_g}\right)^{1-\alpha}

    Source: equilibrium of the two-contributor case with Cobb-Douglas effort (C4).

    >>> round(pull(5.0, 4.0, 1.0, 0.8, 1.0, 0.4), 6)
    2.550849
    """
    if air_prize <= 0.0 or ground_prize <= 0.0 or strength <= 0.0:
        return 0.0
    air = 0.0 if air_share == 0.0 else air_share * math.log(air_share * air_prize / air_cost)
    rest = 1.0 - air_share
    ground = 0.0 if rest == 0.0 else rest * math.log(rest * ground_prize / ground_cost)
    return math.exp(air + ground) / strength


@rule
def equilibrium_effort(pull: NonNegative, strength: Strength) -> Effort:
    r"""Joint effort of two complementary contributors in equilibrium, zero when the pull is 1 or less.

    .. math:: E^* = Z (\sqrt{k} - 1) \quad \text{iff} \quad k > 1

    Source: C4.

    >>> equilibrium_effort(4.0, 10.0), equilibrium_effort(0.9, 10.0)
    (10.0, 0.0)
    """
    if pull <= 1.0:
        return 0.0
    return strength * (math.sqrt(pull) - 1.0)


@rule
def equilibrium_payoff(prize: Payoff, pull: NonNegative, share: Share) -> Payoff:
    r"""Payoff of one of two complementary contributors in equilibrium; ``share`` is its arm's weight.

    .. math:: \pi = v (1 - k^{-1/2}) (1 - \alpha k^{-1/2}) \quad \text{iff} \quad k > 1

    Source: C4.

    >>> equilibrium_payoff(8.0, 4.0, 0.5)
    3.0
    """
    if pull <= 1.0:
        return 0.0
    root = 1.0 / math.sqrt(pull)
    return prize * (1.0 - root) * (1.0 - share * root)


@rule
def surplus(both: Effort, without_first: Effort, without_second: Effort, without_both: Effort) -> float:
    r"""Joint effort that a pair has only together (complementarity).

    .. math:: E(\text{both}) - E(\text{without } i) - E(\text{without } j) + E(\text{without both})

    Source: supermodularity; Topkis (1998), Supermodularity and Complementarity.

    >>> surplus(6.0, 0.0, 0.0, 0.0), surplus(6.0, 2.0, 4.0, 0.0)
    (6.0, 0.0)
    """
    return both - without_first - without_second + without_both
