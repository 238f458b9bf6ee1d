"""An armed group: a party that may have a patron, whose word binds it only in part."""

from __future__ import annotations

from typing import Any

from sim._compile import decision
from sim.actors.state import State, chance_against
from sim.rules.proxies import obeys
from sim.world import NOTHING


class ArmedGroup(State):
    """An armed group, with or without a patron; the common enemy is often one."""

    kind = "armed_group"

    @decision
    def hostility(world: Any, p: Any, me: int, rival: int) -> float:
        """How likely is an unprovoked act? As the patron's control goes, the patron's answer; for the rest its own."""
        own = chance_against(world, p, me, rival)
        patron = world.patron[me]
        if patron == NOTHING or not world.present[patron] or world.dyad[patron, rival] == NOTHING:
            return own
        return obeys(own, chance_against(world, p, patron, rival), world.control[me])
