"""An organisation: speaks up for norms; it carries no messages and mediates nothing itself (M9)."""

from __future__ import annotations

from typing import Any

from sim._compile import decision
from sim.actors.protecting_power import ThirdParty


class Organisation(ThirdParty):
    """A group of states that advocates, such as friends of mediation; its members act for themselves."""

    kind = "organisation"

    @decision
    def carry(world: Any, p: Any, me: int, channel: int) -> float:
        """Will you carry messages? No: it is no envoy."""
        return 0.0
