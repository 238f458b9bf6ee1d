"""Lays a scenario over the one that it extends: blocks merge, lists and values are replaced, null deletes."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any, NoReturn

from sim.scenario.errors import Path, Problem, ScenarioError, nearest
from sim.scenario.files import content_of, sum_of
from sim.scenario.fill import locate
from sim.scenario.marks import Mark, Reading
from sim.scenario.reader import read_bytes
from sim.scenario.text import brief

MAX_FILES = 10


def read_whole(path: FilePath) -> Reading:
    """Read a file and all that it extends."""
    here = path.absolute()
    root = here.parent.resolve()
    reading = _read(path, str(path), root, ())
    own = reading.files.pop(path)  # the others were looked up through links, and stand here as seen from this one
    reading.files = {here: own, **{here.parent / file.relative_to(root): s for file, s in reading.files.items()}}
    return reading


def _read(path: FilePath, name: str, root: FilePath, below: tuple[FilePath, ...]) -> Reading:
    content = content_of(path, name)
    reading = read_bytes(content, name)
    reading.files[path] = sum_of(content)
    locate(reading, path, root)
    if "extends" not in reading.data:
        return reading
    base = reading.data.pop("extends")
    here = (*below, path.resolve())
    target = _target(base, path, reading, root, here)
    shown = str(path.parent / str(base)) if len(here) == 1 else str(base)
    return lay_over(_read(target, shown, root, here), reading)


def _target(base: Any, path: FilePath, reading: Reading, root: FilePath, here: tuple[FilePath, ...]) -> FilePath:
    """Find the file that is extended; it must lie in the first file's directory or below."""

    def stop(what: str) -> NoReturn:
        mark = reading.marks[("extends",)]
        raise ScenarioError([*reading.problems, Problem(mark.file, mark.line, ("extends",), what, mark.column)])

    if not isinstance(base, str) or not base.isprintable() or not base:
        stop(f"{brief(base)} is not a file name; write one such as base.yaml")
    try:
        target = (path.parent / base).resolve()
        inside = target.is_relative_to(root) and not FilePath(base).is_absolute()
        exists = inside and target.is_file()
    except (OSError, ValueError, RuntimeError):
        stop(f"{brief(base)} cannot be looked up; write a file name such as base.yaml")
    if not inside:
        stop(f"{brief(base)} lies outside the directory of this scenario; copy it in and write its name alone")
    if not exists:
        there = [file.name for file in target.parent.glob("*.yaml")] if target.parent.is_dir() else []
        near = nearest(target.name, there)
        stop(f"there is no file {brief(base)}; " + (f"did you mean {near!r}?" if near else "check its name"))
    if target in here:
        stop(f"{brief(base)} extends this file in turn; a scenario cannot extend itself: delete one `extends`")
    if len(here) >= MAX_FILES:
        stop(f"more than {MAX_FILES} files extend one another; merge some")
    return target


def lay_over(base: Reading, top: Reading) -> Reading:
    """Merge two readings; the top one wins, and keeps its places."""
    both = Reading(base.data, dict(base.marks), [*base.problems, *top.problems], base.files | top.files)
    both.marks[()] = top.marks[()]
    _merge(both, both.data, top.data, (), top.marks)
    return both


def _merge(both: Reading, under: dict[str, Any], over: dict[str, Any], path: Path, marks: dict[Path, Mark]) -> None:
    for key, value in over.items():
        here = (*path, key)
        if value is None:
            _delete(both, under, here, marks[here])
        elif isinstance(value, dict) and isinstance(under.get(key), dict):
            both.marks[here] = marks[here]
            _merge(both, under[key], value, here, marks)
        else:
            under[key] = value
            _adopt(both, value, here, marks)


def _delete(both: Reading, under: dict[str, Any], path: Path, mark: Mark) -> None:
    key = str(path[-1])
    if under.pop(key, None) is None:
        near = nearest(key, list(under))
        what = f"there is no {brief(key)} to delete in the file that this one extends; "
        what += f"did you mean {near!r}?" if near else "remove the line"
        both.problems.append(Problem(mark.file, mark.line, path, what, mark.column))


def _adopt(both: Reading, value: Any, path: Path, marks: dict[Path, Mark]) -> None:
    """Take over the places of a value and all its parts."""
    both.marks[path] = marks[path]
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        _adopt(both, part, (*path, key), marks)
