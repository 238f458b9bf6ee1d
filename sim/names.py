"""Names: between the words of a scenario and the places of the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sim.world import ARMS, NAMES, QUESTIONS, WORDS


class Row(Mapping[Any, Any]):
    """Numbers of the world under their names; a view: it shows what the world holds now.

    >>> import numpy as np
    >>> trust = Row("trust", [("Iran", "Iraq")], np.array([0.2, 0.7]))
    >>> trust["Iran"], dict(trust)
    (0.2, {'Iran': 0.2, 'Iraq': 0.7})
    >>> trust["Irak"]
    Traceback (most recent call last):
    KeyError: "trust has no 'Irak'; did you mean 'Iraq'?"
    """

    def __init__(
        self, fact: str, names: Sequence[tuple[Any, ...]], values: Any, at: Sequence[Any] | None = None
    ) -> None:
        self._fact, self._names, self._values, self._at = fact, names, values, at

    def __getitem__(self, name: Any) -> Any:
        k = place(self._fact, self._names[0], name)
        value = self._values[k if self._at is None else self._at[k]]
        deeper = self._names[1:]
        return Row(f"{self._fact}[{name!r}]", deeper, value) if deeper else value.item()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._names[0])

    def __len__(self) -> int:
        return len(self._names[0])

    def __repr__(self) -> str:
        return f"{self._fact}: {_plain(self)}"


def _plain(row: Row) -> dict[Any, Any]:
    return {name: _plain(value) if isinstance(value, Row) else value for name, value in row.items()}


def place(what: str, names: tuple[Any, ...], name: Any) -> int:
    """Where a name stands.

    Raises:
        KeyError: there is no such name; the nearest one is proposed.
    """
    try:
        return names.index(name)
    except ValueError:
        near = get_close_matches(str(name), [str(n) for n in names], 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(map(repr, names)) or 'none'}"
        raise KeyError(f"{what} has no {name!r}; {hint}") from None


_ASKED_OF = {
    "carry": "channel",
    "take_part": "front",
    "effort": "front",
    "consent": "mediation",
    "accept": "bargain",
    "keep": "bargain",
}


@dataclass(frozen=True)
class Names:
    """The names along each dimension of a world, in the order of the record (the alphabet's)."""

    actor: tuple[str, ...]
    issue: tuple[str, ...]
    theatre: tuple[str, ...]
    front: tuple[str, ...]
    dyad: tuple[tuple[str, str], ...]
    channel: tuple[str, ...]
    mediation: tuple[str, ...] = ()
    bargain: tuple[str, ...] = ()
    government: tuple[str, ...] = ()
    word: tuple[str, ...] = WORDS
    question: tuple[str, ...] = QUESTIONS

    def of(self, dimension: str) -> tuple[str, ...]:
        """The names along a dimension of a fact; numbers where it has no names."""
        if dimension == "dyad":
            return tuple(dyad_name(*pair) for pair in self.dyad)
        return getattr(self, dimension, ())

    def indices(self, question: str, about: tuple[str, ...]) -> tuple[int, ...]:
        """The indices that a question's arguments stand for."""
        per = _ASKED_OF.get(question, "actor")
        first = place(f"a {per}", self.of(per), about[0])
        return (first, place("an arm", ARMS, about[1])) if question == "effort" else (first,)

    def rivals_of(self, world: Any, actor: int) -> list[tuple[int, int, str]]:
        """(dyad, the actor's side, the rival's name) for each pair of rivals that the actor is in."""
        name = self.actor[actor]
        pairs = ((d, pair) for d, pair in enumerate(self.dyad) if name in pair)
        return [(d, pair.index(name), pair[1 - pair.index(name)]) for d, pair in pairs]

    def view(self, world: Any, fact: str, actor: int) -> Any:
        """What a fact says of one actor: a number, or numbers under the names they are per."""
        per = NAMES[fact].per.split()
        values = world[fact]
        if per[:1] == ["actor"]:
            per, values = per[1:], values[actor]
        if per[:1] == ["dyad"]:
            mine = self.rivals_of(world, actor)
            sided = per[1:2] == ["side"]
            at = [(d, side) if sided else d for d, side, _ in mine]
            deeper = self._along(per[2 if sided else 1 :], values.shape[2 if sided else 1 :])
            return Row(fact, [tuple(rival for *_, rival in mine), *deeper], values, at)
        return Row(fact, self._along(per, values.shape), values) if per else values.item()

    def _along(self, per: Sequence[str], shape: Sequence[int]) -> list[tuple[Any, ...]]:
        """Names along each dimension; numbers from 0 where it has no names."""
        return [self.of(d) or tuple(range(size)) for d, size in zip(per, shape, strict=True)]


def dyad_name(first: str, second: str) -> str:
    """How a pair is written everywhere.

    >>> dyad_name("Iran", "United States")
    'Iran – United States'
    """
    return f"{first} – {second}"


def front_name(enemy: str, theatre: str) -> str:
    """How a front is written everywhere.

    >>> front_name("ISIS", "Iraq")
    'ISIS in Iraq'
    """
    return f"{enemy} in {theatre}"
