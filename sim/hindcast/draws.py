"""The uncertain numbers of a case: what each run drew, and the same case with some of them held."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim import kernel
from sim.chance import address
from sim.hindcast.judge import Modes
from sim.phases.start import draw
from sim.scenario import Scenario
from sim.scenario.build import Built, flat

EACH = 20  # runs of a case for each set of numbers that are held

Values = NDArray[np.float64]


def parameters(case: Scenario, built: Built) -> dict[str, int]:
    """The scales of a case that its runs draw, by name, and their rows in ``built.draws``.

    Assumptions of the model, growth and attrition of the enemy, exposures: the numbers that have no unit of their own.
    """
    names = ["assumptions.threat_weight"]
    names += [f"enemies.{enemy}.{word}" for word in ("growth", "attrition") for enemy in sorted(case.enemies)]
    names += [f"actors.{a}.theatres.{t}.exposure" for a in sorted(case.actors) for t in sorted(case.actors[a].theatres)]
    names += [f"assumptions.{name}" for name in case.assumptions]
    rows: dict[int, int] = {}  # a number that goes to several places is drawn once: its first place will do
    for row, who in enumerate(built.draws["who"]):
        rows.setdefault(int(who), row)
    return {name: rows[int(address(name))] for name in dict.fromkeys(names) if int(address(name)) in rows}


def drawn(built: Built, rows: list[int], seeds: Iterable[int]) -> Values:
    """The numbers that each run drew (runs, rows): drawn again, since a draw is a function of seed and name."""
    chosen = built.draws[rows]
    world, p = built.world.copy(), built.p.copy()
    numbers = flat(world)[0], flat(p)[0]
    out = []
    for seed in seeds:
        if rows:
            draw(*numbers, chosen, np.uint64(seed))
        out.append([numbers[0 if d["of_world"] else 1][d["offset"]] for d in chosen])
    return np.array(out).reshape(len(out), len(rows))


def same(one: Built, row: int, other: Built, at: int | None) -> bool:
    """Whether two cases draw a number from the same prior; where they do not, it is not the same number."""
    if at is None:
        return False
    a, b = one.draws[row], other.draws[at]
    return all(math.isclose(a[w], b[w]) for w in ("bell", "low", "high", *(("centre", "spread") if a["bell"] else ())))


def held(built: Built, values: dict[str, float]) -> Built:
    """The same case with some of its uncertain numbers held at these values."""
    world, p = built.world.copy(), built.p.copy()
    numbers = flat(p)[0], flat(world)[0]
    by_who = {int(address(name)): value for name, value in values.items()}
    known = np.array([int(who) in by_who for who in built.draws["who"]], bool)
    for d in built.draws[known]:
        numbers[d["of_world"]][d["offset"]] = by_who[int(d["who"])]
    return replace(built, world=world, p=p, draws=built.draws[~known])


def play_with(built: Built, names: list[str], values: Values, seed: int) -> Modes:
    """Play a case ``EACH`` times with each row of values, every time on seeds of its own."""
    modes = []
    for k, row in enumerate(values.tolist()):
        seeds = np.arange(EACH, dtype=np.uint64) + np.uint64(seed + k * EACH)
        modes.append(kernel.run(held(built, dict(zip(names, row, strict=True))), seeds).mode)
    return Modes(built.names, np.concatenate(modes))
