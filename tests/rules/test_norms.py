"""M9: the climate of opinion comes to the rest that Friedkin and Johnsen's closed form names (C14)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.norms import climate, eased, influenced

OPINION = st.floats(0.0, 1.0)


def listening(rng, actors):
    """Whom each hears: random, itself not included, each row a share of attention."""
    weights = rng.random((actors, actors)) * (1.0 - np.eye(actors))
    return weights / weights.sum(axis=1, keepdims=True)


def at_rest(weights, susceptibility, anchors, start):
    """Where all come to rest who take one step after the other, together."""
    now = [float(opinion) for opinion in start]
    for _ in range(20_000):
        pulls = [sum(w * n for w, n in zip(row, now, strict=True)) for row in weights.tolist()]
        after = [influenced(*one) for one in zip(now, anchors, susceptibility, pulls, strict=True)]
        moved = max(abs(a - b) for a, b in zip(after, now, strict=True))
        now = after
        if moved < 1e-15:
            return np.array(now)
    raise AssertionError("no rest")


@pytest.mark.parametrize("case", range(20))
def test_c14_iteration_comes_to_the_closed_form(case):
    """Broken by susceptibility on the anchor, by transposed weights, or by anchors that move. Any start leads there."""
    rng = np.random.default_rng(case)
    actors = int(rng.integers(2, 9))
    weights, anchors = listening(rng, actors), rng.random(actors)
    susceptibility = 0.95 * rng.random(actors)
    rest = at_rest(weights, susceptibility, anchors, rng.random(actors))
    assert rest == pytest.approx(climate(weights, susceptibility, anchors), abs=1e-12)


def test_two_actors_by_hand():
    """One half-way between its 0.2 and an advocate's 1: 0.6. Neither the rule nor the closed form is the judge."""
    weights = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert climate(weights, np.array([0.5, 0.0]), np.array([0.2, 1.0])) == pytest.approx([0.6, 1.0])
    assert influenced(0.9, 0.2, 0.25, 0.6) == pytest.approx(0.3)


@given(st.integers(0, 1000), st.integers(2, 6))
def test_a_stubborn_advocate_raises_everybody_that_hears_it(case, actors):
    """Friends of mediation change the climate; without one the same group stays where it was."""
    rng = np.random.default_rng(case)
    weights, susceptibility = listening(rng, actors + 1), np.append(0.1 + 0.8 * rng.random(actors), 0.0)
    group = 0.3 * np.ones(actors)
    with_one = climate(weights, susceptibility, np.append(group, 1.0))
    assert with_one[-1] == pytest.approx(1.0)
    assert (with_one[:-1] > 0.3).all()
    louder = np.copy(weights)
    louder[:-1] *= 0.5
    louder[:-1, -1] += 0.5
    assert climate(louder, susceptibility, np.append(group, 1.0))[:-1].mean() > with_one[:-1].mean()


@given(OPINION, OPINION)
def test_who_hears_only_what_it_holds_does_not_move_at_all(opinion, susceptibility):
    """To the last bit: a climate without advocates must not differ from no climate."""
    assert influenced(opinion, opinion, susceptibility, opinion) == opinion


@given(OPINION, OPINION, OPINION)
def test_only_anchor_and_pull_count(opinion, anchor, pull):
    assert influenced(opinion, anchor, 0.0, pull) == pytest.approx(anchor, abs=1e-15)
    assert influenced(opinion, anchor, 1.0, pull) == pytest.approx(pull, abs=1e-15)


def test_a_group_that_holds_on_to_nothing_has_no_climate():
    weights = np.array([[0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(ValueError, match="susceptibility below 1"):
        climate(weights, np.array([1.0, 1.0]), np.array([0.2, 0.8]))
    assert climate(weights, np.array([1.0, 0.9]), np.array([0.2, 0.8])) == pytest.approx([0.8, 0.8])


@given(OPINION, OPINION, st.floats(0.05, 1.0))
def test_a_norm_eases_toward_its_target_and_not_past_it(now, target, speed):
    after = eased(now, target, speed)
    assert min(now, target) - 1e-12 <= after <= max(now, target) + 1e-12
    assert abs(target - after) == pytest.approx((1.0 - speed) * abs(target - now), abs=1e-12)
