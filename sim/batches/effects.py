"""Effects of policies: how an outcome changes from one policy to another."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
import pandas as pd

from sim.batches.pooling import of_runs
from sim.batches.stopping import estimate
from sim.intervals import Estimate
from sim.outcomes import Outcome

PAIR = ["scenario", "point", "replicate", "of"]


def compare(
    values: pd.DataFrame, outcome: Outcome, policy: str, other: str, by: list[str], common: bool
) -> pd.DataFrame:
    """The outcome under both policies and its difference, by group and pair of rivals (or actor).

    Args:
        values: run by run, as ``BatchResults.values`` gives them.
        outcome: which.
        policy: what is compared with.
        other: what is compared.
        by: columns that make a group.
        common: whether runs of the same replicate met the same luck. If not, the two policies' own intervals are put
            together for one cell each; over several, differences are clustered by cell.
    """
    first, second = (values[values["policy"] == name].drop(columns="policy") for name in (policy, other))
    both = first.merge(second.drop(columns="cell"), on=PAIR, suffixes=("", "_other"))
    both["change"] = both["value_other"] - both["value"]
    sides = [_groups(one, by) for one in (first, second)]
    rows = []
    for key, group in _groups(both, by).items():
        if common or group["cell"].nunique() > 1:
            rows.append([*key, *_paired(group, outcome.kind == "share", common)])
        else:
            rows.append([*key, *_unpaired(outcome, *(side[key]["value"].to_numpy() for side in sides))])
    return pd.DataFrame(rows, columns=[*by, "of", policy, other, "difference", "low", "high", "n"])


def _groups(values: pd.DataFrame, by: list[str]) -> dict[tuple[Hashable, ...], pd.DataFrame]:
    grouped = values.groupby([*by, "of"], sort=False, observed=True)
    return {key if isinstance(key, tuple) else (key,): group for key, group in grouped}


def _paired(group: pd.DataFrame, share: bool, common: bool) -> tuple[float, ...]:
    """Both values and the difference, run by run; over several cells as ``pooling.estimate`` has it."""
    sides = (of_runs(group, column, share, common).value for column in ("value", "value_other"))
    return (*sides, *of_runs(group, "change", share, common, paired=True))


def _unpaired(outcome: Outcome, first: np.ndarray, second: np.ndarray) -> tuple[float, ...]:
    """Both values and the difference of one cell from another whose runs have nothing to do with its own."""
    a, b = (estimate(outcome, values) for values in (first, second))
    return a.value, b.value, *apart(a, b)


def apart(first: Estimate, second: Estimate) -> Estimate:
    """Difference of two independent estimates, second less first, from both intervals.

    Source: Newcombe (1998), Interval Estimation for the Difference Between Independent Proportions (method 10, for
    Wilson's intervals; for means it is the usual root of the sum of squares).

    >>> print(apart(Estimate(0.5, 0.4, 0.6, 90), Estimate(0.7, 0.6, 0.8, 90)))
    0.20 [0.06, 0.34] (n = 90)
    """
    difference = second.value - first.value
    below = math.hypot(second.value - second.low, first.high - first.value)
    above = math.hypot(second.high - second.value, first.value - first.low)
    return Estimate(difference, difference - below, difference + above, min(first.n, second.n))
