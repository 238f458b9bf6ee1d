"""Scenario discovery: a planted box is found, and none where the labels are luck."""

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis import AnalysisError, discovery
from sim.analysis.boxes import Box, Limit, find
from tests.analysis.batches import grid, hypercube, made

NAMES = ("threat_weight", "trust_memory", "actors.North.audience_cost", "noise_one", "noise_two")


def planted(n=200):
    points = hypercube(n, *NAMES)
    return made(
        points,
        lambda row, policy, luck: luck < (0.9 if row["threat_weight"] > 0.6 and row["trust_memory"] < 0.5 else 0.1),
        kind="latin_hypercube",
    )


@pytest.fixture(scope="module")
def found():
    return discovery(planted(), "emergence", resamples=8, shuffles=9)


def test_a_planted_box_is_found(found):
    box = found.boxes[0]
    limits = {one.factor: one for one in box.limits}
    assert set(limits) == {"threat_weight", "trust_memory"}
    threat, memory = limits["threat_weight"], limits["trust_memory"]
    assert threat.binds_low and not threat.binds_high and threat.low == pytest.approx(0.6, abs=0.04)
    assert memory.binds_high and not memory.binds_low and memory.high == pytest.approx(0.5, abs=0.04)
    assert box.coverage > 0.9 and box.density > 0.9
    assert len(found.boxes) == 1, "what is left holds nothing"


def test_it_is_stable_better_than_chance_and_holds_where_it_was_not_looked_for(found):
    steady = found.stability.set_index("factor")["limited"]
    assert steady[["threat_weight", "trust_memory"]].min() == 1.0
    assert steady.drop(["threat_weight", "trust_memory"]).max() <= 0.2
    assert found.by_chance == 1 / (1 + found.shuffles)
    assert found.held_out[0] > 0.85 > 0.3 > found.base_rate
    low = found.stability.set_index("factor").loc["threat_weight"]
    assert low["low_from"] <= found.boxes[0].limits[0].low + 0.2 and low["low_to"] < 0.75


def test_scores_rank_what_matters_above_luck(found):
    scores = found.scores.set_index("factor")
    assert set(scores.index[:2]) == {"threat_weight", "trust_memory"}
    assert (scores.iloc[:2]["low"] > scores["luck"].iloc[0]).all()
    assert found.scores["score"].sum() < 1, "the random number beside them takes its part"
    assert found.leading[:2] == tuple(one.factor for one in found.boxes[0].limits)


def test_the_frame_has_a_row_a_limit_and_the_way_there_is_kept(found):
    frame = found.frame()
    assert list(frame["box"]) == [1, 1]
    assert frame.loc[frame["factor"] == "threat_weight", "high"].item() == np.inf
    assert found.tradeoff["coverage"].iloc[0] == 1.0
    assert found.tradeoff["density"].iloc[0] == pytest.approx(found.base_rate)
    assert (np.diff(found.tradeoff["mass"]) < 0).sum() > 5
    assert "threat_weight" in found._repr_html_()


def test_random_labels_give_no_box_better_than_chance():
    rng, ps = np.random.default_rng(11), []
    for k in range(4):
        points = hypercube(100, *NAMES, seed=k)
        points["\0label"] = rng.random(100) < 0.3
        batch = made(points, lambda row, policy, luck: row["\0label"], kind="latin_hypercube", replicates=1)
        batch.plan.factors = batch.plan.factors[:-1]
        got = discovery(batch, "emergence", shuffles=9, resamples=4)
        ps.append(got.by_chance)
        if got.boxes:
            assert abs(got.held_out[0] - got.base_rate) < 0.25
    assert np.median(ps) > 0.2 and sum(p <= 0.1 for p in ps) <= 1


def test_where_nothing_or_everything_emerges_there_is_no_box():
    for value in (0.0, 1.0):
        got = discovery(made(hypercube(40, "a", "b"), lambda *_, v=value: v), "emergence")
        assert got.boxes == () and got.base_rate == value and got.by_chance == 1.0
        assert got.scores["score"].isna().all() and len(got.frame()) == 0
        assert got.leading == ("a", "b")


def test_the_other_side_is_the_complement():
    batch = made(hypercube(80, "a", "b"), lambda row, policy, luck: row["a"] < 0.8)
    above, below = (discovery(batch, "emergence", side=s, shuffles=3, resamples=2) for s in ("above", "not above"))
    assert above.base_rate + below.base_rate == 1
    (limit,) = below.boxes[0].limits
    assert (limit.factor, limit.binds_low) == ("a", True) and limit.low == pytest.approx(0.8, abs=0.05)


def test_a_number_is_held_against_its_median_and_points_without_one_are_left_out():
    batch = made(
        hypercube(80, "a", "b"),
        lambda row, policy, luck: np.nan if row["b"] > 0.9 else 50 * row["a"],
        outcome="duration",
    )
    got = discovery(batch, "duration", shuffles=3, resamples=2)
    assert got.base_rate == pytest.approx(0.5, abs=0.02) and len(got.points) == 72
    assert got.basis.without_value == 8 * 20


def test_a_second_box_is_found_in_what_the_first_leaves():
    batch = made(hypercube(300, "a", "b", "c"), lambda row, policy, luck: row["a"] > 0.8 or row["b"] < 0.1)
    got = discovery(batch, "emergence", shuffles=3, resamples=2)
    assert [box.limits[0].factor for box in got.boxes[:2]] == ["a", "b"]
    assert sum(box.coverage for box in got.boxes) <= 1 + 1e-9


def test_too_little_is_said():
    with pytest.raises(AnalysisError, match="4 points of this batch have a value; to find a box in them takes 20"):
        discovery(made(grid(a=[1, 2], b=[1, 2]), lambda *_: 1.0), "emergence")
    with pytest.raises(AnalysisError, match="no factor differs"):
        discovery(made(pd.DataFrame({"a": [1.0]}), lambda *_: 1.0), "emergence")


def test_without_the_workbench_it_says_how_to_get_it(monkeypatch):
    for name in list(sys.modules):
        if name.startswith("ema_workbench"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(AnalysisError, match=r'needs ema-workbench.*pip install "backchannel\[analysis\]"'):
        discovery(planted(30), "emergence")


def test_a_limit_that_luck_gives_is_dropped():
    rng = np.random.default_rng(4)
    x = pd.DataFrame(rng.random((200, 4)), columns=list("abcd"))
    got = find(x, (x["a"] > 0.7).to_numpy() & (rng.random(200) < 0.9), 0.05)
    assert got is not None and [one.factor for one in got.box.limits] == ["a"]
    assert all(one.quasi_p < 0.05 for one in got.box.limits)


def test_a_box_counts_what_it_holds():
    box = Box((Limit("a", 0.5, 1.0, True, False, 0.01), Limit("b", 0.0, 0.5, False, True, 0.01)), 0.5, 1.0, 0.1, 1, 1)
    assert box.holds(pd.DataFrame({"a": [0.5, 0.4, 9.0], "b": [0.5, 0.1, 0.6]})).tolist() == [True, False, False]
    assert box.worth == pytest.approx(2 / 3)
    assert box.words() == "a ≥ 0.5 and b ≤ 0.5"


def counted(monkeypatch):
    """How often PRIM is asked; the searches that were kept are forgotten first."""
    from sim.analysis import search

    asked, real = [], search.find
    search._searched.cache_clear()
    monkeypatch.setattr(search, "find", lambda *args: asked.append(1) or real(*args))
    return asked


def test_the_same_points_are_searched_once_and_other_points_anew(monkeypatch):
    asked, batch = counted(monkeypatch), made(hypercube(60, "a", "b"), lambda row, policy, luck: row["a"] > 0.7)
    options: dict[str, Any] = {"shuffles": 2, "resamples": 2}
    first = discovery(batch, **options)
    once = len(asked)
    assert once >= 5
    again = discovery(batch, **options)
    assert len(asked) == once, "searched again"
    pd.testing.assert_frame_equal(again.scores, first.scores)
    discovery(batch, shuffles=3, resamples=2)
    more = len(asked)
    assert more > once, "with other options it is another search"
    batch.tables["dyads"] = batch.tables["dyads"].query("cell != 3")
    discovery(batch, **options)
    assert len(asked) > more, "with other runs it is another search"


def test_a_table_that_is_changed_changes_no_later_result():
    batch = made(hypercube(40, "a", "b"), lambda row, policy, luck: row["a"] > 0.7)
    found = discovery(batch, shuffles=1, resamples=1)
    found.scores["score"] = -1.0
    found.tradeoff["mass"] = -1.0
    again = discovery(batch, shuffles=1, resamples=1)
    assert (again.scores["score"] >= 0).all() and (again.tradeoff["mass"] > 0).all()
