"""How much the benchmark's command measures: a little, the usual, all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    repetitions: int = 7
    peer_runs: int = 5
    our_runs: int = 300
    months: int = 120
    actors: tuple[int, ...] = (12, 50, 200, 1000)
    peer_actors: tuple[int, ...] = (12, 50)
    runs: tuple[int, ...] = (1_000, 10_000)
    tries: int = 5

    @property
    def most(self) -> int:
        """The largest batch."""
        return self.runs[-1]


USUAL = Effort()
FULL = Effort(runs=(1_000, 10_000, 100_000, 1_000_000))
TINY = Effort(1, 1, 2, 60, (4,), (4,), (3, 5), 1)
