"""Parts of a page that are written by the program, between marks; what people wrote around them stays as it is.

<!-- written by sim book: parameters -->
...
<!-- end: parameters -->
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sim.scenario.errors import Problem, ScenarioError, Suggester

_BEGIN = re.compile(r"<!-- written by sim book: (\w+) -->")
_END = "<!-- end: {} -->"


def pages() -> Path:
    """Where the pages are: ``docs/`` beside the package.

    Raises:
        FileNotFoundError: the package was installed without the repository.

    >>> pages().name
    'docs'
    """
    found = Path(__file__).parents[2] / "docs"
    if not found.is_dir():
        raise FileNotFoundError(f"no docs beside {found.parent / 'sim'}; run this from a copy of the repository")
    return found


def marked(name: str, text: str) -> str:
    """A part with its marks.

    >>> print(marked("n", "1"))
    <!-- written by sim book: n -->
    1
    <!-- end: n -->
    """
    return f"<!-- written by sim book: {name} -->\n{text.strip()}\n{_END.format(name)}"


def rewritten(page: str, parts: Mapping[str, str], file: str) -> str:
    """The page with these parts written anew; parts that are not named stay as they are.

    Raises:
        ScenarioError: a mark has no end, or a part has no mark on the page; each with its line.
    """
    known, problems, at = set(), [], 0
    done: list[str] = []
    for begin in _BEGIN.finditer(page):
        name, end = begin[1], page.find(_END.format(begin[1]), begin.end())
        line = page.count("\n", 0, begin.start()) + 1
        if end < 0:
            problems.append(Problem(file, line, (), f"this mark has no end; write {_END.format(name)} below it"))
            continue
        known.add(name)
        if name in parts:
            done += [page[at : begin.start()], marked(name, parts[name])]
            at = end + len(_END.format(name))
    for name in parts.keys() - known:
        what = f"the page has no part {name!r}; write <!-- written by sim book: {name} --> and {_END.format(name)}"
        problems.append(Problem(file, None, (), f"{what} where it belongs ({Suggester()(name, sorted(known))})"))
    if problems:
        raise ScenarioError(problems)
    return "".join(done) + page[at:]


def checked(file: Path, names: Iterable[str]) -> str:
    """The page in a file, if all these parts have a place on it; else a ScenarioError."""
    if not file.is_file():
        raise ScenarioError([Problem(str(file), None, (), "there is no such page; name one that has the marks")])
    page = file.read_text(encoding="utf-8")
    rewritten(page, dict.fromkeys(names, ""), str(file))
    return page


def write(file: Path, parts: Mapping[str, str]) -> None:
    """Write these parts of a page anew."""
    file.write_text(rewritten(checked(file, parts), parts, str(file)), encoding="utf-8")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""A table of a page.

    >>> print(table(["a", "b"], [[1, "x | y"]]))
    | a | b |
    |---|---|
    | 1 | x \| y |
    """
    lines = [heads, *rows]
    written = ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]
    return "\n".join([written[0], "|" + "---|" * len(heads), *written[1:]])


def _cell(cell: object) -> str:
    return str(cell).replace("|", "\\|").replace("\n", " ")
