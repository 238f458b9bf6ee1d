"""A session: chunks go to the engine, and what comes back goes to the store; whatever happens, nothing is lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from sim.batches.engines import Engine
from sim.batches.ledger import Failure
from sim.batches.playing import Played, Player
from sim.batches.signals import Stop
from sim.batches.work import Job, Pace, chunks, missing
from sim.batches.writer import Chunk, Writer


class FailedRun(ValueError):
    """A run failed, and the batch was to stop at the first that does."""


class Session:
    """Plays what is missing of a round; in the end ``left`` says whether something was not played."""

    def __init__(
        self, player: Player, writer: Writer, engine: Engine, pace: Pace, told: Any, stop: Stop, fail_fast: bool
    ) -> None:
        self.player, self.writer, self.engine, self.pace = player, writer, engine, pace
        self.told, self.stop, self.fail_fast = told, stop, fail_fast
        self.done, self.left = writer.done(), False
        self._numbers = itertools.count(1)
        self._flight: dict[Future[Played], Job] = {}
        self._suspects: list[Job] = []

    def play(self, number: int, parts: Callable[[], Iterator[Job]], later: int = 0) -> None:
        """Play all runs of a round that are not done; after a request to stop, only finish those in play.

        ``later`` is how many runs there may be at most in rounds after this one.
        """
        self.round = number
        left = sum(map(len, missing(parts(), self.done)))
        if self.stop.asked:
            self.left = left > 0
            return
        self.pace.spread(left, self.engine.room())
        self._expect(left, later)
        for job in chunks(missing(parts(), self.done), self.pace.size):
            if self.stop.asked:
                self.left = True
                break
            self._flight[self.engine.submit(job)] = job
            while len(self._flight) >= self.engine.room():
                self._collect()
        while self._flight:
            self._collect()

    def _expect(self, runs: int, later: int) -> None:
        """Tell how many runs come, if whoever is told wants to know."""
        expect = getattr(self.told, "expect", None)
        if expect is not None:
            expect(runs, later)

    def _collect(self) -> None:
        """Take in what is finished; wait until something is."""
        finished, _ = wait(self._flight, return_when=FIRST_COMPLETED)
        for future in [one for one in self._flight if one in finished]:  # in order, as far as they came together
            self._take(future, self._flight.pop(future))
        if self._suspects:
            self._clear()

    def _take(self, future: Future[Played], job: Job) -> None:
        error = future.exception()
        if error is None:
            self._keep(job, future.result())
        elif isinstance(error, self.engine.broken):
            self._suspects.append(job)
        else:
            raise error

    def _clear(self) -> None:
        """A worker died. All jobs that were in play then are played again one by one: so it shows which one does it."""
        while self._flight:
            future, job = self._flight.popitem()
            self._take(future, job)
        self.engine.renew(alone=True)
        while self._suspects:
            self._alone(self._suspects.pop())
        self.engine.renew(alone=False)

    def _alone(self, job: Job) -> None:
        future = self.engine.submit(job)
        error = future.exception()
        if error is None or not isinstance(error, self.engine.broken):
            self._take(future, job)
            return
        self.engine.renew(alone=True)
        if len(job) == 1:
            self._keep(job, Played({}, [self._killer(job, error)], 1.0))
        else:
            self._suspects += reversed(job.halves())

    def _killer(self, job: Job, error: BaseException) -> Failure:
        said = RuntimeError("the process that played this run died (killed, out of memory, or crashed), twice")
        said.__cause__ = error
        return self.player.failure(int(job.cells[0]), int(job.replicates[0]), said)

    def _keep(self, job: Job, played: Played) -> None:
        """Store what was played, and only then say so."""
        self.pace.took(len(job), played.seconds, played.weight)
        self.writer.put(
            Chunk(self.round, next(self._numbers), job.cells, job.replicates), played.tables, played.failures
        )
        self.told(len(job), failed=len(played.failures))
        if played.failures and self.fail_fast:
            raise FailedRun(failed(played.failures[0]))


def failed(failure: Failure) -> str:
    """A failure in one sentence.

    >>> failed(Failure(17, 3, 3, "ValueError: no", ""))
    'run 17-3 (seed 3) failed: ValueError: no'
    """
    return f"run {failure.cell}-{failure.replicate} (seed {failure.seed}) failed: {failure.error}"
