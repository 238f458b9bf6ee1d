"""Results: the same numbers however they are played, compared by seed, and shown as tables."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import sim
from sim import batch
from sim.intervals import mean, paired_mean, paired_share, wilson
from sim.outcomes import OUTCOMES
from sim.outcomes.asked import parts
from sim.results import Comparison
from sim.world import MODES

PAIR = "North – South"
RUNS = 120  # more than two chunks


@pytest.fixture(scope="module")
def case():
    return sim.example()


@pytest.fixture(scope="module")
def base(case):
    return sim.run(case, runs=RUNS)


@pytest.fixture(scope="module")
def cut(case):
    return sim.run(case.without(channel="Harbour"), runs=RUNS)


@pytest.fixture(scope="module")
def comparison(case):
    return sim.compare(case, ["no_enemy", "no_channel"], runs=40, seed=5)


def same(one, other) -> bool:
    """Every array of the records, to the byte; tables of facts column by column."""
    return all(alike(a, b) for a, b in zip(one.record, other.record, strict=True))


def alike(one, other) -> bool:
    if isinstance(one, dict):
        return list(one) == list(other) and all(alike(one[name], other[name]) for name in one)
    return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()


# ---- neither threads nor chunks change a number


@pytest.mark.parametrize("threads", [1, 2, 4, 16])
def test_threads_change_no_byte(case, base, threads):
    assert same(sim.run(case, runs=RUNS, threads=threads), base)


@pytest.mark.parametrize("chunk", [1, 7, 119, 120, 1000])
def test_chunks_change_no_byte(case, base, chunk, monkeypatch):
    monkeypatch.setattr(batch, "CHUNK", chunk)
    assert same(sim.run(case, runs=RUNS, threads=3), base)


def test_a_run_does_not_know_its_batch(case, base):
    later = sim.run(case, runs=20, seed=41)
    assert later.seeds.tolist() == list(range(41, 61))
    assert (later.record.mode == base.record.mode[40:60]).all()
    assert (later.record.payoff == base.record.payoff[40:60]).all()


@pytest.mark.parametrize("policy", [None, "no_channel", "shuffled_interests"])
def test_a_run_of_a_batch_is_the_trajectory_of_its_seed(case, policy):
    results = sim.run(case, runs=6, seed=11, policy=policy)
    for k, seed in enumerate(results.seeds):
        history = sim.trajectory(case, seed=int(seed), policy=policy)
        assert history.policy == results.policy == (policy or "as_coded")
        assert (history.fact("mode") == results.record.mode[k]).all()
        assert (history.fact("strength") == results.record.strength[k]).all()
        assert (history.fact("payoff_total")[-1] == results.record.payoff[k]).all()
        assert (history.fact("incidents").sum(axis=0) == results.record.incidents[k]).all()
        relayed = (history.fact("heard") != 0)[:, history.worlds[0]["hops"] > 0].sum()
        assert relayed == results.record.delivered_relayed[k].sum()


def test_seeds_differ(base):
    assert len({run.tobytes() for run in base.record.mode}) > RUNS // 2


def test_progress_counts_every_run(case):
    done: list[int] = []
    sim.run(case, runs=RUNS, threads=2, progress=done.append)
    assert sum(done) == RUNS and len(done) > 1


@pytest.mark.parametrize("wrong", [{"runs": 0}, {"runs": -3}, {"runs": 2, "seed": -1}, {"runs": 2, "seed": 2**64}])
def test_impossible_numbers_are_refused(case, wrong):
    with pytest.raises(ValueError, match=r"(runs|seed) is"):
        sim.run(case, **wrong)


def test_an_unknown_policy_is_refused_before_anything_runs(case):
    done: list[int] = []
    with pytest.raises(sim.ScenarioError, match="did you mean 'no_channel'"):
        sim.compare(case, ["no_enemy", "no_chanel"], runs=2, progress=done.append)
    assert not done
    with pytest.raises(sim.ScenarioError, match="did you mean 'no_enemy'"):
        sim.run(case, runs=2, policy="no_enmy")


# ---- estimates


def test_estimates_are_those_of_the_values(base):
    for outcome in (one for known in OUTCOMES.values() for one in parts(known)):
        name, values = outcome.name, base.values(outcome.name)
        labels = {"run": ("all",), "dyad": (PAIR,), "actor": base.names.actor}[outcome.per]
        assert base.labels(name) == labels == tuple(base.estimate(name))
        assert values.shape == ((RUNS,) if outcome.per == "run" else (RUNS, len(labels)))
        for k, label in enumerate(labels):
            column = values.reshape(RUNS, -1)[:, k]
            expected = wilson(column.sum(), RUNS) if outcome.kind == "share" else mean(column)
            assert base.estimate(name)[label] == pytest.approx(expected, nan_ok=True)
            if name in OUTCOMES:
                assert getattr(base, name)[label] == pytest.approx(expected, nan_ok=True)
    assert base.emergence[PAIR].n == RUNS
    assert base.emergence_month[PAIR].n == base.values("emergence").sum(), "only where it emerges"


def test_a_pair_is_found_in_either_order(base):
    assert base.dyad(PAIR) == base.dyad("South – North") == base.dyad(("South", "North")) == 0
    shares = base.mode_shares(("South", "North"))
    assert list(shares.columns) == list(MODES) and shares.index[0] == "2001-01" and shares.index[-1] == "2005-12"
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert shares["relayed"].iloc[30] == (base.record.mode[:, 30, 0] == MODES.index("relayed")).mean()


def test_unknown_outcomes_and_pairs_are_named_with_those_that_exist(base, cut):
    those = f"outcomes are {', '.join(OUTCOMES)}"
    assert "cooperation" in those and "duration, emergence" in those
    for ask in (base.values, base.estimate, base.labels, (cut - base).estimate):
        with pytest.raises(KeyError, match="there is no outcome 'emergnce'; did you mean 'emergence'"):
            ask("emergnce")
    with pytest.raises(AttributeError, match=those):
        _ = base.emergnce
    with pytest.raises(AttributeError, match=those):
        _ = (cut - base).emergnce
    for wrong in ("North – Harbour", "North", ("North", "North"), ("North", "South", "Harbour")):
        with pytest.raises(KeyError, match="is no pair of rivals here; pairs are North – South"):
            base.dyad(wrong)
    with pytest.raises(ValueError, match="per is run, dyad or actor, not 'month'"):
        base.frame("month")


def test_words_are_never_averaged(base, cut):
    for ask in (base.estimate, (cut - base).estimate):
        with pytest.raises(ValueError, match=r"ending is a word .* has no mean; .*ending=lasting"):
            ask("ending")
    with pytest.raises(AttributeError, match="has no mean"):
        _ = base.ending
    shares = base.shares("ending").set_index("ending")["value"]
    assert shares.sum() == pytest.approx(1.0)
    words = base.frame()["ending"]
    assert {word: shares[word] for word in words.unique()} == pytest.approx(
        words.value_counts(normalize=True).to_dict()
    )
    with pytest.raises(ValueError, match=r"incidents is a number; ask for estimate\('incidents'\)"):
        base.shares("incidents")
    assert repr(base).startswith("<Results: ") and "pairs of runs" in repr(cut - base)


# ---- differences


def test_a_difference_is_paired_by_seed(base, cut):
    change = cut - base
    for outcome in (one for known in OUTCOMES.values() for one in parts(known)):
        name = outcome.name
        paired = paired_share if outcome.kind == "share" else paired_mean
        for k, label in enumerate(base.labels(name)):
            first, second = (r.values(name).reshape(RUNS, -1)[:, k] for r in (base, cut))
            expected = paired(first, second)
            assert change.estimate(name)[label] == pytest.approx(expected, nan_ok=True)
            if name in OUTCOMES:
                assert getattr(change, name)[label] == pytest.approx(expected, nan_ok=True)
    assert change.messages[PAIR].high < 0, "nobody carries words"
    back = base - cut
    assert back.emergence[PAIR].value == -change.emergence[PAIR].value


def test_without_a_channel_is_the_policy_without_channels(case, cut):
    assert same(cut, sim.run(case, runs=RUNS, policy="no_channel"))
    assert (cut.record.delivered_relayed == 0).all() and (cut.record.delivered_direct == 0).all()


def test_a_result_less_itself_is_nothing(base):
    assert (base - base).emergence[PAIR].value == 0.0
    assert (base - base).payoff["North"] == (0.0, 0.0, 0.0, RUNS)


@pytest.mark.parametrize("other", [{"runs": RUNS - 1}, {"runs": RUNS, "seed": 2}])
def test_other_seeds_are_refused(case, base, other):
    with pytest.raises(ValueError, match="have other seeds; compare runs of the same seeds"):
        _ = sim.run(case, **other) - base


def test_policies_are_played_on_the_same_seeds(comparison):
    assert list(comparison) == ["as_coded", "no_enemy", "no_channel"] and len(comparison) == 3
    assert comparison.base is comparison["as_coded"]
    for policy, results in comparison.items():
        assert results.policy == policy
        assert results.seeds.tolist() == list(range(5, 45))
    assert not same(comparison["no_channel"], comparison.base)


def test_the_case_as_coded_comes_first_and_nothing_twice(case):
    done: list[int] = []
    found = sim.compare(case, ["no_enemy", "as_coded", "no_enemy"], runs=3, progress=done.append)
    assert list(found) == ["as_coded", "no_enemy"] and sum(done) == 6


def test_effects_hold_the_estimates_and_their_differences(comparison):
    table = comparison.effects("emergence")
    assert list(table.columns) == [
        "of", "policy", "emergence", "low", "high", "n", "difference", "difference_low", "difference_high",
    ]  # fmt: skip
    assert len(table) == 3
    for row in table.itertuples():
        results = comparison[row.policy]
        assert tuple(row[3:7]) == pytest.approx(results.emergence[row.of])
        change = (results - comparison.base).emergence[row.of]
        expected = (np.nan,) * 3 if results is comparison.base else change[:3]  # the base has nothing to differ from
        assert tuple(row[7:10]) == pytest.approx(expected, nan_ok=True)
    assert len(comparison.effects("payoff")) == 3 * len(comparison.base.names.actor)
    assert set(comparison.effects("enemy_fallen")["of"]) == {"all"}


# ---- tables


@pytest.mark.parametrize("per", ["run", "dyad", "actor"])
def test_a_tidy_table_has_a_row_per_run_and_thing_and_a_column_per_outcome(base, per):
    table = base.frame(per)
    things = {"run": 1, "dyad": 1, "actor": 4}[per]
    assert len(table) == RUNS * things
    names = [name for name, outcome in OUTCOMES.items() if outcome.per == per]
    assert list(table.columns) == ["policy", "run", "seed"] + ([] if per == "run" else [per]) + names
    assert table["run"].tolist() == np.repeat(np.arange(1, RUNS + 1), things).tolist()
    assert (table["seed"] == table["run"]).all() and table["seed"].dtype == np.uint64
    assert (table["policy"] == "as_coded").all()
    for name in names:
        values = base.values(name).reshape(-1)
        if OUTCOMES[name].nominal:
            words = OUTCOMES[name].words
            assert table[name].tolist() == [words[0 if np.isnan(code) else int(code)] for code in values]
        else:
            assert table[name].dtype == np.float64
            assert table[name].to_numpy() == pytest.approx(values, nan_ok=True)
    if per == "actor":
        assert table["actor"].tolist()[:4] == list(base.names.actor)


def test_seeds_stand_beside_their_runs(comparison):
    table = comparison.frame("run")
    assert (table["seed"] == table["run"] + 4).all()
    assert table.groupby("policy", sort=False).size().to_dict() == {"as_coded": 40, "no_enemy": 40, "no_channel": 40}


def test_the_table_of_modes_counts_runs(comparison):
    table = comparison.modes()
    assert list(table.columns) == ["policy", "dyad", "month", *MODES]
    assert len(table) == 3 * 60 and (table[list(MODES)].sum(axis=1) == 40).all()
    row = table[(table["policy"] == "no_channel") & (table["month"] == "2003-02")].iloc[0]
    modes = comparison["no_channel"].record.mode[:, 25, 0]
    assert [row[m] for m in MODES] == [(modes == code).sum() for code in range(len(MODES))]


def test_the_table_of_fronts_says_how_strong_the_enemy_was(comparison):
    table = comparison.fronts()
    assert len(table) == 3 * 60 and set(table["front"]) == {"Raiders in Middleland"}
    row = table[(table["policy"] == "no_channel") & (table["month"] == "2003-02")].iloc[0]
    record = comparison["no_channel"].record
    strength = record.strength[:, 25, 0]
    expected = [strength.mean(), *np.quantile(strength, [0.05, 0.95]), record.joint_effort[:, 25, 0].mean()]
    assert row[["strength", "strength_low", "strength_high", "joint_effort"]].tolist() == pytest.approx(expected)


def test_results_show_themselves(base, comparison):
    shown = base.table()
    assert shown.loc[PAIR, "emergence"] == str(base.emergence[PAIR])
    page = base._repr_html_()
    assert f"{RUNS} runs of Two rivals" in page and "<table" in page
    assert "record" not in repr(base)


def test_results_can_be_copied_and_sent(base):
    for twin in (copy.copy(base), copy.deepcopy(base), pickle.loads(pickle.dumps(base))):
        assert same(twin, base) and twin.emergence == base.emergence


def test_results_with_no_rivals_in_common_have_nothing_to_compare(base):
    """A pair that only one of them knows is left out of a difference, and empty in a table of effects."""
    names = base.names
    other = type(base)(
        base.scenario, "other", type(names)(**{**vars(names), "dyad": (("Harbour", "North"),)}), base.seeds, base.record
    )
    assert (other - base).emergence == {}
    rows = Comparison({"as_coded": base, "other": other}).effects("emergence")
    assert rows[rows["policy"] == "other"]["difference"].isna().all()
