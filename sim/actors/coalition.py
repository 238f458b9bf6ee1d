"""A coalition: many members that act as one party."""

from __future__ import annotations

from sim.actors.state import State


class Coalition(State):
    """A coalition with pooled capacities; its members do not decide one by one."""

    kind = "coalition"
