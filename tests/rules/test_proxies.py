"""M10: what is handed over is not lost and not made; blame tells as much as it is sure."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.proxies import armed, mixed_attribution, obeys

EFFORT = st.floats(0.0, 100.0)
SHARE = st.floats(0.0, 1.0)
LIKELIHOOD = st.floats(0.001, 0.999)
CLOSE = 1e-9


@given(st.lists(st.tuples(EFFORT, EFFORT), min_size=1, max_size=12), EFFORT, EFFORT)
def test_arms_are_moved_not_made(months, capacity, own):
    """Over any months patron and client have together what they had, and neither ever has less than nothing."""
    patron, client, given_so_far = capacity, own, 0.0
    for rate, largest in months:
        moved = armed(patron, rate, given_so_far, largest)
        assert 0.0 <= moved <= min(rate, patron)
        assert moved == 0.0 or given_so_far + moved <= largest + CLOSE
        patron, client, given_so_far = patron - moved, client + moved, given_so_far + moved
        assert patron >= 0.0
        assert patron + client == pytest.approx(capacity + own, abs=CLOSE)


@pytest.mark.parametrize(
    ("capacity", "rate", "given", "largest", "moved"),
    [
        (10.0, 2.0, 3.0, 8.0, 2.0),  # as fast as it goes
        (10.0, 2.0, 7.5, 8.0, 0.5),  # up to the largest
        (1.0, 2.0, 3.0, 8.0, 1.0),  # no more than there is
        (10.0, 2.0, 9.0, 8.0, 0.0),  # an aim that was lowered takes nothing back
        (10.0, 0.0, 0.0, 8.0, 0.0),
    ],
)
def test_the_smallest_of_three_limits_holds(capacity, rate, given, largest, moved):
    assert armed(capacity, rate, given, largest) == moved


@given(LIKELIHOOD, LIKELIHOOD)
def test_the_ends_of_blame(trustworthy, other):
    """No blame tells nothing at all, certain blame everything."""
    assert mixed_attribution(0.0, trustworthy, other) == 0.0
    assert mixed_attribution(1.0, trustworthy, other) == pytest.approx(math.log(trustworthy / other), abs=1e-12)


@given(SHARE, LIKELIHOOD, LIKELIHOOD)
def test_blame_is_the_mixture_and_reads_the_same_from_both_sides(attribution, trustworthy, other):
    strength = attribution * (trustworthy - other) / (trustworthy + other)
    told = mixed_attribution(attribution, trustworthy, other)
    assert told == pytest.approx(2.0 * math.atanh(strength), abs=CLOSE)
    assert told == pytest.approx(-mixed_attribution(attribution, other, trustworthy), abs=CLOSE)


@given(SHARE, SHARE, LIKELIHOOD, LIKELIHOOD)
def test_more_blame_tells_more_and_less_than_a_straight_line(one, another, trustworthy, other):
    low, high = sorted((one, another))
    full = abs(math.log(trustworthy / other))
    assert abs(mixed_attribution(low, trustworthy, other)) <= abs(mixed_attribution(high, trustworthy, other)) + CLOSE
    assert abs(mixed_attribution(low, trustworthy, other)) <= low * full + CLOSE


@given(SHARE, SHARE, SHARE, SHARE)
def test_a_client_is_between_its_own_will_and_its_patrons(own, patrons, one, another):
    low, high = sorted((one, another))
    loose, tight = obeys(own, patrons, low), obeys(own, patrons, high)
    assert min(own, patrons) - CLOSE <= loose <= max(own, patrons) + CLOSE
    assert abs(tight - patrons) <= abs(loose - patrons) + CLOSE  # the tighter the hold, the nearer the patron


@given(SHARE, SHARE)
def test_the_ends_of_control(own, patrons):
    assert obeys(own, patrons, 0.0) == own
    assert obeys(own, patrons, 1.0) == patrons


@given(SHARE, SHARE)
def test_a_client_told_to_keep_still_slips_in_part(own, control):
    """M10: despite restraint it acts with (1 - chi) h."""
    assert obeys(own, 0.0, control) == pytest.approx((1.0 - control) * own, abs=1e-15)
