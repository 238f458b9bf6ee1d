"""Single runs again: a run is a function of its cell and seed, so all its months can be had when they are wanted."""

from __future__ import annotations

import re

import numpy as np

from sim import kernel
from sim.batches import advice, source, stopping
from sim.batches.folder import Folder
from sim.batches.plan import Batch
from sim.batches.playing import months_of_run
from sim.history import History
from sim.store import StoreError


def replay(folder: Folder, plan: Batch, run: str) -> History:
    """All months of a run of a batch.

    Raises:
        StoreError: there is no such run, it failed, it is not played (yet, or ever), or it comes out otherwise here
            than when it was stored.
    """
    cell, replicate = named(run, plan)
    if not folder.done().has([cell], [replicate])[0]:
        raise StoreError(_not_there(folder, plan, cell, replicate))
    built = plan.built(cell)
    seed = int(plan.seeds(cell, np.array([replicate]))[0])
    played = months_of_run(built, seed, plan.actors)
    _same(folder, run, cell, replicate, int(kernel.played(played.history).digests()[0]))
    row = plan.cells.iloc[cell - 1]
    return History(built.scenario, str(row["policy"]), seed, built.names, played.history, played.history_p)


def named(run: str, plan: Batch) -> tuple[int, int]:
    """Cell and replicate of a run's name.

    Raises:
        StoreError: it names no run of this batch.
    """
    found = re.fullmatch(r"\s*([1-9]\d{0,9})-([1-9]\d{0,9})\s*", run)
    most = plan.stop.at_most if plan.stop is not None else plan.replicates
    if found is None:
        raise StoreError(f"{run!r} names no run; write cell and replicate, such as 17-3")
    cell, replicate = int(found[1]), int(found[2])
    if cell > len(plan.cells) or replicate > most:
        raise StoreError(f"there is no run {run}; cells run from 1 to {len(plan.cells)}, replicates from 1 to {most}")
    return cell, replicate


def _not_there(folder: Folder, plan: Batch, cell: int, replicate: int) -> str:
    """Why a run is not stored: it failed, it is still to be played, or its cell was sure enough without it."""
    run, failed = f"run {cell}-{replicate}", folder.frame("failures")
    own = failed[(failed["cell"] == cell) & (failed["replicate"] == replicate)]
    if len(own):
        return f"{run} failed with {own['error'].iloc[0]}; {advice.to_mend(folder.path, folder.manifest)}"
    if plan.stop is None:
        return f"{run} is not stored in {folder.path} yet; go on with sim resume {folder.path}"
    played = max((last for of, _, last in folder.done().spans if of == cell), default=0)
    if played and stopping.left(plan, folder.over(), folder.sql) == 0:
        stop = plan.stop
        sure = f"half the interval of {stop.outcome} was at most {stop.half_width:g}"
        return f"{run} is never played: cell {cell} stopped after {played} replicates, when {sure}; name one of these"
    return f"{run} is not stored in {folder.path} yet, and is played only if its cell is not sure enough before"


def _same(folder: Folder, run: str, cell: int, replicate: int, digest: int) -> None:
    stored = folder.sql(f"SELECT digest FROM runs WHERE cell = {cell:d} AND replicate = {replicate:d}")  # noqa: S608 - numbers
    if int(stored["digest"].iloc[0]) != digest:
        raise StoreError(f"run {run} comes out otherwise here than it was stored; {_why(folder)}")


def _why(folder: Folder) -> str:
    found = folder.manifest
    if found["numbers"] != source.numbers_hash():
        theirs = found["versions"]["backchannel"]
        return (
            f"the program was changed since (it was Backchannel {theirs}, source {found['source']}): use that version"
        )
    return f"the program is the same, so look at the machine: it was played on {found['platform']}"
