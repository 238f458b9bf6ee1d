"""A scenario that was checked, and the changes that policies make to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from html import escape
from pathlib import Path as FilePath

from sim.scenario.errors import Path, Problem, ScenarioError, Suggester
from sim.scenario.schema import CaseFile, Contest, Policy, Relation
from sim.scenario.text import brief
from sim.scenario.values import Block, Named, Table

AS_CODED = "as_coded"
Whom = str | Iterable[str] | None


class Changes(Block):
    """What differs from the case as coded; the engine applies it when it builds the world."""

    without_actors: frozenset[str] = frozenset()
    without_channels: frozenset[str] = frozenset()
    without_enemies: frozenset[str] = frozenset()
    assume: Named[float] = Table()
    shuffle_interests: bool = False
    contest: Contest | None = None

    def __add__(self, other: Changes) -> Changes:
        """Make both changes; where they disagree, the later one holds."""
        return Changes(
            without_actors=self.without_actors | other.without_actors,
            without_channels=self.without_channels | other.without_channels,
            without_enemies=self.without_enemies | other.without_enemies,
            assume={**self.assume, **other.assume},
            shuffle_interests=self.shuffle_interests or other.shuffle_interests,
            contest=other.contest or self.contest,
        )


class Scenario(CaseFile):
    """A case ready to run. It never changes: `without` and `under` return another one."""

    path: FilePath | None = None
    text_sha256: str = ""
    content: str = ""
    """The whole case as JSON, what it extends and its coding sheets included: a scenario file of its own."""
    left_out: tuple[str, ...] = ()
    """Rows of the coding sheets that are about nothing in this case, in words."""
    changes: Changes = Changes()

    @property
    def policy_names(self) -> tuple[str, ...]:
        """What can be compared; the case as coded comes first."""
        return (AS_CODED, *self.policies)

    @property
    def rivals(self) -> tuple[tuple[str, str], ...]:
        """The declared pairs of rivals, in the order of the file."""
        return tuple(one.between for one in self.relations if one.rivals)

    def relation(self, one: str, other: str) -> Relation:
        """What holds between two actors; a pair that the file does not list has ties and no rivalry."""
        return self._relations.get(frozenset((one, other))) or Relation(between=(one, other))

    @cached_property
    def _relations(self) -> dict[frozenset[str], Relation]:
        return {frozenset(one.between): one for one in self.relations}

    def without(self, *, actor: Whom = None, channel: Whom = None, enemy: Whom = None) -> Scenario:
        """Take away actors, channels or enemies: a name, several, or "all". Unknown ones: a ScenarioError."""
        return self._changed(
            Changes(
                without_actors=self._chosen(actor, "an actor", self.actors),
                without_channels=self._chosen(channel, "a channel", self.channels),
                without_enemies=self._chosen(enemy, "an enemy", self.enemies),
            )
        )

    def under(self, policy: str) -> Scenario:
        """Apply one of the policies of the file; `as_coded` changes nothing."""
        if policy == AS_CODED:
            return self
        if policy not in self.policies:
            self._unknown(policy, "a policy", self.policy_names, ("policies",))
        chosen: Policy = self.policies[policy]
        away = chosen.without
        other = Changes(assume=chosen.assume, shuffle_interests=chosen.shuffle == "interests", contest=chosen.contest)
        return self.without(actor=away.actors, channel=away.channels, enemy=away.enemies)._changed(other)

    def _changed(self, changes: Changes) -> Scenario:
        return self.model_copy(update={"changes": self.changes + changes})

    def _chosen(self, whom: Whom, kind: str, known: Mapping[str, object]) -> frozenset[str]:
        if whom is None:
            return frozenset()
        names = tuple(known) if whom == "all" else (whom,) if isinstance(whom, str) else tuple(whom)
        for name in names:
            if name not in known:
                self._unknown(name, kind, tuple(known), ())
        return frozenset(names)

    def _unknown(self, name: str, kind: str, known: tuple[str, ...], path: Path) -> None:
        what = f"{brief(name)} is not {kind} of this case; {Suggester()(name, known)}"
        raise ScenarioError([Problem(str(self.path or self.title), None, path, what)])

    def __repr__(self) -> str:
        return f"<Scenario {self.title!r}: {len(self.actors)} actors, {len(self.months)} months>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """A short overview for notebooks."""
        rows = "".join(_row(name, actor.kind, ", ".join(actor.theatres)) for name, actor in self.actors.items())
        enemies = ", ".join(self.enemies) or "no enemy"
        line = f"{self.months.first} to {self.months.last}, against {enemies}; "
        line += f"policies: {', '.join(self.policy_names)}"
        head = "<tr><th>actor</th><th>kind</th><th>theatres</th></tr>"
        return f"<b>{escape(self.title)}</b><p>{escape(line)}</p><table>{head}{rows}</table>"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
