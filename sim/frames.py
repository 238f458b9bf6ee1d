"""Results as tidy tables: one row a run, and pair, actor, front or month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.names import Names, dyad_name
from sim.outcomes import OUTCOMES, Outcome
from sim.world import MODES

if TYPE_CHECKING:
    from sim.results import Results


def tidy(results: Results, per: str) -> pd.DataFrame:
    """One row a run (and pair, or actor), one column an outcome."""
    chosen = [o for o in OUTCOMES.values() if o.per == per]
    if not chosen:
        raise ValueError(f"per is run, dyad or actor, not {per!r}")
    names = labels(results.names, chosen[0])
    rows = results.runs * len(names)
    table: dict[str, Any] = {
        "policy": np.repeat(results.policy, rows),
        "run": np.repeat(np.arange(1, results.runs + 1), len(names)),
        "seed": np.repeat(results.seeds, len(names)),
    }
    if per != "run":
        table[per] = np.tile(np.array(names, object), results.runs)
    return pd.DataFrame(table | {o.name: _shown(results.values(o.name).reshape(-1), o) for o in chosen})


def _shown(values: np.ndarray, outcome: Outcome) -> np.ndarray:
    """As it stands in tables: words as words; the first is that of runs to which the outcome does not apply."""
    if not outcome.nominal:
        return values
    return np.array(outcome.words, object)[np.nan_to_num(values, nan=0.0).astype(int)]


def mode_counts(results: Results) -> pd.DataFrame:
    """Number of runs in each mode: one row a pair and month, one column a mode."""
    pairs = labels(results.names, OUTCOMES["emergence"])
    months = results.record.mode.shape[1]
    counts = {m: (results.record.mode == c).sum(axis=0).T.reshape(-1) for c, m in enumerate(MODES)}
    first = results.scenario.months.first
    return pd.DataFrame(
        {
            "policy": results.policy,
            "dyad": np.repeat(pairs, months),
            "month": [str(first.plus(t)) for t in range(months)] * len(pairs),
            **counts,
        }
    )


def front_months(results: Results) -> pd.DataFrame:
    """The enemy and the joint effort: one row a front and month, with means and the middle 90% of runs."""
    record, first = results.record, results.scenario.months.first
    months, fronts = record.strength.shape[1], results.names.front
    low, high = np.quantile(record.strength, [0.05, 0.95], axis=0)
    columns = {
        "strength": record.strength.mean(axis=0),
        "strength_low": low,
        "strength_high": high,
        "joint_effort": record.joint_effort.mean(axis=0),
    }
    return pd.DataFrame(
        {
            "policy": results.policy,
            "front": np.repeat(np.array(fronts, object), months),
            "month": [str(first.plus(t)) for t in range(months)] * len(fronts),
            **{name: values[:, : len(fronts)].T.reshape(-1) for name, values in columns.items()},
        }
    )


def labels(names: Names, outcome: Outcome) -> tuple[str, ...]:
    """What an outcome's columns stand for: pairs, actors, or *all*."""
    if outcome.per == "run":
        return ("all",)
    return tuple(dyad_name(*pair) for pair in names.dyad) if outcome.per == "dyad" else names.actor
