"""M7 Issue linkage: a concession on one issue against help on another, and how long such a bargain is kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim._compile import rule
from sim.rules.choice import chance_of
from sim.units import (
    Concession,
    LeastPatience,
    NonNegative,
    Patience,
    Payoff,
    Probability,
    Salience,
    Share,
    Trust,
)

Vector = NDArray[np.float64]

NEVER = 2.0  # more patience than anybody can have


@rule
def least_patience(temptation: Payoff, reward: Payoff, punishment: Payoff) -> LeastPatience:
    r"""Least patience at which a bargain on one issue is kept, month after month.

    .. math:: \delta_L = \frac{T - R}{T - P}

    One breach brings T once and the punishment P for ever after. 0 where breach does not tempt (T is R or less), above
    1 (at most 2) where the bargain is worth less than none: no patience keeps that.

    Source: Friedman (1971), A Non-cooperative Equilibrium for Supergames (grim trigger).

    >>> least_patience(5.0, 3.0, 1.0), least_patience(6.0, 3.0, 2.0), least_patience(2.0, 3.0, 1.0)
    (0.5, 0.75, 0.0)
    """
    return _least(temptation - reward, reward - punishment)


@rule
def linked_patience(temptations: Vector, rewards: Vector, punishments: Vector) -> LeastPatience:
    r"""Least patience at which a bargain over several issues is kept, when a breach of one is a breach of all.

    .. math:: \delta_L = \frac{\sum_k (T_k - R_k)}{\sum_k (T_k - P_k)}

    An issue on which the bargain alone would not be kept is carried by one with patience to spare.

    Source: McGinnis (1986), Issue Linkage and the Evolution of International Cooperation; Bernheim and Whinston (1990),
    Multimarket Contact and Collusive Behavior.

    >>> linked_patience(np.array([5.0, 6.0]), np.array([3.0, 3.0]), np.array([1.0, 2.0]))
    0.625
    """
    gain = 0.0
    loss = 0.0
    for k in range(temptations.shape[0]):
        gain += float(temptations[k] - rewards[k])
        loss += float(rewards[k] - punishments[k])
    return _least(gain, loss)


@rule
def watched_patience(temptation: Payoff, reward: Payoff, punishment: Payoff, verifiability: Share) -> LeastPatience:
    r"""Least patience at which a bargain is kept whose breach is noticed with chance v in the month that it falls in.

    .. math:: \delta_L = \frac{T - R}{(T - R) + v (R - P)}

    A noticed breach is punished for ever. What pays is the same each month that nothing has been noticed, so it is
    enough to compare keeping always, :math:`V_k = R / (1 - \delta)`, with breaching until noticed,
    :math:`V_b = T + \delta [(1 - v) V_b + v P / (1 - \delta)]`. From the second,
    :math:`V_b = [T (1 - \delta) + \delta v P] / [(1 - \delta)(1 - \delta + \delta v)]`, and
    :math:`V_k \ge V_b` iff :math:`R (1 - \delta + \delta v) \ge T (1 - \delta) + \delta v P`, that is iff
    :math:`\delta v (R - P) \ge (1 - \delta)(T - R)`. With v = 1 it is ``least_patience``; what nobody can check (v = 0)
    only unlimited patience keeps.

    Source: derived here for grim punishment; imperfect monitoring as in Green and Porter (1984), Noncooperative
    Collusion under Imperfect Price Information.

    >>> [watched_patience(5.0, 3.0, 1.0, v) for v in (1.0, 0.25, 0.0)]
    [0.5, 0.8, 1.0]
    """
    return _least(temptation - reward, verifiability * (reward - punishment))


@rule
def _least(gain: Payoff, loss: Payoff) -> LeastPatience:
    """Patience at which a gain now just weighs as much as a loss in every later month."""
    if gain <= 0.0:
        return 0.0 if loss >= 0.0 else NEVER
    if NEVER * (gain + loss) <= gain:
        return NEVER
    return gain / (gain + loss)


@rule
def concession_cost(salience: Salience, size: Concession, scale: NonNegative, prospects: Share) -> NonNegative:
    r"""What a concession costs the one who makes it.

    .. math:: s \cdot \mathrm{size} \cdot \mathrm{scale} \cdot \mathrm{prospects}

    ``prospects`` is the share of what is conceded that the giver expects to keep without a bargain: the patron of a
    failing client gives up less. ``scale`` is the payoff of a whole unit of position on an issue of salience 1.

    Source: M7; linear in the distance moved, as the spatial utilities of M1 are near one's own position.

    >>> concession_cost(0.5, 0.5, 8.0, 0.75)
    1.5
    """
    return salience * size * scale * prospects


@rule
def concession_value(salience: Salience, size: Concession, scale: NonNegative) -> NonNegative:
    r"""What a concession is worth to the one who receives it.

    .. math:: s \cdot \mathrm{size} \cdot \mathrm{scale}

    Source: M7: linked issues are worth the receiver's salience times what moves.

    >>> concession_value(0.5, 0.5, 8.0)
    2.0
    """
    return salience * size * scale


@rule
def logroll_gain(salience_first: Salience, salience_second: Salience) -> Payoff:
    r"""What trading votes brings per unit: a unit gained on one issue for a unit given on another.

    .. math:: s_A - s_B

    ``salience_first`` is that of the issue gained. Two whose saliences mirror each other's both gain; where both mind
    both issues alike there is nothing to trade.

    Source: Tollison and Willett (1979), An Economic Theory of Mutually Advantageous Issue Linkages in International
    Negotiations.

    >>> logroll_gain(0.75, 0.25), logroll_gain(0.5, 0.5)
    (0.5, 0.0)
    """
    return salience_first - salience_second


@rule
def bargain_gain(value: NonNegative, cost: NonNegative, trust: Trust) -> Payoff:
    r"""What a bargain is expected to bring to the one who has to deliver first.

    .. math:: \tau\, \mathrm{value} - \mathrm{cost}

    The cost is certain; the other delivers with the chance that it is trusted.

    Source: expected payoff of the first mover in a trust game; Kydd (2005), Trust and Mistrust in International
    Relations.

    >>> bargain_gain(4.0, 1.0, 0.5), bargain_gain(4.0, 1.0, 0.25)
    (1.0, 0.0)
    """
    return trust * value - cost


@rule
def accepts(gain: Payoff, temperature: NonNegative) -> Probability:
    r"""Chance of accepting a bargain that is expected to bring a gain.

    .. math:: P = \frac{1}{1 + e^{-g/T}}, \qquad T \to 0: P = 1[g \ge 0]

    Source: M7; McFadden (1974) logit choice.

    >>> accepts(0.0, 1.0), accepts(0.0, 0.0), accepts(-0.5, 0.0)
    (0.5, 1.0, 0.0)
    """
    return chance_of(gain, temperature)


@rule
def keeps(patience: Patience, least: LeastPatience, temperature: NonNegative) -> Probability:
    r"""Chance of delivering this month what was agreed.

    .. math:: P = \frac{1}{1 + e^{-(\delta - \delta_L)/T}}, \qquad T \to 0: P = 1[\delta \ge \delta_L]

    Source: M7, the threshold of ``least_patience`` made a logit choice; McFadden (1974).

    >>> keeps(0.75, 0.75, 0.1), keeps(0.8, 0.75, 0.0), keeps(0.7, 0.75, 0.0)
    (0.5, 1.0, 0.0)
    """
    return chance_of(patience - least, temperature)


@rule
def exposed_cost(cost: NonNegative, trust: Trust, patience: Patience, verifiability: Share) -> NonNegative:
    r"""What one's own part costs on average, when it can be stopped once the other is seen not to do its part.

    .. math:: c \left(\tau + (1 - \tau) \frac{1 - \delta}{1 - \delta (1 - v)}\right)

    Beside one who delivers it is paid month after month; beside one who does not, until that is noticed, which happens
    with chance v a month. With nothing noticed (v = 0) it is paid for ever: inspection does part of the work of trust.

    Source: derived here from discounted payments at the average of a month; the deal that a breach stops is that of
    ``watched_patience``.

    >>> exposed_cost(2.0, 0.25, 0.5, 0.0), exposed_cost(2.0, 0.25, 0.5, 1.0), exposed_cost(2.0, 1.0, 0.5, 1.0)
    (2.0, 1.25, 2.0)
    """
    waits = 1.0 - patience * (1.0 - verifiability)
    cheated = (1.0 - patience) / waits if waits > 0.0 else 1.0
    return cost * (trust + (1.0 - trust) * cheated)


@rule
def counter_size(
    size: Concession, value: NonNegative, cost: NonNegative, trust: Trust, largest: Concession
) -> Concession:
    r"""Size of the other's concession at which a bargain just pays: what a counter-offer asks for.

    .. math:: x = \mathrm{size} \cdot \frac{\mathrm{cost}}{\tau\, \mathrm{value}},
              \qquad 0 \le x \le \mathrm{largest}

    ``value`` is what the offered ``size`` is worth; worth grows in step with size. All that can be had is asked for
    where even that is too little; whether it is, ``bargain_gain`` tells.

    Source: zero of ``bargain_gain``: the reservation price of Raiffa (1982), The Art and Science of Negotiation.

    >>> [counter_size(0.5, 4.0, cost, 0.5, 1.0) for cost in (1.0, 9.0, 0.0)]
    [0.25, 1.0, 0.0]
    """
    if cost <= 0.0:
        return 0.0
    if size * cost >= largest * trust * value:
        return largest
    return size * cost / (trust * value)
