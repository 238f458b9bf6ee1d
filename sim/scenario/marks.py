"""What comes of reading a file: its data, and where in it each part stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from sim.scenario.errors import Path, Problem


class Mark(NamedTuple):
    """Where something stands in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int


class Kind(NamedTuple):
    """A kind of file, for messages: what it is called, what to write into an empty one, and what blocks it has."""

    name: str
    least: str
    blocks: str


SCENARIO = Kind(
    "scenario",
    "is empty; begin with `title:` (scenarios/common_enemy.yaml is an example)",
    "`title:`, `months:`, `actors:`",
)


@dataclass
class Reading:
    """What a file says, where it says it, and what was wrong so far."""

    data: dict[str, Any]
    marks: dict[Path, Mark]
    problems: list[Problem] = field(default_factory=list)
    files: dict[FilePath, str] = field(default_factory=dict)
    """SHA-256 of each file that was read, of the very bytes that were parsed."""
