"""Whole numbers in a batch file, each with its ends, checked and described to editors."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic_core import CoreSchema, core_schema

from sim.scenario.text import brief, refuse


class Whole(NamedTuple):
    """A whole number between two ends, both included: ``Annotated[int, Whole("the seed", 0, 9)]``."""

    what: str
    low: int
    high: int

    def check(self, value: object) -> int:
        """The number, if it is one; ``1e3`` is, too.

        >>> Whole("the seed", 0, 9).check(7.0)
        7
        """
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        ends = f"{self.what} is a whole number from {self.low} to {self.high}"
        if isinstance(number, bool) or not isinstance(number, int):
            refuse(f"{brief(value)} is not a whole number; {ends}")
        return number if self.low <= number <= self.high else refuse(f"{number} is out of range; {ends}")

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high, "description": self.what}
