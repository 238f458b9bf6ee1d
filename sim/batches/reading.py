"""Reads a batch file and the scenarios that it names; every problem is reported at once, with its line."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.actors import Actor
from sim.batches.checks import Asked, check, with_names
from sim.batches.classes import BESIDE, Named, known_by, load_class
from sim.batches.schema import BatchFile
from sim.batches.sentences import explain
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.collect import Problems
from sim.scenario.errors import Path as Place
from sim.scenario.errors import nearest, stop
from sim.scenario.files import content_of, sum_of
from sim.scenario.marks import Kind, Mark, Reading
from sim.scenario.reader import read_bytes
from sim.scenario.text import brief, name_fault

BATCH = Kind(
    "batch",
    "is an empty batch file; the least that works is two lines: `title: A FEW WORDS`, and `scenarios: [CASE.yaml]` "
    "with the path of a case from here (docs/batches.md)",
    "`title:`, `scenarios:`, `vary:`",
)
Classes = dict[str, tuple[type[Actor] | None, Named]]


class Source(NamedTuple):
    """What a batch is made from: the file, its scenarios by key, what it asks of them, classes of actors; checksums."""

    file: BatchFile
    cases: dict[str, Scenario]
    asked: Asked
    classes: Classes
    files: Mapping[Path, str]


def read(path: Path) -> Source:
    """Read and check a batch file.

    Raises:
        ScenarioError: all that is wrong with it, or with a scenario that it names.
    """
    name = str(path)
    if (path / "manifest.json").is_file():
        stop(name, f"is a folder of results, not a batch file; go on with: sim resume {shlex.quote(name)}")
    content = content_of(path, name, BATCH.name)
    reading = read_bytes(content, name, BATCH)
    reading.files[path.absolute()] = sum_of(content)
    if "scenarios" not in reading.data and reading.data.keys() & {"months", "actors", "extends"}:
        what = f"is a scenario, not a batch; play it with: sim run {shlex.quote(name)}, or name it in a batch file, as "
        stop(name, f"{what}`scenarios: [{path.name}]` (docs/batches.md)")

    def cases(file: BatchFile, problems: Problems) -> dict[str, Scenario]:
        return _load_all(file.scenarios, path.parent, problems)

    def classes(file: BatchFile, problems: Problems) -> Classes:
        return _loaded(file.actors, path.parent, problems)

    return _settled(reading, cases, classes)


def given(
    data: dict[str, Any],
    cases: Mapping[str, Scenario],
    classes: Classes | Mapping[str, Any],
    name: str = "sim.Batch",
    sample: bool = True,
) -> Source:
    """The same checks for what was given in Python, or read back from results (whose points may be at hand).

    A class is given as such, by the words of a file (``my_actors.py:Cautious``, seen from the working directory), or
    with what it is known by.

    Raises:
        ScenarioError: all that is wrong with it.
    """
    no_line: Any = None
    nowhere = Mark(name, no_line, no_line)
    return _settled(
        Reading(data, dict.fromkeys(_paths(data), nowhere)),
        lambda *_: dict(cases),
        lambda _, problems: _loaded(classes, Path(), problems, "the working directory"),
        sample,
    )


def _paths(data: Any, at: Place = ()) -> Iterator[Place]:
    """Where all parts of plain data stand, so that a problem names its place without a line, too."""
    yield at
    if isinstance(data, (dict, list, tuple)):
        for key, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _paths(part, (*at, key))


def _settled(
    reading: Reading,
    cases: Callable[[BatchFile, Problems], dict[str, Scenario]],
    classes: Callable[[BatchFile, Problems], Classes],
    sample: bool = True,
) -> Source:
    problems = Problems(reading)
    try:
        file = BatchFile.model_validate(reading.data)
    except ValidationError as error:
        explain(error, problems)
        raise ScenarioError(problems.found) from None
    loaded = cases(file, problems)
    asked = check(file, loaded, problems)
    kinds = classes(file, problems)
    _actors_exist(kinds, loaded, problems)
    lacks = asked.design.lacks() if sample else None
    if lacks is not None:
        problems.add(("design", "kind"), lacks)
    if problems.found:
        raise ScenarioError(problems.found)
    files = reading.files | {path: total for case in loaded.values() for path, total in case.files}
    return Source(with_names(file, loaded), loaded, asked, kinds, files)


def _load_all(files: tuple[str, ...], folder: Path, problems: Problems) -> dict[str, Scenario]:
    """All scenarios by the stems of their files; a ScenarioError when one is missing or wrong itself."""
    cases: dict[str, Scenario] = {}
    faults = []
    for n, file in enumerate(files):
        path = Path(os.path.normpath(folder / file))
        fault = _no_scenario(path, file) or _no_key(path.stem, cases)
        if fault is not None:
            problems.add(("scenarios", n), fault)
            continue
        try:
            cases[path.stem] = load(path)
        except ScenarioError as error:
            faults += error.problems
    if faults or len(cases) < len(files):
        raise ScenarioError([*problems.found, *faults])
    return cases


def _no_scenario(path: Path, file: str) -> str | None:
    if path.is_file():
        return None
    near = nearest(path.name, [one.name for one in path.parent.glob("*.yaml")] if path.parent.is_dir() else [])
    what = f"there is no file {brief(file)}, seen from the batch file; "
    return what + (f"did you mean {brief(Path(file).with_name(near).as_posix())}?" if near else "check its path")


def _no_key(key: str, cases: Mapping[str, Scenario]) -> str | None:
    fault = name_fault(key)
    if fault is not None:
        return f"its file cannot be used as a name: {fault}"
    return f"is a second scenario called {brief(key)}; rename one of the files" if key in cases else None


def _loaded(asked: Mapping[str, Any], folder: Path, problems: Problems, called: str = BESIDE) -> Classes:
    found: Classes = {}
    for actor, what in asked.items():
        try:
            found[actor] = what if isinstance(what, tuple) else _class(what, folder, called)
        except ValueError as error:
            problems.add(("actors", actor), str(error))
    return found


def _class(what: Any, folder: Path, called: str) -> tuple[type[Actor], Named]:
    return load_class(what, folder, called) if isinstance(what, str) else (what, known_by(what))


def _actors_exist(classes: Classes, cases: Mapping[str, Scenario], problems: Problems) -> None:
    for actor in classes:
        for key, case in cases.items():
            if actor not in case.actors:
                what = f"{brief(actor)} is not an actor of {key}; {problems.suggest(actor, list(case.actors))}"
                problems.add(("actors", actor), what)
