"""Puts coding sheets into a case: every interest that the sheets code and the file does not give itself.

The rows stay with the interest that they are about, so that a case is whole without its sheets: what is stored with
results can be replayed, recoded and checked for agreement, and another row is another hash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from sim.scenario.errors import Path, Problem, nearest
from sim.scenario.marks import Mark, Reading
from sim.scenario.pooling import block, pool
from sim.scenario.sheets import Row, read_sheet
from sim.scenario.text import brief

MAX_SHEETS = 500
SLIP = 0.8  # how alike two names are that one may have been written for the other
PARTS = (("actor", "actors"), ("issue", "issues"), ("document", "documents"))


def locate(reading: Reading, path: FilePath, root: FilePath) -> None:
    """Turn the sheets that a file names, relative to itself, into paths that hold from anywhere."""
    given = reading.data.get("coding")
    if given is None:
        return
    entries = given if isinstance(given, list) else [given]
    found = []
    for place, entry in enumerate(entries):
        mark = reading.marks.setdefault(("coding", place), reading.marks[("coding",)])
        fault = _fault(entry, path, root)
        if fault is None:
            found.append(str(path.parent / entry))
        else:
            where: Path = ("coding", place) if isinstance(given, list) else ("coding",)
            reading.problems.append(Problem(mark.file, mark.line, where, fault, mark.column))
    reading.data["coding"] = found


def _fault(entry: Any, path: FilePath, root: FilePath) -> str | None:
    """Say why this names no sheets; they lie in the directory of the scenario or below, as all that it reads."""
    if not isinstance(entry, str) or not entry.strip() or not entry.isprintable():
        return f"{brief(entry)} is no file name; write a sheet such as coding/report.A.csv, or a folder of them"
    try:
        target = (path.parent / entry).resolve()
        files = [target, *(file.resolve() for file in _sheets_in(target))]  # a link may lead elsewhere
        inside, exists = all(file.is_relative_to(root) for file in files), target.exists()
        inside = inside and not FilePath(entry).is_absolute()
    except (OSError, ValueError, RuntimeError):
        return f"{brief(entry)} cannot be looked up; write a sheet such as coding/report.A.csv, or a folder of them"
    if not inside:
        return f"{brief(entry)} lies outside the directory of this scenario; copy the sheets in and write their folder"
    if not exists:
        near = nearest(target.name, [one.name for one in target.parent.glob("*")] if target.parent.is_dir() else [])
        return f"there is no sheet or folder {brief(entry)}; " + (f"did you mean {near!r}?" if near else "check it")
    return None if target.is_file() or len(files) > 1 else f"there are no sheets in {brief(entry)}; add some"


def _sheets_in(folder: FilePath) -> list[FilePath]:
    return sorted(file for file in folder.glob("*.csv") if not file.name.startswith("."))


def fill_in(reading: Reading) -> tuple[str, ...]:
    """Read the sheets of a case and put what they say into its data; returns what was left out, in words.

    Mistakes in sheets are added to the problems of the reading.
    """
    names = reading.data.pop("coding", None)
    if not isinstance(names, list):
        return ()
    rows, before = [], len(reading.problems)
    for file in _files(names, reading):
        sheet = read_sheet(file, str(file))
        rows += sheet.rows
        reading.problems += sheet.problems
    if len(reading.problems) > before:
        return ()
    used = [row for row in rows if not _strange(row, reading.data)]
    for (actor, issue), about in _grouped(used).items():
        _put(reading, actor, issue, about)
    return tuple(_left_out(rows, reading.data))


def _files(names: list[str], reading: Reading) -> list[FilePath]:
    """Every sheet once, whether named or in a folder."""
    files: dict[FilePath, FilePath] = {}
    for name in names:
        path = FilePath(name)
        for file in _sheets_in(path) if path.is_dir() else [path]:
            files.setdefault(file.resolve(), file)
    if len(files) > MAX_SHEETS:
        mark = reading.marks[("coding",)]
        what = f"names {len(files)} sheets; a case may have at most {MAX_SHEETS}: leave out what it does not cite"
        reading.problems.append(Problem(mark.file, mark.line, ("coding",), what, mark.column))
        return []
    return list(files.values())


def _named(row: Row) -> dict[str, str]:
    return {"actor": row.actor, "issue": row.issue, "document": row.coding.place.document}


def _strange(row: Row, data: dict[str, Any]) -> list[tuple[str, str]]:
    """What a row is about that this case does not know: sheets serve many cases."""
    named = _named(row)
    return [(kind, named[kind]) for kind, part in PARTS if named[kind] not in _names(data.get(part))]


def _names(part: Any) -> Iterable[str]:
    return part if isinstance(part, dict) else ()


def _left_out(rows: list[Row], data: dict[str, Any]) -> Iterator[str]:
    """A sentence for each name that this case does not know, with the name that may have been meant."""
    parts = dict(PARTS)
    strange = Counter(one for row in rows for one in _strange(row, data))
    for (kind, name), count in sorted(strange.items()):
        near = get_close_matches(name, list(_names(data.get(parts[kind]))), 1, SLIP)
        hint = f" (did they mean {near[0]!r}?)" if near else ""
        yield f"{kind} {brief(name)}: {count} {'row' if count == 1 else 'rows'}{hint}"


def _grouped(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows about each interest, whatever the order of sheets and rows."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=_order):
        groups.setdefault((row.actor, row.issue), []).append(row)
    return groups


def _order(row: Row) -> tuple[Any, ...]:
    place = row.coding.place
    return row.actor, row.issue, row.coding.coder, place.document, place.first or 0, place.last or 0


def _put(reading: Reading, actor: str, issue: str, rows: list[Row]) -> None:
    """Give an actor the pooled interest, or lay the rows beside the one that the file gives it."""
    data = reading.data["actors"][actor]
    if not isinstance(data, dict) or not isinstance(data.get("interests", {}), dict):
        return  # the schema will refuse it
    path, mark = ("actors", actor, "interests"), rows[0].mark
    reading.marks.setdefault(path, mark)
    interests = data.setdefault("interests", {})
    if issue not in interests:
        interests[issue] = block(pool(row.coding for row in rows))
        reading.marks.update(_marks(interests[issue], (*path, issue), mark))
    if isinstance(interests[issue], dict) and "codings" not in interests[issue]:
        interests[issue]["codings"] = [row.coding.written() for row in rows]
        reading.marks.update({(*path, issue, "codings", place): row.mark for place, row in enumerate(rows)})


def _marks(value: dict[str, Any], path: Path, mark: Mark) -> dict[Path, Mark]:
    return {path: mark} | {(*path, word): mark for word in value}
