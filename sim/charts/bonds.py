"""Bonds: what holds between actors in some months, as shares over runs: the numbers behind the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.charts.sample import Sample, again, of_run
from sim.names import Names
from sim.world import ACTIVE, DIRECT, MODES, RELAYED, TACIT

if TYPE_CHECKING:
    from sim.history import History
    from sim.results import Comparison
    from sim.scenario import Scenario

SPAN = 12  # months in a window
DECLINE = 0.9  # of its peak: an enemy above this at the end has not declined


class Window(NamedTuple):
    """Some months of a case: from ``start`` up to and without ``stop``."""

    name: str
    start: int
    stop: int


class Bonds(NamedTuple):
    """Shares in one window (D pairs, A actors, C channels)."""

    modes: np.ndarray  # (D, modes) of months and runs
    fights: np.ndarray  # (A, A) of months and runs in which the first fights the second
    channels: np.ndarray  # (C,) of runs in which it delivers at least one message
    between: np.ndarray  # (A, D) of months and runs in which the actor mediates, or holds a mandate

    @property
    def usual(self) -> np.ndarray:
        """The most frequent mode of each pair (D,)."""
        return self.modes.argmax(axis=1)

    @property
    def cooperation(self) -> np.ndarray:
        """Share of months and runs of each pair in cooperation, tacit, relayed or direct (D,)."""
        return self.modes[:, [TACIT, RELAYED, DIRECT]].sum(axis=1)


class Evidence(NamedTuple):
    """What the network is drawn from."""

    scenario: Scenario
    policy: str
    names: Names
    modes: np.ndarray  # (R, M, D) of all runs
    strength: np.ndarray  # (M,) of the strongest enemy over its theatres, mean over runs
    sample: Sample  # the runs that all else is taken from
    seeds: np.ndarray  # of all runs

    @property
    def begin(self) -> np.ndarray:
        """The world before the first month."""
        return self.sample.begin

    @property
    def enemy(self) -> bool:
        """Whether there is an enemy in these runs."""
        return bool((self.begin["hostile_to_all"] * self.begin["present"]).any())


def gathered(data: Comparison | History) -> Evidence:
    """From a batch (its first policy): modes of all its runs, the rest of the first ones, played again."""
    if hasattr(data, "worlds"):
        return _of_history(data)  # ty: ignore[invalid-argument-type]
    base = data.base
    strength = _strongest(base.record.strength, base.record.front_enemy).mean(axis=0)
    return Evidence(base.scenario, base.policy, base.names, base.record.mode, strength, again(base, LOOKS), base.seeds)


def _of_history(history: History) -> Evidence:
    mode = history.fact("mode")[None, :, : len(history.names.dyad)]
    strength = _strongest(history.fact("strength")[None], history.worlds[0]["front_enemy"])[0]
    seeds = np.array([history.seed], np.uint64)
    return Evidence(history.scenario, history.policy, history.names, mode, strength, of_run(history, LOOKS), seeds)


def _fought(history: History) -> np.ndarray:
    """Who fights on which front (M, A, F)."""
    return history.fact("fights")[:, :, : len(history.names.front)] > 0


def _heard(history: History) -> np.ndarray:
    """Which channel delivers something by the carrier it began with; a mandate may pass to others (M, C)."""
    same = (history.fact("carrier") == history.worlds[0]["carrier"]).all(axis=2)
    return (history.fact("heard") != 0).any(axis=(2, 3)) & same


def _between(history: History) -> np.ndarray:
    """Who stands between which rivals: an active mediator, or a protecting power in its mandate (M, A, D)."""
    first, names = history.worlds[0], history.names
    found = np.zeros((len(history.months), len(names.actor), len(names.dyad)), bool)
    for m in range(len(names.mediation)):
        found[:, first["mediator"][m], first["mediation_dyad"][m]] |= history.fact("mediation_state")[:, m] == ACTIVE
    for c in np.nonzero(first["mandated"])[0]:
        held = np.nonzero(history.fact("in_mandate")[:, c])[0]
        found[held, history.fact("carrier")[held, c, 0], first["channel_dyad"][c]] = True
    return found


LOOKS = {"fights": _fought, "heard": _heard, "between": _between}


def _strongest(strength: np.ndarray, front_enemy: np.ndarray) -> np.ndarray:
    """Strength of the strongest enemy over its theatres (R, M)."""
    if not len(front_enemy):
        return np.zeros(strength.shape[:2])
    return np.stack([strength[:, :, front_enemy == e].sum(axis=2) for e in np.unique(front_enemy)]).max(axis=0)


def windows(strength: np.ndarray) -> tuple[Window, Window, Window]:
    """The first months, those around the enemy's peak, and the last ones; never overlapping.

    An enemy that does not decline by a tenth before the last window has no *after*: then they are just the first, the
    middle and the last months.

    >>> windows(np.array([0.0] * 20 + [9.0] + [1.0] * 19))[1]
    Window(name='around its peak', start=14, stop=26)
    """
    months = len(strength)
    span = max(1, min(SPAN, months // 3))
    peak = int(strength.argmax())
    start = int(np.clip(peak - span // 2, 0, max(0, months - span)))
    declines = strength[months - span :].mean() < DECLINE * strength[peak]
    if not declines or start < span or start > months - 2 * span:
        middle = max(0, (months - span) // 2)
        return (
            Window("first", 0, span),
            Window("middle", middle, middle + span),
            Window("last", months - span, months),
        )
    return (
        Window("before", 0, span),
        Window("around its peak", start, start + span),
        Window("after", months - span, months),
    )


def bonds(evidence: Evidence, window: Window) -> Bonds:
    """The shares in one window."""
    months = slice(window.start, window.stop)
    mode, seen = evidence.modes[:, months], evidence.sample.seen
    modes = np.stack([(mode == code).mean(axis=(0, 1)) for code in range(len(MODES))], axis=1)
    told = seen["heard"][:, months].any(axis=1).mean(axis=0)
    return Bonds(modes, _fights(evidence, months), told, seen["between"][:, months].mean(axis=(0, 1)))


def _fights(evidence: Evidence, months: slice) -> np.ndarray:
    actors, fronts = len(evidence.names.actor), len(evidence.names.front)
    found, enemy = np.zeros((actors, actors)), evidence.begin["front_enemy"][:fronts]
    fights = evidence.sample.seen["fights"][:, months]
    for e in np.unique(enemy):
        found[:, e] = fights[:, :, :, enemy == e].any(axis=3).mean(axis=(0, 1))[:actors]
    return found
