"""Lanchester's square law with air support: the closed form against numbers and against the equations (C17)."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.diagnostics.lanchester import battle_end, forces, least_force

ALPHA, BETA, B0, AIR = 0.02, 0.01, 1000.0, 4.0


def fought(a, b, alpha, beta, u, t, steps=4000):
    """The two equations by Runge and Kutta's rule of fourth order."""

    def loss(a, b):
        return -beta * b, -alpha * a - u

    h = t / steps
    for _ in range(steps):
        k1 = loss(a, b)
        k2 = loss(a + h / 2 * k1[0], b + h / 2 * k1[1])
        k3 = loss(a + h / 2 * k2[0], b + h / 2 * k2[1])
        k4 = loss(a + h * k3[0], b + h * k3[1])
        a += h / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
        b += h / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
    return a, b


def lead(a, b, alpha, beta, u):
    return alpha * a * a + 2 * u * a - beta * b * b


def test_c17_the_known_numbers():
    assert least_force(ALPHA, BETA, B0, AIR) == pytest.approx(534.847, abs=1e-3)
    assert least_force(ALPHA, BETA, B0, AIR) == pytest.approx((math.sqrt(16 + 0.0002 * 1e6) - 4) / 0.02, abs=1e-9)
    assert least_force(ALPHA, BETA, B0) == pytest.approx(707.107, abs=1e-3)
    assert forces(800, B0, ALPHA, BETA, AIR, 30) == pytest.approx((582.276778, 473.195430), abs=1e-5)


rates = st.floats(0.001, 0.5)
numbers = st.floats(1, 2000)


@given(numbers, numbers, rates, rates, st.floats(0, 50), st.floats(0.01, 0.95))
def test_the_solution_solves_the_equations_and_keeps_the_invariant(a0, b0, alpha, beta, u, part):
    end = battle_end(a0, b0, alpha, beta, u)
    assume(end < 1e6)
    now = forces(a0, b0, alpha, beta, u, part * end)
    assert now == pytest.approx(fought(a0, b0, alpha, beta, u, part * end, 1000), abs=1e-6 * (a0 + b0))
    scale = alpha * a0 * a0 + 2 * u * a0 + beta * b0 * b0
    assert lead(*now, alpha, beta, u) == pytest.approx(lead(a0, b0, alpha, beta, u), abs=1e-9 * scale)


@given(numbers, rates, rates, st.floats(0, 50), st.floats(0.5, 2))
def test_who_has_more_than_the_least_force_is_left(b0, alpha, beta, u, part):
    assume(abs(part - 1) > 1e-6)
    a0 = part * least_force(alpha, beta, b0, u)
    end = battle_end(a0, b0, alpha, beta, u)
    a, b = forces(a0, b0, alpha, beta, u, end)
    assert (a > 0.0 and b == 0.0) if part > 1 else (a == 0.0 and b > 0.0)
    assert forces(a0, b0, alpha, beta, u, 10 * end + 1) == pytest.approx((a, b)), "the battle is over"
    assert lead(a, b, alpha, beta, u) == pytest.approx(lead(a0, b0, alpha, beta, u), rel=1e-5)


def test_without_fire_of_its_own_a_force_needs_its_aircraft():
    """alpha = 0: the limit of the formulas, 2 u A0 = beta B0^2."""
    assert least_force(0.0, BETA, B0, AIR) == pytest.approx(1250.0)
    assert least_force(1e-12, BETA, B0, AIR) == pytest.approx(1250.0, rel=1e-6)
    assert least_force(0.0, BETA, B0, 0.0) == math.inf
    assert forces(2000, B0, 0.0, BETA, AIR, 100) == pytest.approx((2000 - 1000 + 200, 600))
    assert forces(1000, B0, 0.0, BETA, AIR, 1e4)[0] == 0.0
    assert forces(100, B0, ALPHA, 0.0, 0.0, 10) == pytest.approx((100, 980))


def test_even_forces_wear_each_other_down_for_ever():
    assert battle_end(100, 100, 0.1, 0.1) == math.inf
    assert forces(100, 100, 0.1, 0.1, 0.0, 10) == pytest.approx((100 / math.e,) * 2)
    assert forces(100, 100, 0.1, 0.1, 0.0, 1e9) == (0.0, 0.0)
    assert forces(5, 7, 0.0, 0.0, 0.0, 1e9) == (5, 7), "nobody shoots"


def test_who_is_alone_keeps_all():
    assert forces(5, 0, ALPHA, BETA, AIR, 10) == (5, 0)
    assert forces(0, 5, ALPHA, BETA, AIR, 10) == (0, 5)
    assert least_force(ALPHA, BETA, 0.0, AIR) == 0.0


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
@pytest.mark.parametrize("place", range(6))
def test_mistakes_are_sentences(bad, place):
    words = ("a0", "b0", "alpha", "beta", "u", "t")
    numbers = [800, 1000, 0.02, 0.01, 4, 30]
    numbers[place] = bad
    with pytest.raises(ValueError, match=f"^{words[place]} is .*; it needs a finite number of 0 or more$"):
        forces(*numbers)
    if words[place] in ("alpha", "beta", "b0", "u"):
        with pytest.raises(ValueError, match=f"^{words[place]} is "):
            least_force(numbers[2], numbers[3], numbers[1], numbers[4])
