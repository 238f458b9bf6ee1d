r"""A contest in which fighting efforts spill over along friendships and enmities, solved on paper.

All parties choose their efforts at once. A friend's effort helps, a foe's hampers (``sim.rules.krtz.performance``), and
each party gets the share of one prize that its performance is of all performances.

Source: König, Rohner, Thoenig and Zilibotti (2017), Networks in Conflict: Theory and Evidence from the Great War of
Africa, Econometrica.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.diagnostics.checks import Matrix, least, square, symmetric
from sim.rules.krtz import hostility_level, share_of_contest

_ROUNDING = 1e-12


class Equilibrium(NamedTuple):
    """Where nobody would rather fight more or less; all in units of the prize, one number per party."""

    effort: np.ndarray
    share: np.ndarray
    payoff: np.ndarray

    @property
    def total(self) -> float:
        """All efforts together: what is burnt of the prize."""
        return float(self.effort.sum())


def equilibrium(
    friends: ArrayLike, foes: ArrayLike, help_: float, harm: float, names: Sequence[str] | None = None
) -> Equilibrium:
    r"""Efforts, shares of the prize and payoffs of all parties.

    .. math:: x^* = \Lambda (1 - \Lambda) (I + \beta A^+ - \gamma A^-)^{-1} \Gamma, \qquad
              \Lambda = 1 - \frac{1}{\sum_i \Gamma_i}, \qquad
              \text{share}_i = \Gamma_i / \sum_j \Gamma_j, \qquad \text{payoff}_i = \text{share}_i - x_i

    with :math:`\Gamma_i` from ``sim.rules.krtz.hostility_level``.

    Args:
        friends: 1 where two parties are friends, else 0; symmetric.
        foes: 1 where they are foes, else 0; symmetric.
        help_: beta, how much a friend's effort adds to one's own performance.
        harm: gamma, how much a foe's takes away.
        names: what to call the parties in errors; their numbers from 1 if left out.

    Raises:
        ValueError: the tables are not of this kind or name a pair twice; or the links are outside the theory: a
            party has too many foes, or would have to fight with an effort below 0.

    Source: König et al. (2017), the Nash equilibrium of their contest.

    >>> all_hostile = equilibrium(np.zeros((3, 3)), 1 - np.eye(3), 0.114, 0.083)
    >>> round(all_hostile.total, 6), all_hostile.share.round(3).tolist()
    (0.865707, [0.333, 0.333, 0.333])
    """
    plus, minus = _links("friends", friends), _links("foes", foes)
    if plus.shape != minus.shape or (plus * minus).any():
        raise ValueError("friends and foes must be tables of the same parties, and no pair may stand in both")
    least("help_", help_), least("harm", harm)
    called = [f"party {k + 1}" for k in range(len(plus))] if names is None else list(names)
    level = _levels(plus.sum(axis=1), minus.sum(axis=1), help_, harm, called)
    theirs = 1.0 - 1.0 / level.sum()
    spill = np.eye(len(plus)) + help_ * plus - harm * minus
    if np.linalg.matrix_rank(spill) < len(spill):
        raise ValueError("these links leave the efforts open; the theory has no answer for exactly this help_ and harm")
    effort = theirs * (1.0 - theirs) * np.linalg.solve(spill, level)
    if (effort < -_ROUNDING).any():
        k = int(np.argmin(effort))
        raise ValueError(
            f"{called[k]} would have to fight with an effort below 0 ({effort[k]:.3g} of the prize); so many links "
            "are outside the theory"
        )
    share = np.array([share_of_contest(float(one), float(level.sum())) for one in level])
    return Equilibrium(effort, share, share - effort)


def _links(what: str, values: ArrayLike) -> Matrix:
    table = symmetric(what, square(what, values))
    if not np.isin(table, (0.0, 1.0)).all() or np.diagonal(table).any():
        raise ValueError(f"{what} holds 1 for a link and 0 for none, and nobody is linked with itself")
    return table


def _levels(friends: Matrix, foes: Matrix, help_: float, harm: float, called: Sequence[str]) -> np.ndarray:
    below = 1.0 + help_ * friends - harm * foes
    if below.min() <= 0.0:
        k = int(np.argmin(below))
        raise ValueError(
            f"{called[k]} has {foes[k]:g} foes and {friends[k]:g} friends; so many foes are outside the theory (they "
            f"would leave it no effect of its own effort at harm {harm:g})"
        )
    return np.array([hostility_level(float(a), float(b), help_, harm) for a, b in zip(friends, foes, strict=True)])
