"""Whether a user's class answers the questions that there are, as they are asked; found out before any run.

A misspelt answer would never be asked for, and the actor would quietly play as the kind that it is made from.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from sim import ask
from sim._compile import Decision, plain
from sim.actors import Actor
from sim.actors.state import State

LIKE = 0.8  # how alike a method's name and a question's are, of 1, to be taken for a slip
_GIVEN = 3  # world, p, me: what a compiled decision is given before what it is asked about
_OURS = {"sim", "mesa", "builtins", "typing", "abc"}


def any_plain(actors: Mapping[str, type[Actor]]) -> bool:
    """Whether a class answers in plain Python, so that runs have to be stepped.

    >>> import sim
    >>> any_plain({"North": sim.State})
    False
    """
    return any(ask.is_plain(kind, question) for kind in actors.values() for question in ask.QUESTIONS)


def check(kind: type[Actor]) -> None:
    """See that a class answers only questions that there are, each as it is asked.

    Raises:
        ValueError: it does not; a sentence says where, and what to write instead.

    >>> import sim
    >>> class Slip(sim.State):
    ...     __module__ = "my_actors"
    ...
    ...     def take_prat(self, front):
    ...         return 1.0
    >>> check(Slip)
    Traceback (most recent call last):
    ValueError: <...>:4: Slip.take_prat is no question, so nobody would ask it; did you mean 'take_part'? (a helper ...
    """
    for owner, name, value in _own(kind):
        if name in ask.QUESTIONS:
            _refuse_otherwise_asked(owner, name, value)
        else:
            _refuse_misspelt(owner, name, value)


def _own(kind: type[Actor]) -> Iterator[tuple[type, str, Any]]:
    """What the user's own classes define, by class and name."""
    for owner in kind.__mro__:
        if owner.__module__.split(".")[0] not in _OURS:
            yield from ((owner, name, value) for name, value in vars(owner).items())


def _refuse_misspelt(owner: type, name: str, value: Any) -> None:
    if name.startswith("_") or hasattr(State, name) or not (callable(value) or isinstance(value, Decision)):
        return
    near = get_close_matches(name, ask.QUESTIONS, 1, 1e-9 if isinstance(value, Decision) else LIKE)
    if near:
        raise ValueError(
            f"{_place(value)}{owner.__name__}.{name} is no question, so nobody would ask it; did you mean {near[0]!r}?"
            f" (a helper of your own begins with _; questions are {', '.join(ask.QUESTIONS)})"
        )


def _refuse_otherwise_asked(owner: type, name: str, value: Any) -> None:
    compiled = isinstance(value, Decision)
    function = plain(value.compiled) if compiled else getattr(value, "__func__", value)
    if not callable(function):
        raise ValueError(f"{owner.__name__}.{name} is {function!r}, and no method; write {_written(name, False)}")
    bound = isinstance(value, staticmethod | classmethod)
    count = len(_about(name)) + (_GIVEN if compiled else 0 if isinstance(value, staticmethod) else 1)
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        found = inspect.signature(function)
        instead = _written(name, compiled and not bound)
        raise ValueError(f"{_place(value)}{owner.__name__}.{name}{found} cannot be asked; write {instead}") from None
    except ValueError:
        return  # written in C: nobody can tell before it is asked


def _about(question: str) -> list[str]:
    """What a question is about, as the kinds of this package name it."""
    decision = next(vars(owner)[question] for owner in State.__mro__ if question in vars(owner))
    return list(inspect.signature(plain(decision.compiled)).parameters)[_GIVEN:]


def _written(question: str, compiled: bool) -> str:
    given = ["world", "p", "me"] if compiled else ["self"]
    return f"def {question}({', '.join([*given, *_about(question)])})"


def _place(value: Any) -> str:
    """File and line of a function, as far as they are known."""
    function = plain(value.compiled) if isinstance(value, Decision) else getattr(value, "__func__", value)
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return f"{code.co_filename}:{code.co_firstlineno}: " if code is not None else ""
