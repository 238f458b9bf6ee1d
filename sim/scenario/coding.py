"""What one coder read in one place of a document: a row of a coding sheet, as a case holds it."""

from __future__ import annotations

from typing import Any, Literal

from sim.scenario.text import Citation, Sources, Text
from sim.scenario.values import Basis
from sim.units import Position, Salience

Confidence = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
"""From the surest to the least sure."""


class Coding(Basis):
    """Where an actor stands on an issue, and how much it matters to it, by one coder's reading of one place."""

    source: Sources
    coder: Text
    confidence: Confidence
    position: Position
    salience: Salience

    @property
    def place(self) -> Citation:
        """The paragraph (or passage) that was read."""
        return self.source[0]

    def written(self) -> dict[str, Any]:
        """The words of this block in a scenario file."""
        words = ("coder", "confidence", "position", "salience", "note")
        plain = {word: getattr(self, word) for word in words if getattr(self, word) is not None}
        return {"source": str(self.place), **plain}
