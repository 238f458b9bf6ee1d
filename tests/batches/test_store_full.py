"""A full disk: said in a sentence, what was begun is taken away, what was finished stays, and it goes on later."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from sim.batches import shards
from sim.batches.folder import Chunk, Folder
from tests.batches import stand_in


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = stand_in.Server(tmp_path_factory.mktemp("server") / "errors.txt")
    yield made
    made.close()


@pytest.mark.skipif(os.name == "nt", reason="children are forked")
@pytest.mark.parametrize("limit", [4_000, 60_000])
def test_no_file_can_grow_further(server, tmp_path, limit):
    """What a quota or a full disk does, at one size in the ledger, at another in the shards."""
    path = tmp_path / "b"
    stand_in.batch(path, size=20, most=2, columns=40)
    assert server.play(path, size=380, limit=limit, columns=40) == 1
    assert server.said().splitlines()[-1].startswith("OSError: [Errno ")
    folder = Folder.open(path)
    assert folder.progress().done == 40 == len(folder.frame("runs")) and folder.verify() == []
    assert not [f for f in stand_in.leftovers(path) if f.startswith("shards/")], "nothing that was begun is left"
    assert server.play(path, columns=40) == 0, server.said()
    assert folder.progress().done == 420 and folder.verify() == [] and stand_in.leftovers(path) == []


class Stops:
    """The n-th step of a write does not come to pass."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.left, self.error = at, error

    def __call__(self, _: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.error


FULL = OSError(errno.ENOSPC, "No space left on device", "somewhere")


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["full", "stopped"])
@pytest.mark.parametrize("step", range(1, 16))
def test_full_or_interrupted_at_a_step(tmp_path, monkeypatch, step, error):
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    chunk = Chunk(1, 0, np.array([1, 1]), np.array([1, 2]))
    with folder.writer() as writer:
        monkeypatch.setattr(shards, "step", Stops(step, error))
        with pytest.raises(type(error)):
            writer.put(chunk, stand_in.play(*chunk[2:]))
        kept = 2 if step == 15 else 0  # after the ledger knows, it is done
        assert folder.progress().done == kept and folder.verify() == []
        assert [f for f in stand_in.leftovers(folder.path) if f.startswith("shards/")] == []
        if not kept:
            writer.put(chunk, stand_in.play(*chunk[2:]))
    assert folder.progress().done == 2 and stand_in.leftovers(folder.path) == []


class NoCommit:
    """A ledger's database that cannot finish what it began."""

    def __init__(self, db: sqlite3.Connection, says: str) -> None:
        self.db, self.says = db, says

    def __getattr__(self, name: str):
        return getattr(self.db, name)

    def execute(self, query: str, *values):
        if query == "COMMIT":
            raise sqlite3.OperationalError(self.says)
        return self.db.execute(query, *values)


@pytest.mark.parametrize("said", ["database or disk is full", "disk I/O error"])
def test_a_ledger_that_cannot_grow_is_the_machines_fault(tmp_path, monkeypatch, said):
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    chunk = Chunk(1, 0, np.array([1, 1]), np.array([1, 2]))
    with folder.writer() as writer:
        monkeypatch.setattr(writer._ledger, "_db", NoCommit(writer._ledger._db, said))
        with pytest.raises(OSError, match=said) as caught:
            writer.put(chunk, stand_in.play(*chunk[2:]))
        assert caught.value.errno == (errno.ENOSPC if "full" in said else errno.EIO)
        assert str(caught.value.filename) == str(tmp_path / "b" / "ledger.sqlite")
        assert list((tmp_path / "b" / "shards").iterdir()) == []


def test_a_shard_that_does_not_read_back_is_not_kept(tmp_path, monkeypatch):
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    chunk = Chunk(1, 0, np.array([1, 1]), np.array([1, 2]))
    real = shards._copy
    monkeypatch.setattr(shards, "_copy", lambda db, path, frame, label: real(db, path, frame[:1], label))
    with folder.writer() as writer, pytest.raises(OSError, match="holds 1 row where 2 were written"):
        writer.put(chunk, stand_in.play(*chunk[2:]))
    monkeypatch.setattr(shards, "_copy", lambda db, path, frame, label: Path(path).write_bytes(b"PAR1 torn PAR1"))
    with folder.writer() as writer, pytest.raises(OSError, match="Footer length error"):
        writer.put(chunk, stand_in.play(*chunk[2:]))
    assert list((tmp_path / "b" / "shards").iterdir()) == []
