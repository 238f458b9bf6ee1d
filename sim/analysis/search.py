"""The search behind scenario discovery: boxes, how steady they are, what luck alone finds, and scores.

A search takes seconds, and its charts and the report ask for the same one: it is made once for the same points.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.analysis.boxes import Box, Found, find
from sim.analysis.scores import scores

LEAST_POINTS = 20
KEPT = 64  # searches, a few kilobytes each


class Options(NamedTuple):
    """How thoroughly to search; ``discovery`` says what each means."""

    boxes: int
    least_mass: float
    resamples: int
    shuffles: int
    seed: int


class Search(NamedTuple):
    """What a search found; the tables are its own, so whoever hands them on copies them."""

    boxes: tuple[Box, ...]
    tradeoff: pd.DataFrame
    stability: pd.DataFrame
    held_out: tuple[float, float, float]
    by_chance: float
    scores: pd.DataFrame

    def copy(self) -> Search:
        """The same, with tables that may be changed."""
        return self._replace(**{name: getattr(self, name).copy() for name in ("tradeoff", "stability", "scores")})


def search(x: pd.DataFrame, y: np.ndarray, values: np.ndarray, options: Options) -> Search:
    """Search points ``x`` for boxes of those of interest, ``y``, and score their factors by ``values``.

    The same points with the same options are searched once; it goes by what they hold, so a batch that has more runs
    meanwhile is searched anew.
    """
    return _searched(tuple(x.columns), x.to_numpy(float).tobytes(), y.tobytes(), values.tobytes(), options).copy()


@lru_cache(KEPT)
def _searched(names: tuple[str, ...], held: bytes, interest: bytes, means: bytes, options: Options) -> Search:
    x = pd.DataFrame(np.frombuffer(held).reshape(-1, len(names)).copy(), columns=list(names))
    y, values = np.frombuffer(interest, bool), np.frombuffer(means)
    rng = np.random.default_rng(options.seed)
    found = _cover(x, y, options.boxes, options.least_mass)
    first = found[0] if found else None
    return Search(
        tuple(one.box for one in found),
        first.tradeoff if first else pd.DataFrame(columns=["box", "coverage", "density", "mass", "limits"]),
        *_halves(x, y, options.least_mass, options.resamples if first else 0, rng),
        _by_chance(x, y, options.least_mass, first, options.shuffles, rng),
        scores(x, values, rng),
    )


def _cover(x: pd.DataFrame, y: np.ndarray, most: int, least_mass: float) -> list[Found]:
    """One box after another, each in the points that those before leave; a box must do better than all of them."""
    left, found = np.ones(len(x), bool), list[Found]()
    while len(found) < most and left.sum() >= LEAST_POINTS:
        one = find(x[left], y[left], min(1.0, least_mass * len(x) / left.sum()))
        if one is None or one.box.density <= y.mean():
            break
        inside = left & one.box.holds(x)
        hits = int(y[inside].sum())
        box = Box(
            one.box.limits,
            hits / int(y.sum()),
            hits / int(inside.sum()),
            inside.sum() / len(x),
            int(inside.sum()),
            hits,
        )
        found.append(Found(box, one.tradeoff))
        left &= ~inside
    return found


def _halves(
    x: pd.DataFrame, y: np.ndarray, least_mass: float, times: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, tuple[float, float, float]]:
    """The box of random halves: which factors it limits and where, and its density in the other half."""
    limits, density = [], []
    for _ in range(times):
        order = rng.permutation(len(x))
        seen, other = order[: len(x) // 2], order[len(x) // 2 :]
        one = find(x.iloc[seen], y[seen], least_mass)
        inside = one.box.holds(x.iloc[other]) if one else np.ones(len(other), bool)
        density += [float(y[other][inside].mean())] if inside.any() else []
        limits += [limit for limit in one.box.limits] if one else []
    known = tuple(float(v) for v in np.percentile(density, [50, 5, 95])) if density else (np.nan,) * 3
    return _stability(list(x.columns), limits, times), known  # ty: ignore[invalid-explicit-return]


def _stability(names: list[str], limits: list, times: int) -> pd.DataFrame:
    rows = []
    for name in names:
        own = [one for one in limits if one.factor == name]
        lows, highs = [o.low for o in own if o.binds_low], [o.high for o in own if o.binds_high]
        ends = [np.percentile(side, [5, 95]) if side else (np.nan, np.nan) for side in (lows, highs)]
        rows.append([name, len(own) / times if times else np.nan, *ends[0], *ends[1]])
    columns = ["factor", "limited", "low_from", "low_to", "high_from", "high_to"]
    return pd.DataFrame(rows, columns=columns).sort_values("limited", ascending=False, ignore_index=True)


def _by_chance(
    x: pd.DataFrame, y: np.ndarray, least_mass: float, first: Found | None, times: int, rng: np.random.Generator
) -> float:
    """How often a box as good is found where labels are dealt at random; 1 where there is none to begin with."""
    if first is None:
        return 1.0
    as_good = 0
    for _ in range(times):
        one = find(x, rng.permutation(y), least_mass)
        as_good += one is not None and one.box.worth >= first.box.worth
    return (1 + as_good) / (1 + times)
