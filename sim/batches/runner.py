"""Running a batch: what is missing is played and stored, chunk by chunk, until nothing is missing.

Results are a function of the plan alone: engines, threads, chunks, interruptions and the order in which chunks are
finished change nothing in them. At no time are more chunks in memory than are in play.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.batches import files, stopping, work
from sim.batches.engines import Threads, engine_of, working
from sim.batches.folder import Folder
from sim.batches.playing import Player
from sim.batches.questions import any_plain
from sim.batches.session import Session
from sim.batches.signals import Stopped, on_signals
from sim.counted import counted
from sim.counting import WHOLE_RUNS
from sim.progress import progress as shown_progress

if TYPE_CHECKING:
    from sim.batches.plan import Batch
    from sim.batches.results import BatchResults

Told = Callable[..., Any]
"""Called with how many more runs are done, and ``failed=`` how many of them failed."""


def run(
    plan: Batch,
    folder: str | Path,
    engine: str | None = None,
    threads: int | None = None,
    shard: tuple[int, int] | None = None,
    retry_failed: bool = False,
    fail_fast: bool = False,
    progress: Told | bool | None = None,
    chunk: int | None = None,
    scheduler: str | None = None,
) -> BatchResults:
    """Play a batch into a folder; what is there already is kept, so the same call goes on after an interruption.

    Args:
        plan: what to play.
        folder: where results go; made if need be.
        engine: ``threads``, ``processes`` or ``dask``; None chooses threads, or processes where an actor answers in
            plain Python.
        threads: how many threads or processes; all processors if None.
        shard: (i, n): play part i of n of the batch, for job arrays; all parts may share the folder.
        retry_failed: play the runs that failed once more.
        fail_fast: stop at the first run that fails.
        progress: called as ``progress(runs, failed=...)``; True or None shows a bar, False nothing.
        chunk: runs that are played and stored together; about a second's worth if None.
        scheduler: address of a dask scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises:
        Stopped: after Ctrl-C, once the chunks in play were stored; it says how to go on.
        FailedRun: a run failed, with ``fail_fast``.
        ValueError: engine, threads, shard or chunk cannot be.
        sim.store.StoreError: the folder holds something else, or somebody else writes there.
        OSError: the disk is full, or the folder cannot be written to; what was finished is safe.
    """
    from sim.batches.results import BatchResults

    _checked(shard)
    player = Player(plan)
    keep = {} if (Path(folder) / "manifest.json").exists() else plan.sources()
    about = manifest(plan) | {"files": files.checksums(plan, Path(folder))}
    into = Folder.create(folder, about, plan.cells, keep)
    with (
        working(engine_of(engine, player, threads, scheduler)) as workers,
        into.writer(shard) as writer,
        _shown(progress, plan) as told,
        on_signals(_notice) as stop,
    ):
        if retry_failed:
            writer.retry_failed()
        pace = work.Pace(chunk, player.probe if isinstance(workers, Threads) else None)
        session = Session(player, writer, workers, pace, told, stop, fail_fast)
        for line in writer.mended:
            print(line, file=sys.stderr)
        _play_rounds(session, plan, into, shard)
    if stop.asked and session.left:
        raise stopped(into, {"engine": engine, "scheduler": scheduler, "threads": threads, "shard": shard})
    return BatchResults(into.path, plan)


def _play_rounds(session: Session, plan: Batch, into: Folder, shard: tuple[int, int] | None) -> None:
    cells = plan.cells["cell"].to_numpy()
    if plan.stop is not None and shard is not None:
        cells = cells[shard[0] - 1 :: shard[1]]  # a cell's rounds are decided where all its runs are
    for number, runs in stopping.rounds(plan, cells, into.sql):
        parts = partial(work.dealt, runs, shard if plan.stop is None else None)
        session.play(number, parts, stopping.later(plan, runs))
        if session.left:  # asked to stop in the last chunks of a round: whether there is a next one decides
            return


def _checked(shard: tuple[int, int] | None) -> None:
    if shard is not None and not 1 <= shard[0] <= shard[1]:
        raise ValueError(f"shard is {shard[0]}/{shard[1]}; write i/n with i from 1 to n, such as 2/8")


def manifest(plan: Batch) -> dict[str, Any]:
    """What a folder's manifest says of a batch beside its content."""
    from sim.batches.dictionary import columns

    return {
        "title": plan.title,
        "question": plan.question,
        "command": shlex.join(sys.argv),
        "cells": len(plan.cells),
        "runs": plan.runs if plan.stop is None else None,
        "record": plan.record,
        "columns": columns(),
        "content": plan.content,
    }


def _shown(told: Told | bool | None, plan: Batch) -> AbstractContextManager[Any]:
    if told is None or told is True:
        return _shown_here(plan)
    return nullcontext(told or (lambda *_, **__: None))


@contextmanager
def _shown_here(plan: Batch) -> Generator[Any]:
    with shown_progress(0) as done:  # the session tells how many are left
        done.code = machine_code(plan)
        yield done


def machine_code(plan: Batch) -> str:
    """The files of machine code that a batch waits for; nothing where its actors' decisions are compiled anew.

    >>> import sim
    >>> machine_code(sim.Batch(sim.example()))
    'kernel._play-*.nbc'
    """
    if any_plain(plan.actors):
        return "*.nbc"  # of single steps, some; the months are gone through in Python
    return "" if plan.actors else WHOLE_RUNS


def _notice(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stopped(into: Folder, options: dict[str, Any]) -> Stopped:
    """What is said after Ctrl-C; the command to go on has the options that this call had."""
    there = into.progress()
    shard = options["shard"]
    words = {**options, "shard": f"{shard[0]}/{shard[1]}" if shard else None}
    given = [f"--{name} {shlex.quote(str(word))}" for name, word in words.items() if word is not None]
    resume = " ".join(["sim resume", shlex.quote(str(into.path)), *given])
    safe = counted(there.done + there.failed, "run")
    are = "is" if there.done + there.failed == 1 else "are"
    return Stopped(f"stopped; {safe} {are} safe in {into.path}. To go on: {resume}", resume)
