"""The benchmark's command runs, and its table has all its rows; no figure is judged here."""

import subprocess
import sys

import pytest

from benchmarks import bench, cases, phases, table, timing
from benchmarks.table import Row

WHATS = (
    "ours", "Mesa batch_run", "agentpy Experiment", "ours to Mesa batch_run", "ours to agentpy Experiment",
)  # fmt: skip
OTHERS = (
    "4 actors × 8 issues × 60 months: what takes our time",
    "a run of 4 actors, 60 months",
    "batch of 3 runs, 2 threads",
    "batch of 5 runs, 2 threads",
    "a million runs, 2 threads",
    "memory growth from 3 to 5 runs",
    "batch of 5 runs: two threads to one",
    "store and progress, 5 runs on one thread",
    "start-up of sim --help",
    "start-up of sim --help: heavy imports",
    "start-up of sim check",
    "start-up of sim check: heavy imports",
)


@pytest.mark.slow
def test_the_command_prints_and_writes_all_rows(tmp_path):
    out = tmp_path / "benchmarks.md"
    command = [sys.executable, "-m", "benchmarks.bench", "--tiny", "--out", str(out)]
    done = subprocess.run(command, cwd=timing.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    written = out.read_text()
    rows = [line.split("|")[1].strip() for line in written.splitlines() if line.startswith("| ")][1:]
    against = [f"{what}: {row}" for what in ("4 actors × 8 issues × 60 months", "common_enemy") for row in WHATS]
    assert rows == [*against, *OTHERS]
    assert "at least 200 times" in written
    assert bench.NOTES in done.stdout


def test_rates_are_taken_in_turn():
    played = []
    jobs = {name: lambda name=name: (played.append(name), sum(range(10**5)), 4)[-1] for name in ("one", "other")}
    rates = timing.in_turn(jobs, 3)
    assert played == ["one", "other"] * 4  # the first round warms up
    assert [len(found) for found in rates.values()] == [3, 3]


def test_ratios_are_taken_repetition_by_repetition():
    assert timing.ratios({"a": [10.0, 30.0, 20.0], "b": [1.0, 1.0, 4.0]}, "a", "b") == timing.Spread(10.0, 5.0, 30.0)


def test_heavy_imports_are_seen():
    told = subprocess.run([sys.executable, "-X", "importtime", "-c", "import mesa"], capture_output=True, text=True)
    assert "mesa" in timing.heavy_among(told.stderr)
    assert timing.heavy_imports(["--help"]) == []


@pytest.mark.slow
def test_phases_are_those_of_the_month():
    found = phases.shares(cases.case(4, 60))
    assert set(found.index) == {call.name for call in phases.calls()}
    assert {"learn", "ask.effort", "account"} <= set(found.index)
    assert (found["microseconds"] > 0.0).all()
    assert found["share"].sum() == pytest.approx(1.0)


def test_a_table_replaces_what_stood_between_its_marks(tmp_path):
    path = tmp_path / "page.md"
    table.write(path, "old")
    path.write_text(path.read_text().replace("# Benchmarks", "# Title") + "\nthe rest\n")
    table.write(path, table.markdown([Row("a", "b", "c", False)]))
    assert "old" not in path.read_text()
    assert path.read_text().startswith("# Title")
    assert path.read_text().endswith("\nthe rest\n")
    assert "| a    | b        | c      | no  |" in path.read_text()


def test_a_lost_mark_is_an_error(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(table.BEGIN)
    with pytest.raises(ValueError, match="one of the marks"):
        table.write(path, "text")


@pytest.mark.parametrize(("actors", "months"), [(3, 120), (12, 90)])
def test_a_case_that_cannot_be_made_is_refused(actors, months):
    with pytest.raises(ValueError, match="at least 4 actors and 60 or 120 months"):
        cases.text(actors, months)


@pytest.mark.parametrize(("actors", "pairs"), [(4, 1), (12, 3), (50, 16), (200, 66)])
def test_a_case_has_its_size(actors, pairs):
    case = cases.case(actors)
    assert (len(case.actors), len(case.rivals), len(case.channels)) == (actors, pairs, pairs)
