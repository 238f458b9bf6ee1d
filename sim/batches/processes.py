"""Processes: for actors that answer in plain Python, which hold the interpreter's lock.

The pool is loky's: it sets no start method for anybody else, takes classes that were defined in a script or a notebook,
and notices at once when a worker dies (the standard library's ``Pool`` waits for ever).
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

import cloudpickle
import numpy as np
from loky import ProcessPoolExecutor
from loky.process_executor import BrokenProcessPool, ShutdownExecutorError

from sim.batches.playing import Played, Player
from sim.batches.work import Job

if TYPE_CHECKING:
    from sim.batches.plan import Batch

BROKEN: tuple[type[BaseException], ...] = (BrokenProcessPool, ShutdownExecutorError)
_players: dict[str, Player | Exception] = {}  # in a worker, by the batch's token; or why there is none


class Processes:
    """Plays in processes of this machine."""

    def __init__(self, plan: Batch, workers: int) -> None:
        self.broken = BROKEN
        self.workers, self._plan = workers, packed(plan)
        self._pool = self._new(workers)

    def _new(self, workers: int) -> Any:
        return ProcessPoolExecutor(workers, initializer=prepare, initargs=("", self._plan))

    def open(self) -> None:
        """Processes are made when they are needed."""

    def close(self, whole: bool) -> None:
        """Let the processes go."""
        self._pool.shutdown(wait=whole, kill_workers=not whole)

    def room(self) -> int:
        """One in each process, and one that waits."""
        return self.workers + 1

    def submit(self, job: Job) -> Future[Played]:
        """Play a job as soon as a process is free."""
        return self._pool.submit(play_prepared, "", job.cells, job.replicates)

    def renew(self, alone: bool) -> None:
        """A pool of which a worker died takes no more jobs; here is another, of one worker if jobs come one by one."""
        self._pool.shutdown(wait=False, kill_workers=True)
        self._pool = self._new(1 if alone else self.workers)


def prepare(token: str, plan: bytes) -> None:
    """In a worker: make ready to play this batch; Ctrl-C is for the process that asked."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _players[token] = Player(cloudpickle.loads(plan))
    except Exception as error:  # a worker that cannot begin would be made again for ever; so it says why instead
        _players[token] = error


def forget(token: str) -> None:
    """In a worker: the batch is over."""
    _players.pop(token, None)


def play_prepared(token: str, cells: np.ndarray, replicates: np.ndarray) -> Played:
    """In a worker: play runs of a batch that was prepared.

    Raises:
        ValueError: it could not be prepared here.
    """
    player = _players[token]
    if isinstance(player, Exception):
        raise ValueError(f"a worker cannot read this batch ({type(player).__name__}: {player})")
    return player.safely(cells, replicates)


def packed(plan: Batch) -> bytes:
    """A batch as bytes, classes of actors included, wherever they were defined."""
    with by_value(plan.actors.values()):
        return cloudpickle.dumps(plan)


@contextmanager
def by_value(kinds: Any) -> Generator[None]:
    """Users' modules travel whole: a worker may not find them where it runs."""
    found = {_module(base) for kind in kinds for base in kind.__mro__}
    theirs = [module for module in found if module is not None]
    for module in theirs:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in theirs:
            cloudpickle.unregister_pickle_by_value(module)


def _module(kind: type) -> ModuleType | None:
    """The module of a class if it is a user's own and can be registered."""
    top = kind.__module__.split(".")[0]
    module = sys.modules.get(kind.__module__)
    ours = top in {"sim", "mesa", "builtins", "__main__", *sys.stdlib_module_names}
    return None if ours or module is None or kind.__module__ in cloudpickle.list_registry_pickle_by_value() else module
