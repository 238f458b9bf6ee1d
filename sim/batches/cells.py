"""Cells: a scenario under a policy, built once, into which the values of a point are put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.batches.factors import path_of
from sim.scenario import Scenario
from sim.scenario.build import Built, Place, build, flat


class Template:
    """A scenario under a policy, without the draws of what is varied or held at the centre.

    What a policy has taken away (an enemy's strength, with the enemy) has no place to be put, and stays away.
    """

    def __init__(self, case: Scenario, factors: Sequence[str], hold: frozenset[str]) -> None:
        built = build(case)
        places = [(k, place) for k, name in enumerate(factors) for place in built.places.get(path_of(name), [])]
        self.built = replace(built, draws=_still_drawn(built.draws, [place for _, place in places], hold))
        self.of_world = _targets(places, True)
        self.of_p = _targets(places, False)

    def at(self, point: np.ndarray) -> Built:
        """The arrays with a point's values in all places where its factors stand."""
        world, p = _with(self.built.world, self.of_world, point), _with(self.built.p, self.of_p, point)
        return replace(self.built, world=world, p=p)


def _with(record: np.recarray, targets: tuple[np.ndarray, np.ndarray], point: np.ndarray) -> np.recarray:
    """A copy with a point's values put where they go; NumPy copies a plain row four times as fast as a record."""
    which, offset = targets
    row = flat(record).copy()
    row[0, offset] = point[which]
    return row.view(record.dtype).reshape(1).view(np.recarray)


def _targets(places: Sequence[tuple[int, Place]], of_world: bool) -> tuple[np.ndarray, np.ndarray]:
    """(which factor, where it goes) for one of the two records."""
    found = [(k, place.offset) for k, place in places if place.of_world == of_world]
    both = np.array(found, np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _still_drawn(draws: np.ndarray, varied: Sequence[Place], hold: frozenset[str]) -> np.ndarray:
    """Draws of other places: interests (around their centre) and assumptions (between two ends), unless held."""
    gone = {(place.of_world, place.offset) for place in varied}
    taken = np.array([(bool(d["of_world"]), int(d["offset"])) in gone for d in draws], bool)
    held = np.where(draws["bell"] == 1, "interests" in hold, "assumptions" in hold)
    return draws[~(taken | held)]
