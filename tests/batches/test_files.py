"""The files that a batch was read from, what a case extends included: known by checksums of what was parsed."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

import sim
from sim.batches import files

CASE = Path(sim.__file__).parent.parent / "scenarios" / "common_enemy.yaml"
BATCH = "title: x\nscenarios: case.yaml\nreplicates: 2\n"


@pytest.fixture
def place(tmp_path) -> Path:
    shutil.copy(CASE, tmp_path / "case.yaml")
    (tmp_path / "batch.yaml").write_text(BATCH)
    (tmp_path / "batch.yaml").write_text(BATCH)
    return tmp_path


def test_files_are_known_and_told_when_they_say_something_else(place):
    plan = sim.Batch.read(place / "batch.yaml")
    results = plan.run(place / "results" / "x", progress=False, threads=1)
    assert set(results.manifest["files"]) == {"../../batch.yaml", "../../case.yaml"}
    assert files.changed(results.path, results.manifest) == []
    (place / "case.yaml").write_text((place / "case.yaml").read_text() + "\n# a note\n")
    (sentence,) = files.changed(results.path, results.manifest)
    assert sentence.startswith(f"{place / 'case.yaml'} was changed since the batch was begun (2")
    (place / "case.yaml").unlink()
    assert files.changed(results.path, results.manifest) == [], "what is gone tells nothing"


@pytest.fixture
def extending(place) -> Path:
    """A case that extends one in a folder, which extends another; the project is reached through a link."""
    (place / "parts").mkdir()
    (place / "case.yaml").replace(place / "parts" / "base.yaml")
    (place / "parts" / "middle.yaml").write_text("extends: base.yaml\n")
    (place / "case.yaml").write_text("extends: parts/middle.yaml\ntitle: Another\n")
    (place / "link").symlink_to(place, target_is_directory=True)
    return place / "link"


def test_what_a_case_extends_is_among_its_files(extending, monkeypatch):
    monkeypatch.chdir(extending)
    plan, results = sim.Batch.read("batch.yaml"), Path("results/x").absolute()
    monkeypatch.chdir("/")
    seen = files.checksums(plan, results)
    names = ["batch.yaml", "case.yaml", "parts/base.yaml", "parts/middle.yaml"]
    assert seen == {f"../../{name}": sha256((extending / name).read_bytes()).hexdigest() for name in names}
    about = {"files": seen, "created": "2026-01-31T10:00:00Z"}
    for name in names:
        text = (extending / name).read_text()
        (extending / name).write_text(text + "# a note\n")
        (sentence,) = files.changed(results, about)
        assert sentence.startswith(f"{results.parents[1] / name} was changed since")
        (extending / name).write_text(text)


def test_checksums_are_of_what_was_parsed(extending):
    """And not of what stands in a file when its runs begin."""
    plan = sim.Batch.read(extending / "batch.yaml")
    before = files.checksums(plan, extending)
    for name in ("batch.yaml", "case.yaml", "parts/base.yaml"):
        (extending / name).write_text("other: words\n")
    assert files.checksums(plan, extending) == before
    about = {"files": files.checksums(plan, extending), "created": "2026-01-31T10:00:00Z"}
    assert len(files.changed(extending, about)) == 3


def test_bytes_are_hashed_that_were_read_once(extending, monkeypatch):
    """A second reading may find another text."""
    opened, whole = [], Path.open

    def noted(path, *args, **options):
        opened.append(path.name)
        return whole(path, *args, **options)

    monkeypatch.setattr(Path, "open", noted)
    files.checksums(sim.Batch.read(extending / "batch.yaml"), extending)
    assert sorted(opened) == ["base.yaml", "batch.yaml", "case.yaml", "middle.yaml"]
