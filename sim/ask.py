"""Asking: the questions of a month, put to every actor; the answers become facts.

``dispatch(kinds)`` writes the compiled phases that put each question to all actors, each by its kind's decision.
Written code is kept as a file in the cache folder, so that its machine code can be kept too.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from sim import _compile
from sim.world import OFFER, QUESTIONS

_BARGAIN = """
        for b in range(world.bargain_dyad.shape[0]):
            if world.bargain_dyad[b] >= 0:
                for side in range(2):
                    i = world.rival[world.bargain_dyad[b], side]
                    if not world.plain[i, {number}]:
                        answer = {question}_of(world, p, i, b)
                        if not 0.0 <= answer <= 1.0:
                            raise ValueError("{question}: {needed}")
                        world.chance_{question}[b, side] = answer
"""
_RIVAL = """
        for d in range(world.dyad_address.shape[0]):
            for side in range(2):
                i = world.rival[d, side]
                if not world.plain[i, {number}]:
                    answer = {question}_of(world, p, i, world.rival[d, 1 - side])
                    if not 0.0 <= answer <= 1.0:
                        raise ValueError("{question}: {needed}")
                    world.chance_{question}[d, side] = answer
"""

_LOOPS = {
    "carry": """
        for c in range(world.channel_dyad.shape[0]):
            world.chance_carry[c] = 1.0
            for h in range(world.hops[c]):
                i = world.carrier[c, h]
                if not world.plain[i, {number}]:
                    answer = {question}_of(world, p, i, c)
                    if not 0.0 <= answer <= 1.0:
                        raise ValueError("{question}: {needed}")
                    world.chance_carry[c] *= answer
""",
    "message": """
        for d in range(world.dyad_address.shape[0]):
            for side in range(2):
                i = world.rival[d, side]
                if not world.plain[i, {number}]:
                    answer = {question}_of(world, p, i, world.rival[d, 1 - side])
                    if not -1 <= answer < {words}:
                        raise ValueError("{question}: {needed}")
                    world.wanted[d, side] = answer
""",
    "take_part": """
        for i in range(world.kind.shape[0]):
            for f in range(world.strength.shape[0]):
                if not world.plain[i, {number}]:
                    answer = {question}_of(world, p, i, f)
                    if not 0.0 <= answer <= 1.0:
                        raise ValueError("{question}: {needed}")
                    world.chance_part[i, f] = answer
""",
    "effort": """
        for i in range(world.kind.shape[0]):
            for f in range(world.strength.shape[0]):
                if not world.takes_part[i, f]:
                    world.air_wanted[i, f] = 0.0
                    world.ground_wanted[i, f] = 0.0
                elif not world.plain[i, {number}]:
                    by_air = {question}_of(world, p, i, f, 0)
                    on_ground = {question}_of(world, p, i, f, 1)
                    if not (0.0 <= by_air < math.inf and 0.0 <= on_ground < math.inf):
                        raise ValueError("{question}: {needed}")
                    world.air_wanted[i, f] = by_air
                    world.ground_wanted[i, f] = on_ground
""",
    "hostility": _RIVAL,
    "condemn": _RIVAL,
    "consent": """
        for m in range(world.mediator.shape[0]):
            if world.mediator[m] >= 0:
                for side in range(2):
                    i = world.rival[world.mediation_dyad[m], side]
                    if not world.plain[i, {number}]:
                        answer = {question}_of(world, p, i, m)
                        if not 0.0 <= answer <= 1.0:
                            raise ValueError("{question}: {needed}")
                        world.chance_consent[m, side] = answer
""",
    "accept": _BARGAIN,
    "keep": _BARGAIN,
}
_NEEDED = {
    "message": "a compiled decision answered no word; -1 for none, or 0 to 3 (sim.world.WORDS) is needed",
    "effort": "a compiled decision answered no effort; a finite number from 0 up is needed",
}
_PROBABILITY = "a compiled decision answered no probability; a number from 0 to 1 is needed"
_ABOUT = {
    "carry": "c",
    "message": "j",
    "take_part": "f",
    "effort": "f, arm",
    "hostility": "j",
    "condemn": "j",
    "consent": "m",
    "accept": "b",
    "keep": "b",
}


def _source(count: int) -> str:
    """The text of the compiled phases for so many kinds (``DECISIONS[question][code]``)."""
    lines = ['"""Written by sim.ask; puts each question to every actor by its kind."""', "", "import math", ""]
    for number, question in enumerate(QUESTIONS):
        about = _ABOUT[question]
        chain = [
            f"    if kind == {code}:\n        return {question}_{code}(world, p, i, {about})"
            for code in range(1, count)
        ]
        lines += [
            f"def {question}_of(world, p, i, {about}):",
            "    kind = world.kind[i]",
            *chain,
            f"    return {question}_0(world, p, i, {about})",
            "",
            f"def {question}(world, p):",
            _dedent(_loop(number, question)),
            "",
        ]
    return "\n".join(lines)


def _loop(number: int, question: str) -> str:
    needed = _NEEDED.get(question, _PROBABILITY)
    return _LOOPS[question].format(number=number, question=question, needed=needed, words=OFFER)


def _dedent(text: str) -> str:
    return "\n".join(line[4:] for line in text.strip("\n").splitlines())


def dispatch(kinds: Sequence[type], cache: bool) -> ModuleType:
    """The compiled questions for these kinds, each kind's code being its place in the sequence.

    ``cache`` is for the kinds of this package; a user's kinds are compiled anew in each session.
    """
    text = _source(len(kinds))
    name = "sim._asked"
    file = _compile.CACHE / "asked.py" if cache and _compile.CACHE is not None else None
    module = ModuleType(name)
    if file is not None:
        _write_once(file, text)
        module.__file__ = str(file)
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is not None:
            module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
    for question in QUESTIONS:
        for code, kind in enumerate(kinds):
            setattr(module, f"{question}_{code}", _decision_of(kind, question).compiled)
    exec(compile(text, str(file) if file else "<asked>", "exec"), vars(module))  # noqa: S102 - our own text
    for question in QUESTIONS:
        for function in (f"{question}_of", question):
            setattr(module, function, _compile.compiled(getattr(module, function), cache=file is not None))
    return module


def _write_once(file: Any, text: str) -> None:
    """Written whole or not at all; an unchanged file keeps its date, so its machine code stays good."""
    if file.exists() and file.read_text() == text:
        return
    part = file.with_suffix(f".{id(text)}.part")
    part.write_text(text)
    part.replace(file)


def _decision_of(kind: type, question: str) -> _compile.Decision:
    """The compiled decision of a kind; where a subclass answers in Python, the one that it overrides."""
    for owner in kind.__mro__:
        found = vars(owner).get(question)
        if isinstance(found, _compile.Decision):
            return found
    raise TypeError(f"{kind.__name__} has no decision for {question!r}; declare one with @sim.decision")


def decisions_of(kind: type) -> tuple[_compile.Decision, ...]:
    """The compiled decisions of a kind, in the order of the questions."""
    return tuple(_decision_of(kind, question) for question in QUESTIONS)


def is_plain(kind: type, question: str) -> bool:
    """Whether a kind answers a question in plain Python.

    Raises:
        ValueError: it does not answer the question at all.
    """
    for owner in kind.__mro__:
        if question in vars(owner):
            return not isinstance(vars(owner)[question], _compile.Decision)
    raise ValueError(
        f"{kind.__name__} does not answer {question!r}; make it a subclass of sim.State or of another kind"
    )
