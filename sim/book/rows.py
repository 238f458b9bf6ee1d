"""The rows of the table of mechanisms, as a file: what is switched off in which case, and what theory expects of it.

``expected`` says which way the outcome goes when the policy is played instead of ``against`` (the case as coded, unless
another policy is named): *up*, *down*, or *open* where theory does not decide. It is written before anything is played.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, PlainValidator

from sim.examples import folder
from sim.hindcast.problems import stop_if_any, validated
from sim.outcomes import OUTCOMES
from sim.results import AS_CODED
from sim.scenario import Scenario, load
from sim.scenario.collect import Problems
from sim.scenario.errors import Path as Place
from sim.scenario.extend import read_whole
from sim.scenario.marks import Reading
from sim.scenario.text import Text, brief, refuse
from sim.scenario.values import Block

ALL = "all"
Of = str | tuple[str, str]
_WANTED = {"dyad": "a pair of rivals, as [ONE, OTHER]", "actor": "the name of an actor", "run": f"`{ALL}`"}


def _whose(value: object) -> Of:
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, list) and len(value) == 2 and all(isinstance(name, str) for name in value):
        return (value[0], value[1])
    refuse(f"{brief(value)} is nobody; write a pair as [ONE, OTHER], the name of an actor, or `{ALL}`")


def _some(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    return rows or refuse("is empty; write at least one row, each beginning with `- system: NAME`")


class Row(Block):
    """One line of the table."""

    system: Text
    mechanism: Text
    case: Text
    policy: Text
    against: Text = AS_CODED
    outcome: Text
    of: Annotated[Of, PlainValidator(_whose)]
    expected: Literal["up", "down", "open"]
    reading: Text
    why: Text | None = None

    @property
    def whose(self) -> str:
        """Whom it is about, in words."""
        return self.of if isinstance(self.of, str) else " – ".join(self.of)


class _File(Block):
    rows: Annotated[tuple[Row, ...], AfterValidator(_some)]


class Rows(NamedTuple):
    """The rows of a file, and what is needed to say where in it something is wrong."""

    file: Path
    rows: tuple[Row, ...]
    reading: Reading

    def line(self, row: Row) -> int:
        """Where a row stands."""
        return self.reading.marks[("rows", self.rows.index(row))].line

    def cases(self) -> dict[str, list[Row]]:
        """The rows by the case that they are about, since those share runs."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.case, []).append(row)
        return found

    def missing(self) -> list[str]:
        """Cases that are named but not there: the table says so, for a case may still be in the making."""
        return [case for case in self.cases() if not (self._home / case).is_file()]

    def loaded(self) -> dict[str, Scenario]:
        """The cases that are there; a ScenarioError, line by line, where one lacks what its rows name."""
        away, problems = self.missing(), Problems(self.reading)
        cases = {case: load(self._home / case) for case in self.cases() if case not in away}
        for k, row in enumerate(self.rows):
            if row.case in cases:
                _check_policies(("rows", k), row, cases[row.case], problems)
                _check_whose(("rows", k, "of"), row, cases[row.case], problems)
        stop_if_any(problems)
        return cases

    @property
    def _home(self) -> Path:
        """Cases are named from the folder of cases, in which this file has a folder of its own."""
        return self.file.resolve().parents[1]


def usual_file() -> Path:
    """The rows that come with the project.

    >>> usual_file().name
    'mechanisms.yaml'
    """
    return folder() / "book" / "mechanisms.yaml"


def read(file: Path) -> Rows:
    """Read the rows of a file; a ScenarioError lists all that is wrong with it, line by line."""
    reading = read_whole(file)
    problems = Problems(reading)
    rows = validated(_File, reading.data, problems).rows
    for k, row in enumerate(rows):
        _check_outcome(("rows", k), row, problems)
        if row in rows[:k]:
            problems.add(
                ("rows", k), f"is the same as the row in {problems.line(('rows', rows.index(row)))}; delete it"
            )
    stop_if_any(problems)
    return Rows(file, rows, reading)


def _check_outcome(path: Place, row: Row, problems: Problems) -> None:
    """An outcome exists, and is measured for what the row is about."""
    if row.outcome not in OUTCOMES:
        what = f"{brief(row.outcome)} is not an outcome; {problems.suggest(row.outcome, OUTCOMES)}"
        return problems.add((*path, "outcome"), what)
    per = OUTCOMES[row.outcome].per
    if per != ("dyad" if isinstance(row.of, tuple) else "run" if row.of == ALL else "actor"):
        problems.add((*path, "of"), f"{brief(row.outcome)} is measured per {per}; write {_WANTED[per]}")
    return None


def _check_policies(path: Place, row: Row, case: Scenario, problems: Problems) -> None:
    for word, name in (("policy", row.policy), ("against", row.against)):
        if name not in case.policy_names:
            what = f"{row.case} has no policy {brief(name)}; {problems.suggest(name, case.policy_names)}"
            problems.add((*path, word), what)


def _check_whose(path: Place, row: Row, case: Scenario, problems: Problems) -> None:
    pairs = [" – ".join(sorted(pair)) for pair in case.rivals]
    if isinstance(row.of, tuple) and " – ".join(sorted(row.of)) not in pairs:
        what = f"{brief(row.whose)} is no pair of rivals of {row.case}; {problems.suggest(row.whose, pairs)}"
        problems.add(path, what)
    elif isinstance(row.of, str) and row.of != ALL and row.of not in case.actors:
        what = f"{brief(row.of)} is not an actor of {row.case}; {problems.suggest(row.of, tuple(case.actors))}"
        problems.add(path, what)
