"""The same case as one coder alone reads it, or with two actors a little nearer or further apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.scenario.pooling import Pooled, by_coder, is_pooled, pool
from sim.scenario.schema_actors import Actor, Interest
from sim.scenario.values import Number, Table

LOW, HIGH = -1.0, 1.0  # ends of a position

Actors = Mapping[str, Actor]


def coders_of(actors: Actors) -> tuple[str, ...]:
    """Whose rows a case holds, in the order of the alphabet."""
    rows = (row for actor in actors.values() for one in actor.interests.values() for row in one.codings)
    return tuple(by_coder(rows))


def by_one(actors: Actors, coder: str) -> Table[Actor]:
    """Every pooled interest as this coder alone has it.

    What the coder does not code keeps the pooled number and says so in its note; what the case gives itself stays.
    """
    return _each(actors, lambda interest: _read_by(interest, coder) if is_pooled(interest) else interest)


def left_to_others(actors: Actors, coder: str) -> tuple[int, int]:
    """How many pooled interests this coder does not code, and how many there are."""
    pooled = [one for actor in actors.values() for one in actor.interests.values() if is_pooled(one)]
    return sum(all(row.coder != coder for row in one.codings) for one in pooled), len(pooled)


def _each(actors: Actors, change: Callable[[Interest], Interest]) -> Table[Actor]:
    changed = {}
    for name, actor in actors.items():
        interests = {issue: change(interest) for issue, interest in actor.interests.items()}
        changed[name] = actor.model_copy(update={"interests": Table(interests)})
    return Table(changed)


def _read_by(interest: Interest, coder: str) -> Interest:
    own = [row for row in interest.codings if row.coder == coder]
    if not own:
        note = f"not coded by {coder}; the number of the other coders is kept"
        return interest.model_copy(update={"note": f"{interest.note}; {note}" if interest.note else note})
    return _with(interest, pool(own))


def _with(interest: Interest, found: Pooled) -> Interest:
    """An interest with other numbers, and what they rest on."""
    basis = {"source": found.places, "coder": ", ".join(found.coders), "confidence": found.confidence}
    position = {"value": found.position, "spread": found.position_spread, **basis}
    salience = {"value": found.salience, "spread": found.salience_spread, **basis}
    numbers = {
        "position": interest.position.model_copy(update=position),
        "salience": interest.salience.model_copy(update=salience),
    }
    return interest.model_copy(update=numbers | basis)


def apart(actors: Actors, one: str, other: str, by: float) -> Table[Actor]:
    r"""Move two actors apart (or together, below 0) on every issue that both have an interest in.

    .. math:: x_{\pm}' = \mathrm{clip}\left(x_{\pm} \pm \tfrac{b}{2}, -1, 1\right)

    for the upper and the lower of two positions. Together they come no nearer than their middle; of two equal ones
    the first named is the upper.
    """
    first, second = dict(actors[one].interests), dict(actors[other].interests)
    for issue in first.keys() & second.keys():
        x, y = first[issue].position, second[issue].position
        gap = x.value - y.value
        half = max(by, -abs(gap)) / 2 * (1 if gap >= 0 else -1)
        first[issue] = first[issue].model_copy(update={"position": _moved(x, half)})
        second[issue] = second[issue].model_copy(update={"position": _moved(y, -half)})
    moved = {one: first, other: second}
    return Table(
        {
            name: actor.model_copy(update={"interests": Table(moved[name])}) if name in moved else actor
            for name, actor in actors.items()
        }
    )


def _moved(position: Number[float], by: float) -> Number[float]:
    """A position further along, with its range, within the ends of the issue."""

    def clip(x: float) -> float:
        return min(HIGH, max(LOW, x + by))

    ends = None if position.range is None else (clip(position.range[0]), clip(position.range[1]))
    return position.model_copy(update={"value": clip(position.value), "range": ends})
