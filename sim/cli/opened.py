"""Folders of results, opened; a sentence where a folder is of another kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.batches.results import BatchResults


def opened(folder: Path) -> BatchResults:
    """The results of a batch.

    Raises:
        ValueError: the folder is not there, or holds something else.
    """
    there(folder)
    if of_a_run(folder):
        raise ValueError(f"{folder} holds results of sim run, and no batch; ask sim explain or sim compare about them")
    from sim.batches.results import BatchResults

    return BatchResults(folder)


def there(folder: Path) -> None:
    """Refuse a folder that does not exist.

    Raises:
        ValueError: it does not; those beside it are named.
    """
    if folder.is_dir():
        return
    if folder.exists():
        raise ValueError(f"{folder} is a file; name the folder of results")
    beside = sorted(path.name for path in folder.parent.iterdir() if path.is_dir()) if folder.parent.is_dir() else []
    near = [name for name in beside if not name.startswith(".")]
    those = f"; in {folder.parent} are: {', '.join(near[:8])}" if near else "; check the path"
    raise ValueError(f"{folder}: there is no such folder{those}")


def of_a_run(folder: Path) -> bool:
    """Whether a folder is one of ``sim run``."""
    try:
        about = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and "scenario_sha256" in about and "content_sha256" not in about
