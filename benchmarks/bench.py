"""All measurements in one command: ``make bench``, or ``python -m benchmarks.bench --out docs/benchmarks.md``.

Ratios are of processor seconds, both sides doing the same work in one process, in turn. Figures of a loaded machine
are worth little, but for the ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import sim
from benchmarks import agreement, batches, cases, speed, table, timing
from benchmarks.effort import FULL, TINY, USUAL, Effort
from benchmarks.table import Row

RATIO = 200  # times Mesa's batch_run
START = 0.3  # processor seconds
COMMANDS = (("--help",), ("check", str(agreement.CASE)))
PACKAGES = ("Mesa", "agentpy", "numpy", "numba", "pandas")


def rows(effort: Effort) -> Iterator[Row]:
    """Every measurement, one after the other."""
    size = f"{effort.actors[0]} actors × 8 issues × {effort.months} months"
    yield from speed.against_peers(size, cases.case(effort.actors[0], effort.months), effort, RATIO)
    yield from speed.against_peers("common_enemy", sim.load(agreement.CASE), effort, None)
    yield from speed.dominating(size, cases.case(effort.actors[0], effort.months))
    yield from speed.by_actors(effort)
    yield from batches.by_runs(effort)
    yield from batches.by_threads(effort)
    yield batches.store_share(effort)
    yield from start_up(effort)


def start_up(effort: Effort) -> Iterator[Row]:
    """Processor time of commands that need little, and what they import."""
    for words in COMMANDS:
        name = f"start-up of sim {words[0]}"
        cpu = timing.command_cpu(words, effort.tries)
        yield Row(name, f"{cpu:.2f} s of processor time", f"under {START} s", cpu < START)
        heavy = timing.heavy_imports(words)
        yield Row(f"{name}: heavy imports", ", ".join(heavy) or "none", f"none of {', '.join(timing.HEAVY)}", not heavy)


def machine() -> str:
    """Where and when this was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors{load}; {packages}."
    )


NOTES = """\
Speeds are runs per second of processor time on one core; medians, and the range over repetitions in brackets. All sides
of a ratio play the same case to the same outcomes, in turn and in one process. The cases use no bargains, mediations,
mandates, clients, hosts, governments, dated events, second theatres or foreign fighters: the peers have no code for
these; we call their phases and find nothing to do. With one theatre nothing can spill over."""


def main() -> None:
    """Measure, print, and write the table."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--full", action="store_true", help="batches up to a million runs (minutes more)")
    words.add_argument("--tiny", action="store_true", help="next to nothing of each: a trial of the command itself")
    words.add_argument("--out", type=Path, help="a Markdown file: the table goes between its marks")
    given = words.parse_args()
    effort = TINY if given.tiny else FULL if given.full else USUAL
    heading, found = machine(), []
    for row in rows(effort):
        print(f"{row.what}: {row.measured}", file=sys.stderr, flush=True)
        found.append(row)
    text = f"{heading}\n\n{table.markdown(found)}\n\n{NOTES}"
    print(f"\n{text}")
    if given.out is not None:
        table.write(given.out, text)


if __name__ == "__main__":
    main()
