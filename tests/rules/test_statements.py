"""M12: condemning pays at home, hides, and makes being caught dearer."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim._compile import plain
from sim.rules.statements import caught_price, chance_to_condemn, condemns, covered_visibility

SHARE = st.floats(0.0, 1.0)
AMOUNT = st.floats(0.0, 100.0)
CLOSE = 1e-9


@given(AMOUNT, SHARE, AMOUNT, st.floats(0.0, 3.0))
def test_the_gain_grows_in_step_with_audience_rivalry_and_value(audience, rivalry, value, factor):
    gain = condemns(audience, rivalry, value)
    assert gain == pytest.approx(audience * rivalry * value, rel=1e-12)
    assert condemns(factor * audience, rivalry, value) == pytest.approx(factor * gain, rel=1e-9)
    assert condemns(audience, rivalry, factor * value) == pytest.approx(factor * gain, rel=1e-9)


@pytest.mark.parametrize("nothing", [(0.0, 0.5, 2.0), (1.0, 0.0, 2.0), (1.0, 0.5, 0.0)])
def test_no_audience_no_rivalry_or_no_value_is_no_gain(nothing):
    assert condemns(*nothing) == 0.0


@given(AMOUNT, AMOUNT)
def test_a_cold_condemnation_is_the_sharp_one(gain, price):
    assume(abs(gain - price) > 1e-6)
    for rule in (chance_to_condemn, plain(chance_to_condemn)):
        assert rule(gain, price, 0.0) == (1.0 if gain > price else 0.0)
        assert rule(gain, price, 1e-9) == pytest.approx(rule(gain, price, 0.0), abs=CLOSE)


@given(AMOUNT, AMOUNT, st.floats(0.1, 10.0), AMOUNT)
def test_condemning_is_likelier_for_more_gain_and_less_price(gain, price, temperature, more):
    chance = chance_to_condemn(gain, price, temperature)
    assert chance_to_condemn(gain + more, price, temperature) >= chance - CLOSE
    assert chance_to_condemn(gain, price + more, temperature) <= chance + CLOSE
    assert chance + chance_to_condemn(price, gain, temperature) == pytest.approx(1.0)  # the logistic's symmetry


def test_the_logistic_has_its_known_value():
    """1 / (1 + 1/e) one temperature above the price: broken by a wrong sign or a temperature not used."""
    assert chance_to_condemn(3.0, 1.0, 2.0) == pytest.approx(0.7310585786300049, rel=1e-12)


def test_at_no_temperature_nobody_condemns_for_nothing():
    assert chance_to_condemn(0.0, 0.0, 0.0) == 0.0


@given(SHARE, SHARE, SHARE, SHARE)
def test_a_condemnation_hides_and_never_shows(visibility, cover, one, another):
    low, high = sorted((one, another))
    assert covered_visibility(visibility, cover, high) <= covered_visibility(visibility, cover, low) <= visibility
    assert covered_visibility(visibility, high, cover) <= covered_visibility(visibility, low, cover)


@given(SHARE, SHARE)
def test_the_ends_of_cover(visibility, part):
    assert covered_visibility(visibility, part, 0.0) == covered_visibility(visibility, 0.0, part) == visibility
    assert covered_visibility(visibility, 1.0, 1.0) == 0.0
    assert covered_visibility(visibility, part, 1.0) == pytest.approx(visibility * (1.0 - part), abs=1e-12)


@given(AMOUNT, SHARE, AMOUNT)
def test_a_leak_costs_the_hypocrite_more(price, condemned, hypocrisy):
    caught = caught_price(price, condemned, hypocrisy)
    assert caught - price == pytest.approx(price * hypocrisy * condemned, rel=1e-9, abs=CLOSE)
    assert caught >= price
    assert caught_price(price, 0.0, hypocrisy) == caught_price(price, condemned, 0.0) == price
