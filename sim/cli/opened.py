"""Folders of results, opened; a sentence where a folder is of another kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sim.folders import there

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


def of_a_run(folder: Path) -> bool:
    """Whether a folder is one of ``sim run``."""
    try:
        about = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and "scenario_sha256" in about and "content_sha256" not in about
