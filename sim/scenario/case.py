"""A scenario that was checked, and the changes that policies make to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path as FilePath
from typing import NoReturn

from sim.assumptions import ASSUMPTIONS
from sim.scenario.errors import Path, Problem, ScenarioError, Suggester
from sim.scenario.recoding import apart, by_one, coders_of
from sim.scenario.schema import CaseFile, Contest, Policy
from sim.scenario.schema_actors import Actor, Relation
from sim.scenario.text import brief
from sim.scenario.values import Block, Named, Table

AS_CODED = "as_coded"
Whom = str | Iterable[str] | None


class Changes(Block):
    """What differs from the case as coded.

    The engine applies it when it builds the world; but `coder` and `shifted` only tell what was done to the interests.
    """

    without_actors: frozenset[str] = frozenset()
    without_channels: frozenset[str] = frozenset()
    without_enemies: frozenset[str] = frozenset()
    without_events: frozenset[str] = frozenset()
    without_mediations: frozenset[str] = frozenset()
    without_bargains: frozenset[str] = frozenset()
    without_governments: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    assume: Named[float] = Table()
    shuffle_interests: bool = False
    contest: Contest | None = None
    coder: str | None = None
    shifted: tuple[tuple[str, str, float], ...] = ()

    def __add__(self, other: Changes) -> Changes:
        """Make both changes; where they disagree, the later one holds."""
        taken = {word: getattr(self, word) | getattr(other, word) for word in AWAY}
        return Changes(
            **taken,
            order=other.order or self.order,
            assume={**self.assume, **other.assume},
            shuffle_interests=self.shuffle_interests or other.shuffle_interests,
            contest=other.contest or self.contest,
            coder=other.coder or self.coder,
            shifted=self.shifted + other.shifted,
        )


AWAY = tuple(word for word in Changes.model_fields if word.startswith("without_"))


class Scenario(CaseFile):
    """A case ready to run. It never changes: `without` and `under` return another one."""

    path: FilePath | None = None
    text_sha256: str = ""
    """A hash of what the case says, however its file is laid out, what it extends included."""
    files: tuple[tuple[FilePath, str], ...] = ()
    """Its file and those that it extends, each with the SHA-256 of what was read; none for a text."""
    content: str = ""
    """The whole case as JSON, what it extends and its coding sheets included: a scenario file of its own."""
    left_out: tuple[str, ...] = ()
    """Rows of the coding sheets that are about nothing in this case, in words."""
    changes: Changes = Changes.model_construct()

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

    def without(
        self,
        *,
        actor: Whom = None,
        channel: Whom = None,
        enemy: Whom = None,
        event: Whom = None,
        mediation: Whom = None,
        bargain: Whom = None,
        government: Whom = None,
    ) -> Scenario:
        """Take away parts of the case: a name, several, or "all". Unknown ones: a ScenarioError."""
        return self._changed(
            Changes(
                without_actors=self._chosen(actor, "an actor", self.actors),
                without_channels=self._chosen(channel, "a channel", self.channels),
                without_enemies=self._chosen(enemy, "an enemy", self.enemies),
                without_events=self._chosen(event, "a named event", {e.name: e for e in self.events if e.name}),
                without_mediations=self._chosen(mediation, "a mediation", self.mediations),
                without_bargains=self._chosen(bargain, "a bargain", self.bargains),
                without_governments=self._chosen(government, "a government", self.governments),
            )
        )

    def assume(self, **parameters: float) -> Scenario:
        """Set parameters of the model (``sim.assumptions``). Unknown ones, or out of range: a ScenarioError."""
        for name, value in parameters.items():
            if name not in ASSUMPTIONS:
                self._unknown(name, "an assumption", tuple(ASSUMPTIONS), ("assumptions",))
            low, high = ASSUMPTIONS[name].low, ASSUMPTIONS[name].high
            if not low <= value <= high:
                what = f"{value} is out of range; {name} runs from {low:g} to {high:g}"
                raise ScenarioError([Problem(str(self.path or self.title), None, ("assumptions", name), what)])
        return self._changed(Changes(assume=parameters))

    def under(self, policy: str) -> Scenario:
        """Apply one of the policies of the file; `as_coded` changes nothing."""
        if policy == AS_CODED:
            return self
        if policy not in self.policies:
            self._unknown(policy, "a policy", self.policy_names, ("policies",))
        chosen: Policy = self.policies[policy]
        away = chosen.without
        other = Changes(
            assume=chosen.assume,
            shuffle_interests=chosen.shuffle == "interests",
            contest=chosen.contest,
            order=chosen.order,
        )
        cut = self.without(
            actor=away.actors,
            channel=away.channels,
            enemy=away.enemies,
            event=away.events,
            mediation=away.mediations,
            bargain=away.bargains,
            government=away.governments,
        )
        return cut._changed(other)

    @property
    def coders(self) -> tuple[str, ...]:
        """Whose rows of coding sheets the case holds."""
        return coders_of(self.actors)

    def recoded(self, coder: str) -> Scenario:
        """The case as one coder alone reads it; what that coder leaves out keeps the pooled number, with a note.

        Interests that the file gives itself stay as they are. Recode before shifting anybody. Unknown coders: a
        ScenarioError.
        """
        if coder not in self.coders:
            self._unknown(coder, "a coder", self.coders, ())
        if self.changes.coder or self.changes.shifted:
            self._refuse("this case is recoded or shifted already; recode the case as it was loaded, then shift it")
        return self._changed(Changes(coder=coder), by_one(self.actors, coder))

    def shifted(self, one: str, other: str, by: float) -> Scenario:
        """The case with two actors further apart (nearer, if `by` is below 0) on every issue that both care about.

        Each is moved by half of it, and neither beyond the end of the issue nor past the other. Unknown actors: a
        ScenarioError.
        """
        for name in (one, other):
            if name not in self.actors:
                self._unknown(name, "an actor", tuple(self.actors), ())
        if one == other or not -2 <= by <= 2:
            self._refuse(f"cannot move {brief(one)} and {brief(other)} apart by {by}; name two actors and -2 to 2")
        return self._changed(Changes(shifted=((one, other, float(by)),)), apart(self.actors, one, other, by))

    def _changed(self, changes: Changes, actors: Mapping[str, Actor] | None = None) -> Scenario:
        changed = {"changes": self.changes + changes, "actors": self.actors if actors is None else actors}
        return self.model_copy(update=changed)

    def _chosen(self, whom: Whom, kind: str, known: Mapping[str, object]) -> frozenset[str]:
        if whom is None:
            return frozenset()
        names = tuple(known) if whom == "all" else (whom,) if isinstance(whom, str) else tuple(whom)
        for name in names:
            if name not in known:
                self._unknown(name, kind, tuple(known), ())
        return frozenset(names)

    def _unknown(self, name: str, kind: str, known: tuple[str, ...], path: Path) -> NoReturn:
        self._refuse(f"{brief(name)} is not {kind} of this case; {Suggester()(name, known)}", path)

    def _refuse(self, what: str, path: Path = ()) -> NoReturn:
        raise ScenarioError([Problem(str(self.path or self.title), None, path, what)])

    def __repr__(self) -> str:
        return f"<Scenario {self.title!r}: {len(self.actors)} actors, {len(self.months)} months>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """A short overview for notebooks."""
        from html import escape  # with its names of all characters: not for every command

        rows = "".join(_row(name, actor.kind, ", ".join(actor.theatres)) for name, actor in self.actors.items())
        enemies = ", ".join(self.enemies) or "no enemy"
        line = f"{self.months.first} to {self.months.last}, against {enemies}; "
        line += f"policies: {', '.join(self.policy_names)}"
        head = "<tr><th>actor</th><th>kind</th><th>theatres</th></tr>"
        return f"<b>{escape(self.title)}</b><p>{escape(line)}</p><table>{head}{rows}</table>"


def _row(*cells: str) -> str:
    from html import escape

    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
