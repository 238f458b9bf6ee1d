"""M13: a host asks more trust of a rival, and a breach of its will tells its backers."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim._compile import plain
from sim.rules.host_consent import breach_evidence, consents, trust_to_host

SHARE = st.floats(0.0, 1.0)
LIKELIHOOD = st.floats(0.001, 0.999)
CLOSE = 1e-9


@given(SHARE, SHARE, SHARE, st.floats(0.01, 10.0), st.floats(0.01, 10.0))
def test_consent_is_where_the_bet_begins_to_pay(trust, rivalry, sovereignty, kept, broken):
    """From payoffs to the threshold: broken by any other form of m."""
    pays = trust * kept - (1.0 - trust) * broken - rivalry * sovereignty * kept
    assume(abs(pays) > 1e-6)
    threshold = broken / (broken + kept)
    assert (trust > trust_to_host(rivalry, sovereignty, threshold)) == (pays > 0.0)
    assert consents(trust, rivalry, sovereignty, threshold, 0.0) == (1.0 if pays > 0.0 else 0.0)


@given(SHARE, SHARE)
def test_a_friend_or_a_host_that_minds_nothing_asks_the_threshold(part, threshold):
    assert trust_to_host(0.0, part, threshold) == trust_to_host(part, 0.0, threshold) == threshold


@given(SHARE)
def test_a_complete_rival_is_asked_for_certainty(threshold):
    assert trust_to_host(1.0, 1.0, threshold) == pytest.approx(1.0)


@given(SHARE, SHARE, SHARE, SHARE, st.floats(0.02, 1.0), SHARE)
def test_consent_bends_the_way_it_should(trust, rivalry, sovereignty, threshold, temperature, other):
    low, high = sorted((trust, other))
    assert consents(low, rivalry, sovereignty, threshold, temperature) <= (
        consents(high, rivalry, sovereignty, threshold, temperature) + CLOSE
    )
    for place, value in ((1, rivalry), (2, sovereignty), (3, threshold)):
        given_ = [trust, rivalry, sovereignty, threshold, temperature]
        low, high = sorted((value, other))
        less = consents(*given_[:place], low, *given_[place + 1 :])
        more = consents(*given_[:place], high, *given_[place + 1 :])
        assert more <= less + CLOSE


@given(SHARE, SHARE, SHARE, SHARE)
def test_a_cold_consent_is_the_sharp_one(trust, rivalry, sovereignty, threshold):
    assume(abs(trust - trust_to_host(rivalry, sovereignty, threshold)) > 1e-6)
    for rule in (consents, plain(consents)):
        sharp = rule(trust, rivalry, sovereignty, threshold, 0.0)
        assert rule(trust, rivalry, sovereignty, threshold, 1e-9) == pytest.approx(sharp, abs=CLOSE)


def test_consent_has_its_known_value():
    """One temperature above what is asked (.625): 1 / (1 + 1/e)."""
    assert consents(0.725, 0.5, 0.5, 0.5, 0.1) == pytest.approx(0.7310585786300049, rel=1e-9)


@given(LIKELIHOOD, LIKELIHOOD)
def test_the_ends_of_backing(trustworthy, other):
    assert breach_evidence(0.0, trustworthy, other) == 0.0
    assert breach_evidence(1.0, trustworthy, other) == pytest.approx(math.log(trustworthy / other), abs=1e-12)


@given(SHARE, SHARE, LIKELIHOOD, LIKELIHOOD)
def test_a_closer_backer_learns_more(one, another, trustworthy, other):
    low, high = sorted((one, another))
    assert abs(breach_evidence(low, trustworthy, other)) <= abs(breach_evidence(high, trustworthy, other)) + CLOSE
    assert breach_evidence(high, trustworthy, other) * (trustworthy - other) >= 0.0


def test_half_backing_is_the_mixture():
    """ln(.125 / .175): a straight line would give -.3466."""
    assert breach_evidence(0.5, 0.1, 0.2) == pytest.approx(math.log(5.0 / 7.0), rel=1e-12)
