"""What a rule says of itself: its docstring and its annotations, taken apart."""

from __future__ import annotations

import ast
import inspect
import re
import typing
from collections.abc import Callable
from typing import Any, NamedTuple

from sim._compile import plain
from sim.book import code
from sim.units import Unit, shown

_MATHS = re.compile(r"\.\. math::(.*?)(?=\n\s*\n|\Z)", re.S)
_MECHANISM = re.compile(r"\bM([0-9]{1,2})\b")
_UNIT_OF = {"float": "number", "int": "whole number", "bool": "yes or no", "ndarray": "numbers"}


class Argument(NamedTuple):
    """What a rule takes, or gives."""

    name: str
    unit: str
    range: str
    meaning: str


class Entry(NamedTuple):
    """One rule of the book."""

    name: str  # sim.rules.effort.success
    sentence: str
    equations: tuple[str, ...]
    notes: str
    source: str
    example: str
    arguments: tuple[Argument, ...]
    result: Argument

    @property
    def title(self) -> str:
        """Its own name."""
        return self.name.rpartition(".")[2]

    @property
    def helper(self) -> bool:
        """It serves other rules of its file only."""
        return self.title.startswith("_")


def entry(name: str, function: Callable[..., Any]) -> Entry:
    r"""Take a rule apart.

    >>> from sim.rules.effort import success
    >>> found = entry("sim.rules.effort.success", success)
    >>> found.equations, found.arguments[1].range
    (('p = \\frac{E}{E + Z}',), '0 to 100')
    """
    own = plain(function)
    text = inspect.cleandoc(own.__doc__ or "")
    said, _, example = text.partition("\n>>> ")
    body, _, source = said.partition("Source:")
    equations = tuple(" ".join(found.split()) for found in _MATHS.findall(body))
    sentence, _, notes = _MATHS.sub("", body).strip().partition("\n\n")
    hints = typing.get_type_hints(own, include_extras=True)
    result = argument("result", hints.pop("return", float))
    example = f">>> {example.strip()}" if example else ""
    words = tuple(argument(word, hint) for word, hint in hints.items())
    return Entry(name, _line(sentence), equations, notes.strip(), _line(source), example, words, result)


def _line(text: str) -> str:
    return " ".join(text.split())


def argument(name: str, hint: Any) -> Argument:
    """An argument with its unit and range; a bare number has none."""
    unit = next((extra for extra in typing.get_args(hint)[1:] if isinstance(extra, Unit)), None)
    if unit is None:
        kind = getattr(hint, "__name__", None) or getattr(typing.get_origin(hint), "__name__", "float")
        return Argument(name, _UNIT_OF.get(kind, kind), "any" if kind in ("float", "ndarray") else "", "")
    return Argument(name, unit.name, span(unit), unit.meaning)


def span(unit: Unit) -> str:
    """The range of a unit in few words.

    >>> from sim.units import Cost, Payoff, Positive, Share, unit_of
    >>> [span(unit_of(u)) for u in (Share, Cost, Positive, Payoff)]
    ['0 to 1', '0 or more', 'above 0', 'any']
    """
    low, high = shown(unit.low), shown(unit.high)
    if high == "inf":
        return "any" if low == "-inf" else f"above {low}" if unit.above else f"{low} or more"
    return f"{low} to {high}"


def mechanisms(module: str) -> list[int]:
    """The mechanisms that a file of rules belongs to: those that its first line names before the first colon.

    >>> mechanisms("sim.rules.widening"), mechanisms("sim.rules.choice")
    ([2, 11], [])
    """
    return [int(number) for number in _MECHANISM.findall(about(module).partition(":")[0].partition(".")[0])]


def about(module: str) -> str:
    """The first line of a file of rules."""
    file = code.SIM.joinpath(*module.split(".")[1:]).with_suffix(".py")
    return (ast.get_docstring(code.tree(file)) or "").partition("\n")[0]
