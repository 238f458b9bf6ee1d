"""Failures outlive a lost ledger: each is kept in a file, which the next writer holds against what the ledger says."""

from __future__ import annotations

import errno
import re
import sqlite3
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.batches import failures, shards
from sim.batches.folder import Chunk, Failure, Folder
from sim.batches.playing import Player
from sim.store import StoreError
from tests.batches import stand_in
from tests.batches.test_store_full import Stops


def put(writer, cells: list[int], replicates: list[int], failed: list[int]) -> None:
    """A chunk of which the runs at these places failed."""
    chunk = Chunk(1, 1, np.array(cells), np.array(replicates))
    kept = [k for k in range(len(cells)) if k not in failed]
    said = [Failure(cells[k], replicates[k], 2**64 - 1, "ValueError: “no”", "Traceback\n  Ö") for k in failed]
    writer.put(chunk, stand_in.play(chunk.cells[kept], chunk.replicates[kept]), said)


@pytest.fixture
def path(tmp_path) -> Path:
    """Of cell 1 the second run failed once and was played since, the third failed twice; of cell 2 all failed."""
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    with folder.writer() as writer:
        put(writer, [1, 1, 1], [1, 2, 3], [1, 2])
        put(writer, [2, 2], [1, 2], [0, 1])
    with folder.writer() as writer:
        writer.retry_failed()
        put(writer, [1, 1], [2, 3], [1])
        put(writer, [2, 2], [1, 2], [0, 1])
    assert told(folder) == FAILED
    return folder.path


FAILED = [[1, 3], [2, 1], [2, 2]]


def told(folder: Folder) -> list[list[int]]:
    return folder.frame("failures")[["cell", "replicate"]].to_numpy().tolist()


def lose(path: Path) -> None:
    (path / "ledger.sqlite").unlink()


def tear(path: Path) -> None:
    content = (path / "ledger.sqlite").read_bytes()
    (path / "ledger.sqlite").write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize("damage", [lose, tear])
def test_failures_come_back_with_a_ledger_that_is_made_again(path, damage):
    whole = Folder.open(path).frame("failures")
    damage(path)
    with pytest.raises(StoreError, match=r"lost its ledger|is damaged"):
        Folder.open(path).progress()
    with Folder.open(path).writer() as writer:
        assert "made again" in writer.mended[0]
        assert writer.failed().spans == [(1, 3, 3), (2, 1, 2)], "nobody plays them unless asked"
    again = Folder.open(path).frame("failures")
    assert again.drop(columns="written").equals(whole.drop(columns="written"))
    assert Folder.open(path).progress()[:2] == (2, 3) and Folder.open(path).verify() == []
    with Folder.open(path).writer() as writer:
        assert len(writer.retry_failed()) == 3 and len(writer.done()) == 2


def test_a_folder_of_failures_alone_that_lost_its_ledger_is_not_taken_for_an_empty_one(tmp_path):
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    with folder.writer() as writer:
        put(writer, [2, 2], [1, 2], [0, 1])
    lose(folder.path)
    with pytest.raises(StoreError, match="has lost its ledger"):
        folder.progress()
    with folder.writer():
        pass
    assert folder.progress()[:2] == (0, 2)


def test_files_that_are_damaged_or_missing_are_written_anew_from_the_ledger(path):
    first, second, *_ = failures.files(path)
    first.unlink()
    second.write_bytes(second.read_bytes().replace(b"no", b"on"))
    (sentence,) = Folder.open(path).verify()
    assert sentence == f"failures/{second.name} is not as it was written; the ledger knows the same failures"
    with Folder.open(path).writer() as writer:
        assert writer.mended == [sentence]
    assert (path / "damaged" / second.name).exists() and Folder.open(path).verify() == []
    lose(path)
    with Folder.open(path).writer():
        assert told(Folder.open(path)) == FAILED


def test_a_file_of_a_chunk_that_was_never_finished_goes(path):
    """The writer was killed between the two."""
    with sqlite3.connect(path / "ledger.sqlite") as db:
        db.execute("DELETE FROM failures WHERE cell = 2")
    before = len(list(failures.files(path)))
    (path / "failures" / ".1-1-all-0123456789abcdef.json.4711").write_text("torn")
    with Folder.open(path).writer() as writer:
        assert writer.mended == []
    assert len(list(failures.files(path))) == before - 2 and told(Folder.open(path)) == [[1, 3]]
    assert stand_in.leftovers(path) == []


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device", "x"), KeyboardInterrupt()])
def test_a_chunk_with_failures_is_there_whole_or_not_at_all(tmp_path, monkeypatch, error):
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    seen: list[str] = []
    with folder.writer() as writer:
        monkeypatch.setattr(shards, "step", seen.append)
        put(writer, [1, 1], [1, 2], [1])
    assert "keep failures" in seen[: seen.index("enter")]
    for step in range(1, len(seen)):
        with folder.writer() as writer:
            monkeypatch.setattr(shards, "step", Stops(step, error))
            with pytest.raises(type(error)):
                put(writer, [2, 2], [1, 2], [1])
        assert folder.progress()[:2] == (1, 1) and folder.verify() == []
        assert len(list(failures.files(folder.path))) == 1 and stand_in.leftovers(folder.path) == []


def test_parts_keep_their_own(tmp_path):
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    for part in ((1, 2), (2, 2)):
        with folder.writer(part) as writer:
            put(writer, [part[0]], [1], [0])
    assert [re.findall(r"\dof\d", file.name) for file in failures.files(folder.path)] == [["1of2"], ["2of2"]]
    (folder.path / "ledger-1-of-2.sqlite").unlink()
    with folder.writer((1, 2)) as writer:
        assert writer.failed().spans == [(1, 1, 1), (2, 1, 1)]
    assert told(folder) == [[1, 1], [2, 1]]


@pytest.mark.parametrize("failed", [[0, 1], []], ids=["a part of failures alone", "a part of shards alone"])
def test_a_lost_ledger_of_one_part_is_told_and_made_again_by_the_whole(tmp_path, failed):
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    with folder.writer((1, 2)) as writer:
        put(writer, [1, 1], [1, 2], failed)
    with folder.writer((2, 2)) as writer:
        put(writer, [2, 2], [1, 2], [])
    before = folder.progress()
    (folder.path / "ledger-1-of-2.sqlite").unlink()
    for look in (folder.progress, folder.verify, folder.over):
        with pytest.raises(StoreError, match=r"has lost the ledger of a part \(ledger-1-of-2\.sqlite\); go on with"):
            look()
    with folder.writer() as writer:
        assert writer.mended == ["ledger-1-of-2.sqlite was missing and is made again from the shards"]
        assert len(writer.done()) == 4 and len(writer.failed()) == len(failed), "nothing is played again unasked"
    assert folder.progress()[:2] == before[:2] and folder.verify() == [] and stand_in.leftovers(folder.path) == []


def test_an_error_whose_text_is_no_text_is_kept_all_the_same(tmp_path):
    """The name of a file that is not UTF-8 comes out of Python with halves of surrogate pairs in it."""
    error = ValueError("no file caf\udce9.csv, nor \ud83d")
    error.add_note("seen in \udcff")
    failure = Player(sim.Batch(sim.example(), replicates=3)).failure(1, 2, error)
    folder = Folder.create(tmp_path / "b", stand_in.manifest(), stand_in.cells())
    with folder.writer() as writer:
        writer.put(Chunk(1, 1, np.array([1]), np.array([2])), {}, [failure])
    (row,) = folder.frame("failures").to_dict("records")
    assert row["error"] == r"ValueError: no file caf\udce9.csv, nor \ud83d" and r"seen in \udcff" in row["traceback"]
    assert folder.verify() == []
