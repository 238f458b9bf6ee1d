"""Batches in threads: what comes out, what goes on, what fails, and what stops."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim import kernel
from sim.batches import runner, stopping, work
from sim.batches.playing import Played, Player
from sim.batches.rounds import Runs
from sim.batches.session import FailedRun
from sim.outcomes import OUTCOMES
from sim.outcomes.asked import outcome_of
from sim.store import StoreError

ROOT = Path(sim.__file__).parent.parent
CASE = sim.example()


def small(**words: Any) -> sim.Batch:
    usual: dict[str, Any] = {"policies": ["as_coded", "no_enemy"], "replicates": 20}
    return sim.Batch(CASE, **(usual | words))


def play(plan, folder, **words):
    return plan.run(folder, **{"progress": False, "threads": 2, **words})


def fail_for(monkeypatch, seeds):
    """Runs with these seeds raise an error from inside the kernel."""
    usual = kernel.run

    def run(built, given, *rest, **words):
        if bad := set(given.tolist()) & seeds:
            raise ValueError(f"no luck with {min(bad)}")
        return usual(built, given, *rest, **words)

    monkeypatch.setattr(kernel, "run", run)
    return lambda: monkeypatch.setattr(kernel, "run", usual)


# ---- what comes out


def test_outcomes_are_those_of_sim_run(tmp_path):
    results = play(small(), tmp_path / "x", chunk=7)
    for policy in ("as_coded", "no_enemy"):
        alone = sim.run(CASE, runs=20, policy=policy)
        for per, table in (("run", "runs"), ("dyad", "dyads"), ("actor", "actors")):
            ours = results.frame(table, cells=True)
            ours = ours[ours["policy"] == policy]
            theirs = alone.frame(per)
            for name in (o.name for o in OUTCOMES.values() if o.per == per):
                np.testing.assert_array_equal(ours[name].to_numpy(), theirs[name].to_numpy(), name)
        assert ours["replicate"].to_numpy().tolist() == theirs["run"].tolist()
    assert results.frame("runs")["seed"].tolist() == [*range(1, 21)] * 2


def test_months_fronts_and_events_are_those_of_the_history(tmp_path):
    results = play(small(replicates=3, record="trajectories"), tmp_path / "x")
    history = results.replay("1-2")
    here = {t: results.sql(f"SELECT * FROM {t} WHERE cell = 1 AND replicate = 2") for t in results.tables[:-2]}
    assert here["months"]["mode"].tolist() == [sim.world.MODES[m] for m in history.fact("mode")[:, 0]]
    assert here["months"]["month"].tolist() == history.months
    assert here["fronts"]["strength"].tolist() == history.fact("strength")[:, 0].tolist()
    worlds = here["worlds"].sort_values("step")
    assert [bytes(w) for w in worlds["world"]] == [w.tobytes() for w in history.worlds]
    modes = history.fact("mode")[:, 0]
    changes = [t for t in range(1, len(modes)) if modes[t] != modes[t - 1]]
    of_modes = here["events"][here["events"]["event"] == "mode"]
    assert of_modes["month"].tolist() == [history.months[t] for t in changes]
    assert of_modes["mode"].tolist() == [sim.world.MODES[modes[t]] for t in changes]


def test_events_of_lines_fronts_and_falls(tmp_path):
    """Each kind of event is found where the history has it."""
    case = sim.example("iran_us_isis_2014")
    plan = sim.Batch(case, replicates=4, record="dyad_months")
    results = play(plan, tmp_path / "x")
    seen = set()
    for k in range(1, 5):
        history = results.replay(f"1-{k}")
        events = results.sql(f"SELECT * FROM events WHERE replicate = {k}")
        seen |= set(events["event"])
        first = {
            n: m for n, m in zip(history.names.of("dyad"), history.worlds["first_line"][-1], strict=False) if m >= 0
        }
        lines = events[events["event"] == "line opened"]
        assert dict(zip(lines["of"], lines["month"], strict=True)) == {n: history.months[m] for n, m in first.items()}
        opened = history.worlds["opened"]
        fronts = events[events["event"] == "front opened"]
        for front, name in enumerate(history.names.front):
            months = [m for m in range(1, len(opened)) if opened[m, front] > opened[m - 1, front]]
            assert fronts[fronts["of"] == name]["month"].tolist() == [history.months[m - 1] for m in months], name
    assert "line opened" in seen


def test_cells_that_open_their_fronts_otherwise_have_events_of_their_own(tmp_path):
    """What a cell's front opens at is its own, also where cells are played together."""
    name = "enemies.ISIS.theatres.North Caucasus.opens_above"
    case = sim.example("us_russia_isis_2015")
    for values in ([60, 0], [0, 60]):
        plan = sim.Batch(case, vary={name: values}, design="grid", replicates=3, record="dyad_months")
        together, apart = play(plan, tmp_path / f"a{values}", chunk=6), play(plan, tmp_path / f"b{values}", chunk=3)
        events = together.frame("events")
        pd.testing.assert_frame_equal(events, apart.frame("events"))
        opened = events[(events["event"] == "front opened") & events["of"].str.contains("North Caucasus")]
        assert set(opened["cell"]) <= {values.index(60) + 1}, "the other's is open from the start"


def test_an_enemy_that_falls_is_an_event(tmp_path):
    results = play(sim.Batch(sim.example("common_enemy_falls"), replicates=20, record="dyad_months"), tmp_path / "x")
    runs, events = results.frame("runs"), results.frame("events")
    fallen = events[events["event"] == "enemy fallen"].set_index("replicate")["month"]
    first = sim.example("common_enemy_falls").months.first
    expected = runs.dropna(subset="enemy_fallen").set_index("replicate")["enemy_fallen"]
    assert len(expected) > 0
    assert fallen.astype(str).to_dict() == {k: str(first.plus(int(t))) for k, t in expected.items()}


def test_replay_is_the_same_run_and_says_when_it_is_not(tmp_path):
    results = play(small(), tmp_path / "x")
    history = results.replay("2-5")
    assert (history.policy, history.seed) == ("no_enemy", 5)
    alone = sim.trajectory(CASE, seed=5, policy="no_enemy")
    assert history.worlds.tobytes() == alone.worlds.tobytes()
    assert history.p.tobytes() == alone.p.tobytes()
    for name, said in (("3-1", "cells run from 1 to 2"), ("1-21", "replicates from 1 to 20"), ("x", "such as 17-3")):
        with pytest.raises(StoreError, match=said):
            results.replay(name)


def test_a_run_that_comes_out_otherwise_is_told(tmp_path, monkeypatch):
    results = play(small(), tmp_path / "x")
    usual = kernel.Played.digests
    monkeypatch.setattr(kernel.Played, "digests", lambda self: usual(self) ^ np.uint64(1))
    with pytest.raises(
        StoreError, match="run 1-1 comes out otherwise here than it was stored; the program is the same"
    ):
        results.replay("1-1")


# ---- going on


def test_what_is_there_is_not_played_again(tmp_path, monkeypatch):
    play(small(), tmp_path / "x")
    fail_for(monkeypatch, set(range(1, 100)))
    again = play(small(), tmp_path / "x")
    assert again.progress.done == 40
    assert again.progress.failed == 0


@pytest.mark.parametrize("of", [2, 3])
def test_all_shards_together_are_the_whole(tmp_path, of):
    whole = play(small(), tmp_path / "whole")
    for k in range(1, of + 1):
        results = play(small(), tmp_path / "parts", shard=(k, of))
    assert results.digest == whole.digest
    assert results.progress.done == 40


def test_shards_deal_out_every_run_once_and_evenly():
    runs = Runs(np.arange(1, 8), 1, 1000)
    dealt = [sum(map(len, work.dealt(runs, (k, 16)))) for k in range(1, 17)]
    assert sum(dealt) == 7000
    assert max(dealt) - min(dealt) <= 100
    with pytest.raises(ValueError, match="write i/n with i from 1 to n"):
        runner._checked((9, 8))


def test_chunks_follow_the_clock_and_the_weight():
    pace = work.Pace(None, lambda _: (0.004, 1000))  # eight runs in 4 ms
    assert pace.size(work.Job(np.ones(1), np.ones(1))) == 2000
    pace.spread(600, 3)
    assert pace.size(work.Job(np.ones(1), np.ones(1))) == 100
    pace.took(100, 10.0, 1000)
    assert pace.size(work.Job(np.ones(1), np.ones(1))) == 10
    pace.took(10, 0.001, 480 * 2**20)
    assert pace.size(work.Job(np.ones(1), np.ones(1))) == 1
    with pytest.raises(ValueError, match="chunk is 0"):
        work.Pace(0)


@pytest.mark.parametrize(
    ("each", "fixed", "played", "seconds"), [(0.001, 0.01, [1, 1, 8], 0.008), (0.5, 0.01, [1, 1], 8 * 0.51)]
)
def test_the_probe_leaves_out_what_a_block_takes_anyway(monkeypatch, each, fixed, played, seconds):
    """Else chunks begin far too small; and eight runs of half a second are too many for the clock alone."""
    player, seen = Player(small()), []

    def safely(cells, replicates):
        seen.append(len(cells))
        return Played({}, [], fixed + each * len(cells))

    monkeypatch.setattr(player, "safely", safely)
    assert player.probe(work.Job(np.ones(8), np.arange(8)))[0] == pytest.approx(seconds)
    assert seen == played


# ---- failures


def test_failing_runs_stand_alone_and_can_be_tried_again(tmp_path, monkeypatch):
    mend = fail_for(monkeypatch, {3, 17})
    told = []
    results = play(small(), tmp_path / "x", chunk=10, progress=lambda n, failed=0: told.append((n, failed)))
    assert np.sum(told, axis=0).tolist() == [40, 4]
    failures = results.failures
    assert sorted(zip(failures["cell"], failures["replicate"], failures["seed"], strict=True)) == [
        (1, 3, 3), (1, 17, 17), (2, 3, 3), (2, 17, 17),
    ]  # fmt: skip
    assert set(failures["error"]) == {"ValueError: no luck with 3", "ValueError: no luck with 17"}
    assert failures["traceback"].str.contains("test_engine_runs.py").all()
    assert len(results.frame("runs")) == 36
    mend()
    assert play(small(), tmp_path / "x").progress[:2] == (36, 4), "failures are played again only when asked"
    again = play(small(), tmp_path / "x", retry_failed=True)
    assert again.progress[:2] == (40, 0)
    assert again.digest == play(small(), tmp_path / "y").digest


def test_fail_fast_stops_and_keeps_what_was_done(tmp_path, monkeypatch):
    mend = fail_for(monkeypatch, {13})
    with pytest.raises(FailedRun, match=r"run 1-13 \(seed 13\) failed: ValueError: no luck with 13"):
        play(small(), tmp_path / "x", chunk=5, threads=1, fail_fast=True)
    results = sim.open(tmp_path / "x")
    assert 10 <= results.progress.done < 40
    mend()
    assert play(small(), tmp_path / "x", retry_failed=True).digest == play(small(), tmp_path / "y").digest


def test_what_cannot_be_is_refused_before_anything_runs(tmp_path):
    for words, said in (
        ({"engine": "cloud"}, "engines are threads, processes, dask"),
        ({"threads": 0}, "threads is 0"),
        ({"chunk": 0}, "chunk is 0"),
        ({"scheduler": "tcp://x:1", "engine": "threads"}, "leave out one"),
        ({"shard": (3, 2)}, "shard is 3/2"),
    ):
        with pytest.raises(ValueError, match=said):
            play(small(), tmp_path / "x", **words)


# ---- stopping when sure


@pytest.mark.parametrize(
    ("outcome", "half_width", "rounds"),
    [("emergence", 0.08, {40}), ("ending=none", 0.08, {40}), ("peak_strength", 2.5, {20, 200})],
)
def test_rounds_go_on_until_the_interval_is_narrow(tmp_path, outcome, half_width, rounds):
    of = None if outcome == "peak_strength" else "North – South"
    plan = small(stop={"outcome": outcome, "of": of, "half_width": half_width, "at_most": 200})
    results = play(plan, tmp_path / "x", chunk=6)
    found = results.estimate(outcome, of, by=["cell"])
    assert (found["n"] == results.frame("runs").groupby("cell")["replicate"].max().to_numpy()).all()
    for row in found.itertuples():
        assert (row.high - row.low) / 2 <= half_width or row.n == 200
        if row.n > 20:
            early = results.values(outcome, of).query(f"cell == {row.cell} and replicate <= {row.n - 20}")
            before = stopping.estimate(outcome_of(outcome), early["value"].to_numpy())
            assert (before.high - before.low) / 2 > half_width, "the round before was not enough"
    assert len(set(found["n"])) == len(rounds), found["n"].tolist()
    other = play(plan, tmp_path / "y", threads=1, chunk=50)
    assert other.digest == results.digest
    for k in (1, 2):
        parts = play(plan, tmp_path / "z", shard=(k, 2))
    assert parts.digest == results.digest


@pytest.mark.parametrize(("outcome", "rows"), [("emergence", 1), ("peak_strength", 20)])
def test_a_stop_rule_reads_no_more_than_it_needs(tmp_path, monkeypatch, outcome, rows):
    """Of the cells that go on alone, some cells at a time; of a share, only counts."""
    of = {"of": "North – South"} if outcome == "emergence" else {}
    stop = {"outcome": outcome, **of, "half_width": 1e-9, "at_most": 20}
    plan = small(policies=["as_coded"], vary={"threat_weight": [5, 10, 15, 20]}, design="grid", stop=stop)
    results = play(plan, tmp_path / "x")
    monkeypatch.setattr(stopping, "BLOCK", 40)
    answers = []

    def ask(query, **frames):
        answers.append(results.sql(query, **frames))
        return answers[-1]

    assert stopping.undecided(plan, np.array([1, 3, 4]), 20, ask).tolist() == [1, 3, 4]
    read = [answer for answer in answers if "cell" in answer]
    assert [sorted(answer["cell"].unique()) for answer in read] == [[1, 3], [4]]
    assert [len(answer) for answer in read] == [2 * rows, rows]


def test_what_is_left_of_a_round_counts_a_failed_run_once(tmp_path, monkeypatch):
    """Two of the first 20 runs failed; of the second round, nothing is there."""
    fail_for(monkeypatch, {3, 17})
    plan = small(policies=["as_coded"], stop={"outcome": "peak_strength", "half_width": 1e-9, "at_most": 60})
    once = iter([signal.SIGINT])
    told = []

    def interrupt(runs, failed=0):
        told.append(runs)
        if sum(told) == 20:
            signal.raise_signal(next(once))

    with pytest.raises(sim.Stopped):
        play(plan, tmp_path / "x", chunk=1, threads=1, progress=interrupt)
    results = sim.open(tmp_path / "x")
    assert results.progress[:3] == (18, 2, None)
    assert results.left == 20
    assert play(plan, tmp_path / "x").left == 0


def test_a_stop_rule_ends_where_no_run_can_be_played(tmp_path, monkeypatch):
    fail_for(monkeypatch, set(range(1, 1000)))
    stop = {"outcome": "emergence", "of": "North – South", "half_width": 0.01, "at_most": 60}
    assert play(small(stop=stop), tmp_path / "x").progress[:2] == (0, 40)


def test_outcomes_that_never_apply_end_at_the_limit(tmp_path):
    stop = {"outcome": "reversion", "of": "North – South", "half_width": 0.01, "at_most": 50}
    results = play(small(stop=stop, policies=["no_enemy"]), tmp_path / "x")
    assert results.progress.done == 50


@pytest.mark.parametrize("plan", [{}, {"stop": {"outcome": "peak_strength", "half_width": 0.001, "at_most": 60}}])
def test_asked_to_stop_in_the_last_chunk_it_is_finished_only_if_no_round_is_left(tmp_path, plan):
    """The last of 20 runs are in play when the signal comes: with a stop rule, 40 more would come."""

    def interrupt(runs, failed=0):
        if (told := told_runs.append(runs) or sum(told_runs)) == 20:
            signal.raise_signal(signal.SIGINT)
        return told

    told_runs: list[int] = []
    case = small(policies=["as_coded"], **plan)
    if not plan:
        assert play(case, tmp_path / "x", chunk=10, progress=interrupt).progress.done == 20
        return
    with pytest.raises(sim.Stopped, match="stopped; 20 runs are safe"):
        play(case, tmp_path / "x", chunk=10, progress=interrupt)
    assert play(case, tmp_path / "x").progress.done == 60


# ---- Ctrl-C

INTERRUPTED = """
import sys, sim
if __name__ == "__main__":
    plan = sim.Batch(sim.example(), replicates=40000)
    try:
        plan.run(sys.argv[1], threads=2, chunk=200, progress=lambda n, failed=0: print("done", flush=True))
    except sim.Stopped as stopped:
        print(stopped, flush=True)
        sys.exit(130)
"""


def interrupted(folder, times):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(folder)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    for _ in range(times):
        child.send_signal(signal.SIGINT)
        time.sleep(0.05)
    out, err = child.communicate(timeout=60)
    return child.returncode, out, err


def test_ctrl_c_finishes_what_is_in_play_and_says_how_to_go_on(tmp_path):
    code, out, err = interrupted(tmp_path / "a b", 1)
    assert code == 130, err
    assert "Traceback" not in err
    results = sim.open(tmp_path / "a b")
    done = results.progress.done
    assert 200 <= done < 40000
    assert done % 200 == 0, "chunks in play were finished"
    assert (
        f"stopped; {done} runs are safe in {tmp_path / 'a b'}. To go on: sim resume '{tmp_path / 'a b'}' --threads 2"
        in out
    )
    assert results.folder.verify() == []


def test_ctrl_c_twice_stops_at_once_and_nothing_is_torn(tmp_path):
    code, _, err = interrupted(tmp_path / "x", 2)
    assert code != 0
    assert "KeyboardInterrupt" in err
    results = sim.open(tmp_path / "x")
    assert results.folder.verify() == []
    before = results.progress.done
    once = iter([signal.SIGINT])

    def interrupt(runs, failed=0):
        for number in once:
            signal.raise_signal(number)

    with pytest.raises(sim.Stopped):  # it goes on from there
        play(sim.Batch(CASE, replicates=40000), tmp_path / "x", chunk=200, progress=interrupt)
    assert results.progress.done > before


def test_outside_the_main_thread_no_signal_is_touched(tmp_path):
    before = signal.getsignal(signal.SIGINT)
    found = []
    thread = threading.Thread(target=lambda: found.append(play(small(), tmp_path / "x")))
    thread.start()
    thread.join()
    assert found[0].progress.done == 40
    assert signal.getsignal(signal.SIGINT) is before


# ---- memory

MEMORY = """
import sys, tempfile, psutil, sim
if __name__ == "__main__":
    def grown(runs):
        plan = sim.Batch(sim.example(), replicates=runs)
        plan.run(tempfile.mkdtemp(), threads=2, progress=False, chunk=1000)
        return psutil.Process().memory_info().rss / 2**20
    few = grown(4000)
    print(grown(100_000) - few)
"""


@pytest.mark.slow
def test_memory_is_flat():
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", MEMORY], env=env, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 20.0, "MB from 4,000 to 100,000 runs"


def test_frames_have_names_as_categories(tmp_path):
    results = play(small(record="dyad_months"), tmp_path / "x")
    for table, columns in (("dyads", ["dyad"]), ("months", ["dyad", "month", "mode"]), ("events", ["event", "of"])):
        for column in columns:
            assert isinstance(results.frame(table)[column].dtype, pd.CategoricalDtype), (table, column)
