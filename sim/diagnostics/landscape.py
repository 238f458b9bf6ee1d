r"""Landscape theory: which two sides actors would settle into, if each moves where it is pulled.

Each way to split the actors has an *energy*, low where those who agree stand together and those who quarrel stand
apart. Actors who move one at a time, each only where it lowers the energy, come to rest in a *local minimum*.

Source: Axelrod and Bennett (1993), A Landscape Theory of Aggregation, British Journal of Political Science.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike

from sim.diagnostics.checks import Matrix, square, symmetric

EXHAUSTIVE = 20  # actors: half a million splits, tried one and all in a second
_CHUNK = 1 << 14  # splits that are tried at once


class Minimum(NamedTuple):
    """A split in which nobody moves: its energy, and its one or two blocs, that of the first actor first."""

    energy: float
    blocs: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Minima(Sequence[Minimum]):
    """The local minima that were found, lowest energy first; ``exhaustive`` says whether that is all of them."""

    found: tuple[Minimum, ...]
    exhaustive: bool
    starts: int
    """Splits that were tried (all of them), or from which a descent began."""

    @overload
    def __getitem__(self, k: int) -> Minimum: ...
    @overload
    def __getitem__(self, k: slice) -> tuple[Minimum, ...]: ...
    def __getitem__(self, k: Any) -> Any:
        return self.found[k]

    def __len__(self) -> int:
        return len(self.found)

    @property
    def effort(self) -> str:
        """How they were looked for, in words."""
        if self.exhaustive:
            return f"all {self.starts} possible splits were tried"
        return f"looked for from {self.starts} random splits downhill; there may be others"


def energy(partition: Sequence[Hashable], size: ArrayLike, propensity: ArrayLike) -> float:
    r"""Energy of a split of the actors into blocs.

    .. math:: E(X) = \sum_{i \ne j} s_i s_j p_{ij} d_{ij}(X)

    over ordered pairs, where :math:`d_{ij}` is 1 for two actors in different blocs and 0 in the same. All sizes in one
    unit u and propensities without one give an energy in u squared; only differences between splits mean anything.

    Args:
        partition: the bloc of each actor, by any label; two blocs or more.
        size: how much each actor counts, 0 or more.
        propensity: how much two actors tend to each other, below 0 for rivals; symmetric, its diagonal is not read.

    Raises:
        ValueError: the three do not fit together, a size is negative, or the propensities are not symmetric.

    Source: Axelrod and Bennett (1993), the energy of a configuration.

    >>> energy(["east", "east", "west"], [1, 2, 3], [[0, 1, -1], [1, 0, -1], [-1, -1, 0]])
    -18.0
    """
    weights = _weights(size, propensity)
    if len(partition) != len(weights):
        raise ValueError(f"partition names a bloc for {len(partition)} actors, but there are {len(weights)}")
    places = {bloc: k for k, bloc in enumerate(dict.fromkeys(partition))}
    bloc = np.array([places[b] for b in partition])
    return float((weights * (bloc[:, None] != bloc[None, :])).sum())


def minima(
    size: ArrayLike,
    propensity: ArrayLike,
    names: Sequence[str] | None = None,
    starts: int = 2000,
    seed: int = 1,
) -> Minima:
    r"""All local minima of the energy over splits into two blocs (one of which may be empty).

    A split is a local minimum if no actor alone would lower the energy by changing sides:

    .. math:: s_i \sum_j s_j p_{ij} \sigma_i \sigma_j \ge 0 \quad \text{for each } i,
              \qquad \sigma = \pm 1 \text{ for the two sides}

    Up to 20 actors all splits are tried. Above that each of ``starts`` random splits (drawn with ``seed``) goes
    downhill, the actor who lowers the energy most moving first; ``exhaustive`` is then False. An actor to whom both
    sides are alike stands once on either.

    Args:
        size: how much each actor counts, 0 or more.
        propensity: how much two actors tend to each other; symmetric, its diagonal is not read.
        names: what to call the actors in the blocs; their numbers from 0 if left out.
        starts: random splits to begin from, with more than 20 actors.
        seed: of these random splits.

    Raises:
        ValueError: as ``energy``; or ``names`` has another length, or ``starts`` is below 1.

    Source: Axelrod and Bennett (1993).

    >>> for m in minima([1, 2, 3], [[0, 1, -1], [1, 0, -1], [-1, -1, 0]], names="ABC"):
    ...     print(m.energy, m.blocs)
    -18.0 (('A', 'B'), ('C',))
    """
    weights = _weights(size, propensity)
    called = list(range(len(weights))) if names is None else list(names)
    if len(called) != len(weights):
        raise ValueError(f"names has {len(called)} names for {len(weights)} actors")
    if starts < 1:
        raise ValueError(f"starts is {starts}; at least one split is needed to begin from")
    exhaustive = len(weights) <= EXHAUSTIVE
    rest = _all_at_rest(weights) if exhaustive else _downhill(weights, starts, seed)
    found = [Minimum(_energy(side, weights), _blocs(side, called)) for side in rest]
    order = sorted(range(len(found)), key=lambda k: (found[k].energy, tuple(-rest[k])))
    return Minima(tuple(found[k] for k in order), exhaustive, 2 ** (len(weights) - 1) if exhaustive else starts)


def _weights(size: ArrayLike, propensity: ArrayLike) -> Matrix:
    """What each pair adds to the energy if it is apart, both orders alike."""
    tends = square("propensity", propensity)
    np.fill_diagonal(tends, 0.0)
    symmetric("propensity", tends)
    weight = np.asarray(size, float)
    if weight.shape != (len(tends),):
        raise ValueError(
            f"size has {weight.size} numbers for the {len(tends)} actors of propensity; one each is needed"
        )
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("size holds a number below 0, or one that is not finite; an actor counts 0 or more")
    return weight[:, None] * weight[None, :] * tends


def _energy(side: Matrix, weights: Matrix) -> float:
    return float(weights[side[:, None] != side[None, :]].sum())


def _slack(weights: Matrix) -> float:
    """What rounding may do to the sums; gains below it are none."""
    return 1e-12 * float(np.abs(weights).sum())


def _all_at_rest(weights: Matrix) -> list[Matrix]:
    """Each split is a number whose bits are the sides; the first actor's side is fixed, since names mean nothing."""
    n, bits = len(weights), np.arange(len(weights))
    found: list[Matrix] = []
    for start in range(0, 1 << (n - 1), _CHUNK):
        numbers = np.arange(start, min(start + _CHUNK, 1 << (n - 1)), dtype=np.int64) << 1
        sides = 1.0 - 2.0 * ((numbers[:, None] >> bits) & 1)
        held = sides * (sides @ weights)
        found.extend(sides[(held >= -_slack(weights)).all(axis=1)])
    return found


def _downhill(weights: Matrix, starts: int, seed: int) -> list[Matrix]:
    luck = np.random.default_rng(seed)
    found = {}
    for _ in range(starts):
        side = _descended(luck.choice(np.array([1.0, -1.0]), len(weights)), weights)
        side *= side[0]
        found[side.tobytes()] = side
    return list(found.values())


def _descended(side: Matrix, weights: Matrix) -> Matrix:
    """Steepest descent: each step lowers the energy, and there are only so many splits, so it ends."""
    pulls, slack = weights @ side, _slack(weights)
    while (held := side * pulls).min() < -slack:
        mover = int(np.argmin(held))
        side[mover] = -side[mover]
        pulls += 2.0 * weights[:, mover] * side[mover]
    return side


def _blocs(side: Matrix, called: Sequence[Any]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(_members(side, called, sign)) for sign in (1, -1) if (side == sign).any())


def _members(side: Matrix, called: Sequence[Any], sign: int) -> Iterator[Any]:
    return (name for name, s in zip(called, side, strict=True) if s == sign)
