"""docs/results.md says what lies in a folder and what every column means, as the program has it."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from sim.batches.folder import Folder
from tests.batches import stand_in

PAGE = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")


def columns_in(table: str) -> list[str]:
    """First words of the rows below `table`: on the page."""
    block = PAGE.split(f"`{table}`:\n\n")[1].split("\n\n")[0]
    return [line.split("|")[1].strip() for line in block.splitlines()[2:]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Folder:
    path = tmp_path_factory.mktemp("docs") / "b"
    stand_in.batch(path, most=1)
    (path / "damaged").mkdir()
    return Folder.open(path)


def test_the_layout_is_as_told(folder):
    layout = PAGE.split("FOLDER/\n")[1].split("```")[0]
    told = {line.split()[0].rstrip("/") for line in layout.splitlines() if line.startswith("  ")}
    assert told - {"actors", "failures"} == {path.name for path in folder.path.iterdir()}, "none of these here"
    names = re.compile(r"\d+-\d+-[a-z]+-all-[0-9a-f]{16}\.parquet")  # ROUND-CHUNK-TABLE-WRITER-CHECKSUM
    assert all(names.fullmatch(path.name) for path in (folder.path / "shards").iterdir())


def test_every_key_of_the_manifest_is_explained(folder):
    block = PAGE.split("## The manifest\n\n")[1].split("\n\n")[0]
    told = {key.strip() for line in block.splitlines()[2:] for key in line.split("|")[1].split(",")}
    assert set(folder.manifest) <= told


def test_cells_and_failures_are_explained(folder):
    assert columns_in("failures") == list(folder.frame("failures"))
    assert columns_in("cells")[:-1] == list(folder.cells)[:4] and len(folder.cells.columns) == 5


def test_the_tables_are_listed(folder):
    block = PAGE.split("## Tables\n\n")[1].split("\n\n")[0]
    told = [line.split("|")[1].strip() for line in block.splitlines()[2:]]
    assert set(folder.tables) <= set(told)


def test_every_column_is_explained():
    if importlib.util.find_spec("sim.batches.dictionary") is None:
        pytest.skip("there is no dictionary yet")
    columns = importlib.import_module("sim.batches.dictionary").columns()
    rows = [f"| {c['table']} | {c['column']} | {c['unit']} | {c['meaning']} |" for c in columns]
    head = "| table | column | unit | meaning |\n|---|---|---|---|\n"
    part = f"<!-- columns -->\n{head}" + "\n".join(rows) + "\n<!-- end of columns -->"
    assert part in PAGE, f"put this into docs/results.md:\n{part}"
