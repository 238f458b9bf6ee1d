"""From a scenario to arrays, continued: who acts where, the enemy's fronts, and pairs of rivals (see ``build``)."""

from __future__ import annotations

from typing import Any

from sim.actors import kinds
from sim.chance import address
from sim.names import dyad_name
from sim.scenario.build_writer import Writer

ACTOR_NUMBERS = (
    "risk_attitude", "audience_cost", "fixed_cost", "linkage", "arming", "armed_to", "members", "patience",
    "volunteers", "fighters", "tradition", "offices",
)  # fmt: skip
DYAD_NUMBERS = {"co_location": "co_location", "standing": "standing", "crises": "crisis_rate", "proxy_war": "proxy_war"}


class Actors(Writer):
    """Writes actors, theatres, fronts and pairs of rivals into the world of a builder."""

    def _actors(self) -> None:
        codes = list(kinds())
        for i, name in enumerate(self.names.actor):
            actor = self.scenario.actors[name]
            self.w.actor_address[i] = address(name)
            self.w.kind[i] = codes.index(actor.kind)
            self.w.present[i] = name not in self.gone
            self.w.hostile_to_all[i] = name in self.scenario.enemies
            for word in ACTOR_NUMBERS:
                self.put(f"actors.{name}.{word}", getattr(actor, word), word, i)
            if actor.mediation is not None:
                self._view(name, i, actor.mediation)
            if actor.patron is not None:
                self.w.patron[i] = self.names.actor.index(actor.patron)
                self.put(f"actors.{name}.control", actor.control, "control", i)
            for issue, interest in actor.interests.items():
                k = self.names.issue.index(issue)
                path = f"actors.{name}.interests.{issue}"
                self.put(f"{path}.position", interest.position, "position", i, k)
                self.put(f"{path}.salience", interest.salience, "salience", i, k)
            for theatre, presence in actor.theatres.items():
                t = self.names.theatre.index(theatre)
                path = f"actors.{name}.theatres.{theatre}"
                self.put(f"{path}.exposure", presence.exposure, "exposure", i, t)
                self.put(f"{path}.garrison", presence.garrison, "garrison", i, t)
                self.w.home[i, t] = bool(presence.home)
                for (_, at), f in self.front.items():
                    if at == theatre:
                        self.put(f"{path}.air", presence.air, "air_capacity", i, f)
                        self.put(f"{path}.ground", presence.ground, "ground_capacity", i, f)

    def _view(self, name: str, i: int, view: Any) -> None:
        """What an actor thinks of mediation while it is no friend of mediation, and whether it is one."""
        self.w.heeds[i] = 1
        self.w.advocate[i] = bool(view.advocate)
        self.put(f"actors.{name}.mediation.norm", view.norm, "norm_anchor", i)
        self.put(f"actors.{name}.mediation.susceptibility", view.susceptibility, "susceptibility", i)

    def _theatres(self) -> None:
        for t, name in enumerate(self.names.theatre):
            theatre = self.scenario.theatres[name]
            self.put(f"theatres.{name}.governance", theatre.governance, "governance", t)
            self.put(f"theatres.{name}.sovereignty", theatre.sovereignty, "sovereignty", t)
            if theatre.host is not None:
                self.w.host[t] = self.names.actor.index(theatre.host)

    def _fronts(self) -> None:
        self.w.ceiling = 100.0  # also where there is no enemy at all
        for (enemy, theatre), f in self.front.items():
            e = self.scenario.enemies[enemy]
            self.w.front_address[f] = address(self.names.front[f])
            self.w.front_enemy[f] = self.names.actor.index(enemy)
            self.w.front_theatre[f] = self.names.theatre.index(theatre)
            self.w.front_issue[f] = self.names.issue.index(e.issue)
            for word in ("growth", "ceiling", "attrition", "recruits", "spread", "fallen_below"):
                self.put(f"enemies.{enemy}.{word}", getattr(e, word), word, f)
            if enemy not in self.gone:
                path = f"enemies.{enemy}.theatres.{theatre}.strength"
                self.put(path, e.theatres[theatre].strength, "strength", f)
            self.put(
                f"enemies.{enemy}.theatres.{theatre}.opens_above", e.theatres[theatre].opens_above, "opens_above", f
            )

    def _dyads(self) -> None:
        for (first, second), d in self.dyads.items():
            pair = self.scenario.relation(first, second)
            self.w.dyad_address[d] = address(dyad_name(first, second))
            sides = self.names.actor.index(first), self.names.actor.index(second)
            self.w.rival[d] = sides
            self.w.dyad[sides] = self.w.dyad[sides[::-1]] = d
            self.w.ties[d] = bool(pair.ties.value)
            for word, fact in DYAD_NUMBERS.items():
                self.put(f"relations.{first}.{second}.{word}", getattr(pair, word), fact, d)
        for pair in self.scenario.relations:
            for backer, share in pair.backing.items():
                backed = pair.between[1] if backer == pair.between[0] else pair.between[0]
                at = self.names.actor.index(backer), self.names.actor.index(backed)
                self.put(f"relations.{'.'.join(sorted(pair.between))}.backing.{backer}", share, "backing", *at)
