"""What a command imports before it does anything: nothing that it does not need."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli import COMMANDS, main

ROOT = Path(sim.__file__).parent.parent
CASE = ROOT / "scenarios" / "common_enemy.yaml"
HEAVY = {"mesa", "numba", "matplotlib", "pandas", "duckdb", "scipy", "numpy", "networkx", "rich"}
ENGINE = {"sim.kernel", "sim.results", "sim.model", "sim.charts"}


def python(*words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, env=env, cwd=ROOT, timeout=120)


def imported(*words: str) -> set[str]:
    """All modules that are there when a command has ended (`-X importtime` would not tell those imported by name)."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('MODULES', *sys.modules, file=sys.stderr))\n"
        f"from sim.cli import main\nmain({list(words)!r})\n"
    )
    done = python("-c", program)
    assert done.returncode == 0, done.stderr[-500:]
    ((modules),) = re.findall(r"^MODULES (.*)$", done.stderr, re.M)
    return set(modules.split())


LIGHT = [
    ("--help",),
    ("--version",),
    ("run", "--help"),
    ("schema",),
    ("check", str(CASE)),
    ("check", str(CASE), "--numbers"),
]


@pytest.mark.parametrize("words", LIGHT, ids=lambda words: " ".join(word.rpartition("/")[2] for word in words))
def test_what_needs_no_engine_imports_none(words):
    modules = imported(*words)
    assert "click" in modules, "else the list is not read rightly"
    assert words[0] != "check" or "sim.scenario.load" in modules
    assert not {name for name in modules if name.split(".")[0] in HEAVY}
    assert not modules & ENGINE


def test_a_command_imports_no_other_one():
    modules = {name for name in imported("check", str(CASE)) if name.startswith("sim.cli.")}
    assert modules == {"sim.cli.group", "sim.cli.check", "sim.cli.words"}


def test_only_the_checker_of_a_whole_case_is_built():
    """The forty parts of a case would each build one of their own, which takes longer than all the rest."""
    program = (
        "from sim.scenario import schema, load\nload({!r})\nprint([m.__name__ for m in vars(schema).values() if {}])"
    )
    built = "isinstance(m, type) and issubclass(m, schema.Block) and m.__pydantic_complete__"
    names = set(re.findall(r"'(\w+)'", python("-c", program.format(str(CASE), built)).stdout))
    assert "CaseFile" in names and not names & {"Actor", "Relation", "Channel", "Event", "Policy"}


def test_the_command_does_not_look_into_every_installed_package():
    """Pydantic would, for plugins."""
    program = (
        "import importlib.metadata as m\n"
        "def fail(*_, **__): raise AssertionError('every package was looked into')\n"
        "m.distributions = m.entry_points = fail\n"
        f"from sim.cli import main\nmain(['check', {str(CASE)!r}])\n"
    )
    done = python("-c", program)
    assert done.returncode == 0 and done.stdout.startswith(str(CASE)), done.stderr


def test_every_command_is_below_a_heading_and_is_what_it_is_called():
    names = [name for part in COMMANDS.values() for name in part]
    assert names == list(main.commands) and len(set(names)) == len(names)
    for name in names:
        assert main.commands[name].name == name
    files = {file.stem for file in (ROOT / "sim" / "cli").glob("*.py")}
    assert set(names) <= files


def test_the_module_is_the_command():
    told = python("-m", "sim.cli", "--version").stdout
    assert told == f"sim, version {sim.__version__}\n"


def test_the_guide_names_every_command_and_no_other():
    guide = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| .* \| `sim (\w+)", guide, re.M)) == set(main.commands)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_complete(shell):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "_SIM_COMPLETE": f"{shell}_source"}
    words = [sys.executable, "-c", "from sim.cli import main; main(prog_name='sim')"]
    done = subprocess.run(words, capture_output=True, text=True, env=env, timeout=60)
    assert done.returncode == 0 and f"_SIM_COMPLETE={shell}_complete" in done.stdout
    typed = {**env, "_SIM_COMPLETE": f"{shell}_complete", "COMP_WORDS": "sim re", "COMP_CWORD": "1"}
    typed |= {"COMP_CWORD": "re"} if shell == "fish" else {}
    done = subprocess.run(words, capture_output=True, text=True, env=typed, timeout=60)
    assert all(name in done.stdout for name in ("resume", "replay", "report")), done.stdout
