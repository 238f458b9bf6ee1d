"""The equations of the rule book in plain Python, for both peers: numbers in, numbers out.

Written anew from the equations, not taken from ``sim.rules``, so that agreement of outcomes tests both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

LIMIT = 4.0  # log-odds of trust stay within


def logistic(gain: float, temperature: float) -> float:
    """Chance of doing what brings a gain."""
    if temperature <= 0.0:
        return float(gain > 0.0)
    return 1.0 / (1.0 + math.exp(min(700.0, -gain / temperature)))


def distance(own: Sequence[float], other: Sequence[float], salience: Sequence[float]) -> float:
    """How far another's positions (-1 to 1) lie from one's own, weighed by one's salience."""
    below = sum(s * s for s in salience)
    if below == 0.0:
        return 0.0
    return math.sqrt(sum((s * (a - b) / 2.0) ** 2 for a, b, s in zip(own, other, salience, strict=True)) / below)


def utility(far: float, risk_attitude: float) -> float:
    """What a position at a distance is worth."""
    return (1.0 - far) * (1.0 + risk_attitude * far)


def bounded(log_odds: float) -> float:
    """Log-odds within their limits."""
    return min(LIMIT, max(-LIMIT, log_odds))


def trust_of(log_odds: float) -> float:
    """Trust from log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def joint_effort(air: float, ground: float, share: float, r: float) -> float:
    """What both arms make together (CES; Cobb-Douglas where r is 0)."""
    if r == 1.0:
        return share * air + (1.0 - share) * ground
    if share in (0.0, 1.0):
        return air if share else ground
    if r <= 0.0 and (air <= 0.0 or ground <= 0.0):
        return 0.0
    if abs(r) < 1e-8:
        return air**share * ground ** (1.0 - share)
    return (share * air**r + (1.0 - share) * ground**r) ** (1.0 / r)


def success(effort: float, strength: float) -> float:
    """Chance of success of a joint effort against the enemy."""
    return effort / (effort + strength) if effort > 0.0 else 0.0


def cost_of(effort: float, unit: float, curvature: float) -> float:
    """What an effort costs."""
    return unit * effort + 0.5 * curvature * effort * effort


def best_effort(
    prize: float, strength: float, unit: float, curvature: float, others: float, other_arm: float,
    low: float, high: float, share: float, r: float, start: float,
) -> float:  # fmt: skip
    """The effort of one arm, from ``low`` to ``high``, at which one more unit brings what it costs.

    Halley's steps in log A from ``start``, halving where they lead nowhere; the same steps as in the package.
    """
    if strength <= 0.0 or prize <= 0.0 or high <= low:
        return low
    under, over, guess, before = low, high, min(high, max(low, start)), math.inf
    low_seen = high_seen = False
    limit = abs(r) < 1e-8
    for _ in range(200):
        arm = max(others + guess, 1e-12)
        effort = joint_effort(arm, other_arm, share, r)
        off, step = -1.0, -100.0
        if effort > 0.0 and share > 0.0:
            weight = share if limit else share * (arm / effort) ** r
            won = effort / (effort + strength)
            cost = unit + curvature * guess
            dearer = curvature * arm / cost
            off = math.log(prize * weight * won * strength / ((effort + strength) * arm * cost))
            slope = (1.0 - r) * (weight - 1.0) - 2.0 * weight * won - dearer
            bend = (1.0 - r - 2.0 * won) * r * weight * (1.0 - weight)
            bend -= 2.0 * weight * weight * won * (1.0 - won) + dearer * (1.0 - dearer)
            if slope < 0.0:
                step = -off / slope
                step = min(100.0, max(-100.0, step / max(0.5, 1.0 + 0.5 * step * bend / slope)))
        if off > 0.0:
            if guess >= high:
                return high
            under, low_seen = guess, True
        else:
            if guess <= low:
                return low
            over, high_seen = guess, True
        best = arm * math.exp(step) - others
        if abs(off) <= 1e-4:
            return min(over, max(under, best))
        if best >= over and not high_seen:
            best = over
        elif best <= under and not low_seen:
            best = under
        elif not under < best < over or abs(off) > 0.5 * before:
            best = 0.5 * (under + over)
            if over - under <= 1e-13 * (1.0 + guess):
                return best
        guess, before = best, abs(off)
    return guess


def joining_margin(trust: float, fixed_cost: float, together: float, alone: float) -> float:
    """By how much taking part pays, in units of trust, between -2 and 2."""
    gain = trust * together + (1.0 - trust) * alone - fixed_cost
    slope = abs(together - alone)
    if 2.0 * slope <= abs(gain):
        return math.copysign(2.0, gain) if gain else 0.0
    return gain / slope


def clash_rate(rate: float, co_location: float, first: float, second: float, deconfliction: float) -> float:
    """Expected clashes a month of two forces, in campaigns."""
    return rate * co_location * first * second * (1.0 - deconfliction)


def poisson(mean: float, luck: float) -> int:
    """Poisson count by inversion of an even number."""
    term = total = math.exp(-mean)
    count = 0
    while luck > total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count


def word_evidence(garble: float, if_trustworthy: float, if_not: float, as_meant: bool) -> float:
    """What a word that may have been turned into its opposite tells about its sender."""
    if not as_meant:
        if_trustworthy, if_not = 1.0 - if_trustworthy, 1.0 - if_not
    above = (1.0 - garble) * if_trustworthy + garble * (1.0 - if_trustworthy)
    below = (1.0 - garble) * if_not + garble * (1.0 - if_not)
    return math.log(above / below)


def bias_bound(right: float, own_cost: float, low_cost: float, high_cost: float) -> float:
    """Bias at which a mediator that is right with this chance speaks the truth; infinity if at none."""
    if right * high_cost <= low_cost:
        return math.inf
    return (1.0 - right) * own_cost / (right * high_cost - low_cost)


def clash_evidence(accident: float, if_trustworthy: float, if_not: float) -> float:
    """What a clash tells that may have been an accident."""
    meant = 1.0 - accident
    return math.log((accident + meant * if_trustworthy) / (accident + meant * if_not))


def conduct_evidence(acted: bool, if_trustworthy: float, if_not: float) -> float:
    """What a month's conduct tells."""
    if acted:
        return math.log(if_trustworthy / if_not)
    return math.log((1.0 - if_trustworthy) / (1.0 - if_not))


def ground_after(before: float, after: float, held: float, effort: float) -> tuple[float, float]:
    """Share of the ground held that is kept, and ground gained per unit of effort on the ground.

    ``before`` and ``after`` are the enemy's shares of the ground, ``held`` is all that anybody holds.
    """
    kept, free = 1.0, 1.0 - before
    if held > free:  # an outside event took ground
        kept = max(0.0, free) / held
    if after > before:
        return (kept * max(0.0, 1.0 - (after - before) / free), 0.0) if free > 0.0 else (kept, 0.0)
    taken = max(0.0, min(before - after, 1.0 - kept * held))
    return kept, taken / effort if effort > 0.0 else 0.0
