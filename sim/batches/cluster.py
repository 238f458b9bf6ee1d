"""A cluster: dask's scheduler hands the chunks to workers on any machine; only this process writes.

Workers give back tables. A worker that dies takes nothing with it: its chunks are played by another.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sim._compile import source_hash
from sim.batches.playing import Played
from sim.batches.processes import forget, packed, play_prepared, prepare
from sim.batches.work import Job

if TYPE_CHECKING:
    from sim.batches.plan import Batch

LOCAL = 2  # processes of a cluster of one's own, if nothing else is said
PATIENCE = "20s"  # for a scheduler to answer
MISSING = 'the engine dask needs dask.distributed; install it with: pip install "backchannel[cluster]"'


class Cluster:
    """Plays on the workers of a dask scheduler, or of a local cluster made for the purpose."""

    def __init__(self, plan: Batch, scheduler: str | None, workers: int | None) -> None:
        try:
            import distributed
            from distributed.client import FutureCancelledError as cancelled
        except ImportError:
            raise ValueError(MISSING) from None
        self.broken: tuple[type[BaseException], ...] = (distributed.KilledWorker, distributed.CancelledError, cancelled)
        self._scheduler, self._workers = scheduler, workers or LOCAL
        self._token, self._packed = uuid4().hex, packed(plan)
        self._distributed: Any = distributed
        self._client: Any = None
        self._own: Any = None

    def open(self) -> None:
        """Find the scheduler, or make one, and hand the batch to its workers, also to those that come later.

        Raises:
            ValueError: no scheduler answers, or its workers have another version of this program.
        """
        self._own = None if self._scheduler else self._local()
        self._client = self._connected()
        self._client.register_plugin(_plugin(self._distributed, self._token, self._packed))
        self._executor = self._client.get_executor(pure=False)

    def _local(self) -> Any:
        return self._distributed.LocalCluster(
            n_workers=self._workers, threads_per_worker=1, processes=True, dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )  # fmt: skip

    def _connected(self) -> Any:
        where = self._own or self._scheduler
        try:
            client = self._distributed.Client(where, set_as_default=False, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise ValueError(
                f"no dask scheduler answers at {self._scheduler} ({error}); start one, or look at the address"
            ) from None
        sources = set(client.run(source_hash).values())
        if sources - {source_hash()}:
            client.close()
            raise ValueError("workers have another version of this program than this machine; install the same on all")
        return client

    def close(self, whole: bool) -> None:
        """Let the workers go; those of somebody else's scheduler forget the batch."""
        if self._client is not None:
            with suppress(Exception):  # the scheduler may be gone
                self._client.unregister_worker_plugin(self._token)
        for part in (self._client, self._own):
            if part is not None:
                part.close()

    def room(self) -> int:
        """Two for each thread of all workers that are there now, so that none waits for this process."""
        return 2 * max(1, sum(self._client.nthreads().values()))

    def submit(self, job: Job) -> Future[Played]:
        """Play a job on some worker."""
        return self._executor.submit(play_prepared, self._token, job.cells, job.replicates)

    def renew(self, alone: bool) -> None:
        """The scheduler takes new workers by itself.

        Raises:
            ConnectionError: the scheduler itself is gone.
        """
        if self._client.status != "running":
            where = self._scheduler or "this machine"
            raise ConnectionError(
                f"the dask scheduler at {where} is gone; what was finished is safe, go on with the same command"
            )


def _plugin(distributed: Any, token: str, plan: bytes) -> Any:
    """What every worker does when it joins, the ones that come later included."""

    class Prepare(distributed.WorkerPlugin):
        name = token

        def setup(self, worker: Any) -> None:
            prepare(token, plan)

        def teardown(self, worker: Any) -> None:
            forget(token)

    return Prepare()
