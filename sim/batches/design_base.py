"""What every design is: a block of a batch file that chooses points; the designs themselves are in ``design``."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from importlib.util import find_spec
from typing import ClassVar

import numpy as np

from sim.batches.factors import Factor
from sim.scenario.values import Block
from sim.units import shown as written

MOST_LISTED = 6  # values that are written out
INSTALL = 'pip install "backchannel[analysis]"'


def shown(value: float) -> str:
    """A value of a factor as it is read, with six digits; what is played has all of them.

    >>> shown(70 / 3), shown(1234567.8), shown(0.5)
    ('23.3333', '1234570', '0.5')
    """
    return written(float(f"{value:.6g}"))


class Design(Block):
    """A way to choose points."""

    kind: str
    between: ClassVar[bool] = False
    """Whether points lie anywhere between a factor's ends, so that a list of values means nothing."""
    first: ClassVar[int] = 1
    """Number of the first point: 0 where it is the case as coded."""
    package: ClassVar[str | None] = None
    """What it needs beyond what is always installed."""

    def lacks(self) -> str | None:
        """Say what is not installed and how to install it, or None."""
        if self.package is None or find_spec(self.package) is not None:
            return None
        return f"{self.kind} needs {self.package}, which is not installed; install it with {INSTALL}"

    @abstractmethod
    def size(self, factors: Sequence[Factor]) -> int:
        """How many points this makes of these factors."""

    def takes(self, factor: Factor) -> str:
        """What a factor becomes, in words: its values, or what they are drawn from."""
        if not factor.values:
            return f"from {shown(factor.low)} to {shown(factor.high)}"
        if len(factor.values) <= MOST_LISTED:
            return ", ".join(map(shown, factor.values))
        return f"{len(factor.values)} values from {shown(factor.low)} to {shown(factor.high)}"

    @abstractmethod
    def lay_out(self, factors: Sequence[Factor]) -> np.ndarray:
        """The points: a row each, a column per factor, each number between its factor's ends."""
