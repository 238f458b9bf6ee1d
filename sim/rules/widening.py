"""M2 and M11 The enemy widens: a new theatre, nationals who join and return, attacks abroad and alarm at home."""

from __future__ import annotations

from sim._compile import rule
from sim.units import Fighters, NonNegative, Positive, Rate, Share, Strength


@rule
def announces(strength_elsewhere: NonNegative, threshold: NonNegative) -> bool:
    r"""Whether an enemy is strong enough elsewhere to open a new theatre.

    .. math:: Z > 0 \;\text{and}\; Z \ge Z_{\mathrm{open}}

    ``strength_elsewhere`` is its strength in all other theatres. One that is gone opens nothing.

    Source: M11; scale of this model.

    >>> announces(60.0, 50.0), announces(40.0, 50.0), announces(0.0, 0.0)
    (True, False, False)
    """
    return strength_elsewhere > 0.0 and strength_elsewhere >= threshold


@rule
def felt_exposure(exposure: Share, fighters: Fighters, blowback: NonNegative, alarm: Share) -> Share:
    r"""How far an enemy reaches an actor: by proximity, by its nationals who joined it, and by alarm at home.

    .. math:: 1 - (1 - e)\,(1 - \min(1, \beta n))\,(1 - a)

    Each of the three alone can expose it, and they never add up to more than all. ``blowback`` is the exposure that a
    thousand nationals bring. Without fighters and alarm it is the coded exposure, to the last digit.

    Source: M2. Independent causes combine as a noisy-or: Pearl (1988), Probabilistic Reasoning in Intelligent Systems;
    that foreign fighters bring the war home: Hegghammer (2013), Should I Stay or Should I Go?

    >>> felt_exposure(0.5, 2.0, 0.25, 0.5), felt_exposure(0.3, 0.0, 0.25, 0.0), felt_exposure(0.5, 9.0, 0.25, 0.0)
    (0.875, 0.3, 1.0)
    """
    spared = (1.0 - min(1.0, blowback * fighters)) * (1.0 - alarm)
    return exposure + (1.0 - exposure) * (1.0 - spared)


@rule
def joined(volunteers: Fighters, strength: Strength, ceiling: Positive) -> Fighters:
    r"""Nationals (thousands) who join the enemy this month.

    .. math:: n^+ = v\, Z / K

    ``volunteers`` is how many would join an enemy at its height in a month: success draws them.

    Source: M11 (recruits flow from source countries); scale of this model.

    >>> joined(0.5, 50.0, 100.0)
    0.25
    """
    return volunteers * (strength / ceiling)


@rule
def returned(fighters: Fighters, rate: Share) -> Fighters:
    r"""Nationals (thousands) who come home this month.

    .. math:: n^- = r n

    A part of those who are there, so never more than there are.

    Source: M11; a constant rate of leaving.

    >>> returned(2.0, 0.25)
    0.5
    """
    return rate * fighters


@rule
def recruits_from(fighters_joining: Fighters, per_thousand: NonNegative) -> NonNegative:
    r"""Strength that those who join bring the enemy.

    .. math:: \Delta Z = z\, n^+

    Source: M11; scale of this model.

    >>> recruits_from(0.5, 4.0)
    2.0
    """
    return per_thousand * fighters_joining


@rule
def attack_rate(rate: Rate, strength: Strength, ceiling: Positive, fighters: Fighters) -> Rate:
    r"""Expected attacks a month of an enemy in an actor's home country.

    .. math:: h = \mu\, n\, Z / K

    ``rate`` is for a thousand nationals who joined an enemy at its height. It takes both: hands that know the country,
    and an enemy that can still send them.

    Source: mass action, as in M8; M2 (blowback), Hegghammer (2013).

    >>> attack_rate(0.5, 50.0, 100.0, 2.0)
    0.5
    """
    return rate * fighters * (strength / ceiling)


@rule
def alarm_after(alarm: Share, fading: Share, attacks: int, step: Share) -> Share:
    r"""Alarm at home after a month: the old fades, and each attack alarms a part of those who were still calm.

    .. math:: a \leftarrow 1 - (1 - \delta a)(1 - s)^n

    ``fading`` is what is left of alarm after a quiet month, ``step`` what one attack does to a calm country.

    Source: fear follows what is recent and vivid: Tversky and Kahneman (1973), Availability; scale of this model.

    >>> alarm_after(0.5, 0.5, 0, 0.5), alarm_after(0.5, 0.5, 1, 0.5), alarm_after(0.0, 0.5, 2, 0.5)
    (0.25, 0.625, 0.75)
    """
    kept = fading * alarm
    calm = 1.0
    for _ in range(attacks):
        calm *= 1.0 - step
    return kept + (1.0 - kept) * (1.0 - calm)
