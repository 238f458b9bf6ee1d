"""``sim batch`` and what is asked of its folder: status, resume, replay, compare, export, report."""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import types
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.batches.effects import apart
from sim.batches.folder import Folder
from sim.batches.plan import Batch
from sim.batches.results import BatchResults
from sim.batches.runner import manifest
from sim.cli.findings import signed
from sim.intervals import wilson
from sim.outcomes.spells import ENDINGS
from sim.store import StoreError
from tests.commands import CASE, LARGE, ROOT, ask, command, content, shell

FILE = f"""
title: "A small [red]batch[/red]"
scenarios: [{CASE}]
policies: [as_coded, no_enemy]
vary: {{threat_weight: [5, 20]}}
design: {{kind: grid}}
replicates: 20
"""
PAIR = "North – South"


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> Path:
    """A folder with the file of a batch, played: ``small.yaml``, ``results/small``."""
    here = tmp_path_factory.mktemp("batch")
    (here / "small.yaml").write_text(FILE)
    done = shell("batch", "small.yaml", "--no-report", cwd=here)
    assert done.returncode == 0, done.stderr
    (here / "said.txt").write_text(done.stdout + "\0" + done.stderr)
    return here


@pytest.fixture
def copy(batch, tmp_path, monkeypatch) -> Path:
    """The same to break or to go on with, and there."""
    shutil.copytree(batch, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    return tmp_path / "copy" / "results" / "small"


def refused(*words: object) -> str:
    """What a command says that was asked something wrong."""
    done = ask(*words)
    assert done.exit_code == 2 and done.stdout == "", done.output
    return done.stderr


# ---- sim batch


def test_a_batch_says_what_came_out(batch):
    out, said = (batch / "said.txt").read_text().split("\0")
    results = BatchResults(batch / "results" / "small")
    assert out.startswith("Chance that indirect cooperation emerges: A small [red]batch[/red] (over 2 points)")
    assert out.splitlines()[-1] == f"80 runs, digest {results.digest}"
    values = results.values("emergence")
    for policy, rows in values.groupby("policy", observed=True):
        (line,) = [line for line in out.splitlines() if f" {policy} " in line and "[" in line and "│" in line]
        assert f"{rows['value'].mean():.3f} [" in line and "40 │" in line
    assert "80 of 80 runs done" in said and not re.search(r"\x1b|\r", out + said)
    assert len(re.findall("^Next: ", said, re.M)) == 2


def test_the_commands_that_are_proposed_work(batch):
    said = (batch / "said.txt").read_text().split("\0")[1]
    for proposed in re.findall(r"^Next: \S+(?: -m sim\.cli)? (.*)$", said, re.M):
        done = shell(*shlex.split(proposed), cwd=batch)
        assert done.returncode == 0 and done.stdout, done.stderr


def test_the_same_command_again_plays_nothing(copy):
    before = {name: data for name, data in content(copy).items() if name.startswith("shards")}
    done = ask("batch", "small.yaml", "--no-report")
    assert done.exit_code == 0 and "results/small: its ledger names 80 of 80 runs\n" in done.stderr
    assert {name: data for name, data in content(copy).items() if name.startswith("shards")} == before


def test_it_goes_on_with_what_is_left_in_parts(copy):
    whole = BatchResults(copy).digest
    first = ask("batch", "small.yaml", "--out", "parts", "--shard", "1/2")
    assert first.exit_code == 0 and first.stdout == ""
    assert "40 runs are in parts, 40 are left" in first.stderr and "sim resume parts" in first.stderr.replace(
        "-m sim.cli", "sim"
    )
    status = ask("status", "parts")
    assert "40 runs done, 0 failed, 40 left" in status.stdout and "digest" not in status.stdout
    second = ask("resume", "parts", "--no-report")
    assert second.exit_code == 0 and f"80 runs, digest {whole}" in second.stdout
    assert "parts: its ledger names 40 of 80 runs" in second.stderr


def test_threads_and_chunks_change_nothing(copy):
    done = ask("batch", "small.yaml", "--out", "other", "--threads", 1, "--chunk", 7, "--no-report")
    assert done.exit_code == 0 and f"digest {BatchResults(copy).digest}" in done.stdout


def test_the_report_is_written_and_said_where(copy, monkeypatch):
    asked: list[Path] = []

    def write(folder: Path) -> Path:
        asked.append(folder)
        return folder / "report.html"

    monkeypatch.setitem(sys.modules, "sim.report", types.SimpleNamespace(write=write))
    assert "Report: results/small/report.html" in ask("batch", "small.yaml").stderr
    assert "Report: results/small/report.html" in ask("report", "results/small").stderr
    assert asked == [Path("results/small")] * 2

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["sim.report"], "write", stop)
    done = ask("batch", "small.yaml")
    assert done.exit_code == 130 and "digest" in done.stdout
    assert "all runs are safe in results/small. To write the report: " in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nothing.yaml",), "nothing.yaml: there is no such file; in that directory are: small.yaml"),
        ((CASE,), f"{CASE}: is a scenario, not a batch"),
        (("small.yaml", "--shard", "3/2"), "--shard 3/2 is no part of a batch; write I/N with I from 1 to N"),
        (("small.yaml", "--shard", "0/2"), "--shard 0/2 is no part of a batch"),
        (("small.yaml", "--shard", "two"), "--shard two is no part of a batch"),
        (("small.yaml", "--out", "."), ". holds other files"),
        (("small.yaml", "--engine", "threads", "--scheduler", "tcp://x:1"), "a scheduler is for the engine dask"),
    ],
    ids=lambda x: " ".join(str(w).rpartition("/")[2] for w in x) if isinstance(x, tuple) else "",
)  # fmt: skip
def test_a_batch_that_cannot_be_played_is_a_sentence(copy, words, sentence):
    assert sentence in refused("batch", *words).splitlines()[-1]


def test_mistakes_in_a_batch_file_are_told_with_their_lines(copy):
    Path("bad.yaml").write_text(FILE.replace("no_enemy", "no_enmy").replace("replicates: 20", "replicas: 20"))
    said = refused("batch", "bad.yaml").splitlines()
    assert all(re.match(r"bad\.yaml:\d+: ", line) for line in said) and "did you mean" in said[0]
    assert not Path("results/bad").exists()


@pytest.mark.parametrize(
    "words", [("batch",), ("batch", "x", "--engine", "ray"), ("batch", "x", "--threads", "0"), ("status",)]
)
def test_words_that_click_refuses(words):
    done = ask(*words)
    assert done.exit_code == 2 and "sage:" in done.stderr


def test_another_batch_in_the_folder_is_refused_with_what_differs(copy):
    Path("small.yaml").write_text(FILE.replace("replicates: 20", "replicates: 21"))
    assert "results/small holds another batch" in (said := refused("batch", "small.yaml")) and "replicates" in said


def test_ctrl_c_finishes_what_is_in_play_and_says_how_to_go_on(tmp_path):
    (tmp_path / "long.yaml").write_text(FILE.replace("replicates: 20", "replicates: 200000"))
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = command("batch", "long.yaml", "--chunk", 200)
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=env
    ) as process:
        assert process.stdout and process.stderr
        assert process.stderr.readline() == "800,000 runs\n"
        end = time.monotonic() + 120
        while not list(tmp_path.glob("results/long/shards/*.parquet")) and time.monotonic() < end:
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert out == "" and "Traceback" not in said
    last = said.splitlines()[-1]
    found = re.search(r"stopped; ([\d,]+) runs are safe in results/long\. To go on: .*resume results/long", last)
    assert found and (safe := int(found[1].replace(",", ""))) > 0
    status = shell("status", "results/long", cwd=tmp_path)
    assert status.returncode == 0 and f"{safe:,} runs done, 0 failed, {800_000 - safe:,} left" in status.stdout


def test_stopped_at_once_says_how_to_go_on_in_the_same_way(copy, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "run", stop)
    done = ask("resume", "results/small", "--engine", "dask", "--scheduler", "tcp://x:1", "--shard", "1/3")
    assert done.exit_code == 130
    again = "resume results/small --engine dask --scheduler tcp://x:1 --shard 1/3\n"
    assert "what was finished is safe in results/small. To go on: " in done.stderr and done.stderr.endswith(again)


def test_a_full_disk_is_a_sentence_and_the_same_command_goes_on(copy, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "results/small/shards/x")

    monkeypatch.setattr(Batch, "run", full)
    done = ask("batch", "small.yaml")
    assert done.exit_code == 3 and done.stdout == ""
    said = "results/small/shards/x: No space left on device; make room, then give the same command again: "
    assert done.stderr.splitlines()[-1] == said + "it goes on from what is there"


# ---- sim status, sim resume


def test_status_says_how_far_it_is_and_the_digest(batch):
    folder = batch / "results" / "small"
    done = ask("status", folder)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"{folder}: A small [red]batch[/red]"
    assert lines[1].startswith("  4 cells; 80 runs done, 0 failed, 0 left; ")
    assert lines[2:] == [f"  digest {BatchResults(folder).digest}"]
    assert ask("status", folder, "--quick").stdout.splitlines() == lines[:2]


def test_status_and_refusal_say_who_writes(copy):
    with Folder.open(copy).writer(command="sim batch of mine"):
        said = ask("status", "results/small").stdout
        assert f"  being written by process {os.getpid()} on " in said and ": sim batch of mine\n" in said
        second = refused("batch", "small.yaml")
        assert f"by process {os.getpid()} on " in second and "sim batch of mine" in second
    assert "being written" not in ask("status", "results/small").stdout


def test_damage_is_found_and_mended(copy):
    whole = BatchResults(copy).digest
    shard = max(copy.glob("shards/*runs*.parquet"))
    shard.write_bytes(shard.read_bytes()[:-100])
    found = ask("status", "results/small")
    assert found.exit_code == 2 and "  damaged: " in found.stdout and shard.name in found.stdout
    assert "resume results/small plays the runs concerned again" in found.stderr
    done = ask("resume", "results/small", "--no-report")
    assert done.exit_code == 0 and f"80 runs, digest {whole}" in done.stdout
    assert ask("status", "results/small").exit_code == 0


def test_status_of_cells_that_are_played_until_they_are_sure(copy):
    stop = f"stop: {{outcome: emergence, of: {PAIR}, half_width: 0.2, at_most: 60}}\n"
    Path("small.yaml").write_text(FILE.replace("replicates: 20", "replicates: 10") + stop)
    done = ask("batch", "small.yaml", "--out", "sure", "--no-report")
    assert done.exit_code == 0 and "digest" in done.stdout
    assert " 0 failed, 0 left; " in ask("status", "sure").stdout


@pytest.mark.parametrize("word", ["status", "resume", "report", "export"])
def test_a_folder_that_is_no_batch_is_a_sentence(copy, word):
    sim.run(sim.example(), runs=2).save("run")
    assert refused(word, "results/smal") == "results/smal: there is no such folder; in results are: small\n"
    assert refused(word, "small.yaml") == "small.yaml is a file; name the folder of results\n"
    assert refused(word, "run").startswith("run holds results of sim run, and no batch; ")
    assert refused(word, ".").startswith(". holds no batch (no manifest.json)")


MOODY = """
import sim
class Moody(sim.State):
    def hostility(self, rival):
        if self.model.seed_of_run == 3:
            raise RuntimeError("seed three")
        return super().hostility(rival)
"""


def test_runs_that_fail_are_told_and_end_nothing(copy):
    Path("moody.py").write_text(MOODY)
    actors = "actors: {North: moody.py:Moody}\n"
    Path("moody.yaml").write_text(FILE.replace("replicates: 20", "replicates: 4").replace(" 20]", "]") + actors)
    done = ask("batch", "moody.yaml", "--no-report")
    assert done.exit_code == 2 and "6 runs, digest " in done.stdout
    last = done.stderr.splitlines()[-1]
    assert last.startswith("2 runs failed, the first is run 1-3 (seed 3): ") and "seed three" in last
    assert last.endswith("resume results/moody --retry-failed")
    status = ask("status", "results/moody")
    assert status.exit_code == 2 and "6 runs done, 2 failed, 0 left" in status.stdout
    assert status.stderr.startswith("2 runs failed; if the slip is in moody.py:Moody") and "  digest " in status.stdout
    assert status.stderr.endswith("resume results/moody --retry-failed\n")
    assert re.search(r"^  failed: run 2-3 \(seed 3\): .*seed three", status.stdout, re.M)
    assert refused("replay", "results/moody", "1-3").startswith("run 1-3 failed with RuntimeError: seed three; if the")
    again = ask("resume", "results/moody", "--retry-failed", "--fail-fast", "--no-report")
    assert again.exit_code == 2 and "-3 (seed 3) failed: " in again.stderr.splitlines()[-1], "whichever comes first"


def test_failures_are_told_though_the_report_fails(copy, monkeypatch):
    def write(folder: Path) -> Path:
        raise ValueError("no report today")

    monkeypatch.setitem(sys.modules, "sim.report", types.SimpleNamespace(write=write))
    Path("moody.py").write_text(MOODY)
    actors = "actors: {North: moody.py:Moody}\n"
    Path("moody.yaml").write_text(FILE.replace("replicates: 20", "replicates: 3").replace(" 20]", "]") + actors)
    done = ask("batch", "moody.yaml")
    assert done.exit_code == 2 and "4 runs, digest " in done.stdout
    assert "2 runs failed, the first is run 1-3 (seed 3): " in done.stderr and "no report today" in done.stderr
    again = ask("status", "results/moody")
    assert "2 failed, 0 left" in again.stdout


def test_nothing_but_failures_is_told_as_that(copy):
    Path("moody.py").write_text(MOODY.replace("== 3", "> 0"))
    actors = "actors: {North: moody.py:Moody}\n"
    Path("moody.yaml").write_text(FILE.replace("replicates: 20", "replicates: 2").replace(" 20]", "]") + actors)
    done = ask("batch", "moody.yaml")
    assert done.exit_code == 2 and done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("4 runs failed, the first is run 1-1 (seed 1): ")
    status = ask("status", "results/moody")
    assert status.exit_code == 2 and "0 runs done, 4 failed, 0 left" in status.stdout and "digest" not in status.stdout
    assert status.stderr.startswith("not one run could be played: all failed; if the slip is in moody.py:Moody")
    assert "Next: " not in done.stderr
    (anew,) = re.findall(r"part of its batch: .*(batch moody\.yaml --out results/moody-2); ", done.stderr)
    Path("moody.py").write_text(MOODY)
    assert "2 runs failed" not in ask(*anew.split(), "--no-report").stderr and Path("results/moody-2").is_dir()
    shutil.copytree("results/moody", "again")
    Path("again/ledger.sqlite").unlink()
    assert ask("status", "again").stderr.startswith("again has lost its ledger; go on with the batch")
    assert ask("resume", "again", "--no-report").stderr.splitlines()[-1].startswith("4 runs failed"), "not played again"


def test_a_part_of_cells_played_until_they_are_sure_is_not_told_as_the_whole(copy):
    stop = f"stop: {{outcome: emergence, of: {PAIR}, half_width: 0.001, at_most: 20}}\n"
    Path("small.yaml").write_text(FILE.replace("replicates: 20", "replicates: 10") + stop)
    part = ask("batch", "small.yaml", "--out", "sure", "--shard", "1/2", "--no-report")
    assert part.exit_code == 0 and part.stdout == "" and "40 runs are in sure, 20 are left" in part.stderr
    assert "20 left in this round" in ask("status", "sure").stdout
    whole = ask("resume", "sure", "--no-report")
    assert whole.exit_code == 0 and "80 runs, digest" in whole.stdout


def test_a_batch_with_classes_goes_on_and_is_replayed_from_its_folder_alone(copy, tmp_path, monkeypatch):
    """Its folder is moved, and the file of the class is gone."""
    Path("moody.py").write_text(MOODY)
    actors = "actors: {North: moody.py:Moody}\n"
    Path("moody.yaml").write_text(FILE.replace("replicates: 20", "replicates: 2").replace(" 20]", "]") + actors)
    assert ask("batch", "moody.yaml", "--shard", "1/2").exit_code == 0
    monkeypatch.chdir(shutil.move("results/moody", tmp_path / "moved"))
    Path("../copy/moody.py").unlink()
    done = ask("resume", ".", "--no-report")
    assert done.exit_code == 0 and "4 runs, digest " in done.stdout, done.stderr
    assert "stored and played again alike" in ask("replay", ".", "1-2").stdout
    (kept,) = Path("actors").iterdir()
    kept.write_text(MOODY.replace("== 3", "== 1"))
    assert "moody.py:Moody was changed since these runs were planned" in refused("replay", ".", "1-2")
    assert ask("status", ".").exit_code == 0, "reading runs nothing"


# ---- sim replay


def test_a_run_is_replayed_with_its_digest_and_what_came_of_it(batch, tmp_path):
    folder = batch / "results" / "small"
    results = BatchResults(folder)
    done = ask("replay", folder, "2-3", "--out", tmp_path / "r")
    assert done.exit_code == 0
    (digest,) = results.sql("SELECT digest FROM runs WHERE cell = 2 AND replicate = 3")["digest"]
    lines = done.stdout.splitlines()
    assert lines[0] == "run 2-3: common_enemy, as_coded, point 2, seed 3"
    assert lines[1:3] == ["  threat_weight: 20", f"  digest {digest:016x}, stored and played again alike"]
    dyad = results.sql("SELECT * FROM dyads WHERE cell = 2 AND replicate = 3").iloc[0]
    assert f"trust {dyad['trust']:.4g}" in " ".join(done.stdout.split())
    word = results.frame("dyads").query("cell == 2 and replicate == 3")["ending"].iloc[0]
    assert word in ENDINGS and f"ending {word}" in " ".join(done.stdout.split())
    months = pd.read_csv(tmp_path / "r" / "months.csv")
    modes = results.replay("2-3").fact("mode")[:, 0]
    assert len(months) == len(modes) == 60 and months["mode"].nunique() == len(set(modes))


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ("9-9", "there is no run 9-9; cells run from 1 to 4, replicates from 1 to 20\n"),
        ("1-21", "there is no run 1-21; cells run from 1 to 4, replicates from 1 to 20\n"),
        ("seven", "'seven' names no run; write cell and replicate, such as 17-3\n"),
    ],
)
def test_a_run_that_does_not_exist(batch, run, sentence):
    assert refused("replay", batch / "results" / "small", run) == sentence


def test_a_run_that_is_not_there_says_why(elsewhere):
    plain("sure", f"replicates: 20\nstop: {{outcome: emergence, of: {PAIR}, half_width: 0.09, at_most: 200}}\n")
    said = refused("replay", "sure", "2-150")
    assert said.startswith("run 2-150 is never played: cell 2 stopped after ")
    assert "when half the interval of emergence was at most 0.09; name one of these" in said
    plan = Batch.read(Path("sure.yaml"))
    Folder.create("begun", manifest(plan), plan.cells)
    assert refused("replay", "begun", "1-1").endswith("is played only if its cell is not sure enough before\n")


def test_a_run_that_comes_out_otherwise_is_refused(batch, monkeypatch):
    from sim import kernel

    real = kernel.Played.digests
    monkeypatch.setattr(kernel.Played, "digests", lambda played: real(played) + 1)
    assert refused("replay", batch / "results" / "small", "1-1").startswith("run 1-1 comes out otherwise here")


def test_nothing_is_written_over_by_a_replay(copy):
    assert refused("replay", "results/small", "1-1", "--out", "results").startswith("--out results is there already")


def test_explain_says_what_to_ask_of_a_batch(batch):
    folder = batch / "results" / "small"
    said = refused("explain", folder, "--run", 3, "--month", "2003-06", "--actor", "North")
    assert (
        said
        == f"{folder} is a batch, of which every run is a cell and a replicate; sim replay {folder} 1-3 plays one\n"
    )


# ---- sim compare


def change_of(out: str) -> str:
    (line,) = [line for line in out.splitlines() if "│" in line and PAIR in line]
    return line.split("│")[-3].strip()  # the last but one: pairs come after it


def test_policies_of_a_batch_are_compared_pair_by_pair(batch):
    folder = batch / "results" / "small"
    values = (
        BatchResults(folder)
        .values("incidents")
        .pivot_table(index=["point", "replicate"], columns="policy", values="value", observed=True)
    )
    done = ask("compare", f"{folder}:as_coded", ":no_enemy", "--outcome", "incidents")
    assert done.exit_code == 0 and done.stderr == ""
    difference = (values["no_enemy"] - values["as_coded"]).mean()
    assert change_of(done.stdout).startswith(f"{difference:+.3f} [")
    again = ask("compare", folder, f"{folder}:no_enemy", "--outcome", "incidents", "--of", "South - North")
    assert change_of(again.stdout) == change_of(done.stdout)


@pytest.fixture
def runs(tmp_path, monkeypatch) -> Path:
    """Folders of ``sim run``: the same seeds twice, and others."""
    monkeypatch.chdir(tmp_path)
    for name, runs, seed in (("a", 10, 1), ("b", 8, 1), ("c", 10, 5)):
        sim.compare(sim.example(), ["no_enemy"], runs=runs, seed=seed).save(name)
    return tmp_path


def test_folders_of_runs_are_compared(runs):
    comparison = sim.compare(sim.example(), ["no_enemy"], runs=10)
    wanted = comparison.effects("emergence").iloc[1]
    done = ask("compare", "a", "a:no_enemy")
    change = f"{wanted.difference:+.3f} [{wanted.difference_low:+.3f}, {wanted.difference_high:+.3f}]"
    assert change_of(done.stdout) == change and "a:as_coded" in done.stdout and "a:no_enemy" in done.stdout
    fewer = ask("compare", "a", "b:no_enemy")
    assert fewer.stderr == "note: 2 runs of a:as_coded have no partner and are left out\n"


def test_a_batch_and_a_folder_of_runs_are_compared(runs):
    Path("plain.yaml").write_text(f"title: x\nscenarios: [{CASE}]\nreplicates: 10\n")
    assert ask("batch", "plain.yaml", "--no-report").exit_code == 0
    done = ask("compare", "a:as_coded", "results/plain")
    assert done.exit_code == 0 and change_of(done.stdout).startswith("+0.000 [")


def test_a_folder_may_have_a_colon_in_its_name(runs):
    Path("a").rename("a:1")
    assert ask("compare", "a:1", "a:1:no_enemy").exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("a", "c"), "a:as_coded and c:as_coded have other seeds (replicate 1: 1 and 5), but some seeds are in both"),
        (("a", "a:peace"), "a has no policy 'peace'; there are as_coded, no_enemy"),
        (("a", "none"), "none: there is no such folder; in . are: a, b, c"),
        (("a", ":no_enemy", "--outcome", "peace"), "there is no outcome 'peace'; outcomes are "),
        (("a", ":no_enemy", "--outcome", "emergance"), "there is no outcome 'emergance'; did you mean 'emergence'?"),
        (("a", ":no_enmy"), "a has no policy 'no_enmy'; did you mean 'no_enemy'?"),
        (
            ("a", ":no_enemy", "--of", "East – West"),
            f"'East – West' is no dyad in these results; there is {PAIR}",
        ),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_what_cannot_be_compared_is_a_sentence(runs, words, sentence):
    assert refused("compare", *words).startswith(sentence)


def test_batches_of_other_points_are_not_compared(copy):
    Path("other.yaml").write_text(FILE.replace("[5, 20]", "[5, 21]"))
    assert ask("batch", "other.yaml", "--no-report").exit_code == 0
    assert "have other points" in refused("compare", "results/small", "results/other")


def plain(name: str, more: str) -> BatchResults:
    """A batch of one point, played."""
    head = f"title: x\nscenarios: [{CASE}]\npolicies: [as_coded, no_enemy]\n"
    Path(f"{name}.yaml").write_text(head + more)
    assert ask("batch", f"{name}.yaml", "--out", name, "--no-report").exit_code == 0
    return BatchResults(name)


def words_of(out: str, name: str) -> list[str]:
    """The words of the row that has this name."""
    (line,) = [line for line in out.splitlines() if f"│ {name} " in line]
    return [word.strip() for word in line.split("│")][1:-1]


def test_runs_of_independent_luck_are_compared_unpaired(elsewhere):
    """Of one point by both sides' own intervals (Newcombe's for shares), and said so."""
    results = plain("own", "replicates: 30\nluck: independent\n")
    done = ask("compare", "own", ":no_enemy")
    assert done.exit_code == 0 and "B less A [95%, unpaired]" in done.stdout
    assert words_of(done.stdout, PAIR)[-1] == "unpaired"
    values = results.values("emergence").groupby("policy", observed=True)["value"]
    a, b = (wilson(float(values.get_group(policy).to_numpy().sum()), 30) for policy in ("as_coded", "no_enemy"))
    assert change_of(done.stdout) == signed(*apart(a, b)[:3])
    found = results.compare("as_coded", "no_enemy").iloc[0]
    assert signed(found["difference"], found["low"], found["high"]) == change_of(done.stdout) and not found["paired"]


def test_sides_without_runs_are_a_sentence(copy):
    """Half of a batch, of which a policy is in the other half; and a batch that is only begun."""
    parts = f"title: x\nscenarios: [{CASE}]\npolicies: [as_coded, no_enemy]\nreplicates: 1\n"
    Path("part.yaml").write_text(parts)
    assert ask("batch", "part.yaml", "--out", "part", "--shard", "1/2", "--no-report").exit_code == 0
    assert BatchResults("part").frame("runs", cells=True)["policy"].tolist() == ["as_coded"]
    assert refused("compare", "part", ":no_enemy") == "no run of part:no_enemy is there yet; play it first\n"
    plan = Batch.read(Path("part.yaml"))
    Folder.create("begun", manifest(plan), plan.cells)
    assert "no run of this batch is finished yet" in refused("compare", "begun", ":no_enemy")
    for call in (lambda: BatchResults("begun").estimate("emergence"), lambda: BatchResults("begun").frame("dyads")):
        with pytest.raises(sim.store.StoreError, match="no run of this batch is finished yet"):
            call()
    assert "<BatchResults 'x': 0 runs" in repr(BatchResults("begun"))


def test_runs_with_no_seed_in_common_are_compared_unpaired(runs):
    sim.compare(sim.example(), ["no_enemy"], runs=7, seed=100).save("far")
    done = ask("compare", "a", "far:no_enemy")
    assert done.exit_code == 0 and "unpaired" in done.stdout and done.stderr == ""
    assert words_of(done.stdout, PAIR)[3:6:2] == ["10", "7"], "all runs of both count"


def test_several_points_of_independent_luck_are_clustered_by_point(copy):
    Path("small.yaml").write_text(FILE + "luck: independent\n")
    assert ask("batch", "small.yaml", "--out", "own", "--no-report").exit_code == 0
    found = BatchResults("own").compare("as_coded", "no_enemy").iloc[0]
    done = ask("compare", "own", ":no_enemy")
    assert "unpaired" in done.stdout
    assert change_of(done.stdout) == signed(found["difference"], found["low"], found["high"])


def test_a_word_is_compared_by_its_shares(batch):
    folder = batch / "results" / "small"
    done = ask("compare", folder, ":no_enemy", "--outcome", "ending")
    assert done.exit_code == 0 and "ending: share of runs with each word" in done.stdout
    words = BatchResults(folder).frame("dyads", cells=True)
    for word in ENDINGS:
        share = (words[words["policy"] == "as_coded"]["ending"] == word).mean()
        assert words_of(done.stdout, word)[3].startswith(f"{share:.3f} ["), word
    alone = ask("compare", folder, ":no_enemy", "--outcome", "ending=lasting")
    assert words_of(alone.stdout, PAIR)[2:] == words_of(done.stdout, "lasting")[3:]
    said = refused("compare", folder, ":no_enemy", "--outcome", "ending=last")
    assert said == "ending is never 'last'; did you mean 'lasting'?\n"


def test_a_word_of_folders_of_runs_is_compared_too(runs):
    """Their tables have the words, those of a batch their codes."""
    case = sim.run(sim.example(), runs=10)
    cut = sim.compare(sim.example(), ["no_enemy"], runs=10)["no_enemy"]
    done = ask("compare", "a", "a:no_enemy", "--outcome", "ending")
    assert done.exit_code == 0, done.stderr
    for results, place in ((case, 3), (cut, 5)):
        for word, share in results.shares("ending").set_index("ending")["value"].items():
            assert words_of(done.stdout, word)[place].startswith(f"{share:.3f} ["), word
    alone = ask("compare", "a", "a:no_enemy", "--outcome", "ending=none")
    assert words_of(alone.stdout, PAIR)[2:] == words_of(done.stdout, "none")[3:]
    plain("own", "replicates: 10\n")
    for sides in (("a", "own"), ("own", "a")):
        found = ask("compare", *sides, "--outcome", "ending")
        assert [words_of(found.stdout, word)[7].split()[0] for word in ENDINGS] == ["+0.000"] * len(ENDINGS)
        assert words_of(found.stdout, "none")[3:5] == words_of(done.stdout, "none")[3:5]


def test_the_pairs_of_a_difference_are_told_beside_the_runs(elsewhere):
    """Where cells are played until they are sure, one policy has more runs than the other."""
    results = plain(
        "sure", f"replicates: 20\nstop: {{outcome: emergence, of: {PAIR}, half_width: 0.09, at_most: 200}}\n"
    )
    runs = results.frame("runs", cells=True).groupby("policy", observed=True).size()
    assert runs["no_enemy"] < runs["as_coded"], "for the test to test something"
    found = results.compare("no_enemy", "as_coded", "incidents").iloc[0]
    assert found["n"] == found["runs"] == found["runs_other"] == runs["no_enemy"], "values are those of the pairs"
    main = ask("batch", "sure.yaml", "--out", "sure", "--no-report").stdout
    assert words_of(main, "as_coded")[4:] == [str(runs["as_coded"]), "", ""]
    assert words_of(main, "no_enemy")[4::2] == [str(runs["no_enemy"])] * 2
    told = ask("compare", "sure", ":no_enemy")
    assert words_of(told.stdout, PAIR)[3::2] == [str(runs["no_enemy"])] * 2 + [words_of(told.stdout, PAIR)[-1]]
    assert f"{runs['as_coded'] - runs['no_enemy']} runs of sure:as_coded have no partner" in told.stderr


# ---- sim export


def test_a_table_is_exported_once(copy):
    done = ask("export", "results/small", "--table", "runs")
    assert done.exit_code == 0 and done.stdout == "small-runs.csv\n"
    assert len(pd.read_csv("small-runs.csv")) == 80
    assert refused("export", "results/small", "--table", "runs").startswith("small-runs.csv is there already")
    assert ask("export", "results/small", "--out", "years.parquet", "--to", "parquet").stdout == "years.parquet\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--table", "peace"), "there is no table 'peace'"),
        (("--out", "x.xlsx"), "x.xlsx ends neither in .csv nor in .parquet"),
        (("--out", "x.csv", "--to", "parquet"), "--out x.csv does not end in .parquet"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence(copy, words, sentence):
    assert refused("export", "results/small", *words).startswith(sentence)


# ---- sim batch --dry-run, sim sweep


def test_a_dry_run_plays_nothing_and_says_what_it_takes(copy):
    before = content(copy.parent.parent)
    done = ask("batch", "small.yaml", "--dry-run")
    assert done.exit_code == 0 and done.stderr == ""
    assert done.stdout.startswith("4 cells, 80 runs\n")
    for word in ("time: ", "memory: ", "disk: ", "outcomes ", "dyad_months ", "trajectories "):
        assert word in done.stdout
    assert content(copy.parent.parent) == before


SIDES = ("--x", "threat_weight=2:20:3", "--y", "trust_memory=0.9:0.99:2")


def test_a_sweep_is_a_batch_with_its_diagram(elsewhere):
    done = ask("sweep", CASE, *SIDES, "--runs", 10)
    assert done.exit_code == 0, done.stderr
    folder = Path("results/sweep-common_enemy-threat_weight-trust_memory")
    results = BatchResults(folder)
    assert results.progress[:3] == (60, 0, 0) and results.plan.design.kind == "grid"
    assert done.stdout.startswith(f"emergence, {PAIR}: along threat_weight, up trust_memory\n")
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("│ 0.99 ")]
    wanted = results.estimate("emergence", by=("threat_weight", "trust_memory"))
    wanted = wanted[wanted["trust_memory"] == 0.99].sort_values("threat_weight")["value"]
    assert [float(cell) for cell in row.split("│")[2:-1]] == pytest.approx(list(wanted), abs=0.0006)
    assert {path.name for path in (folder / "charts").iterdir()} == {"phase_emergence.png", "phase_emergence.svg"}

    again = ask("sweep", CASE, *SIDES, "--runs", 10, "--outcome", "incidents", "--of", "South - North")
    assert again.exit_code == 0 and "its ledger names 60 of 60 runs" in again.stderr
    assert (folder / "charts" / "phase_incidents_North_South.svg").is_file()

    word = ask("sweep", CASE, *SIDES, "--runs", 10, "--outcome", "ending=none")
    assert word.exit_code == 0 and word.stdout.startswith(f"ending=none, {PAIR}: along")
    assert (folder / "charts" / "phase_ending_none.svg").is_file()


def test_the_example_of_the_help_can_be_swept(elsewhere):
    (example,) = re.findall(r"^\s+sim (sweep .*)$", ask("sweep", "--help").stdout, re.M)
    words = [ROOT / word if word.startswith("scenarios/") else word for word in shlex.split(example)]
    short = [f"{word}:2" if str(word).count(":") == 1 else word for word in words]
    done = ask(*short, "--runs", 2, "--out", "x")
    assert done.exit_code == 0 and Path("x/charts/phase_emergence.png").is_file()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--x", "threat_weight=2", "--y", "trust_memory=0.9:0.99"), "--x threat_weight=2 is no range; write NAME="),
        (("--x", "threat_weight=a:b", "--y", "trust_memory=0.9:0.99"), "--x threat_weight=a:b is no range"),
        (("--x", "threat_weight=2:9", "--y", "threat_weight=2:9"), "--x and --y are both threat_weight"),
        (("--x", "threat_wieght=2:9", "--y", "trust_memory=0.9:0.99"), "did you mean 'threat_weight'?"),
        ((*SIDES, "--policy", "peace"), "the scenario has no policy 'peace'"),
        ((*SIDES, "--outcome", "peace"), "--outcome peace: there is no outcome 'peace'; outcomes are "),
        ((*SIDES, "--outcome", "ending"), "--outcome ending: ending is a word (none, lasting, hostility, "),
        ((*SIDES, "--outcome", "ending=last"), "--outcome ending=last: ending is never 'last'; did you mean 'las"),
        ((*SIDES, "--of", "East – West"), f"--of East – West has no emergence; those that do: {PAIR}"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)  # fmt: skip
def test_a_sweep_that_cannot_be_played_is_a_sentence(elsewhere, words, sentence):
    assert sentence in refused("sweep", CASE, *words)
    assert not (elsewhere / "results").exists()


def test_a_sweep_of_many_pairs_wants_one_named(elsewhere):
    assert "name one with --of: " in refused("sweep", LARGE, *SIDES)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_export_makes_its_folder(copy):
    assert ask("export", "results/small", "--table", "runs", "--out", "new/deep/d.csv").exit_code == 0
    assert Path("new/deep/d.csv").is_file()
    said = refused("export", "results/small", "--table", "runs", "--out", "small.yaml/d.csv")
    assert said.startswith("small.yaml is no folder, so nothing can be written there")
    assert "did you mean 'dyad_year'?" in refused("export", "results/small", "--table", "dyad_yaer")


def test_python_names_the_folders_beside_one_that_is_not_there(copy):
    with pytest.raises(StoreError, match="results/smal: there is no such folder; in results are: small"):
        sim.open("results/smal")
