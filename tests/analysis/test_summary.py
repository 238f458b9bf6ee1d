"""Summaries: the numbers of ``sim.intervals`` where runs are independent, wider where they are not."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from sim.analysis.phase import phase
from sim.analysis.question import AnalysisError, ask
from sim.analysis.source import points
from sim.analysis.summary import summary
from sim.batches.pooling import Sums, of_cells, of_runs, paired_share_of, student
from sim.intervals import mean, paired_mean, paired_share, wilson
from tests.analysis.batches import PAIR, grid, hypercube, made


def one_point():
    return pd.DataFrame({"a": [1.0]})


def test_one_point_is_what_intervals_say_of_the_runs():
    batch = made(one_point(), lambda row, policy, luck: luck < 0.3, replicates=50)
    row = summary(batch, ["emergence"]).values[0]
    seen = batch.tables["dyads"]["emergence"]
    assert row.estimate == wilson(seen.sum(), 50)
    assert (row.scenario, row.policy, row.of, row.runs, row.points) == ("common_enemy", "as_coded", PAIR, 50, 1)


def test_numbers_too_and_runs_without_a_value_count_for_nothing():
    batch = made(
        one_point(), lambda row, policy, luck: np.nan if luck < 0.2 else 60 * luck, outcome="duration", replicates=40
    )
    row = summary(batch, ["duration"]).values[0]
    assert row.estimate == pytest.approx(mean(batch.tables["dyads"]["duration"]))
    assert row.estimate.n < row.runs == 40


def test_policies_are_compared_run_by_run():
    batch = made(
        one_point(), lambda row, policy, luck: luck < (0.6 if policy == "as_coded" else 0.2),
        policies=("as_coded", "no_channel"), replicates=60,
    )  # fmt: skip
    found = summary(batch, ["emergence"])
    (change,) = found.differences
    tables = batch.tables["dyads"].pivot(index="replicate", columns="cell", values="emergence")
    assert change.estimate == pytest.approx(paired_share(tables[1], tables[2]))
    assert (change.policy, change.base) == ("no_channel", "as_coded")
    frame = found.frame()
    assert frame.loc[frame["policy"] == "no_channel", "difference"].item() == change.estimate.value
    assert frame.loc[frame["policy"] == "as_coded", "difference"].isna().all()


def test_paired_numbers():
    batch = made(
        one_point(), lambda row, policy, luck: 10 * luck + (policy != "as_coded") * luck, outcome="incidents",
        policies=("as_coded", "other"),
    )  # fmt: skip
    tables = batch.tables["dyads"].pivot(index="replicate", columns="cell", values="incidents")
    assert summary(batch, ["incidents"]).differences[0].estimate == pytest.approx(paired_mean(tables[1], tables[2]))


def test_runs_that_are_alike_are_worth_fewer():
    """Where the point decides all, 20 points of 50 runs are 20 facts, not a thousand."""
    batch = made(hypercube(20, "a"), lambda row, policy, luck: row["a"] > 0.5, replicates=50)
    found = summary(batch, ["emergence"]).values[0].estimate
    assert found.n == 1000
    wide = wilson(10, 20, level=2 * NormalDist().cdf(student(20)) - 1)
    assert found.high - found.low == pytest.approx(wide.high - wide.low, rel=0.05)
    shared = made(hypercube(50, "a"), lambda row, policy, luck: luck < 0.5, replicates=20)
    found = summary(shared, ["emergence"]).values[0].estimate
    assert found.high - found.low > 0.35, "luck that all points share is drawn 20 times only"


def drawn(rng, points, replicates, spread, luck, middle=0.0):
    """Runs with effects of points and, where luck is not 0, of luck that all points share."""
    lift = middle + rng.normal(0, spread, (points, 1)) + luck * rng.normal(0, 1, (1, replicates))
    lift = lift + rng.normal(0, 1, (points, replicates))
    cell, replicate = np.indices(lift.shape).reshape(2, -1)
    return pd.DataFrame({"cell": cell, "replicate": replicate, "lift": lift.ravel()})


@pytest.mark.parametrize("share", [True, False], ids=["share", "mean"])
@pytest.mark.parametrize(
    ("points", "spread", "luck", "middle"),
    [(4, 1.0, 0.0, 0.0), (8, 1.5, 0.0, 0.5), (20, 1.0, 0.5, -1.0), (20, 0.3, 0.0, 0.0), (25, 0.8, 0.8, 0.0)],
)
def test_intervals_hold_as_often_as_they_say(points, spread, luck, middle, share):
    """95% intervals cover the truth in most of 200 batches, with few points, too."""
    rng, inside = np.random.default_rng(5), 0
    truth = NormalDist().cdf(middle / np.sqrt(1 + spread**2 + luck**2)) if share else middle
    for _ in range(200):
        runs = drawn(rng, points, 25, spread, luck, middle)
        runs["value"] = (runs["lift"] > 0).astype(float) if share else runs["lift"]
        found = of_runs(runs, "value", share, common=luck > 0)
        inside += found.low <= truth <= found.high
    assert inside / 200 >= 0.9


def test_every_point_counts_the_same_however_many_runs_it_has():
    """A stop rule gives points near one half the most runs; the mean over points does not lean towards them."""
    batch = made(grid(a=[0.5, 0.9, 1.0]), lambda row, policy, luck: luck < row["a"], replicates=200)
    dyads = batch.tables["dyads"]
    batch.tables["dyads"] = dyads = dyads[(dyads["cell"] == 1) | (dyads["replicate"] <= 40)]
    found = summary(batch, ["emergence"])
    means = dyads.groupby("cell")["emergence"].mean()
    assert found.values[0].estimate.value == pytest.approx(means.mean())
    assert found.values[0].estimate.value > dyads["emergence"].mean() + 0.1
    assert found.values[0].estimate.n == 280
    assert found.seeds == "of seeds 1–200, not all at every point"
    assert "of seeds 1–200, not all at every point" in phase(batch2d(), "emergence").basis.words()


def batch2d():
    batch = made(grid(a=[1, 2], b=[1, 2]), lambda row, policy, luck: luck < 0.5, replicates=200)
    dyads = batch.tables["dyads"]
    batch.tables["dyads"] = dyads[(dyads["cell"] == 1) | (dyads["replicate"] <= 40)]
    return batch


def test_sql_and_frames_give_the_same_estimate():
    batch = batch2d()
    batch.tables["dyads"]["emergence"] = np.random.default_rng(1).random(320) < 0.3
    runs = batch.tables["dyads"].assign(value=batch.tables["dyads"]["emergence"].astype(float))
    for common in (True, False):
        batch.plan.common = common
        found = summary(batch, ["emergence"]).values[0].estimate
        assert found == pytest.approx(of_runs(runs, "value", True, common))


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_points_whose_runs_all_agree_are_one_fact_each(value):
    batch = made(hypercube(20, "a"), lambda *_: value, policies=("as_coded", "other"), replicates=100)
    batch.plan.common = False
    found = summary(batch, ["emergence"])
    one, none = found.values[0].estimate, found.differences[0].estimate
    assert one.high - one.low == pytest.approx(wilson(0, 20).high)  # of 2,000 facts it would be 0.002
    assert none.value == 0.0
    assert none.high - none.low > 0.15


def test_cells_are_asked_for_names_until_one_has_runs():
    """The first cell of a policy may not be played yet, or fail in every run."""
    batch = made(grid(a=[1, 2, 3], b=[1, 2, 3]), lambda *_: 1.0, policies=("as_coded", "other"))
    dyads = batch.tables["dyads"]
    batch.tables["dyads"] = dyads[(dyads["cell"] > 1) & (dyads["cell"] < 10)]
    assert ask(batch, "emergence").of == PAIR
    found = phase(batch, "emergence")
    assert found.cells[0][0].n == 0 and found.cells[2][2].n == 20
    with pytest.raises(AnalysisError, match="no run of common_enemy under other is there"):
        ask(batch, "emergence", policy="other")


def test_a_batch_in_which_nothing_emerges_or_nothing_is_known():
    none = summary(made(grid(a=[1, 2, 3]), lambda *_: 0.0), ["emergence"]).values[0].estimate
    assert none.value == none.low == 0.0 and none.high > 0
    unknown = summary(made(grid(a=[1, 2, 3]), lambda *_: np.nan, outcome="duration"), ["duration"]).values[0]
    assert np.isnan(unknown.estimate.value) and unknown.estimate.n == 0 and unknown.runs == 60


def test_counts_say_what_arrays_say():
    rng = np.random.default_rng(2)
    a, b = rng.random(200) < 0.4, rng.random(200) < 0.6
    up, down = int((~a & b).sum()), int((a & ~b).sum())
    assert paired_share_of(up, down, 200) == pytest.approx(paired_share(a, b))
    x = rng.normal(3, 2, 40)
    (found,) = of_cells(np.array([40]), np.array([x.sum()]), np.array([(x * x).sum()]), False)
    assert found == pytest.approx(mean(x))
    assert Sums(1, 2.0, 4.0, 1, 0).mean == 2.0 and np.isnan(Sums(1, 2.0, 4.0, 1, 0).variance)


def test_one_row_a_cell_in_the_order_of_the_design():
    batch = made(grid(a=[1, 2], b=[0.1, 0.9]), lambda row, policy, luck: luck < row["b"], replicates=30)
    batch.cells = batch.cells.sample(frac=1, random_state=1)
    table = points(ask(batch, "emergence"))
    assert list(table["point"]) == [1, 2, 3, 4]
    seen = batch.tables["dyads"].groupby("cell")["emergence"].mean()
    assert list(table["value"]) == list(seen.loc[table["cell"]])
    assert list(table["n"]) == [30] * 4
    assert table["variance"].to_numpy() == pytest.approx(
        batch.tables["dyads"].groupby("cell")["emergence"].var().loc[table["cell"]].to_numpy()
    )


def test_cells_that_are_not_played_yet_have_no_value():
    batch = made(grid(a=[1, 2, 3]), lambda *_: 1.0)
    batch.tables["dyads"] = batch.tables["dyads"][batch.tables["dyads"]["cell"] != 2]
    table = points(ask(batch, "emergence"))
    assert list(table["runs"]) == [20, 0, 20] and np.isnan(table["value"][1])


def test_a_name_with_quotes_is_only_a_name():
    odd = "O'Neill's \"men\" – Señor; DROP TABLE dyads --"
    batch = made(one_point(), lambda row, policy, luck: luck < 0.5, pairs=(odd, PAIR))
    assert points(ask(batch, "emergence", of=odd))["n"].item() == 20
    assert "<b>" not in summary(made(one_point(), lambda *_: 1.0, pairs=("<b>x</b> – y",)), ["emergence"])._repr_html_()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"outcome": "luck"}, "there is no outcome 'luck'; outcomes are agreements"),
        ({"outcome": "emergence", "of": "A – B"}, "'A – B' has no emergence in this batch; there is North – South"),
        ({"outcome": "emergence", "policy": "none"}, "'none' is no policy of this batch; there is as_coded"),
        ({"outcome": "emergence", "scenario": "x"}, "'x' is no scenario of this batch; there is common_enemy"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(asked, said):
    with pytest.raises(AnalysisError, match=said):
        ask(made(one_point(), lambda *_: 1.0), **asked)


def test_of_several_pairs_one_is_named_in_either_order():
    batch = made(one_point(), lambda *_: 1.0, pairs=(PAIR, "East – West"))
    with pytest.raises(AnalysisError, match="differs between pairs of rivals; name one"):
        ask(batch, "emergence")
    assert ask(batch, "emergence", of="West – East").of == "East – West"


def test_sums_are_asked_in_sql_and_no_run_comes_into_memory():
    batch = made(grid(a=[1, 2]), lambda *_: 1.0, replicates=500)
    batch.frame = None  # whoever reads a whole table fails
    assert len(points(ask(batch, "emergence"))) == 2
    summary(batch, ["emergence"])
