"""Tables of a report, ready to be set: cells as text, in groups of rows that stay together on paper."""

from __future__ import annotations

from typing import NamedTuple

BRIEF = 16  # rows


class Head(NamedTuple):
    """A column's heading, with the unit of what stands below; numbers stand at the right."""

    text: str
    unit: str = ""
    number: bool = False


class Cell(NamedTuple):
    """One cell: its text, a smaller line ``under`` it, and whether it heads its row (or the ``rows`` of a group)."""

    text: str
    under: str = ""
    number: bool = False
    head: bool = False
    rows: int = 1
    sure: bool = False
    """An interval that excludes no difference."""
    code: bool = False
    """Something to be typed as it stands."""


Row = tuple[Cell, ...]


class Table(NamedTuple):
    """A table: its groups of rows each stay together; ``notes`` stand below it."""

    caption: str
    heads: tuple[Head, ...]
    groups: tuple[tuple[Row, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def brief(self) -> bool:
        """Whether it is short enough never to be parted on paper."""
        return sum(map(len, self.groups)) <= BRIEF


def grouped(names: list[str], rows: list[list[Cell]]) -> tuple[tuple[Row, ...], ...]:
    """Rows of the same name as a group with that name at its head.

    >>> groups = grouped(["a", "a", "b"], [[Cell("1")], [Cell("2")], [Cell("3")]])
    >>> [len(group) for group in groups], groups[0][0][0].rows
    ([2, 1], 2)
    """
    found: list[tuple[Row, ...]] = []
    for name in dict.fromkeys(names):
        own = [row for of, row in zip(names, rows, strict=True) if of == name]
        found.append(((Cell(name, head=True, rows=len(own)), *own[0]), *(tuple(row) for row in own[1:])))
    return tuple(found)


def plain(caption: str, heads: tuple[Head, ...], rows: list[list[Cell]], *notes: str) -> Table:
    """A table whose rows may be parted anywhere; each row's first cell heads it."""
    return Table(caption, heads, (tuple((row[0]._replace(head=True), *row[1:]) for row in rows),), notes)
