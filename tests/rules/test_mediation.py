"""M15: how often a mediator proposes, what its cover is worth, and when its mediation ends (C11: tests/systems)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.mediation import changed, eased_contact, proposes

SHARE = st.floats(0.0, 1.0)


@given(st.floats(0.0, 5.0), SHARE)
def test_proposals_come_as_a_poisson_process(rate, climate):
    """Two months without one are as likely as one month at twice the rate."""
    silent = 1.0 - proposes(rate, climate)
    assert silent * silent == pytest.approx(1.0 - proposes(2.0 * rate, climate), abs=1e-12)
    assert proposes(rate, 0.0) == proposes(0.0, climate) == 0.0


def test_proposes_by_hand():
    assert proposes(0.5, 0.4) == pytest.approx(1.0 - math.exp(-0.2))


@given(st.floats(0.0, 100.0), SHARE)
def test_cover_takes_its_share_of_the_price(price, cover):
    assert eased_contact(price, 0.0) == price  # exactly: C11
    assert eased_contact(price, 1.0) == 0.0
    assert eased_contact(price, cover) + eased_contact(price, 1.0 - cover) == pytest.approx(price)


def test_the_conflict_has_changed_once_clashes_and_hostile_acts_reach_the_threshold():
    assert changed(3.0, 0.0, 3.0)
    assert changed(0.0, 3.0, 3.0)
    assert changed(2.0, 1.0, 3.0)
    assert not changed(2.0, 0.5, 3.0)
    assert not changed(0.0, 0.0, 1e-9)
