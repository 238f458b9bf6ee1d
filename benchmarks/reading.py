"""Reads the numbers of a case from what ``sim`` itself builds of it, so that no number of a case stands twice.

A case is refused if it uses a mechanism that the peers do not have.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.parameters import Case, Episode, Foe, Number, Pair, Party, Uncertain
from sim import Scenario
from sim.assumptions import ASSUMPTIONS
from sim.scenario.build import Built, build
from sim.world import NOTHING, PUBLIC_GOOD, offset


def read(scenario: Scenario) -> Case:
    """The numbers of a scenario.

    Raises:
        ValueError: it uses what the peers do not have, such as bargains or dated events.

    >>> import sim
    >>> case = read(sim.example())
    >>> [party.name for party in case.parties], case.governance
    (['Harbour', 'North', 'Raiders', 'South'], Uncertain(centre=0.4, spread=0.0, low=0.2, high=0.6))
    """
    reader = _Reader(build(scenario))
    reader.refuse_more()
    return reader.case()


class _Reader:
    """Finds each number of a built scenario, and how it is drawn if it is uncertain."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self.world: Any = built.world[0]
        self.names = built.names
        self.draws = {
            (bool(d["of_world"]), int(d["offset"])): Uncertain(
                float(d["centre"]), float(d["spread"]) if d["bell"] else 0.0, float(d["low"]), float(d["high"])
            )
            for d in built.draws.view(np.ndarray)
        }

    def number(self, fact: str, *index: int) -> Number:
        uncertain = self.draws.get((True, offset(fact, self.built.sizes, *index)))
        return float(self.world[fact][index]) if uncertain is None else uncertain

    def numbers(self, fact: str, i: int) -> tuple[Number, ...]:
        return tuple(self.number(fact, i, k) for k in range(len(self.names.issue)))

    def case(self) -> Case:
        p, names = self.built.p[0], self.names
        return Case(
            title=self.built.scenario.title,
            months=self.built.months,
            parties=tuple(self._party(i, name) for i, name in enumerate(names.actor)),
            pairs=tuple(self._pair(c) for c in range(len(names.channel)) if self.world.hops[c]),
            foe=self._foe(),
            episodes=tuple(self._episodes()),
            governance=self.number("governance", 0),
            assumptions={name: self.draws.get((False, at), float(p[name])) for at, name in enumerate(ASSUMPTIONS)},
        )

    def _party(self, i: int, name: str) -> Party:
        own = ("risk_attitude", "audience_cost", "fixed_cost")
        there = {"exposure": "exposure", "air": "air_capacity", "ground": "ground_capacity"}
        return Party(
            name,
            self.built.scenario.actors[name].kind,
            self.numbers("position", i),
            self.numbers("salience", i),
            **{word: self.number(word, i) for word in own},
            **{word: self.number(fact, i, 0) for word, fact in there.items()},
        )

    def _pair(self, c: int) -> Pair:
        d = int(self.world.channel_dyad[c])
        words = ("loss", "garble", "delay", "rate", "leverage", "leak")
        return Pair(
            between=self.names.dyad[d],
            co_location=self.number("co_location", d),
            carrier=self.names.actor[self.world.carrier[c, 0]],
            mediates=bool(self.world.mediates[c]),
            **{word: self.number(word, c) for word in words},
        )

    def _foe(self) -> Foe:
        words = ("strength", "growth", "ceiling", "attrition", "recruits", "fallen_below")
        enemy = self.names.actor[self.world.front_enemy[0]]
        return Foe(enemy, int(self.world.front_issue[0]), **{word: self.number(word, 0) for word in words})

    def _episodes(self) -> list[Episode]:
        w, actor = self.world, self.names.actor
        count = len(w.episode_by) if any(pair.episodes for pair in self.built.scenario.relations) else 0
        return [
            Episode(actor[w.episode_by[k]], actor[w.episode_in[k]], float(w.episode_age[k]), told)
            for k, told in enumerate(w.episode_evidence[:count].tolist())
        ]

    def _past(self) -> list[int]:
        sizes = self.built.sizes
        return [offset("episode_evidence", sizes, k) for k in range(sizes["episode"])]

    def refuse_more(self) -> None:
        """Refuse a case in which a mechanism acts that the peers leave out."""
        found = [what for what, used in self._more() if np.any(used)]
        if found:
            raise ValueError(f"{self.built.scenario.title}: the peers of the benchmark have no {', '.join(found)}")

    def _more(self) -> list[tuple[str, Any]]:
        w, several = self.world, {"front": "fronts", "theatre": "theatres"}
        sides = [i for i, actor in enumerate(self.names.actor) if self.built.scenario.actors[actor].kind != "state"]
        served = sorted(int(d) for c, d in enumerate(w.channel_dyad) if w.hops[c])
        return [
            *((f"several {word}", len(getattr(self.names, one)) != 1) for one, word in several.items()),
            ("pairs without one channel each", served != list(range(len(self.names.dyad)))),
            ("rivals but states", np.isin(w.rival[: len(self.names.dyad)], sides)),
            ("chains of carriers", w.hops > 1),
            ("direct ties", w.ties >= 0.5),
            ("bargains", w.bargain_dyad != NOTHING),
            ("mediations", w.mediator != NOTHING),
            ("debate about mediation", w.heeds),
            ("mandates", w.mandated),
            ("governments", w.government_month >= 0),
            ("patrons", w.patron != NOTHING),
            ("hosts", w.host != NOTHING),
            ("garrisons", w.garrison),
            ("dated events", w.event_month >= 0),
            ("crises", w.crisis_rate),
            ("proxy wars", w.proxy_war),
            ("foreign fighters", w.volunteers + w.fighters),
            ("linked issues", w.linkage),
            ("coalitions", w.members > 1),
            ("absent actors", w.present == 0),
            ("steps of a week", w.step_length != 1.0),
            ("other contests", w.contest != PUBLIC_GOOD),
            ("shuffled interests", w.shuffled),
            ("uncertain past dealings", [(True, at) in self.draws for at in self._past()]),
            ("fronts that open late", w.opens_above > 0.0),
            ("forces or exposure but for states", w.air_capacity[sides] + w.ground_capacity[sides] + w.exposure[sides]),
        ]
