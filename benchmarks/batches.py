"""Batches that are stored: speed, memory and bytes by number of runs and threads, and what the store costs."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import sim
from benchmarks import agreement, timing, worker
from benchmarks.effort import Effort
from benchmarks.table import Row

SHARE = 0.10  # of the time, for store and progress
MILLION_MINUTES = 10
GROWTH = 20  # megabytes


def by_runs(effort: Effort) -> Iterator[Row]:
    """Batches of common_enemy of rising size on all processors: speed, memory, bytes; and a million runs."""
    threads = os.cpu_count() or 1
    found = [worker.in_a_process(runs, threads) for runs in effort.runs]
    for batch in found:
        yield Row(f"batch of {batch['runs']:,} runs, {threads} threads", _batch_told(batch))
    last = found[-1]
    minutes = last["seconds"] * 1e6 / last["runs"] / 60
    how = "measured" if last["runs"] >= 1e6 else f"at the speed of {last['runs']:,} runs"
    aim = f"under {MILLION_MINUTES} minutes on two cores"
    yield Row(f"a million runs, {threads} threads", f"{minutes:.1f} minutes ({how})", aim, minutes < MILLION_MINUTES)
    growth = last["grown"] - found[0]["grown"]
    what = f"memory growth from {found[0]['runs']:,} to {last['runs']:,} runs"
    yield Row(what, f"{growth:.1f} MB", f"under {GROWTH} MB (to 1,000,000 runs)", growth < GROWTH)


def _batch_told(batch: dict[str, float]) -> str:
    runs = batch["runs"]
    return (
        f"{runs / batch['seconds']:,.0f} runs per second, {runs / batch['cpu']:,.0f} per processor second; "
        f"{batch['bytes'] / runs:.0f} bytes a run; {batch['memory']:.0f} MB, {batch['grown']:.0f} more than before"
    )


def by_threads(effort: Effort) -> Iterator[Row]:
    """What the second thread brings."""
    runs = min(effort.most, 100_000)
    one, two = (worker.in_a_process(runs, threads)["seconds"] for threads in (1, 2))
    yield Row(f"batch of {runs:,} runs: two threads to one", f"{one / two:.2f} times")


def store_share(effort: Effort) -> Row:
    """What of a batch's time is not playing and summing up: plan, store, ledger, progress."""
    from sim.batches.playing import play

    runs = min(effort.most, 100_000)
    plan = sim.Batch(scenarios=[sim.load(agreement.CASE)], replicates=runs)

    def in_memory() -> None:
        for first in range(1, runs + 1, 1000):
            replicates = np.arange(first, min(runs, first + 999) + 1)
            play(plan, np.ones(len(replicates), np.int64), replicates)

    def stored() -> None:
        with tempfile.TemporaryDirectory() as place:
            plan.run(Path(place) / "batch", threads=1)

    in_memory()
    times = [(_took(in_memory), _took(stored)) for _ in range(min(5, effort.repetitions))]
    clock, cpu = (timing.spread([100 * (1 - bare[k] / whole[k]) for bare, whole in times]) for k in range(2))
    measured = f"{clock.text(2)} % by the clock, {cpu.text(2)} % of processor time"
    aim = f"at most {SHARE:.0%} of the time".replace("%", " %")
    return Row(f"store and progress, {runs:,} runs on one thread", measured, aim, clock.median <= 100 * SHARE)


def _took(job: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - began, time.process_time() - worked
