"""What a batch says of itself: its size, and for each factor what it becomes and where that comes from."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from sim.counted import counted

if TYPE_CHECKING:
    from sim.batches.planned import Planned


def factor_lines(plan: Planned) -> list[str]:
    r"""A line for each factor: the values it takes, and where they come from.

    >>> import sim
    >>> vary = {"threat_weight": "coded", "visibility": "coded", "trust_memory": (0.9, 0.99)}
    >>> plan = sim.Batch(sim.example(), vary=vary, design="latin_hypercube", points=8)
    >>> print(*factor_lines(plan), sep="\n")
    threat_weight: uniform from 4 to 8, coded in common_enemy at assumptions.threat_weight
    trust_memory: uniform from 0.9 to 0.99, as given
    visibility: uniform from 0 to 1, the model's range, as none is coded in common_enemy
    """
    return [f"{factor.name}: {plan.design.takes(factor)}, {factor.origin}" for factor in plan.factors]


def text(plan: Planned) -> str:
    """A batch in a few lines: title, size, factors."""
    whole = f"<Batch {plan.title!r}: {_size(plan)}"
    return "\n  ".join([whole, *factor_lines(plan)]) + ">"


def html(plan: Planned) -> str:
    """The same for notebooks, with the factors as a table."""
    columns = {"low": "low", "high": "high", "value": "as coded", "origin": "where the range comes from"}
    rows = [[getattr(factor, word) for word in columns] for factor in plan.factors]
    names = pd.Index([factor.name for factor in plan.factors], name="factor")
    table = pd.DataFrame(rows, names, list(columns.values()))
    table.insert(2, "takes", [plan.design.takes(factor) for factor in plan.factors])
    head = f"<p>{escape(f'{plan.title}: {_size(plan)}')}</p>"
    return head + (table.to_html() if len(table) else "")


def _size(plan: Planned) -> str:
    each = f"{counted(plan.replicates, 'run')} each" + (f", up to {plan.stop.at_most:,}" if plan.stop else "")
    what = f"{plan.design.kind} over {counted(len(plan.factors), 'factor')}" if plan.factors else "as coded"
    return f"{counted(len(plan.settings) * len(plan.points), 'cell')} ({what}), {each}"
