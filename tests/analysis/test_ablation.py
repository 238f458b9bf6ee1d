"""Ablation: each part once, on the same luck, with all rows allowed for."""

import numpy as np
import pytest

import sim
from sim.analysis import AnalysisError, ablate
from sim.analysis.parts import KINDS, MECHANISMS, cuts
from sim.analysis.significance import changed_pairs, holm
from sim.assumptions import ASSUMPTIONS


@pytest.fixture(scope="module")
def case():
    return sim.example()


@pytest.fixture(scope="module")
def found(case):
    return ablate(case, "months_of_cooperation", runs=60)


def test_differences_are_those_of_the_same_seeds(case, found):
    base, cut = sim.run(case, runs=60), sim.run(case.without(channel="Harbour"), runs=60)
    row = next(r for r in found.rows if r.kind == "channel")
    assert row.difference == (cut - base).months_of_cooperation["North – South"]
    assert row.value == cut.months_of_cooperation["North – South"]
    assert found.base == base.months_of_cooperation["North – South"]
    assert row.changed == int((cut.values("months_of_cooperation") != base.values("months_of_cooperation")).sum())


def test_what_the_smallest_case_is_made_of_is_taken_out_once(found):
    parts = [(r.kind, r.part) for r in found.rows]
    assert len(set(parts)) == len(parts)
    assert {("channel", "Harbour"), ("actor", "Harbour"), ("enemy", "Raiders")} <= set(parts)
    assert ("policy", "no channel") not in parts, "the same case as without the only channel"
    assert ("policy", "no deconfliction") not in parts, "the same case as without the mechanism"
    assert not {"North", "South"} & {part for _, part in parts}, "the pair itself stays"


def test_the_largest_difference_comes_first_and_the_enemy_is_it(found):
    sizes = [abs(r.difference.value) for r in found.rows]
    assert sizes == sorted(sizes, reverse=True)
    assert (found.rows[0].kind, found.rows[0].sure) == ("enemy", True)
    assert found.rows[0].value.value == 0.0


def test_what_does_nothing_changes_no_run_and_is_not_sure(found):
    idle = next(r for r in found.rows if r.part == "blame for clients (M10)")
    assert idle.changed == 0 and idle.difference.value == 0 and idle.p == idle.holm == 1.0 and not idle.sure


def test_many_rows_are_allowed_for(found):
    assert found.false_alarms == pytest.approx(0.05 * len(found.rows))
    assert all(r.holm >= r.p for r in found.rows)
    frame = found.frame()
    assert list(frame["sure"]) == [r.sure for r in found.rows] and "false alarms" in found._repr_html_()


def test_holm_keeps_false_alarms_rare():
    rng = np.random.default_rng(1)
    alarms = [min(holm(list(rng.random(20)))) < 0.05 for _ in range(1000)]
    assert 0.03 < np.mean(alarms) < 0.07
    assert holm([]) == []


def test_the_exact_test_goes_over_into_the_normal_law():
    assert changed_pairs(1100, 900) == pytest.approx(changed_pairs(1101, 900), rel=0.2)
    assert changed_pairs(990, 1010) == pytest.approx(0.67, abs=0.02)


@pytest.mark.parametrize("name", ["iran_us_isis_2014", "friends_of_mediation", "protecting_powers"])
def test_every_part_of_a_large_case_can_be_taken_out(name):
    case = sim.example(name)
    found = cuts(case)
    assert {cut.kind for cut in found} >= {"actor", "mechanism", "policy"}
    changes = [cut.case.changes for cut in found]
    assert all(change != case.changes for change in changes)
    assert all(one not in changes[:k] for k, one in enumerate(changes)), "no case is played twice"


def test_mechanisms_are_switched_off_by_assumptions_that_exist(case):
    for off in MECHANISMS.values():
        assert all(ASSUMPTIONS[p].low <= value <= ASSUMPTIONS[p].high for p, value in off.items())
    without = case.assume(visibility=0)
    assert "audiences at home (M3)" not in [cut.part for cut in cuts(without, ["mechanism"])], "it is off already"


def test_a_pair_that_goes_with_what_is_taken_out_has_nothing_to_compare():
    case = sim.example("common_enemy_three_camps")
    with pytest.raises(AnalysisError, match=r"emergence differs between .*; name one with `of`"):
        ablate(case, runs=2, kinds=[])
    found = ablate(case, "burden", of="Raiders" if "Raiders" in case.actors else None, runs=5, kinds=["channel"])
    assert len(found.rows) == 3 + 1


def test_what_is_not_there_is_refused(case):
    with pytest.raises(AnalysisError, match="there is no outcome 'luck'"):
        ablate(case, "luck", runs=2)
    with pytest.raises(AnalysisError, match="'A – B' has no emergence in this case; there is North – South"):
        ablate(case, of="A – B", runs=2)
    with pytest.raises(ValueError, match="'spoon' is no kind of part; kinds are channel"):
        ablate(case, runs=2, kinds=["spoon"])
    assert set(KINDS) >= {"channel", "actor", "mechanism"}
