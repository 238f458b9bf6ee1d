"""M7: the linkage threshold (C12) against a repeated game that is solved, not assumed; and what a bargain brings."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim._compile import plain
from sim.rules.linkage import (
    NEVER,
    accepts,
    bargain_gain,
    concession_cost,
    concession_value,
    counter_size,
    exposed_cost,
    keeps,
    least_patience,
    linked_patience,
    logroll_gain,
    watched_patience,
)

GAP = st.floats(0.1, 10.0)
SHARE = st.floats(0.01, 1.0)
MONEY = st.floats(0.1, 50.0)


def linked(*issues):
    """`linked_patience` of issues given as (T, R, P)."""
    return linked_patience(*(np.array(column) for column in zip(*issues, strict=True)))


def worth_keeping(temptation, reward, punishment, verifiability, patience):
    """Solve the repeated game by value iteration: whether keeping is best while nothing has been noticed."""
    punished = punishment / (1.0 - patience)
    value = 0.0
    for _ in range(100_000):
        keep = reward + patience * value
        breach = temptation + patience * ((1.0 - verifiability) * value + verifiability * punished)
        before, value = value, max(keep, breach)
        if abs(value - before) < 1e-13 * (1.0 + abs(value)):
            return keep >= breach
    raise AssertionError("no rest")


# ---- C12


def test_c12_alone_and_linked():
    """Broken by R-P for T-P below the line, or by a product or a maximum over the issues."""
    assert least_patience(5.0, 3.0, 1.0) == pytest.approx(0.5, abs=1e-12)
    assert least_patience(6.0, 3.0, 2.0) == pytest.approx(0.75, abs=1e-12)
    assert linked((5.0, 3.0, 1.0), (6.0, 3.0, 2.0)) == pytest.approx(0.625, abs=1e-12)


def test_linkage_weighs_issues_by_what_is_at_stake():
    """C12's two issues have the same T-P, so that a mean of both thresholds would pass there: here it does not."""
    assert linked((5.0, 3.0, 1.0), (10.0, 1.0, 0.0)) == pytest.approx(11.0 / 14.0, abs=1e-12)


@given(st.lists(st.tuples(GAP, GAP, st.floats(-5.0, 5.0)), min_size=1, max_size=4))
def test_linked_issues_are_one_game_of_their_sums(gaps):
    issues = [(p + loss + gain, p + loss, p) for gain, loss, p in gaps]
    total = [sum(column) for column in zip(*issues, strict=True)]
    assert linked(*issues) == pytest.approx(least_patience(*total), abs=1e-9)
    each = [least_patience(*issue) for issue in issues]
    assert min(each) - 1e-9 <= linked(*issues) <= max(each) + 1e-9


def test_an_issue_with_patience_to_spare_carries_one_that_alone_is_never_kept():
    """What a concession is for: on its own issue it is pure loss (R < P)."""
    concession, help_ = (0.0, -1.0, 0.0), (4.0, 4.0, 0.0)
    assert least_patience(*concession) == NEVER
    assert least_patience(*help_) == 0.0
    assert linked(concession, help_) == pytest.approx(0.25)


@given(GAP, GAP, st.floats(-5.0, 5.0), SHARE, st.sampled_from([-0.01, 0.01]))
def test_the_threshold_is_where_keeping_becomes_best(gain, loss, punishment, verifiability, off):
    """Broken by anything but (T-R) / ((T-R) + v (R-P)): the game itself decides on both sides of it."""
    payoffs = (punishment + loss + gain, punishment + loss, punishment)
    least = watched_patience(*payoffs, verifiability)
    patience = least + off
    assume(0.0 < patience < 0.999)
    assert worth_keeping(*payoffs, verifiability, patience) == (off > 0.0)


@given(GAP, GAP, SHARE, SHARE)
def test_what_is_watched_less_needs_more_patience(gain, loss, one, another):
    low, high = sorted((one, another))
    payoffs = (loss + gain, loss, 0.0)
    assert watched_patience(*payoffs, low) >= watched_patience(*payoffs, high)
    assert watched_patience(*payoffs, 1.0) == least_patience(*payoffs)
    assert watched_patience(*payoffs, 0.0) == 1.0


@given(GAP, st.floats(0.0, 20.0))
def test_a_worse_bargain_never_needs_less_patience(gain, step):
    """Past R = P too, where the formula alone would turn round."""
    needs = [least_patience(reward + gain, reward, 0.0) for reward in (step, 0.0, -0.5 * step, -step)]
    assert needs == sorted(needs)
    assert needs[0] <= 1.0 == needs[1]
    assert needs[-1] <= NEVER


def test_nobody_is_patient_enough_for_less_than_nothing():
    assert least_patience(0.0, -1.0, 0.0) == NEVER
    assert least_patience(1.0, 2.0, 3.0) == NEVER  # no temptation, but no bargain is better
    assert least_patience(1.0, 2.0, 0.0) == 0.0
    assert least_patience(1.0, 1.25, 1.0) == least_patience(1.0, 1.0, 1.0) == 0.0  # nothing tempts, nothing is lost


# ---- what a bargain brings


def test_concession_by_hand():
    """Every factor differs, so that none can be left out or taken twice."""
    assert concession_cost(0.5, 1.5, 4.0, 0.25) == pytest.approx(0.75)
    assert concession_value(0.5, 1.5, 4.0) == pytest.approx(3.0)


@given(st.floats(0.0, 1.0), st.floats(0.0, 2.0), MONEY, st.floats(0.0, 1.0))
def test_who_expects_to_lose_it_anyway_gives_it_up_for_less(salience, size, scale, prospects):
    cost = concession_cost(salience, size, scale, prospects)
    assert cost <= concession_cost(salience, size, scale, 1.0) == concession_value(salience, size, scale)
    assert concession_cost(salience, size, scale, 0.0) == 0.0


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_c12_logroll_gain(first, second):
    """s_A - s_B: what is got at one's own salience less what is given; both gain when saliences mirror each other."""
    bargain = bargain_gain(concession_value(first, 1.0, 1.0), concession_cost(second, 1.0, 1.0, 1.0), 1.0)
    assert logroll_gain(first, second) == pytest.approx(bargain, abs=1e-12)
    assert logroll_gain(first, second) == -logroll_gain(second, first)


def test_the_cost_is_certain_and_the_value_is_not():
    assert bargain_gain(8.0, 3.0, 0.5) == 1.0
    assert bargain_gain(8.0, 3.0, 0.0) == -3.0
    assert bargain_gain(8.0, 3.0, 1.0) == 5.0


ZERO_ONE = st.floats(0.0, 1.0)


@given(MONEY, ZERO_ONE, st.floats(0.0, 0.97), ZERO_ONE)
def test_the_exposed_cost_is_that_of_a_stream_of_payments(cost, trust, patience, seen):
    """Month by month: paid for good beside one who delivers, beside one who does not while nothing was noticed."""
    to_the_faithful = to_the_false = whole = 0.0
    unnoticed = weight = 1.0
    for _ in range(2000):
        whole += weight
        to_the_faithful += weight * cost
        to_the_false += weight * cost * unnoticed
        unnoticed *= 1.0 - seen
        weight *= patience
    average = (trust * to_the_faithful + (1.0 - trust) * to_the_false) / whole
    assert exposed_cost(cost, trust, patience, seen) == pytest.approx(average, rel=1e-9)


@given(MONEY, ZERO_ONE, ZERO_ONE, st.just(0.0) | st.floats(1e-6, 1.0))
def test_the_exposed_cost_at_the_ends(cost, trust, patience, seen):
    for version in (exposed_cost, plain(exposed_cost)):
        assert version(cost, trust, patience, 0.0) == pytest.approx(cost), "nothing is noticed: paid for ever"
        at_once = cost * (trust + (1.0 - trust) * (1.0 - patience))
        assert version(cost, trust, patience, 1.0) == pytest.approx(at_once), "noticed at once: one month of many"
        assert version(cost, trust, 0.0, seen) == pytest.approx(cost), "who lives today has paid by then"
        assert version(cost, 1.0, patience, seen) == pytest.approx(cost), "there is no breach to notice"
        forever = cost if seen == 0.0 else cost * trust
        assert version(cost, trust, 1.0, seen) == pytest.approx(forever), "to unlimited patience some months are none"


@given(MONEY, ZERO_ONE, ZERO_ONE, ZERO_ONE, ZERO_ONE)
def test_inspection_does_part_of_the_work_of_trust(cost, trust, patience, less, more):
    less, more = sorted((less, more))
    watched = exposed_cost(cost, trust, patience, more)
    assert trust * cost - 1e-9 <= watched <= exposed_cost(cost, trust, patience, less) + 1e-9 <= cost + 2e-9


def test_an_exposed_cost_by_hand():
    """Half trusted, patience 0.8, noticed once in four months: 0.5 + 0.5 * 0.2 / 0.4 of the cost."""
    assert exposed_cost(4.0, 0.5, 0.8, 0.25) == pytest.approx(4.0 * 0.75)


@given(st.floats(0.01, 2.0), MONEY, MONEY, SHARE, st.floats(0.0, 2.0))
def test_a_counter_offer_asks_for_what_just_pays(size, value, cost, trust, largest):
    asked = counter_size(size, value, cost, trust, largest)
    assert 0.0 <= asked <= largest
    gain = bargain_gain(value * asked / size, cost, trust)
    if asked < largest:
        assert gain == pytest.approx(0.0, abs=1e-9 * cost)
    else:
        assert gain <= 1e-9 * cost  # all that can be had, and perhaps not enough


def test_counter_offers_at_the_ends():
    assert counter_size(0.5, 4.0, 0.0, 0.0, 1.0) == 0.0  # what costs nothing needs no return
    assert counter_size(0.5, 4.0, 1.0, 0.0, 1.0) == 1.0  # without trust all is too little
    assert counter_size(0.0, 0.0, 1.0, 0.5, 1.0) == 1.0


# ---- choices


def test_choices_are_logistic():
    assert accepts(1.0, 0.5) == pytest.approx(1.0 / (1.0 + math.exp(-2.0)), abs=1e-12)
    assert keeps(0.75, 0.5, 0.125) == pytest.approx(1.0 / (1.0 + math.exp(-2.0)), abs=1e-12)


@given(st.floats(-100.0, 100.0), SHARE, st.floats(0.0, 2.0))
def test_cold_choices_are_the_sharp_ones(gain, patience, least):
    assume(abs(gain) > 1e-6 and abs(patience - least) > 1e-6)
    for version in (lambda rule: rule, plain):
        assert version(accepts)(gain, 1e-9) == pytest.approx(float(gain >= 0.0), abs=1e-9)
        assert version(keeps)(patience, least, 1e-9) == pytest.approx(float(patience >= least), abs=1e-9)
        assert version(accepts)(0.0, 0.0) == version(keeps)(0.5, 0.5, 0.0) == 1.0
