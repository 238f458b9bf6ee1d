"""What batches say: estimates, effects, exports, progress; against numbers worked out otherwise."""

import io
import json
import math
import signal
import time
from typing import cast

import numpy as np
import pandas as pd
import pytest

import sim
from sim import counting
from sim import progress as telling
from sim.analysis.summary import summary
from sim.batches import effects, export_tables, years
from sim.batches.dictionary import columns
from sim.batches.runner import machine_code
from sim.cli import paired, sides
from sim.intervals import mean, paired_share, wilson
from sim.outcomes.spells import ENDINGS
from sim.report import write
from sim.store import StoreError
from sim.world import MODES
from tests.commands import ROOT

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


def test_words_have_no_mean(results):
    for call in (results.estimate, lambda name: results.compare("as_coded", "no_enemy", name)):
        with pytest.raises(ValueError, match=r"ending is a word .* has no mean; ask for the share .*results.shares"):
            call("ending")
    with pytest.raises(ValueError, match="incidents is a number and not a word; ask for estimate"):
        results.shares("incidents")


def test_unknown_words_are_answered_with_the_known_ones(results):
    for call, said in (
        (lambda: results.estimate("emergency"), "there is no outcome 'emergency'; did you mean 'emergence'?"),
        (lambda: results.estimate("emergence", by=["colour"]), "cells have no 'colour'; they have cell, scenario"),
        (lambda: results.estimate("emergence", "A – B"), "'A – B' is no dyad in these results; there is North – South"),
        (lambda: results.compare("as_coded", "no_enemy", by=("pont",)), "cells have no 'pont'; did you mean 'point'?"),
        (lambda: results.estimate("emergence", by="polcy"), "cells have no 'polcy'; did you mean 'policy'?"),
        (lambda: results.values("emergance"), "there is no outcome 'emergance'; did you mean 'emergence'?"),
        (lambda: results.compare("as_coded", "no_enemy", "emergance"), "did you mean 'emergence'?"),
        (lambda: results.estimate("emergence", "Nort – South"), "did you mean 'North – South'?"),
        (lambda: results.compare("as_coded", "no_enmy"), "there is no policy 'no_enmy' here; did you mean 'no_enemy'?"),
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


@pytest.mark.parametrize("luck", ["common", "independent"])
def test_one_pair_is_compared_as_among_all(tmp_path, luck):
    case = sim.load(ROOT / "scenarios" / "iran_us_isis_2014.yaml")
    plan = sim.Batch(case, policies=["as_coded", "no_channel"], replicates=6, luck=luck)
    results = plan.run(tmp_path / "x", progress=False)
    every = results.compare("as_coded", "no_channel", "incidents")
    found = results.compare("as_coded", "no_channel", "incidents", of="United States - Iran")
    assert len(every) > 1 and found["of"].tolist() == ["Iran – United States"]
    same = every[every["of"] == "Iran – United States"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, same)
    assert len(results.compare("as_coded", "no_channel", "enemy_fallen", of="Iran – United States")) == 1
    with pytest.raises(KeyError, match="did you mean 'Iran – United States'"):
        results.compare("as_coded", "no_channel", "incidents", of="Iran – Untied States")


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
    one, other = (sides.side(f"{results.path}:{policy}", "deconfliction") for policy in ("as_coded", "no_enemy"))
    assert paired.effects(one, other, "deconfliction").rows
    assert write(results.path).is_file()


def test_pairing_narrows_the_interval(results, tmp_path):
    """With luck of its own, each policy's noise counts; with common luck most of it goes."""
    asked = (results.sql, sim.outcomes.OUTCOMES["peak_strength"], results.cells, ("as_coded", "no_enemy"), [])
    common, apart = effects.compare(*asked, common=True), effects.compare(*asked, common=False)
    assert common["difference"].iloc[0] == pytest.approx(apart["difference"].iloc[0])
    plan = sim.Batch(CASE, policies=["as_coded", "no_enemy"], replicates=40, luck="independent")
    alone = plan.run(tmp_path / "x", progress=False)
    seeds = alone.frame("runs")["seed"]
    assert seeds.nunique() == 80
    assert alone.compare("as_coded", "no_enemy", "peak_strength")["n"].tolist() == [40]


@pytest.mark.parametrize("vary", [{}, {"threat_weight": [4, 12, 30]}], ids=["one point", "three"])
@pytest.mark.parametrize("outcome", ["emergence", "incidents"])
@pytest.mark.parametrize("luck", ["common", "independent"])
def test_the_report_says_of_a_policy_what_a_comparison_says(tmp_path, luck, outcome, vary):
    plan = sim.Batch(
        CASE, policies=["as_coded", "no_channel"], replicates=30, luck=luck, vary=vary, design="grid" if vary else None
    )
    results = plan.run(tmp_path / "x", progress=False)
    wanted = results.compare("as_coded", "no_channel", outcome).iloc[0]
    found = summary(results, [outcome])
    (row,) = found.differences
    assert tuple(row.estimate) == pytest.approx(tuple(wanted[["difference", "low", "high", "n"]]), rel=1e-12)
    frame = found.frame().set_index("policy")
    assert frame.loc["no_channel", "pairs"] == (wanted["n"] if luck == "common" else 0)
    assert math.isnan(frame.loc["as_coded", "pairs"])


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
    table = pd.read_csv(path)
    history = results.replay("1-4")
    modes = pd.Series(history.fact("mode")[:, 0], [month[:4] for month in history.months])
    of_run = table[table["run"] == "1-4"].set_index("year")
    clashes = pd.Series(history.fact("incidents")[:, 0], modes.index).groupby(level=0).sum()
    assert clashes.sum() > 0 and of_run["incidents"].to_dict() == {int(y): n for y, n in clashes.items()}
    stored = results.frame("dyads").set_index("replicate")["incidents"]
    assert table.groupby("replicate")["incidents"].sum().to_dict() == stored.to_dict()
    if record == "dyad_months":
        months = results.frame("months").assign(year=lambda months: months["month"].astype(str).str[:4].astype(int))
        counted = (
            months.groupby(["replicate", "year", "mode"], observed=False)
            .size()
            .unstack("mode")
            .reindex(columns=MODES, fill_value=0)
        )
        told = table.set_index(["replicate", "year"])[[f"months_{mode}" for mode in MODES]]
        assert (told.to_numpy() == counted.to_numpy()).all()
        changes = results.frame("events").query("event == 'mode'").groupby("replicate").size()
        assert ((told > 0).groupby("replicate").any().sum(axis=1) <= changes.reindex(range(1, 6)).fillna(0) + 1).all()
    assert len(table) == 5 * modes.index.nunique()
    for year, group in modes.groupby(level=0):
        for code, mode in enumerate(MODES):
            assert of_run.loc[int(str(year)), f"months_{mode}"] == (group == code).sum()
    assert (table["months"] == table[[f"months_{mode}" for mode in MODES]].sum(axis=1)).all()
    about = json.loads((tmp_path / "years.columns.json").read_text())
    assert [column["column"] for column in about] == list(table)
    assert all(column.get("meaning") for column in about)


def test_years_of_a_run_that_comes_out_otherwise_are_refused(tmp_path, monkeypatch):
    results = sim.Batch(CASE, replicates=3).run(tmp_path / "x", progress=False)
    real = years.months_of_run

    def other(built, seed, *more):
        return real(built, seed + (seed == 2), *more)

    monkeypatch.setattr(years, "months_of_run", other)
    with pytest.raises(sim.store.StoreError, match="run 1-2 comes out otherwise here than it was stored; sim replay"):
        results.export(tmp_path / "years.csv")
    assert not (tmp_path / "years.csv").exists()


def test_words_are_exported_as_words(results, tmp_path):
    results.export(tmp_path / "dyads.csv", "dyads")
    found = pd.read_csv(tmp_path / "dyads.csv", keep_default_na=False)
    assert set(found["ending"]) <= set(ENDINGS) and found["ending"].nunique() > 1
    assert found["ending"].tolist() == results.frame("dyads")["ending"].tolist()


def test_a_table_that_is_not_there_is_told_why(results, tmp_path):
    for call in (
        lambda: results.frame("months"),
        lambda: results.sql("SELECT * FROM months"),
        lambda: results.export(tmp_path / "m.csv", "months"),
    ):
        with pytest.raises(sim.store.StoreError, match=r"months were not recorded; play .* `record: dyad_months`"):
            call()
    with pytest.raises(sim.store.StoreError, match="there is no table 'dyds'; did you mean 'dyads'"):
        results.frame("dyds")
    with pytest.raises(sim.store.StoreError, match="there is no table 'dyds'; did you mean 'dyads'"):
        results.sql("SELECT * FROM dyds")
    with pytest.raises(sim.store.StoreError, match=r"the query cannot be answered: .*trust"):
        results.sql("SELECT trust FROM runs")


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
    results.export(tmp_path / "years.csv")
    by_year = {("dyad_year", c) for c in pd.read_csv(tmp_path / "years.csv") if c not in results.cells or c == "cell"}
    assert {(t, c) for t in results.tables for c in results.frame(t)} | by_year == set(known)
    assert all(c["unit"] and c["meaning"] for c in known.values())
    assert results.manifest["columns"] == columns()


def test_results_open_from_their_folder_and_show_themselves(results):
    again = sim.open(results.path)
    assert again.digest == results.digest
    assert again.plan == results.plan
    assert f"{results.plan.runs} runs, 0 failed, 0 left" in repr(again)
    assert PAIR in again._repr_html_()


# ---- before and meanwhile


def test_a_log_has_a_line_now_and_then(monkeypatch):
    clock = iter(range(0, 1000, 7))
    monkeypatch.setattr(telling.time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(counting.threading, "Timer", Never)
    stream = io.StringIO()
    with telling.progress(0, stream=stream) as done:
        assert stream.getvalue() == ""
        done.expect(100)
        for _ in range(10):
            done(10, failed=1)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "100 runs"
    assert lines[-1].startswith("100 of 100 runs done, 10 failed, 0 s left")
    assert 3 <= len(lines) <= 6


class Never:
    """A timer that does not ring until it is asked to."""

    def __init__(self, seconds, ring):
        self.seconds, self.ring, self.over = seconds, ring, False

    def start(self):
        pass

    def cancel(self):
        self.over = True


def test_machine_code_is_spoken_of_only_when_nothing_comes(monkeypatch, tmp_path):
    monkeypatch.setattr("sim._compile.CACHE", tmp_path)
    monkeypatch.setattr("sim._compile.COMPILED", True)
    monkeypatch.setattr(counting.threading, "Timer", Never)
    stream = io.StringIO()
    with telling.progress(100, stream=stream) as done:
        late = cast(Never, done._late)
        assert late.seconds == 3
        assert stream.getvalue() == "100 runs\n"
        late.ring()
        assert stream.getvalue() == f"100 runs\n{counting.COMPILING}\n"
        done(1)
        assert late.over
        late.ring()  # it was about to when the first run came
    assert stream.getvalue().count(counting.COMPILING) == 1


def test_where_the_end_is_open_there_is_one_progress_that_says_so(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(telling.time, "monotonic", lambda: now[0])
    stream = io.StringIO()
    with telling.progress(0, stream=stream) as done:
        for number in range(1, 4):  # rounds of 20 each, of 100 at most
            done.expect(20, 100 - 20 * number)
            now[0] += 20
            done(20, failed=number == 1)
    assert stream.getvalue().splitlines() == [
        "20 runs, then at most 80 more",
        "40 of at most 100 runs done, 1 failed, at most 1 min 0 s left",
        "60 of 60 runs done, 1 failed, 0 s left",
    ]


def test_a_batch_that_stops_by_itself_tells_one_progress(tmp_path, capsys):
    stop = {"outcome": "emergence", "of": PAIR, "half_width": 0.05, "at_most": 500}
    results = sim.Batch(CASE, replicates=10, stop=stop).run(tmp_path / "x")
    told = capsys.readouterr().err.splitlines()
    done = results.progress.done
    assert 10 < done < 500
    assert told[0] == "10 runs, then at most 490 more"
    assert [line for line in told if "0 s left" in line] == [f"{done} of {done} runs done, 0 s left"]


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


def test_a_table_that_is_made_by_export_is_known(results):
    with pytest.raises(StoreError, match=r"dyad_year is not stored, but made by results\.export\(FILE\) or sim export"):
        results.frame("dyad_year")
    with pytest.raises(StoreError, match="made by results"):
        results.sql("SELECT * FROM dyad_year")
    with pytest.raises(StoreError, match=r"did you mean 'dyad_year'.*; dyad_year is made by export"):
        results.export("x.csv", "dyad_yaer")
    with pytest.raises(StoreError, match=f"Tables are: {', '.join(results.tables)}"):
        results.sql("SELECT nothing_like_it FROM cells")


@pytest.mark.parametrize(("made", "code", "said"), [(False, "*.nbc", "COMPILING"), (True, "*.nbc", "NONE"),
    (True, "kernel._play-*.nbc", "COMPILING"), (True, "", "COMPILING_OWN")])  # fmt: skip
def test_machine_code_that_is_there_is_not_spoken_of(monkeypatch, tmp_path, made, code, said):
    monkeypatch.setattr("sim._compile.CACHE", tmp_path)
    monkeypatch.setattr("sim._compile.COMPILED", True)
    (tmp_path / "rules").mkdir()
    if made:
        (tmp_path / "rules" / "x-1.nbc").touch()
    assert counting.why_late(code, time.time() + 1) == getattr(counting, said)
    assert counting.why_late("*.nbc", time.time() - 9) == counting.COMPILING, "what is made now was not there before"


def test_what_a_batch_waits_for():
    class Slow(sim.State):
        def hostility(self, rival):
            return 0.1

    class Quick(sim.State):
        @sim.decision
        def hostility(world, p, me, rival):
            return 0.1

    codes = [
        machine_code(sim.Batch(sim.example(), actors=actors)) for actors in (None, {"North": Slow}, {"North": Quick})
    ]
    assert codes == [counting.WHOLE_RUNS, "*.nbc", ""]
