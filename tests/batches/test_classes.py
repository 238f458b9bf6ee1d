"""A user's classes: what they answer is checked before any run, and all that they are made of goes where they go."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.batches import beside, classes, questions
from sim.batches.processes import packed
from sim.scenario import ScenarioError

CASE = Path(sim.__file__).parent.parent / "scenarios" / "common_enemy.yaml"
BATCH = "title: x\nscenarios: case.yaml\nreplicates: 2\nactors: {North: own.py:Own}\n"
HEAD = "import sim\nclass Own(sim.State):\n"
WRONG = {
    "    def hostilty(self, rival):\n        return 0.1\n": r"own\.py:3: Own\.hostilty is no question, .*'hostility'\?",
    "    @sim.decision\n    def desicion(world, p, me, rival):\n        return 0.1\n": r"Own\.desicion is no question",
    "    def effort(self, front):\n        return 1.0\n": r"own\.py:3: Own\.effort\(self, front\) cannot be asked; "
    r"write def effort\(self, front, arm\)",
    "    @sim.decision\n    def effort(self, front, arm):\n        return 1.0\n": r"Own\.effort\(self, front, arm\) "
    r"cannot be asked; write def effort\(world, p, me, front, arm\)",
    "    def keep(bargain):\n        return 1.0\n": r"Own\.keep\(bargain\) cannot be asked; "
    r"write def keep\(self, bargain\)",
    "    keep = 0.5\n": r"Own\.keep is 0\.5, and no method; write def keep\(self, bargain\)",
}
RIGHT = (
    "    def effort(self, *about):\n        return 1.0\n",
    "    def effort(self, front, arm, scale=1.0):\n        return scale\n",
    "    @staticmethod\n    def keep(bargain):\n        return 1.0\n",
    "    def _hostilty(self, rival):\n        return 0.1\n",
    "    def mood(self):\n        return 0.1\n    caution = 1\n",
    "    @sim.decision\n    def keep(world, p, me, bargain):\n        return 1.0\n",
)


@pytest.fixture
def place(tmp_path) -> Path:
    shutil.copy(CASE, tmp_path / "case.yaml")
    (tmp_path / "batch.yaml").write_text(BATCH)
    return tmp_path


@pytest.mark.parametrize(("body", "said"), WRONG.items())
def test_answers_that_nobody_would_ask_for_are_refused_before_any_run(place, body, said):
    (place / "own.py").write_text(HEAD + body)
    with pytest.raises(ScenarioError, match=r"batch\.yaml:4: actors\.North: .*" + said):
        sim.Batch.read(place / "batch.yaml")


def test_classes_given_in_python_are_looked_at_too(tmp_path):
    class Own(sim.State):
        def mesage(self, rival):
            return None

    with pytest.raises(ValueError, match=rf"{re.escape(__file__)}:\d+: Own\.mesage is no question, .*'message'\?"):
        sim.Batch(sim.example(), replicates=2, actors={"North": Own}).run(tmp_path / "x", progress=False)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("body", RIGHT)
def test_what_can_be_asked_is_taken(place, body):
    (place / "own.py").write_text(HEAD + body)
    assert sim.Batch.read(place / "batch.yaml").actors["North"].__name__ == "Own"


def test_our_own_kinds_pass():
    from sim.actors import kinds

    for kind in kinds().values():
        questions.check(kind)


# ---- modules beside

OWN = "import sim, mood\nfrom tools.luck import level\nclass Own(sim.State):\n"
OWN += "    def hostility(self, rival):\n        return mood.of(level())\n"


@pytest.fixture
def with_modules(place) -> Path:
    (place / "own.py").write_text(OWN)
    (place / "mood.py").write_text("import math\ndef of(x):\n    return math.sqrt(x)\n")
    (place / "unused.py").write_text("raise RuntimeError('nobody asked for this')\n")
    (place / "tools").mkdir()
    (place / "tools" / "__init__.py").write_text("")
    (place / "tools" / "luck.py").write_text("from . import numbers_\ndef level():\n    return numbers_.LEVEL\n")
    (place / "tools" / "numbers_.py").write_text("LEVEL = 0.25\n")
    return place


def hostility(plan: sim.Batch) -> float:
    kind: Any = plan.actors["North"]
    return kind.hostility(None, "South")


def test_what_a_class_imports_from_beside_it_is_found(with_modules):
    found = beside.imported(OWN.encode(), with_modules)
    assert list(found) == ["mood.py", "tools/__init__.py", "tools/luck.py", "tools/numbers_.py"]


def test_it_goes_where_the_class_goes(with_modules, tmp_path_factory):
    plan = sim.Batch.read(with_modules / "batch.yaml")
    kept = plan.sources()
    (total,) = {name.split("/")[1].removesuffix(".py") for name in kept}
    beside_it = {f"actors/{total}/{file}" for file in ("mood.py", "tools/__init__.py", "tools/luck.py")}
    assert {f"actors/{total}.py", f"actors/{total}/tools/numbers_.py", *beside_it} == set(kept)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name, text in kept.items():
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).write_bytes(text)
    shutil.rmtree(with_modules)
    again = sim.Batch.from_content(plan.content, folder=elsewhere)
    assert hostility(again) == 0.5
    (elsewhere / f"actors/{total}/mood.py").write_text("def of(x):\n    return 0.9\n")
    with pytest.raises(ValueError, match=r"own\.py:Own \(or one of mood\.py, .*\) was changed since these runs were"):
        assert sim.Batch.from_content(plan.content, folder=elsewhere).actors


def test_another_text_beside_a_class_is_another_batch(with_modules):
    before = sim.Batch.read(with_modules / "batch.yaml")
    (with_modules / "tools" / "numbers_.py").write_text("LEVEL = 0.36\n")
    after = sim.Batch.read(with_modules / "batch.yaml")
    assert before.content != after.content and hostility(after) == pytest.approx(0.6)


def test_a_class_alone_is_known_by_its_file_as_before(place):
    import hashlib

    (place / "own.py").write_text(HEAD + "    caution = 1\n")
    named = classes.load_class("own.py:Own", place)[1]
    assert named.sha256 == hashlib.sha256((place / "own.py").read_bytes()).hexdigest()


def test_modules_cross_to_other_processes(with_modules, monkeypatch):
    """Nobody there could import them."""
    import subprocess
    import sys

    plan = sim.Batch.read(with_modules / "batch.yaml")
    assert "mood" not in sys.modules and "tools" not in sys.modules
    (with_modules / "plan.pickle").write_bytes(packed(plan))
    shutil.rmtree(with_modules / "tools")
    (with_modules / "mood.py").unlink()
    text = "import pickle, sys; plan = pickle.load(open(sys.argv[1], 'rb')); "
    text += "print(plan.actors['North'].hostility(None, 'South'))"
    done = subprocess.run(
        [sys.executable, "-c", text, with_modules / "plan.pickle"], capture_output=True, text=True,
        cwd=Path(sim.__file__).parent.parent,
    )  # fmt: skip
    assert done.stdout == "0.5\n", done.stderr


def test_a_module_that_fails_is_told_as_the_class_file_failing(with_modules):
    (with_modules / "mood.py").write_text("1 / 0\n")
    with pytest.raises(ScenarioError, match=r"own\.py fails when it is run \(ZeroDivisionError"):
        sim.Batch.read(with_modules / "batch.yaml")


LATE = """import sim
class Own(sim.State):
    def hostility(self, rival):
        if self:
            import mood
            from tools.luck import level
        return mood.of(level())
"""


def test_an_import_inside_a_method_is_refused_with_its_line(with_modules):
    """It would fail in every run: the module is served while the file is run, and not afterwards."""
    (with_modules / "own.py").write_text(LATE)
    said = r"North: own\.py:5, own\.py:6: a module beside the file is imported inside a function, .*; "
    with pytest.raises(
        ScenarioError, match=said + r"write `import mood` and `from tools\.luck import level` at the top"
    ):
        sim.Batch.read(with_modules / "batch.yaml")
    (with_modules / "own.py").write_text(OWN)
    assert hostility(sim.Batch.read(with_modules / "batch.yaml")) == 0.5


@pytest.mark.parametrize("late", ["from . import numbers_", "from tools import numbers_", "import tools.numbers_"])
def test_an_import_inside_a_function_of_a_module_beside_is_refused_too(with_modules, late):
    (with_modules / "tools" / "luck.py").write_text(f"async def deep():\n    {late}\ndef level():\n    return 1.0\n")
    with pytest.raises(ScenarioError, match=rf"tools/luck\.py:2: .* write `{re.escape(late)}` at the top of the file"):
        sim.Batch.read(with_modules / "batch.yaml")


def test_what_is_installed_may_be_imported_anywhere(with_modules):
    (with_modules / "own.py").write_text(
        HEAD + "    def hostility(self, rival):\n        import math, numpy\n        return 0.5\n"
    )
    assert hostility(sim.Batch.read(with_modules / "batch.yaml")) == 0.5


# ---- the words of a file, in Python


def test_python_takes_the_words_of_a_file(place, monkeypatch):
    (place / "own.py").write_text(HEAD + RIGHT[0])
    from_file = sim.Batch.read(place / "batch.yaml")
    monkeypatch.chdir(place)
    plan = sim.Batch("case.yaml", title="x", replicates=2, actors={"North": "own.py:Own"})
    monkeypatch.chdir("/")
    assert plan == from_file and plan.actors["North"].__name__ == "Own"
    assert plan.sources() == from_file.sources()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("own.py:Onw", "actors.North: own.py has no kind of actor called 'Onw'; did you mean 'Own'?"),
        ("own.py", "'own.py' names no class; write FILE.py:CLASS"),
        ("no.py:Own", "there is no file 'no.py' in the working directory"),
        (3, "3 is no kind of actor; give a class made from sim.State, or write FILE.py:CLASS"),
        (int, "is no kind of actor"),
    ],
)
def test_what_names_no_class_is_a_sentence_in_python_too(place, monkeypatch, given, said):
    (place / "own.py").write_text(HEAD + RIGHT[0])
    monkeypatch.chdir(place)
    with pytest.raises(ScenarioError, match=re.escape(said)):
        sim.Batch("case.yaml", replicates=2, actors={"North": given})
