"""Who may write: kernel locks, free at once when their holder is killed."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sim.batches.entries import now
from sim.batches.ledgers import ALL
from sim.store import StoreError, write_whole

_START = 30.0  # seconds that a writer waits for others that are starting


def tag_of(shard: tuple[int, int] | None) -> str:
    """The tag of a writer: the whole batch, or part i of n.

    Raises:
        ValueError: there is no such part.

    >>> tag_of(None), tag_of((2, 8))
    ('all', '2of8')
    """
    if shard is None:
        return ALL
    if not 1 <= shard[0] <= shard[1]:
        raise ValueError(f"there is no part {shard[0]} of {shard[1]}; write 1/{shard[1]} to {shard[1]}/{shard[1]}")
    return f"{shard[0]}of{shard[1]}"


@contextmanager
def starting(folder: Path) -> Generator[None]:
    """One process at a time sets a folder up, or finds out who writes."""
    (folder / "locks").mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "locks" / "start", timeout=_START):
            yield
    except Timeout:
        raise StoreError(f"{folder}: others have been starting for {_START:.0f} s; try again") from None


@contextmanager
def writing(folder: Path, tag: str, command: str) -> Generator[None]:
    """Hold a folder for writing.

    The writer of the whole batch keeps all others out. Parts of the same division (1/8, 2/8, ...) write side by side.

    Raises:
        StoreError: somebody who must not write at the same time does; the message says who.
    """
    with ExitStack() as held:
        with starting(folder):
            for other in _rivals(folder, tag):
                with ExitStack() as tried:
                    _take(folder, other, tried)
                    if tag == ALL:
                        held.enter_context(tried.pop_all())
            _take(folder, tag, held)
        note = _note(folder, tag)
        held.callback(_forget, note)
        about = {"pid": os.getpid(), "host": platform.node(), "since": now(), "command": command}
        write_whole(note, json.dumps(about).encode())
        yield


def _rivals(folder: Path, tag: str) -> list[str]:
    """The tags of writers that must not write at the same time as this one."""
    division = tag.partition("of")[2]
    known = (path.stem for path in sorted((folder / "locks").glob("*.lock")))
    return [other for other in known if other != tag and (tag == ALL or other.partition("of")[2] != division)]


def _take(folder: Path, tag: str, held: ExitStack) -> None:
    lock = FileLock(folder / "locks" / f"{tag}.lock", timeout=0)
    try:
        held.enter_context(lock)
    except Timeout:
        raise StoreError(
            f"{folder} is being written {_holder(folder, tag)}; wait until that is done, or stop it first"
        ) from None


def _holder(folder: Path, tag: str) -> str:
    try:
        by = json.loads(_note(folder, tag).read_bytes())
        return f"by process {by['pid']} on {by['host']} since {by['since']} (its command: {by['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "by another process"


def _note(folder: Path, tag: str) -> Path:
    return folder / "locks" / f"{tag}.json"


def _forget(note: Path) -> None:
    with suppress(OSError):
        note.unlink()
