"""Do the peers and we tell the same? Outcomes of many runs, side by side, with tests of their difference.

``.venv/bin/python -m benchmarks.agreement`` prints the table for the textbook case.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import sim
from benchmarks import parameters, reading

Runs = dict[str, np.ndarray]
"""Outcome -> one number a run (NaN where it has none)."""

OF_PAIRS = ("incidents", "messages", "trust")  # at the end of a run
SPELL = 6  # months in a row of tacit or relayed cooperation
CASE = Path(__file__).resolve().parent.parent / "scenarios" / "common_enemy.yaml"


def ours(scenario: sim.Scenario, runs: int, seed: int = 1, threads: int | None = None) -> Runs:
    """Outcomes of our compiled runs."""
    results = sim.run(scenario, runs, seed, threads=threads)
    found: Runs = {"final_strength": results.values("final_strength")}
    for outcome in ("emergence", "emergence_month", *OF_PAIRS, "payoff"):
        for column, label in enumerate(results.labels(outcome)):
            found[f"{outcome} {label}"] = results.values(outcome)[:, column]
    return found


def of_mesa(case: parameters.Case, runs: int, seed: int = 1, model: Any = None) -> Runs:
    """Outcomes of runs by Mesa's batch_run."""
    from mesa.batchrunner import batch_run

    from benchmarks.mesa_peer import CommonEnemy

    seeds = range(seed, seed + runs)
    rows = batch_run(
        model or CommonEnemy, {"case": case}, rng=seeds, max_steps=case.months, data_collection_period=1,
        display_progress=False,
    )  # fmt: skip
    months = [rows[k : k + case.months] for k in range(0, len(rows), case.months)]
    ends = pd.DataFrame([run[-1] for run in months])
    ends["names"] = [[party.name for party in case.parties]] * runs
    return _gathered(case, [[row["modes"] for row in run] for run in months], ends)


def of_agentpy(case: parameters.Case, runs: int, seed: int = 1) -> Runs:
    """Outcomes of runs by agentpy's Experiment."""
    import agentpy

    from benchmarks.agentpy_peer import CommonEnemy

    sample = {"case": case, "steps": case.months, "seed": seed}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # agentpy uses what pandas means to drop
        output = agentpy.Experiment(CommonEnemy, sample, iterations=runs, record=True).run(display=False)
    months = output.variables.CommonEnemy
    modes, strength = (months[name].to_numpy().reshape(runs, case.months) for name in ("modes", "strength"))
    return _gathered(case, modes.tolist(), output.reporters.assign(strength=strength[:, -1]))


def _gathered(case: parameters.Case, modes: list[list[list[str]]], ends: pd.DataFrame) -> Runs:
    """Outcomes from each run's modes by month and pair, and from what each run ended with."""
    found: Runs = {"final_strength": ends["strength"].to_numpy(float)}
    for d, pair in enumerate(case.pairs):
        label = " – ".join(pair.between)
        starts = np.array([first_spell([month[d] for month in run]) for run in modes])
        found[f"emergence {label}"] = (~np.isnan(starts)).astype(float)
        found[f"emergence_month {label}"] = starts
        for outcome in OF_PAIRS:
            found[f"{outcome} {label}"] = np.array([run[d] for run in ends[outcome]], float)
    payoffs = [dict(zip(*run, strict=True)) for run in zip(ends["names"], ends["payoffs"], strict=True)]
    for party in case.parties:
        found[f"payoff {party.name}"] = np.array([run[party.name] for run in payoffs])
    return found


def first_spell(modes: Sequence[str]) -> float:
    """Month in which the first spell of indirect cooperation begins; NaN if none does.

    >>> first_spell(["none", "tacit"] + ["relayed"] * 5)
    1.0
    """
    length = 0
    for month, mode in enumerate(modes):
        length = length + 1 if mode in ("tacit", "relayed") else 0
        if length == SPELL:
            return float(month - SPELL + 1)
    return np.nan


def compare(one: Runs, other: Runs) -> pd.DataFrame:
    """A row per outcome: both means, the difference with its 95 % interval, and the p-value of a two-sample test.

    Shares are tested by Fisher's exact test, all else by Kolmogorov and Smirnov's. Outcomes that are the same number
    in every run of both have p = 1.
    """
    if one.keys() != other.keys():
        raise ValueError(f"the two sides know different outcomes: {sorted(one.keys() ^ other.keys())}")
    rows = {name: _compared(name, *(runs[~np.isnan(runs)] for runs in (one[name], other[name]))) for name in one}
    return pd.DataFrame.from_dict(rows, "index", columns=["ours", "peer", "difference", "low", "high", "p"])


def _compared(name: str, a: np.ndarray, b: np.ndarray) -> list[float]:
    if not (len(a) and len(b)):  # nothing to compare where no run, or only one side's, has the outcome
        return [*(np.mean(x) if len(x) else np.nan for x in (a, b)), np.nan, np.nan, np.nan, 1.0]
    difference = b.mean() - a.mean()
    half = 1.96 * np.sqrt(sum(x.var(ddof=1) / len(x) if len(x) > 1 else 0.0 for x in (a, b)))
    if name.startswith("emergence "):
        counts = [[x.sum(), len(x) - x.sum()] for x in (a, b)]
        p = stats.fisher_exact(np.array(counts, int)).pvalue
    else:
        p = stats.ks_2samp(a, b).pvalue
    return [a.mean(), b.mean(), difference, difference - half, difference + half, float(p)]


def smallest_p(table: pd.DataFrame) -> float:
    """The chance of so small a p-value among so many outcomes if nothing differs (Bonferroni's bound)."""
    return min(1.0, float(table["p"].min()) * len(table))


PEERS: dict[str, Callable[..., Runs]] = {"Mesa": of_mesa, "agentpy": of_agentpy}


def main() -> None:
    """Print the comparison for a case."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    words.add_argument("--case", type=Path, default=CASE)
    words.add_argument("--runs", type=int, default=300)
    words.add_argument("--ours", type=int, default=4000)
    given = words.parse_args()
    scenario = sim.load(given.case)
    known, case = ours(scenario, given.ours), reading.read(scenario)
    for name, run in PEERS.items():
        table = compare(known, run(case, given.runs))
        print(f"\n{name}: {given.runs} runs against {given.ours} of ours; smallest p {smallest_p(table):.3g}")
        print(table.round(4).to_string())


if __name__ == "__main__":
    main()
