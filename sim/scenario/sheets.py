"""Reads coding sheets: CSV files, one row a coder's reading of one paragraph, every mistake with file and line.

A sheet is called ``DOCUMENT.CODER.csv`` and says the same in each of its rows, so that rows can be put together and
taken apart again without losing who read what.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError

from sim.scenario.coding import CONFIDENCES, Coding
from sim.scenario.errors import Problem, ScenarioError, Suggester, stop
from sim.scenario.marks import Mark
from sim.scenario.scalars import plain
from sim.scenario.text import UNSEEN, Citation, brief
from sim.units import Position, Salience, Unit, unit_of

COLUMNS = ("actor", "issue", "position", "salience", "confidence", "document", "paragraph", "paraphrase", "coder")
MAX_BYTES = 1_000_000
MAX_ROWS = 5_000


class Row(NamedTuple):
    """One row of a sheet: whom and what it is about, what was read, and where the row stands."""

    actor: str
    issue: str
    coding: Coding
    mark: Mark


class Sheet(NamedTuple):
    """What could be read of a sheet, and what could not."""

    rows: list[Row]
    problems: list[Problem]


def read_sheet(path: FilePath, name: str) -> Sheet:
    """Read a sheet; `name` is what messages call it."""
    reader = _Reader(name, path.stem)
    try:
        reader.sheet(_text(path, name))
    except ScenarioError as error:
        reader.problems.extend(error.problems)
    return Sheet(reader.rows, reader.problems)


def _text(path: FilePath, name: str) -> str:
    content = _content(path, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        stop(name, "is not UTF-8 text; save the sheet as CSV in UTF-8", line)
    hidden = UNSEEN.search(text)
    if hidden is not None:
        what = f"holds the hidden character U+{ord(hidden[0]):04X}; delete it, or save the sheet as CSV in UTF-8"
        stop(name, what, text.count("\n", 0, hidden.start()) + 1)
    return text


def _content(path: FilePath, name: str) -> bytes:
    """All bytes of an ordinary file of a sensible size."""
    try:
        if not path.is_file():
            stop(name, "is no ordinary file; give a CSV file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        size = max(path.stat().st_size, len(content))
    except OSError as error:
        stop(name, f"cannot be read ({error.strerror or error}); check its permissions")
    if size > MAX_BYTES:
        most = f"a coding sheet may have at most {MAX_BYTES / 1e6:.0f} MB"
        stop(name, f"is {size / 1e6:.2g} MB; {most}: keep one sheet a document and coder")
    return content


class _Reader:
    """Goes through one sheet and gathers rows and problems."""

    def __init__(self, name: str, stem: str) -> None:
        self.name, self.stem = name, stem
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.first: dict[tuple[str, ...], int] = {}  # line of the first row about the same thing
        self.foreign: set[str] = set()  # names that the file should have had, reported once each
        self.suggest = Suggester()

    def sheet(self, text: str) -> None:
        """Read the head, then row by row; without a right head the rows would mislead."""
        lines = self.lines(text)
        line, head = next(lines, (1, []))
        if not self.head(line, head):
            return
        for count, (line, cells) in enumerate(lines):
            if count >= MAX_ROWS:
                stop(self.name, f"has more than {MAX_ROWS} rows; keep one sheet a document and coder", line)
            self.row(line, head, cells)
        if not self.rows and not self.problems:
            self.problem(line, None, "holds no rows; write one a line, or take the sheet away")

    def lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows that say something, each with the line that it begins on."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        begins = 1
        try:
            for cells in reader:
                cells = [cell.strip() for cell in cells]
                if any(cells):
                    yield begins, cells
                begins = reader.line_num + 1
        except csv.Error as error:
            what = f"this is not CSV ({error}); put text with commas in quotes, and double the quotes inside it"
            stop(self.name, what, begins)

    def problem(self, line: int, column: str | None, what: str) -> None:
        self.problems.append(Problem(self.name, line, (column,) if column else (), what))

    def head(self, line: int, head: list[str]) -> bool:
        """Whether the columns are the right ones, in any order."""
        before = len(self.problems)
        if len(head) == 1 and any(mark in head[0] for mark in ";\t"):
            self.problem(line, None, "the columns are not divided by commas; save the sheet as comma-separated CSV")
            return False
        for place, column in enumerate(head):
            if column in head[:place]:
                self.problem(line, None, f"the column {brief(column)} stands here twice; delete one")
            elif column not in COLUMNS:
                self.problem(line, None, f"{brief(column)} is no column of a sheet; {self.suggest(column, COLUMNS)}")
        missing = [column for column in COLUMNS if column not in head]
        if missing:
            names = ", ".join(missing)
            self.problem(line, None, f"the head lacks {names}; begin the sheet with: {','.join(COLUMNS)}")
        return len(self.problems) == before

    def row(self, line: int, head: list[str], cells: list[str]) -> None:
        """Read one row; it counts only if nothing in it is wrong."""
        if len(cells) != len(head):
            what = f"has {len(cells)} cells where the head names {len(head)}; put text with commas in quotes"
            self.problem(line, None, what)
            return
        cell, before = dict(zip(head, cells, strict=True)), len(self.problems)
        actor, issue, coder = (self.word(line, column, cell[column]) for column in ("actor", "issue", "coder"))
        position = self.number(line, "position", cell["position"], unit_of(Position))
        salience = self.number(line, "salience", cell["salience"], unit_of(Salience))
        confidence = self.choice(line, cell["confidence"])
        place = self.place(line, cell["document"], cell["paragraph"])
        note = self.word(line, "paraphrase", cell["paraphrase"], "say in a few words what the place says")
        if len(self.problems) > before or place is None:
            return
        self.once(line, (actor, issue, str(place), coder, note.casefold()))
        self.called(line, place.document, coder)
        read: dict[str, Any] = {"source": place, "coder": coder, "confidence": confidence, "note": note}
        coding = Coding.model_validate(read | {"position": position, "salience": salience})
        self.rows.append(Row(actor, issue, coding, Mark(self.name, line, 1)))

    def word(self, line: int, column: str, text: str, wanted: str = "") -> str:
        if not text:
            self.problem(line, column, f"is empty; {wanted or f'write the name of the {column}, as cases call it'}")
        return text

    def number(self, line: int, column: str, text: str, unit: Unit) -> float:
        value = plain(text)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            what = "is empty" if not text else f"{brief(text)} is not a number"
            self.problem(line, column, f"{what}; write one such as 0.5: {unit.rule()}")
            return 0.0
        fault = unit.fault(value)
        if fault is not None:
            self.problem(line, column, fault)
        return float(value)

    def choice(self, line: int, text: str) -> str:
        if text not in CONFIDENCES:
            what = f"{brief(text)} is no confidence" if text else "is empty"
            self.problem(line, "confidence", f"{what}; {self.suggest(text, CONFIDENCES)}")
        return text

    def place(self, line: int, document: str, paragraph: str) -> Citation | None:
        """Read the document and the paragraph, written 8, ¶8 or 8-9."""
        if not self.word(line, "document", document):
            return None
        try:
            return Citation.read(f"{document} ¶{paragraph.removeprefix('¶').strip()}")
        except PydanticCustomError:
            what = f"{brief(paragraph)} is no paragraph" if paragraph else "is empty"
            self.problem(line, "paragraph", f"{what}; write its number, such as 8, or 8-9, with the title as 1")
            return None

    def once(self, line: int, about: tuple[str, ...]) -> None:
        """Note a row that says again what another one says; a paragraph may hold two statements on one thing."""
        first = self.first.setdefault(about, line)
        if first != line:
            actor, issue, place, *_ = about
            what = f"{actor} on {issue} in {place} is coded in line {first} already, in the same words; delete one"
            self.problem(line, None, what)

    def called(self, line: int, document: str, coder: str) -> None:
        """Note, once, rows that the name of the file does not promise."""
        stem = f"{document}.{coder}"
        if stem != self.stem and stem not in self.foreign:
            self.foreign.add(stem)
            what = f"these rows are of {document} by {coder}; put them in a sheet called {brief(stem + '.csv')}"
            self.problem(line, None, what)
