"""A ring of actors around their enemies: who stands where, the same in every panel."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

Place = tuple[float, float]
Link = tuple[int, int]


def order(actors: Sequence[int], links: Sequence[Link]) -> list[int]:
    """An order around the ring in which linked actors stand close, so that few lines cross.

    Found by exchanging two at a time as long as it helps, from the order given: the same links, the same order.

    >>> order([0, 1, 2, 3, 4, 5], [(0, 3), (3, 1)])
    [2, 4, 0, 3, 1, 5]
    """
    found = list(actors)
    length, better = _length(found, links), True
    while better:
        better = False
        for a in range(len(found)):
            for b in range(a + 1, len(found)):
                found[a], found[b] = found[b], found[a]
                now = _length(found, links)
                if now < length:
                    length, better = now, True
                else:
                    found[a], found[b] = found[b], found[a]
    return found


def _length(found: Sequence[int], links: Sequence[Link]) -> int:
    at, n = {actor: k for k, actor in enumerate(found)}, len(found)
    apart = (abs(at[a] - at[b]) for a, b in links if a in at and b in at)
    return sum(min(step, n - step) ** 2 for step in apart)


def places(found: Sequence[int], top: Sequence[int], centre: Place, radius: Place) -> dict[int, Place]:
    """Places on an ellipse, clockwise; turned so that the actors of ``top`` stand as high as they can."""
    n = len(found)

    def angle(k: int, turn: int) -> float:
        return math.pi / 2 - 2 * math.pi * (k + turn) / n

    def height(turn: int) -> float:
        return round(sum(math.sin(angle(k, turn)) for k, actor in enumerate(found) if actor in top), 9)

    turn = max(range(n), key=height) if n else 0
    return {
        actor: (
            centre[0] + radius[0] * math.cos(angle(k, turn)),
            centre[1] + radius[1] * math.sin(angle(k, turn)),
        )
        for k, actor in enumerate(found)
    }


def bow(a: Place, b: Place, centre: Place, near: float = 14.0) -> float:
    """How far a line from a to b bends aside (Matplotlib's ``rad``), so that it goes round the centre."""
    (ax, ay), (bx, by) = np.subtract(a, centre), np.subtract(b, centre)
    dx, dy = bx - ax, by - ay
    distance = abs(ax * by - ay * bx) / math.hypot(dx, dy)
    mx, my = (ax + bx) / 2, (ay + by) / 2
    side = 1.0 if mx * dy - my * dx >= 0 else -1.0
    return side * 0.42 * max(0.0, 1 - distance / near)


def middle(a: Place, b: Place, rad: float) -> Place:
    """The middle of such a line."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    return (a[0] + b[0]) / 2 + rad * dy / 2, (a[1] + b[1]) / 2 - rad * dx / 2
