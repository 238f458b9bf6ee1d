"""Outcomes: one per file, each defined once, each a column of every table and a choice of every chart.

An outcome exists by standing in a file here as ``OUTCOME``. Whoever is given a name by a user looks it up with
``sim.outcomes.asked``.
"""

from __future__ import annotations

import importlib
import pkgutil

from sim.outcomes.outcome import Outcome, Record

__all__ = ["OUTCOMES", "Outcome", "Record"]

OUTCOMES: dict[str, Outcome] = {}
"""Every outcome by its name, in order of the alphabet."""

for _module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
    _found = getattr(importlib.import_module(f"{__name__}.{_module}"), "OUTCOME", None)
    if isinstance(_found, Outcome):
        OUTCOMES[_found.name] = _found
