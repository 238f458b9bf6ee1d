"""The channel between two rivals, a plain Python object in both peers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.relations import Pair, Side

Luck = Callable[[], float]
"""The framework's generator: an even number from 0 to 1."""


class Channel:
    """An intermediary who carries the words of two rivals: some are lost, late, or turned into their opposite."""

    def __init__(
        self,
        carrier: Any,
        mediates: bool,
        loss: float,
        garble: float,
        delay: float,
        rate: float,
        leverage: float,
        leak: float,
    ) -> None:
        self.carrier, self.mediates = carrier, mediates
        self.loss, self.garble, self.delay = loss, garble, delay
        self.rate, self.leverage, self.leak = rate, leverage, leak
        self.usable = False
        self.mail: list[tuple[Side, str]] = []

    def open(self, pair: Pair, p: Any, luck: Luck) -> None:
        """A channel serves if both rivals trust its carrier, and the carrier is willing."""
        trusted = min(side.me.trust[self.carrier] for side in pair.sides) >= p.carrier_trust
        self.usable = trusted and luck() < self.carrier.carries(pair)

    def post(self, side: Side, word: str, month: int, luck: Luck) -> None:
        """A word is on its way, or lost; it may become public."""
        if luck() < 1.0 - self.loss:
            self.mail.append((side, word))
        if self.leak > 0.0 and luck() < self.leak:
            side.leaked, side.leak_month = True, month

    def arrivals(self, luck: Luck) -> list[tuple[Side, str, bool]]:
        """What comes out of the mail this month, and whether as it was meant."""
        arrives = 1.0 / (1.0 + self.delay)
        found = [letter for letter in self.mail if luck() < arrives]
        self.mail = [letter for letter in self.mail if letter not in found]
        return [(side, word, luck() >= self.garble) for side, word in found]
