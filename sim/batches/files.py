"""The files that a batch was read from: their checksums are kept, and it is told if they say something else by now."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.files import sum_of

if TYPE_CHECKING:
    from sim.batches.plan import Batch


def checksums(plan: Batch, folder: Path) -> dict[str, str]:
    """SHA-256 of the batch file, the scenario files and what they extend, by paths as seen from the results.

    They are of what was parsed: a file that is changed between reading and running is told afterwards. Seen
    from there, they are found again where a project is moved as a whole. What was given in Python has no file.
    """
    return {_seen_from(folder, path): total for path, total in sorted(plan.files.items())}


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # on another drive
        return path.absolute().as_posix()


def changed(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Files that are not as they were when the batch was begun, a sentence each; one that is not there tells nothing.

    >>> changed(Path(), {"files": {"README.md": "0" * 64}, "created": "2026-01-31T10:00:00Z"})
    ['README.md was changed since the batch was begun (2026-01-31T10:00:00Z); its runs are of what it said then']
    """
    said = f"was changed since the batch was begun ({manifest['created']}); its runs are of what it said then"
    known = ((Path(os.path.normpath(folder / file)), total) for file, total in manifest.get("files", {}).items())
    return [f"{path} {said}" for path, total in known if path.is_file() and sum_of(path.read_bytes()) != total]
