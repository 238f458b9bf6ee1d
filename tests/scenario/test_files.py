"""Files that are missing, huge, or no files at all; and scenarios that extend one another."""

import os
import time
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from tests.scenario.example import ASSUMPTIONS, CASE


def refused(path: Path | str) -> str:
    begun = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        load(path, ASSUMPTIONS)
    assert time.process_time() - begun < 2
    return str(caught.value)


def write(folder: Path, **files: str) -> Path:
    """Write files named by the keywords; return the first."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.yaml"


def test_a_missing_file_names_its_neighbours(tmp_path: Path) -> None:
    write(tmp_path, case=CASE)
    assert refused(tmp_path / "cse.yaml").endswith("cse.yaml: there is no such file; in that directory are: case.yaml")
    assert "there is no directory" in refused(tmp_path / "no" / "case.yaml")


def test_a_directory_is_no_scenario(tmp_path: Path) -> None:
    assert "is a directory; give the scenario file inside it" in refused(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "is not an ordinary file" in refused(tmp_path / "pipe.yaml")


@pytest.mark.parametrize("name", ["a\0b.yaml", "x" * 5000, "\udcff.yaml", "a\nb.yaml"])
def test_impossible_names_are_refused_on_one_printable_line(name: str) -> None:
    message = refused(name)
    assert message.isprintable()


def test_ten_megabytes_are_refused_at_once_with_size_and_limit(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text(CASE + "# filler\n" * 1_200_000, encoding="utf-8")
    assert refused(path).endswith("is 11 MB; a scenario may have at most 1 MB: keep data in tables and cite them")


def test_the_largest_file_of_nonsense_is_refused_in_time(tmp_path: Path) -> None:
    assert "values and brackets" in refused(write(tmp_path, big="".join(f"k{n}: 1\n" for n in range(90_000))))


def test_extending_merges_blocks_replaces_lists_and_deletes_nulls(tmp_path: Path) -> None:
    top = """
extends: base.yaml
title: Another case
actors:
  North: {theatres: {Valley: {exposure: 0.1}}}
  Proxy: null
relations: [{between: [North, South], rivals: true, assumed: x}]
"""
    case = load(write(tmp_path, top=top, base=CASE), ASSUMPTIONS)
    assert case.title == "Another case" and list(case.actors) == ["North", "South", "Raiders", "Harbour"]
    valley = case.actors["North"].theatres["Valley"]
    assert valley.exposure.value == 0.1 and valley.exposure.assumed == "order of magnitude" and valley.air.value == 10
    assert len(case.relations) == 1 and case.relations[0].episodes == ()


def test_the_hash_is_of_the_merged_content(tmp_path: Path) -> None:
    top = write(tmp_path, top="extends: base.yaml\ntitle: A case\n", base=CASE)
    assert load(top, ASSUMPTIONS).text_sha256 == load(tmp_path / "base.yaml", ASSUMPTIONS).text_sha256


def test_mistakes_are_found_in_the_file_where_they_stand(tmp_path: Path) -> None:
    base = CASE.replace("growth: 0.2", "growth: fast")
    path = write(tmp_path, top="extends: base.yaml\n\nmonths: {last: 2014-13}\n", base=base)
    line = base[: base.index("growth: fast")].count("\n") + 1
    first, second = sorted(refused(path).splitlines())
    assert f"base.yaml:{line}: enemies.Raiders.growth: 'fast' is not a number" in first
    assert "top.yaml:3: months.last: '2014-13' is not a month" in second


@pytest.mark.parametrize(
    "line, message",
    [
        ("extends: bas.yaml", "top.yaml:1: extends: there is no file 'bas.yaml'; did you mean 'base.yaml'?"),
        ("extends: ../base.yaml", "lies outside the directory of this scenario"),
        ("extends: /etc/passwd", "lies outside the directory of this scenario"),
        ("extends: link.yaml", "lies outside the directory of this scenario"),
        ("extends: top.yaml", "a scenario cannot extend itself"),
        ("extends: [base.yaml]", "a list is not a file name"),
        ("extends:", "nothing is not a file name"),
        ('extends: "a\\0b"', "is not a file name"),
        ("extends: inner", "there is no file 'inner'"),
        (f"extends: {'x' * 5000}", "extends: 'xxx"),
        ("extends: base.yaml\nactors: {Nroth: null}", "top.yaml:2: actors.Nroth: there is no 'Nroth' to delete"),
    ],
)
def test_what_cannot_be_extended_is_refused(tmp_path: Path, line: str, message: str) -> None:
    folder = tmp_path / "scenarios"
    (folder / "inner").mkdir(parents=True)
    write(tmp_path, base=CASE)
    (folder / "link.yaml").symlink_to(tmp_path / "base.yaml")
    assert message in refused(write(folder, top=line + "\n", base=CASE))


def test_circles_and_long_chains_of_extending_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a="extends: b.yaml\n", b="extends: a.yaml\n")
    assert "b.yaml:1: extends: 'a.yaml' extends this file in turn" in refused(tmp_path / "a.yaml")
    write(tmp_path, **{f"c{number}": f"extends: c{number + 1}.yaml\n" for number in range(20)})
    assert "more than 10 files extend one another" in refused(tmp_path / "c0.yaml")


def test_a_folder_below_may_be_extended(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    write(tmp_path / "inner", middle="extends: base.yaml\n", base=CASE)
    assert load(write(tmp_path, top="extends: inner/middle.yaml\n"), ASSUMPTIONS).title == "A case"
