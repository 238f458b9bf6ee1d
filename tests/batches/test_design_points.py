"""Any design of any factors of a case: points in their ranges, as many as said, the same again; and the seeds of runs.

What makes each design what it is stands in test_design.py; here is what all of them keep.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import sim
from sim.batches.factors import Known, known
from sim.batches.rounds import seeds_of
from sim.batches.schema import MOST_RUNS

CASE = sim.example()
NUMBERS = {name: one for name, one in known(CASE).items() if not name.startswith("events.")}
CODED = [name for name, one in NUMBERS.items() if one.low < one.high]
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 2**32 - 1)
PLAN_SEEDS = st.integers(0, 2**63)
Words = dict[str, Any]


def ends(number: Known) -> tuple[float, float]:
    """Ends between which a number may be varied: what it may be, cut where that has no end."""
    low, high = max(number.unit.low, -1e3), min(number.unit.high, 1e3)
    return (low if number.fault(low) is None else low + 1e-3 * (high - low)), high


@st.composite
def ranges(draw: st.DrawFn, name: str) -> Any:
    """How a factor may vary between two ends."""
    if name in CODED and draw(st.booleans()):
        return "coded"
    low, high = ends(NUMBERS[name])
    one, other = draw(st.floats(low, high)), draw(st.floats(low, high))
    assume(abs(one - other) > 1e-6 * (high - low))
    return {"from": min(one, other), "to": max(one, other)}


@st.composite
def values(draw: st.DrawFn, name: str) -> list[float]:
    low, high = ends(NUMBERS[name])
    return draw(st.lists(st.floats(low, high), min_size=1, max_size=4, unique=True))


@st.composite
def factors(draw: st.DrawFn, way: Any, most: int = 4) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(sorted(NUMBERS)), min_size=1, max_size=most, unique=True))
    return {name: draw(way(name)) for name in names}


@st.composite
def drawn(draw: st.DrawFn) -> Words:
    """A design that draws points."""
    design = draw(
        st.one_of(
            st.builds(lambda n: {"kind": "latin_hypercube", "points": n}, st.integers(1, 40)),
            st.builds(
                lambda n, two: {"kind": "sobol", "points": 2**n, "second_order": two}, st.integers(0, 4), st.booleans()
            ),
            st.builds(
                lambda n, levels: {"kind": "morris", "trajectories": n, "levels": levels},
                st.integers(2, 8), st.sampled_from([4, 6, 8]),
            ),
        )
    )  # fmt: skip
    return {"vary": draw(factors(ranges)), "design": design | {"seed": draw(SEEDS)}}


@st.composite
def named(draw: st.DrawFn) -> Words:
    """A design of named values."""
    kind = draw(st.sampled_from(["grid", "one_at_a_time", "list"]))
    if kind == "list":
        names = draw(st.lists(st.sampled_from(sorted(NUMBERS)), min_size=1, max_size=3, unique=True))
        row = st.fixed_dictionaries({name: st.floats(*ends(NUMBERS[name])) for name in names})
        rows = draw(st.lists(row, min_size=1, max_size=6, unique_by=lambda row: tuple(row.values())))
        return {"design": {"kind": "list", "rows": rows}}
    design = {"kind": kind} | ({"steps": draw(st.integers(2, 4))} if kind == "grid" else {})
    return {"vary": draw(factors(lambda name: st.one_of(values(name), ranges(name)), most=3)), "design": design}


ANY = st.one_of(drawn(), named())


def planned(words: Words, **more: Any) -> sim.Batch:
    return sim.Batch(CASE, **{**words, **more})


@QUICK
@given(ANY)
def test_points_lie_in_their_ranges_and_are_as_many_as_said(words: Words) -> None:
    plan = planned(words, replicates=3, policies=["as_coded", "no_channel"])
    assert plan.points.shape == (plan.design.size(plan.factors), len(plan.factors))
    assert np.isfinite(plan.points).all()
    for column, factor in zip(plan.points.T, plan.factors, strict=True):
        reached = [*column, factor.value] if plan.design.kind == "one_at_a_time" else column
        low, high = (factor.low, factor.high) if plan.design.kind != "one_at_a_time" else (min(reached), max(reached))
        assert low <= min(column) and max(column) <= high
        assert all(NUMBERS[factor.name].fault(float(value)) is None for value in column)
        if factor.values and plan.design.kind != "one_at_a_time":
            assert set(column) <= set(factor.values)
    assert len(plan.cells) == 2 * len(plan.points) and plan.runs == 6 * len(plan.points)
    assert len(plan.cells) * 3 <= MOST_RUNS
    assert plan.cells["cell"].tolist() == list(range(1, len(plan.cells) + 1))


@QUICK
@given(ANY)
def test_the_same_words_make_the_same_points_whatever_their_order(words: Words) -> None:
    plan = planned(words)
    turned = {**words, "vary": dict(reversed(words.get("vary", {}).items()))} if "vary" in words else words
    for again in (planned(words), planned(turned), sim.Batch.from_content(plan.content)):
        assert again.points.tobytes() == plan.points.tobytes() and again == plan
        assert again.factors == plan.factors


@QUICK
@given(drawn())
def test_another_seed_draws_other_points(words: Words) -> None:
    other = {**words, "design": words["design"] | {"seed": words["design"]["seed"] ^ 1}}
    one, two = planned(words), planned(other)
    assert one.points.shape == two.points.shape
    if one.points.size >= 8:
        assert one.points.tobytes() != two.points.tobytes()


@QUICK
@given(named())
def test_what_is_named_is_played_once(words: Words) -> None:
    """No point twice in a grid, a list or one at a time: it would be paid for twice, and counted twice."""
    points = planned(words).points
    assert len({row.tobytes() for row in points + 0.0}) == len(points)


@QUICK
@given(ANY)
def test_a_cell_stands_for_its_point_and_says_so(words: Words) -> None:
    plan = planned(words, policies=["as_coded", "no_channel"])
    first = 0 if plan.design.kind == "one_at_a_time" else 1
    names = [factor.name for factor in plan.factors]
    for policy, cells in plan.cells.groupby("policy", sort=False):
        assert policy in ("as_coded", "no_channel")
        assert cells["point"].tolist() == list(range(first, first + len(plan.points)))
        assert (cells[names].to_numpy() == plan.points).all()
    for factor, line in zip(plan.factors, repr(plan).splitlines()[1:], strict=True):
        assert line.startswith(f"  {factor.name}: ") and factor.origin in line


@QUICK
@given(ANY, PLAN_SEEDS, st.integers(1, 60))
def test_common_luck_is_that_of_the_replicate(words: Words, seed: int, replicates: int) -> None:
    """Equal across policies and points, and no two replicates alike."""
    plan = planned(words, policies=["as_coded", "no_channel"], seed=seed, replicates=replicates)
    which = np.arange(1, replicates + 1)
    found = np.array([plan.seeds(int(cell), which) for cell in plan.cells["cell"]])
    assert (found == found[0]).all()
    assert found[0].tolist() == [seed + k for k in range(replicates)]


@QUICK
@given(ANY, PLAN_SEEDS, st.integers(1, 60))
def test_independent_luck_is_every_runs_own(words: Words, seed: int, replicates: int) -> None:
    plan = planned(words, policies=["as_coded", "no_channel"], seed=seed, replicates=replicates, luck="independent")
    which = np.arange(1, replicates + 1)
    found = np.concatenate([plan.seeds(int(cell), which) for cell in plan.cells["cell"]])
    assert len(np.unique(found)) == len(found) == plan.runs
    last = int(plan.cells["cell"].iloc[-1])
    assert plan.seeds(last, which[-1:])[0] == found[-1], "a run alone has the seed that it has among the others"


@QUICK
@given(st.integers(0, 2**63), st.integers(1, 2_000_000), st.integers(1, 2**31))
def test_seeds_are_whole_64_bit_numbers_and_known_by_name_alone(seed: int, cell: int, replicate: int) -> None:
    for own in (None, cell):
        (one,) = seeds_of(seed, own, np.array([replicate]))
        block = seeds_of(seed, own, np.arange(max(1, replicate - 2), replicate + 3))
        assert block.dtype == np.uint64
        assert one == block[replicate - max(1, replicate - 2)] and len(np.unique(block)) == len(block)


@QUICK
@given(ANY)
def test_a_round_names_every_run_once(words: Words) -> None:
    stop = {"outcome": "emergence", "of": "North – South", "half_width": 0.1, "at_most": 7}
    plan = planned(words, replicates=3, stop=stop)
    cells = plan.cells["cell"].to_numpy()
    rounds = [plan.round(number, cells) for number in (1, 2, 3, 4)]
    names = [(c, r) for one in rounds for c, r in zip(one.cells.tolist(), one.replicates.tolist(), strict=True)]
    assert sorted(names) == [(c, r) for c in cells.tolist() for r in range(1, 8)]
