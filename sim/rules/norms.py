"""M9 Norms: a climate of opinion about mediation, moved by whom actors listen to and by advocates who do not yield."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim._compile import rule
from sim.units import Norm, Share

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@rule
def influenced(opinion: Norm, anchor: Norm, susceptibility: Share, pull: Norm) -> Norm:
    r"""An actor's opinion after one step between what it always held and what it hears.

    .. math:: N_i \leftarrow \lambda_i \sum_j w_{ij} N_j + (1 - \lambda_i) N_i^0

    ``pull`` is the weighted mean of what is heard, ``anchor`` what the actor held before anybody spoke. A stubborn
    advocate has susceptibility 0. The step is computed from where the opinion stands, so that one with nothing to move
    it rests to the last bit.

    Source: Friedkin and Johnsen (1990), Social Influence and Opinions.

    >>> influenced(0.5, 0.25, 0.5, 0.75), influenced(0.5, 0.25, 0.0, 0.75), influenced(0.3, 0.3, 0.7, 0.3)
    (0.5, 0.25, 0.3)
    """
    return opinion + susceptibility * (pull - opinion) + (1.0 - susceptibility) * (anchor - opinion)


@rule
def eased(now: Norm, target: Norm, speed: Share) -> Norm:
    r"""A norm after a month on its way to a target: norms move slowly.

    .. math:: N \leftarrow N + s (N^{\text{target}} - N)

    Source: partial adjustment; the speed is an assumption and is varied.

    >>> eased(0.25, 0.75, 0.5), eased(0.25, 0.75, 0.0), eased(0.25, 0.75, 1.0)
    (0.5, 0.25, 0.75)
    """
    return now + speed * (target - now)


def climate(weights: Matrix, susceptibility: Vector, anchors: Vector) -> Vector:
    r"""The opinions in which ``influenced`` comes to rest: the reference, not part of the month.

    .. math:: N^* = (I - \Lambda W)^{-1} (I - \Lambda) N^0

    The rows of ``weights`` say whom each actor hears, and sum to 1.

    Source: Friedkin and Johnsen (1990), Social Influence and Opinions.

    >>> each_other = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> climate(each_other, np.array([0.5, 0.0]), np.array([0.25, 0.75])).tolist()
    [0.5, 0.75]
    """
    heard = susceptibility[:, None] * weights
    if np.abs(np.linalg.eigvals(heard)).max() >= 1.0 - 1e-12:
        raise ValueError(
            "some actors hear only each other and hold on to nothing, so where they come to rest is open; "
            "give at least one of those they hear a susceptibility below 1"
        )
    return np.linalg.solve(np.eye(len(anchors)) - heard, (1.0 - susceptibility) * anchors)
