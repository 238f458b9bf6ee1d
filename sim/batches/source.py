"""What makes the numbers: hashes of the source and versions of what it stands on, each found out once in a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim import _compile, store

NOT_NUMBERS = (
    "analysis", "book", "charts", "cli", "counting", "diagnostics", "examples", "explaining", "folders", "frames",
    "hindcast", "history", "progress", "recodings", "report", "results", "theory", "batches/advice", "batches/asking",
    "batches/dictionary",
    "batches/dryrun", "batches/effects", "batches/estimates", "batches/export", "batches/export_tables",
    "batches/failures", "batches/files", "batches/finished", "batches/folder", "batches/locks", "batches/manifest",
    "batches/mending", "batches/probe", "batches/recorded", "batches/remaking", "batches/replaying", "batches/results",
    "batches/shards", "batches/stored", "batches/sums", "batches/writer", "batches/years",
)  # fmt: skip
"""Modules and folders that make no number of a run; what is not named here does, as far as resuming goes."""
_PACKAGE = Path(__file__).parent.parent

# What runs is the source as it was when the process began: so once is enough, and better than reading it again later.
source_hash = cache(_compile.source_hash)
machine_code_hash = cache(_compile.machine_code_hash)
_versions = cache(store.versions)


def versions() -> dict[str, str]:
    """Versions of this package, of what it stands on, and of Python.

    >>> versions() == store.versions()
    True
    """
    return dict(_versions())


@cache
def numbers_hash() -> str:
    """A hash of the source that makes the numbers of a run: other charts or reports are another source, not this.

    >>> len(numbers_hash())
    16
    """
    return _compile._hash(file for file in _PACKAGE.rglob("*.py") if not apart(file.relative_to(_PACKAGE)))


def apart(file: Path) -> bool:
    """Whether a file of the package lies in one of those that make no number.

    >>> apart(Path("charts/scale.py")), apart(Path("kernel.py"))
    (True, False)
    """
    names = {file.with_suffix("").as_posix(), *(folder.as_posix() for folder in file.parents)}
    return not names.isdisjoint(NOT_NUMBERS)
