"""A report in a file that people write in, too: it stands between two marks, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"


def check_target(path: Path | None) -> None:
    """Refuse a file that has no place for a report, before anything runs.

    Raises:
        ValueError: the file is there and has no marks, or there is no folder for it.
    """
    if path is not None and not path.parent.is_dir():
        raise ValueError(f"{path} cannot be written: there is no folder {path.parent}; make it, or name another file")
    if path is not None and path.exists() and _parts(path) is None:
        what = f"has no lines {BEGIN} and {END} to write between; add them, or name another file"
        raise ValueError(f"{path} {what}")


def write(path: Path, report: str) -> None:
    """Put a report into a file: between its two marks if it is there, else as a new file."""
    check_target(path)
    before, after = (path.exists() and _parts(path)) or ("", "\n")
    path.write_text(f"{before}{BEGIN}\n{report}{END}{after}", encoding="utf-8")


def _parts(path: Path) -> tuple[str, str] | None:
    """What stands before and after the marks; None without marks."""
    try:
        old = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text; name another file") from None
    start, end = old.find(BEGIN), old.find(END)
    return (old[:start], old[end + len(END) :]) if 0 <= start < end else None


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown.

    >>> print(table(["a", "b"], [[1, 2]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in [heads, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(heads), *lines[1:]])
