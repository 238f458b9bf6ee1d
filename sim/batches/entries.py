"""What a ledger holds, and how it is put there."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sim.batches.runs import Span

WAIT = 30.0  # seconds that a reader waits for a writer's transaction
SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE chunks(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, round INTEGER NOT NULL, number INTEGER NOT NULL,
  runs INTEGER NOT NULL, written TEXT NOT NULL);
CREATE TABLE spans(cell INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, chunk INTEGER NOT NULL,
  PRIMARY KEY(cell, first)) WITHOUT ROWID;
CREATE INDEX spans_of_chunk ON spans(chunk);
CREATE TABLE shards(chunk INTEGER NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
  rows INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY(chunk, name)) WITHOUT ROWID;
CREATE TABLE failures(id INTEGER PRIMARY KEY, round INTEGER NOT NULL, number INTEGER NOT NULL, cell INTEGER NOT NULL,
  replicate INTEGER NOT NULL, seed TEXT NOT NULL, error TEXT NOT NULL, traceback TEXT NOT NULL, written TEXT NOT NULL,
  again INTEGER NOT NULL DEFAULT 0);
CREATE TABLE lost(round INTEGER NOT NULL, number INTEGER NOT NULL, spans TEXT NOT NULL, files TEXT NOT NULL,
  why TEXT NOT NULL, found TEXT NOT NULL);
CREATE TABLE sessions(id INTEGER PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, command TEXT NOT NULL,
  versions TEXT NOT NULL, began TEXT NOT NULL, last TEXT NOT NULL, seconds REAL NOT NULL DEFAULT 0);
"""


class Failure(NamedTuple):
    """A run that raised: which, with which seed, the error in one line, and where it was raised."""

    cell: int
    replicate: int
    seed: int
    error: str
    traceback: str


class Shard(NamedTuple):
    """One Parquet file of one table of one chunk, as the ledger names it."""

    table: str
    file: str
    sha256: str
    rows: int
    bytes: int


class Entry(NamedTuple):
    """A chunk that is safely there: its runs (without those that failed) and its shards."""

    key: str
    round: int
    number: int
    spans: Sequence[Span]
    shards: Sequence[Shard]

    @property
    def runs(self) -> int:
        """How many runs its shards hold."""
        return sum(last - first + 1 for _, first, last in self.spans)


def told(error: Exception, path: Path) -> OSError:
    """A database's complaint as the system error that it is."""
    full = any(words in str(error).lower() for words in ("no space left", "is full", "disk quota"))
    return OSError(errno.ENOSPC if full else errno.EIO, str(error).splitlines()[0], str(path))


def now() -> str:
    """The time in UTC, to the second.

    >>> len(now())
    20
    """
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Open a database; see that each of its transactions is on the disk before it counts."""
    # Also for reading "rw": after a kill, the next to open rolls back what was begun. Nothing else is changed.
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
    )
    db.execute("PRAGMA journal_mode = DELETE")  # works on network file systems, too
    db.execute("PRAGMA synchronous = FULL")
    return db


def refuse_doubles(db: sqlite3.Connection, entry: Entry) -> None:
    """See that none of a chunk's runs is there already.

    Raises:
        ValueError: one is.
    """
    for cell, first, last in entry.spans:
        # Of spans that do not overlap, only the one that begins last before our end can reach into ours.
        row = db.execute(
            "SELECT last FROM spans WHERE cell = ? AND first <= ? ORDER BY first DESC LIMIT 1", (cell, last)
        ).fetchone()
        if row and row[0] >= first:
            raise ValueError(f"a run of cell {cell}, replicates {first} to {last}, is in the ledger already")


def insert(db: sqlite3.Connection, entry: Entry) -> None:
    """Put a chunk into the tables of a ledger."""
    made = db.execute(
        "INSERT INTO chunks(key, round, number, runs, written) VALUES (?, ?, ?, ?, ?)",
        (entry.key, entry.round, entry.number, entry.runs, now()),
    )
    chunk = made.lastrowid
    db.executemany("INSERT INTO spans VALUES (?, ?, ?, ?)", [(*span, chunk) for span in entry.spans])
    db.executemany("INSERT INTO shards VALUES (?, ?, ?, ?, ?, ?)", [(chunk, *shard) for shard in entry.shards])


def fail_again(db: sqlite3.Connection, rows: Iterable[tuple[str, tuple]]) -> None:
    """Put failures into a new ledger, in the order in which they came: when, and round, number, ..., traceback.

    Of a run that failed several times only the last counts, and none of one that is stored by now.
    """
    db.executemany(
        "INSERT INTO failures(written, round, number, cell, replicate, seed, error, traceback)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(written, *row) for written, row in rows],
    )
    db.execute(
        "UPDATE failures SET again = 1 WHERE id NOT IN (SELECT max(id) FROM failures GROUP BY cell, replicate)"
        " OR EXISTS (SELECT 1 FROM spans AS s WHERE s.cell = failures.cell"
        " AND failures.replicate BETWEEN s.first AND s.last)"
    )


def make(path: Path, batch: str, entries: Sequence[Entry] = (), failures: Sequence[tuple[str, tuple]] = ()) -> None:
    """Write a new ledger, whole or not at all, with these chunks in it, and these failures (when, and its row)."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    try:
        with closing(connect(part, "rwc")) as db:
            db.executescript(f"BEGIN; {SCHEMA}")
            db.execute("INSERT INTO meta VALUES ('batch', ?), ('format', '1')", (batch,))
            for entry in entries:
                insert(db, entry)
            fail_again(db, failures)
            db.execute("COMMIT")
        part.replace(path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, sqlite3.OperationalError):
            raise told(error, path) from None
        raise
