"""The logistic choice that M7, M9 and M15 share, and what it makes of numbers too large for a computer."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim._compile import plain
from sim.rules.choice import chance_of
from sim.rules.participation import chance_to_join


@given(st.floats(-2.0, 2.0), st.sampled_from([0.0, 1e-9, 0.1, 1.0]))
def test_it_is_the_choice_of_m4(gain, temperature):
    """One form of choice in the whole model, to the last bit."""
    assert chance_of(gain, temperature) == chance_to_join(gain, temperature)


@given(st.floats(-1e6, 1e6), st.floats(0.01, 10.0))
def test_yes_and_no_add_up_to_one(gain, temperature):
    assert chance_of(gain, temperature) + chance_of(-gain, temperature) == pytest.approx(1.0, abs=1e-12)


def test_log_odds_are_gain_over_temperature():
    chance = chance_of(0.6, 0.4)
    assert math.log(chance / (1.0 - chance)) == pytest.approx(1.5, abs=1e-12)


@pytest.mark.parametrize("version", [chance_of, plain(chance_of)])
def test_no_gain_is_too_large(version):
    assert version(-1e300, 1e-300) == pytest.approx(0.0, abs=1e-300)
    assert version(1e300, 1e-300) == 1.0
    assert version(0.0, 0.0) == 1.0
