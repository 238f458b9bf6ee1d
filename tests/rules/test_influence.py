"""M14: ground is conserved, and votes by pairs end where the theorems say."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.rules.influence import (
    condorcet,
    ground_held,
    influence_payoff,
    lead,
    race,
    spurred,
    weighted_mean,
    winner,
)

SHARE = st.floats(0.0, 1.0)
AMOUNT = st.floats(0.0, 100.0)
POSITION = st.integers(-100, 100).map(lambda k: k / 100)
CLOSE = 1e-9
CYCLE = np.array([[0.0, 0.5, 1.0], [1.0, 0.0, 0.5], [0.5, 1.0, 0.0]])
ALIKE = np.ones(3)


# ---- ground


@given(SHARE, SHARE, SHARE)
def test_ground_is_what_was_held_and_won_less_what_was_lost(held, gained, lost):
    after = ground_held(held, gained, lost)
    assert 0.0 <= after <= 1.0
    plain_sum = held + gained - lost
    assert after == (plain_sum if 0.0 <= plain_sum <= 1.0 else float(plain_sum > 0.5))


@st.composite
def grounds(draw):
    """Shares that leave something, efforts, and a share set free."""
    n = draw(st.integers(1, 6))
    held = np.array(draw(st.lists(st.floats(0.0, 1.0), min_size=n, max_size=n)))
    held = held / max(1.0, held.sum())
    efforts = np.array(draw(st.lists(st.floats(0.01, 100.0) | st.just(0.0), min_size=n, max_size=n)))
    return held, efforts, draw(SHARE)


@given(grounds())
def test_the_race_makes_no_ground_and_loses_none(ground):
    held, efforts, freed = ground
    before = held.copy()
    after = race(held, efforts, freed)
    taken = min(freed, max(0.0, 1.0 - before.sum())) if efforts.sum() > 0.0 else 0.0
    assert after.sum() == pytest.approx(before.sum() + taken, abs=CLOSE)
    assert after.sum() <= 1.0 + CLOSE
    assert (after >= before).all()
    assert (held == before).all()  # a rule changes nothing that it is given


@given(grounds(), st.floats(0.1, 10.0))
def test_the_race_is_shared_by_effort(ground, scale):
    """Gains stand to one another as efforts do, so the unit of effort does not matter; who has none wins none."""
    held, efforts, freed = ground
    gains = race(held, efforts, freed) - held
    for i in range(len(held)):
        for j in range(len(held)):
            assert gains[i] * efforts[j] == pytest.approx(gains[j] * efforts[i], abs=1e-7)
    assert race(held, scale * efforts, freed) == pytest.approx(race(held, efforts, freed), abs=CLOSE)


def test_the_race_in_numbers():
    assert race(np.array([0.1, 0.3, 0.0]), np.array([6.0, 3.0, 1.0]), 0.5) == pytest.approx([0.4, 0.45, 0.05])
    assert race(np.array([0.1, 0.3]), np.zeros(2), 0.5).tolist() == [0.1, 0.3]  # nobody came


# ---- what it is worth


@given(AMOUNT, SHARE, AMOUNT, SHARE)
def test_influence_counts_own_ground_for_and_rivals_against(iota, own, rivals, more):
    worth = influence_payoff(iota, own, rivals)
    assert worth == pytest.approx(iota * own - iota * rivals, abs=1e-7)
    assert influence_payoff(iota, own, rivals + more) <= worth + CLOSE
    assert influence_payoff(0.0, own, rivals) == 0.0


def test_between_complete_rivals_influence_is_a_zero_sum():
    assert influence_payoff(4.0, 0.6, 0.3) + influence_payoff(4.0, 0.3, 0.6) == pytest.approx(0.0)
    assert influence_payoff(4.0, 0.6, 0.3) == pytest.approx(1.2)


@given(AMOUNT, AMOUNT, SHARE)
def test_a_rivals_ground_spurs(gain, weight, share):
    assert spurred(gain, weight, 0.0) == spurred(gain, 0.0, share) == gain
    assert spurred(gain, weight, share) - gain == pytest.approx(gain * weight * share, rel=1e-9, abs=1e-7)


# ---- bargaining


@given(st.lists(st.tuples(POSITION, st.floats(0.1, 10.0)), min_size=1, max_size=9), st.floats(0.1, 10.0))
def test_the_mean_balances_the_weights(voters, scale):
    positions, weights = np.array(voters).T
    settled = weighted_mean(positions, weights)
    assert positions.min() - CLOSE <= settled <= positions.max() + CLOSE
    assert sum(w * (x - settled) for x, w in voters) == pytest.approx(0.0, abs=1e-7)
    assert weighted_mean(positions, scale * weights) == pytest.approx(settled, abs=CLOSE)


def test_without_weights_a_bargain_stays_in_the_middle():
    assert weighted_mean(np.array([0.5, 1.0]), np.zeros(2)) == 0.0


def on_a_line(voters, candidates):
    return np.abs(np.subtract.outer(np.array(voters), np.array(candidates)))


@given(
    st.integers(0, 4).flatmap(lambda k: st.lists(POSITION, min_size=2 * k + 1, max_size=2 * k + 1)),
    st.lists(POSITION, min_size=1, max_size=6, unique=True),
)
def test_the_median_voter_decides(voters, candidates):
    """Black (1948): one issue, an odd number of equal voters. Broken by a mean, by a lead that is not strict."""
    median = sorted(voters)[len(voters) // 2]
    gaps = sorted((abs(c - median), k) for k, c in enumerate(candidates))
    assume(len(gaps) == 1 or gaps[1][0] - gaps[0][0] > CLOSE)  # two as near to the median: a tie
    weights = np.ones(len(voters))
    distances = on_a_line(voters, candidates)
    assert condorcet(distances, weights) == gaps[0][1]
    assert winner(distances, weights, 1.0 - distances[0]) == gaps[0][1]  # whatever the bargain would be


def test_the_middle_is_that_of_weights_not_of_heads():
    voters, candidates = [-1.0, -0.5, 1.0], [-1.0, -0.5, 1.0]
    assert condorcet(on_a_line(voters, candidates), ALIKE) == 1
    assert condorcet(on_a_line(voters, candidates), np.array([1.0, 1.0, 3.0])) == 2


def test_it_is_not_enough_to_beat_some():
    """The first beats the second, but the third beats it: the winner is the third, wherever it stands in the row."""
    distances = on_a_line([0.0, 0.1, 0.2], [0.9, 1.0, 0.1])
    assert condorcet(distances, ALIKE) == 2
    assert condorcet(distances[:, ::-1].copy(), ALIKE) == 0


def test_a_cycle_has_no_winner():
    """Condorcet (1785): each beats one and loses to one."""
    assert condorcet(CYCLE, ALIKE) == -1
    around = [lead(CYCLE[:, c], CYCLE[:, (c + 1) % 3], ALIKE) for c in range(3)]
    assert len({math.copysign(1.0, x) for x in around}) == 1
    assert [abs(x) for x in around] == pytest.approx([1 / 3] * 3)


def test_a_dictator_ends_the_cycle():
    for voter in range(3):
        weights = np.where(np.arange(3) == voter, 3.0, 1.0)
        assert condorcet(CYCLE, weights) == voter == winner(CYCLE, weights, 1.0 - CYCLE[voter])


@pytest.mark.parametrize("nearest", [0, 1, 2])
def test_without_a_winner_the_bargain_decides(nearest):
    from_mean = np.array([0.5, 0.5, 0.5])
    from_mean[nearest] = 0.25
    assert winner(CYCLE, ALIKE, from_mean) == nearest


def test_of_several_as_near_the_first_is_taken():
    assert winner(CYCLE, ALIKE, np.array([0.5, 0.3, 0.1 + 0.2])) == 1
    assert winner(CYCLE, ALIKE, np.array([0.1 + 0.2, 0.3, 0.5])) == 0


def test_rounding_decides_no_vote():
    """.1 + .2 is more than .3 to a computer, and .5 - .3 less than .3 - .1."""
    assert condorcet(np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]), np.array([0.1, 0.2, 0.3])) == -1
    assert condorcet(np.array([[abs(0.3 - 0.1), abs(0.5 - 0.3)]]), np.ones(1)) == -1


def test_more_voters_than_candidates_and_fewer():
    assert condorcet(np.array([[0.5], [0.5]]), np.ones(2)) == 0  # alone on the list
    assert condorcet(np.array([[0.5, 0.1, 0.7, 0.4]]), np.ones(1)) == 1
    assert condorcet(np.array([[0.5, 0.1], [0.1, 0.5], [0.3, 0.2]]), np.ones(3)) == 1
    assert condorcet(CYCLE, np.zeros(3)) == -1  # nobody votes
    assert lead(CYCLE[0], CYCLE[1], np.zeros(3)) == 0.0


@given(st.lists(st.tuples(SHARE, SHARE, st.floats(0.1, 10.0)), min_size=1, max_size=7))
def test_what_one_leads_the_other_trails(votes):
    one, other, weights = np.array(votes).T
    assert lead(one, other, weights) == pytest.approx(-lead(other, one, weights), abs=CLOSE)
    assert lead(one, one, weights) == 0.0
    assert lead(one, one + 0.5, weights) == pytest.approx(1.0)
