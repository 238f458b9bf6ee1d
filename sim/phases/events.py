"""Dated outside events: they change the facts they name, never a decision."""

from __future__ import annotations

from typing import Any

from sim._compile import phase
from sim.rules.trust import bounded, trust_of


@phase
def happen(world: Any) -> None:
    """Dated outside events of this month change the facts they name (never a decision)."""
    for k in range(world.event_month.shape[0]):
        if world.event_month[k] == world.month:
            _apply(world, world.event_kind[k], world.event_where[k], world.event_which[k], k)


@phase
def _after(old: float, world: Any, event: int) -> float:
    value = world.event_value[event]
    return old + value if world.event_adds[event] else value


@phase
def _apply(world: Any, kind: int, where: int, which: int, k: int) -> None:
    """Change one fact; the numbers of the kinds are places in ``world.EVENT_WORDS``."""
    if kind == 0:
        world.governance[where] = min(1.0, max(0.0, _after(world.governance[where], world, k)))
    elif kind == 1:
        ceiling = world.ceiling[where]
        world.strength[where] = min(ceiling, max(0.0, _after(world.strength[where], world, k)))
        if world.strength[where] > 0.0:
            world.opened[where] = 1
    elif kind == 2:
        world.exposure[where, which] = min(1.0, max(0.0, _after(world.exposure[where, which], world, k)))
    elif kind == 3 or kind == 4:
        for f in range(world.strength.shape[0]):
            if world.front_theatre[f] == which:
                if kind == 3:
                    world.air_capacity[where, f] = max(0.0, _after(world.air_capacity[where, f], world, k))
                else:
                    world.ground_capacity[where, f] = max(0.0, _after(world.ground_capacity[where, f], world, k))
    elif kind == 5:
        world.audience_cost[where] = max(0.0, _after(world.audience_cost[where], world, k))
    elif kind == 6:
        world.fixed_cost[where] = max(0.0, _after(world.fixed_cost[where], world, k))
    elif kind == 7:
        world.linkage[where] = max(0.0, _after(world.linkage[where], world, k))
    elif kind == 8:
        world.ties[where] = _after(world.ties[where], world, k)
    elif kind == 9:
        world.channel_open[where] = _after(world.channel_open[where], world, k)
    elif kind == 10:
        world.log_trust[where, which] = bounded(world.log_trust[where, which] + world.event_value[k])
        world.trust[where, which] = trust_of(world.log_trust[where, which])
    elif kind == 11:
        world.garrison[where, which] = min(1.0, max(0.0, _after(world.garrison[where, which], world, k)))
    elif kind == 12:
        world.advocate[where] = 1 if _after(world.advocate[where], world, k) >= 0.5 else 0
        if not (world.advocate[where] or world.heeds[where]):  # outside the debate nothing moves it back
            world.norm[where] = world.norm_anchor[where]
    elif kind == 13:
        world.advocacy = max(0.0, _after(world.advocacy, world, k))
    elif kind == 14:
        world.mediation_open[where] = _after(world.mediation_open[where], world, k)
    elif kind == 15:
        world.bargain_open[where] = _after(world.bargain_open[where], world, k)
    elif kind == 16:
        world.standing[where] = max(0.0, _after(world.standing[where], world, k))
    elif kind == 17:
        world.proxy_war[where] = min(1.0, max(0.0, _after(world.proxy_war[where], world, k)))
