"""Shards: one Parquet file of one table of one chunk, under its name only when it is whole and on the disk."""

from __future__ import annotations

import atexit
import errno
import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from sim.batches.entries import Shard, told
from sim.counted import counted
from sim.store import sync_folder

TAG = r"(?:all|\d+of\d+)"
"""Which writer: that of the whole batch, or one of several."""
NAME = re.compile(rf"\d+-\d+-[a-z_]+-(?P<tag>{TAG})-(?P<sum>[0-9a-f]{{16}})\.parquet")
PART = re.compile(rf"\.part-(?P<tag>{TAG})-[0-9a-f]{{16}}\.parquet")
step: Callable[[str], None] = lambda _: None  # noqa: E731 - tests put a killer here
"""Told before each step of a write; does nothing."""


class Label(NamedTuple):
    """What a shard says of itself, so that a ledger can be made again from the shards alone."""

    batch: str
    tag: str
    key: str  # the same in all shards that were written together
    round: int
    number: int
    table: str
    tables: tuple[str, ...]  # of the chunk
    spans: tuple[tuple[int, int, int], ...]


class Part(NamedTuple):
    """A shard under its temporary name."""

    path: Path
    shard: Shard


def database() -> duckdb.DuckDBPyConnection:
    """A connection to the one database that writes and looks at shards in this process; close it, that costs nothing.

    To start a database takes as long as to write a shard or two.
    """
    return _database(os.getpid()).cursor()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """A child that was forked makes one of its own."""
    made = duckdb.connect()
    made.execute("SET threads = 1")  # the processors are for playing
    atexit.register(_database.cache_clear)  # while there is still an interpreter to close it
    return made


def write(db: duckdb.DuckDBPyConnection, folder: Path, frame: pd.DataFrame, label: Label) -> Part:
    """Write a shard to a temporary name, see it on the disk, read its footer back, take its checksum.

    Raises:
        OSError: the disk is full, or the folder cannot be written to; nothing is left then.
    """
    path = folder / "shards" / f".part-{label.tag}-{secrets.token_hex(8)}.parquet"
    try:
        step("write")
        _copy(db, path, frame, _texts(label))
        step("sync")
        _sync(path)
        step("read back")
        return Part(path, _read_back(db, path, frame, label))
    except BaseException as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        if isinstance(error, duckdb.IOException):
            raise told(error, path) from None
        raise


def _copy(db: duckdb.DuckDBPyConnection, path: Path, frame: pd.DataFrame, texts: Mapping[str, str]) -> None:
    says = ", ".join(f"{quoted(name)}: {quoted(text)}" for name, text in texts.items())
    db.register("frame", frame)
    db.execute(
        f"COPY frame TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false"
        + (f", KV_METADATA {{{says}}})" if says else ")")
    )
    db.unregister("frame")


def write_alone(path: Path, frame: pd.DataFrame) -> str:
    """Write a table that is no shard, whole or not at all; returns the SHA-256 of the file.

    Raises:
        OSError: the disk is full, or the folder cannot be written to; nothing is left then.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with database() as db:
            _copy(db, part, frame, {})
        _sync(part)
        total = checksum(part)
        part.replace(path)
        sync_folder(path.parent)
        return total
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, duckdb.IOException):
            raise told(error, path) from None
        raise


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _read_back(db: duckdb.DuckDBPyConnection, path: Path, frame: pd.DataFrame, label: Label) -> Shard:
    try:
        rows = count(db, path)
    except duckdb.Error as error:
        raise told(error, path) from None
    if rows != len(frame):
        raise OSError(errno.EIO, f"holds {counted(rows, 'row')} where {len(frame):,} were written", str(path))
    total = checksum(path)
    name = f"shards/{label.round}-{label.number}-{label.table}-{label.tag}-{total[:16]}.parquet"
    return Shard(label.table, name, total, rows, path.stat().st_size)


def count(db: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Rows of a Parquet file by its footer."""
    found = db.execute("SELECT num_rows FROM parquet_file_metadata($1)", [str(path)]).fetchone()
    return int(found[0]) if found else -1


def checksum(path: Path) -> str:
    """SHA-256 of a file.

    >>> checksum(Path(os.devnull))[:8]
    'e3b0c442'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(paths: list[Path]) -> list[str | None]:
    """SHA-256 of files, several at a time; None where there is no file that can be read."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(_checksum_or_none, paths))


def _checksum_or_none(path: Path) -> str | None:
    try:
        return checksum(path)
    except OSError:
        return None


def label_of(db: duckdb.DuckDBPyConnection, path: Path) -> Label | None:
    """What a shard says of itself; None when it is no shard, or not whole."""
    try:
        rows = db.execute("SELECT key, value FROM parquet_kv_metadata($1)", [str(path)]).fetchall()
        said: dict[str, Any] = {key.decode(): json.loads(value) for key, value in rows}
        spans = tuple((int(c), int(f), int(t)) for c, f, t in said["spans"])
        return Label(*(said[name] for name in Label._fields[:-2]), tuple(said["tables"]), spans)
    except (duckdb.Error, OSError, ValueError, TypeError, KeyError):
        return None


def _texts(label: Label) -> dict[str, str]:
    return {name: json.dumps(value) for name, value in label._asdict().items()}


def quoted(text: str) -> str:
    """As a text in SQL.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
