"""M15: who becomes a protecting power and who stops being one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.mandates import mandate_consent, neutrality, soured, suitability

SHARE = st.floats(0.0, 1.0)
CLOSE = 1e-12


@given(SHARE, SHARE, SHARE)
def test_more_rivalry_never_makes_more_neutral_for_the_farther_side(near, far, more):
    """Broken where even-handedness alone would count: a rival of both is not neutral."""
    near, far = sorted((near, far))
    farther = far + more * (1.0 - far)
    assert neutrality(near, farther) <= neutrality(near, far) + CLOSE
    assert neutrality(near, far) == neutrality(far, near)
    assert neutrality(near, far) <= min(1.0 - far, 1.0 - (far - near)) + CLOSE


@given(SHARE)
def test_a_friend_of_one_is_less_neutral_than_who_is_as_far_from_both(rivalry):
    assert neutrality(0.0, rivalry) <= neutrality(rivalry, rivalry)
    assert neutrality(rivalry, rivalry) == pytest.approx(1.0 - rivalry)
    assert neutrality(0.0, rivalry) == pytest.approx((1.0 - rivalry) ** 2)


def test_neutrality_by_hand():
    """Both factors differ and neither is 0 or 1."""
    assert neutrality(0.2, 0.5) == pytest.approx(0.7 * 0.5)


@given(SHARE, SHARE, SHARE)
def test_neutrality_and_capacity_cannot_be_made_up_for_and_tradition_can(neutral, tradition, spare):
    assert suitability(0.0, tradition, spare) == suitability(neutral, tradition, 0.0) == 0.0
    assert suitability(neutral, 0.0, spare) == pytest.approx(0.5 * suitability(neutral, 1.0, spare))
    assert suitability(neutral, tradition, spare) <= suitability(neutral, 1.0, spare)


def test_suitability_by_hand():
    assert suitability(0.5, 0.6, 0.75) == pytest.approx(0.5 * 0.75 * 0.8)


def test_mandate_consent_by_hand():
    """(0.8 x 0.5 - 0.3) / 0.1 = 1."""
    assert mandate_consent(0.8, 0.5, 0.3, 0.1) == pytest.approx(1.0 / (1.0 + math.exp(-1.0)))
    assert mandate_consent(0.6, 0.5, 0.3, 0.0) == 1.0
    assert mandate_consent(0.6, 0.4, 0.3, 0.0) == 0.0


@given(SHARE, SHARE, SHARE, SHARE)
def test_trust_does_not_make_a_partisan_acceptable(trust, neutral, threshold, temperature):
    least = mandate_consent(0.0, 0.0, threshold, temperature)
    assert mandate_consent(trust, 0.0, threshold, temperature) == least
    assert mandate_consent(0.0, neutral, threshold, temperature) == least
    assert mandate_consent(trust, neutral, threshold, temperature) >= least


def test_a_mandate_is_lost_below_the_least_trust_and_not_at_it():
    assert not soured(0.25, 0.25)
    assert soured(0.2499, 0.25)
