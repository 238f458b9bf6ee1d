"""What the schema expects at each path of a file: found from the annotations, never listed twice."""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from sim.scenario.errors import Path
from sim.scenario.schema import CaseFile
from sim.scenario.values import Block, Given
from sim.units import Unit


class Shape(NamedTuple):
    """One of: `given` (a number or flag), `block`, `named` (name -> inner), `list` (of inner), `plain`."""

    kind: str
    model: type[Block] | None = None
    inner: Any = None


PLAIN = Shape("plain")


def shape_of(annotation: Any) -> Shape:
    """Tell what an annotation expects, leaving `None` aside."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(arguments[0])
    if origin in (Union, types.UnionType):
        found = [shape_of(one) for one in arguments if one is not type(None)]
        return found[0] if len(found) == 1 else PLAIN
    if origin is Mapping:
        return Shape("named", inner=shape_of(arguments[1]))
    if origin is tuple and arguments[-1] is Ellipsis:
        inner = shape_of(arguments[0])
        return PLAIN if inner.kind == "plain" else Shape("list", inner=inner)
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return Shape("given" if issubclass(annotation, Given) else "block", annotation)
    return PLAIN


@lru_cache(maxsize=256)
def shapes(model: type[Block]) -> dict[str, Shape]:
    """Tell what each word of a block expects."""
    return {word: shape_of(field.annotation) for word, field in model.model_fields.items()}


def shape_at(path: Path) -> Shape:
    """Tell what stands at a path of a scenario file.

    >>> shape_at(("actors", "Iran", "interests", "nuclear", "position")).kind
    'given'
    """
    shape = Shape("block", CaseFile)
    for part in path:
        if shape.kind in ("named", "list"):
            shape = shape.inner
        elif shape.model is not None and isinstance(part, str):
            shape = shapes(shape.model).get(part, PLAIN)
        else:
            return PLAIN
    return shape


def words(model: type[Block]) -> list[str]:
    """List the words that a block of a file may hold."""
    return [word for word in model.model_fields if word != "rests_on"]


def unit_at(shape: Shape) -> Unit | None:
    """Find the unit of a number; None for flags and for what has none.

    >>> unit_at(shape_at(("theatres", "Iraq", "governance"))).name
    'share'
    """
    if shape.kind != "given" or shape.model is None:
        return None
    field = shape.model.model_fields["value"]
    return next((extra for extra in field.metadata if isinstance(extra, Unit)), None)
