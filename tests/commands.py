"""Asking the command: in this process, or as a person does, in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

import sim
from sim.cli import main

ROOT = Path(sim.__file__).parent.parent
CASE = ROOT / "scenarios" / "common_enemy.yaml"
LARGE = ROOT / "scenarios" / "iran_us_isis_2014.yaml"


def ask(*words: object) -> Result:
    """Ask in this process; output and messages are kept apart."""
    done = CliRunner().invoke(main, [str(w) for w in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output
    return done


def command(*words: object) -> list[str]:
    """The words of a process that is this command."""
    return [sys.executable, "-m", "sim.cli", *map(str, words)]


def shell(*words: object, cwd: Path = ROOT, **around: str) -> subprocess.CompletedProcess[str]:
    """Ask as a person does, in a process of its own, without a terminal."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **around}
    return subprocess.run(command(*words), capture_output=True, text=True, cwd=cwd, env=env, timeout=240)


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
