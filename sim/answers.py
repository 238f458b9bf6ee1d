"""Answers in plain Python: the questions of a month put, by names, to actors whose decisions are not compiled."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from sim.ask import is_plain
from sim.world import ARMS, NOTHING, OFFER, QUESTIONS, WORDS


class Asker:
    """Puts the questions month by month: to all compiled actors at once, then to those that answer in Python."""

    def __init__(self, asked: ModuleType, names: Any, plain: Sequence[Any]) -> None:
        self.asked = asked
        self.names = names
        self.plain = {q: [a for a in plain if is_plain(type(a), q)] for q in QUESTIONS}

    def __getattr__(self, question: str) -> Callable[[Any, Any], None]:
        def put(world: Any, p: Any) -> None:
            getattr(self.asked, question)(world, p)
            for actor in self.plain[question]:
                _PYTHON[question](world, self.names, actor)

        return put


def _number(value: Any) -> float:
    """An answer as a number; what is none becomes NaN, which no range holds."""
    try:
        return math.nan if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        return math.nan


def _probability(value: Any, actor: Any, question: str) -> float:
    number = _number(value)
    if not 0.0 <= number <= 1.0:
        raise ValueError(f"{actor.name}.{question} answered {value!r}; a probability from 0 to 1 is needed")
    return number


def _carry(world: Any, names: Any, actor: Any) -> None:
    for c, channel in enumerate(names.channel):
        for h in range(world.hops[c]):
            if world.carrier[c, h] == actor.index:
                world.chance_carry[c] *= _probability(actor.carry(channel), actor, "carry")


def _message(world: Any, names: Any, actor: Any) -> None:
    for d, side, rival in names.rivals_of(world, actor.index):
        word = actor.message(rival)
        if word is not None and word not in WORDS[:OFFER]:
            known = ", ".join(WORDS[:OFFER])
            raise ValueError(f"{actor.name}.message answered {word!r}; None or one of {known} is needed")
        world.wanted[d, side] = NOTHING if word is None else WORDS.index(word)


def _take_part(world: Any, names: Any, actor: Any) -> None:
    for f, front in enumerate(names.front):
        world.chance_part[actor.index, f] = _probability(actor.take_part(front), actor, "take_part")


def _effort(world: Any, names: Any, actor: Any) -> None:
    for f, front in enumerate(names.front):
        for arm, wanted in zip(ARMS, (world.air_wanted, world.ground_wanted), strict=True):
            if world.takes_part[actor.index, f]:
                answer = actor.effort(front, arm)
                if not 0.0 <= _number(answer) < math.inf:
                    raise ValueError(f"{actor.name}.effort answered {answer!r}; a finite number from 0 up is needed")
                wanted[actor.index, f] = _number(answer)


def _about_rivals(question: str) -> Callable[[Any, Any, Any], None]:
    def put(world: Any, names: Any, actor: Any) -> None:
        chances = world[f"chance_{question}"]
        for d, side, rival in names.rivals_of(world, actor.index):
            chances[d, side] = _probability(getattr(actor, question)(rival), actor, question)

    return put


def _consent(world: Any, names: Any, actor: Any) -> None:
    for m, mediation in enumerate(names.mediation):
        for side in range(2):
            if world.rival[world.mediation_dyad[m], side] == actor.index:
                world.chance_consent[m, side] = _probability(actor.consent(mediation), actor, "consent")


def _about_bargains(question: str) -> Callable[[Any, Any, Any], None]:
    def put(world: Any, names: Any, actor: Any) -> None:
        for b, bargain in enumerate(names.bargain):
            for side in range(2):
                if world.rival[world.bargain_dyad[b], side] == actor.index:
                    answer = getattr(actor, question)(bargain)
                    world[f"chance_{question}"][b, side] = _probability(answer, actor, question)

    return put


_PYTHON: dict[str, Callable[[Any, Any, Any], None]] = {
    "carry": _carry,
    "message": _message,
    "take_part": _take_part,
    "effort": _effort,
    "hostility": _about_rivals("hostility"),
    "condemn": _about_rivals("condemn"),
    "consent": _consent,
    "accept": _about_bargains("accept"),
    "keep": _about_bargains("keep"),
}


def to_words(question: str, answer: Any) -> Any:
    """A compiled answer as a user gives it: a word for a message, a number for the rest."""
    if question == "message":
        return None if answer == NOTHING else WORDS[answer]
    return float(answer)
