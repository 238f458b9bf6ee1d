"""Which tests hold a rule in place, and the known answers (C1 to C21) that they cite."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.book import code

ANSWERS = {
    1: "KTAB's published example: values and utilities",
    2: "additive efforts with linear costs: one carries all, the other rides free",
    3: "additive efforts with quadratic costs",
    4: "complements in equilibrium: efforts, success, payoffs",
    5: "cooperation if and only if the pull is above 1",
    6: "enemy strength from which cooperation pays",
    7: "trust that it takes to join",
    8: "the window of reassurance",
    9: "a mediator's credibility",
    10: "chains of carriers",
    11: "where talking is free, a mediator without means of its own changes nothing",
    12: "linked issues: least patience; what a trade of votes brings",
    13: "reactive strategies under noise",
    14: "the climate of opinion at rest",
    15: "where the enemy comes to rest, and when it is cleared",
    16: "chance of at least one clash",
    17: "Lanchester's law with constant air support",
    18: "the contest on networks",
    19: "landscape theory on the Middle East of 2016",
    20: "structural balance",
    21: "the full model's map of who takes part",
}
"""The closed forms of the theory."""

_CITED = re.compile(r"\bC([1-9][0-9]?)\b")
_NAMED = re.compile(r"test_c([1-9][0-9]?)_")
_HEADING = re.compile(r"^# -+ (.*)$", re.M)


class Test(NamedTuple):
    """A test: where it stands, what it cites, and what of the model it calls, by itself or through helpers."""

    file: str
    name: str
    cites: tuple[int, ...]
    calls: frozenset[str]


def folder() -> Path:
    """Where the tests are.

    Raises:
        FileNotFoundError: the package was installed without the repository.
    """
    found = code.SIM.parent / "tests"
    if not found.is_dir():
        raise FileNotFoundError(f"no tests beside {code.SIM}; run this from a copy of the repository")
    return found


@cache
def tests() -> tuple[Test, ...]:
    """Every test of the project, by file and line."""
    return tuple(test for file in sorted(folder().rglob("test_*.py")) for test in _of_file(file))


def _of_file(file: Path) -> list[Test]:
    text, module = file.read_text(encoding="utf-8"), code.tree(file)
    known = code.imported(module)
    made = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    where = file.relative_to(code.SIM.parent).as_posix()
    return [
        Test(where, name, _cites(node, text), frozenset(_calls(node, made, known, frozenset())))
        for name, node in made.items()
        if name.startswith("test_")
    ]


def _cites(node: ast.FunctionDef, text: str) -> tuple[int, ...]:
    """By its name, else in its own lines, else by the heading above it."""
    own = _NAMED.findall(node.name) or _CITED.findall(ast.get_source_segment(text, node) or "")
    if not own:
        above = _HEADING.findall("\n".join(text.splitlines()[: node.lineno]))
        own = _CITED.findall(above[-1]) if above else []
    return tuple(sorted({int(number) for number in own}))


def _calls(node: ast.AST, made: dict[str, ast.FunctionDef], known: dict[str, str], seen: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in known:
            found.add(known[part.id])
        elif isinstance(part, ast.Name) and part.id in made and part.id not in seen:
            found |= _calls(made[part.id], made, known, seen | {part.id})
    return found


def of_rule(name: str) -> list[Test]:
    """The tests that try a rule."""
    return [test for test in tests() if name in test.calls]


def citing(number: int) -> list[str]:
    """The files whose tests cite a known answer."""
    return sorted({test.file for test in tests() if number in test.cites})
