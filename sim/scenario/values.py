"""Values in a scenario file: numbers and flags that know what they rest on, and tables that never change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NoReturn, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    StrictBool,
    StrictStr,
    WithJsonSchema,
    model_validator,
)

from sim.scenario.text import Sources, Text, brief, refuse
from sim.units import NonNegative, Unit, shown

T = TypeVar("T")
RestsOn = Literal["cited", "assumed", "default"]


class Table[V](dict[str, V]):
    """A mapping that cannot be changed, so that a scenario stays what was checked.

    >>> Table({"a": 1})["b"] = 2
    Traceback (most recent call last):
    TypeError: a scenario cannot be changed in place; use scenario.without(...) or edit its file
    """

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a scenario cannot be changed in place; use scenario.without(...) or edit its file")

    __setitem__ = __delitem__ = __ior__ = _refuse
    pop = popitem = clear = update = setdefault = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle through the constructor, since items cannot be set one by one."""
        return (type(self), (dict(self),))


Named = Annotated[Mapping[str, T], AfterValidator(Table)]


class Block(BaseModel):
    """A block of a scenario file: no unknown words, no NaN, nothing changed after it was read.

    Checkers are built when one is first needed: that of the whole file, and not those of its forty parts as well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Basis(Block):
    """A block that may say what its numbers rest on; bare numbers inside it take that over."""

    source: Sources = ()
    assumed: Text | None = None
    coder: Text | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    note: Text | None = None


class Given(Basis):
    """A value that knows what it rests on: its own source or assumption, or the nearest enclosing block's."""

    rests_on: RestsOn = "default"

    @classmethod
    def default(cls, value: Any) -> Self:
        """What holds where a file says nothing; a test checks it, so that not every start of the program has to."""
        return cls.model_construct(value=value)


class Number[V: float](Given):
    """A number, how far it may vary between runs, and what it rests on.

    `range` is drawn uniformly, `spread` is the s.d. of a truncated normal; with neither the value is fixed.
    """

    value: V
    range: tuple[V, V] | None = None
    spread: NonNegative | None = None

    @model_validator(mode="after")
    def _hold_together(self) -> Number[V]:
        if self.range is None:
            return self
        low, high = self.range
        if isinstance(self.value, bool):
            refuse("true and false cannot vary; delete `range`")
        if self.spread is not None:
            refuse("has both a range and a spread; keep `range` (drawn evenly) or `spread` (near the value)")
        if low > high:
            refuse(f"its range runs backwards; write [{shown(high)}, {shown(low)}]")
        if not low <= self.value <= high:
            ends = f"{shown(low)} to {shown(high)}"
            refuse(f"{shown(self.value)} lies outside its range {ends}; widen the range or correct the value")
        return self

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name the kind of number by its unit, for the schema that editors read."""
        units = [extra.name for extra in getattr(params[0], "__metadata__", ()) if isinstance(extra, Unit)]
        return f"Number_{units[0]}" if units else "Number_or_flag"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the kind of number, since its class has no name that could be imported."""
        return (_number, (type(self).__pydantic_generic_metadata__["args"][0], dict(self)))

    def __float__(self) -> float:
        return float(self.value)


def _number(kind: Any, fields: dict[str, Any]) -> Number[Any]:
    return Number[kind].model_construct(**fields)


class Flag(Given):
    """Yes or no, and what that rests on."""

    value: StrictBool

    def __bool__(self) -> bool:
        return self.value


def _amount(value: object) -> float | bool:
    if isinstance(value, (bool, int, float)):
        return value
    refuse(f"{brief(value)} is not a value; write a number, or true or false")


Amount = Annotated[float | bool, PlainValidator(_amount), WithJsonSchema({"type": ["number", "boolean"]})]


def _two(names: object) -> object:
    if isinstance(names, (list, tuple)) and len(names) != 2:
        refuse(f"names {len(names)} {'actor' if len(names) == 1 else 'actors'}; write two, as [ONE, OTHER]")
    return names


def _some(names: tuple[str, ...]) -> tuple[str, ...]:
    return names or refuse("names nobody; write at least one name")


def _whom(value: object) -> tuple[str, ...] | Literal["all"]:
    if value == "all":
        return "all"
    if isinstance(value, (list, tuple)) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    refuse(f"{brief(value)} names nobody; write a list of names, as [ONE, OTHER], or all")


Pair = Annotated[tuple[StrictStr, StrictStr], BeforeValidator(_two)]
SomeNames = Annotated[tuple[StrictStr, ...], AfterValidator(_some)]
Whom = Annotated[
    tuple[str, ...] | Literal["all"],
    PlainValidator(_whom),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
