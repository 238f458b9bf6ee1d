"""Quantities with ranges: one type checks a scenario, documents a rule and generates its tests.

A quantity is a plain number at run time; what it means travels in its annotation:

>>> def doubt(trust: Trust) -> Probability:
...     return 1.0 - trust
>>> unit_of(Trust)
Unit(name='trust', low=0.0, high=1.0, meaning='how far one side expects the other to keep its part')
>>> 0.3 in unit_of(Position), -1.4 in unit_of(Position), float("nan") in unit_of(Position)
(True, False, False)
>>> unit_of(Position).fault(1.4)
'1.4 is above 1; a position runs from -1 to 1'

Pydantic reads the same annotation and refuses what lies outside (it is imported only then):

>>> from pydantic import TypeAdapter
>>> TypeAdapter(Share).validate_python(0.4)
0.4
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, get_args

if TYPE_CHECKING:  # rules import this file, and need no pydantic
    from pydantic_core import CoreSchema

INFINITY = math.inf


@dataclass(frozen=True)
class Unit:
    """What a number measures, and the closed range from `low` to `high` that it may take.

    An infinite end means no limit; the number itself must be finite. With `above` the lower end is left out.
    """

    name: str
    low: float
    high: float
    meaning: str
    above: bool = field(default=False, repr=False)

    def __contains__(self, value: object) -> bool:
        """Whether a number lies in the range; text, booleans, NaN and infinity never do."""
        return isinstance(value, (int, float)) and not isinstance(value, bool) and self.fault(value) is None

    def fault(self, value: float) -> str | None:
        """Say what is wrong with a number and what it may be, or None when it is right."""
        if not math.isfinite(value):
            return f"{value} is not a finite number; {self.rule()}"
        if value > self.high:
            return f"{shown(value)} is above {shown(self.high)}; {self.rule()}"
        if value < self.low:
            return f"{shown(value)} is below {shown(self.low)}; {self.rule()}"
        if self.above and value == self.low:
            return f"{shown(value)} is too small; {self.rule()}"
        return None

    def rule(self) -> str:
        """State the range in words.

        >>> unit_of(Positive).rule(), unit_of(Cost).rule(), unit_of(Payoff).rule()
        ('a positive number is above 0', 'a cost is 0 or more', 'a payoff is any finite number')
        """
        noun = f"{'an' if self.name[0] in 'aeio' else 'a'} {self.name}"
        if math.isfinite(self.low) and math.isfinite(self.high):
            return f"{noun} runs from {shown(self.low)} to {shown(self.high)}"
        if self.above:
            return f"{noun} is above {shown(self.low)}"
        if math.isfinite(self.low):
            return f"{noun} is {shown(self.low)} or more"
        return f"{noun} is any finite number"

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Tell pydantic to take a number (never text, never a boolean) and to refuse what is out of range."""
        from pydantic_core import PydanticCustomError, core_schema

        def check(value: float) -> float:
            fault = self.fault(value)
            if fault is not None:
                raise PydanticCustomError("out_of_range", "{fault}", {"fault": fault, "unit": self.name})
            return value

        return core_schema.no_info_after_validator_function(check, core_schema.float_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Describe the range to editors."""
        out: dict[str, Any] = {"type": "number", "description": f"{self.meaning}; {self.rule()}"}
        if math.isfinite(self.low):
            out["exclusiveMinimum" if self.above else "minimum"] = self.low
        if math.isfinite(self.high):
            out["maximum"] = self.high
        return out


def unit_of(annotation: Any) -> Unit:
    """Find the unit in an annotation; a TypeError when it has none.

    >>> unit_of(float)
    Traceback (most recent call last):
    TypeError: <class 'float'> names no unit; annotate it as Annotated[float, Unit(...)]
    """
    for extra in get_args(annotation)[1:]:
        if isinstance(extra, Unit):
            return extra
    raise TypeError(f"{annotation} names no unit; annotate it as Annotated[float, Unit(...)]")


def shown(value: float) -> str:
    """Write a number the short way.

    >>> shown(1.0), shown(0.25), shown(1e-9)
    ('1', '0.25', '1e-09')
    """
    return f"{value:.12g}"


Share = Annotated[float, Unit("share", 0.0, 1.0, "a part of a whole")]
Probability = Annotated[float, Unit("probability", 0.0, 1.0, "how often something happens, between never and always")]
Position = Annotated[float, Unit("position", -1.0, 1.0, "where an actor stands on an issue, between its two ends")]
Salience = Annotated[float, Unit("salience", 0.0, 1.0, "how much an issue matters to an actor")]
RiskAttitude = Annotated[float, Unit("risk attitude", -1.0, 1.0, "acceptant below 0, averse above 0")]
Propensity = Annotated[float, Unit("propensity", -1.0, 1.0, "inclination of two actors to work together")]
Exponent = Annotated[float, Unit("exponent", -5.0, 1.0, "of substitution: 1 replaces, 0 and below complements")]
Margin = Annotated[float, Unit("margin of trust", -2.0, 2.0, "trust beyond the least that is needed")]
Trust = Annotated[float, Unit("trust", 0.0, 1.0, "how far one side expects the other to keep its part")]
LogOdds = Annotated[float, Unit("log-odds", -4.0, 4.0, "trust as ln(trust / (1 - trust))")]
Evidence = Annotated[float, Unit("piece of evidence", -4.0, 4.0, "log-likelihood ratio; above 0 builds trust")]
Strength = Annotated[float, Unit("strength", 0.0, 100.0, "power of an enemy in a theatre")]
Effort = Annotated[float, Unit("effort", 0.0, INFINITY, "force brought to a theatre in a month")]
Cost = Annotated[float, Unit("cost", 0.0, INFINITY, "what acting costs, in units of payoff")]
Payoff = Annotated[float, Unit("payoff", -INFINITY, INFINITY, "what an outcome is worth to an actor")]
Rate = Annotated[float, Unit("rate", 0.0, INFINITY, "how much or how often per month")]
Months = Annotated[float, Unit("time", 0.0, INFINITY, "a length of time in months")]
Patience = Annotated[float, Unit("patience", 0.0, 1.0, "what next month's payoff counts beside this month's")]
LeastPatience = Annotated[float, Unit("least patience", 0.0, 2.0, "from which keeping a bargain pays; above 1 never")]
Concession = Annotated[float, Unit("concession", 0.0, 2.0, "how far a position is moved on an issue")]
Norm = Annotated[float, Unit("norm", 0.0, 1.0, "how far it is held that disputes are to be mediated")]
Inclination = Annotated[float, Unit("inclination", -10.0, 10.0, "log-odds of consent when nothing else speaks")]
NonNegative = Annotated[float, Unit("number here", 0.0, INFINITY, "any number that is not negative")]
Positive = Annotated[float, Unit("positive number", 0.0, INFINITY, "any number above zero", above=True)]
Likelihood = Annotated[float, Unit("likelihood", 0.001, 0.999, "chance of what was seen, if one can be trusted or not")]
LogRatio = Annotated[float, Unit("log ratio", -INFINITY, INFINITY, "what was seen, as evidence; above 0 builds trust")]
Fighters = Annotated[float, Unit("number of fighters", 0.0, INFINITY, "thousands of an actor's nationals")]
