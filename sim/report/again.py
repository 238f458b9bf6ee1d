"""How to play a batch again, and commands as one would type them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sim.batches.advice import batch_file, classes
from sim.report.played import State, classes_of

if TYPE_CHECKING:
    from sim.batches.plan import Batch
    from sim.batches.results import BatchResults


def as_typed(command: str) -> str:
    """A command as one would type it; nothing for what was begun in a notebook or at Python's prompt.

    >>> as_typed("/opt/sim/cli/__main__.py batch a.yaml"), as_typed("/opt/bin/sim resume x")
    ('sim batch a.yaml', 'sim resume x')
    >>> as_typed("/home/me/mine.py --fast"), as_typed("/opt/ipykernel_launcher.py -f kernel.json"), as_typed("-c")
    ('python mine.py --fast', '', '')
    """
    first, space, rest = command.partition(" ")
    program = Path(first)
    if program.name == "__main__.py":
        module = program.parent.name
        return f"{'sim' if module == 'cli' else f'python -m {module}'}{space}{rest}"
    if first in ("", "''", "-c") or program.stem.startswith(("ipykernel", "colab")):
        return ""
    return f"{f'python {program.name}' if program.suffix == '.py' else program.stem}{space}{rest}"


def commands(results: BatchResults, folder: str, state: State) -> list[tuple[str, str]]:
    """How to play it again: what for, and what to type."""
    name, about = shlex.quote(folder), results.manifest
    found = []
    if state.left:
        found.append(("Go on with what is left", f"sim resume {name}"))
    if state.failed:
        mended = " (a class of your own that was mended makes another batch)" if classes(about) else ""
        found.append((f"Play again what failed{mended}", f"sim resume {name} --retry-failed"))
    if file := batch_file(about.get("command", "")):
        found.append(("Play the whole batch, from the batch file", f"sim batch {shlex.quote(file)} --out again"))
    found.append(("Play the whole batch, from this folder alone (in Python)", _python(folder, results.plan)))
    if state.done:
        run, digest = _a_run(results)
        found.append((f"Play one run again, and see that its digest is still {digest}", f"sim replay {name} {run}"))
    policies = list(dict.fromkeys(policy for _, policy in results.plan.settings))
    if len(policies) > 1:
        first, last = shlex.quote(f"{folder}:{policies[0]}"), shlex.quote(f":{policies[1]}")
        found.append(("Compare two policies, run by run", f"sim compare {first} {last}"))
    return found


def _python(folder: str, plan: Batch) -> str:
    """The batch from its folder; classes that were given in Python have to be given again."""
    classes = ", ".join(
        f"{actor!r}: {kind.rpartition(':')[2]}" for actor, kind in classes_of(plan) if ".py:" not in kind
    )
    more = f", actors={{{classes}}}" if classes else ""
    return f'import sim\n\nplan = sim.open({folder!r}{more}).plan\nprint(plan.run("again").digest)'


def _a_run(results: BatchResults) -> tuple[str, str]:
    """The name and digest of the first run that is there."""
    found = results.sql("SELECT cell, replicate, digest FROM runs ORDER BY cell, replicate LIMIT 1")
    cell, replicate, digest = (int(found[name][0]) for name in ("cell", "replicate", "digest"))  # a row would be floats
    return f"{cell}-{replicate}", f"{digest:016x}"
