"""What a batch file may hold; ``sim.batches.reading`` reads one and checks it as a whole."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, PlainValidator, StrictStr, WithJsonSchema

from sim.batches.design import AnyDesign
from sim.batches.whole import Whole
from sim.scenario.errors import Suggester
from sim.scenario.text import Name, Text, brief, refuse
from sim.scenario.values import Block, Named, Whom
from sim.units import Positive, shown

MOST_RUNS = 10_000_000
MOST_CELLS = 2_000_000
STEPS = Whole("the number of steps", 2, 10_000)
WAYS = "write {from: LOW, to: HIGH}, a list of values, or coded"


class Way(NamedTuple):
    """How a factor varies: between two ends (in ``steps``, for a grid), over values, or as the case codes it."""

    low: float = math.nan
    high: float = math.nan
    steps: int | None = None
    values: tuple[float, ...] = ()
    coded: bool = False


def _way(value: object) -> Way:
    if isinstance(value, Way):
        return value
    if value == "coded":
        return Way(coded=True)
    if isinstance(value, (list, tuple)):
        return Way(values=_values(value))
    return _range(value) if isinstance(value, dict) else refuse(f"{brief(value)} is no range; {WAYS}")


def _values(values: list[Any] | tuple[Any, ...]) -> tuple[float, ...]:
    found = tuple(_number(value) for value in values)
    if not found:
        refuse(f"holds no values; {WAYS}")
    twice = [value for n, value in enumerate(found) if value in found[:n]]
    return found if not twice else refuse(f"{shown(twice[0])} stands there twice; write each value once")


def _range(block: dict[Any, Any]) -> Way:
    for word in block:
        if word not in ("from", "to", "steps"):
            refuse(f"{brief(word)} is not a word here; {Suggester()(str(word), ['from', 'to', 'steps'])}")
    for word in ("from", "to"):
        if word not in block:
            refuse(f"has no `{word}:`; write {{from: LOW, to: HIGH}}")
    low, high = _number(block["from"]), _number(block["to"])
    if low >= high:
        refuse(f"its range runs from {shown(low)} to {shown(high)}; write the lower end first, below the upper one")
    return Way(
        low, high, None if block.get("steps") is None else Whole("the number of steps", 2, 10_000).check(block["steps"])
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        refuse(f"{brief(value)} is not a finite number; {WAYS}")
    return float(value)


def _files(value: object) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, (list, tuple)) and listed and all(isinstance(one, str) and one for one in listed):
        return tuple(listed)
    refuse(f"{brief(value)} names no scenario; write a list of files, as [../common_enemy.yaml]")


_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 1}
_ENDS = {
    "type": "object",
    "properties": {"from": {"type": "number"}, "to": {"type": "number"}, "steps": {"type": "integer", "minimum": 2}},
    "required": ["from", "to"],
    "additionalProperties": False,
}
AnyWay = Annotated[Way, PlainValidator(_way), WithJsonSchema({"anyOf": [{"const": "coded"}, _NUMBERS, _ENDS]})]
_FILE = {"type": "string"}
Files = Annotated[
    tuple[str, ...],
    PlainValidator(_files),
    WithJsonSchema({"anyOf": [_FILE, {"type": "array", "items": _FILE, "minItems": 1}]}),
]
Drawn = Literal["drawn", "centre"]
Replicates = Annotated[int, Whole("the number of replicates", 1, 1_000_000_000)]
Seed = Annotated[int, Whole("the seed", 0, 2**63)]


class Stop(Block):
    """When a cell has been played enough: the interval of an outcome is narrow, or it has `at_most` replicates.

    `of`: which pair of rivals, or actor, for an outcome that has one number for each. `half_width` is half the
    width of the 95% interval, in the outcome's unit. A share's interval (Wilson's) is not symmetric: near 0 or 1 it
    reaches further than this to one side.
    """

    outcome: Name
    of: Name | None = None
    half_width: Positive
    at_most: Replicates


class BatchFile(Block):
    """A whole batch file: a question, and the runs that are to answer it."""

    title: Text
    question: Text | None = None
    scenarios: Files
    policies: Whom = ("as_coded",)
    vary: Named[AnyWay] = Field(default={}, validate_default=True)
    design: AnyDesign | None = None
    interests: Drawn = "drawn"
    assumptions: Drawn = "drawn"
    replicates: Replicates = 100
    seed: Seed = 1
    luck: Literal["common", "independent"] = "common"
    stop: Stop | None = None
    record: Literal["outcomes", "dyad_months", "trajectories"] = "outcomes"
    actors: Named[StrictStr] = Field(default={}, validate_default=True)
    allow: Literal["many_runs"] | None = None
