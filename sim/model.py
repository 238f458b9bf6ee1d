"""The Mesa model: one world, stepped a month at a time, with actors that can be looked at, subclassed and asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mesa
import numpy as np

from sim import answers, kernel
from sim import month as page
from sim.actors import Actor
from sim.names import place
from sim.scenario import Scenario
from sim.scenario.build import Built, build, flat


class Model(mesa.Model):
    """A scenario in the step-by-step form: ``step()`` plays a month, ``run()`` all that are left.

    ``actors`` gives named actors a class of the user's (a subclass of a kind). The same seed gives the same bytes as a
    compiled run (``sim.run``), whatever is looked at on the way.

    Args:
        scenario: what to play (``sim.load``).
        seed: number of the run; with the scenario it fixes everything.
        policy: name of a policy of the scenario; None for the scenario as it stands.
        actors: classes for named actors.
        built: the scenario's arrays, where numbers were set in them already (a point of a batch).

    Raises:
        ValueError: an actor or a policy is unknown.

    >>> import sim
    >>> model = sim.Model(sim.example(), seed=1)
    >>> model.step()
    >>> model["North"].exposure["Middleland"], model.month
    (0.8, '2001-01')
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 1,
        policy: str | None = None,
        actors: Mapping[str, type[Actor]] | None = None,
        built: Built | None = None,
    ) -> None:
        super().__init__(rng=seed)
        self.case = scenario.under(policy) if policy else scenario  # Mesa has its own use of `scenario`
        self.built = built or build(self.case)
        self.names = self.built.names
        self.seed_of_run = np.uint64(seed)
        classes, template = kernel.assign(self.built, actors or {})
        self.worlds, self.ps = template.copy(), self.built.p.copy()  # arrays of one
        self.world, self.p = self.worlds.view(np.recarray)[0], self.ps.view(np.recarray)[0]
        kernel.begin(self.world, self.p, flat(self.worlds)[0], flat(self.ps)[0], self.built.draws, self.seed_of_run)
        own = {name: classes[self.world.kind[i]] for i, name in enumerate(self.names.actor)}
        self._by_name = {name: kind(self, name) for name, kind in {**own, **(actors or {})}.items()}
        plain = [self._by_name[name] for name in actors or {}]
        self.ask = answers.Asker(kernel.asked_of(classes), self.names, plain)
        self.running = True

    @property
    def months_played(self) -> int:
        """Months played so far."""
        return int(self.world.month)

    @property
    def month(self) -> str:
        """The last month played (the one before the first if none was), as ``YYYY-MM``."""
        return str(self.case.months.first.plus(self.months_played - 1))

    def step(self) -> None:
        """Play one month; after the scenario's last month nothing moves any more."""
        if not self.running:
            return
        page.month(self.world, self.p, self.seed_of_run, self.ask)
        self.running = self.months_played < self.built.months

    def run(self) -> None:
        """Play all months that are left."""
        while self.running:
            self.step()

    def __getitem__(self, actor: str) -> Actor:
        """The actor of this name.

        Raises:
            KeyError: there is none; the nearest name is proposed.
        """
        return list(self._by_name.values())[place("the model", self.names.actor, actor)]

    def front(self, name: str) -> dict[str, Any]:
        """What is known of a front: strength of the enemy, joint effort, success."""
        f = place("the model", self.names.front, name)
        return {fact: self.world[fact][f].item() for fact in ("strength", "joint_effort", "success")}
