"""What batches say: estimates, effects, exports, progress; against numbers worked out otherwise."""

import io
import json
import signal

import numpy as np
import pandas as pd
import pytest

import sim
from sim import progress as telling
from sim.analysis.summary import summary
from sim.batches import effects, export_tables
from sim.batches.dictionary import columns
from sim.batches.dryrun import dry_run
from sim.batches.tables import LEVELS
from sim.cli import paired
from sim.intervals import mean, paired_share, wilson
from sim.report import write
from sim.world import MODES

CASE = sim.example()
PAIR = "North – South"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    plan = sim.Batch(
        CASE, policies=["as_coded", "no_enemy", "no_intermediary"] if "no_intermediary" in CASE.policy_names else "all",
        vary={"threat_weight": [4, 12]}, design="grid", replicates=30,
    )  # fmt: skip
    return plan.run(tmp_path_factory.mktemp("x") / "x", progress=False, threads=2)


def test_estimates_are_those_of_the_runs(results):
    dyads = results.frame("dyads", cells=True)
    for (policy, weight), group in dyads.groupby(["policy", "threat_weight"], observed=True):
        found = results.estimate("emergence", PAIR, by=["policy", "threat_weight"])
        row = found[(found["policy"] == policy) & (found["threat_weight"] == weight)].iloc[0]
        assert tuple(row[["value", "low", "high", "n"]]) == tuple(wilson(group["emergence"].sum(), len(group)))
    runs = results.frame("runs")
    whole = results.estimate("peak_strength", by=["cell"])
    assert whole["of"].unique().tolist() == ["all"]
    first = runs[runs["cell"] == 1]["peak_strength"]
    assert tuple(whole[["value", "low", "high", "n"]].iloc[0]) == pytest.approx(tuple(mean(first)))


def test_over_points_intervals_are_those_of_summaries(results):
    """Runs of a point are alike: two points are two facts and not sixty runs."""
    for outcome in ("emergence", "peak_strength", "duration"):
        told = summary(results, [outcome]).frame()
        found = results.estimate(outcome)
        ends = ["value", "low", "high", "n"]
        assert found[ends].to_numpy() == pytest.approx(told[ends].to_numpy(), nan_ok=True)
        changed = results.compare("as_coded", "no_enemy", outcome)
        other = told[told["policy"] == "no_enemy"][["difference", "difference_low", "difference_high", "pairs"]]
        ends = ["difference", "low", "high", "n"]
        assert changed[ends].to_numpy() == pytest.approx(other.to_numpy(), nan_ok=True)
    alone = wilson(results.frame("dyads", cells=True).query("policy == 'as_coded'")["emergence"].sum(), 60)
    pooled = results.estimate("emergence").iloc[0]
    assert pooled["high"] - pooled["low"] > 2 * (alone.high - alone.low)


def test_unknown_words_are_answered_with_the_known_ones(results):
    for call, said in (
        (lambda: results.estimate("emergency"), "there is no outcome 'emergency'; outcomes are"),
        (lambda: results.estimate("emergence", by=["colour"]), "cells have no 'colour'; they have cell, scenario"),
        (lambda: results.estimate("emergence", "A – B"), "there is no dyad 'A – B'"),
        (lambda: results.compare("as_coded", "peace"), "there is no policy 'peace' here; there are as_coded"),
    ):
        with pytest.raises(KeyError, match=said):
            call()


def test_policies_are_compared_run_by_run(results):
    found = results.compare("as_coded", "no_enemy", "emergence", by=["point"])
    wide = results.values("emergence", PAIR).pivot_table(
        index=["point", "replicate"], columns="policy", values="value", observed=True
    )
    expected = paired_share(wide.loc[1, "as_coded"], wide.loc[1, "no_enemy"])
    assert tuple(found[["difference", "low", "high", "n"]].iloc[0]) == pytest.approx(tuple(expected))
    assert results.compare("as_coded", "no_enemy", "emergence")["n"].iloc[0] == 60
    by_point = results.compare("as_coded", "no_enemy", "peak_strength", by=["scenario", "point"])
    assert by_point["n"].tolist() == [30, 30]
    same = results.compare("as_coded", "as_coded", "peak_strength")
    assert same["difference"].tolist() == [0.0]


def test_a_factor_may_have_the_name_of_an_outcome(tmp_path):
    """``deconfliction`` is an assumption, and a share of months."""
    plan = sim.Batch(
        CASE, policies=["as_coded", "no_enemy"], vary={"deconfliction": [0.1, 0.9]}, design="grid", replicates=5
    )
    results = plan.run(tmp_path / "x", progress=False)
    dyads = results.frame("dyads")
    values = results.values("deconfliction")
    assert values["value"].tolist() == dyads["deconfliction"].tolist()
    by_factor = results.estimate("deconfliction", by=["policy", "deconfliction"])
    assert by_factor["deconfliction"].tolist() == [0.1, 0.9, 0.1, 0.9]
    assert by_factor["value"].tolist() == pytest.approx(dyads.groupby("cell")["deconfliction"].mean().tolist())
    assert results.compare("as_coded", "no_enemy", "deconfliction")["n"].tolist() == [10]
    joined = results.frame("dyads", cells=True)
    assert joined["deconfliction"].tolist() == dyads["deconfliction"].tolist()
    assert sorted(joined["factor_deconfliction"].unique()) == [0.1, 0.9]
    assert len(summary(results, ["deconfliction"]).values) == 2
    one, other = (paired.side(f"{results.path}:{policy}", "deconfliction") for policy in ("as_coded", "no_enemy"))
    assert paired.effects(one, other, "deconfliction").rows
    assert write(results.path).is_file()


def test_pairing_narrows_the_interval(results, tmp_path):
    """With luck of its own, each policy's noise counts; with common luck most of it goes."""
    values = results.values("peak_strength")
    common = effects.compare(values, sim.outcomes.OUTCOMES["peak_strength"], "as_coded", "no_enemy", [], True)
    apart = effects.compare(values, sim.outcomes.OUTCOMES["peak_strength"], "as_coded", "no_enemy", [], False)
    assert common["difference"].iloc[0] == pytest.approx(apart["difference"].iloc[0])
    plan = sim.Batch(CASE, policies=["as_coded", "no_enemy"], replicates=40, luck="independent")
    alone = plan.run(tmp_path / "x", progress=False)
    seeds = alone.frame("runs")["seed"]
    assert seeds.nunique() == 80
    assert alone.compare("as_coded", "no_enemy", "peak_strength")["n"].tolist() == [40]


def test_the_interval_of_independent_shares_is_newcombes():
    """Newcombe (1998), table II: 56/70 less 48/80, method 10: 0.0524 to 0.3339."""
    found = effects.apart(wilson(48, 80), wilson(56, 70))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


# ---- other programs


@pytest.mark.parametrize("record", ["outcomes", "dyad_months"])
def test_dyad_years_are_the_months_counted(tmp_path, record):
    """Whether months were recorded or are played once more."""
    results = sim.Batch(CASE, policies=["as_coded"], replicates=5, record=record).run(tmp_path / "x", progress=False)
    path = results.export(tmp_path / "years.csv")
    years = pd.read_csv(path)
    history = results.replay("1-4")
    modes = pd.Series(history.fact("mode")[:, 0], [month[:4] for month in history.months])
    of_run = years[years["run"] == "1-4"].set_index("year")
    assert len(years) == 5 * modes.index.nunique()
    for year, group in modes.groupby(level=0):
        for code, mode in enumerate(MODES):
            assert of_run.loc[int(str(year)), f"months_{mode}"] == (group == code).sum()
    assert (years["months"] == years[[f"months_{mode}" for mode in MODES]].sum(axis=1)).all()
    about = json.loads((tmp_path / "years.columns.json").read_text())
    assert [column["column"] for column in about] == list(years)
    assert all(column.get("meaning") for column in about)


def test_any_table_as_csv_or_parquet(results, tmp_path):
    for name in ("dyads.csv", "dyads.parquet"):
        path = results.export(tmp_path / name, "dyads")
        assert path.stat().st_size > 1000
    read = pd.read_csv(tmp_path / "dyads.csv")
    assert len(read) == len(results.frame("dyads"))
    np.testing.assert_array_equal(read["trust"], results.frame("dyads")["trust"])
    with pytest.raises(ValueError, match="is there already"):
        results.export(tmp_path / "dyads.csv", "dyads")
    with pytest.raises(ValueError, match="ends neither in"):
        results.export(tmp_path / "dyads.xlsx", "dyads")


def test_names_cannot_be_formulas():
    for text in ("=1+1", "+1", "-1", "@x", "\tx"):
        assert export_tables.harmless(pd.DataFrame({"a": [text]}))["a"].tolist() == [f"'{text}"]


def test_every_column_has_a_meaning(tmp_path):
    plan = sim.Batch(CASE, replicates=2, record="trajectories")
    results = plan.run(tmp_path / "x", progress=False)
    known = {(c["table"], c["column"]): c for c in columns()}
    assert {(t, c) for t in results.tables for c in results.frame(t)} == set(known)
    assert all(c["unit"] and c["meaning"] for c in known.values())
    assert results.manifest["columns"] == columns()


def test_results_open_from_their_folder_and_show_themselves(results):
    again = sim.open(results.path)
    assert again.digest == results.digest
    assert again.plan == results.plan
    assert f"{results.plan.runs} runs, 0 failed, 0 left" in repr(again)
    assert PAIR in again._repr_html_()


# ---- before and meanwhile


def test_a_dry_run_is_near_the_truth(results, tmp_path):
    plan = sim.Batch(CASE, replicates=2000)
    told = dry_run(plan)
    assert (told.cells, told.runs, told.at_most) == (1, 2000, 2000)
    assert [told.bytes_per_run[level] for level in LEVELS] == sorted(told.bytes_per_run.values())
    plan.run(tmp_path / "x", progress=False, chunk=1000)
    disk = sum(file.stat().st_size for file in (tmp_path / "x" / "shards").iterdir())
    assert 0.4 < told.disk / disk < 2.5
    assert "2,000 runs" in str(told)
    stop = {"outcome": "emergence", "of": PAIR, "half_width": 0.01, "at_most": 50}
    assert dry_run(sim.Batch(CASE, replicates=10, stop=stop)).at_most == 50


def test_a_log_has_a_line_now_and_then(monkeypatch):
    clock = iter(range(0, 1000, 7))
    monkeypatch.setattr(telling.time, "monotonic", lambda: float(next(clock)))
    stream = io.StringIO()
    with telling.progress(0, stream=stream) as done:
        assert stream.getvalue() == ""
        done.expect(100)
        for _ in range(10):
            done(10, failed=1)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "100 runs; the first may take half a minute to compile"
    assert lines[-1].startswith("100 of 100 runs done, 10 failed, 0 s left")
    assert 3 <= len(lines) <= 6


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_has_a_bar():
    stream = Terminal()
    with telling.progress(4, stream=stream) as done:
        done(3, failed=1)
        assert (done.done, done.failed, done.total) == (3, 1, 4)
    assert "runs, 1 failed" in stream.getvalue()
    assert "3/4" in stream.getvalue()


def test_a_notebook_has_a_widget(monkeypatch, capsys):
    monkeypatch.setattr(telling, "in_notebook", lambda: True)
    with telling.progress(4) as done:
        done.expect(4)
        done(8, failed=2)
        bar = vars(done)["bar"]
        assert (bar.n, bar.total) == (8, 8)


def test_signals_go_back_to_what_they_were():
    from sim.batches.signals import on_signals

    before = signal.getsignal(signal.SIGTERM)
    with on_signals() as stop:
        signal.raise_signal(signal.SIGTERM)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is before
