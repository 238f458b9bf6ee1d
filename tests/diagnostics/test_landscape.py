"""Landscape theory: the published table (C19), and what a local minimum is."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.diagnostics import landscape
from sim.diagnostics.landscape import energy, minima

TABLE = json.loads((Path(__file__).parents[1] / "data" / "axelrod_furnas_2016.json").read_text(encoding="utf-8"))
NAMES, STRENGTH = TABLE["actors"], TABLE["strength"]


def scores() -> np.ndarray:
    """The published scores less the neutral one; NaN where an actor meets itself, as tables leave it blank."""
    table = np.full((len(NAMES), len(NAMES)), np.nan)
    for i, row in enumerate(TABLE["scores"]):
        table[i, i + 1 :] = table[i + 1 :, i] = np.array(row) - 3
    return table


def random_case(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    luck = np.random.default_rng(seed)
    half = luck.normal(size=(n, n))
    return luck.uniform(0.5, 3, n), half + half.T


def by_hand(size, propensity) -> dict[frozenset, float]:
    """Local minima by trying every move of everybody in every split, from the formula alone."""
    n, found = len(size), {}
    for rest in itertools.product((0, 1), repeat=n - 1):
        split = (0, *rest)
        here = energy(split, size, propensity)
        moves = [(*split[:k], 1 - split[k], *split[k + 1 :]) for k in range(n)]
        if all(energy(move, size, propensity) >= here - 1e-9 for move in moves):
            found[frozenset(k for k in range(n) if split[k])] = here
    return found


def test_c19_the_published_split_is_the_only_minimum():
    """Broken by unordered pairs, by another neutral score, or by pairs together counting instead of those apart."""
    (only,) = minima(STRENGTH, scores(), NAMES)
    assert only.energy == -83200
    assert set(map(frozenset, only.blocs)) == {
        frozenset({"Turkey", "ISIS", "Nusra"}),
        frozenset(NAMES) - {"Turkey", "ISIS", "Nusra"},
    }
    side = ["them" if name in ("Turkey", "ISIS", "Nusra") else "us" for name in NAMES]
    assert energy(side, STRENGTH, scores()) == -83200


def test_a_weaker_syria_brings_turkey_over():
    weak = [
        TABLE["strength_of_a_weaker_syria"] if name == "Syria" else s for name, s in zip(NAMES, STRENGTH, strict=True)
    ]
    (only,) = minima(weak, scores(), NAMES)
    assert only.blocs[1] == ("ISIS", "Nusra")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_the_minima_are_those_in_which_nobody_moves(n, seed):
    size, propensity = random_case(n, seed)
    found, expected = minima(size, propensity), by_hand(size, propensity)
    assert found.exhaustive and found.starts == 2 ** (n - 1)
    got = {frozenset(m.blocs[1]) if len(m.blocs) > 1 else frozenset(): m.energy for m in found}
    assert got == pytest.approx(expected)
    assert [m.energy for m in found] == sorted(m.energy for m in found)
    assert all(m.blocs[0][0] == 0 for m in found)


def test_more_than_two_blocs_have_an_energy_too():
    size, propensity = random_case(5, 1)
    split = ["a", "b", "c", "a", "b"]
    pairs = itertools.permutations(range(5), 2)
    apart = sum(size[i] * size[j] * propensity[i, j] for i, j in pairs if split[i] != split[j])
    assert energy(split, size, propensity) == pytest.approx(apart)


@given(st.integers(2, 7), st.integers(0, 1000))
def test_order_and_scale_change_only_names_and_units(n, seed):
    size, propensity = random_case(n, seed)
    names, order = "ABCDEFG"[:n], np.random.default_rng(seed).permutation(n)
    one = minima(size, propensity, names)
    other = minima(3 * size[order], propensity[np.ix_(order, order)], [names[k] for k in order])
    as_sets = [{frozenset(map(frozenset, m.blocs)) for m in found} for found in (one, other)]
    assert as_sets[0] == as_sets[1]
    assert [m.energy for m in other] == pytest.approx([9 * m.energy for m in one])


def test_downhill_finds_what_trying_all_finds(monkeypatch):
    size, propensity = random_case(12, 4)
    everything = minima(size, propensity)
    monkeypatch.setattr(landscape, "EXHAUSTIVE", 3)
    found = minima(size, propensity, starts=3000)
    assert not found.exhaustive and "there may be others" in found.effort
    assert [m.blocs for m in found] == [m.blocs for m in everything]
    assert [m.energy for m in found] == pytest.approx([m.energy for m in everything])


def test_many_actors_are_searched_with_a_seed():
    size, propensity = random_case(30, 5)
    first = minima(size, propensity, starts=50, seed=2)
    assert first == minima(size, propensity, starts=50, seed=2)
    assert not first.exhaustive
    camps = np.sign(np.arange(30) - 11.5)  # two camps of old: whatever the start, they find together
    (only,) = minima(np.ones(30), np.outer(camps, camps), starts=20)
    assert only.blocs == (tuple(range(12)), tuple(range(12, 30)))


def test_twenty_actors_are_tried_one_and_all():
    size, propensity = random_case(20, 6)
    found = minima(size, propensity)
    assert found.exhaustive and found.starts == 2**19
    lowest = found[0]
    assert energy([k in lowest.blocs[0] for k in range(20)], size, propensity) == pytest.approx(lowest.energy)


def test_who_counts_nothing_stands_on_either_side():
    found = minima([1, 1, 0], [[0, -1, 1], [-1, 0, 1], [1, 1, 0]])
    assert {m.blocs for m in found} == {((0,), (1, 2)), ((0, 2), (1,))}


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: minima([1, 1], [[0, 1], [2, 0]]), "propensity is 1 in row 1, column 2 and 2 the other way round"),
        (lambda: minima([1, 1], [[0, 1, 2]]), "propensity has the shape 1 × 3"),
        (lambda: minima([], []), "one row and one column per actor"),
        (lambda: minima([1, 1], [["a", 1], [1, 0]]), "not a number"),
        (lambda: minima([1, 1], [[0, np.nan], [1, 0]]), "propensity is nan in row 1, column 2"),
        (lambda: minima([1], [[0, 1], [1, 0]]), "size has 1 numbers for the 2 actors"),
        (lambda: minima([1, -1], [[0, 1], [1, 0]]), "below 0"),
        (lambda: minima([1, 1], [[0, 1], [1, 0]], ["A"]), "1 names for 2 actors"),
        (lambda: minima([1, 1], [[0, 1], [1, 0]], starts=0), "starts is 0"),
        (lambda: energy([0], [1, 1], [[0, 1], [1, 0]]), "a bloc for 1 actors, but there are 2"),
    ],
)
def test_mistakes_are_sentences(ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask()
