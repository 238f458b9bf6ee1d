"""A diagnosis: what theories expect of a case, as tables, beside what the simulation does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.diagnostics.closed_forms import CEILING, START, ClosedForm, expectation
from sim.diagnostics.landscape import Minima
from sim.diagnostics.neutrality import Contest, Neutral
from sim.intervals import Estimate
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
SECTIONS = ("pairs", "actors", "landscape", "contest", "closed_forms")


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What theories expect of a case. ``print`` it, take a table with ``frame``, or all of it with ``as_dict``."""

    scenario: Scenario
    actors: tuple[str, ...]
    size: np.ndarray
    propensity: np.ndarray
    """Inclination of two actors to work together, from -1 to 1, rows and columns in the order of ``actors``."""
    landscape: Minima
    faction: np.ndarray | None
    """1 or -1 for the side of each actor by structural balance, 0 for neither; None where the theory has no answer."""
    blow_up: float
    """When the factions are complete, in the theory's own time (one over a unit of propensity); NaN if never."""
    contest: Contest | None
    neutral: tuple[Neutral, ...]
    closed_forms: tuple[ClosedForm, ...]
    pairs: tuple[tuple[str, str], ...]
    emergence: dict[str, Estimate] | None
    """Chance that indirect cooperation emerges, by pair, if the simulation was asked."""
    notes: dict[str, tuple[str, ...]]
    """Per section, sentences on what was left out and why."""

    def frame(self, section: str = "pairs") -> pd.DataFrame:
        """One table, one row a pair of rivals, an actor, a split, a neutral pair, or a pair on a front.

        Raises:
            KeyError: there is no such section.
        """
        import pandas as pd

        if section not in SECTIONS:
            raise KeyError(f"the diagnosis has no section {section!r}; there are {', '.join(SECTIONS)}")
        return pd.DataFrame(self.rows(section))

    def as_dict(self) -> dict[str, Any]:
        """All sections as plain lists of rows, with the title and the notes."""
        tables = {section: self.rows(section) for section in SECTIONS}
        return {"title": self.scenario.title, **tables, "notes": {k: list(v) for k, v in self.notes.items()}}

    def rows(self, section: str) -> list[Row]:
        """The rows of a section, as plain Python."""
        made: dict[str, Callable[[], list[Row]]] = {
            "pairs": lambda: [self._pair(*pair) for pair in self.pairs],
            "actors": lambda: [self._actor(k) for k in range(len(self.actors))],
            "landscape": self._splits,
            "contest": self._contests,
            "closed_forms": lambda: [_closed(one) for one in self.closed_forms],
        }
        return made[section]()

    def _pair(self, one: str, other: str) -> Row:
        name, i, j = f"{one} – {other}", self.actors.index(one), self.actors.index(other)
        made_neutral = {n.pair: n for n in self.neutral}.get(name)
        row: Row = {"pair": name, "propensity": float(self.propensity[i, j]), "landscape": self._landscape(one, other)}
        row["balance"] = self._balance(i, j)
        row["neutral_enemy_share"] = made_neutral.enemy_share if made_neutral and made_neutral.enemies else None
        for moment in (START, CEILING):
            row[f"closed_form_{moment}"] = expectation(self.closed_forms, name, moment)
        found = (self.emergence or {}).get(name)
        row |= dict(zip(("emergence", "low", "high", "n"), found or (None,) * 4, strict=True))
        return row

    def _landscape(self, one: str, other: str) -> str:
        blocs = self.landscape[0].blocs
        return "together" if any(one in bloc and other in bloc for bloc in blocs) else "apart"

    def _balance(self, i: int, j: int) -> str | None:
        if self.faction is None or not self.faction[i] or not self.faction[j]:
            return None
        return "together" if self.faction[i] == self.faction[j] else "apart"

    def _actor(self, k: int) -> Row:
        name = self.actors[k]
        bloc = next(b + 1 for b, bloc in enumerate(self.landscape[0].blocs) if name in bloc)
        faction = None if self.faction is None else int(self.faction[k])
        row: Row = {"actor": name, "size": float(self.size[k]), "bloc": bloc, "faction": faction}
        made, parties = (self.contest.made, self.contest.parties) if self.contest else (None, ())
        at = parties.index(name) if name in parties else None
        for word in ("effort", "share", "payoff"):
            row[word] = None if made is None or at is None else float(getattr(made, word)[at])
        return row

    def _splits(self) -> list[Row]:
        words = [[", ".join(bloc) for bloc in m.blocs] + [""] for m in self.landscape]
        return [
            {"energy": m.energy, "one_side": w[0], "other_side": w[1]}
            for m, w in zip(self.landscape, words, strict=True)
        ]

    def _contests(self) -> list[Row]:
        if self.contest is None:
            return []
        return [_fought("as coded", self.contest), *(_fought(n.pair, n.after) for n in self.neutral)]

    def __str__(self) -> str:
        from sim.diagnostics.text import render

        return render(self, 140)


def _fought(neutral: str, held: Contest) -> Row:
    return {"neutral": neutral, "effort": held.total, "against_enemy": held.against, "enemy_share": held.enemy_share}


def _closed(one: ClosedForm) -> Row:
    row = {word: value for word, value in vars(one).items() if word not in ("least_trust", "trust")}
    for word in ("least_trust", "trust"):
        row[f"{word}_by_air"], row[f"{word}_on_ground"] = getattr(one, word)
    return row | {"expects": one.expects}
