"""M11: what governs a theatre leaves a vacuum only where all of it fails."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.vacuum import filling, governed, undiverted

SHARE = st.floats(0.0, 1.0)
EFFORT = st.floats(0.0, 100.0)
CLOSE = 1e-9


@given(SHARE, SHARE, SHARE, SHARE)
def test_governance_is_a_share_that_grows_with_each_part(base, garrisons, filled, other):
    whole = governed(base, garrisons, filled)
    assert base <= whole <= 1.0
    for place in range(3):
        parts = [base, garrisons, filled]
        low, high = sorted((parts[place], other))
        before, after = [*parts], [*parts]
        before[place], after[place] = low, high
        assert governed(*before) <= governed(*after) + CLOSE


@given(SHARE, SHARE, SHARE)
def test_the_vacuum_is_what_all_three_leave(base, garrisons, filled):
    left = (1.0 - base) * (1.0 - garrisons) * (1.0 - filled)
    assert 1.0 - governed(base, garrisons, filled) == pytest.approx(left, abs=CLOSE)
    assert governed(base, garrisons, filled) == pytest.approx(governed(filled, base, garrisons), abs=CLOSE)


@given(SHARE)
def test_with_neither_garrisons_nor_neighbours_it_is_the_government_alone(base):
    """To the last digit: a mechanism that is off may not move a run."""
    assert governed(base, 0.0, 0.0) == base


@given(SHARE, SHARE, SHARE)
def test_a_withdrawal_opens_most_where_the_state_is_weak(one, another, garrisons):
    weak, strong = sorted((one, another))

    def opened(base):
        return governed(base, garrisons, 0.0) - governed(base, 0.0, 0.0)

    assert opened(weak) >= opened(strong) - CLOSE
    assert opened(weak) == pytest.approx((1.0 - weak) * garrisons, abs=CLOSE)


@given(EFFORT, EFFORT, st.floats(0.0, 1.0))
def test_each_force_fills_the_same_part_of_what_is_left(first, second, per_unit):
    """Two forces together leave what the second leaves of what the first left."""
    left = (1.0 - filling(first, per_unit)) * (1.0 - filling(second, per_unit))
    assert 1.0 - filling(first + second, per_unit) == pytest.approx(left, abs=CLOSE)
    assert filling(first, per_unit) <= filling(first + second, per_unit) <= 1.0


def test_filling_in_numbers():
    assert filling(0.0, 0.5) == filling(5.0, 0.0) == 0.0
    assert filling(4.0, 0.25 * math.log(2.0)) == pytest.approx(0.5, rel=1e-12)
    assert filling(1e-3, 0.5) == pytest.approx(5e-4, rel=1e-3)


@given(EFFORT, SHARE, SHARE, SHARE)
def test_a_hotter_war_elsewhere_leaves_less(capacity, share, one, another):
    low, high = sorted((one, another))
    assert 0.0 <= undiverted(capacity, share, high) <= undiverted(capacity, share, low) <= capacity
    assert capacity - undiverted(capacity, share, high) == pytest.approx(capacity * share * high, abs=CLOSE)


@given(EFFORT, SHARE)
def test_the_ends_of_diversion(capacity, part):
    assert undiverted(capacity, part, 0.0) == undiverted(capacity, 0.0, part) == capacity
    assert undiverted(capacity, 1.0, 1.0) == 0.0
