"""Rivals who face each other without any enemy, and cases that have none."""

import math

import numpy as np
import pytest

import sim
from sim import kernel
from sim.phases.consequences import face, pair_clash_rate
from sim.rules.incidents import clash_rate
from sim.scenario import loads
from sim.scenario.build import build
from tests.systems.cases import EVENTS, POLICIES, SEED, case, opened, place, played
from tests.worlds import changed, differing, months_of

STANDOFF = """\
title: Two fleets
assumed: a round number
months: {first: 2001-01, last: 2010-12}
issues: {island: {minus: it is the East's, plus: it is the West's}}
actors:
  East: {kind: state, interests: {island: {position: -1, salience: 1}}}
  West: {kind: state, interests: {island: {position: 1, salience: 1}}}
relations:
  - {between: [East, West], rivals: true, crises: 0.1, standing: 2}
"""
BUILT = build(loads(STANDOFF))
RUNS = np.arange(1, 201, dtype=np.uint64)


@pytest.mark.parametrize(("rate", "lasts"), [(0.1, 3.0), (0.5, 1.0), (0.02, 10.0)])
def test_share_of_months_in_crisis(rate, lasts):
    """b / (b + e): b the chance that one begins in a month without, e that one ends."""
    built = changed(BUILT, crisis_rate=rate, crisis_months=lasts)
    share = np.mean([played(built, seed)["crisis"][1:, 0].mean() for seed in range(1, 101)])
    begin, over = 1 - math.exp(-rate), 1 / lasts
    stays = 1 - begin - over  # the chain's memory, which makes the sample smaller than it looks
    expected = begin / (begin + over)
    effective = 100 * 120 * (1 - stays) / (1 + stays)
    late = expected * (1 - stays**120) / (120 * (1 - stays))  # it begins without a crisis
    assert share == pytest.approx(expected - late, abs=3 * math.sqrt(expected * (1 - expected) / effective) + 0.01)


def test_clashes_of_a_crisis_by_the_rule():
    world, p = opened(BUILT)
    assert pair_clash_rate(world, p, 0, 0.0) == 0.0
    world.crisis[0] = 1
    expected = clash_rate(p.incident_rate, 1.0, 2.0, 1.0, 0.25)
    assert expected > 0 and pair_clash_rate(world, p, 0, 0.25) == pytest.approx(expected)
    calm = {"hostility_rate": 0.0, "accident_share": 1.0, "accident_share_line": 1.0}
    always = changed(BUILT, crisis_rate=50.0, crisis_months=120.0, **calm)
    last = kernel.run(always, RUNS).last
    months = np.mean([played(always, s)["crisis"][1:].sum() for s in range(1, 21)])
    mean = float(p.incident_rate) * 2.0 * months
    assert last["incidents_total"].mean() == pytest.approx(mean, rel=0.05)


def test_no_crises_no_clashes():
    last = kernel.run(changed(BUILT, crisis_rate=0.0), RUNS).last
    assert not last["incidents_total"].any() and not last["crisis"].any()
    last = kernel.run(changed(BUILT, standing=0.0), RUNS).last
    assert not last["incidents_total"].any()


def test_nobody_faces_the_absent():
    built = build(loads(STANDOFF).without(actor="East"))
    last = kernel.run(changed(built, crisis_rate=10.0), RUNS).last
    assert not last["crisis"].any() and not last["incidents_total"].any()
    world, p = opened(built, crisis_rate=10.0)
    face(world, p, SEED)
    assert not world.crisis.any()


def test_a_case_without_enemies_and_theatres_runs_both_ways():
    scenario = loads(STANDOFF)
    for seed in (1, 2, 3):
        stepped = months_of(sim.Model(scenario, seed=seed))
        assert not differing(stepped, played(BUILT, seed))
        for fact in ("payoff", "trust", "rivalry", "governed", "held"):
            assert np.isfinite(stepped[fact]).all()
        assert not stepped["fights"].any() and not stepped["strength"].any() and stepped["hostile"].any()


def test_crises_beside_an_enemy():
    built = build(case(EVENTS, POLICIES))
    pair, other = (place(built, "dyad", d) for d in (("North", "South"), ("Militia", "North")))
    crises = np.array([played(built, s)["crisis"].any(axis=0) for s in range(1, 21)])
    assert crises[:, pair].any() and not crises[:, other].any(), "only where the case has them"
