"""What several commands do with their words."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario


def load(path: Path) -> Scenario:
    """Read a case, once a command has one to read."""
    gc.disable()  # all that is made now stays; looking for garbage in it would take a tenth of the time
    try:
        from sim.scenario import load

        return load(path)
    finally:
        gc.enable()


def known_policies(case: Scenario, policies: tuple[str, ...]) -> None:
    """Refuse a policy that the case has not, with a suggestion."""
    from difflib import get_close_matches

    for policy in policies:
        if policy not in case.policy_names:
            near = get_close_matches(policy, case.policy_names, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(case.policy_names)}"
            raise ValueError(f"the scenario has no policy {policy!r}; {hint}")


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
