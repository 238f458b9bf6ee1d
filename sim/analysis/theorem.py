"""The theorem's curve under a phase diagram, where a case is simple enough for one.

Two rivals of which one has only aircraft and the other only ground forces, against one enemy on one front, take part
together exactly where

    k(Z) > 1  (C4, C6)   and   tau_i (pi_i(k) + L_i) >= F_i  for both  (C7, Kydd 2005)

with the pull k, the payoff pi, fixed cost F, linked issues L and trust tau as they stand before the first month, and
without chance, audiences, clashes, relative gains or learning (``sim.theory``, where the full model with all of that
switched off is held against it cell by cell). What the simulated boundary lies off the curve is what those do.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from sim import kernel
from sim.names import dyad_name
from sim.rules.effort import equilibrium_payoff, pull
from sim.rules.interests import utility
from sim.rules.threat import stake, threat, urgency
from sim.rules.widening import felt_exposure
from sim.scenario.build import Built, build, flat

PARAMETERS = {
    "threat_weight", "rival_attention", "air_share", "air_cost", "ground_cost", "affinity_weight", "episode_half_life",
    "blowback",
}  # fmt: skip
"""Assumptions that stand in the theorem; where neither axis changes anything in it, there is no curve to draw."""
BEFORE = {"affinity_weight", "episode_half_life"}
"""Those that change how things stand before the first month; for the others that is found once."""
FINE, COARSE = 61, 41  # steps along each axis; fewer where each place needs its own first month


@dataclasses.dataclass(frozen=True, repr=False)
class Curve:
    """Where two contributors are just drawn into a common fight: ``margin`` is 0 there, above 0 where both take part.

    ``margin`` has a row for each of ``y`` and a column for each of ``x``; ``grown`` is the same with the enemy at its
    ceiling, for an enemy that grows: on its near side not even the strongest enemy brings them together.
    """

    x: np.ndarray
    y: np.ndarray
    margin: np.ndarray
    grown: np.ndarray | None
    words: str = "before the first month, without chance, audiences, clashes, relative gains or learning"
    source: str = "Kydd (2005); Walt (1987); two complementary contributors, C4, C6, C7"

    def __repr__(self) -> str:
        low, high = self.margin.min(), self.margin.max()
        return f"<Curve: margins from {low:.2f} to {high:.2f} on {len(self.y)} by {len(self.x)} places>"

    @property
    def crosses(self) -> bool:
        """Whether the boundary lies within these ranges."""
        return bool(self.margin.min() < 0 < self.margin.max())


def theory_curve(
    case: Any, x: str, y: str, x_range: Any = None, y_range: Any = None, of: str | None = None
) -> Curve | None:
    """The theorem's boundary over two factors of a case; None where there is no theorem for it.

    There is one only if: the enemy stands on one front; the pair are the only ones with forces there, one with aircraft
    alone and the other with ground forces alone; efforts multiply (``substitution: 0``) at constant cost; the
    contest is a public good; and each of both factors moves something in the theorem. All other numbers stand at
    their centre, as the case codes them.

    Args:
        case: a scenario; None gives None.
        x: factor along the page.
        y: factor up the page.
        x_range: from, to; the assumption's own range if None.
        y_range: the same for ``y``.
        of: the pair asked about; None for the one there is.

    >>> import sim
    >>> theory_curve(sim.example(), "threat_weight", "rival_attention", (1, 20), (20, 80)).crosses
    True
    >>> theory_curve(sim.example(), "threat_weight", "trust_memory") is None
    True
    """
    if case is None:
        return None
    built = _still(build(case))
    pair = _pair(built, of)
    places = [_places(built, name) for name in (x, y)]
    if pair is None or not all(places):
        return None
    once = not any(of_world for place in places for of_world, _ in place) and not BEFORE & {x, y}
    many, start = (FINE, _start(built)) if once else (COARSE, None)
    sides = [_steps(name, given, many) for name, given in ((x, x_range), (y, y_range))]
    margin, grown = (_margins(built, places, sides, pair, start, at_ceiling) for at_ceiling in (False, True))
    if not (np.ptp(margin, axis=0).any() and np.ptp(margin, axis=1).any()):
        return None
    return Curve(sides[0], sides[1], margin, grown if built.world[0].growth[0] > 0 else None)


def _margins(
    built: Built, places: list[Any], sides: list[np.ndarray], pair: tuple[int, int], start: Any, at_ceiling: bool
) -> np.ndarray:
    """The margin at each place, with the enemy as it is before the first month, or at its ceiling."""

    def at(a: float, b: float) -> float:
        changed = _with(built, places, (a, b))
        facts = _start(changed) if start is None else start
        z = facts["ceiling"][0] if at_ceiling else facts["strength"][0]
        return _margin(facts, changed.p[0], float(z), pair)

    return np.array([[at(a, b) for a in sides[0]] for b in sides[1]])


def _start(built: Built) -> Any:
    """How things stand before the first month."""
    return kernel.run(built, np.array([1], np.uint64), history=True).history[0]


def _still(built: Built) -> Built:
    """The case with all numbers at their centre, before its first month."""
    return dataclasses.replace(built, world=built.world.copy(), p=built.p.copy(), draws=built.draws[:0], months=0)


def _pair(built: Built, of: str | None) -> tuple[int, int] | None:
    """Who flies and who fights on the ground; None if the case is not of that kind."""
    w, p = built.world[0], built.p[0]
    if len(built.names.front) != 1 or p.substitution != 0 or p.cost_curvature != 0 or w.contest != 0:
        return None
    able = [i for i in range(len(built.names.actor)) if w.present[i] and not w.hostile_to_all[i]]
    air = [i for i in able if w.air_capacity[i, 0] > 0]
    ground = [i for i in able if w.ground_capacity[i, 0] > 0]
    if len(air) != 1 or len(ground) != 1 or air == ground:
        return None
    rivals = {dyad_name(*pair) for pair in built.names.dyad}
    names = [built.names.actor[i] for i in (air[0], ground[0])]
    known = {dyad_name(*names), dyad_name(*names[::-1])}
    return (air[0], ground[0]) if known & rivals and (of is None or of in known) else None


def _places(built: Built, name: str) -> list[tuple[bool, int]]:
    """Where a factor stands, in the world or not, and at which number; nowhere if it is not in the theorem."""
    if name in PARAMETERS:
        return [(False, list(built.p.dtype.names or ()).index(name))]
    found = getattr(built, "places", {}).get(name, ())
    return [(True, int(place[1])) for place in found if place[0]]


def _steps(name: str, given: Any, many: int) -> np.ndarray:
    if given is None:
        from sim.assumptions import ASSUMPTIONS

        given = (ASSUMPTIONS[name].low, ASSUMPTIONS[name].high)
    return np.linspace(float(given[0]), float(given[1]), many)


def _with(built: Built, places: list[Any], values: tuple[float, float]) -> Built:
    """The case with both factors at these values."""
    changed = dataclasses.replace(built, world=built.world.copy(), p=built.p.copy())
    for place, value in zip(places, values, strict=True):
        for of_world, at in place:
            flat(changed.world if of_world else changed.p)[0, at] = value
    return changed


def _margin(start: Any, p: Any, strength: float, pair: tuple[int, int]) -> float:
    """How far both are from just taking part: the lesser of the pull's logarithm and of each one's gain, in shares."""
    worth = [_stake(start, p, strength, i) for i in pair]
    k = pull(*worth, p.air_cost, p.ground_cost, strength, p.air_share)
    pulled = math.log(k) if k > 0 else -1.0
    gains = [
        _gain(start, i, j, equilibrium_payoff(v, k, share))
        for i, j, v, share in zip(pair, pair[::-1], worth, (p.air_share, 1 - p.air_share), strict=True)
    ]
    return float(np.clip(min(pulled, *gains), -1.0, 1.0))


def _stake(start: Any, p: Any, strength: float, i: int) -> float:
    """What success against an enemy of this strength is worth to an actor."""
    enemy, issue, theatre = (int(start[f"front_{what}"][0]) for what in ("enemy", "issue", "theatre"))
    exposed = felt_exposure(start["exposure"][i, theatre], start["fighters"][i], p.blowback, 0.0)
    worth = utility(start["distance"][i, enemy], start["risk_attitude"][i])
    felt = threat(p.threat_weight, start["salience"][i, issue], worth, exposed)
    return stake(felt, strength, urgency(strength, p.rival_attention))


def _gain(start: Any, i: int, j: int, payoff: float) -> float:
    """Expected gain of joining, less its fixed cost, as a share of both: 0 where it just pays."""
    expected, cost = start["trust"][i, j] * (payoff + start["linkage"][i]), start["fixed_cost"][i]
    return (expected - cost) / (expected + cost) if expected + cost > 0 else 1.0
