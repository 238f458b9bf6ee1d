"""What an outcome is, and what it is computed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Record(NamedTuple):
    """What whole runs leave behind for outcomes to be computed from.

    Shapes: R runs, M months (weeks in a case that goes by weeks), D pairs of rivals, F fronts, A actors.
    """

    mode: NDArray[np.int8]  # (R, M, D) codes of world.MODES
    strength: NDArray[np.float64]  # (R, M, F) of the enemy, end of month
    joint_effort: NDArray[np.float64]  # (R, M, F)
    fallen_below: NDArray[np.float64]  # (R, F) strength in all theatres under which the enemy counts as fallen
    front_enemy: NDArray[np.int64]  # (F,) which enemy
    incidents: NDArray[np.int64]  # (R, D) over all months
    delivered_direct: NDArray[np.int64]  # (R, D)
    delivered_relayed: NDArray[np.int64]  # (R, D)
    payoff: NDArray[np.float64]  # (R, A) over all months
    dyads: Mapping[str, NDArray[np.float64]]  # (R, D) by name: what ``recording.DYAD_TALLIES`` lists
    actors: Mapping[str, NDArray[np.float64]]  # (R, A) by name: what ``recording.ACTOR_TALLIES`` lists


class Outcome(NamedTuple):
    """A number per run (``per="run"``), per run and pair of rivals, or per run and actor; NaN where it does not apply.

    ``kind``: a *share* of runs is reported with a Wilson interval, a *number* with the normal law's interval for its
    mean, over the runs where it applies. A *nominal* one is a code of ``words`` and has no mean: ask for the share of
    runs that end up with each word (``ending=hostility``; see ``sim.outcomes.asked``).
    """

    name: str
    per: Literal["run", "dyad", "actor"]
    kind: Literal["share", "number", "nominal"]
    unit: str
    meaning: str
    compute: Callable[[Record], NDArray[np.float64]]
    words: tuple[str, ...] = ()
    """What the codes of a nominal outcome stand for; the first is that of a run to which it does not apply."""

    @property
    def nominal(self) -> bool:
        """Whether its values are words, which can be counted and not averaged."""
        return self.kind == "nominal"
