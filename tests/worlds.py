"""What tests of whole runs share: playing them both ways, and saying which facts of two worlds differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

import sim
from sim import kernel
from sim.actors import Actor
from sim.examples import folder
from sim.names import Names
from sim.scenario.build import Built, build
from sim.world import FACTS, NAMES

SMALL_CASE = (folder() / "common_enemy.yaml").read_text(encoding="utf-8")


def compiled_history(
    case: sim.Scenario | Built, seed: int, actors: Mapping[str, type[Actor]] | None = None
) -> np.ndarray:
    """Every month of a compiled run; the first is the world before the first month."""
    built = case if isinstance(case, Built) else build(case)
    return kernel.run(built, np.array([seed], np.uint64), actors, history=True).history


def stepped_history(case: sim.Scenario, seed: int, actors: Mapping[str, type[Actor]] | None = None) -> np.ndarray:
    """The same months, stepped one by one."""
    return months_of(sim.Model(case, seed=seed, actors=actors))


def months_of(model: sim.Model) -> np.ndarray:
    """All months that a model has left, and the state that it is in before them."""
    worlds = [model.world.copy()]
    while model.running:
        model.step()
        worlds.append(model.world.copy())
    return np.array(worlds, model.built.world.dtype)


def differing(one: np.ndarray, two: np.ndarray, leave_out: Collection[str] = ()) -> list[str]:
    """Names of the facts that differ by a byte in any month (an empty list: the same to the byte)."""
    assert one.dtype == two.dtype
    assert one.shape == two.shape
    names = [fact.name for fact in FACTS if fact.name not in set(leave_out)]
    found = [name for name in names if one[name].tobytes() != two[name].tobytes()]
    assert leave_out or bool(found) == (one.tobytes() != two.tobytes())
    return found


def of_names(worlds: np.ndarray, fact: str, names: Names, kept: Names) -> np.ndarray:
    """A fact of a history, cut down to what carries the names in ``kept`` and put in their order."""
    values = worlds[fact]
    for axis, dimension in enumerate(NAMES[fact].per.split(), start=1):
        of = names.of(dimension)
        if of:
            values = np.take(values, [of.index(name) for name in kept.of(dimension)], axis)
    return np.ascontiguousarray(values)


def changed(built: Built, **facts: Any) -> Built:
    """A copy with other facts of the world, or other parameters, and nothing drawn."""
    copy = still(built)
    for name, value in facts.items():
        if name in NAMES:
            copy.world[name][...] = value
        else:
            copy.p[name] = value
    return copy


def still(built: Built) -> Built:
    """A copy that can be changed, in which nothing is drawn: every number is the coded one."""
    return dataclasses.replace(built, world=built.world.copy(), p=built.p.copy(), draws=built.draws[:0])
