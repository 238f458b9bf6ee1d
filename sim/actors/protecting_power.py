"""A protecting power: looks after a state's interests where it has no embassy, and passes its words on."""

from __future__ import annotations

from typing import Any

from sim._compile import decision
from sim.actors.actor import Actor
from sim.world import NOTHING


class ThirdParty(Actor):
    """What those have in common who take no side: they do not fight, write for themselves or act against anybody."""

    @decision
    def carry(world: Any, p: Any, me: int, channel: int) -> float:
        """Will you carry messages this month? Probability; that is its office."""
        return 1.0

    @decision
    def message(world: Any, p: Any, me: int, rival: int) -> int:
        """What do you want to tell a rival? Nothing of its own."""
        return NOTHING

    @decision
    def take_part(world: Any, p: Any, me: int, front: int) -> float:
        """Will you fight? No."""
        return 0.0

    @decision
    def effort(world: Any, p: Any, me: int, front: int, arm: int) -> float:
        """How much? Nothing."""
        return 0.0

    @decision
    def hostility(world: Any, p: Any, me: int, rival: int) -> float:
        """How likely is a hostile act? Not at all."""
        return 0.0

    @decision
    def condemn(world: Any, p: Any, me: int, rival: int) -> float:
        """Will you condemn anybody in public? No."""
        return 0.0

    @decision
    def consent(world: Any, p: Any, me: int, mediation: int) -> float:
        """Will you talk under a mediator? It has no quarrel of its own."""
        return 0.0

    @decision
    def accept(world: Any, p: Any, me: int, bargain: int) -> float:
        """Would you take a bargain? It has nothing to give."""
        return 0.0

    @decision
    def keep(world: Any, p: Any, me: int, bargain: int) -> float:
        """Will you do your part? Yes; it has none."""
        return 1.0


class ProtectingPower(ThirdParty):
    """A protecting power: passes words on, adds none, proposes nothing."""

    kind = "protecting_power"
