"""The contest with spill-overs on a case: its rivals as foes, and each pair in turn leaving each other alone.

Parties are all who have forces, and the common enemies. Rivals are foes, everybody is the enemy's foe, and who agree
more than not and are no rivals are friends (as in the month under ``contest: krtz``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.diagnostics.checks import Matrix
from sim.diagnostics.contest import Equilibrium, equilibrium
from sim.diagnostics.reading import Reading


@dataclass(frozen=True, eq=False)
class Contest:
    """Efforts, shares and payoffs of the parties, in units of the prize that they fight for."""

    parties: tuple[str, ...]
    hostile: tuple[bool, ...]
    """Which parties are common enemies."""
    made: Equilibrium

    @property
    def total(self) -> float:
        """All efforts together."""
        return self.made.total

    @property
    def against(self) -> float:
        """The efforts of all but the common enemies."""
        return float(self.made.effort[~np.array(self.hostile)].sum())

    @property
    def enemy_share(self) -> float:
        """What the common enemies hold of the prize."""
        return float(self.made.share[np.array(self.hostile)].sum())


@dataclass(frozen=True, eq=False)
class Neutral:
    """What changes if one pair of rivals leaves each other alone."""

    pair: str
    before: Contest
    after: Contest

    @property
    def enemies(self) -> bool:
        """Whether there is a common enemy at all."""
        return any(self.before.hostile)

    @property
    def fighting(self) -> float:
        """Change of all efforts together."""
        return self.after.total - self.before.total

    @property
    def against(self) -> float:
        """Change of the efforts of all but the enemies."""
        return self.after.against - self.before.against

    @property
    def enemy_share(self) -> float:
        """Change of the enemies' share of the prize."""
        return self.after.enemy_share - self.before.enemy_share


def contest(case: Reading) -> tuple[Contest | None, tuple[Neutral, ...], tuple[str, ...]]:
    """The contest as coded, each pair made neutral, and sentences on what the theory cannot speak of."""
    who = [i for i in case.here if case.forces[i] > 0.0 or i in case.enemies]
    if len(who) < 2:
        return None, (), ("Fewer than two parties have forces, so there is no contest.",)
    links = np.array([[case.link(i, j) for j in who] for i in who])
    try:
        before = _held(case, who, links)
    except ValueError as error:
        return None, (), (f"Left out: {error}.",)
    found, silent = [], []
    for d, i, j in case.pairs:
        if i in who and j in who:
            try:
                found.append(Neutral(case.pair_name(d), before, _held(case, who, _without(links, who, i, j))))
            except ValueError as error:
                silent.append(f"{case.pair_name(d)} left out: {error}.")
    return before, tuple(found), tuple(silent)


def _without(links: Matrix, who: list[int], i: int, j: int) -> Matrix:
    """The links when two leave each other alone."""
    changed, one, other = links.copy(), who.index(i), who.index(j)
    changed[one, other] = changed[other, one] = 0
    return changed


def _held(case: Reading, who: list[int], links: Matrix) -> Contest:
    p, names = case.built.p[0], case.names(who)
    made = equilibrium(links == 1, links == -1, float(p.ally_help), float(p.enemy_harm), names)
    return Contest(tuple(names), tuple(i in case.enemies for i in who), made)
