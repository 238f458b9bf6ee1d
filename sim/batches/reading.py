"""Reads a batch file and the scenarios that it names; every problem is reported at once, with its line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.actors import Actor
from sim.batches.checks import Asked, check
from sim.batches.classes import Named, load_class
from sim.batches.schema import BatchFile
from sim.batches.sentences import explain
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.collect import Problems
from sim.scenario.errors import nearest, stop
from sim.scenario.files import content_of
from sim.scenario.reader import Mark, Reading, read_bytes
from sim.scenario.text import brief, name_fault

Classes = dict[str, tuple[type[Actor] | None, Named]]


class Source(NamedTuple):
    """What a batch is made from: the file, its scenarios by key, what it asks of them, and classes of actors."""

    file: BatchFile
    cases: dict[str, Scenario]
    asked: Asked
    classes: Classes


def read(path: Path) -> Source:
    """Read and check a batch file.

    Raises:
        ScenarioError: all that is wrong with it, or with a scenario that it names.
    """
    reading = read_bytes(content_of(path, str(path)), str(path))
    if "scenarios" not in reading.data and "months" in reading.data:
        stop(str(path), "is a scenario, not a batch; name it in a batch file, as `scenarios: [FILE]` (docs/batches.md)")

    def cases(file: BatchFile, problems: Problems) -> dict[str, Scenario]:
        return _load_all(file.scenarios, path.parent, problems)

    def classes(file: BatchFile, problems: Problems) -> Classes:
        return _classes(file, path.parent, problems)

    return _settled(reading, cases, classes)


def given(
    data: dict[str, Any], cases: Mapping[str, Scenario], classes: Classes, name: str = "sim.Batch", sample: bool = True
) -> Source:
    """The same checks for what was given in Python, or read back from results (whose points may be at hand).

    Raises:
        ScenarioError: all that is wrong with it.
    """
    no_line: Any = None
    nowhere = Mark(name, no_line, no_line)
    return _settled(Reading(data, {(): nowhere}), lambda *_: dict(cases), lambda *_: classes, sample)


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
    return Source(file, loaded, asked, kinds)


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


def _classes(file: BatchFile, folder: Path, problems: Problems) -> Classes:
    found: Classes = {}
    for actor, name in file.actors.items():
        try:
            found[actor] = load_class(name, folder)
        except ValueError as error:
            problems.add(("actors", actor), str(error))
    return found


def _actors_exist(classes: Classes, cases: Mapping[str, Scenario], problems: Problems) -> None:
    for actor in classes:
        for key, case in cases.items():
            if actor not in case.actors:
                what = f"{brief(actor)} is not an actor of {key}; {problems.suggest(actor, list(case.actors))}"
                problems.add(("actors", actor), what)
