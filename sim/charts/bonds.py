"""Bonds: what holds between actors in some months, as shares over runs: the numbers behind the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.names import Names
from sim.world import DIRECT, MODES, RELAYED, TACIT

if TYPE_CHECKING:
    from sim.history import History
    from sim.results import Comparison
    from sim.scenario import Scenario

SPAN = 12  # months in a window
DECLINE = 0.9  # of its peak: an enemy above this at the end has not declined
SAMPLE = 50  # runs of a batch that are played again for what it does not keep


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
    histories: Sequence[History]  # the runs that fights and channels are taken from
    seeds: np.ndarray  # of all runs


def gathered(data: Comparison | History) -> Evidence:
    """From a batch (its first policy): modes of all its runs, fights and messages of the first ones, played again."""
    if hasattr(data, "worlds"):
        return _of_history(data)  # ty: ignore[invalid-argument-type]
    from sim.batch import trajectory

    base = data.base
    seeds = [int(seed) for seed in base.seeds[:SAMPLE]]
    histories = [trajectory(base.scenario, seed, base.policy) for seed in seeds]
    strength = _strongest(base.record.strength, base.record.front_enemy).mean(axis=0)
    return Evidence(base.scenario, base.policy, base.names, base.record.mode, strength, histories, base.seeds)


def _of_history(history: History) -> Evidence:
    mode = history.fact("mode")[None, :, : len(history.names.dyad)]
    strength = _strongest(history.fact("strength")[None], history.worlds[0]["front_enemy"])[0]
    seeds = np.array([history.seed], np.uint64)
    return Evidence(history.scenario, history.policy, history.names, mode, strength, [history], seeds)


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
    mode = evidence.modes[:, months]
    modes = np.stack([(mode == code).mean(axis=(0, 1)) for code in range(len(MODES))], axis=1)
    fights = np.mean([_fights(history, months) for history in evidence.histories], axis=0)
    told = [(history.fact("heard")[months] != 0).any(axis=(0, 2, 3)) for history in evidence.histories]
    return Bonds(modes, fights, np.mean(told, axis=0))


def _fights(history: History, months: slice) -> np.ndarray:
    actors = len(history.names.actor)
    found = np.zeros((actors, actors))
    fights, enemy = history.fact("fights")[months], history.worlds[0]["front_enemy"]
    for e in np.unique(enemy[: len(history.names.front)]):
        found[:, e] = fights[:, :, enemy == e].any(axis=2).mean(axis=0)[:actors]
    return found
