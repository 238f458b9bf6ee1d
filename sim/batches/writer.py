"""The writer: puts chunks into a folder so that each is there whole and once, or not at all."""

from __future__ import annotations

import re
import secrets
import shlex
import shutil
import sqlite3
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from sim.batches import failures as failing
from sim.batches import mending, remaking, shards
from sim.batches.chunks import Chunk, columns_of, played
from sim.batches.entries import Entry, Failure, now
from sim.batches.finished import lost_ledgers
from sim.batches.ledger import Ledger
from sim.batches.ledgers import ALL, ledger_path, read_ledger, tags
from sim.batches.locks import tag_of, writing
from sim.batches.runs import Runs
from sim.store import sync_folder

__all__ = ["Chunk", "Writer", "writer"]


@contextmanager
def writer(folder: Path, batch: str, shard: tuple[int, int] | None, command: str | None) -> Generator[Writer]:
    """A writer that holds the folder's lock, with everything mended that earlier ones left damaged.

    Raises:
        StoreError: somebody else writes, or a ledger of another writer is damaged.
    """
    tag = tag_of(shard)
    command = shlex.join(sys.argv) if command is None else command
    with writing(folder, tag, command):
        mended, held = _mended(folder, batch, tag)
        with ExitStack() as stack:
            for ledger in held.values():
                stack.callback(ledger.close)
            yield Writer(folder, batch, tag, held, mended, command)


def _mended(folder: Path, batch: str, tag: str) -> tuple[list[str], dict[str, Ledger]]:
    """Open the ledgers whose locks are held (the whole batch's writer holds all), make them agree with the shards."""
    (folder / "shards").mkdir(exist_ok=True)
    told, held = [], {}
    for mine in _held(folder, tag):
        held[mine], found = remaking.opened(folder, mine, batch)
        told += found
    beside = (s for other in tags(folder) if other not in held for s in _shards(folder, other, batch))
    others = {shard.sha256: shard.file for shard in beside}
    told += mending.mend(folder, list(held.values()), others)
    told += mending.clean(folder, list(held.values()), set(held), batch, set(others))
    for mine, ledger in held.items():
        told += failing.agree(folder, mine, batch, ledger)
    _clean_parts(folder, held)
    return told, held


def _held(folder: Path, tag: str) -> list[str]:
    if tag != ALL:
        return [tag]
    return sorted({ALL, *tags(folder), *lost_ledgers(folder)})


def _shards(folder: Path, tag: str, batch: str) -> list[Any]:
    with closing(read_ledger(folder, tag, batch)) as ledger:
        return ledger.shards()


def _clean_parts(folder: Path, held: Iterable[str]) -> None:
    """What killed processes left of small files that they were making anew."""
    for path in folder.glob(".part*"):  # of the table of cells
        shutil.rmtree(path, ignore_errors=True)
    notes = (path.name for tag in held for path in (ledger_path(folder, tag), folder / f"{tag}.json"))
    pattern = "|".join(re.escape(name) for name in ("cells.parquet", "manifest.json", *notes))
    for path in (*folder.iterdir(), *(folder / "locks").iterdir()):
        if re.fullmatch(rf"\.({pattern})\.\d+(-journal)?", path.name):
            path.unlink(missing_ok=True)


class Writer:
    """What plays a batch puts its chunks here; ``mended`` says in sentences what was found damaged at the start.

    Several threads may call ``put`` at once.
    """

    def __init__(
        self, folder: Path, batch: str, tag: str, held: Mapping[str, Ledger], mended: list[str], command: str
    ) -> None:
        self.folder, self.mended = folder, mended
        self._batch, self._tag, self._held, self._ledger = batch, tag, held, held[tag]
        self._session, self._began = self._ledger.begin(command), time.monotonic()

    def done(self) -> Runs:
        """The runs not to be played again: safely stored, by whichever writer, or failed."""
        runs = Runs.of([], [])
        for ledger in self._all():
            runs = runs | ledger.stored() | Runs.of(*_columns(ledger.failed()))
        return runs

    def failed(self) -> Runs:
        """The runs that failed and were not played since."""
        return Runs.of(*_columns([pair for ledger in self._all() for pair in ledger.failed()]))

    def retry_failed(self) -> Runs:
        """The runs that failed count as not done from now on; returns them. Their tracebacks stay on record.

        A writer of one part of a batch gives back the failures of its own part only.
        """
        given = Runs.of(*_columns([pair for ledger in self._held.values() for pair in ledger.failed()]))
        for ledger in self._held.values():
            ledger.forgive()
        return given

    def put(self, chunk: Chunk, tables: Mapping[str, pd.DataFrame], failures: Sequence[Failure] = ()) -> None:
        """Store a chunk: shards and failures first, each under its name only when on the disk; then the ledger has all.

        ``tables`` hold the rows of all runs of the chunk but those that failed.

        Raises:
            ValueError: the tables hold other runs than the chunk, or runs that are stored already.
            OSError: the disk is full, or the folder cannot be written to; nothing of the chunk is left then, and
                everything that was finished stays.
        """
        spans = tuple(played(chunk, tables, failures).spans)
        if spans and self._ledger.remember("columns", columns := columns_of(tables)) != columns:
            raise ValueError(f"the tables of chunk {chunk.round}-{chunk.number} have other columns than those before")
        label = shards.Label(
            self._batch, self._tag, secrets.token_hex(8), chunk.round, chunk.number, "", tuple(tables), spans
        )
        written: list[shards.Part] = []
        kept: list[Path] = []
        try:
            for name, table in tables.items() if spans else ():
                with shards.database() as db:
                    written.append(shards.write(db, self.folder, table, label._replace(table=name)))
            if failures:
                shards.step("keep failures")
                of_chunk = failing.Kept(self._batch, label.key, chunk.round, chunk.number, now(), tuple(failures))
                kept.append(failing.keep(self.folder, self._tag, of_chunk))
            self._name(written)
            entry = Entry(label.key, chunk.round, chunk.number, spans, [part.shard for part in written])
            shards.step("enter")
            self._ledger.add(entry, failures, (self._session, time.monotonic() - self._began))
            shards.step("done")
        except BaseException:
            self._undo(label.key, written, kept)
            raise

    def _name(self, written: Sequence[shards.Part]) -> None:
        for part in written:
            shards.step("name")
            part.path.replace(self.folder / part.shard.file)
        shards.step("sync folder")
        sync_folder(self.folder / "shards")

    def _undo(self, key: str, written: Sequence[shards.Part], kept: Sequence[Path]) -> None:
        """Take away what was begun, unless it was finished when the interruption came."""
        with suppress(sqlite3.Error):
            if self._ledger.holds(key):
                return
        for path in (*kept, *(p for part in written for p in (part.path, self.folder / part.shard.file))):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _all(self) -> Iterator[Ledger]:
        """The ledgers held, and those of writers beside."""
        yield from self._held.values()
        for tag in tags(self.folder):
            if tag not in self._held:
                with closing(read_ledger(self.folder, tag, self._batch)) as ledger:
                    yield ledger

    def __repr__(self) -> str:
        return f"Writer({str(self.folder)!r}, {self._tag})"


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [cell for cell, _ in pairs], [replicate for _, replicate in pairs]
