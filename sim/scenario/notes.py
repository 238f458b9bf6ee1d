"""Notes on a case that is valid and may still not say what its author means; ``sim check`` prints them."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.case import Scenario
from sim.scenario.provenance import rows

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
        yield f"the case has {len(scenario.months)} months; no spell of {SPELL} can emerge in it"


def _pairs(scenario: Scenario) -> Iterable[str]:
    if not scenario.rivals:
        yield "there are no pairs of rivals, so there is no cooperation between rivals to measure"
    for first, second in scenario.rivals:
        if scenario.relation(first, second).ties.value:
            yield f"{first} and {second} have ties, so they cooperate directly if at all, never indirectly"


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
    fixed = [r for r in rows(scenario) if not isinstance(r.value, bool) and r.range is None and not r.spread]
    counted = [r for r in fixed if r.rests_on != "default"]
    if counted:
        yield f"{len(counted)} numbers have neither a range nor a spread and are the same in all runs"
