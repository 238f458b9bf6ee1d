"""The set-up itself: what a stranger's two commands rest on."""

import ast
import importlib.metadata
import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import setup_env

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
DECLARED = [
    Requirement(text)
    for group in (
        PROJECT["project"]["dependencies"],
        *EXTRAS.values(),
        PROJECT["build-system"]["requires"],
    )
    for text in group
]


def read_pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


# ---- constraints.txt


def test_constraints_are_exact_versions_and_nothing_else():
    names = []
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        if not line.startswith("#"):
            assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line), line
            names.append(line.split("==")[0])
    assert names == sorted(set(names))


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml", "setup_env.py", "Makefile"])
def test_no_addresses_of_registries(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"://|find-links|pypi\.", text)


@pytest.mark.parametrize("requirement", DECLARED, ids=lambda r: r.name)
def test_every_requirement_has_a_range_and_a_pin_within_it(requirement):
    assert requirement.specifier, "say at least the oldest version that works"
    assert requirement.specifier.contains(read_pins()[canonicalize_name(requirement.name)])


def test_everything_pulled_in_is_pinned():
    """Follow the requirements of what is installed; extras that are not installed here are passed over."""
    pins, queue, seen = read_pins(), list(DECLARED), set()
    while queue:
        requirement = queue.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        assert name in pins, f"{name} is needed but not in constraints.txt"
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for need in map(Requirement, needs):
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in (*extras, "")):
                queue.append(need)
    assert len(seen) > len(DECLARED)


# ---- versions said in several places


def test_python_versions_agree():
    lines = (ROOT / ".python-version").read_text().split()
    tested = [f"{major}.{minor}" for major, minor in setup_env.TESTED]
    # 3.11 comes last for tools such as uv that were installed under it; the project itself never uses it.
    assert lines == [*tested, "3.11"]
    assert PROJECT["project"]["requires-python"] == ">={}.{}".format(*setup_env.OLDEST)
    for version in tested:
        assert f"Programming Language :: Python :: {version}" in PROJECT["project"]["classifiers"]


def test_citation_and_changelog_know_the_version():
    version = PROJECT["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert re.search(rf"^## .*{re.escape(version)}", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_extras_agree():
    assert sorted(EXTRAS) == sorted(setup_env.EXTRAS)


# ---- commands


def test_readme_commands_exist():
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"(?:^\s*|`)make ([a-z]+)", readme, re.MULTILINE))
    assert {"run", "test"} <= named <= make_targets()
    assert "python3 setup_env.py" in readme
    for scenario in re.findall(r"sim run (scenarios/\S+\.yaml)", readme + (ROOT / "Makefile").read_text()):
        assert (ROOT / scenario).is_file(), scenario


def test_continuous_integration_runs_the_readme_test_command():
    script = ROOT / ".ci" / "run"
    assert "\nexec make test\n" in script.read_text()
    assert script.stat().st_mode & stat.S_IXUSR


# ---- setup_env.py


def test_bootstrap_is_readable_by_old_pythons():
    """Also by one that is too old to run the rest: it must get as far as to say so."""
    read = ast.parse((ROOT / "setup_env.py").read_text(), feature_version=(3, 8))
    assert "find_python" in {part.name for part in read.body if isinstance(part, ast.FunctionDef)}
    with pytest.raises(SyntaxError):
        ast.parse("match 1:\n    case 1: pass", feature_version=(3, 8))


def fake_python(folder: Path, name: str, says: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)
    return str(path)


def test_finds_the_best_python(tmp_path):
    broken = fake_python(tmp_path, "broken", "echo 'pyenv: python3: command not found' >&2; exit 127")
    chatty = fake_python(tmp_path, "chatty", "echo hello")
    old = fake_python(tmp_path, "old", "echo 3 11 /old")
    newer = fake_python(tmp_path, "newer", "echo 3 14 /newer")
    good = fake_python(tmp_path, "good", "echo 3 12 '/a place/good'")
    best = fake_python(tmp_path, "best", "echo 3 13 /best")
    assert setup_env.find_python([broken, old, newer, good, best]) == "/best"
    assert setup_env.find_python([newer, good]) == "/a place/good"
    assert setup_env.find_python([chatty, newer]) == "/newer"
    with pytest.raises(SystemExit, match=r"needs Python 3\.12(.|\n)*Found on this machine: 3\.11\.\n"):
        setup_env.find_python([str(tmp_path / "absent"), broken, old])
    with pytest.raises(SystemExit, match="Found on this machine: no usable Python"):
        setup_env.find_python([broken])


def test_this_python_is_found():
    version, path = setup_env.probe(sys.executable) or ((0, 0), "")
    assert version == sys.version_info[:2]
    assert Path(path).exists()


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A project folder elsewhere with a .venv that is sound; nothing gets installed."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    fake_python(python.parent, "python", "exit 0")
    installed: list[list[str]] = []
    for name, path in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "PYTHON": python}.items():
        monkeypatch.setattr(setup_env, name, path)
    monkeypatch.setattr(setup_env, "STAMP", tmp_path / ".venv" / "backchannel.json")
    monkeypatch.setattr(setup_env, "install", lambda extras: installed.append(list(extras)))
    return tmp_path, installed


def test_installs_only_what_is_missing_or_stale(copy):
    folder, installed = copy
    setup_env.main([])
    setup_env.main([])
    assert installed == [[]]
    setup_env.main(["test"])
    setup_env.main([])  # keeps the extra
    assert installed == [[], ["test"]]
    with (folder / "constraints.txt").open("a") as file:
        file.write("another==1\n")
    setup_env.main([])
    assert installed == [[], ["test"], ["test"]]


def test_an_interrupted_set_up_is_done_again(copy, monkeypatch):
    folder, installed = copy
    setup_env.main([])
    versions = (folder / "constraints.txt").read_text()

    def fail(extras):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(setup_env, "install", fail)
        (folder / "constraints.txt").write_text(versions + "another==1\n")
        with pytest.raises(KeyboardInterrupt):
            setup_env.main([])
    # Who knows how far that came: even with the old versions back, the environment is not what it was.
    (folder / "constraints.txt").write_text(versions)
    setup_env.main([])
    assert installed == [[], []]


def test_an_environment_from_elsewhere_is_not_trusted(copy):
    setup_env.main([])
    assert setup_env.sound()
    stamp = json.loads(setup_env.STAMP.read_text())
    setup_env.STAMP.write_text(json.dumps({**stamp, "folder": "/elsewhere"}))
    assert not setup_env.sound()
    setup_env.STAMP.write_text("torn {")
    assert setup_env.sound()
    assert setup_env.read_stamp() == {}
    setup_env.PYTHON.unlink()
    assert not setup_env.sound()


def test_unknown_words_are_refused():
    answer = subprocess.run(
        [sys.executable, ROOT / "setup_env.py", "tests"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert answer.returncode != 0
    assert "python3 setup_env.py test " in answer.stderr
