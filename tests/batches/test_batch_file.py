"""Batch files: what is wrong with one is said on its line, with what to write instead, before anything is played."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from pathlib import Path
from typing import Any, cast

import jsonschema
import numpy as np
import pytest

import sim
from sim.batches import design, design_base, export
from sim.batches.factors import known
from sim.batches.schema import BatchFile, Stop
from sim.batches.sentences import KIND_NAMES
from sim.batches.stopping import too_wide
from sim.intervals import wilson
from sim.scenario.reader import read_bytes
from tests import mistakes
from tests.batches.mistakes import BATCH, MISTAKES
from tests.commands import shell
from tests.mistakes import Mistake

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BATCHES = sorted((SCENARIOS / "batches").glob("*.yaml"))
FORMAT = jsonschema.Draft202012Validator(export.schema())
OWN = "import sim\n\nclass Cautious(sim.State):\n    pass\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("batch")
    shutil.copy(SCENARIOS / "common_enemy.yaml", here / "case.yaml")
    (here / "own.py").write_text(OWN)
    (here / "bad.py").write_text("1 / 0\n")
    (here.parent / "own.py").write_text(OWN)
    return here


def written(folder: Path, text: str) -> Path:
    path = folder / "batch.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> sim.ScenarioError:
    return mistakes.faults(lambda text: sim.Batch.read(written(folder, text)), text)


def test_the_batch_that_is_spoilt_is_valid(folder: Path) -> None:
    assert sim.Batch.read(written(folder, BATCH)).runs == 8 * 2 * 10


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_one_mistake_gives_one_sentence_on_its_line(folder: Path, mistake: tuple[str, str, str, str]) -> None:
    def read(text: str) -> sim.Batch:
        return sim.Batch.read(written(folder, text))

    mistakes.one_sentence_on_its_line(read, str(folder / "batch.yaml"), BATCH, Mistake(*mistake))


def test_all_mistakes_are_reported_together(folder: Path) -> None:
    text = BATCH.replace("to: 20", "to: 60").replace("no_enemy", "no_enmy").replace("emergence", "emergance")
    assert [problem.path[0] for problem in faults(folder, text).problems] == ["policies", "vary", "stop"]


def test_a_wrong_scenario_reports_its_own_mistakes(folder: Path) -> None:
    (folder / "wrong.yaml").write_text(
        (folder / "case.yaml").read_text().replace("governance: {value: 0.4", "x: {value: 0.4")
    )
    problems = faults(folder, BATCH.replace("case.yaml", "wrong.yaml")).problems
    assert {problem.file for problem in problems} == {str(folder / "wrong.yaml")}
    assert all(problem.line for problem in problems)


def test_a_scenario_is_no_batch(folder: Path) -> None:
    error = faults(folder, (folder / "case.yaml").read_text())
    assert str(error).endswith(
        f"is a scenario, not a batch; play it with: sim run {folder}/batch.yaml, or name it in a batch file, as "
        "`scenarios: [batch.yaml]` (docs/batches.md)"
    )


def test_a_batch_is_no_scenario(folder: Path) -> None:
    """Neither by itself nor where a batch names its scenarios."""
    path = written(folder, BATCH)
    with pytest.raises(sim.ScenarioError) as caught:
        sim.load(path)
    assert str(caught.value) == f"{path}: is a batch file, not a scenario; play it with: sim batch {path}"
    (folder / "other.batch.yaml").write_text(BATCH)
    assert "is a batch file, not a scenario" in str(faults(folder, BATCH.replace("[case.yaml]", "[other.batch.yaml]")))


def test_results_are_no_batch_file(tmp_path: Path) -> None:
    sim.Batch(sim.example(), replicates=1).run(tmp_path / "x", progress=False)
    with pytest.raises(sim.ScenarioError, match="is a folder of results, not a batch file; go on with: sim resume "):
        sim.Batch.read(tmp_path / "x")
    with pytest.raises(sim.ScenarioError, match="is a directory; give the batch file inside it"):
        sim.Batch.read(tmp_path)


@pytest.mark.parametrize("text", ["", "  \n\n", "# nothing but a comment\n", "---\n"])
def test_an_empty_batch_file_shows_the_least_that_works(folder: Path, text: str) -> None:
    error = str(faults(folder, text))
    if text == "---\n":
        assert "the file holds nothing; write blocks such as `title:`, `scenarios:`, `vary:`" in error
        return
    assert "is an empty batch file; the least that works is two lines: " in error and "\n" not in error
    least = re.findall("`([^`]+)`", error)
    assert sim.Batch.read(written(folder, "\n".join(least).replace("CASE.yaml", "case.yaml"))).runs == 100


def test_a_file_can_say_the_largest_seed(folder: Path) -> None:
    assert sim.Batch.read(written(folder, f"{BATCH}seed: {2**63}\n")).seed == 2**63
    error = str(faults(folder, f"{BATCH}seed: {2**63 + 1}\n"))
    assert f"seed: {2**63 + 1} is out of range; the seed is a whole number from 0 to {2**63}" in error


def test_many_runs_are_played_if_they_are_meant(folder: Path) -> None:
    text = BATCH.replace("at_most: 40}", "at_most: 4000000}\nallow: many_runs")
    stop = sim.Batch.read(written(folder, text)).stop
    assert stop is not None and stop.at_most == 4_000_000


def test_a_range_must_be_coded_alike_in_all_scenarios(folder: Path) -> None:
    other = (folder / "case.yaml").read_text().replace("range: [0.2, 0.6]}}", "range: [0.3, 0.5]}}")
    (folder / "other.yaml").write_text(other)
    error = faults(folder, BATCH.replace("[case.yaml]", "[case.yaml, other.yaml]"))
    assert "is coded differently in case and other" in str(error)


def test_one_at_a_time_needs_one_value_to_return_to(folder: Path) -> None:
    (folder / "lower.yaml").write_text(
        "extends: case.yaml\ntitle: x\nassumptions: {threat_weight: {value: 7, range: [4, 8], assumed: x}}\n"
    )
    text = BATCH.replace("[case.yaml]", "[case.yaml, lower.yaml]").replace(
        "latin_hypercube, points: 8", "one_at_a_time"
    )
    assert "is 6 in case and 7 in lower" in str(faults(folder, text))


def test_every_design_can_be_written(folder: Path) -> None:
    vary = "vary:\n  threat_weight: {from: 2, to: 20}\n  theatres.Middleland.governance: coded\n"
    for block, cells in (
        ("{kind: grid, steps: 3}", 9),
        ("{kind: sobol, points: 8, second_order: true, seed: 3}", 8 * 6),
        ("{kind: morris, trajectories: 5, levels: 6}", 15),
        ("{kind: one_at_a_time}", 5),
    ):
        text = BATCH.replace("{kind: latin_hypercube, points: 8}", block)
        assert len(sim.Batch.read(written(folder, text)).cells) == 2 * cells
    rows = BATCH.replace(vary, "").replace(
        "{kind: latin_hypercube, points: 8}", "{kind: list, rows: [{visibility: 1}]}"
    )
    assert len(sim.Batch.read(written(folder, rows)).cells) == 2


def test_without_salib_it_says_how_to_install_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(design_base, "find_spec", lambda name: None if name == "SALib" else find(name))
    error = faults(folder, BATCH.replace("latin_hypercube, points: 8", "sobol, points: 8"))
    assert (
        'design.kind: sobol needs SALib, which is not installed; install it with pip install "backchannel[analysis]"'
        in str(error)
    )
    assert sim.Batch.read(written(folder, BATCH)), "other designs need none"


@pytest.mark.parametrize("path", BATCHES, ids=lambda p: p.stem)
def test_shipped_batches_are_valid_and_small(path: Path) -> None:
    batch = sim.Batch.read(path)
    per_second = 600 if "iran_us_isis_2014" in batch.scenarios else 3000
    assert batch.runs / per_second < 70, "about a minute on two cores"
    assert batch.question


def test_the_exported_schema_is_current() -> None:
    assert export.TARGET.read_text(encoding="utf-8") == export.text(), "run: python -m sim.batches.export"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(export.text()))


@pytest.mark.parametrize("text", [BATCH, *(path.read_text(encoding="utf-8") for path in BATCHES)])
def test_valid_batches_agree_with_it(text: str) -> None:
    assert not list(FORMAT.iter_errors(read_bytes(text.encode(), "f").data))


@pytest.mark.parametrize(
    "old, new",
    [
        ("title:", "titel:"), ("kind: latin_hypercube", "kind: latin"), ("points: 8", "points: 0"),
        (", points: 8", ""), ("from: 2", "form: 2"), (", at_most: 40", ""), ("replicates: 10", "luck: x"),
    ],
)  # fmt: skip
def test_an_editor_sees_plain_mistakes(old: str, new: str) -> None:
    assert not FORMAT.is_valid(read_bytes(BATCH.replace(old, new, 1).encode(), "f").data)


def asked(**words: Any) -> str:
    """What sim.Batch says to a mistake."""
    with pytest.raises(sim.ScenarioError) as caught:
        sim.Batch(sim.example(), **words)
    return str(caught.value)


def test_python_gets_the_same_checks() -> None:
    assert asked(vary={"threat_wieght": (2, 20)}, design="grid") == (
        "sim.Batch: vary.threat_wieght: is neither an assumption of the model nor a number of common_enemy; "
        "did you mean 'threat_weight'?"
    )
    assert "policies[0]: 'no_enmy'" in asked(policies=["no_enmy"])
    assert "add `steps: 7` here or to the design" in asked(vary={"threat_weight": (2, 20)}, design="grid")
    assert asked(vary={"threat_weight": (20, 2)}, design="grid", steps=2).startswith(
        "sim.Batch: vary.threat_weight: its range runs from 20 to 2; write the lower end first"
    )
    assert asked(seed=-1).startswith("sim.Batch: seed: -1 is out of range")
    assert "vary: a list stands where a block belongs" in asked(vary=["threat_weight"])
    assert "design: 3 stands where a block belongs" in asked(design=3)
    assert "points: means nothing without a design" in asked(points=3)
    assert "add `at_most:`" in asked(stop={"outcome": "duration", "of": "North – South", "half_width": 1})


@pytest.mark.parametrize(
    "word, meant",
    {"polices": "policies", "seeds": "seed", "point": "points", "design_sed": "design_seed", "varry": "vary"}.items(),
)
@pytest.mark.parametrize("design", [None, "grid", "latin_hypercube"])
def test_a_misspelt_keyword_is_named(word: str, meant: str, design: str | None) -> None:
    words = {word: 3} if design is None else {word: 3, "design": design, "vary": {"threat_weight": [2, 20]}}
    assert asked(**words) == f"sim.Batch: {word}: is not a word of sim.Batch; did you mean {meant!r}?"


def test_a_word_of_another_design_is_refused() -> None:
    vary = {"threat_weight": (2, 20, 3)}
    said = "design.points: is a word of latin_hypercube and sobol, not of grid; delete it, or write another `kind:`"
    assert asked(vary=vary, design="grid", points=10) == f"sim.Batch: {said}"
    assert asked(vary=vary, design={"kind": "grid", "points": 10}) == f"sim.Batch: {said}"
    assert "stands beside a design that is a mapping" in asked(vary=vary, design={"kind": "grid"}, points=10)
    assert "design.x: is not a word of one_at_a_time, which has none" in asked(design={"kind": "one_at_a_time", "x": 1})
    assert "did you mean 'steps'?" in asked(vary=vary, design={"kind": "grid", "stepps": 1})


def test_python_names_scenarios() -> None:
    case = sim.example()
    with pytest.raises(sim.ScenarioError, match="two scenarios are called 'common_enemy'"):
        sim.Batch([case, case.without(channel="all")])
    cut = case.without(channel="all")
    assert list(sim.Batch({"whole": case, "cut": cut}).cells["scenario"]) == ["whole", "cut"]
    with pytest.raises(sim.ScenarioError, match="is no scenario"):
        sim.Batch(cast(Any, [3]))
    with pytest.raises(sim.ScenarioError, match="nothing is no scenario"):
        sim.Batch(cast(Any, None))


def test_python_and_file_say_the_same(folder: Path) -> None:
    from_file = sim.Batch.read(written(folder, BATCH))
    in_python = sim.Batch(
        folder / "case.yaml", title="A batch", policies=("as_coded", "no_enemy"), design="latin_hypercube",
        points=np.int64(8), vary={"threat_weight": (2, 20), "theatres.Middleland.governance": "coded"}, replicates=10,
        stop={"outcome": "emergence", "of": "North – South", "half_width": 0.1, "at_most": 40},
    )  # fmt: skip
    assert in_python == from_file
    assert in_python.cells.equals(from_file.cells)


GUIDE = (SCENARIOS.parent / "docs" / "batches.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The examples of the guide."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_the_guide_knows_every_word() -> None:
    for word in (*BatchFile.model_fields, *Stop.model_fields, *KIND_NAMES):
        assert re.search(rf"\b{word}\b", GUIDE), word
    for kind in design.KINDS:
        for word in kind.model_fields:
            assert f"`{word}`" in GUIDE, word


def test_the_guides_example_is_the_shipped_file() -> None:
    assert blocks("yaml")[0] == (SCENARIOS / "batches" / "emergence.yaml").read_text(encoding="utf-8")


def test_the_guides_designs_can_be_written(folder: Path) -> None:
    designs = [line for line in "\n".join(blocks("yaml")).splitlines() if line.startswith("design:")][1:]
    assert len(designs) == len(design.KINDS)
    for line in designs:
        text = BATCH.replace("design: {kind: latin_hypercube, points: 8}", line)
        if "kind: list" in line:
            text = re.sub(r"vary:\n(  .*\n)+", "", text)
        assert sim.Batch.read(written(folder, text)).runs


def test_the_guides_stop_can_be_written(folder: Path) -> None:
    stop = next(line for line in "\n".join(blocks("yaml")).splitlines() if line.startswith("stop:"))
    assert sim.Batch.read(written(folder, re.sub(r"stop:.*", stop, BATCH))).stop


def test_the_guides_python_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SCENARIOS.parent)
    exec(compile("\n".join(blocks("python")), "docs/batches.md", "exec"), {"__name__": "guide"})
    assert "256 cells (latin_hypercube over 2 factors), 100 runs each" in capsys.readouterr().out


def test_the_guides_paths_are_factors() -> None:
    case, other = sim.example(), sim.load(SCENARIOS / "iran_us_isis_2014.yaml")
    numbers = {**known(case), **known(other)}
    told = re.findall(r"`((?:actors|theatres|enemies|channels|relations|events)\.[^`]+)`", GUIDE)
    assert len(told) >= 8
    for path in told:
        assert path in numbers, path


def test_the_guides_classes_play(tmp_path: Path) -> None:
    """Without the compiler, since machine code for decisions of one's own takes minutes; they give the same bytes."""
    shutil.copy(SCENARIOS / "common_enemy.yaml", tmp_path / "case.yaml")
    (tmp_path / "my_actors.py").write_text(next(block for block in blocks("python") if "class Cautious" in block))
    actors = next(line for line in "\n".join(blocks("yaml")).splitlines() if line.startswith("actors:"))
    digests = set()
    for kind in ("Cautious", "Steady"):
        text = "title: x\nscenarios: case.yaml\nreplicates: 1\n" + actors.replace("Cautious", kind)
        written(tmp_path, text)
        done = shell("batch", "batch.yaml", "--out", kind, "--no-report", cwd=tmp_path, NUMBA_DISABLE_JIT="1")
        assert done.returncode == 0, done.stderr
        digests.add(re.findall(r"1 run, digest (\w+)", done.stdout)[0])
    assert len(digests) == 2


def test_half_the_width_is_what_stops() -> None:
    """The guide's example: none of 50 runs."""
    found = wilson(0.0, 50)
    assert round(found.high, 3) == 0.071 and "[0, 0.071]" in GUIDE and not too_wide(found, 0.036)
    assert "to each side has been" not in GUIDE and "half the width" in GUIDE
    assert "half the\nwidth" in export.text() or "half the\\nwidth" in export.text()


def test_a_stop_rules_pair_is_taken_as_commands_take_it(folder: Path) -> None:
    dash = sim.Batch.read(written(folder, BATCH))
    for pair in ("North - South", "South – North", "South - North"):
        plan = sim.Batch.read(written(folder, BATCH.replace("of: North – South", f"of: {pair}")))
        assert plan == dash and plan.stop == dash.stop
