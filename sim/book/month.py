"""The month as it stands on its page: its steps in order, with their comments, and what each reaches."""

from __future__ import annotations

import ast
from functools import cache
from typing import NamedTuple

from sim.book import code
from sim.world import QUESTIONS


class Step(NamedTuple):
    """One line of the month."""

    name: str  # ``perceive``, or ``ask.effort``
    when: str  # begin, month
    about: str
    roots: tuple[str, ...]  # the functions of the model that it begins with

    @property
    def reached(self) -> frozenset[str]:
        """Every function of the model that this step may call."""
        return frozenset().union(*(code.reached(root) for root in self.roots))


@cache
def steps() -> tuple[Step, ...]:
    """All steps, those before the first month too.

    >>> [step.name for step in steps()][:4]
    ['draw', 'deal', 'settle', 'happen']
    """
    file = code.SIM / "month.py"
    lines = file.read_text(encoding="utf-8").splitlines()
    known = code.imported(code.tree(file))
    found = []
    for function in code.tree(file).body:
        if isinstance(function, ast.FunctionDef):
            for node in function.body:
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                    _, _, comment = lines[node.lineno - 1].partition("  # ")
                    found.append(_step(ast.unparse(node.value.func), function.name, comment, known))
    return tuple(found)


def _step(name: str, when: str, comment: str, known: dict[str, str]) -> Step:
    if name.startswith("ask."):
        return Step(name, when, comment, tuple(decisions(name.removeprefix("ask."))))
    return Step(name, when, comment or code.functions()[known[name]].about, (known[name],))


def decisions(question: str) -> list[str]:
    """The kinds' own decisions for a question (a kind that has none of its own takes its parent's).

    >>> decisions("effort")
    ['sim.actors.protecting_power.ThirdParty.effort', 'sim.actors.state.State.effort']
    """
    return [name for name in code.functions() if name.startswith("sim.actors.") and name.split(".")[4:] == [question]]


def acts_in(name: str) -> list[str]:
    """The steps of the month in which a rule acts, in order."""
    return [step.name for step in steps() if name in step.reached]


def questions_of(name: str) -> list[str]:
    """The questions whose answers use a rule."""
    return [q for q in QUESTIONS if f"ask.{q}" in acts_in(name)]
