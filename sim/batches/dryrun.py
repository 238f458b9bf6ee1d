"""What a batch will cost, before it is played: from a probe of a few runs of each scenario."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from sim.batches.engines import processors
from sim.batches.probe import probed
from sim.batches.questions import any_plain
from sim.batches.shown import factor_lines
from sim.batches.tables import LEVELS
from sim.counted import counted
from sim.outcomes.asked import outcome_of
from sim.progress import span

if TYPE_CHECKING:
    from sim.batches.plan import Batch

PROGRAM = 350 * 2**20  # bytes of memory that Python, its libraries and the machine code take
NOT_COUNTED = (
    "not counted, in time or memory: the table and the report at the end, which read all runs again (--no-report: no "
    "report); they take seconds for thousands of runs, and may take as long as playing where a run takes no millisecond"
)


@dataclass(frozen=True)
class DryRun:
    """What a batch will cost.

    Attributes:
        factors: a line for each: what it becomes, and where that comes from.
        cells: how many.
        runs: at least (exactly without ``stop``).
        at_most: runs, if no interval ever gets narrow enough.
        seconds: of play, for ``runs``, with all processors that this process may use; the report comes on top.
        memory: bytes, at most.
        disk: bytes, for ``runs``, as recorded.
        bytes_per_run: on disk, for each recording level.
        runs_per_second: on one processor.
        machine: what it was measured on.
        processors: that are counted on.
        stop: when a cell has been played enough; nothing where all replicates are played.
        hint: how it would be quicker; nothing where all is compiled.
    """

    factors: tuple[str, ...]
    cells: int
    runs: int
    at_most: int
    seconds: float
    memory: int
    disk: int
    bytes_per_run: Mapping[str, float]
    runs_per_second: float
    machine: str
    processors: int
    stop: str = ""
    hint: str = ""

    def __str__(self) -> str:
        more = f" (up to {self.at_most:,} until intervals are narrow enough)" if self.at_most > self.runs else ""
        levels = ", ".join(f"{name} {size(each)}" for name, each in self.bytes_per_run.items())
        return "\n".join(
            [
                f"{counted(self.cells, 'cell')}, {counted(self.runs, 'run')}{more}",
                *(f"varied: {line}" for line in self.factors),
                *([f"stops: {self.stop}"] if self.stop else []),
                f"time: about {span(self.seconds)} on {counted(self.processors, 'processor')} "
                f"({counted(round(self.runs_per_second), 'run')} per second on each)",
                *([self.hint] if self.hint else []),
                NOT_COUNTED,
                f"memory: about {size(self.memory)}; disk: about {size(self.disk)}",
                f"on disk a run takes: {levels}",
                f"measured on: {self.machine}",
            ]
        )

    def _repr_html_(self) -> str:
        return "<br>".join(escape(line) for line in str(self).splitlines())


def dry_run(plan: Batch, threads: int | None = None) -> DryRun:
    """Play two runs of each scenario and say what the whole batch will cost. Nothing is written.

    Args:
        plan: the batch.
        threads: how many will play; all processors if None.

    >>> import sim
    >>> found = dry_run(sim.Batch(sim.example(), replicates=1000))
    >>> found.cells, found.runs, sorted(found.bytes_per_run)
    (1, 1000, ['dyad_months', 'outcomes', 'trajectories'])
    """
    using = threads or processors()
    weights = plan.cells.groupby("scenario", sort=False)["cell"].agg(["size", "first"])
    share = weights["size"].to_numpy() / len(plan.cells)
    found = [probed(plan, int(cell)) for cell in weights["first"]]
    seconds = float(np.dot(share, [probe.seconds for probe in found]))
    each = {level: float(np.dot(share, [probe.sizes[level] for probe in found])) for level in LEVELS}
    at_most = plan.stop.at_most * len(plan.cells) if plan.stop is not None else plan.runs
    return DryRun(
        factors=tuple(factor_lines(plan)),
        cells=len(plan.cells),
        runs=plan.runs,
        at_most=at_most,
        seconds=seconds * plan.runs / min(using, plan.runs),
        memory=PROGRAM + using * max(probe.memory for probe in found),
        disk=int(each[plan.record] * plan.runs),
        bytes_per_run=each,
        runs_per_second=1 / seconds,
        machine=_machine(),
        processors=using,
        stop=_stop(plan),
        hint=_hint(plan),
    )


def _stop(plan: Batch) -> str:
    """When a cell has been played enough, in words."""
    stop = plan.stop
    if stop is None:
        return ""
    whose = f" of {stop.of}" if stop.of else ""
    skew = " (a share's is Wilson's, which is not symmetric)" if outcome_of(stop.outcome).kind == "share" else ""
    enough = f"half the width of the 95% interval of {stop.outcome}{whose} is at most {stop.half_width:g}"
    return f"a cell is done when {enough}{skew}, or after {stop.at_most:,} replicates"


def _hint(plan: Batch) -> str:
    """What makes a batch slow that is played month by month in Python."""
    slow = [kind.__name__ for kind in dict.fromkeys(plan.actors.values()) if any_plain({"": kind})]
    if not slow:
        return ""
    return (
        f"{' and '.join(slow)}: plain Python, so every run is stepped in Python; answers written with @sim.decision are"
        " compiled, and runs are some hundred times as fast (docs/batches.md, Actors of your own)"
    )


def _machine() -> str:
    python = f"Python {platform.python_version()}"
    return f"{platform.machine()}, {counted(os.cpu_count() or 1, 'processor')}, {platform.system()}, {python}"


def size(number: float) -> str:
    """Bytes in words.

    >>> size(120), size(3_400_000)
    ('120 bytes', '3.4 MB')
    """
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= scale:
            return f"{number / scale:.1f} {unit}"
    return f"{number:.0f} bytes"
