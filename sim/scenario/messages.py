"""Turns what the schema refuses into sentences that say what to write instead."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from sim.scenario.collect import Loose, Problems
from sim.scenario.errors import Path
from sim.scenario.shape import shape_at, unit_at, words
from sim.scenario.text import brief
from sim.units import shown

IGNORED = {"default_factory_not_called"}
TUPLE_FAULTS = {"too_long", "too_short", "tuple_type", "missing", "list_type"}


def explain(error: ValidationError, data: dict[str, Any], problems: Problems) -> None:
    """Note every fault that the schema found in `data`."""
    for fault in error.errors(include_url=False, include_context=True):
        if fault["type"] in IGNORED:
            continue
        path = written(fault["loc"], problems)
        missing = fault["type"] == "missing" and shape_at(fault["loc"][:-1]).kind in ("block", "given")
        problems.add(path if not missing else fault["loc"], sentence(dict(fault), path, data, problems))


def written(loc: Path, problems: Problems) -> Path:
    """Find the path as it stands in the file: a bare number has no `value:` of its own."""
    while loc and loc not in problems.marks:
        loc = loc[:-1]
    return loc


def sentence(fault: dict[str, Any], path: Path, data: dict[str, Any], problems: Problems) -> str:
    """Say in one sentence what is wrong and what to write."""
    kind, loc, value = fault["type"], fault["loc"], fault["input"]
    if "range" in loc[-2:] and kind in TUPLE_FAULTS:
        return "a range is two numbers; write [LOW, HIGH]"
    if kind == "missing":
        return f"is missing; {_wanted(loc)}"
    if kind == "extra_forbidden":
        return _unknown(loc, problems)
    if kind in ("out_of_range", "refused"):
        return _ends(loc, value, data) or fault["ctx"]["fault"]
    if kind in ("float_type", "finite_number"):
        return _no_number(loc, value)
    if kind == "string_type":
        return _no_text(value)
    if kind == "bool_type":
        return f"{brief(value)} is neither true nor false; write true or false, in small letters"
    if kind == "literal_error":
        return _no_choice(fault["ctx"]["expected"], value, problems)
    if kind in ("model_type", "dict_type", "mapping_type", "model_attributes_type"):
        return _no_block(loc, value)
    if kind in ("tuple_type", "list_type"):
        return f"{brief(value)} stands where a list belongs; write [ONE, OTHER], or lines that begin with `- `"
    return f"{brief(value)} is refused ({fault['msg']}); see docs/scenario.schema.json"


def _wanted(loc: Path) -> str:
    """Say how to write a missing part."""
    word, shape = loc[-1], shape_at(loc)
    unit = unit_at(shape)
    if unit is not None:
        return f"add `{word}:` with a number ({unit.rule()})"
    if shape_at(loc[:-1]).kind == "given":
        return "add `value:` with the number"
    if shape.kind == "plain":
        return f"add `{word}:` here"
    return f"add `{word}:` with its lines indented under it"


def _unknown(loc: Path, problems: Problems) -> str:
    around = shape_at(loc[:-1])
    known = words(around.model) if around.model is not None else []
    return f"is not a word of the format here; {problems.suggest(str(loc[-1]), known)}"


def _ends(loc: Path, value: Any, data: dict[str, Any]) -> str | None:
    """Say what the ends of an issue mean, when a position lies outside them."""
    match loc:
        case ("actors", str(), "interests", str(issue), "position", *_) if isinstance(value, (int, float)):
            minus, plus = (Loose(data)["issues"][issue][end].text for end in ("minus", "plus"))
        case _:
            return None
    if not minus or not plus or -1 <= value <= 1 or "spread" in loc:
        return None
    side = "above 1" if value > 1 else "below -1"
    return f"{shown(value)} is {side}; a position runs from -1 ({minus.strip()}) to 1 ({plus.strip()})"


def _no_number(loc: Path, value: Any) -> str:
    unit = unit_at(shape_at(loc)) or unit_at(shape_at(loc[:-1]))
    rule = unit.rule() if unit is not None else "a number here is finite"
    if value is None:
        return f"has no value; write a number: {rule}"
    if isinstance(value, str):
        return f"{brief(value)} is not a number; write one such as 0.5: {rule}"
    return f"{brief(value)} is not a finite number; {rule}"


def _no_text(value: Any) -> str:
    if value is None:
        return "has no value; write text, or delete the line"
    if isinstance(value, (bool, int, float)):
        return f"{brief(value)} reads as a value, not as text; put it in quotes"
    return f"{brief(value)} stands where text belongs; write a few words"


def _no_choice(expected: str, value: Any, problems: Problems) -> str:
    choices = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    if isinstance(value, str):
        return f"{brief(value)} is not a choice here; {problems.suggest(value, choices)}"
    return f"{brief(value)} is not a choice here; write one of: {', '.join(choices)}"


def _no_block(loc: Path, value: Any) -> str:
    shape = shape_at(loc)
    if shape.kind == "given":
        return f"{brief(value)} is not a number; write one such as 0.5"
    what = "has no value" if value is None else f"{brief(value)} stands where a block belongs"
    if shape.kind == "named":
        return f"{what}; write lines `NAME: ...`, indented under it"
    listed = ", ".join(words(shape.model)[:6]) if shape.model is not None else "its words"
    return f"{what}; write lines such as `WORD: ...`, indented under it (words: {listed})"
