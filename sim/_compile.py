"""Compiling: the only file that knows Numba.

``rule`` compiles a pure function of numbers, ``phase`` a step of the month, ``decision`` an actor's
answer to a question. All three keep their plain Python source at hand (``.py_func``), and with
``NUMBA_DISABLE_JIT=1`` they are plain Python, to the same bytes: no fast-math, no NumPy transcendental
functions, no powers of floats in the compiled source.

Machine code is cached in a folder named after a hash of all source that is compiled, because Numba notices an edit
in the function's own file only: an edited rule in another file would go on living in its caller.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, overload

import numba

RULES: dict[str, Callable[..., Any]] = {}
"""Every rule by its full name, in the order of import; the rule book and the contract tests read it."""

_config: Any = numba.config
COMPILED = not _config.DISABLE_JIT
_PACKAGE = Path(__file__).parent
_KEEP = 16  # cache folders of this many source states are kept


MACHINE_CODE = (
    "units", "assumptions", "_compile", "chance", "world", "_world_type", "rules", "phases", "month", "ask", "actors",
    "kernel", "outcomes/spells",
)  # fmt: skip
"""Modules and folders whose source makes the machine code; a test sees that no compiled function stands elsewhere."""


def source_hash() -> str:
    """A hash of the whole package's source: what results were made with."""
    return _hash(_PACKAGE.rglob("*.py"))


def machine_code_hash() -> str:
    """A hash of the source that machine code is made of."""
    named = ([_PACKAGE / f"{name}.py", *(_PACKAGE / name).rglob("*.py")] for name in MACHINE_CODE)
    return _hash(file for files in named for file in files if file.is_file())


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(_PACKAGE)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path | None:
    """Where machine code of this very source is kept; None when nothing can be written."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    for base in (home, Path(tempfile.gettempdir())):
        root = base / "backchannel"
        folder = root / machine_code_hash()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.touch()
        except OSError:
            continue
        _forget_old(root)
        return folder
    return None


def _forget_old(root: Path) -> None:
    folders = sorted((f for f in root.iterdir() if f.is_dir()), key=lambda f: f.stat().st_mtime)
    for folder in folders[:-_KEEP]:
        shutil.rmtree(folder, ignore_errors=True)


CACHE = _cache_folder()


def compiled[Function: Callable[..., Any]](function: Function, cache: bool = True) -> Function:
    """Compile ``function``; its machine code is kept between processes when ``cache``.

    The cache folder is set only while our own functions are declared: the user's other Numba code
    keeps its own place.
    """
    if not COMPILED:
        return function
    theirs = _config.CACHE_DIR
    try:
        if CACHE is not None:
            _config.CACHE_DIR = str(CACHE)
        cache = cache and CACHE is not None
        made: Any = numba.njit(nogil=True, cache=cache, error_model="numpy", no_cfunc_wrapper=True)(function)
        return made
    finally:
        _config.CACHE_DIR = theirs


def rule[Function: Callable[..., Any]](function: Function) -> Function:
    """A mechanism's formula: pure numbers in, pure numbers out; no world, no chance."""
    made = compiled(function)
    RULES[f"{function.__module__}.{_name(function)}"] = made
    return made


def _name(function: Any) -> str:
    return function.__name__


def phase[Function: Callable[..., Any]](function: Function) -> Function:
    """A step of the month: reads and writes the world, the same for all actors."""
    return compiled(function)


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The Python source function behind a compiled one (itself when not compiled)."""
    return getattr(function, "py_func", function)


class Decision:
    """An actor's compiled answer to a question; as a method it answers for its actor by name.

    ``decision.compiled(world, p, me, about...)`` is what the ensemble calls, with indices;
    ``actor.take_part("ISIS in Iraq")`` asks one actor of one model, with names.
    """

    def __init__(self, function: Callable[..., Any], cache: bool) -> None:
        self.compiled = compiled(function, cache)
        self.__doc__ = function.__doc__
        self.__name__ = self.question = _name(function)

    @overload
    def __get__(self, actor: None, owner: type) -> Decision: ...
    @overload
    def __get__(self, actor: object, owner: type) -> Callable[..., Any]: ...
    def __get__(self, actor: Any, owner: type) -> Any:
        if actor is None:
            return self

        def answer(*about: str) -> Any:
            return actor.answer(self, about)

        answer.__doc__, answer.__name__ = self.__doc__, self.question
        return answer


def decision(function: Callable[..., Any]) -> Decision:
    """Declare a compiled decision in the body of a kind of actor.

    The function is called as ``f(world, p, me, about...)``, all numbers; its name is the question's.
    Decisions of this package are cached, a user's are compiled anew in each session.
    """
    return Decision(function, cache=function.__module__.startswith("sim."))
