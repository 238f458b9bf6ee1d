"""What several commands do with their words."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_SEED = 2**63


class Seed(click.ParamType):
    """The seed of a first run, as batch files have it."""

    name = "integer"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it; what is none is said in a sentence."""
        text = str(value)
        if text.isdecimal() and int(text) <= MOST_SEED:
            return int(text)
        self.fail(f"{text} is no seed; a seed is a whole number from 0 to {MOST_SEED} (2^63)", param, ctx)


SEED = Seed()


def load(path: Path) -> Scenario:
    """Read a case, once a command has one to read."""
    gc.disable()  # all that is made now stays; looking for garbage in it would take a tenth of the time
    try:
        from sim.scenario import load

        return load(path)
    finally:
        gc.freeze()
        atexit.register(_let_go)
        gc.enable()


def _let_go() -> None:
    """At the end: DuckDB complains of what is not collected; for all else the time is better spent."""
    if "duckdb" in sys.modules:
        gc.unfreeze()


def known_policies(case: Scenario, policies: tuple[str, ...]) -> None:
    """Refuse a policy that the case has not, with a suggestion."""
    from sim.scenario.errors import Suggester

    for policy in policies:
        if policy not in case.policy_names:
            raise ValueError(f"the scenario has no policy {policy!r}; {Suggester()(policy, case.policy_names)}")


def command(*words: object) -> str:
    """How this command can be called again from here, with these words."""
    import shlex
    from shutil import which

    here = Path(sys.argv[0])
    if which("sim") or not here.exists():
        own = "sim"
    elif here.name == "__main__.py":
        own = "python -m sim.cli"
    else:
        own = shlex.quote(os.path.relpath(here))
    return " ".join([own, *(shlex.quote(str(word)) for word in words)])
