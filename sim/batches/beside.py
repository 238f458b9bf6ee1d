"""Modules of a user's own that lie beside a class's file: what it imports from there goes where the class goes.

What is installed, and files that code reads while it plays, stay where they are.
"""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

NOT_BESIDE = frozenset({"sim", "mesa", *sys.stdlib_module_names})
"""Names that are never looked for beside a file."""
_loading = threading.RLock()


def imported(source: bytes, folder: Path) -> dict[str, bytes]:
    """The modules in a folder (``helper.py``, ``tools/__init__.py``) that a text imports, and those that they import.

    >>> imported(b"import math, no_such_module", Path())
    {}
    """
    found: dict[str, bytes] = {}
    waiting = [(source, "")]
    while waiting:
        for file, package in _files(*waiting.pop(), folder):
            if file not in found:
                found[file] = (folder / file).read_bytes()
                waiting.append((found[file], package))
    return dict(sorted(found.items()))


def too_late(source: bytes, package: str, folder: Path) -> list[tuple[int, str]]:
    r"""Imports of modules in a folder that stand inside functions: line and statement.

    They run when the function is called. Nobody serves the modules then; what Python might find is not what was kept.

    >>> too_late(b"def f():\n    import math, no_such_module", "", Path())
    []
    """
    return sorted(
        {
            (node.lineno, ast.unparse(node))
            for function in _nodes(source, ast.FunctionDef, ast.AsyncFunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom) and any(_found(_names(node, package), folder))
        }
    )


def package_of(file: str) -> str:
    """The package that a file below a folder is part of.

    >>> package_of("mood.py"), package_of("tools/luck.py"), package_of("tools/__init__.py")
    ('', 'tools', 'tools')
    """
    return ".".join(file.split("/")[:-1])


def _files(source: bytes, package: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Files that a text imports, each with the package that it is part of."""
    for node in _nodes(source, ast.Import, ast.ImportFrom):
        yield from _found(_names(node, package), folder)


def _found(names: Iterator[str], folder: Path) -> Iterator[tuple[str, str]]:
    for name in names:
        parts = name.split(".")
        for k in range(1, len(parts) + 1):
            stem = "/".join(parts[:k])
            for file in (f"{stem}.py", f"{stem}/__init__.py"):
                if parts[0] not in NOT_BESIDE and (folder / file).is_file():
                    yield file, package_of(file)


def _nodes(source: bytes, *kinds: type[ast.AST]) -> Iterator[Any]:
    """Those of some kinds in a text; one that cannot be read has none."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    yield from (node for node in ast.walk(tree) if isinstance(node, kinds))


def _names(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    else:
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{base}.{alias.name}" for alias in node.names)


class _Served(MetaPathFinder, InspectLoader):
    """Finds modules among texts whose checksums are known, and not in files that may have changed since."""

    def __init__(self, texts: Mapping[str, bytes], folder: Path) -> None:
        self.texts, self.folder = texts, folder
        self.files = {_module(file): file for file in texts}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self.files:
            return None
        spec = spec_from_loader(fullname, self, origin=str(self.folder / self.files[fullname]))
        assert spec is not None  # noqa: S101 - a loader was given
        return spec

    def is_package(self, fullname: str) -> bool:
        return self.files[fullname].endswith("/__init__.py")

    def get_source(self, fullname: str) -> str:
        return self.texts[self.files[fullname]].decode()

    def get_code(self, fullname: str) -> Any:
        file = self.files[fullname]
        return compile(self.texts[file], str(self.folder / file), "exec")


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@contextmanager
def served(texts: Mapping[str, bytes], folder: Path) -> Generator[None]:
    """Meanwhile these modules can be imported; afterwards nobody else finds them, so they cross borders by value."""
    finder = _Served(texts, folder)
    with _loading:
        before = {name: sys.modules.pop(name) for name in finder.files if name in sys.modules}
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            for name in finder.files:
                sys.modules.pop(name, None)
            sys.modules.update(before)
