"""Collects problems with their places, and looks at unchecked data without stumbling over it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sim.scenario.errors import Path, Problem, Suggester
from sim.scenario.marks import Mark, Reading
from sim.scenario.text import brief


class Problems:
    """Gathers all that is wrong, so that a reader mends it in one go."""

    def __init__(self, reading: Reading) -> None:
        self.marks = reading.marks
        self.found: list[Problem] = list(reading.problems)
        self.suggest = Suggester()

    def add(self, path: Path, what: str) -> None:
        """Note a problem; `what` says what is wrong and what to write."""
        mark = self.mark(path)
        self.found.append(Problem(mark.file, mark.line, path, what, mark.column))

    def mark(self, path: Path) -> Mark:
        """Find where a path stands, or the nearest block around it."""
        while path not in self.marks and path:
            path = path[:-1]
        return self.marks[path]

    def line(self, path: Path) -> str:
        """Name the line of a path: `line 12`, with the file when there are several."""
        mark = self.mark(path)
        return f"line {mark.line}" if mark.file == self.marks[()].file else f"{mark.file}:{mark.line}"

    def known(self, path: Path, name: str, kind: str, names: Collection[str]) -> bool:
        """Check that a name stands for something of a kind (`an actor`); note a problem when not."""
        if name in names:
            return True
        self.add(path, f"{brief(name)} is not {kind} of this case; {self.suggest(name, names)}")
        return False


class Loose:
    """Part of a file that may be anything: what is not as expected reads as missing.

    The schema reports what is missing or of the wrong kind; checks built on this look only at what is there.

    >>> case = Loose({"actors": {"Iran": {"control": {"value": 0.5}}, "Iraq": 3}})
    >>> [(actor.name, actor["control"].number) for actor in case["actors"].blocks()]
    [('Iran', 0.5)]
    """

    def __init__(self, value: Any, path: Path = ()) -> None:
        self.value = value
        self.path = path

    def __getitem__(self, key: str) -> Loose:
        return Loose(self.value.get(key) if isinstance(self.value, dict) else None, (*self.path, key))

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def __iter__(self) -> Iterator[Loose]:
        """Go through the parts of a block or a list; anything else has none."""
        pairs: Iterable[tuple[Any, Any]] = ()
        if isinstance(self.value, dict):
            pairs = self.value.items()
        elif isinstance(self.value, list):
            pairs = enumerate(self.value)
        return (Loose(value, (*self.path, key)) for key, value in pairs)

    def blocks(self) -> list[Loose]:
        """The parts that are blocks themselves."""
        return [part for part in self if isinstance(part.value, dict)]

    @property
    def name(self) -> str:
        """The key that this part stands under."""
        return str(self.path[-1])

    @property
    def names(self) -> dict[str, Any]:
        """The keys of a block, quick to search."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def text(self) -> str | None:
        """The text here, if it is text."""
        return self.value if isinstance(self.value, str) else None

    @property
    def texts(self) -> list[Loose]:
        """The texts of a list."""
        return [part for part in self if isinstance(part.value, str)] if isinstance(self.value, list) else []

    @property
    def pair(self) -> tuple[str, str] | None:
        """Two names, if there are just two."""
        names = [part.value for part in self.texts]
        return (names[0], names[1]) if len(names) == 2 and len(self.value) == 2 else None

    @property
    def bare(self) -> Any:
        """The value of a number or flag, written bare or as a block."""
        return self.value.get("value") if isinstance(self.value, dict) else self.value

    @property
    def number(self) -> float | None:
        """The number here, if it is one."""
        bare = self.bare
        return float(bare) if isinstance(bare, (int, float)) and not isinstance(bare, bool) else None
