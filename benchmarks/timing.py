"""How times are taken: in turn, so that both sides of a ratio meet the same machine, and in processor seconds."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("mesa", "numba", "matplotlib")
"""What a command that needs little must not import."""


class Spread(NamedTuple):
    """Median and range of several measurements."""

    median: float
    low: float
    high: float

    def text(self, digits: int = 3) -> str:
        """The median, and the range where there are several.

        >>> spread([1.0, 2.0, 4.0]).text(), spread([2.0]).text()
        ('2 (1–4)', '2')
        """
        median, low, high = (f"{value:,.{digits}g}" if abs(value) < 1000 else f"{value:,.0f}" for value in self)
        return f"{median} ({low}–{high})" if low != high else median


def spread(values: Sequence[float]) -> Spread:
    """Median and range."""
    return Spread(statistics.median(values), min(values), max(values))


def in_turn(jobs: Mapping[str, Callable[[], int]], repetitions: int) -> dict[str, list[float]]:
    """Runs per processor second of each job, one repetition of all after the other; each is warmed up once.

    A job plays some runs and says how many.
    """
    for job in jobs.values():
        job()
    rates: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(repetitions):
        for name, job in jobs.items():
            began = time.process_time()
            runs = job()
            rates[name].append(runs / (time.process_time() - began))
    return rates


def ratios(rates: Mapping[str, Sequence[float]], one: str, other: str) -> Spread:
    """How many times faster one job is than another, repetition by repetition."""
    return spread([a / b for a, b in zip(rates[one], rates[other], strict=True)])


def command_cpu(words: Sequence[str], tries: int) -> float:
    """Processor seconds (user and system) of the command ``sim``: the least of several tries."""
    return min(_cpu(words) for _ in range(tries))


def _cpu(words: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _sim(words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def heavy_imports(words: Sequence[str]) -> list[str]:
    """Which of the heavy packages the command ``sim`` imports."""
    return heavy_among(_sim(words, "-X", "importtime").stderr)


def heavy_among(told: str) -> list[str]:
    r"""Which of them Python tells of, with ``-X importtime``.

    >>> heavy_among("import time:  1 |  2 |   json\nimport time:  1 |  2 |     numba.core.types")
    ['numba']
    """
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in told.splitlines()}
    return [name for name in HEAVY if name in imported]


def _sim(words: Sequence[str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "-m", "sim.cli", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
