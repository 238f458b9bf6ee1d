"""M9: what speaks for a mediator, what against it, and by how much."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.consent import consent

BASE = {
    "base": -0.4,
    "norm_weight": 1.5,
    "norm": 0.6,
    "bias_weight": 2.0,
    "bias": -0.3,
    "audience_weight": 0.5,
    "audience_cost": 0.8,
    "success_weight": 1.2,
    "past_success": 0.25,
}


def log_odds(**other):
    chance = consent(**{**BASE, **other})
    return math.log(chance / (1.0 - chance))


def test_consent_by_hand():
    """-0.4 + 1.5 x 0.6 - 2 x 0.3 - 0.5 x 0.8 + 1.2 x 0.25 = -0.2."""
    assert log_odds() == pytest.approx(-0.2, abs=1e-12)


@pytest.mark.parametrize(
    ("word", "weight", "sign"),
    [("norm", 1.5, 1), ("audience_cost", 0.5, -1), ("past_success", 1.2, 1), ("base", 1.0, 1)],
)
def test_each_counts_by_its_weight(word, weight, sign):
    assert log_odds(**{word: BASE[word] + 0.1}) - log_odds() == pytest.approx(0.1 * sign * weight, abs=1e-9)


@given(st.floats(-1.0, 1.0))
def test_bias_to_either_side_speaks_against(bias):
    assert log_odds(bias=bias) == pytest.approx(log_odds(bias=-bias))
    assert log_odds(bias=bias) - log_odds(bias=0.0) == pytest.approx(-2.0 * abs(bias), abs=1e-9)


def test_without_weights_only_the_base_speaks():
    none = dict.fromkeys((word for word in BASE if word.endswith("weight")), 0.0)
    assert log_odds(**none) == pytest.approx(-0.4, abs=1e-12)
