"""Engines: who plays the chunks. All take the same jobs and give back the same tables.

``threads`` (compiled runs let go of the interpreter's lock), ``processes`` (actors that answer in plain Python), or
``dask`` (more than one machine).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol

from sim.batches.playing import Played, Player
from sim.batches.work import Job

ENGINES = ("threads", "processes", "dask")


class Engine(Protocol):
    """Plays jobs, a few at a time."""

    broken: tuple[type[BaseException], ...]
    """What a future raises when the worker that had it died (and perhaps not by its fault)."""

    def open(self) -> None:
        """Get ready to play."""
        ...

    def close(self, whole: bool) -> None:
        """Let the workers go; unless ``whole``, without waiting for what is in play."""
        ...

    def room(self) -> int:
        """How many jobs may be in play or wait for it."""
        ...

    def submit(self, job: Job) -> Future[Played]:
        """Play a job some time."""
        ...

    def renew(self, alone: bool) -> None:
        """Take a new set of workers, if those there are cannot go on; one is enough if jobs come one by one."""
        ...


@contextmanager
def working(engine: Engine) -> Generator[Engine]:
    """An engine that is open, and is closed in the end: at once, if something went wrong."""
    whole = False
    try:
        engine.open()
        yield engine
        whole = True
    finally:
        engine.close(whole)


class Threads:
    """Plays in threads of this process."""

    broken: tuple[type[BaseException], ...] = ()

    def __init__(self, player: Player, threads: int | None) -> None:
        self.player, self.threads = player, threads or processors()
        self._pool: Executor = ThreadPoolExecutor(self.threads, "sim")

    def open(self) -> None:
        """Threads are made when they are needed."""

    def close(self, whole: bool) -> None:
        """Threads end with what they play."""
        self._pool.shutdown(wait=whole, cancel_futures=True)

    def room(self) -> int:
        """One in each thread, and one that waits."""
        return self.threads + 1

    def submit(self, job: Job) -> Future[Played]:
        """Play a job as soon as a thread is free."""
        return self._pool.submit(self.player.safely, job.cells, job.replicates)

    def renew(self, alone: bool) -> None:
        """Threads do not die."""


def processors() -> int:
    """How many processors this process may use (a job's share, not the machine's number).

    >>> processors() >= 1
    True
    """
    known: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(known(0)) if known is not None else os.cpu_count() or 1


def engine_of(name: str | None, player: Player, threads: int | None, scheduler: str | None) -> Engine:
    """The engine of this name; None chooses threads, or processes if an actor answers in plain Python.

    Raises:
        ValueError: there is no such engine; threads were asked for actors that answer in plain Python; what the engine
            needs is not installed.
    """
    chosen = name or ("dask" if scheduler else "processes" if player.stepped else "threads")
    if chosen not in ENGINES:
        raise ValueError(f"there is no engine {chosen!r}; engines are {', '.join(ENGINES)}")
    if scheduler and chosen != "dask":
        raise ValueError(f"a scheduler is for the engine dask, not for {chosen}; leave out one of them")
    if threads is not None and threads < 1:
        raise ValueError(f"threads is {threads}; at least 1 is needed")
    if chosen == "threads":
        return Threads(player, threads)
    if chosen == "processes":
        from sim.batches.processes import Processes

        return Processes(player.plan, threads or processors())
    from sim.batches.cluster import Cluster

    return Cluster(player.plan, scheduler, threads)
