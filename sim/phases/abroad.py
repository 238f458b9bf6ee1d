"""Abroad: the enemy opens new fronts, draws foreign fighters, and attacks in their countries (M2, M11)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.rules.pace import retained
from sim.rules.widening import alarm_after, announces, attack_rate, joined, recruits_from, returned


@phase
def widen(world: Any, p: Any) -> None:
    """An enemy that is strong enough elsewhere opens a front where it was not."""
    announced = np.zeros(world.strength.shape[0], np.int64)
    for f in range(world.strength.shape[0]):
        if p.widening < 0.5 or world.opened[f] or not world.present[world.front_enemy[f]]:
            continue
        elsewhere = 0.0
        for other in range(world.strength.shape[0]):
            if other != f and world.front_enemy[other] == world.front_enemy[f] and world.opened[other]:
                elsewhere += world.strength[other]
        announced[f] = 1 if announces(elsewhere, world.opens_above[f]) else 0
    for f in range(world.strength.shape[0]):  # all at once: a front that opens now does not open others
        if announced[f]:
            world.opened[f] = 1
            world.strength[f] = world.opening_strength[f]


@phase
def strike_abroad(world: Any, p: Any, seed: Any) -> None:
    """Nationals join the enemy and come home; attacks at home alarm; alarm fades."""
    strength, ceiling = _whole_enemy(world)
    for i in range(world.kind.shape[0]):
        world.attacks[i] = 0
        if ceiling <= 0.0 or not world.present[i] or world.hostile_to_all[i]:
            continue
        mean = attack_rate(p.attack_rate, strength, ceiling, world.fighters[i]) * world.step_length
        if mean > 0.0:
            at = world.actor_address[i]
            world.attacks[i] = chance.poisson(mean, chance.uniform(seed, chance.ATTACK, world.month, at, at))
            world.attacks_total[i] += world.attacks[i]
        fading = retained(p.alarm_memory, world.step_length)
        world.alarm[i] = alarm_after(world.alarm[i], fading, world.attacks[i], p.alarm_step)
        gone = joined(world.volunteers[i], strength, ceiling) * world.step_length
        back = returned(world.fighters[i], p.return_rate * world.step_length)
        world.fighters[i] = max(0.0, world.fighters[i] + gone - back)


@phase
def _whole_enemy(world: Any) -> tuple[float, float]:
    """Strength at the beginning of the month, and ceiling, of all enemies on all fronts that are open."""
    strength = 0.0
    ceiling = 0.0
    for f in range(world.strength.shape[0]):
        if world.opened[f] and world.present[world.front_enemy[f]]:
            strength += world.strength_before[f]
            ceiling += world.ceiling[f]
    return strength, ceiling


@phase
def foreign_recruits(world: Any, p: Any, f: int) -> float:
    """Strength per month that nationals of all actors bring to a front, by its share of the whole enemy."""
    strength, ceiling = _whole_enemy(world)
    if strength <= 0.0:
        return 0.0
    thousands = 0.0
    for i in range(world.kind.shape[0]):
        if world.present[i]:
            thousands += joined(world.volunteers[i], strength, ceiling)
    return recruits_from(thousands, p.strength_per_thousand) * world.strength_before[f] / strength
