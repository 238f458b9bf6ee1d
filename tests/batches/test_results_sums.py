"""Estimates that are summed up in SQL, held against the same made of arrays of all runs; and what they take.

Sums and arrays end in the same ``pooling.estimate``, so this shows that the sums are right and not that the estimate
is. That is held against its formula written out in numpy (``written_out``), and against simulated coverage in
``tests/analysis/test_summary.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

import sim
from sim.batches import estimates, sums
from sim.batches.pooling import of_runs
from sim.outcomes import OUTCOMES
from sim.outcomes.spells import ENDINGS

ROOT = Path(sim.__file__).parent.parent
CASE = sim.example()
ENDS = ["value", "low", "high", "n"]
ASKED = ("emergence", "duration", "payoff", "ending=lasting")
SIDES = ["as_coded", "no_enemy"]


def played(folder, **words) -> sim.BatchResults:
    plan = sim.Batch(CASE, policies=SIDES, vary={"threat_weight": [4, 12, 30]}, design="grid", **words)
    return plan.run(folder, progress=False, chunk=13)


@pytest.fixture(scope="module", params=["common", "independent", "unequal"])
def results(request, tmp_path_factory):
    """Batches whose cells share their luck, have their own, and have unequal numbers of runs."""
    folder = tmp_path_factory.mktemp("x") / "x"
    if request.param == "unequal":
        stop = {"outcome": "emergence", "of": "North – South", "half_width": 0.16, "at_most": 90}
        return played(folder, replicates=15, stop=stop)
    return played(folder, replicates=30, luck=request.param)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Runs come a few at a time."""
    monkeypatch.setattr(sums, "BLOCK", 60)


def same(found: pd.DataFrame, wanted: list) -> None:
    assert len(found) == len(wanted) > 0
    pd.testing.assert_frame_equal(
        found[ENDS].reset_index(drop=True).astype(float), pd.DataFrame(wanted, columns=ENDS).astype(float), rtol=1e-9
    )


@pytest.mark.parametrize("outcome", ASKED)
@pytest.mark.parametrize("by", [["scenario", "policy"], ["threat_weight"]], ids=str)
def test_sums_say_what_all_runs_say(results, outcome, by):
    values = results.values(outcome).merge(results.cells[["cell", "threat_weight"]], on="cell")
    share, common = sim.outcomes.asked.outcome_of(outcome).kind == "share", results.plan.common
    grouped = values.groupby([*by, "of"], sort=False, observed=True)
    same(results.estimate(outcome, by=by), [of_runs(group, "value", share, common) for _, group in grouped])


@pytest.mark.parametrize("outcome", ASKED)
def test_sums_of_pairs_say_what_all_pairs_say(results, outcome):
    values, keys, by = results.values(outcome), ["scenario", "point", "replicate", "of"], ["scenario"]
    one, other = (values[values["policy"] == policy].drop(columns="policy") for policy in SIDES)
    both = one.merge(other.drop(columns="cell"), on=keys, suffixes=("", "_other"))
    both["change"] = both["value_other"] - both["value"]
    share, common = sim.outcomes.asked.outcome_of(outcome).kind == "share", results.plan.common
    groups = [group for _, group in both.groupby([*by, "of"], sort=False, observed=True)]
    found = results.compare(*SIDES, outcome, by=by)
    same(
        found.rename(columns={"difference": "value"}),
        [of_runs(g, "change", share, common, paired=True) for g in groups],
    )
    for column, policy, runs in (("value", SIDES[0], "runs"), ("value_other", SIDES[1], "runs_other")):
        wanted = [of_runs(group, column, share, common) for group in groups]
        assert found[policy].tolist() == pytest.approx([one.value for one in wanted], nan_ok=True)
        assert found[runs].tolist() == [one.n for one in wanted]


def written_out(x: np.ndarray, share: bool) -> tuple[float, float, float]:
    """Mean of runs (replicates, cells) that share their luck by replicate, with its interval: clusters of two kinds.

    With cells of equally many runs, the variance of the mean is that between the cells' means, over how many there are,
    and the covariances of different cells over replicates; at least that of independent runs.
    """
    replicates, cells = x.shape
    covariance = np.cov(x, rowvar=False)
    luck = (covariance.sum() - np.trace(covariance)) / cells**2 / replicates
    variance = max(x.var(ddof=1) / x.size, x.mean(axis=0).var(ddof=1) / cells + luck)
    far, mean = t.ppf(0.975, min(x.shape) - 1), x.mean()
    if not share:
        return mean, mean - far * variance**0.5, mean + far * variance**0.5
    worth = min(x.size, mean * (1 - mean) / variance)  # Kish's runs, in Wilson's interval
    centre = (mean + far**2 / (2 * worth)) / (1 + far**2 / worth)
    half = far / (1 + far**2 / worth) * (mean * (1 - mean) / worth + far**2 / (4 * worth**2)) ** 0.5
    return mean, centre - half, centre + half


@pytest.mark.parametrize("outcome", ["emergence", "incidents", "payoff", "peak_strength"])
def test_estimates_are_the_formula_written_out(tmp_path, outcome):
    results = played(tmp_path / "x", replicates=30)
    values = results.values(outcome)
    by_cell = {key: one.pivot(index="replicate", columns="cell", values="value").to_numpy()
               for key, one in values.groupby(["policy", "of"], observed=True)}  # fmt: skip
    told = [column for column in ENDS if column != "n"]
    checked = 0
    for row in results.estimate(outcome, by=["policy"]).to_dict("records"):
        x = by_cell[row["policy"], row["of"]]
        if x.std() > 0:  # where all runs agree there is no variance
            checked += 1
            assert x.shape == (30, 3)
            assert [row[end] for end in told] == pytest.approx(written_out(x, outcome == "emergence"), rel=1e-9)
    assert checked
    if outcome != "emergence":  # the difference of two shares is another formula
        for row in results.compare(*SIDES, outcome, by=[]).to_dict("records"):
            x = by_cell[SIDES[1], row["of"]] - by_cell[SIDES[0], row["of"]]
            assert [row[end] for end in ("difference", *told[1:])] == pytest.approx(written_out(x, False), rel=1e-9)


def test_only_one_pair_is_asked_for_in_either_order(results):
    whole = results.estimate("emergence")
    for of in ("North – South", "South – North", "South - North"):
        pd.testing.assert_frame_equal(results.estimate("emergence", of), whole)
    assert set(results.estimate("payoff", "North")["of"]) == {"North"}


def test_shares_of_words_add_up_and_are_those_of_the_tables(results):
    found = results.shares("ending", by=["policy"])
    assert found["ending"].tolist() == [*ENDINGS] * 2
    assert found.groupby("policy")["value"].sum().tolist() == pytest.approx([1.0, 1.0])
    first = results.shares("ending", by="cell").query("cell == 1").set_index("ending")["value"]
    words = results.frame("dyads").query("cell == 1")["ending"]
    assert first.to_dict() == pytest.approx({word: (words == word).mean() for word in ENDINGS})
    assert results.values("ending")["value"].tolist() == results.frame("dyads")["ending"].tolist()


def test_shares_end_at_0_and_1_to_the_bit(results):
    found = results.estimate("ending=enemy fallen", by=["cell"])
    none = found[found["value"] == 0.0]
    assert len(none) and (none["low"] == 0.0).all()
    whole = results.estimate("ending=none", by=["cell"])
    assert (whole[whole["value"] == 1.0]["high"] == 1.0).all()


def test_blocks_hold_so_many_rows_and_are_not_too_many():
    held = list(sums.blocks(1000, sums.BLOCK / 10))
    assert held[0] == (1, max(10, 1000 // sums.MOST)) and held[-1][1] == 1000
    assert [a for a, _ in held[1:]] == [b + 1 for _, b in held[:-1]]
    assert len(list(sums.blocks(10**9, 1.0))) <= sums.MOST


@pytest.mark.parametrize("outcome", ["duration", "payoff"])
def test_no_run_comes_into_memory(results, outcome):
    """Questions are answered by sums: never more rows than cells and names, however many runs there are."""
    rows = []

    def ask(query, **frames):
        found = results.sql(query, **frames)
        rows.append(len(found))
        return found

    estimates.estimate(ask, OUTCOMES[outcome], results.cells, ["policy"], results.plan.common)
    assert max(rows) <= len(results.cells) * len(CASE.actors)


# ---- memory

MEMORY = """
import resource, sys
from pathlib import Path
from sim.cli import main
if __name__ == "__main__":
    main(["batch", sys.argv[1], "--no-report"], standalone_mode=False)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the most memory is counted in other units there")
def test_memory_does_not_grow_with_runs(tmp_path):
    """``sim batch`` from first to last: 20 MB, and 10 more for what DuckDB holds of many files."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def most(runs: int) -> float:
        file = tmp_path / f"{runs}.yaml"
        short = (ROOT / "scenarios" / "common_enemy.yaml").read_text().replace("last: 2005-12", "last: 2001-12")
        (tmp_path / "case.yaml").write_text(short)
        policies, replicates = "[as_coded, no_enemy]", runs // 4
        vary = "vary: {threat_weight: [4, 12]}\ndesign: {kind: grid}"
        head = f"title: x\nscenarios: [case.yaml]\npolicies: {policies}\nreplicates: {replicates}\n{vary}\n"
        file.write_text(head)
        words = [sys.executable, "-c", MEMORY, file.name]
        done = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=True)
        return float(done.stderr.splitlines()[-1])

    most(8)  # machine code is made
    assert most(100_000) - most(1_000) < 30
