"""Opens scenario files: ordinary ones of a sensible size, and says plainly what else was found."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sim.scenario.errors import ScenarioError, stop
from sim.scenario.text import brief

MAX_BYTES = 1_000_000


def content_of(path: Path, name: str, kind: str = "scenario") -> bytes:
    """Read a whole file of a kind; a ScenarioError when it is missing, too large, or no file."""
    try:
        _refuse_what_is_no_file(path, name, kind)
        size = path.stat().st_size
        content = _read(path) if size <= MAX_BYTES else b""
    except ScenarioError:
        raise
    except FileNotFoundError:
        stop(name, f"there is no such file; {_neighbours(path)}")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        stop(name, f"cannot be read ({reason}); check the path and its permissions")
    refuse_size(max(size, len(content)), name, kind)
    return content


def sum_of(content: bytes) -> str:
    """SHA-256 of what was read: not of the file, which may say something else a moment later.

    >>> sum_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)  # it may grow while it is read


def _refuse_what_is_no_file(path: Path, name: str, kind: str) -> None:
    if path.is_dir():
        stop(name, f"is a directory; give the {kind} file inside it")
    if path.exists() and not path.is_file():
        stop(name, "is not an ordinary file; give a YAML file")


def refuse_size(size: int, name: str, kind: str = "scenario") -> None:
    """Refuse what is too large before any of it is read."""
    if size > MAX_BYTES:
        most = f"a {kind} may have at most {MAX_BYTES / 1e6:.0f} MB"
        stop(name, f"is {size / 1e6:.2g} MB; {most}: keep data in tables and cite them")


def _neighbours(path: Path) -> str:
    """Say what could have been meant."""
    folder = path.parent
    if not folder.is_dir():
        return f"there is no directory {brief(str(folder))} either: check the path"
    found = sorted(file.name for file in folder.glob("*.yaml"))[:8]
    return "in that directory are: " + ", ".join(found) if found else "check the path"
