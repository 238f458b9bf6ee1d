"""How outcomes are written: their unit on an axis, their value and their change in a sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.charts import words

if TYPE_CHECKING:
    from sim.outcomes import Outcome
    from sim.scenario import Scenario

PLAIN, RANGE = "number", "0 to 1"
COUNTS = {"messages", "attacks", "leaks"}
"""Outcomes that are named by what they count."""
PHRASES = {
    "emergence": "indirect cooperation emerges in {} of runs",
    "cooperation": "cooperation of any kind emerges in {} of runs",
    "agreements": "{} agreed",
    "burden": "bears {}",
    "consent rate": "both consent to {}",
    "deconfliction": "a deconfliction line in {}",
    "mandate": "{} held on average",
    "messages": "{} messages delivered",
    "talks": "{} of talks",
}


class Scale(NamedTuple):
    """An outcome as it is written: shares in per cent, others as they are; weeks where a case goes by weeks."""

    factor: float
    name: str
    unit: str
    meaning: str

    @property
    def axis(self) -> str:
        """What the axis of its values says."""
        return f"{self.name} ({self.unit})"

    @property
    def change(self) -> str:
        """What the axis of its differences says."""
        return f"difference ({self._points or self.unit})"

    @property
    def _points(self) -> str:
        return "percentage points" if self.factor == 100 else ""

    def value(self, number: float) -> str:
        """A value with its unit.

        >>> Scale(1, "agreements", "bargains", "").value(1.234), Scale(100, "burden", "% of effort", "").value(0.25)
        ('1.2 bargains', '25% of effort')
        """
        if self.factor == 100:
            return words.percent(number) + self.unit.removeprefix("%")
        return "no value" if math.isnan(number) else f"{short(number)}{self._behind}"

    @property
    def _behind(self) -> str:
        """The unit behind a number, where it has one."""
        return "" if self.unit in (PLAIN, RANGE) else f" {self.unit}"

    def difference(self, value: float, low: float, high: float) -> str:
        """A difference with its interval and unit.

        >>> Scale(1, "agreements", "bargains", "").difference(-0.5, -1, 0.25)
        '−0.5 bargains [−1, +0.25]'
        """
        told, least, most = (short(self.factor * number, "+") for number in (value, low, high))
        return f"{told}{' points' if self.factor == 100 else self._behind} [{least}, {most}]"

    def sentence(self, number: float) -> str:
        """What its value says, as part of a sentence."""
        value = words.percent(number) if self.unit == "% of runs" else self.value(number)
        return PHRASES.get(self.name, f"{self.name} {{}}").format(value)


def scale(outcome: Outcome, scenario: Scenario) -> Scale:
    """How an outcome of a case is written."""
    name = words.paced(outcome.name.replace("_", " "), scenario)
    meaning, unit = words.paced(outcome.meaning, scenario), words.paced(outcome.unit, scenario)
    if unit.startswith("share"):
        return Scale(100, name, unit.replace("share", "%", 1), meaning)
    if outcome.unit in outcome.name:
        unit = PLAIN if outcome.name in COUNTS else RANGE if outcome.name == "trust" else f"units of {unit}"
    return Scale(1, name, unit, meaning)


def short(value: float, sign: str = "") -> str:
    """A number with as many digits as one reads, and a true minus.

    >>> short(1234.5), short(12.34), short(0.0312), short(-0.5, "+")
    ('1,234', '12.3', '0.031', '−0.5')
    """
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 0.5 or value == 0 else 2 if abs(value) >= 0.1 else 3
    text = format(value, f"{sign},.{digits}f").replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text
