"""Notes on a case that is valid and may still not say what its author means; ``sim check`` prints them."""

from __future__ import annotations

from collections.abc import Iterable

from sim.counted import counted
from sim.scenario.case import Scenario
from sim.scenario.provenance import givens
from sim.scenario.text import Month
from sim.scenario.values import Number

SPELL = 6  # months that count as the emergence of cooperation
MUCH = 100.0  # units of effort, the whole scale of an enemy's strength


def notes(scenario: Scenario) -> list[str]:
    """What to look at twice, a sentence each.

    >>> from sim.scenario import load
    >>> from sim.examples import folder
    >>> any("neither a range nor a spread" in note for note in notes(load(folder() / "common_enemy.yaml")))
    True
    """
    return [note for part in (_length, _pairs, _threatened, _forces, _fixed) for note in part(scenario)]


def _length(scenario: Scenario) -> Iterable[str]:
    if len(scenario.months) < SPELL:
        yield f"the case has {counted(len(scenario.months), 'month')}; no spell of {SPELL} can emerge in it"


def _pairs(scenario: Scenario) -> Iterable[str]:
    if not scenario.rivals:
        yield "there are no pairs of rivals, so there is no cooperation between rivals to measure"
    for first, second in scenario.rivals:
        if scenario.relation(first, second).ties.value:
            yield from _tied(scenario, first, second)


def _tied(scenario: Scenario, first: str, second: str) -> Iterable[str]:
    """What ties do to a pair, for as long as it has them; nothing where an event cuts them from the start."""
    until = _cut(scenario, {first, second})
    if until is None or until - scenario.months.first > 0:
        held = "" if until is None else f" until {until}, and until then"
        yield (
            f"{first} and {second} have ties{held or ', so'} their words go directly and never through third parties: "
            "cooperation is direct, or tacit where no word was heard lately, and never relayed"
        )


def _cut(scenario: Scenario, pair: set[str]) -> Month | None:
    """The first month in which an event says that a pair has no ties."""
    cuts = (
        event.date
        for event in scenario.events
        if event.set == "ties" and event.between and set(event.between) == pair and event.to and not event.to.value
    )
    return min(cuts, default=None)


def _threatened(scenario: Scenario) -> Iterable[str]:
    for enemy, facts in scenario.enemies.items():
        own = scenario.actors[enemy].interests.get(facts.issue)
        if own is not None and own.position.value > 0:
            yield f"{enemy} is the enemy and is coded as wanting {facts.issue}"
        for name, actor in scenario.actors.items():
            interest = actor.interests.get(facts.issue)
            near = [t for t in facts.theatres if t in actor.theatres and actor.theatres[t].exposure.value > 0]
            if name != enemy and near and interest is not None and interest.position.value < 0:
                yield f"{name} is coded against {facts.issue}, and is still threatened by {enemy} if far from it in all"


def _forces(scenario: Scenario) -> Iterable[str]:
    for name, actor in scenario.actors.items():
        for theatre, presence in actor.theatres.items():
            for arm in ("air", "ground"):
                force = getattr(presence, arm).value
                if force > MUCH:
                    yield f"{name} can bring {force:g} units by {arm} to {theatre}; 10 a month is a serious campaign"


def _fixed(scenario: Scenario) -> Iterable[str]:
    numbers = (one for _, one in givens(scenario) if isinstance(one, Number) and not isinstance(one.value, bool))
    fixed = [one for one in numbers if one.rests_on != "default" and one.range is None and not one.spread]
    if fixed:
        have, are = ("has", "is") if len(fixed) == 1 else ("have", "are")
        yield f"{counted(len(fixed), 'number')} {have} neither a range nor a spread and {are} the same in all runs"
