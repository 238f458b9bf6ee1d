"""What the README says, works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main

ROOT = Path(sim.__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_it_can_be_read_in_a_minute():
    lines = README.splitlines()
    assert len(lines) < 60


def test_the_five_lines_run_as_they_stand(monkeypatch, capsys):
    (block,) = blocks("python")
    assert len([line for line in block.splitlines() if line.strip()]) == 5
    monkeypatch.chdir(ROOT)
    names: dict = {}
    exec(compile(block, "README.md", "exec"), names)
    printed = capsys.readouterr().out.strip()
    change = (names["cut"] - names["base"]).emergence["North – South"]
    assert printed == str(change) and change.n == 200
    assert re.fullmatch(r"Estimate\(.*n=200\)|-?\d\.\d\d \[.*\] \(n = 200\)", printed)


def test_the_two_commands_are_the_makefiles():
    (block,) = blocks("sh")
    commands = [line.split("#")[0].split() for line in block.splitlines() if line.strip()]
    assert commands == [["make", "run"], ["make", "test"]]
    targets = re.findall(r"^([a-z]+):", MAKEFILE, re.M)
    assert {"run", "test"} <= set(targets)


def test_the_plain_commands_are_those_behind_make():
    without = README[README.index("Without make:") :].split("\n\n")[0]
    plain = re.findall(r"`([^`]+)`", without)
    assert plain == [
        "python3 setup_env.py",
        ".venv/bin/sim run scenarios/iran_us_isis_2014.yaml",
        "python3 setup_env.py test",
        ".venv/bin/python -m pytest",
    ]
    made = MAKEFILE.replace("$(PYTHON)", "python3").replace("$(RUN)", ".venv/bin/python -m")
    for one in plain:
        assert one in made, f"make does something else than {one}"
    assert (ROOT / "scenarios" / "iran_us_isis_2014.yaml").is_file()


def test_continuous_integration_runs_the_test_command():
    assert re.search(r"^exec make test$", (ROOT / ".ci" / "run").read_text(), re.M)


def links() -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", README)


@pytest.mark.parametrize("link", links())
def test_links_lead_somewhere(link):
    assert not link.startswith("http"), "a link outside cannot be tested here"
    target = ROOT / link.split("#")[0]
    assert target.exists(), link
    if target.suffix == ".png":
        assert target.read_bytes().startswith(b"\x89PNG") and target.stat().st_size < 1_000_000


def test_it_has_a_picture_with_words_for_those_who_cannot_see_it():
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)
    assert pictures and all(len(words.split()) > 3 for words, _ in pictures)


def test_the_commands_that_it_names_exist():
    named = {m.split()[0] for m in re.findall(r"`sim ([^`]+)`", README)}
    assert {"check", "explain"} <= named <= set(main.commands)
    for name in named:
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
