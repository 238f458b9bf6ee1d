"""What is wrong with a file of patterns, as sentences with their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sim.scenario.collect import Problems
from sim.scenario.errors import Path, ScenarioError
from sim.scenario.shape import Shape, shapes, words
from sim.scenario.text import brief
from sim.scenario.values import Block


def validated[Form: Block](form: type[Form], data: dict[str, Any], problems: Problems) -> Form:
    """The data in this form; a ScenarioError names every fault with its line."""
    try:
        return form.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            path = _written(fault["loc"], problems)
            missing = fault["type"] == "missing"
            problems.add(fault["loc"] if missing else path, _sentence(dict(fault), form, problems))
        raise ScenarioError(problems.found) from None


def stop_if_any(problems: Problems) -> None:
    """Give up on the file if anything was found."""
    if problems.found:
        raise ScenarioError(problems.found)


def _written(loc: Path, problems: Problems) -> Path:
    while loc and loc not in problems.marks:
        loc = loc[:-1]
    return loc


def _sentence(fault: dict[str, Any], form: type[Block], problems: Problems) -> str:
    kind, value, word = fault["type"], fault["input"], str(fault["loc"][-1])
    if kind == "missing":
        return f"is missing; add `{word}:` here"
    if kind == "extra_forbidden":
        around = _shape_at(form, fault["loc"][:-1]).model
        return f"is not a word of the format here; {problems.suggest(word, words(around) if around else [])}"
    if kind == "refused":
        return fault["ctx"]["fault"]
    if kind == "literal_error":
        choices = fault["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{brief(value)} is not a choice here; {problems.suggest(str(value), choices)}"
    return _wrong_kind(kind, value)


def _wrong_kind(kind: str, value: object) -> str:
    if kind in ("model_type", "dict_type", "mapping_type", "model_attributes_type"):
        return f"{brief(value)} stands where a block belongs; write its words on lines indented under it"
    if kind in ("tuple_type", "list_type"):
        return f"{brief(value)} stands where a list belongs; write [ONE, OTHER], or lines that begin with `- `"
    return f"{brief(value)} stands where text belongs; write a few words, in quotes if they read as a number"


def _shape_at(form: type[Block], path: Path) -> Shape:
    shape = Shape("block", form)
    for part in path:
        inner = shapes(shape.model).get(str(part), Shape("plain")) if shape.model is not None else shape.inner
        shape = inner if isinstance(inner, Shape) else Shape("plain")
    return shape


def check_basis(found: Block, problems: Problems) -> None:
    """Every statement rests on a listed document or says that it is general knowledge."""
    documents = getattr(found, "documents", {})
    for path, part in _blocks(found, ()):
        if not hasattr(part, "known"):
            continue
        if not part.source and part.known is None:
            what = "rests on nothing; write `source: DOCUMENT ¶N`, or `known: WHAT` if it is general knowledge"
            problems.add(path, what)
        for citation in part.source:
            if citation.document not in documents:
                known = problems.suggest(citation.document, documents)
                problems.add((*path, "source"), f"{brief(citation.document)} is not under `documents:`; {known}")


def _blocks(part: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(part, Block):
        yield path, part
        for word in type(part).model_fields:
            yield from _blocks(getattr(part, word), (*path, word))
    elif isinstance(part, Mapping):
        for name, one in part.items():
            yield from _blocks(one, (*path, name))
    elif isinstance(part, tuple):
        for place, one in enumerate(part):
            yield from _blocks(one, (*path, place))
