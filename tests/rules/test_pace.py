"""Pace: what a month's parameters are in a shorter step; steps compose to months."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim._compile import plain
from sim.rules.pace import retained, within

SHARE = st.floats(0.0, 1.0)
STEP = st.floats(0.01, 1.0)


@given(SHARE)
def test_two_half_steps_make_one(share):
    assert retained(share, 0.5) ** 2 == pytest.approx(share, abs=1e-12)
    unharmed = 1.0 - within(share, 0.5)
    assert unharmed * unharmed == pytest.approx(1.0 - share, abs=1e-12)


@given(st.floats(1e-6, 1.0), STEP, STEP)
def test_steps_compose_to_their_sum(share, one, other):
    assert retained(share, one) * retained(share, other) == pytest.approx(retained(share, one + other), rel=1e-9)
    neither = (1.0 - within(share, one)) * (1.0 - within(share, other))
    assert neither == pytest.approx(1.0 - within(share, one + other), abs=1e-9)


@given(SHARE)
def test_a_whole_month_is_left_alone(share):
    """To the last bit, so that cases by months do not pay for those by weeks."""
    for rule in (retained, within, plain(retained), plain(within)):
        assert rule(share, 1.0) == share


@given(STEP)
def test_nothing_and_all_stay_so_at_any_step(step):
    assert retained(0.0, step) == within(0.0, step) == 0.0
    assert retained(1.0, step) == within(1.0, step) == 1.0


@given(SHARE, STEP, STEP)
def test_a_longer_step_keeps_less_and_sees_more(share, one, other):
    short, long = sorted((one, other))
    assert 0.0 <= retained(share, long) <= retained(share, short) + 1e-12 <= 1.0 + 1e-12
    assert 0.0 <= within(share, short) <= within(share, long) + 1e-12 <= 1.0 + 1e-12


@given(st.floats(1e-3, 1.0), STEP)
def test_what_is_kept_is_what_did_not_happen_within(share, step):
    assert retained(share, step) == pytest.approx(1.0 - within(1.0 - share, step), abs=1e-9)


def test_by_hand():
    assert retained(0.0625, 0.25) == pytest.approx(0.5)
    assert within(0.9375, 0.25) == pytest.approx(0.5)
    assert within(0.01, 0.25) == pytest.approx(1.0 - math.pow(0.99, 0.25))
