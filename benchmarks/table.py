"""The table of measurements: a line for each, its target beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
HEADS = ("what", "measured", "target", "met")


class Row(NamedTuple):
    """What was measured, the finding in words, the target, and whether it is met (None where there is none)."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, str, str, str]:
        """The four columns as text."""
        return self.what, self.measured, self.target, {True: "yes", False: "no", None: ""}[self.met]


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, its columns aligned for reading as plain text, too.

    >>> print(markdown([Row("speed", "5", "at least 3", True)]))
    | what  | measured | target     | met |
    |-------|----------|------------|-----|
    | speed | 5        | at least 3 | yes |
    """
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    text = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([text[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *text[1:]])


def write(path: Path, text: str) -> None:
    """Put the text between the marks of a Markdown file; a file without them, or none, gets both at its end.

    Raises:
        ValueError: the file has one mark and not the other.
    """
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    if (BEGIN in old) != (END in old):
        raise ValueError(f"{path}: one of the marks {BEGIN} and {END} is missing; put both back or take both out")
    if BEGIN not in old:
        old = f"{old.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = old.partition(BEGIN)
    after = rest.partition(END)[2]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
