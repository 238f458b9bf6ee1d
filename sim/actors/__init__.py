"""The kinds of actor.

A kind exists by standing in a file here: it then has a word in the scenario format, a place in the compiled
dispatch, and the contract tests.
"""

from __future__ import annotations

import importlib
import pkgutil

from sim.actors.actor import Actor

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def kinds() -> dict[str, type[Actor]]:
    """The kinds by their word in the scenario format, in order of the alphabet (their codes in ``world.kind``).

    >>> list(kinds())
    ['armed_group', 'coalition', 'mediator', 'organisation', 'protecting_power', 'state']
    """
    found: dict[str, type[Actor]] = {}
    pending: list[type[Actor]] = [Actor]
    while pending:
        for kind in pending.pop().__subclasses__():
            pending.append(kind)
            if kind.__module__.startswith(f"{__name__}.") and "kind" in vars(kind):
                found[kind.kind] = kind
    return dict(sorted(found.items()))
