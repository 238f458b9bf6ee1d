"""Intervals against other people's programs, against arithmetic by hand, and against their promise to cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.intervals import Estimate, mean, paired_mean, paired_share, wilson

NAN = float("nan")


def nothing(estimate: Estimate) -> bool:
    return all(math.isnan(x) for x in estimate[:3]) and estimate.n == 0


# ---- one share


COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_is_scipys(counts, level):
    k, n = counts
    theirs = stats.binomtest(k, n).proportion_ci(level, method="wilson")
    ours = wilson(k, n, level)
    assert ours.value == k / n and ours.n == n
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0.0 <= ours.low <= ours.value + 1e-15 and ours.value - 1e-15 <= ours.high <= 1.0


def test_wilson_by_hand():
    """Half of a hundred: centre .5, half width z / (1 + z^2/n) sqrt(1/4n + z^2/4n^2)."""
    z = 1.959963984540054
    half = z / (1 + z * z / 100) * math.sqrt(0.0025 + z * z / 40000)
    assert wilson(50, 100)[1:3] == pytest.approx((0.5 - half, 0.5 + half))


def test_wilson_of_no_run_and_of_one():
    assert nothing(wilson(0, 0))
    z2 = 1.959963984540054**2
    assert wilson(0, 1) == pytest.approx((0.0, 0.0, z2 / (1 + z2), 1))
    assert wilson(1, 1) == pytest.approx((1.0, 1 / (1 + z2), 1.0, 1))


# ---- the difference of two shares


def test_paired_share_by_hand():
    """Ten pairs: up 4, down 1, the same 5. Half a run in each cell: (4 - 1) / 12 -+ z sqrt(6 - 9 / 12) / 12."""
    first = [0, 0, 0, 0, 1, 1, 1, 1, 0, 0]
    second = [1, 1, 1, 1, 0, 1, 1, 1, 0, 0]
    half = 1.959963984540054 * math.sqrt(6 - 9 / 12) / 12
    assert paired_share(first, second) == pytest.approx((0.3, 0.25 - half, 0.25 + half, 10))


def test_paired_share_turns_round_with_its_arguments():
    one, other = [0, 0, 1, 1, 0], [1, 0, 1, 0, 1]
    forth, back = paired_share(one, other), paired_share(other, one)
    assert (forth.value, forth.low, forth.high) == pytest.approx((-back.value, -back.high, -back.low))


def test_paired_share_uses_the_pairs():
    """The same shares, paired well and paired badly."""
    half = np.arange(200) % 2
    well, badly = paired_share(half, half), paired_share(half, half[::-1])
    assert well.value == badly.value == 0.0
    assert 0.0 < well.high - well.low < 0.2 * (badly.high - badly.low)


@pytest.mark.parametrize("shift", [(0, 1), (1, 0)])
def test_paired_share_stays_between_minus_one_and_one(shift):
    for n in (1, 2, 5, 50):
        found = paired_share([shift[0]] * n, [shift[1]] * n)
        assert found.value == shift[1] - shift[0]
        assert -1.0 <= found.low <= found.value <= found.high <= 1.0


def test_paired_share_of_nothing_and_with_gaps():
    assert nothing(paired_share([], []))
    assert nothing(paired_share([NAN, 1.0], [1.0, NAN]))
    assert paired_share([0, 1, NAN, 0], [1, 1, 1, NAN]) == paired_share([0, 1], [1, 1])


@pytest.mark.parametrize("n", [20, 200])
@pytest.mark.parametrize("cells", [(0.25, 0.25, 0.25, 0.25), (0.6, 0.3, 0.05, 0.05), (0.9, 0.06, 0.02, 0.02)])
def test_paired_share_covers_the_truth(n, cells):
    """2,000 batches: both 1, second alone, first alone, neither; at least 93 of 100 intervals hold the difference."""
    luck = np.random.default_rng(20240607)
    truth, held = cells[1] - cells[2], 0
    for _ in range(2000):
        kind = luck.choice(4, n, p=cells)
        found = paired_share((kind == 0) | (kind == 2), (kind == 0) | (kind == 1))
        held += found.low <= truth <= found.high
    assert 0.93 <= held / 2000 <= (0.985 if n == 200 else 0.999)


@pytest.mark.parametrize(("n", "p"), [(20, 0.1), (200, 0.02), (200, 0.5)])
def test_wilson_covers_the_truth(n, p):
    luck = np.random.default_rng(7)
    found = [wilson(k, n) for k in luck.binomial(n, p, 4000)]
    assert 0.92 <= np.mean([e.low <= p <= e.high for e in found]) <= 0.99


# ---- means


def test_mean_by_hand():
    values = [1.0, 4.0, 2.0, 9.0]
    half = 1.959963984540054 * np.std(values, ddof=1) / 2
    assert mean(values) == pytest.approx((4.0, 4.0 - half, 4.0 + half, 4))


def test_mean_is_of_what_exists():
    assert mean([1.0, NAN, 4.0, 2.0, NAN, 9.0]) == mean([1.0, 4.0, 2.0, 9.0])
    assert nothing(mean([])) and nothing(mean([NAN, NAN]))


def test_one_number_says_nothing_about_its_spread():
    assert mean([3.0, NAN]) == (3.0, -math.inf, math.inf, 1)


def test_mean_covers_the_truth():
    luck = np.random.default_rng(11)
    found = [mean(luck.exponential(2.0, 100)) for _ in range(2000)]
    assert 0.92 <= np.mean([e.low <= 2.0 <= e.high for e in found]) <= 0.97


def test_paired_mean_is_of_pairs_that_exist():
    first, second = [1.0, NAN, 5.0, 2.0], [2.0, 1.0, NAN, 6.0]
    assert paired_mean(first, second) == mean([1.0, 4.0])
    assert nothing(paired_mean([NAN, 1.0], [1.0, NAN]))


def test_an_estimate_is_printed_in_one_line():
    assert str(Estimate(0.123, 0.1, 0.2, 7)) == "0.12 [0.10, 0.20] (n = 7)"
    assert str(wilson(0, 0)) == "nan [nan, nan] (n = 0)"
