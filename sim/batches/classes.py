"""Classes of a user's own for named actors: found in a Python file beside the batch file, known again by content."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from sim.actors import Actor
from sim.batches import beside, questions
from sim.scenario.errors import nearest
from sim.scenario.text import brief

BESIDE = "the directory of the batch file"
FORM = "write FILE.py:CLASS, such as my_actors.py:Cautious"


class Named(NamedTuple):
    """What a class is known by: `my_actors.py:Cautious`, and a hash of the source that it stands in.

    The hash is of its file and of the modules beside it that the file imports.
    """

    name: str
    sha256: str


def load_class(name: str, folder: Path, called: str = BESIDE) -> tuple[type[Actor], Named]:
    """The class that `FILE.py:CLASS` names; the file lies in this folder or below, and is run.

    ``called`` is how the folder is called in sentences.

    Raises:
        ValueError: there is no such file or class, it fails, it is no kind of actor, or imports a module beside it
            inside a function; a sentence says which.
    """
    file, _, kind = name.rpartition(":")
    path = (folder / file).resolve()
    if not file.endswith(".py") or not kind:
        raise ValueError(f"{brief(name)} names no class; {FORM}")
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{brief(file)} lies outside {called}; copy it there")
    if not path.is_file():
        raise ValueError(f"there is no file {brief(file)} in {called}; check its name")
    source = path.read_bytes()
    own = beside.imported(source, path.parent)
    _refuse_late_imports(Path(file), source, own, path.parent)
    return _class(path, kind, source, own), Named(name, _sum(source, own))


def _refuse_late_imports(file: Path, source: bytes, own: Mapping[str, bytes], folder: Path) -> None:
    """Inside a function they would be looked for while runs are played, when nobody finds them."""
    texts = {file.name: source, **own}
    late = {
        ((file.parent / name).as_posix(), line): statement
        for name, text in texts.items()
        for line, statement in beside.too_late(text, beside.package_of(name), folder)
    }
    if late:
        places = ", ".join(f"{shown}:{line}" for shown, line in late)
        statements = " and ".join(f"`{statement}`" for statement in dict.fromkeys(late.values()))
        raise ValueError(
            f"{places}: a module beside the file is imported inside a function, where it is not found while runs are"
            f" played; write {statements} at the top of the file"
        )


def known_by(kind: type[Actor]) -> Named:
    """What a class that was given in Python is known by.

    Raises:
        ValueError: it is no kind of actor.

    >>> from sim.actors.state import State
    >>> known_by(State).name
    'sim.actors.state:State'
    """
    if not _is_kind(kind):
        raise ValueError(f"{brief(kind)} is no kind of actor; give a class made from sim.State, or {FORM}")
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
    source, own = _source(named, folder)
    return _class(Path(file), kind, source, own)


def kept_as(named: Named) -> str:
    """Where in a folder of results the source of a class is kept.

    >>> kept_as(Named("my_actors.py:Cautious", "0a1b"))
    'actors/0a1b.py'
    """
    return f"actors/{named.sha256}.py"


def sources(classes: Iterable[Named], folder: Path) -> dict[str, bytes]:
    """The files to keep with results, so that they can be played again wherever they are taken.

    They are the classes' own and the modules beside them that they import (``sim.batches.beside``).

    Raises:
        ValueError: a file was changed since the batch was read.
    """
    kept = {}
    for named in classes:
        if named.name.rpartition(":")[0].endswith(".py"):
            source, own = _source(named, folder)
            kept |= {kept_as(named): source} | {f"{_beside(named)}/{file}": text for file, text in own.items()}
    return kept


def _beside(named: Named) -> str:
    """Where in a folder of results the modules beside a class's file are kept."""
    return kept_as(named).removesuffix(".py")


def _sum(source: bytes, own: Mapping[str, bytes]) -> str:
    """A hash of a class's file and of the modules beside it that it imports."""
    total = hashlib.sha256(source)
    for file, text in sorted(own.items()):
        total.update(f"\0{file}\0{hashlib.sha256(text).hexdigest()}".encode())
    return total.hexdigest()


def _source(named: Named, folder: Path) -> tuple[bytes, dict[str, bytes]]:
    """The text of a class's file and the modules beside it, if all are as they were."""
    file, path = named.name.rpartition(":")[0], folder / kept_as(named)
    path = path if path.is_file() else (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()) and not (folder / kept_as(named)).is_file():
        raise ValueError(f"{brief(file)} lies outside the directory of the batch file; copy it there")
    if not path.is_file():
        raise ValueError(f"there is no file {brief(file)} in {folder}, nor {kept_as(named)}; put a copy back there")
    source = path.read_bytes()
    own = beside.imported(source, folder / _beside(named) if path == folder / kept_as(named) else path.parent)
    if _sum(source, own) != named.sha256:
        also = f" (or one of {', '.join(own)}, which it imports)" if own else ""
        raise ValueError(
            f"{named.name}{also} was changed since these runs were planned; play them anew in another folder"
        )
    return source, own


def _class(path: Path, name: str, source: bytes, own: Mapping[str, bytes]) -> type[Actor]:
    """Run this very text, whose checksum is known: neither what stands in the file by now, nor what was compiled."""
    module = ModuleType(path.stem)  # not put among the known ones: so it crosses process borders by value
    module.__file__ = str(path)
    try:
        with beside.served(own, path.parent):
            exec(compile(source, str(path), "exec"), vars(module))  # noqa: S102 - the user's own classes
    except Exception as error:
        raise ValueError(f"{path.name} fails when it is run ({type(error).__name__}: {error}); mend it") from error
    kind: Any = getattr(module, name, None)
    if not _is_kind(kind):
        there = [word for word, one in vars(module).items() if _is_kind(one) and one.__module__ == module.__name__]
        near = nearest(name, there)
        hint = f"did you mean {near!r}?" if near else f"write class {name}(sim.State)"
        raise ValueError(f"{path.name} has no kind of actor called {brief(name)}; {hint}")
    questions.check(kind)
    return kind


def _is_kind(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, Actor)
