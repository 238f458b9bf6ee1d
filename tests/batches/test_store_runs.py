"""Sets of runs as spans agree with plain sets."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.batches.runs import Runs

runs = st.sets(st.tuples(st.integers(1, 4), st.integers(1, 12)))


def of(pairs) -> Runs:
    return Runs.of([cell for cell, _ in pairs], [replicate for _, replicate in pairs])


def spelt_out(spans) -> list[tuple[int, int]]:
    return [(cell, replicate) for cell, first, last in spans for replicate in range(first, last + 1)]


@given(runs)
def test_spans_hold_the_runs_once_and_in_order(pairs):
    made = of(pairs)
    assert spelt_out(made.spans) == sorted(pairs) and len(made) == len(pairs)
    assert list(zip(*(column.tolist() for column in made.pairs), strict=True)) == sorted(pairs)
    ends = made.spans
    assert all((a[0], a[2] + 1) != b[:2] for a, b in pairwise(ends)), "no span that could be longer"


@given(runs, runs)
def test_sets_are_joined_and_asked(one, other):
    joined = of(one) | of(other)
    assert joined == of(one | other) == Runs.of_spans([*of(other).spans, *of(one).spans])
    cells, replicates = np.meshgrid(np.arange(1, 6), np.arange(0, 14))
    asked = list(zip(cells.ravel().tolist(), replicates.ravel().tolist(), strict=True))
    assert of(one).has(cells.ravel(), replicates.ravel()).tolist() == [pair in one for pair in asked]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(0, 5))))
def test_spans_may_overlap(raw):
    spans = [(cell, first, first + more) for cell, first, more in raw]
    assert Runs.of_spans(spans) == of(set(spelt_out(spans)))


def test_a_million_runs_are_small():
    made = Runs.of(np.repeat(np.arange(1, 1001), 1000), np.tile(np.arange(1, 1001), 1000))
    assert len(made) == 1_000_000 and len(made.spans) == 1000
    assert repr(made) == "Runs(1,000,000 runs of 1,000 cells)" and hash(made) == hash(made | made)
