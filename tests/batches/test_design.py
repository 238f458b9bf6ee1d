"""Designs: what makes each of them what it is, and that it is the same wherever and whenever it is drawn."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.batches.design import AsCoded, Design, Grid, LatinHypercube, Morris, OneAtATime, Rows, Sobol, steps_between
from sim.batches.factors import Factor

counts = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
SAMPLED = (
    LatinHypercube(kind="latin_hypercube", points=16),
    Sobol(kind="sobol", points=8),
    Sobol(kind="sobol", points=8, second_order=True),
    Morris(kind="morris", trajectories=6),
)


@st.composite
def ranges(draw: st.DrawFn, least: int = 1) -> list[Factor]:
    """Some factors between ends of all sizes."""
    ends = st.tuples(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
    found = draw(st.lists(ends, min_size=least, max_size=5))
    return [Factor(f"f{k}", low, low + wide, (), low) for k, (low, wide) in enumerate(found)]


def in_unit_cube(points: np.ndarray, factors: list[Factor]) -> np.ndarray:
    low, high = (np.array([getattr(f, end) for f in factors]) for end in ("low", "high"))
    return (points - low) / (high - low)


def reseeded(design: Design, seed: int) -> Design:
    return design.model_copy(update={"seed": seed})


@pytest.mark.parametrize("design", SAMPLED, ids=lambda d: d.kind)
@given(ranges(), seeds)
def test_samples_have_their_size_and_stay_between_the_ends(design: Design, factors: list[Factor], seed: int) -> None:
    points = reseeded(design, seed).lay_out(factors)
    assert points.shape == (design.size(factors), len(factors))
    for column, factor in zip(points.T, factors, strict=True):
        assert (column >= factor.low).all() and (column <= factor.high).all()


@pytest.mark.parametrize("design", SAMPLED, ids=lambda d: d.kind)
@given(seeds)
def test_one_seed_one_design_to_the_byte(design: Design, seed: int) -> None:
    factors = [Factor(name, 0.1, 0.7, (), 0.2) for name in "abc"]
    first, again, other = (reseeded(design, s).lay_out(factors).tobytes() for s in (seed, seed, seed ^ 1))
    assert first == again
    assert first != other


@pytest.mark.parametrize("design", SAMPLED, ids=lambda d: d.kind)
def test_sampling_leaves_everybody_elses_luck_alone(design: Design) -> None:
    """No design may set or use the global state of NumPy or of Python."""
    before = np.random.get_state()[1].copy(), random.getstate()  # noqa: NPY002
    design.lay_out([Factor(name, 0.0, 1.0, (), 0.5) for name in "ab"])
    assert (np.random.get_state()[1] == before[0]).all()  # noqa: NPY002
    assert random.getstate() == before[1]


@given(counts, st.integers(1, 200), seeds)
def test_a_latin_hypercube_hits_each_stratum_of_each_factor_once(k: int, n: int, seed: int) -> None:
    factors = [Factor(f"f{j}", 0.0, 1.0, (), 0.0) for j in range(k)]
    strata = np.floor(LatinHypercube(kind="latin_hypercube", points=n, seed=seed).lay_out(factors) * n)
    for column in strata.T:
        assert sorted(column) == list(range(n))


def test_rounding_carries_no_number_past_its_end() -> None:
    low, high = 0.3, 0.89
    assert low + 1.0 * (high - low) > high
    points = Morris(kind="morris", trajectories=10).lay_out([Factor("a", low, high, (), low)])
    assert points.max() == high


@given(ranges(least=2), st.sampled_from([2, 4, 8, 16]), st.booleans(), seeds)
def test_saltellis_rows_exchange_one_factor_at_a_time(
    factors: list[Factor], n: int, second_order: bool, seed: int
) -> None:
    """Each block is A, then A with each factor from B, (B with each from A,) then B."""
    k = len(factors)
    design = Sobol(kind="sobol", points=n, second_order=second_order, seed=seed)
    for block in design.lay_out(factors).reshape(n, -1, k):
        a, b = block[0], block[-1]
        for j, (row, mirror) in enumerate(zip(block[1 : k + 1], block[k + 1 : 2 * k + 1], strict=False)):
            exchanged = np.arange(k) == j
            assert (row == np.where(exchanged, b, a)).all()
            if second_order:
                assert (mirror == np.where(exchanged, a, b)).all()
        assert len(block) == (2 * k + 2 if second_order else k + 2)


@given(ranges(), st.integers(2, 12), st.sampled_from([4, 6, 8]), seeds)
def test_morris_moves_each_factor_once_by_the_same_step(
    factors: list[Factor], trajectories: int, levels: int, seed: int
) -> None:
    k = len(factors)
    design = Morris(kind="morris", trajectories=trajectories, levels=levels, seed=seed)
    cube = in_unit_cube(design.lay_out(factors), factors).reshape(trajectories, k + 1, k)
    assert np.allclose(cube * (levels - 1), np.round(cube * (levels - 1)), atol=1e-6), "points lie on the levels"
    steps = np.diff(cube, axis=1)
    moved = np.abs(steps) > 1e-6
    assert (moved.sum(axis=2) == 1).all(), "each step moves one factor"
    assert (moved.sum(axis=1) == 1).all(), "each factor moves once in a trajectory"
    assert np.allclose(np.abs(steps[moved]), levels / (2 * (levels - 1))), "by Morris's step"


values = st.lists(st.floats(-10, 10), min_size=1, max_size=4, unique=True).map(tuple)


@given(st.lists(values, min_size=1, max_size=4))
def test_a_grid_holds_every_combination_once(lists: list[tuple[float, ...]]) -> None:
    factors = [Factor(f"f{k}", min(v), max(v), v, v[0]) for k, v in enumerate(lists)]
    points = Grid(kind="grid").lay_out(factors)
    assert len(points) == Grid(kind="grid").size(factors)
    assert [tuple(row) for row in points.tolist()] == list(itertools.product(*lists))


@given(ranges(), st.data())
def test_one_at_a_time_moves_one_factor_from_its_value(factors: list[Factor], data: st.DataObject) -> None:
    factors = [
        Factor(f.name, f.low, f.high, (), data.draw(st.sampled_from([f.low, f.high, (f.low + f.high) / 2])))
        for f in factors
    ]
    design = OneAtATime(kind="one_at_a_time")
    points = design.lay_out(factors)
    base = np.array([f.value for f in factors])
    assert (points[0] == base).all()
    assert ((points[1:] != base).sum(axis=1) == 1).all()
    for k, factor in enumerate(factors):
        reached = set(points[:, k])
        assert reached == {factor.low, factor.high, factor.value}
    assert len({tuple(row) for row in points.tolist()}) == len(points) == design.size(factors)


def test_one_at_a_time_takes_each_listed_value() -> None:
    factors = [Factor("a", 1.0, 3.0, (1.0, 2.0, 3.0), 2.0), Factor("b", 0.0, 1.0, (), 5.0)]
    points = OneAtATime(kind="one_at_a_time").lay_out(factors).tolist()
    assert points == [[2, 5], [1, 5], [3, 5], [2, 0], [2, 1]]


def test_a_list_is_laid_out_as_written() -> None:
    factors = [Factor("a", 1.0, 2.0, (1.0, 2.0), 1.0), Factor("b", 3.0, 4.0, (3.0, 4.0), 3.0)]
    assert Rows(kind="list", rows=({"b": 3, "a": 2}, {"a": 1, "b": 4})).lay_out(factors).tolist() == [[2, 3], [1, 4]]


def test_without_factors_there_is_one_point() -> None:
    assert AsCoded().lay_out([]).shape == (1, 0) and AsCoded().size([]) == 1


@given(st.floats(-100, 100), st.floats(0.01, 100), st.integers(2, 50))
def test_steps_are_even_and_keep_their_ends(low: float, wide: float, steps: int) -> None:
    found = steps_between(low, low + wide, steps)
    assert len(found) == steps
    assert (found[0], found[-1]) == (low, low + wide)
    assert np.allclose(np.diff(found), wide / (steps - 1), rtol=1e-6)


@given(st.floats(-100, 100), st.floats(1e-13, 1e-10), st.integers(2, 20))
def test_steps_between_ends_that_are_near_stay_apart(low: float, wide: float, steps: int) -> None:
    found = steps_between(low, low + wide, steps)
    assert sorted(set(found)) == list(found) or len(set(np.linspace(low, low + wide, steps))) < steps


@pytest.mark.parametrize(
    "kind, block, phrase",
    [
        (Sobol, {"kind": "sobol", "points": 100}, "write 64 or 128"),
        (Morris, {"kind": "morris", "trajectories": 10, "levels": 5}, "write 6"),
        (LatinHypercube, {"kind": "latin_hypercube", "points": 0}, "from 1 to 1000000"),
        (LatinHypercube, {"kind": "latin_hypercube", "points": 2.5}, "not a whole number"),
        (LatinHypercube, {"kind": "latin_hypercube", "points": True}, "not a whole number"),
    ],
)
def test_impossible_designs_say_what_to_write(kind: type[Design], block: dict[str, object], phrase: str) -> None:
    with pytest.raises(ValidationError, match=phrase):
        kind.model_validate(block)
