"""Failures outlive the ledger: those of a chunk are kept in a file of their own, too, written before the ledger is."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sim.batches.entries import Failure, now
from sim.batches.ledger import Ledger
from sim.batches.mending import put_aside
from sim.batches.shards import TAG
from sim.store import write_whole

NAME = re.compile(rf"\d+-\d+-(?P<tag>{TAG})-(?P<sum>[0-9a-f]{{16}})\.json")
_PART = re.compile(rf"\.\d+-\d+-(?P<tag>{TAG})-[0-9a-f]{{16}}\.json\.\d+")
_IN_LEDGER = "SELECT round, number, cell, replicate, seed, error, traceback FROM failures ORDER BY round, number, id"
Row = tuple[int, int, int, int, str, str, str]
"""A failure as a ledger has it: round, number, cell, replicate, seed, error, traceback."""


class Kept(NamedTuple):
    """The failures of a chunk as a file has them."""

    batch: str
    key: str  # of the chunk; so two chunks never share a file
    round: int
    number: int
    written: str
    failures: tuple[Failure, ...]

    @property
    def rows(self) -> list[Row]:
        """The same as a ledger has them."""
        return [(self.round, self.number, *f[:2], str(f.seed), f.error, f.traceback) for f in self.failures]


def keep(folder: Path, tag: str, kept: Kept) -> Path:
    """Write the failures of a chunk to a file of their own, whole or not at all.

    Raises:
        OSError: the disk is full, or the folder cannot be written to.
    """
    said = kept._asdict() | {"failures": [failure._asdict() for failure in kept.failures]}
    content = json.dumps(said, ensure_ascii=False, indent=1).encode()
    path = folder / "failures" / f"{kept.round}-{kept.number}-{tag}-{_sum(content)}.json"
    path.parent.mkdir(exist_ok=True)
    write_whole(path, content)
    return path


def read(path: Path) -> Kept | None:
    """What a file says; None if it is not as it was written."""
    try:
        name, content = NAME.fullmatch(path.name), path.read_bytes()
        if name is None or _sum(content) != name["sum"]:
            return None
        said = json.loads(content)
        return Kept(**said | {"failures": tuple(Failure(**one) for one in said["failures"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def files(folder: Path, tag: str | None = None) -> Iterator[Path]:
    """The files of a writer, or of all, in the order of their names."""
    for path in sorted((folder / "failures").glob("*.json")):
        name = NAME.fullmatch(path.name)
        if name is not None and tag in (None, name["tag"]):
            yield path


def of_lost_ledger(folder: Path, tag: str, batch: str) -> list[Kept]:
    """The failures that a writer's ledger held, from their files, in the order in which they were written."""
    found = (read(path) for path in files(folder, tag))
    return sorted((kept for kept in found if kept is not None and kept.batch == batch), key=lambda kept: kept.written)


def agree(folder: Path, tag: str, batch: str, ledger: Ledger) -> list[str]:
    """Make a writer's files say what its ledger says; returns what was found damaged, in sentences.

    A file whose failures the ledger has not is of a chunk that was never finished: its runs are played again.
    """
    rows, found, told = [tuple(row) for row in ledger.ask(_IN_LEDGER)], set(), []
    for path in list(files(folder, tag)):
        kept = read(path)
        if kept is None or kept.batch != batch:
            put_aside(folder, path)
            told.append(damaged(path))
        elif set(kept.rows) <= set(rows):
            found |= set(kept.rows)
        else:
            path.unlink()
    for path in (folder / "failures").glob(".*"):
        if (part := _PART.fullmatch(path.name)) and part["tag"] == tag:
            path.unlink()
    for (round_, number), missing in groupby((row for row in rows if row not in found), key=lambda row: row[:2]):
        failures = tuple(Failure(cell, replicate, int(seed), *said) for _, _, cell, replicate, seed, *said in missing)
        keep(folder, tag, Kept(batch, secrets.token_hex(8), round_, number, now(), failures))
    return told


def damaged(path: Path) -> str:
    """That a file is, in a sentence.

    >>> damaged(Path("failures/1-2-all-0123456789abcdef.json"))
    'failures/1-2-all-0123456789abcdef.json is not as it was written; the ledger knows the same failures'
    """
    return f"failures/{path.name} is not as it was written; the ledger knows the same failures"


def check(folder: Path) -> list[str]:
    """The files that are not as they were written, a sentence each."""
    return [damaged(path) for path in files(folder) if read(path) is None]


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
