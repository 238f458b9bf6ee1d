r"""The model's own closed forms for each pair of rivals: would these two fight the enemy together, and only together?

One brings aircraft, the other ground forces; nobody else fights, nobody runs out of forces, rivals do not clash. Then

.. math:: k(Z) = k_\infty \frac{Z}{Z + Z_h} > 1 \iff Z > Z_c = \frac{Z_h}{k_\infty - 1}, \qquad
          \tau_i \ge \frac{F_i}{\pi_i + L_i}

says whether both take part: the enemy's pull k, and each one's trust in the other (C4 to C7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sim.diagnostics.reading import Reading
from sim.rules.effort import equilibrium_effort, equilibrium_payoff, pull, success, unit_cost
from sim.rules.participation import trust_to_join
from sim.rules.threat import threshold_strength, urgency
from sim.world import KRTZ

START, CEILING = "start", "ceiling"
ANSWERS = ("not drawn in", "too little trust", "both fight, short of forces", "both fight")


@dataclass(frozen=True)
class ClosedForm:
    """What the closed forms say of one pair of rivals on one front at one moment."""

    pair: str
    front: str
    by_air: str
    on_ground: str
    moment: str
    """START: the enemy as strong as before the first month (0 on a front not opened yet); CEILING: as it can get."""
    strength: float
    """Z, of the enemy at that moment."""
    threshold: float
    """Z_c, the strength from which they are drawn in; infinite if none is enough."""
    pull: float
    """k(Z): above 1 they are drawn into the common fight."""
    least_trust: tuple[float, float]
    """In the other, of the one by air and the one on the ground; 2 where none is enough, -1 where none is needed."""
    trust: tuple[float, float]
    """Before the first month, whatever the moment."""
    within_forces: bool
    """Whether the efforts that pay best are within what both can bring."""

    @property
    def trusting(self) -> bool:
        """Whether both trust enough."""
        return all(has >= needs for has, needs in zip(self.trust, self.least_trust, strict=True))

    @property
    def expects(self) -> str:
        """The answer, in one of the words of ``ANSWERS``."""
        if self.pull <= 1.0:
            return ANSWERS[0]
        if not self.trusting:
            return ANSWERS[1]
        return ANSWERS[3] if self.within_forces else ANSWERS[2]


def expectation(found: Iterable[ClosedForm], pair: str, moment: str) -> str | None:
    """What they expect of a pair on the front where it is likeliest; None if they do not say."""
    said = [one.expects for one in found if one.pair == pair and one.moment == moment]
    return max(said, key=ANSWERS.index, default=None)


def closed_forms(case: Reading) -> tuple[tuple[ClosedForm, ...], tuple[str, ...]]:
    """What they say of each pair on each front, and sentences on what they cannot speak of."""
    reason = _outside(case)
    if reason:
        return (), (reason,)
    fronts = [f for f in range(len(case.built.names.front)) if case.built.world[0].front_enemy[f] in case.enemies]
    found, silent = [], []
    for d, i, j in case.pairs:
        mine = [one for f in fronts for one in _on_front(case, d, i, j, f)]
        found += mine
        if fronts and not mine:
            silent.append(case.pair_name(d))
    return tuple(found), _sentences(fronts, silent)


def _outside(case: Reading) -> str:
    """Why the closed forms do not hold for this case at all; nothing if they do."""
    p, w = case.built.p[0], case.built.world[0]
    if w.contest == KRTZ:
        return "This case uses the other contest (krtz), for which the closed forms of each pair do not hold."
    if p.substitution != 0.0:
        return f"substitution is {p.substitution:g}; the closed forms hold only at 0, where each arm needs the other."
    if p.cost_curvature != 0.0:
        return f"cost_curvature is {p.cost_curvature:g}; the closed forms hold only at 0, where all effort costs alike."
    return ""


def _sentences(fronts: list[int], silent: list[str]) -> tuple[str, ...]:
    if not fronts:
        return ("There is no enemy to fight together.",)
    if not silent:
        return ()
    return (f"On no front has one of these pairs aircraft and the other ground forces: {'; '.join(silent)}.",)


def _on_front(case: Reading, d: int, i: int, j: int, f: int) -> list[ClosedForm]:
    """Both moments; as far as both can fly or march, in the roles in which they are drawn in most."""
    w = case.built.world[0]
    roles = [(a, g) for a, g in ((i, j), (j, i)) if w.air_capacity[a, f] > 0.0 and w.ground_capacity[g, f] > 0.0]
    if not roles:
        return []
    strongest, a, g = max(((_strongest(case, d, a, g, f), a, g) for a, g in roles), key=lambda role: role[0])
    moments = ((START, float(case.strength[f])), (CEILING, float(w.ceiling[f])))
    return [_of(case, d, a, g, f, strongest, moment, z) for moment, z in moments]


def _costs(case: Reading, d: int, a: int, g: int) -> tuple[float, float]:
    p = case.built.p[0]
    by_air = unit_cost(p.air_cost, case.friction(d, a, g), 0.0)
    return by_air, unit_cost(p.ground_cost, case.friction(d, g, a), 0.0)


def _strongest(case: Reading, d: int, a: int, g: int, f: int) -> float:
    """k_inf: the pull of an enemy that gets all attention."""
    felt = case.felt_prizes(f)
    return pull(felt[a], felt[g], *_costs(case, d, a, g), 1.0, case.built.p[0].air_share)


def _of(case: Reading, d: int, a: int, g: int, f: int, strongest: float, moment: str, z: float) -> ClosedForm:
    w, p, names = case.built.world[0], case.built.p[0], case.built.names
    attention = urgency(z, p.rival_attention)
    k, worth, felt = strongest * attention, case.prizes(f) * z * attention, case.felt_prizes(f) * z * attention
    arms = list(zip((a, g), (p.air_share, 1.0 - p.air_share), _costs(case, d, a, g), strict=True))
    effort = equilibrium_effort(k, z)
    wanted = [share * felt[i] / cost * effort / (k * z) if effort else 0.0 for i, share, cost in arms]
    needs = [_need(case, i, _gain(worth[i], felt[i], k, share, effort, z)) for i, share, _ in arms]
    return ClosedForm(
        pair=case.pair_name(d), front=names.front[f], by_air=names.actor[a], on_ground=names.actor[g], moment=moment,
        strength=z, threshold=threshold_strength(p.rival_attention, strongest), pull=float(k),
        least_trust=(needs[0], needs[1]), trust=(float(case.trust[a, g]), float(case.trust[g, a])),
        within_forces=bool(wanted[0] <= w.air_capacity[a, f] and wanted[1] <= w.ground_capacity[g, f]),
    )  # fmt: skip


def _gain(worth: float, felt: float, k: float, share: float, effort: float, z: float) -> float:
    """What the fight brings at the efforts of the part of a prize that is acted on; success brings the whole of it."""
    return equilibrium_payoff(felt, k, share) + (worth - felt) * success(effort, z)


def _need(case: Reading, i: int, gain: float) -> float:
    w: Any = case.built.world[0]
    return float(trust_to_join(w.fixed_cost[i], gain, 0.0, w.linkage[i]))
