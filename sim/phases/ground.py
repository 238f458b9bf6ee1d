"""Ground: who governs a theatre, what proxy wars take, and who gains the ground that the enemy loses (M11, M14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim._compile import phase
from sim.rules.influence import race
from sim.rules.vacuum import filling, governed, undiverted


@phase
def govern(world: Any, p: Any) -> None:
    """How far each theatre is governed, by whomever; and how much of each actor's force its proxy wars take."""
    for t in range(world.governance.shape[0]):
        empty = 1.0
        effort = 0.0
        for i in range(world.kind.shape[0]):
            if world.present[i]:
                empty *= 1.0 - world.garrison[i, t]
        for f in range(world.strength.shape[0]):
            if world.front_theatre[f] == t:
                for i in range(world.kind.shape[0]):
                    effort += world.ground[i, f]
        world.governed[t] = governed(world.governance[t], 1.0 - empty, filling(effort, p.filling))
    for i in range(world.kind.shape[0]):
        world.diverted[i] = 0.0
    for d in range(world.dyad_address.shape[0]):
        _divert(world, d)


@phase
def _divert(world: Any, d: int) -> None:
    i = world.rival[d, 0]
    j = world.rival[d, 1]
    if world.proxy_war[d] <= 0.0 or not (world.present[i] and world.present[j]):
        return
    for side in range(2):
        me = world.rival[d, side]
        hostility = world.rivalry[i, j] * (1.0 - world.trust[me, world.rival[d, 1 - side]])
        world.diverted[me] = 1.0 - undiverted(1.0 - world.diverted[me], world.proxy_war[d], hostility)


@phase
def take_ground(world: Any) -> None:
    """The ground that the enemy lost this month goes to those who fought for it; what it regains is lost by all."""
    actors = world.kind.shape[0]
    efforts = np.zeros(actors)
    for t in range(world.governance.shape[0]):
        before = 0.0
        after = 0.0
        room = 0.0
        efforts[:] = 0.0
        for f in range(world.strength.shape[0]):
            if world.front_theatre[f] == t and world.opened[f]:
                before += world.strength_before[f]
                after += world.strength[f]
                room += world.ceiling[f]
                for i in range(actors):
                    efforts[i] += world.ground[i, f]
        if room > 0.0:
            _share_out(world, t, efforts, (before - after) / room, 1.0 - before / room)


@phase
def _share_out(world: Any, t: int, efforts: Any, freed: float, free_before: float) -> None:
    held_by_all = 0.0
    for i in range(world.held.shape[0]):
        held_by_all += world.held[i, t]
    if held_by_all > free_before:  # an outside event, or a new front, took ground
        for i in range(world.held.shape[0]):
            world.held[i, t] *= max(0.0, free_before) / held_by_all
    if freed >= 0.0:
        held = race(world.held[:, t], efforts, freed)
        for i in range(held.shape[0]):
            world.held[i, t] = held[i]
    elif free_before > 0.0:
        left = max(0.0, 1.0 + freed / free_before)
        for i in range(world.held.shape[0]):
            world.held[i, t] *= left
