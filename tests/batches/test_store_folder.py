"""A folder of a batch: made once, the same batch goes on, another is refused; tables, SQL, digest, failures."""

from __future__ import annotations

import json
import os
import platform
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from sim import _compile
from sim._compile import machine_code_hash, source_hash
from sim.batches import finished as of_finished
from sim.batches import manifest as manifests
from sim.batches import shards, source
from sim.batches.folder import Chunk, Failure, Folder, Runs, is_batch
from sim.store import StoreError, versions
from tests.batches import stand_in
from tests.test_layers import FILES, SIM, imports


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Folder:
    path = tmp_path_factory.mktemp("finished") / "it's a [batch] *Ö* %20?"
    stand_in.batch(path)
    return Folder.open(path)


def made(path: Path, **changes) -> Folder:
    return Folder.create(path, stand_in.manifest(**changes), stand_in.cells())


def files(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


# ---- the manifest


def test_the_manifest_says_where_it_all_comes_from(finished):
    found = json.loads((finished.path / "manifest.json").read_text(encoding="utf-8"))
    assert found == finished.manifest
    assert found["content"] == stand_in.manifest()["content"]
    assert json.loads(finished.content) == found["content"] and "“x”" in finished.content
    assert (found["source"], found["machine_code"]) == (source_hash(), machine_code_hash())
    assert found["versions"] == versions() and found["versions"]["python"] == platform.python_version()
    assert found["platform"] == platform.platform() and found["created"].endswith("Z")
    assert found["command"] == "sim batch stand_in.yaml" and len(found["batch"]) == 32


def test_two_batches_have_two_names(tmp_path):
    assert made(tmp_path / "a").manifest["batch"] != made(tmp_path / "b").manifest["batch"]


def test_the_plan_may_be_given_as_text(tmp_path):
    given = stand_in.manifest()
    text = given | {"content": json.dumps(given["content"], indent=3)}
    made(tmp_path / "b")
    again = Folder.create(tmp_path / "b", text, stand_in.cells())
    assert again.content == made(tmp_path / "b").content


def test_the_same_plan_goes_on(tmp_path):
    first = made(tmp_path / "b")
    before = files(first.path)
    assert made(tmp_path / "b").manifest == first.manifest
    assert files(first.path) == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 2}, r"seed is 1 there and 2 in yours"),
        ({"design": {"kind": "list", "points": 8}}, r"design\.points is 7 there and 8 in yours"),
        ({"design": {"points": 7, "kind": "list"}}, r"the order of design is \[.kind.*there and \[.points.*"),
        ({"extra": [1]}, r"extra is not given there and \[1\] in yours"),
        ({"title": "y" * 90}, r"title is .A stand-in. there and .yyy.*\.\.\. in yours"),
    ],
)
def test_another_plan_is_refused(tmp_path, changes, said):
    path = made(tmp_path / "b").path
    before = files(path)
    with pytest.raises(StoreError, match=rf"b holds another batch \(A stand-in\); first difference: {said}; name"):
        made(path, **changes)
    assert files(path) == before


def test_another_version_is_refused_only_if_it_makes_other_numbers(tmp_path, monkeypatch):
    path = made(tmp_path / "b").path
    theirs = source_hash()
    monkeypatch.setattr(manifests, "source_hash", lambda: "c0ffee")
    assert made(path).manifest["source"] == theirs, "charts changed, say: numbers did not"
    monkeypatch.setattr(manifests, "numbers_hash", lambda: "decaf")
    said = rf"was begun with Backchannel .* \(source {theirs}\), this is .* \(source c0ffee\).*choose a new folder, or"
    with pytest.raises(StoreError, match=said):
        made(path)
    assert Folder.open(path).manifest["source"] == theirs, "reading is always possible"


def test_other_machine_code_is_refused(tmp_path, monkeypatch):
    path = made(tmp_path / "b").path
    monkeypatch.setattr(manifests, "machine_code_hash", lambda: "c0ffee")
    with pytest.raises(StoreError, match="and what is compiled has changed in between; choose a new folder"):
        made(path)


def test_what_makes_numbers_is_in_their_hash():
    """All that playing needs; what is not needed may be left out, so that new charts do not end a batch."""
    needed, found = ["batches.playing", "batches.plan", "batches.stopping", "kernel", "outcomes", "recording"], set()
    needed = [module for module in needed if module in FILES]
    while needed:
        found.add(module := needed.pop())
        needed += imports(module) - found
    assert {"kernel", "month", "outcomes"} <= found
    for module in found:
        assert not source.apart(FILES[module].relative_to(SIM)), f"{module} makes numbers: take it from NOT_NUMBERS"
    assert source.apart(Path("charts/scale.py")) and source.apart(Path("batches/folder.py"))


def test_what_is_said_to_make_no_numbers_exists():
    """A name that is left over would let a new module of that name change numbers unseen."""
    gone = [name for name in source.NOT_NUMBERS if not ((SIM / name).is_dir() or (SIM / f"{name}.py").is_file())]
    assert gone == []


def test_worlds_as_bytes_come_back(tmp_path):
    folder = made(tmp_path / "b")
    tables = stand_in.play([1, 1], [1, 2])
    tables["worlds"] = tables["runs"][["cell", "replicate"]].assign(step=0, world=[b"\x00\xff", b"\x00'"])
    tables["events"] = tables["dyads"][["cell", "replicate", "dyad"]].iloc[:0]  # nothing happened in these runs
    with folder.writer() as writer:
        writer.put(Chunk(1, 0, np.array([1, 1]), np.array([1, 2])), tables)
    assert [bytes(world) for world in folder.frame("worlds")["world"]] == [b"\x00\xff", b"\x00'"]
    assert folder.frame("events").columns.tolist() == ["cell", "replicate", "dyad"] and folder.frame("events").empty
    assert folder.verify() == []


@pytest.mark.parametrize("name", ["notes.txt", "cells.parquet", "shards", ".hidden"])
def test_other_files_are_left_alone(tmp_path, name):
    path = tmp_path / "b"
    path.mkdir()
    (path / name).write_text("mine")
    with pytest.raises(StoreError, match=rf"b holds other files \({name}\) and no batch; name a new folder"):
        made(path)
    assert files(path) == {name: b"mine"}


def test_a_folder_that_was_begun_is_finished_by_the_next(tmp_path, monkeypatch):
    real = manifests.write_whole
    monkeypatch.setattr(manifests, "write_whole", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path / "b")
    assert not is_batch(tmp_path / "b")
    monkeypatch.setattr(manifests, "write_whole", real)
    (tmp_path / "b" / ".manifest.json.1234").write_text("torn")
    with made(tmp_path / "b").writer():
        pass
    assert stand_in.leftovers(tmp_path / "b") == []


def test_what_is_no_batch_is_said(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(StoreError, match=r"holds no batch \(no manifest.json\); play one with sim batch"):
            Folder.open(path)
        assert not is_batch(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[]", "no 'format'"),
        (b'{"format": 1}', "no 'batch'"),
    ],
)
def test_a_damaged_manifest_is_refused(tmp_path, content, said):
    path = made(tmp_path / "b").path
    (path / "manifest.json").write_bytes(content)
    with pytest.raises(StoreError, match=rf"manifest.json is damaged .*{said.replace('damaged', '')}.*put back a copy"):
        Folder.open(path)
    assert not is_batch(path)


@pytest.mark.parametrize(
    ("old", "new", "said"), [('"seed": 1', '"seed": 2', "its plan is not"), ('"format": 1', '"format": 9', "format 9")]
)
def test_a_manifest_that_was_changed_is_refused(tmp_path, old, new, said):
    path = made(tmp_path / "b").path / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(StoreError, match=said):
        Folder.open(path.parent)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match="Permission denied"):
        made(tmp_path / "b")


def test_a_file_in_the_way_is_left_alone(tmp_path):
    (tmp_path / "x").write_text("mine")
    for path in (tmp_path / "x", tmp_path / "x" / "below"):
        with pytest.raises(OSError, match=r"exists|Not a directory"):
            made(path)
    assert (tmp_path / "x").read_text() == "mine"


# ---- tables


def expected() -> dict[str, pd.DataFrame]:
    return stand_in.play(*stand_in.every_run())


def test_every_table_comes_back_as_it_was(finished):
    for name, table in expected().items():
        back = finished.frame(name)
        pd.testing.assert_frame_equal(back, table)
    assert finished.tables == ("actors", "dyads", "runs", "cells", "failures")
    pd.testing.assert_frame_equal(finished.frame("cells"), stand_in.cells(), check_dtype=False)
    pd.testing.assert_frame_equal(finished.cells, stand_in.cells(), check_dtype=False)


def test_order_of_playing_and_size_of_chunks_do_not_matter(finished, tmp_path):
    with made(tmp_path / "b").writer() as writer:
        for chunk in reversed(list(stand_in.chunks(writer.done(), size=13))):
            writer.put(chunk, stand_in.play(chunk.cells[::-1], chunk.replicates[::-1]))
    again = Folder.open(tmp_path / "b")
    assert again.digest() == finished.digest()
    pd.testing.assert_frame_equal(again.frame("actors"), finished.frame("actors"))


def test_the_digest_sees_every_run(finished, tmp_path, monkeypatch):
    whole = finished.digest()
    for few in (100, 7):  # in several blocks: of cells, and of parts of a cell
        monkeypatch.setattr(of_finished, "DIGESTED", few)
        assert finished.digest() == whole
    monkeypatch.undo()
    stand_in.batch(tmp_path / "b", size=420 - 1, most=1)
    assert Folder.open(tmp_path / "b").digest() != whole
    runs = expected()["runs"].sort_values(["cell", "replicate"])
    import hashlib

    rows = np.column_stack([runs[c].to_numpy().astype("<u8") for c in ("cell", "replicate", "digest")])
    assert whole == hashlib.sha256(rows.tobytes()).hexdigest()


def test_cells_are_joined_on_demand(finished):
    joined = finished.frame("dyads", cells=True)
    assert len(joined) == 420 and (joined["threat_weight"] == joined["cell"] / 2).all()
    assert [*joined.columns[:5]] == ["cell", "scenario", "policy", "point", "threat_weight"]


def test_names_repeat_cheaply(finished):
    assert isinstance(finished.frame("actors")["actor"].dtype, pd.CategoricalDtype)


def test_before_anything_is_finished(tmp_path):
    folder = made(tmp_path / "b")
    with pytest.raises(StoreError, match=r"no run of .* is finished yet"):
        folder.frame("runs")
    assert folder.progress() == (0, 0, 420, 0.0) and folder.verify() == [] and len(folder.done()) == 0
    assert folder.digest() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "of nothing"
    assert folder.frame("failures").empty and len(folder.cells) == stand_in.CELLS
    assert folder.sql("SELECT count(*) AS n FROM cells")["n"][0] == stand_in.CELLS


@pytest.mark.parametrize("table", ["dyad", "", "../runs", "months"])
def test_an_unknown_table_is_named_with_those_that_exist(finished, table):
    with pytest.raises(StoreError, match=f"no table '{table}'; tables are actors, dyads, runs, cells, failures"):
        finished.frame(table)


def test_sql_sees_all_tables_and_those_given(finished):
    asked = finished.sql(
        "SELECT c.policy, avg(d.emergence) AS chance, count(*) AS n, count(d.emergence_month) AS begun,"
        " max(m.weight) AS w FROM dyads d JOIN cells c USING (cell) JOIN mine m USING (cell) GROUP BY ALL",
        mine=pd.DataFrame({"cell": range(1, 8), "weight": range(7)}),
    )
    dyads = expected()["dyads"]
    assert asked.iloc[0].tolist() == ["as_coded", dyads["emergence"].mean(), 420, dyads["emergence_month"].count(), 6]
    pivot = "PIVOT dyads ON dyad IN ('North – South') USING sum(emergence) GROUP BY cell"
    assert len(finished.sql(pivot)) == 7
    if not duckdb.__version__.startswith("1."):
        assert len(finished.sql(pivot.replace(" IN ('North – South')", ""))) == 7


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM nothing", "nothing does not exist"),
        ("SELECT weight FROM runs", '"weight" not found'),
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("SELECT * FROM '/etc/passwd'", "disabled|does not exist"),
        ("COPY runs TO '{}'", "one SELECT"),
        ("EXPLAIN ANALYZE COPY runs TO '{}'", "one SELECT"),
        ("ATTACH '{}' AS x", "one SELECT"),
        ("CREATE TABLE x AS SELECT 1", "one SELECT"),
        ("SET enable_external_access = true", "one SELECT"),
        ("SELECT 1; SELECT 2", "one SELECT"),
        ("", "one SELECT"),
    ],
)
def test_a_query_reads_results_and_does_nothing_else(finished, tmp_path, query, said):
    before = files(finished.path)
    with pytest.raises(StoreError, match=said):
        finished.sql(query.format(tmp_path / "x"))
    assert files(finished.path) == before and not (tmp_path / "x").exists()


def test_a_folder_may_be_named_from_elsewhere(finished, monkeypatch):
    monkeypatch.chdir(finished.path / "shards")
    near = Folder.open(Path("..") / "shards" / "..")
    assert near.digest() == finished.digest() and len(near.frame("dyads")) == 420
    monkeypatch.chdir(finished.path)
    assert len(Folder.open("").sql("SELECT * FROM runs")) == 420 and Folder.open(".").verify() == []


def test_a_query_does_not_see_the_programs_own_tables(finished):
    mine = pd.DataFrame({"a": [1]})  # noqa: F841 - DuckDB would find it by its name
    with pytest.raises(StoreError, match="mine does not exist"):
        finished.sql("SELECT * FROM mine")


# ---- failures


def put_with_failures(writer, chunk, failed: list[int]) -> None:
    kept = np.setdiff1d(np.arange(len(chunk.cells)), failed)
    failures = [
        Failure(int(chunk.cells[k]), int(chunk.replicates[k]), 2**64 - 1, "ValueError: no", "Traceback\n  “x”")
        for k in failed
    ]
    writer.put(chunk, stand_in.play(chunk.cells[kept], chunk.replicates[kept]), failures)


def test_failures_are_kept_and_played_again_only_if_asked(tmp_path, finished):
    folder = made(tmp_path / "b")
    with folder.writer() as writer:
        for number, chunk in enumerate(stand_in.chunks(writer.done())):
            put_with_failures(writer, chunk, [3, 5] if number == 0 else [])
    assert folder.progress()[:3] == (418, 2, 0) and folder.verify() == []
    failures = folder.frame("failures")
    assert failures[["cell", "replicate"]].to_numpy().tolist() == [[1, 4], [1, 6]]
    assert failures["seed"].tolist() == [2**64 - 1] * 2 and failures["traceback"][0] == "Traceback\n  “x”"
    assert folder.sql("SELECT count(*) AS n FROM failures JOIN cells USING (cell)")["n"][0] == 2
    with folder.writer() as writer:
        assert len(writer.done()) == 420 and not list(stand_in.chunks(writer.done()))
        assert writer.retry_failed() == writer.failed() | Runs.of([1, 1], [4, 6])
        (chunk,) = stand_in.chunks(writer.done())
        put_with_failures(writer, chunk, [1])
    assert folder.frame("failures")[["cell", "replicate"]].to_numpy().tolist() == [[1, 6]]
    with folder.writer() as writer:
        writer.retry_failed()
        (chunk,) = stand_in.chunks(writer.done())
        put_with_failures(writer, chunk, [])
    assert folder.frame("failures").empty and folder.digest() == finished.digest()


def test_a_chunk_may_fail_as_a_whole(tmp_path):
    folder = made(tmp_path / "b")
    with folder.writer() as writer:
        put_with_failures(writer, Chunk(1, 0, np.array([1, 1]), np.array([1, 2])), [0, 1])
    assert folder.progress()[:2] == (0, 2) and stand_in.leftovers(folder.path) == []


def test_what_does_not_fit_together_is_refused(tmp_path):
    """An error of whoever plays; nothing of it is kept."""
    folder, one = made(tmp_path / "b"), np.array([1, 1])
    with folder.writer() as writer:
        chunk = Chunk(1, 0, one, np.array([1, 2]))
        writer.put(chunk, stand_in.play(*chunk[2:]))
        stranger = Failure(1, 9, 1, "", "")
        wrong = [
            (Chunk(1, 1, one, np.array([2, 3])), stand_in.play(one, [2, 3]), (), "in the ledger already"),
            (Chunk(1, 1, one, np.array([3, 3])), stand_in.play(one, [3, 3]), (), "names a run twice"),
            (Chunk(1, 1, one, np.array([3, 4])), stand_in.play(one, [3, 5]), (), "other runs than the chunk"),
            (Chunk(1, 1, one, np.array([3, 4])), stand_in.play([1], [3]), (), "other runs than the chunk"),
            (Chunk(1, 1, one, np.array([3, 4])), stand_in.play(one, [3, 4], 4), (), "other columns"),
            (Chunk(1, 1, one, np.array([3, 4])), stand_in.play([1], [3]), [stranger], "another chunk"),
        ]
        for chunk, tables, failures, said in wrong:
            with pytest.raises(ValueError, match=said):
                writer.put(chunk, tables, failures)
    assert folder.progress().done == 2 and folder.verify() == [] and stand_in.leftovers(folder.path) == []


def test_several_threads_put_at_once(tmp_path, finished):
    from concurrent.futures import ThreadPoolExecutor

    with made(tmp_path / "b").writer() as writer, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda c: writer.put(c, stand_in.play(*c[2:])), stand_in.chunks(writer.done(), 20)))
    folder = Folder.open(tmp_path / "b")
    assert folder.digest() == finished.digest() and folder.verify() == []


@pytest.mark.slow
def test_hundreds_of_shards_a_table_are_read_in_a_second(tmp_path):
    folder = made(tmp_path / "b")
    with folder.writer() as writer:
        for number in range(300):
            cells, replicates = np.full(10, number + 1), np.arange(1, 11)
            writer.put(Chunk(1, number, cells, replicates), stand_in.play(cells, replicates))
    began = time.perf_counter()
    sums = "(SELECT sum(peak_strength) FROM runs), (SELECT sum(emergence) FROM dyads), (SELECT sum(payoff) FROM actors)"
    assert folder.sql(f"SELECT {sums}").notna().all(axis=None)
    assert len(folder.done()) == 3_000 and len(folder.digest()) == 64
    assert time.perf_counter() - began < 10, "half a second on a free machine; 2,000 shards a table take 2"


def test_one_database_writes_in_a_process_and_the_source_is_read_once(tmp_path, monkeypatch):
    """To start a database, and to read all source, take as long as to write a shard each: a share of a short batch."""
    real, begun = duckdb.connect, []
    shards._database.cache_clear()
    monkeypatch.setattr(duckdb, "connect", lambda *given, **named: begun.append(1) or real(*given, **named))
    read = []
    monkeypatch.setattr(_compile, "_hash", lambda files: read.append(1) or "0" * 16)
    for name in ("source_hash", "machine_code_hash", "numbers_hash"):
        getattr(source, name).cache_clear()
    for folder in ("one", "two"):
        stand_in.batch(tmp_path / folder)
    assert len(begun) == 1 and len(read) == 3
    for name in ("source_hash", "machine_code_hash", "numbers_hash"):
        getattr(source, name).cache_clear()
