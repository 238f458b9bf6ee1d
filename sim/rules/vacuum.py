"""M11 The vacuum: who governs a theatre beside its government, and what a war elsewhere draws away."""

from __future__ import annotations

import math

from sim._compile import rule
from sim.units import Effort, NonNegative, Share


@rule
def governed(base: Share, garrisons: Share, filled: Share) -> Share:
    r"""How far a theatre is governed: by its government, by garrisons of great powers, by regional powers.

    .. math:: G = 1 - (1 - b)(1 - g)(1 - f)

    Each governs a part of what the others leave, so a garrison matters most where the state is weak, and its withdrawal
    opens (1 - b)(1 - f) g. The vacuum of ``rules.enemy.next_strength`` is 1 - G. With neither garrisons nor regional
    powers it is the government's own share, to the last digit.

    Source: M11; shares of independent coverage.

    >>> governed(0.5, 0.5, 0.5), governed(0.3, 0.0, 0.0), governed(0.25, 1.0, 0.0)
    (0.875, 0.3, 1.0)
    """
    return base + (1.0 - base) * (1.0 - (1.0 - garrisons) * (1.0 - filled))


@rule
def filling(ground_effort: Effort, per_unit: NonNegative) -> Share:
    r"""How much of an ungoverned theatre regional powers' ground effort governs.

    .. math:: f = 1 - e^{-\kappa g}

    Each unit governs the same part ``per_unit`` (for small ones) of what is not yet governed: coverage by forces that
    land without regard to one another.

    Source: M11; random coverage, scale of this model.

    >>> filling(0.0, 0.5), round(filling(2.0, 0.5), 6)
    (0.0, 0.632121)
    """
    return 1.0 - math.exp(-per_unit * ground_effort)


@rule
def undiverted(capacity: Effort, share: Share, hostility: Share) -> Effort:
    r"""Effort left after a proxy war elsewhere has drawn on it.

    .. math:: K\,(1 - s\, h)

    ``share`` is what a war at full heat takes, ``hostility`` how hot it is.

    Source: M11; a force can be in one place only; scale of this model.

    >>> undiverted(20.0, 0.5, 0.5), undiverted(20.0, 0.5, 0.0)
    (15.0, 20.0)
    """
    return capacity * (1.0 - share * hostility)
