"""Parts: who gives what in a bargain, and whether it can be given at all (M7)."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.phases.perceive import able
from sim.rules.participation import expected_gain
from sim.world import HELP, NOTHING


@phase
def parties(world: Any, b: int, side: int) -> tuple[int, int]:
    """A side of a bargain, and the other."""
    d = world.bargain_dyad[b]
    return world.rival[d, side], world.rival[d, 1 - side]


@phase
def can_give(world: Any, b: int, side: int) -> bool:
    """A side and its client are there, and help would be of use."""
    i, j = parties(world, b, side)
    client = world.concession_client[b, side]
    there = world.present[i] and (client == NOTHING or world.present[client])
    return there and (world.concession[b, side] != HELP or front_of_help(world, i, j) != NOTHING)


@phase
def front_of_help(world: Any, helper: int, partner: int) -> int:
    """The front on which help is given: the partner has something to win there, and the least is missing; -1: none."""
    best = NOTHING
    least = 0.0
    for f in range(world.strength.shape[0]):
        if world.prize[partner, f] > 0.0 and able(world, helper, f):
            missing = missing_for(world, helper, f)
            if best == NOTHING or missing < least:
                least = missing
                best = f
    return best


@phase
def missing_for(world: Any, i: int, f: int) -> float:
    """What is missing for the fight on a front to pay by itself; below 0 if it pays."""
    gain = expected_gain(world.reliance[i, f], world.prospect[i, f], world.alone[i, f], world.linkage[i])
    return world.fixed_cost[i] - gain
