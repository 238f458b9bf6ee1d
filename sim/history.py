"""A history: the world of one run, month by month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.names import Names
from sim.scenario import Scenario
from sim.world import NAMES


@dataclass(frozen=True, eq=False)
class History:
    """All months of one run. ``worlds[0]`` is the world before the first month, ``worlds[t]`` after month ``t``.

    >>> import sim, tempfile
    >>> sim.Batch(sim.example(), replicates=1).run(tempfile.mkdtemp(), progress=False).replay("1-1")
    <History of 'Two rivals, one enemy, one intermediary' under as_coded, seed 1: 2001-01 to 2005-12>
    """

    scenario: Scenario
    policy: str
    seed: int
    names: Names
    worlds: np.ndarray
    p: np.ndarray

    def __repr__(self) -> str:
        months = self.months or ["no month"]
        title, span = self.scenario.title, f"{months[0]} to {months[-1]}"
        return f"<History of {title!r} under {self.policy}, seed {self.seed}: {span}>"

    @property
    def months(self) -> list[str]:
        """The months played, as ``YYYY-MM``."""
        return [str(self.scenario.months.first.plus(t)) for t in range(len(self.worlds) - 1)]

    def fact(self, name: str) -> np.ndarray:
        """A fact month by month: its own shape with the months in front.

        Raises:
            KeyError: the world has no such fact.
        """
        if name not in NAMES:
            raise KeyError(f"the world has no fact {name!r}; sim.world.FACTS lists them")
        return self.worlds[name][1:]
