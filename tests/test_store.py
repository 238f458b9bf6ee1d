"""A folder of results: what goes in comes out, what was damaged is refused, what was not finished does not count."""

from __future__ import annotations

import errno
import hashlib
import json
import stat
from importlib.metadata import version
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import sim
from sim import store
from sim._compile import source_hash
from sim.outcomes import OUTCOMES
from sim.store import StoreError

TABLES = sorted(store.TABLES)
ALL_FILES = sorted([*(f"{t}.parquet" for t in TABLES), "manifest.json", "scenario.json"])
CASES = sorted((Path(sim.__file__).parent.parent / "scenarios").glob("*.yaml"))


@pytest.fixture(scope="module")
def comparison():
    made = sim.compare(sim.example(), ["no_channel"], runs=20, seed=3)
    made.command = "sim run 'a case.yaml' --runs 20"
    return made


@pytest.fixture
def folder(comparison, tmp_path) -> Path:
    return comparison.save(tmp_path / "deep" / "results")


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_every_table_comes_back_as_it_was(comparison, folder):
    written = {per + "s": comparison.frame(per) for per in ("run", "dyad", "actor")} | {
        "modes": comparison.modes(),
        "fronts": comparison.fronts(),
    }
    assert sorted(written) == TABLES
    stored = sim.open(folder)
    for name in TABLES:
        back = stored.frame(name)
        pd.testing.assert_frame_equal(back, written[name].reset_index(drop=True), check_dtype=False)
        assert len(back) > 0
        for column in back.select_dtypes("number"):
            assert back[column].dtype == written[name][column].dtype, f"{name}.{column}"


def test_nothing_else_is_left_in_the_folder(folder):
    assert files(folder) == ALL_FILES
    assert files(folder.parent) == sorted(["results", *(f"results/{name}" for name in ALL_FILES)])


def test_others_may_read_what_anybody_wrote(folder):
    """The same rights as any file that this user makes."""
    plain = folder.parent / "plain"
    plain.write_text("")
    for name in ALL_FILES:
        assert stat.S_IMODE((folder / name).stat().st_mode) == stat.S_IMODE(plain.stat().st_mode), name


def test_the_manifest_says_where_it_all_comes_from(comparison, folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    case = comparison.base.scenario
    assert manifest["title"] == case.title and manifest["scenario"] == str(case.path)
    assert manifest["scenario_sha256"] == case.text_sha256 and len(case.text_sha256) == 64
    assert manifest["changes"] == {}
    assert manifest["source"] == source_hash()
    assert manifest["policies"] == ["as_coded", "no_channel"]
    assert (manifest["runs"], manifest["seeds"], manifest["months"]) == (20, [3, 22], ["2001-01", "2005-12"])
    assert manifest["command"] == "sim run 'a case.yaml' --runs 20"
    for package in ("backchannel", "mesa", "numpy", "numba", "pandas", "duckdb", "matplotlib"):
        assert manifest["versions"][package] == version(package)
    assert manifest["versions"]["python"].startswith("3.")
    assert sim.open(folder).manifest == manifest


def test_the_manifest_explains_every_table_and_column(comparison, folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert sorted(manifest["tables"]) == TABLES
    for name, about in manifest["tables"].items():
        assert about["rows_are"]
        assert about["sha256"] == hashlib.sha256((folder / f"{name}.parquet").read_bytes()).hexdigest()
    assert set(manifest["columns"]) == set(OUTCOMES)
    for name, about in manifest["columns"].items():
        assert about == {"unit": OUTCOMES[name].unit, "meaning": OUTCOMES[name].meaning, "per": OUTCOMES[name].per}
        assert name in sim.open(folder).frame(about["per"] + "s").columns


def test_the_scenario_stands_beside_its_results(comparison, folder):
    case = sim.load(folder / "scenario.json")
    assert case.text_sha256 == comparison.base.scenario.text_sha256
    assert case.policy_names == comparison.base.scenario.policy_names
    again = sim.run(case, runs=2, seed=3)
    assert (again.record.mode == comparison.base.record.mode[:2]).all()


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_every_case_can_be_kept_beside_its_results(path, tmp_path):
    case = sim.load(path)
    (tmp_path / "scenario.json").write_text(case.content)
    assert sim.load(tmp_path / "scenario.json").text_sha256 == case.text_sha256


def test_what_was_changed_in_python_is_told(tmp_path):
    case = sim.example().without(channel="Harbour", actor=["Harbour"])
    folder = sim.run(case, runs=2).save(tmp_path / "cut")
    manifest = sim.open(folder).manifest
    assert manifest["changes"] == {"without_actors": ["Harbour"], "without_channels": ["Harbour"]}
    assert manifest["scenario_sha256"] == sim.example().text_sha256, "of the file, which does not say so"


def test_sql_sees_the_tables(comparison, folder):
    stored = sim.open(folder)
    asked = stored.sql(
        "SELECT d.policy, avg(d.emergence) AS chance, max(r.seed) AS last FROM dyads d "
        "JOIN runs r USING (policy, run) GROUP BY d.policy ORDER BY d.policy"
    )
    assert asked["policy"].tolist() == ["as_coded", "no_channel"] and asked["last"].tolist() == [22, 22]
    assert asked["chance"].tolist() == [r.emergence["North – South"].value for r in comparison.values()]
    for name in TABLES:
        assert stored.sql(f"SELECT count(*) AS n FROM {name}")["n"][0] == len(stored.frame(name))


def test_sql_works_in_folders_with_odd_names(comparison, tmp_path):
    folder = comparison.save(tmp_path / "it's [a] *test*")
    assert sim.open(folder).sql("SELECT count(*) AS n FROM runs")["n"][0] == 40
    assert len(sim.open(folder).frame("runs")) == 40


# ---- damage


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "a flipped bit": flip,
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "emptied": lambda path: path.write_bytes(b""),
    "missing": Path.unlink,
    "of another folder": lambda path: path.write_bytes(path.with_name("actors.parquet").read_bytes() + b" "),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_table_is_refused(folder, damage):
    damage(folder / "dyads.parquet")
    stored = sim.open(folder)
    for ask in (lambda: stored.frame("dyads"), lambda: stored.sql("SELECT * FROM runs")):
        with pytest.raises(
            StoreError, match=r"dyads\.parquet is missing or not as it was written; play the runs again"
        ):
            ask()
    assert len(stored.frame("runs")) == 40, "the others are whole"


@pytest.mark.parametrize("table", ["dyad", "", "../runs", "manifest"])
def test_an_unknown_table_is_named_with_those_that_exist(folder, table):
    with pytest.raises(StoreError, match=r"there is no table .*; tables are runs, dyads, actors, modes, fronts"):
        sim.open(folder).frame(table)


def test_a_folder_without_a_manifest_is_not_finished(folder, tmp_path):
    (folder / "manifest.json").unlink()
    wrong = {
        folder: r"holds no finished results \(no manifest.json\); write some with sim run",
        tmp_path / "nowhere": r"nowhere: there is no such folder; in .* are: deep",
        folder / "runs.parquet": r"is a file; name the folder of results",
    }
    for where, said in wrong.items():
        with pytest.raises(StoreError, match=said):
            sim.open(where)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[]", b"{}", b"null", b'"x"', b'{"runs": 1, "seeds": [1, 1], "scenario_sha256": ""}'],
)
def test_a_damaged_manifest_is_refused(folder, content):
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(StoreError, match=r"manifest.json is damaged \(.*\); play the runs again"):
        sim.open(folder)


# ---- writing


FULL = OSError(errno.ENOSPC, "No space left on device", "x")


@pytest.mark.parametrize("last", ALL_FILES)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), FULL], ids=["stopped", "full"])
def test_what_was_not_finished_leaves_nothing(comparison, tmp_path, monkeypatch, last, error):
    real = store.write_whole

    def fails(path, content):
        if path.name == last:
            raise error
        real(path, content)

    monkeypatch.setattr(store, "write_whole", fails)
    with pytest.raises(type(error)):
        comparison.save(tmp_path / "torn")
    assert files(tmp_path / "torn") == []
    with pytest.raises(StoreError, match="no finished results"):
        sim.open(tmp_path / "torn")
    monkeypatch.undo()
    assert sim.open(comparison.save(tmp_path / "torn")).manifest["runs"] == 20, "the next attempt finds it empty"


def test_killed_outright_it_leaves_no_manifest(comparison, tmp_path, monkeypatch):
    """Nothing is taken away then: what counts is that the manifest comes last."""
    written: list[str] = []
    real = store.write_whole
    monkeypatch.setattr(store, "write_whole", lambda path, content: (written.append(path.name), real(path, content)))
    comparison.save(tmp_path / "seen")
    assert sorted(written) == ALL_FILES and written[-1] == "manifest.json"


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "manifest.json"
    path.write_text("old")

    def full(fd):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.write_whole(path, b"new")
    assert path.read_text() == "old" and files(tmp_path) == ["manifest.json"]


def test_a_disk_that_is_full_is_the_machines_fault_also_when_the_database_says_so(comparison, tmp_path, monkeypatch):
    class Full:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def register(self, *_):
            return None

        def execute(self, *_):
            raise duckdb.IOException("could not write all bytes to file: No space left on device")

    monkeypatch.setattr(store.duckdb, "connect", Full)
    with pytest.raises(OSError, match="No space left on device"):
        comparison.save(tmp_path / "full")
    assert files(tmp_path / "full") == []


def test_nothing_is_written_over(comparison, folder):
    before = {name: (folder / name).read_bytes() for name in ALL_FILES}
    with pytest.raises(StoreError, match="is not empty; name a new folder, so that nothing is lost"):
        comparison.save(folder)
    assert {name: (folder / name).read_bytes() for name in ALL_FILES} == before and files(folder) == ALL_FILES


def test_a_file_in_the_way_is_left_alone(comparison, tmp_path):
    (tmp_path / "x").write_text("mine")
    for where in (tmp_path / "x", tmp_path / "x" / "below"):
        with pytest.raises(OSError, match=r"exists|Not a directory"):
            comparison.save(where)
    assert (tmp_path / "x").read_text() == "mine"


def test_results_of_one_policy_can_be_kept_too(comparison, tmp_path):
    stored = sim.open(comparison["no_channel"].save(tmp_path / "one"))
    assert stored.manifest["policies"] == ["no_channel"] and stored.manifest["command"] == ""
    assert set(stored.frame("runs")["policy"]) == {"no_channel"}
