"""The ledger: what is done, what failed, what was lost; one SQLite file, changed by whole transactions only."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.batches.entries import (
    WAIT,
    Entry,
    Failure,
    Shard,
    connect,
    insert,
    now,
    refuse_doubles,
    told,
)
from sim.batches.runs import Runs
from sim.batches.source import versions
from sim.store import StoreError

__all__ = ["Damaged", "Entry", "Failure", "Ledger", "Shard"]


class Damaged(ValueError):
    """A ledger that cannot be used as it is; it can be made again from the shards."""


class Ledger:
    """A ledger that is open. One object serves several threads; a transaction of theirs waits for the other's.

    Raises:
        Damaged: the file is no ledger of this batch.
    """

    def __init__(self, path: Path, batch: str) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            self._db = connect(path)
            self._checked(batch)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise StoreError(f"{path} has been busy for {WAIT:.0f} s; try again") from None
            raise Damaged(str(error)) from None

    def _checked(self, batch: str) -> None:
        try:
            found = self._db.execute("SELECT value FROM meta WHERE key = 'batch'").fetchone()
            whole = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if found != (batch,) or whole != ("ok",):
                raise Damaged("it is of another batch" if whole == ("ok",) else f"{whole[0]}")
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Nothing more is asked."""
        self._db.close()

    @contextmanager
    def change(self) -> Generator[sqlite3.Connection]:
        """One transaction: all that happens inside, or nothing.

        Raises:
            OSError: the disk is full, or the file cannot be written to.
        """
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    self._db.rollback()
                if isinstance(error, sqlite3.OperationalError):
                    raise told(error, self.path) from None
                raise

    def ask(self, query: str, *values: object) -> list[tuple]:
        """Rows of a query."""
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def stored(self) -> Runs:
        """The runs whose rows are safely there."""
        return Runs.of_spans(self.ask("SELECT cell, first, last FROM spans"))

    def failed(self) -> list[tuple[int, int]]:
        """Cell and replicate of the runs that failed and were not played since."""
        return self.ask("SELECT cell, replicate FROM failures WHERE NOT again ORDER BY cell, replicate")

    def chunks(self) -> dict[int, Entry]:
        """All chunks by their row in the ledger."""
        spans, shards = (
            _grouped(self, "cell, first, last", "spans"),
            _grouped(self, "name, file, sha256, rows, bytes", "shards"),
        )
        rows = self.ask("SELECT id, key, round, number FROM chunks ORDER BY id")
        return {c: Entry(*about, spans.get(c, []), [Shard(*s) for s in shards.get(c, [])]) for c, *about in rows}

    def shards(self) -> list[Shard]:
        """All shards, in the order in which their chunks were finished."""
        return [
            Shard(*row) for row in self.ask("SELECT name, file, sha256, rows, bytes FROM shards ORDER BY name, chunk")
        ]

    def add(self, entry: Entry, failures: Sequence[Failure], session: tuple[int, float] | None = None) -> None:
        """A finished chunk, in one transaction.

        Raises:
            ValueError: one of its runs is there already.
        """
        with self.change() as db:
            refuse_doubles(db, entry)
            insert(db, entry)
            again = [*entry.spans, *((f.cell, f.replicate, f.replicate) for f in failures)]
            db.executemany(
                "UPDATE failures SET again = 1 WHERE cell = ? AND replicate BETWEEN ? AND ? AND NOT again", again
            )
            db.executemany(
                "INSERT INTO failures(round, number, cell, replicate, seed, error, traceback, written)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (entry.round, entry.number, f.cell, f.replicate, str(f.seed), f.error, f.traceback, now())
                    for f in failures
                ],
            )
            if session is not None:
                db.execute("UPDATE sessions SET last = ?, seconds = ? WHERE id = ?", (now(), session[1], session[0]))

    def lose(self, chunk: int, entry: Entry, why: str) -> None:
        """A chunk whose shards are damaged: its runs count as not done; what was known of it stays on record."""
        with self.change() as db:
            files = json.dumps([s._asdict() for s in entry.shards])
            db.execute(
                "INSERT INTO lost VALUES (?, ?, ?, ?, ?, ?)",
                (entry.round, entry.number, json.dumps(list(entry.spans)), files, why, now()),
            )
            for table, column in (("chunks", "id"), ("spans", "chunk"), ("shards", "chunk")):
                db.execute(f"DELETE FROM {table} WHERE {column} = ?", (chunk,))  # noqa: S608 - our own names

    def remember(self, key: str, value: str) -> str:
        """Keep a text under a key unless there is one; returns what is there then."""
        found = self.ask("SELECT value FROM meta WHERE key = ?", key)
        if not found:
            with self.change() as db:
                db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))
            return self.remember(key, value)
        return found[0][0]

    def holds(self, key: str) -> bool:
        """Whether a chunk was entered under this key."""
        return bool(self.ask("SELECT 1 FROM chunks WHERE key = ?", key))

    def forgive(self) -> None:
        """Runs that failed count as not played; what they said stays on record."""
        with self.change() as db:
            db.execute("UPDATE failures SET again = 1")

    def begin(self, command: str) -> int:
        """A writer begins; its session's number."""
        row = (platform.node(), os.getpid(), command, json.dumps(versions()), now(), now())
        with self.change() as db:
            made = db.execute(
                "INSERT INTO sessions(host, pid, command, versions, began, last) VALUES (?, ?, ?, ?, ?, ?)", row
            )
            return int(made.lastrowid or 0)


def _grouped(ledger: Ledger, columns: str, table: str) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = {}
    for chunk, *row in ledger.ask(f"SELECT chunk, {columns} FROM {table} ORDER BY chunk, {columns}"):  # noqa: S608 - ours
        found.setdefault(chunk, []).append(tuple(row))
    return found
