"""Damage of every kind is found, said in a sentence, and mended by playing again; nothing is thrown away."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.batches import mending
from sim.batches.folder import Folder
from sim.store import StoreError
from tests.batches import stand_in


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("finished") / "b"
    stand_in.batch(path, size=100)
    return path


@pytest.fixture(scope="module")
def digest(finished) -> str:
    return Folder.open(finished).digest()


@pytest.fixture
def path(finished, tmp_path) -> Path:
    return shutil.copytree(finished, tmp_path / "b")


def shard(path: Path, table: str, number: int = 1) -> Path:
    (found,) = (path / "shards").glob(f"1-{number}-{table}-*.parquet")
    return found


def flip(file: Path, at: float = 0.5) -> None:
    content = bytearray(file.read_bytes())
    content[int((len(content) - 1) * at)] ^= 1
    file.write_bytes(content)


def swap(one: Path, other: Path) -> None:
    third = one.with_name("third")
    one.replace(third)
    other.replace(one)
    third.replace(other)


def assert_whole(path: Path, digest: str) -> Folder:
    folder = Folder.open(path)
    assert folder.verify() == [] and folder.digest() == digest
    assert folder.sql("SELECT count(*) AS n, count(DISTINCT (cell, replicate)) AS runs FROM runs").iloc[0].tolist() == [
        420,
        420,
    ]
    assert [f for f in stand_in.leftovers(path) if not f.startswith("damaged/")] == []
    return folder


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a flipped bit at the start": (lambda f: flip(f, 0), "is not as it was written"),
    "a flipped bit in the middle": (flip, "is not as it was written"),
    "a flipped bit at the end": (lambda f: flip(f, 1), "is not as it was written"),
    "cut short": (lambda f: f.write_bytes(f.read_bytes()[:-1]), r"is cut short \(\d+ of \d+ bytes\)"),
    "emptied": (lambda f: f.write_bytes(b""), "is cut short"),
    "longer": (lambda f: f.write_bytes(f.read_bytes() + b" "), "is not as it was written"),
    "missing": (Path.unlink, "is missing"),
    "a folder": (lambda f: (f.unlink(), f.mkdir()), "is missing"),
    "of another table": (lambda f: f.write_bytes(shard(f.parents[1], "actors").read_bytes()), "not as|cut short"),
    "a later chunk's": (
        lambda f: f.write_bytes(shard(f.parents[1], "dyads", 2).read_bytes()),
        "not as|cut short",
    ),
}


@pytest.mark.parametrize("table", ["runs", "dyads"])
@pytest.mark.parametrize(("damage", "said"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_shard_is_found_and_its_runs_are_played_again(path, digest, damage, said, table):
    file = shard(path, table)
    damage(file)
    torn = file.read_bytes() if file.is_file() else None
    folder = Folder.open(path)
    (sentence,) = folder.verify()
    assert sentence.startswith(f"shards/{file.name} ")
    assert re.search(said, sentence) and sentence.endswith("; 100 runs of chunk 1-1 count as not done")
    for ask in (lambda: folder.frame(table), lambda: folder.sql(f"SELECT * FROM {table}")):
        with pytest.raises(StoreError, match=rf"{file.name} is missing or not as it was written; go on with the batch"):
            ask()
    assert len(folder.frame("actors")) == 4 * 420, "the others are whole"
    assert stand_in.batch(path, size=100) == [sentence]
    lost = assert_whole(path, digest).lost()
    assert lost[["round", "number"]].to_numpy().tolist() == [[1, 1]] and sentence.startswith(lost["why"][0])
    aside = path / "damaged" / file.name
    assert torn is None or aside.read_bytes() == torn, "put aside, not thrown away"


def test_a_bit_flipped_anywhere_is_found(path):
    file = shard(path, "runs", 4)
    whole = file.read_bytes()
    folder = Folder.open(path)
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        assert len(folder.verify()) == 1, at
    file.write_bytes(whole)
    assert folder.verify() == []


def test_damaged_twice_nothing_is_written_over(path, digest):
    for _ in range(2):
        for file in (path / "shards").glob("1-1-runs-*"):
            flip(file)
        stand_in.batch(path, size=100)
        for file in (path / "damaged").glob("1-1-runs-*"):
            shutil.copy(file, path / "shards" / file.name)  # put back by somebody: damaged, and no ledger names it
    told = stand_in.batch(path, size=100)
    assert told == [] or "put aside" in told[0]
    assert_whole(path, digest)


@pytest.mark.parametrize("pair", [(("runs", 1), ("runs", 2)), (("dyads", 0), ("actors", 3))])
def test_swapped_shards_are_known_by_their_content(path, digest, pair):
    swap(*(shard(path, *about) for about in pair))
    folder = Folder.open(path)
    assert len(folder.verify()) == 2 and all("was found as shards/" in said for said in folder.verify())
    told = stand_in.batch(path, size=100)
    assert len(told) == 2 and len(assert_whole(path, digest).lost()) == 0, "nothing had to be played again"


@pytest.mark.parametrize("pair", [(1, 2), (2, 1)])
def test_a_shard_moved_over_another_is_not_lost_with_it(path, digest, pair):
    """Only the chunk whose shard was written over is played again."""
    moved, over = (shard(path, "runs", number) for number in pair)
    whole = moved.read_bytes()
    moved.replace(over)
    said = stand_in.batch(path, size=100)
    assert sum("count as not done" in one for one in said) == 1 and sum("was found as" in one for one in said) == 1
    lost = assert_whole(path, digest).lost()
    assert lost[["round", "number"]].to_numpy().tolist() == [[1, pair[1]]]
    assert moved.read_bytes() == whole, "under its right name again"


def test_two_that_changed_places_stand_in_their_own_again(path, digest):
    pair = [shard(path, "runs", number) for number in (1, 2)]
    whole = [file.read_bytes() for file in pair]
    swap(*pair)
    stand_in.batch(path, size=100)
    assert [file.read_bytes() for file in pair] == whole and not (path / "damaged").exists()
    assert_whole(path, digest)


def test_a_shard_of_another_part_goes_back_to_its_name(tmp_path):
    """Moved over one of this part: the other part's ledger still finds it."""
    path = tmp_path / "b"
    for k in (1, 2):
        stand_in.batch(path, part=(k, 2), size=100)
    (mine,), (theirs,) = ([*(path / "shards").glob(f"1-0-runs-{k}of2-*")] for k in (1, 2))
    whole = theirs.read_bytes()
    theirs.replace(mine)
    stand_in.batch(path, part=(1, 2), size=100)
    assert theirs.read_bytes() == whole
    assert Folder.open(path).verify() == []


def test_renamed_shards_are_known_by_their_content(path, digest):
    for k, file in enumerate(sorted((path / "shards").iterdir())):
        file.rename(file.with_name(f"renamed {k}.parquet"))
    assert len(stand_in.batch(path, size=100)) == 5
    assert len(assert_whole(path, digest).lost()) == 0


def test_a_sound_shard_found_elsewhere_does_not_save_a_damaged_chunk(path, digest):
    moved = shard(path, "dyads")
    moved.rename(moved.with_name("moved.parquet"))
    flip(shard(path, "runs"))
    assert len(stand_in.batch(path, size=100)) == 1
    assert_whole(path, digest)
    assert sorted(f.name for f in (path / "damaged").iterdir())[-1] == "moved.parquet"


def test_many_damaged_at_once(path, digest):
    for file in (path / "shards").iterdir():
        flip(file)
    assert len(stand_in.batch(path, size=30)) == 5
    assert len(assert_whole(path, digest).lost()) == 5


# ---- orphans


def test_what_killed_writers_left_is_removed(path, digest):
    (path / "shards" / ".part-all-0123456789abcdef.parquet").write_bytes(b"PAR1")
    orphan = shard(path, "runs")
    with sqlite3.connect(path / "ledger.sqlite") as db:  # a chunk that was never entered
        for table, column in (("chunks", "id"), ("spans", "chunk"), ("shards", "chunk")):
            db.execute(f"DELETE FROM {table} WHERE {column} = 2")
    db.close()
    assert Folder.open(path).progress().done == 320 == len(Folder.open(path).frame("runs"))
    assert stand_in.batch(path, size=100) == []
    assert not (path / "shards" / ".part-all-0123456789abcdef.parquet").exists()
    assert not orphan.exists() and not (path / "damaged").exists()
    assert_whole(path, digest)


def test_other_peoples_files_are_left_alone(path, digest):
    for name in ("notes.txt", "runs.parquet", ".part-2of8-0123456789abcdef.parquet.mine"):
        (path / "shards" / name).write_text("mine")
    (path / "notes.txt").write_text("mine")
    assert stand_in.batch(path) == []
    assert len(stand_in.leftovers(path)) == 4


def test_a_shard_of_another_batch_is_put_aside(path, digest, tmp_path):
    stand_in.batch(tmp_path / "other", size=100, most=1)
    stranger = shard(tmp_path / "other", "runs", 0)
    shutil.copy(stranger, path / "shards")
    (told,) = stand_in.batch(path)
    assert "is in no ledger, and damaged or of another batch; it was put aside" in told
    assert (path / "damaged" / stranger.name).read_bytes() == stranger.read_bytes()
    assert_whole(path, digest)


# ---- the ledger


def sql(path: Path, statement: str) -> None:
    db = sqlite3.connect(path / "ledger.sqlite")
    with db:
        assert db.execute(statement).rowcount != 0
    db.close()


LEDGER: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "ledger.sqlite was missing and is made again from the shards"),
    "emptied": (lambda f: f.write_bytes(b""), "was damaged .no such table: meta. and is made again"),
    "no database": (lambda f: f.write_bytes(b"x" * 5000), "was damaged .file is not a database. and is made again"),
    "cut short": (lambda f: f.write_bytes(f.read_bytes()[:-4096]), "was damaged .*malformed.* and is made again"),
    "of another batch": (
        lambda f: sql(f.parent, "UPDATE meta SET value = 'x' WHERE key = 'batch'"),
        "was damaged .it is of another batch. and is made again",
    ),
}


@pytest.mark.parametrize(("damage", "said"), LEDGER.values(), ids=LEDGER)
def test_a_damaged_ledger_is_made_again_from_the_shards(path, digest, damage, said):
    damage(path / "ledger.sqlite")
    with pytest.raises(StoreError, match=r"sim resume .*, which makes it again"):
        Folder.open(path).frame("runs")
    folder = Folder.open(path)
    with folder.writer() as writer:
        assert len(writer.mended) == 1 and re.search(said, writer.mended[0])
        assert len(writer.done()) == 420, "nothing has to be played again"
    assert_whole(path, digest)
    assert (path / "damaged" / "ledger.sqlite").exists() == (damage is not Path.unlink)


def test_without_a_ledger_incomplete_and_damaged_chunks_are_not_believed(path, digest):
    (path / "ledger.sqlite").unlink()
    shard(path, "actors", 0).unlink()
    flip(shard(path, "runs", 1))
    flip(shard(path, "dyads", 2), 0.1)
    with Folder.open(path).writer() as writer:
        assert len(writer.done()) == 120
    stand_in.batch(path, size=100)
    assert_whole(path, digest)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE spans SET last = last - 1 WHERE chunk = 2",
        "UPDATE shards SET sha256 = 'x' WHERE chunk = 2 AND name = 'runs'",
        "UPDATE shards SET rows = rows + 1 WHERE chunk = 2 AND name = 'runs'",
        "DELETE FROM shards WHERE chunk = 2 AND name = 'runs'",
    ],
)
def test_a_ledger_that_is_whole_and_wrong_is_not_believed(path, digest, statement):
    sql(path, statement)
    assert len(Folder.open(path).verify()) >= 1
    stand_in.batch(path, size=100)
    assert_whole(path, digest)


def test_runs_stored_twice_are_told(path):
    """It takes two ledgers; one refuses."""
    shutil.copy(path / "ledger.sqlite", path / "ledger-1-of-2.sqlite")
    assert Folder.open(path).verify() == ["420 runs are stored twice, by writers of other divisions"]


def test_cells_are_checked_too(path):
    flip(path / "cells.parquet")
    with pytest.raises(StoreError, match=r"cells.parquet is missing or not as it was written; put back a copy"):
        _ = Folder.open(path).cells


def test_putting_aside_never_writes_over(tmp_path):
    for content in ("1", "2", "3"):
        (tmp_path / "x").write_text(content)
        mending.put_aside(tmp_path, tmp_path / "x")
    assert [p.read_text() for p in sorted((tmp_path / "damaged").iterdir())] == ["1", "2", "3"]
