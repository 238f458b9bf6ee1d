"""Tornado: each end against the centre, run by run."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis import AnalysisError, tornado
from sim.intervals import paired_mean, paired_share
from tests.analysis.batches import Factor, made

FACTORS = [Factor("a", 0.0, 1.0, 0.5), Factor("b", 0.0, 1.0, 0.5), Factor("c", 0.0, 1.0, 0.5), Factor("d", 0, 9, 3)]


def one_at_a_time(factors=FACTORS):
    centre = {f.name: f.value for f in factors}
    rows = [centre] + [centre | {f.name: end} for f in factors for end in (f.low, f.high)]
    return pd.DataFrame(rows)


def batch(value, outcome="emergence", points=None, factors=FACTORS, kind="one_at_a_time"):
    points = one_at_a_time(factors) if points is None else points
    return made(points, value, kind=kind, outcome=outcome, factors=factors, replicates=80)


def lean(row, policy, luck):
    return luck < 0.2 + 0.5 * row["a"] - 0.2 * row["b"]


def test_ends_are_compared_with_the_centre_run_by_run():
    made_ = batch(lean)
    found = tornado(made_, "emergence")
    table = made_.tables["dyads"].pivot(index="replicate", columns="cell", values="emergence")
    bars = {bar.factor: bar for bar in found.bars}
    assert bars["a"].at_low == pytest.approx(paired_share(table[1], table[2]))
    assert bars["a"].at_high == pytest.approx(paired_share(table[1], table[3]))
    assert [bar.factor for bar in found.bars] == ["a", "b", "c", "d"]
    assert bars["a"].sure and not bars["c"].sure and bars["c"].size == 0
    assert found.centre.value == table[1].mean()
    assert len(found.frame()) == 8 and list(found.frame()["end"][:2]) == ["low", "high"]


def test_numbers_too_and_pairs_without_a_value_are_left_out():
    def value(row, policy, luck):
        return np.nan if luck < row["a"] / 4 else 10 * row["b"] + luck

    made_ = batch(value, "duration")
    table = made_.tables["dyads"].pivot(index="replicate", columns="cell", values="duration")
    bars = {bar.factor: bar for bar in tornado(made_, "duration").bars}
    assert bars["b"].at_high == pytest.approx(paired_mean(table[1], table[5]))
    assert bars["a"].at_high == pytest.approx(paired_mean(table[1], table[3]))
    assert bars["a"].at_high.n < 80


def test_nothing_anywhere_and_nothing_known():
    assert all(bar.size == 0 and not bar.sure for bar in tornado(batch(lambda *_: 0.0), "emergence").bars)
    unknown = tornado(batch(lambda *_: np.nan, "duration"), "duration")
    assert all(bar.at_low.n == 0 and bar.size == 0 for bar in unknown.bars)


def test_a_factor_whose_end_is_its_value_changes_nothing():
    edge = [Factor("a", 0.0, 1.0, 0.0), FACTORS[1]]
    points = one_at_a_time(edge).drop_duplicates()
    bars = {bar.factor: bar for bar in tornado(batch(lean, points=points, factors=edge), "emergence").bars}
    assert bars["a"].at_low.value == 0 and bars["a"].at_high.value > 0


def test_another_design_or_a_missing_point_is_refused():
    with pytest.raises(AnalysisError, match="this batch has grid"):
        tornado(batch(lean, kind="grid"), "emergence")
    with pytest.raises(AnalysisError, match="the centre, all factors at their value, is not among the points"):
        tornado(batch(lean, points=one_at_a_time().iloc[1:]), "emergence")
    with pytest.raises(AnalysisError, match="d at 9, is not among the points"):
        tornado(batch(lean, points=one_at_a_time().iloc[:-1]), "emergence")
