"""Sobol and Morris: known values of a known function, and refusals where indices would be wrong."""

import math
import sys

import numpy as np
import pandas as pd
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from sim.analysis import AnalysisError, screening, sensitivity
from tests.analysis.batches import Factor, hypercube, made

THREE = ("x1", "x2", "x3")
PROBLEM = {"num_vars": 3, "names": list(THREE), "bounds": [[-math.pi, math.pi]] * 3}
FACTORS = [Factor(name, -math.pi, math.pi, 0.0) for name in THREE]


def ishigami(row):
    """Ishigami and Homma (1990), with a = 7 and b = 0.1."""
    return math.sin(row["x1"]) + 7 * math.sin(row["x2"]) ** 2 + 0.1 * row["x3"] ** 4 * math.sin(row["x1"])


FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def scheme(n=512, second=False):
    x = sobol_sample.sample(PROBLEM, n, calc_second_order=second, seed=1)
    return pd.DataFrame(x, columns=list(THREE))


def played(points, value, replicates=1, kind="sobol", outcome="incidents", **design):
    return made(points, value, kind=kind, outcome=outcome, replicates=replicates, factors=FACTORS, **design)


def test_ishigami_has_its_known_indices():
    found = sensitivity(played(scheme(1024), lambda row, *_: ishigami(row)), "incidents")
    for one, known in zip(found.first + found.total, FIRST + TOTAL, strict=True):
        assert one.value == pytest.approx(known, abs=0.03)
        assert one.low - 0.01 <= known <= one.high + 0.01
        assert 0 < one.high - one.low < 0.25
    assert found.pairs == () and found.first[0].n == 1024
    assert list(found.frame()["factor"]) == ["x1", "x2", "x3"]


def test_second_order_where_the_design_has_it():
    found = sensitivity(played(scheme(512, second=True), lambda row, *_: ishigami(row)), "incidents")
    pairs = {(a, b): one.value for a, b, one in found.pairs}
    assert pairs["x1", "x3"] == pytest.approx(0.2437, abs=0.06)
    assert pairs["x1", "x2"] == pytest.approx(0, abs=0.06)


def test_replicates_are_averaged_and_their_luck_is_told():
    noise = np.random.default_rng(3)
    found = sensitivity(played(scheme(64), lambda row, *_: ishigami(row) + noise.normal(0, 3), 4), "incidents")
    assert found.luck.share == pytest.approx(9 / 4 / (13.84 + 9 / 4), abs=0.05)
    assert "is luck within them" in found.luck.words()
    alone = sensitivity(played(scheme(64), lambda row, *_: ishigami(row)), "incidents")
    assert math.isnan(alone.luck.share) and "cannot be told" in alone.luck.words()


def test_luck_shared_by_all_points_moves_no_index():
    plain = sensitivity(played(scheme(64), lambda row, *_: ishigami(row), 3), "incidents")
    shared = sensitivity(played(scheme(64), lambda row, policy, luck: ishigami(row) + 5 * luck, 3), "incidents")
    assert [e.value for e in shared.total] == pytest.approx([e.value for e in plain.total])


def test_an_outcome_that_never_changes_has_no_indices():
    found = sensitivity(played(scheme(8), lambda *_: 0.0, 3, outcome="emergence"), "emergence")
    assert found.constant and all(math.isnan(e.value) for e in found.total)
    assert found.luck.words() == "Nothing differs between points."
    assert len(found.frame()) == 3


def test_points_without_a_value_are_counted_and_refused():
    batch = played(scheme(8), lambda row, *_: math.nan if row["x1"] > 2 else 1.0, 2, outcome="duration")
    missing = int((batch.cells["x1"] > 2).sum())
    with pytest.raises(AnalysisError, match=f"duration has no value in any run of {missing} of 40 points"):
        sensitivity(batch, "duration")


def test_points_that_are_not_played_are_counted_and_refused():
    batch = played(scheme(8), lambda *_: 1.0, outcome="duration")
    batch.tables["dyads"] = batch.tables["dyads"].query("cell < 39")
    with pytest.raises(AnalysisError, match="2 of 40 points are not played yet; finish the batch first"):
        sensitivity(batch, "duration")


def test_points_of_another_scheme_or_order_are_refused():
    with pytest.raises(AnalysisError, match="this batch has latin_hypercube"):
        sensitivity(made(hypercube(20, *THREE), lambda *_: 1.0, kind="latin_hypercube"), "emergence")
    moved = scheme(8).sample(frac=1, random_state=2)
    with pytest.raises(AnalysisError, match="not Saltelli's scheme for 3 factors"):
        sensitivity(played(moved, lambda row, *_: ishigami(row)), "incidents")
    with pytest.raises(AnalysisError, match="the 39 points are not Saltelli's scheme"):
        sensitivity(played(scheme(8).iloc[:-1], lambda row, *_: ishigami(row)), "incidents")


@pytest.mark.parametrize("what", [sensitivity, screening])
def test_without_salib_it_says_how_to_get_it(what, monkeypatch):
    for name in list(sys.modules):
        if name.startswith("SALib"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    batch = played(scheme(8), lambda row, *_: ishigami(row))
    if what is screening:
        batch = trajectories(4, lambda row, *_: ishigami(row))
    with pytest.raises(AnalysisError, match=r'needs SALib.*pip install "backchannel\[analysis\]"'):
        what(batch, "incidents")


def trajectories(n, value, replicates=1, levels=4, outcome="incidents"):
    problem = {**PROBLEM, "bounds": [[f.low, f.high] for f in FACTORS]}
    x = pd.DataFrame(morris_sample.sample(problem, n, num_levels=levels, seed=1), columns=list(THREE))
    return played(x, value, replicates, "morris", outcome, levels=levels)


def test_elementary_effects_of_a_plane_are_its_slopes():
    slope = {"x1": 3.0, "x2": -1.0, "x3": 0.0}
    found = screening(trajectories(12, lambda row, *_: sum(s * row[x] for x, s in slope.items())), "incidents")
    whole = 2 * math.pi  # per whole range
    for k, s in enumerate(slope.values()):
        assert found.mu[k].value == pytest.approx(s * whole)
        assert found.mu_star[k].value == pytest.approx(abs(s) * whole)
        assert found.sigma[k].value == pytest.approx(0, abs=1e-9)
    assert list(found.frame()["factor"]) == ["x1", "x2", "x3"] and found.trajectories == 12


def test_what_bends_or_depends_on_others_has_a_spread_with_an_interval():
    found = screening(trajectories(40, lambda row, *_: ishigami(row)), "incidents")
    for one in (*found.mu_star, *found.sigma):
        assert one.low <= one.value <= one.high + 1e-9 or one.high == pytest.approx(one.value)
    x1, _, x3 = found.sigma
    assert x3.low > 1 and x1.value > 1
    assert abs(found.mu[2].value) < found.mu_star[2].value, "its sign changes with x1"


def test_the_floor_is_the_effect_of_a_factor_that_does_nothing_but_luck():
    noise = np.random.default_rng(8)
    found = screening(trajectories(300, lambda *_: noise.normal(0, 2), 5), "incidents")
    for one in found.mu_star:
        assert one.value == pytest.approx(found.floor, rel=0.1)


def test_points_that_are_no_trajectories_are_refused():
    batch = trajectories(6, lambda row, *_: ishigami(row))
    batch.cells["point"] = np.random.default_rng(1).permutation(len(batch.cells)) + 1
    with pytest.raises(
        AnalysisError, match="the 24 points are not trajectories in which each of 3 factors changes once"
    ):
        screening(batch, "incidents")
    with pytest.raises(AnalysisError, match="this batch has sobol"):
        screening(played(scheme(8), lambda row, *_: ishigami(row)), "incidents")


def test_a_single_trajectory_is_not_sure_of_anything():
    found = screening(trajectories(1, lambda row, *_: ishigami(row)), "incidents")
    assert math.isinf(found.mu_star[0].high) and math.isinf(found.mu_star[0].low)


def test_where_nothing_emerges_all_effects_are_nothing():
    found = screening(trajectories(6, lambda *_: 0.0, 4, outcome="emergence"), "emergence")
    assert {e.value for e in found.mu_star} == {0.0} and found.luck.spread == 0
