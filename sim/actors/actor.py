"""An actor: a Mesa agent that is a view of its rows of the world, and the questions it answers.

Its decisions are methods: compiled by default; override one in a subclass in plain Python (that actor alone is then
asked in Python) or with ``@sim.decision`` (it stays compiled and can run in ensembles).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import mesa

from sim import answers
from sim._compile import Decision
from sim.world import NAMES

if TYPE_CHECKING:
    from sim.model import Model


class Actor(mesa.Agent):
    """What every actor of a model has: its name, its row of each fact, and its answers.

    Facts are read by name: ``iran.audience_cost``, ``iran.trust["United States"]``, ``iran.air["ISIS in Syria"]``,
    ``iran.deconfliction["United States"]`` (facts of a pair of rivals are reached by the rival's name). See
    ``sim.world.FACTS`` for all of them.

    Raises:
        AttributeError: the world has no fact of this name.
    """

    kind: ClassVar[str]
    model: Model

    def __init__(self, model: Model, name: str) -> None:
        super().__init__(model)
        self.name = name
        self.index = model.names.actor.index(name)

    def __getattr__(self, fact: str) -> Any:
        if fact.startswith("_") or fact not in NAMES or "model" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__} has no fact {fact!r}; sim.world.FACTS lists them")
        return self.model.names.view(self.model.world, fact, self.index)

    def answer(self, decision: Decision, about: tuple[str, ...]) -> Any:
        """Ask a compiled decision by names, as ``iran.take_part("ISIS in Iraq")`` does."""
        indices = self.model.names.indices(decision.question, about)
        given = decision.compiled(self.model.world, self.model.p, self.index, *indices)
        return answers.to_words(decision.question, given)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"
