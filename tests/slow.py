"""Slow tests, a quarter at a time: each commit runs its own, and four quarters are the whole."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

QUARTERS = 4


def of_commit() -> int:
    """Which quarter this commit runs; the first where there is no commit to ask."""
    ask = ["git", "rev-parse", "HEAD"]
    try:
        told = subprocess.run(ask, cwd=Path(__file__).parent, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(told.strip(), 16) % QUARTERS


def left_out(names: Sequence[str], quarter: int) -> set[str]:
    """Names of the slow tests that a quarter does not run: those of one file are spread over the quarters."""
    return {name for place, name in enumerate(sorted(names)) if place % QUARTERS != quarter}
