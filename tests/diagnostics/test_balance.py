"""Structural balance: the closed form against the equation itself (C20)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.diagnostics.balance import balance, blow_up, factions


def random_start(n: int, seed: int) -> np.ndarray:
    half = np.random.default_rng(seed).normal(size=(n, n))
    return half + half.T


def integrated(x: np.ndarray, t: float, steps: int = 4000) -> np.ndarray:
    """dX/dt = X X by Runge and Kutta's rule of fourth order."""
    h = t / steps
    for _ in range(steps):
        one = x @ x
        two = (x + h / 2 * one) @ (x + h / 2 * one)
        three = (x + h / 2 * two) @ (x + h / 2 * two)
        four = (x + h * three) @ (x + h * three)
        x = x + h / 6 * (one + 2 * two + 2 * three + four)
    return x


@pytest.mark.parametrize("n", [2, 3, 8])
@pytest.mark.parametrize("seed", range(4))
def test_c20_the_closed_form_solves_the_equation(n, seed):
    x0 = random_start(n, seed)
    for part in (0.1, 0.5, 0.9):
        t = part * blow_up(x0)
        assert balance(x0, t) == pytest.approx(integrated(x0, t), rel=1e-6, abs=1e-6)
        assert balance(x0, t) == pytest.approx(x0 @ np.linalg.inv(np.eye(n) - x0 * t), rel=1e-9, abs=1e-9)


@given(st.integers(2, 9), st.integers(0, 10_000))
def test_c20_near_the_end_there_are_the_factions(n, seed):
    """Signs of all pairs just before the blow-up are those of two factions."""
    x0 = random_start(n, seed)
    values, vectors = np.linalg.eigh(x0)
    if values[-1] <= 0 or np.abs(vectors[:, -1]).min() < 1e-3:
        return
    sides = factions(x0)
    assert blow_up(x0) == pytest.approx(1 / values[-1])
    late = balance(x0, (1 - 1e-9) * blow_up(x0))
    assert (np.sign(late) == np.outer(sides, sides)).all()
    assert sides[0] == 1


def test_at_the_beginning_nothing_has_moved():
    x0 = random_start(4, 9)
    assert balance(x0, 0.0) == pytest.approx(x0)


def test_what_one_thinks_of_oneself_changes_the_time_and_not_the_factions():
    x0 = random_start(5, 3)
    assert (factions(x0 + 7 * np.eye(5)) == factions(x0)).all()
    assert 1 / blow_up(x0 + 7 * np.eye(5)) == pytest.approx(7 + 1 / blow_up(x0))


def test_who_has_no_feelings_joins_neither_side():
    assert factions([[0, -1, 0], [-1, 0, 0], [0, 0, 0]]).tolist() == [1, -1, 0]


def test_all_feelings_fade_where_no_eigenvalue_is_above_zero():
    x0 = -np.eye(3)
    assert np.abs(balance(x0, 1e6)).max() < 1e-5
    for ask in (blow_up, factions):
        with pytest.raises(ValueError, match="the largest eigenvalue of x0 is -1; it has to be above 0"):
            ask(x0)
        with pytest.raises(ValueError, match="has to be above 0"):
            ask(np.zeros((3, 3)))


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: balance([[0, 1], [2, 0]], 0), "the same both ways"),
        (lambda: blow_up([[0, 1], [2, 0]]), "the same both ways"),
        (lambda: factions([[0, 1], [2, 0]]), "the same both ways"),
        (lambda: balance([[1.0]], 1.0), "beyond all bounds at 1; ask for an earlier time"),
        (lambda: balance([[1.0]], -0.5), "t is -0.5"),
        (lambda: balance([[np.inf]], 0), "finite"),
        (lambda: factions(np.eye(2)), "more than once"),
    ],
)
def test_mistakes_are_sentences(ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask()
