"""Who may write: one for the whole batch, or several of one division; a killed one holds nobody up."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from sim.batches import locks
from sim.batches.folder import Folder
from sim.store import StoreError
from tests.batches import stand_in


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = stand_in.Server(tmp_path_factory.mktemp("server") / "errors.txt")
    yield made
    made.close()


def made(path: Path) -> Folder:
    return Folder.create(path, stand_in.manifest(), stand_in.cells())


def test_a_second_writer_is_refused_at_once_and_told_who_holds_it(tmp_path):
    folder = made(tmp_path / "b")
    with folder.writer(command="sim it"):
        began = time.monotonic()
        said = rf"b is being written by process {os.getpid()} on \S+ since \d{{4}}-.*Z \(its command: sim it\)"
        with pytest.raises(StoreError, match=said), Folder.open(folder.path).writer():
            pass
        assert time.monotonic() - began < 1
        assert folder.progress().done == 0, "readers need no lock"
    with folder.writer() as writer:
        assert len(writer.done()) == 0
    assert stand_in.leftovers(folder.path) == []


@pytest.mark.skipif(os.name == "nt", reason="children are forked")
def test_the_lock_of_a_killed_writer_is_free_at_once(server, tmp_path):
    path = tmp_path / "b"
    child = server.start(path, size=2)
    while not (path / "locks" / "all.json").exists():
        time.sleep(0.01)
    with pytest.raises(StoreError, match=f"by process {child} on"), Folder.open(path).writer():
        pass
    os.killpg(child, signal.SIGKILL)
    assert server.wait() == -signal.SIGKILL
    stand_in.batch(path)
    assert stand_in.leftovers(path) == [] and Folder.open(path).progress().done == 420


@pytest.mark.skipif(os.name == "nt", reason="children are forked")
def test_of_two_that_begin_together_one_is_refused_and_nothing_breaks(tmp_path):
    servers = [stand_in.Server(tmp_path / f"errors{k}.txt") for k in range(2)]
    try:
        for k in range(2):
            for server in servers:
                server.start(tmp_path / str(k), size=40)
            codes = [server.wait() for server in servers]
            assert 0 in codes, [server.said() for server in servers]
            assert Folder.open(tmp_path / str(k)).verify() == [] and stand_in.leftovers(tmp_path / str(k)) == []
            assert Folder.open(tmp_path / str(k)).progress().done == 420
    finally:
        for server in servers:
            server.close()
    said = "".join(server.said() for server in servers)
    assert all("StoreError" in line and "is being written by" in line for line in said.splitlines()), said


def test_parts_write_side_by_side_and_do_not_hinder_each_other(tmp_path):
    folder = made(tmp_path / "b")
    with folder.writer((1, 2)) as one, folder.writer((2, 2)) as two:
        for k, writer in enumerate((one, two), 1):
            for chunk in stand_in.chunks(writer.done(), 60, (k, 2)):
                writer.put(chunk, stand_in.play(*chunk[2:]))
        assert len(one.done()) == len(two.done()) == 420
        with pytest.raises(StoreError, match="is being written"), folder.writer((2, 2)):
            pass
    assert sorted(p.name for p in folder.path.glob("ledger*")) == ["ledger-1-of-2.sqlite", "ledger-2-of-2.sqlite"]
    stand_in.batch(tmp_path / "whole")
    assert folder.digest() == Folder.open(tmp_path / "whole").digest() and folder.verify() == []
    assert folder.progress()[:3] == (420, 0, 0) and stand_in.leftovers(folder.path) == []


def test_the_whole_and_other_divisions_keep_each_other_out(tmp_path):
    folder = made(tmp_path / "b")
    with folder.writer((1, 2), command="part one"):
        for shard in (None, (1, 4)):
            with pytest.raises(StoreError, match="its command: part one"), folder.writer(shard):
                pass
    with folder.writer(command="all of it"), pytest.raises(StoreError, match="all of it"), folder.writer((1, 2)):
        pass
    with folder.writer((1, 4)), folder.writer((4, 4)):
        pass
    assert stand_in.leftovers(folder.path) == []


def test_a_batch_may_be_divided_otherwise_when_it_goes_on(tmp_path):
    path = tmp_path / "b"
    stand_in.batch(path, size=50, most=2)
    stand_in.batch(path, size=50, part=(1, 3), most=1)
    stand_in.batch(path, size=50, part=(2, 4), most=1)
    stand_in.batch(path)
    folder = Folder.open(path)
    assert folder.progress().done == 420 and folder.verify() == [] and len(list(path.glob("ledger*"))) == 3


def test_the_writer_of_the_whole_mends_what_parts_wrote(tmp_path):
    path = tmp_path / "b"
    for part in ((1, 2), (2, 2)):
        stand_in.batch(path, size=70, part=part)
    digest = Folder.open(path).digest()
    for file in (*path.glob("shards/1-0-runs-1of2-*"), *path.glob("shards/1-1-runs-2of2-*")):
        file.write_bytes(b"")
    (path / "ledger-2-of-2.sqlite").unlink()
    assert len(stand_in.batch(path, part=(1, 2))) == 1, "a part mends its own"
    told = stand_in.batch(path)
    assert any("ledger-2-of-2.sqlite was missing" in line for line in told)
    folder = Folder.open(path)
    assert folder.digest() == digest and folder.verify() == []
    assert [f for f in stand_in.leftovers(path) if not f.startswith("damaged/")] == []


def test_a_part_leaves_alone_what_another_is_writing(tmp_path):
    folder = made(tmp_path / "b")
    with folder.writer((2, 2)):
        theirs = folder.path / "shards" / ".part-2of2-0123456789abcdef.parquet"
        theirs.write_bytes(b"PAR1")
        with folder.writer((1, 2)):
            assert theirs.exists()
    with folder.writer((2, 2)):
        assert not theirs.exists()


@pytest.mark.parametrize("shard", [(0, 2), (3, 2), (-1, -1)])
def test_there_is_no_such_part(tmp_path, shard):
    with pytest.raises(ValueError, match="there is no part"), made(tmp_path / "b").writer(shard):
        pass


def test_others_who_are_starting_are_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "_START", 0.1)
    folder = made(tmp_path / "b")
    with locks.starting(folder.path), pytest.raises(StoreError, match="others have been starting"), folder.writer():
        pass
