"""Classes of a user's own for named actors: found in a Python file beside the batch file, known again by content."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from sim.actors import Actor
from sim.scenario.text import brief

FORM = "write FILE.py:CLASS, such as my_actors.py:Cautious"


class Named(NamedTuple):
    """What a class is known by: `my_actors.py:Cautious`, and a hash of the source that it stands in."""

    name: str
    sha256: str


def load_class(name: str, folder: Path) -> tuple[type[Actor], Named]:
    """The class that `FILE.py:CLASS` names; the file lies in this folder or below, and is run.

    Raises:
        ValueError: there is no such file or class, it fails, or it is no kind of actor; a sentence says which.
    """
    file, _, kind = name.rpartition(":")
    path = (folder / file).resolve()
    if not file.endswith(".py") or not kind:
        raise ValueError(f"{brief(name)} names no class; {FORM}")
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{brief(file)} lies outside the directory of the batch file; copy it there")
    if not path.is_file():
        raise ValueError(f"there is no file {brief(file)} beside the batch file; check its name")
    source = path.read_bytes()
    return _class(path, kind, source), Named(name, hashlib.sha256(source).hexdigest())


def known_by(kind: type[Actor]) -> Named:
    """What a class that was given in Python is known by.

    >>> from sim.actors.state import State
    >>> known_by(State).name
    'sim.actors.state:State'
    """
    try:
        source = inspect.getsource(kind)
    except (OSError, TypeError):
        source = ""  # typed into a prompt
    return Named(f"{kind.__module__}:{kind.__qualname__}", hashlib.sha256(source.encode()).hexdigest())


def load_again(named: Named, folder: Path) -> type[Actor]:
    """The class of a batch that was read back, from the source kept in its results or its own file as it was.

    Raises:
        ValueError: it is gone, or it was changed since.
    """
    file, _, kind = named.name.rpartition(":")
    if not file.endswith(".py"):
        raise ValueError(f"{named.name} was given in Python; give it again, as Batch.from_content(content, actors=...)")
    return _class(Path(file), kind, _source(named, folder))


def kept_as(named: Named) -> str:
    """Where in a folder of results the source of a class is kept.

    >>> kept_as(Named("my_actors.py:Cautious", "0a1b"))
    'actors/0a1b.py'
    """
    return f"actors/{named.sha256}.py"


def sources(classes: Iterable[Named], folder: Path) -> dict[str, bytes]:
    """The files to keep with results, so that they can be played again wherever they are taken.

    Raises:
        ValueError: a file was changed since the batch was read.
    """
    files = (named for named in classes if named.name.rpartition(":")[0].endswith(".py"))
    return {kept_as(named): _source(named, folder) for named in files}


def _source(named: Named, folder: Path) -> bytes:
    """The text of a class's file, if it is as it was."""
    file, path = named.name.rpartition(":")[0], folder / kept_as(named)
    path = path if path.is_file() else (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()) and not (folder / kept_as(named)).is_file():
        raise ValueError(f"{brief(file)} lies outside the directory of the batch file; copy it there")
    if not path.is_file():
        raise ValueError(f"there is no file {brief(file)} in {folder}, nor {kept_as(named)}; put a copy back there")
    source = path.read_bytes()
    if hashlib.sha256(source).hexdigest() != named.sha256:
        raise ValueError(f"{named.name} was changed since these runs were planned; play them anew in another folder")
    return source


def _class(path: Path, name: str, source: bytes) -> type[Actor]:
    """Run this very text, whose checksum is known: neither what stands in the file by now, nor what was compiled."""
    module = ModuleType(path.stem)  # not put among the known ones: so it crosses process borders by value
    module.__file__ = str(path)
    try:
        exec(compile(source, str(path), "exec"), vars(module))  # noqa: S102 - the user's own classes
    except Exception as error:
        raise ValueError(f"{path.name} fails when it is run ({type(error).__name__}: {error}); mend it") from error
    kind = getattr(module, name, None)
    if not isinstance(kind, type) or not issubclass(kind, Actor):
        raise ValueError(f"{path.name} has no kind of actor called {brief(name)}; write class {name}(sim.State)")
    return kind
