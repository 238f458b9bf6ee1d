"""M2, M11: exposure stays a share and grows with each of its causes; fighters are counted, not made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.widening import (
    alarm_after,
    announces,
    attack_rate,
    felt_exposure,
    joined,
    recruits_from,
    returned,
)

SHARE = st.floats(0.0, 1.0)
AMOUNT = st.floats(0.0, 100.0)
STRENGTH = st.floats(0.0, 100.0)
CLOSE = 1e-9


@given(st.floats(0.001, 300.0), st.floats(0.001, 300.0))
def test_a_new_theatre_opens_at_the_threshold_and_above(strength, threshold):
    assert announces(threshold, threshold) is True
    assert announces(strength, threshold) is (strength >= threshold)


def test_an_enemy_that_is_gone_opens_nothing():
    assert announces(0.0, 0.0) is False
    assert announces(0.1, 0.0) is True


@given(SHARE, AMOUNT, AMOUNT, SHARE, AMOUNT)
def test_exposure_is_a_share_that_grows_with_each_cause(exposure, fighters, blowback, alarm, more):
    felt = felt_exposure(exposure, fighters, blowback, alarm)
    assert exposure <= felt <= 1.0
    assert felt_exposure(exposure, fighters + more, blowback, alarm) >= felt - CLOSE
    assert felt_exposure(exposure, fighters, blowback + more, alarm) >= felt - CLOSE
    part = min(1.0, more / 100.0)
    assert felt_exposure(exposure, fighters, blowback, alarm + part * (1.0 - alarm)) >= felt - CLOSE
    assert felt_exposure(exposure + part * (1.0 - exposure), fighters, blowback, alarm) >= felt - CLOSE


@given(SHARE, SHARE, SHARE)
def test_exposure_misses_only_what_all_three_miss(exposure, brought, alarm):
    missed = (1.0 - exposure) * (1.0 - brought) * (1.0 - alarm)
    assert 1.0 - felt_exposure(exposure, 4.0, 0.25 * brought, alarm) == pytest.approx(missed, abs=CLOSE)


@given(SHARE, AMOUNT)
def test_without_fighters_and_alarm_exposure_is_as_coded(exposure, any_number):
    """To the last digit: a mechanism that is off may not move a run."""
    assert felt_exposure(exposure, 0.0, any_number, 0.0) == exposure
    assert felt_exposure(exposure, any_number, 0.0, 0.0) == exposure


@given(SHARE, st.floats(1.0, 50.0))
def test_more_fighters_than_it_takes_expose_wholly(exposure, fighters):
    assert felt_exposure(exposure, fighters, 1.0, 0.0) == pytest.approx(1.0)


@given(AMOUNT, st.floats(1.0, 100.0), SHARE)
def test_fighters_join_in_step_with_success(volunteers, ceiling, part):
    assert joined(volunteers, ceiling, ceiling) == volunteers
    assert joined(volunteers, part * ceiling, ceiling) == pytest.approx(part * volunteers, abs=CLOSE)
    assert joined(volunteers, 0.0, ceiling) == 0.0


@given(AMOUNT, SHARE, AMOUNT, st.floats(0.0, 100.0))
def test_nobody_returns_who_never_went(fighters, rate, volunteers, strength):
    """Abroad and at home add up, month after month, and nowhere are fewer than none."""
    abroad, home, gone = fighters, 0.0, 0.0
    for _ in range(6):
        leaving, back = joined(volunteers, strength, 100.0), returned(abroad, rate)
        assert 0.0 <= back <= abroad
        abroad, home, gone = abroad - back + leaving, home + back, gone + leaving
        assert abroad + home == pytest.approx(fighters + gone, abs=1e-7)


def test_fighters_come_home_to_the_number_where_both_flows_are_even():
    """With v a month joining and a part r leaving, v / r stay."""
    abroad = 0.0
    for _ in range(400):
        abroad += joined(0.5, 80.0, 100.0) - returned(abroad, 0.1)
    assert abroad == pytest.approx(4.0, abs=1e-9)
    assert returned(2.0, 0.25) == 0.5 and returned(2.0, 1.0) == 2.0 and returned(2.0, 0.0) == 0.0


@given(AMOUNT, AMOUNT)
def test_each_thousand_brings_the_same_strength(fighters, per_thousand):
    assert recruits_from(fighters, per_thousand) == pytest.approx(fighters * per_thousand, rel=1e-12)


@given(AMOUNT, STRENGTH, AMOUNT, st.floats(0.0, 2.0))
def test_attacks_need_both_hands_and_a_sender(rate, strength, fighters, factor):
    expected = attack_rate(rate, strength, 100.0, fighters)
    assert attack_rate(rate, 0.0, 100.0, fighters) == attack_rate(rate, strength, 100.0, 0.0) == 0.0
    assert attack_rate(rate, strength, 100.0, factor * fighters) == pytest.approx(
        factor * expected, rel=1e-9, abs=CLOSE
    )
    assert attack_rate(factor * rate, strength, 100.0, fighters) == pytest.approx(
        factor * expected, rel=1e-9, abs=CLOSE
    )


def test_attacks_in_numbers():
    assert attack_rate(0.5, 20.0, 80.0, 3.0) == pytest.approx(0.375)


@given(SHARE, SHARE, st.integers(0, 12), SHARE, SHARE)
def test_alarm_is_a_share_that_each_attack_raises(alarm, fading, attacks, step, other):
    after = alarm_after(alarm, fading, attacks, step)
    assert fading * alarm <= after <= 1.0
    assert alarm_after(alarm, fading, attacks + 1, step) >= after - CLOSE
    low, high = sorted((alarm, other))
    assert alarm_after(low, fading, attacks, step) <= alarm_after(high, fading, attacks, step) + CLOSE
    # attacks in one month alarm as much as the same in a row without any time to forget
    assert alarm_after(after, 1.0, 1, step) == pytest.approx(alarm_after(alarm, fading, attacks + 1, step), abs=CLOSE)


@given(SHARE, SHARE, st.integers(1, 12))
def test_the_ends_of_alarm(alarm, fading, attacks):
    assert alarm_after(alarm, fading, 0, 0.7) == fading * alarm
    assert alarm_after(alarm, fading, attacks, 0.0) == fading * alarm
    assert alarm_after(alarm, fading, attacks, 1.0) == pytest.approx(1.0)


def test_alarm_in_numbers():
    """1 - (1 - .8 * .5)(1 - .3)^2."""
    assert alarm_after(0.5, 0.8, 2, 0.3) == pytest.approx(0.706, abs=1e-12)
