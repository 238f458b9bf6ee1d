"""Commands that were asked something that cannot be: each says which option, or which file, and what to write."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sim.counted import counted
from tests.commands import CASE, ask

X, Y = ("--x", "threat_weight=2:20:3"), ("--y", "trust_memory=0.9:0.99:2")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(*words: object, code: int = 2) -> str:
    done = ask(*words)
    assert done.exit_code == code and done.stdout == "", done.output
    assert "sim.Batch" not in done.stderr, "the words of Python are not those of the command"
    return done.stderr


@pytest.mark.parametrize(
    "words, sentence",
    [
        ((*X, "--y", "trust_memry=0.9:0.99"), "--y trust_memry: is neither an assumption of the model nor a number"),
        ((*X, "--y", "trust_memry=0.9:0.99"), "did you mean 'trust_memory'?"),
        (("--x", "threat_wieght=2:9", *Y), "--x threat_wieght: is neither an assumption"),
        ((*X, "--y", "trust_memory=0.9:1.99"), "--y trust_memory: 1.99 is above 1; trust_memory runs from 0 to 1"),
        (("--x", "threat_weight=20:2", *Y), "--x threat_weight: its range runs from 20 to 2; write the lower end"),
        (("--x", "threat_weight=2:9:1", *Y), "--x threat_weight: 1 is out of range; the number of steps is a whole"),
        ((*X, *Y, "--runs", "1000000", "--x", "threat_weight=2:20:90"), "--runs: comes to 180,000,000 runs"),
        ((*X, *Y, "--outcome", "emergance"), "--outcome emergance: there is no outcome 'emergance'; did you mean 'em"),
        ((*X, *Y, "--policy", "no_enmy"), "the scenario has no policy 'no_enmy'; did you mean 'no_enemy'?"),
        ((*X, *Y, "--seed", 2**63 + 1), f"'--seed': {2**63 + 1} is no seed; a seed is a whole number"),
        ((*X, *Y, "--seed", "1.5"), "Invalid value for '--seed': 1.5 is no seed; a seed is a whole"),
    ],
)  # fmt: skip
def test_a_sweep_names_the_option(elsewhere: Path, words: tuple[object, ...], sentence: str) -> None:
    assert sentence in refused("sweep", CASE, *words)
    assert not list(elsewhere.iterdir())


def test_two_mistakes_of_a_sweep_are_said_together() -> None:
    said = refused("sweep", CASE, "--x", "threat_wieght=2:9", "--y", "trust_memory=0.9:1.99").splitlines()
    assert [line.split(":")[0] for line in said] == ["--x threat_wieght", "--y trust_memory"]


def test_each_kind_of_file_names_its_command(elsewhere: Path) -> None:
    batch = elsewhere / "b.yaml"
    batch.write_text(f"title: x\nscenarios: [{CASE}]\n")
    for command in ("run", "check", "diagnose"):
        said = f"{batch}: is a batch file, not a scenario; play it with: sim batch {batch}\n"
        assert refused(command, batch) == said
    assert f"is a scenario, not a batch; play it with: sim run {CASE}" in refused("batch", CASE)


def test_seeds_beyond_the_last_are_refused() -> None:
    assert "Invalid value for '--seed': -1 is no seed; a seed is a whole number from 0" in refused(
        "run", CASE, "--seed", -1
    )


def test_results_go_into_folders_that_are_made(elsewhere: Path) -> None:
    (elsewhere / "b.yaml").write_text(f"title: x\nscenarios: [{CASE}]\nreplicates: 1\n")
    done = ask("batch", "b.yaml", "--out", "not/yet/there", "--no-report")
    assert done.exit_code == 0 and (elsewhere / "not/yet/there/manifest.json").is_file()
    assert "\n1 run, digest " in done.stdout and "1 cell, 1 run\n" in ask("batch", "b.yaml", "--dry-run").stdout


def test_a_place_of_no_use_is_not_said_to_lack_room(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "b.yaml").write_text(f"title: x\nscenarios: [{CASE}]\nreplicates: 1\n")
    for words in (("batch", "b.yaml", "--no-report"), ("run", CASE, "--runs", 1), ("sweep", CASE, *X, *Y)):
        said = refused(*words, "--out", "b.yaml/below", code=3)
        assert "a file stands where a folder is to be; name another place with --out" in said and "room" not in said

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "out")

    monkeypatch.setattr("sim.cli.run.load", full)
    assert "make room" in refused("run", CASE, code=3)
    monkeypatch.setattr("sim.cli.run.load", lambda _: (_ for _ in ()).throw(OSError(errno.EACCES, "denied", "out")))
    assert refused("run", CASE, code=3) == "out: denied: you may not write there; name another place with --out\n"


@pytest.mark.parametrize("number, said", [(0, "0 cells"), (1, "1 cell"), (2, "2 cells"), (12345, "12,345 cells")])
def test_one_is_not_many(number: int, said: str) -> None:
    assert counted(number, "cell") == said
