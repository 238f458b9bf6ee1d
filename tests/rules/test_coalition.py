"""M16: who carries the burden follows from M3, and what a group acts on is what its members' best replies add up to."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.coalition import burden_share, member_stake
from sim.rules.effort import best_effort

STRENGTH = 1.0


def replies(prizes, costs, curvatures):
    """Efforts of members who replace each other (r = 1), each replying half of the way to its best."""
    efforts = [0.0] * len(prizes)
    for _ in range(20_000):
        moved = 0.0
        for i, own in enumerate(efforts):
            others = sum(efforts) - own
            best = best_effort(prizes[i], STRENGTH, costs[i], curvatures[i], others, 0.0, 0.0, 1e3, 1.0, 1.0)
            moved = max(moved, abs(best - own))
            efforts[i] += 0.5 * (best - own)
        if moved < 1e-11:
            return efforts
    raise AssertionError(f"no rest: {efforts}")


def burdens(efforts):
    return [burden_share(effort, sum(efforts)) for effort in efforts]


# ---- who carries it


def test_c2_the_largest_stake_carries_all():
    """Exploitation of the great by the small: linear cost, substitutes."""
    assert burdens(replies([6.0, 3.0], [1.0, 1.0], [0.0, 0.0])) == pytest.approx([1.0, 0.0], abs=1e-9)
    assert burdens(replies([2.0, 3.0, 5.0], [1.0] * 3, [0.0] * 3)) == pytest.approx([0.0, 0.0, 1.0], abs=1e-9)


def test_c3_the_largest_stake_carries_most():
    """With rising cost all carry some: x_i in proportion to v_i / c_i."""
    shares = burdens(replies([6.0, 3.0, 1.0], [1e-12] * 3, [1.0, 2.0, 0.5]))
    assert shares == pytest.approx([6.0 / 9.5, 1.5 / 9.5, 2.0 / 9.5], abs=1e-6)
    assert sum(shares) == pytest.approx(1.0, abs=1e-12)


def test_nobody_carries_what_is_not_done():
    assert burdens([0.0, 0.0]) == [0.0, 0.0]


# ---- what the group acts on


@given(st.floats(3.0, 50.0), st.floats(0.1, 1.0))
def test_two_who_each_count_their_own_share_act_on_half(prize, cost):
    """The 2-member game: E + Z = sqrt(v Z / (2 c)), found by best replies, is C2 on the stake of f = 1."""
    together = sum(replies([0.5 * prize, 0.5 * prize], [cost, cost], [0.0, 0.0]))
    stake = member_stake(prize, 2, 1.0)
    assert together == pytest.approx(max(0.0, math.sqrt(stake * STRENGTH / cost) - STRENGTH), abs=1e-6)


@given(st.floats(3.0, 50.0), st.integers(2, 8), st.floats(0.1, 1.0))
def test_a_group_that_acts_as_one_does_what_is_best_for_all(prize, members, cost):
    """f = 0: no other total leaves the members more together."""

    def gain(effort):
        return prize * effort / (effort + STRENGTH) - cost * effort

    chosen = math.sqrt(member_stake(prize, members, 0.0) * STRENGTH / cost) - STRENGTH
    assert all(gain(max(0.0, chosen)) >= gain(0.1 * k) - 1e-9 for k in range(300))


@given(st.floats(0.1, 100.0), st.integers(1, 50), st.floats(0.0, 1.0))
def test_the_larger_the_group_the_less_it_acts_on(prize, members, free_riding):
    """Olson's group of n: the whole at f = 0, an n-th at f = 1, and a power of n between."""
    stake = member_stake(prize, members, free_riding)
    assert stake == pytest.approx(prize * members**-free_riding)
    assert member_stake(prize, members + 1, free_riding) <= stake + 1e-12
    assert member_stake(prize, members, 0.0) == prize
    assert member_stake(prize, members, 1.0) == pytest.approx(prize / members)


def test_one_alone_shares_with_nobody():
    assert member_stake(7.0, 1, 1.0) == member_stake(7.0, 0, 1.0) == 7.0
