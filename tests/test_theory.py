"""C21: the full model's map of who takes part is the theorem's."""

import math

import numpy as np
import pytest

from sim import kernel, theory
from sim.rules.interests import distance

CELLS = 25


@pytest.fixture(scope="module")
def plain_map() -> theory.Map:
    return theory.participation_map(CELLS)


def wrong_away_from_the_curve(found: theory.Map) -> list[tuple[float, float]]:
    """(strength, trust) of each cell that differs from the theorem with no neighbour across the curve."""
    wrong = []
    for r, c in zip(*np.nonzero(found.simulated != found.predicted), strict=True):
        around = found.predicted[max(0, r - 1) : r + 2, max(0, c - 1) : c + 2]
        if around.min() == around.max():
            wrong.append((float(found.strengths[c]), float(found.trusts[r])))
    return wrong


@pytest.mark.parametrize(("fixed_cost", "linkage"), [(3.0, 0.0), (3.0, 2.0), (1.0, 0.0), (20.0, 0.0), (20.0, 10.0)])
def test_c21_the_map_is_the_theorems(fixed_cost, linkage):
    found = theory.participation_map(CELLS, fixed_cost, linkage)
    assert not wrong_away_from_the_curve(found)
    assert (found.simulated != found.predicted).mean() < 0.02
    share = found.simulated.mean()
    assert 0.1 < share < 0.9, "a map with one region shows nothing"


def test_c21_both_conditions_bind(plain_map):
    """A weak enemy is not fought at any trust (pull below 1); against a strong one trust decides."""
    by_strength = plain_map.simulated.sum(axis=0)
    assert by_strength[0] == 0
    assert by_strength[-1] > 0.6 * CELLS
    mixed = (by_strength > 0) & (by_strength < CELLS)
    assert mixed.sum() > CELLS / 3
    for column in plain_map.simulated.T:
        assert (np.diff(column) >= 0).all(), "more trust never ends the common fight"
    for row in plain_map.simulated:
        assert (np.diff(row) >= 0).all(), "nor does a stronger enemy, with all capacity it takes"


def test_c21_linked_issues_widen_it_and_costs_narrow_it(plain_map):
    linked = theory.participation_map(CELLS, linkage=2.0)
    dear = theory.participation_map(CELLS, fixed_cost=6.0)
    assert (linked.simulated >= plain_map.simulated).all()
    assert (dear.simulated <= plain_map.simulated).all()
    for other, sign in ((linked, 1), (dear, -1)):
        grown = int(other.simulated.sum()) - int(plain_map.simulated.sum())
        predicted = int(other.predicted.sum()) - int(plain_map.predicted.sum())
        assert sign * predicted > 10
        assert grown == pytest.approx(predicted, abs=CELLS / 2), "by as much as predicted"


def test_the_curve_is_the_closed_form(plain_map):
    """F / (pi + L) where k > 1, written down once more from the case's coded numbers."""
    built = theory.quiet_case()
    w, p = built.world[0], built.p[0]
    names = built.names
    enemy, issue = names.actor.index("Raiders"), names.issue.index("defeat_of_raiders")
    for z, line in zip(plain_map.strengths, plain_map.least_trust, strict=True):
        stakes = []
        for name in ("North", "South"):  # air and ground
            i = names.actor.index(name)
            hostile = distance(w.position[i], w.position[enemy], w.salience[i], 2.0)
            stakes.append(
                p.threat_weight * w.salience[i, issue] * hostile * w.exposure[i, 0] * z * z / (z + p.rival_attention)
            )
        a = p.air_share
        k = (a * stakes[0] / p.air_cost) ** a * ((1 - a) * stakes[1] / p.ground_cost) ** (1 - a) / z
        if k <= 1:
            assert line == 2.0
            continue
        gains = [v * (1 - k**-0.5) * (1 - s * k**-0.5) for v, s in zip(stakes, (a, 1 - a), strict=True)]
        need = max(3.0 / gain for gain in gains)
        assert line == (pytest.approx(need, rel=1e-9) if need < 1 else 2.0)


@pytest.mark.parametrize("trust", [0.04, 0.2, 0.5, 0.8, 0.96])
def test_trust_begins_and_stays_where_it_is_set(trust):
    built = theory.quiet_case(60)
    theory.set_trust(built, trust)
    history = kernel.run(built, np.array([1], np.uint64), history=True).history
    first, second = built.world[0].rival[0]
    for i, j in ((first, second), (second, first)):
        assert history["trust"][:, i, j] == pytest.approx(trust, abs=1e-9)


def test_the_quiet_case_is_quiet():
    """All that the theorem leaves out is off: whatever the luck, the same run."""
    built = theory.quiet_case(60)
    runs = kernel.run(built, np.arange(1, 20, dtype=np.uint64))
    assert len({world.tobytes() for world in runs.last}) == 1
    last = runs.last[0]
    assert not last["incidents_total"].any() and not last["delivered_relayed"].any()
    assert last["strength"][0] == built.world[0].strength[0]
    assert math.isclose(last["friction"].max() + last["danger"].max(), 0.0)
