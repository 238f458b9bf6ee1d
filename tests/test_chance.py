"""Luck at an address: uniform, independent between streams and names, the same compiled and not."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim import chance
from sim.chance import address, mix, normal, poisson, uniform

ROOT = Path(__file__).resolve().parent.parent
STREAMS = {
    name: value
    for name, value in vars(chance).items()
    if type(value) is np.uint64 and name.isupper() and not name.startswith("_")
}
WORD = 1 << 64
IRAN, IRAQ, US = address("Iran"), address("Iraq"), address("United States")
N = 4_000
LAST = 1.0 - 2.0**-53  # the largest number below 1


def draws(stream=chance.HOSTILITY, seed=1, who=IRAN, about=US, along="month"):
    """N draws along one part of the address, the others standing still."""
    at = {"seed": np.uint64(seed), "stream": stream, "month": 0, "who": who, "about": about}
    turn = int if along == "month" else np.uint64
    return np.array([uniform(*{**at, along: turn(k)}.values()) for k in range(N)])


def stirred(state, part):
    """``mix`` in whole numbers of Python, which do not wrap by themselves."""
    z = ((state ^ part) + 0x9E3779B97F4A7C15) % WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)


def part_that_gives(state, wanted):
    """The last part of an address whose hash is ``wanted``: every step of the mixing can be undone."""

    def undo_shift(z, by):
        out = z
        for _ in range(64 // by + 1):
            out = z ^ (out >> by)
        return out

    z = undo_shift(wanted, 31) * pow(0x94D049BB133111EB, -1, WORD) % WORD
    z = undo_shift(z, 27) * pow(0xBF58476D1CE4E5B9, -1, WORD) % WORD
    z = (undo_shift(z, 30) - 0x9E3779B97F4A7C15) % WORD
    return z ^ state


# ---- addresses


def test_streams_are_distinct():
    assert len(STREAMS) >= 15
    assert len(set(STREAMS.values())) == len(STREAMS)


def test_an_address_is_a_name_not_a_place():
    """The same in every process and on every machine (Python's own hash is not)."""
    assert address("Iran") == 0x88C45C7670E1D418
    assert len({int(address(f"actor {k}")) for k in range(10_000)}) == 10_000


def test_mixing_is_splitmix64():
    for state, part in ((0, 0), (1, 2), (WORD - 1, 5), (0x1234567890ABCDEF, 0xFEDCBA0987654321)):
        assert int(mix(np.uint64(state), np.uint64(part))) == stirred(state, part)


def test_a_draw_does_not_depend_on_what_was_drawn_before():
    here = np.uint64(1), chance.HOSTILITY, 3, IRAN, US
    first = uniform(*here)
    draws()
    assert uniform(*here) == first


def test_every_part_of_the_address_counts():
    here = [np.uint64(1), chance.HOSTILITY, 3, IRAN, US]
    elsewhere = [np.uint64(2), chance.INCIDENT, 4, IRAQ, IRAQ]
    places = [here, [*here[:3], US, IRAN], *([*here[:k], elsewhere[k], *here[k + 1 :]] for k in range(5))]
    assert len({uniform(*place) for place in places}) == 7


def test_no_stream_of_one_seed_is_another_stream_of_another_seed():
    """Runs have the seeds 1, 2, 3...: seed 1's second stream must not be seed 2's first."""
    found = {uniform(np.uint64(seed), stream, 0, IRAN, US) for seed in range(200) for stream in STREAMS.values()}
    assert len(found) == 200 * len(STREAMS)


# ---- uniform


@pytest.mark.parametrize("along", ["month", "seed", "who", "about"])
@pytest.mark.parametrize("stream", STREAMS)
def test_draws_are_uniform(stream, along):
    """Kolmogorov and Smirnov: the bound is passed by one honest sample in 10,000."""
    sample = np.sort(draws(STREAMS[stream], along=along))
    steps = np.arange(N + 1) / N
    apart = max(np.abs(sample - steps[1:]).max(), np.abs(sample - steps[:-1]).max())
    assert apart < 2.23 / math.sqrt(N)


def correlation_bound(a, b):
    return abs(np.corrcoef(a, b)[0, 1]) * math.sqrt(N)


def test_streams_are_independent():
    """No pair of streams moves together (4.5 standard errors over 105 pairs)."""
    samples = [draws(stream) for stream in STREAMS.values()]
    for k, one in enumerate(samples):
        assert all(correlation_bound(one, other) < 4.5 for other in samples[:k])


def test_months_names_and_seeds_are_independent():
    here = draws()
    assert correlation_bound(here[1:], here[:-1]) < 4.0
    for other in (draws(seed=2), draws(who=IRAQ), draws(about=IRAQ), draws(who=US, about=IRAN)):
        assert correlation_bound(here, other) < 4.0


@pytest.mark.parametrize("wanted", [0, 1, (1 << 11) - 1, WORD - 1, WORD - (1 << 11), WORD - (1 << 12)])
def test_never_exactly_0_or_1(wanted):
    """At the very addresses whose hash is all zeros or all ones, wherever the stirring began."""
    for state in (1, stirred(0, 1)):
        for part in (int(chance.HOSTILITY), 3, int(IRAN)):
            state = stirred(state, part)
        about = np.uint64(part_that_gives(state, wanted))
        assert int(mix(np.uint64(state), about)) == wanted
        assert 0.0 < uniform(np.uint64(1), chance.HOSTILITY, 3, IRAN, about) < 1.0


# ---- counts and bells


@pytest.mark.parametrize("mean", [0.05, 0.7, 4.0, 30.0])
def test_poisson_has_its_mean_and_variance(mean):
    counts = np.array([poisson(mean, u) for u in draws(chance.INCIDENT)])
    assert abs(counts.mean() - mean) < 4.0 * math.sqrt(mean / N)
    variance_error = math.sqrt((mean + 2.0 * mean * mean) / N)
    assert abs(counts.var() - mean) < 4.0 * variance_error


def test_poisson_is_the_inverse_of_its_distribution():
    """It steps up just where the cumulated chances stand, so that more luck never means fewer."""
    mean, total, term = 2.5, 0.0, math.exp(-2.5)
    for count in range(12):
        total += term
        assert poisson(mean, total - 1e-9) == count
        assert poisson(mean, total + 1e-9) == count + 1
        term *= mean / (count + 1)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.3, 5.0, 100.0])
def test_poisson_of_the_utmost_luck_is_still_a_count(mean):
    """The cumulated chances may stop short of 1 by a rounding error; the count may not run away then."""
    assert poisson(mean, LAST) <= mean + 10.0 * math.sqrt(mean) + 20.0


def test_normal_has_its_moments():
    u, v = draws(chance.INTEREST), draws(chance.ASSUMPTION)
    sample = np.array([normal(a, b) for a, b in zip(u, v, strict=True)])
    assert abs(sample.mean()) < 4.0 / math.sqrt(N)
    assert abs(sample.var() - 1.0) < 4.0 * math.sqrt(2.0 / N)
    assert abs((sample**3).mean()) < 4.0 * math.sqrt(15.0 / N)
    assert math.isfinite(normal(2.0**-54, 0.5)) and math.isfinite(normal(LAST, 0.5))


# ---- compiled or not

SCRIPT = """
import numpy as np
from sim._compile import COMPILED
from sim.chance import address, mix, normal, poisson, uniform
print(COMPILED)
for k in range(200):
    who, about = address(f"actor {k % 7}"), address(f"front {k % 3}")
    u = uniform(np.uint64(k * k), np.uint64(1 + k % 15), k, who, about)
    v = uniform(np.uint64(2**64 - 1 - k), np.uint64(1 + k % 15), k, about, who)
    print(int(mix(who, about)), u.hex(), poisson(3.0 * v, u), normal(u, v).hex())
"""


def printed(disabled):
    """What a fresh Python prints, with the compiler off or on."""
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": disabled},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert not answer.stderr, "no warnings where numbers are meant to wrap"
    return answer.stdout.splitlines()


def test_compiled_and_plain_draw_the_same():
    first, *plain = printed("1")
    assert first == "False"
    second, *fast = printed("0")
    assert second == "True"
    assert plain == fast
