"""What is wrong with a scenario: every problem with its file and line, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from itertools import islice
from typing import NamedTuple, NoReturn

PRINTED = 50  # problems shown; the rest are counted
COMPARED = 10_000  # words compared for suggestions: each costs some 20 microseconds, and nobody reads them all

Path = tuple[str | int, ...]


def dotted(path: Path) -> str:
    """Write a path as one would reach it in Python.

    >>> dotted(("relations", 0, "episodes", 2, "date"))
    'relations[0].episodes[2].date'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{_visible(part)}" for part in path)
    return text.removeprefix(".")


def _visible(text: str, most: int = 80) -> str:
    """Shorten a name, and escape what a terminal would obey."""
    cut = text if len(text) <= most else text[: most - 3] + "..."
    return cut if cut.isprintable() else repr(cut)[1:-1]


class Problem(NamedTuple):
    """One thing wrong: where, and a sentence that says what and what to write."""

    file: str
    line: int | None
    path: Path
    what: str
    column: int | None = None

    def __str__(self) -> str:
        file = _visible(self.file, most=4096)
        where = file if self.line is None else f"{file}:{self.line}"
        return f"{where}: {dotted(self.path)}: {self.what}" if self.path else f"{where}: {self.what}"


class ScenarioError(ValueError):
    """All that is wrong with a scenario; printing it shows one line per problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            sorted(dict.fromkeys(problems), key=lambda one: (one.file, one.line or 0, one.column or 0))
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:PRINTED]]
        more = len(self.problems) - len(lines)
        return "\n".join(lines + ([f"and {more} more"] if more else []))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Cross a process border whole."""
        return (ScenarioError, (self.problems,))


def stop(file: str, what: str, line: int | None = None, column: int | None = None) -> NoReturn:
    """Give up on a file at once, where going on would mislead."""
    raise ScenarioError([Problem(file, line, (), what, column)])


class Suggester:
    """Offers the nearest known word; gives up in the end, so that a hostile file stays quick."""

    def __init__(self) -> None:
        self.left = COMPARED

    def __call__(self, word: str, known: Collection[str]) -> str:
        """Say which word was probably meant, or which there are.

        >>> Suggester()("pwer", ["power", "trust"]), Suggester()("x", ["power", "trust"])
        ("did you mean 'power'?", 'write one of: power, trust')
        """
        if not known:
            return "there are none"
        self.left -= len(known)
        near = nearest(word, known) if self.left >= 0 else None
        if near is not None:
            return f"did you mean {near!r}?"
        listed = ", ".join(_visible(name) for name in islice(known, 12))
        return f"write one of: {listed}" + (f" and {len(known) - 12} more" if len(known) > 12 else "")


def nearest(word: str, known: Collection[str]) -> str | None:
    """Find the most similar word, whatever its case; None when nothing is near.

    >>> nearest("iran", ["Iraq", "Iran"])
    'Iran'
    """
    if len(word) > 100:
        return None
    folded = {name.casefold(): name for name in reversed(list(known))}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None
