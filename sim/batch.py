"""Batches: many runs of a scenario, under one policy or several, on the same seeds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from sim import kernel
from sim.actors import Actor
from sim.history import History
from sim.outcomes import Record
from sim.recording import joined, recorded
from sim.results import AS_CODED, Comparison, Results
from sim.scenario import Scenario
from sim.scenario.build import build

CHUNK = 50  # runs that a thread plays before it reports

Progress = Callable[[int], Any]
"""Told how many more runs are done."""


def run(
    scenario: Scenario,
    runs: int = 1000,
    seed: int = 1,
    policy: str | None = None,
    actors: Mapping[str, type[Actor]] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Results:
    """Play whole compiled runs with the seeds ``seed``, ``seed + 1``, ... and gather their outcomes.

    Interests and assumptions are drawn anew in each run from what the scenario codes. The same seeds under another
    policy meet the same luck. Neither threads nor chunks change a number.

    Args:
        scenario: what to play.
        runs: how many runs, at least 1.
        seed: seed of the first.
        policy: name of a policy of the scenario; None for the scenario as it stands.
        actors: classes with compiled decisions for named actors.
        threads: how many at once; all processors if None.
        progress: called with the number of runs done, now and then.

    Raises:
        ValueError: ``runs`` is below 1, or ``seed`` out of range; an actor's class answers in plain Python.

    >>> import sim
    >>> results = sim.run(sim.example(), runs=20)
    >>> results.emergence["North – South"].n
    20
    """
    if runs < 1:
        raise ValueError(f"runs is {runs}; at least 1 is needed")
    if not 0 <= seed <= 2**64 - 1 - runs:
        raise ValueError(f"seed is {seed}; seeds are whole numbers from 0 to 2**64 - 1")
    built = build(scenario.under(policy) if policy else scenario)
    seeds = np.arange(seed, seed + runs, dtype=np.uint64)
    chunks = [seeds[k : k + CHUNK] for k in range(0, runs, CHUNK)]
    kernel.player(built, actors)  # so that what cannot be compiled is refused before anything runs

    def play(chunk: np.ndarray) -> Record:
        played = recorded(built, kernel.run(built, chunk, actors))
        if progress is not None:
            progress(len(chunk))
        return played

    records = list(_map(play, chunks, threads))
    return Results(scenario, policy or AS_CODED, built.names, seeds, joined(records))


def _map(play: Callable[[np.ndarray], Record], chunks: Sequence[np.ndarray], threads: int | None) -> Iterable[Record]:
    """In the order of the chunks, whoever finishes first; the first chunk alone, since it may have to compile."""
    yield play(chunks[0])
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        yield from pool.map(play, chunks[1:])


def compare(
    scenario: Scenario,
    policies: Sequence[str] | None = None,
    runs: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Play the same seeds under several policies (all of the scenario's if None); the scenario as coded comes first.

    >>> import sim
    >>> sorted(sim.compare(sim.example(), ["no_enemy"], runs=10))
    ['as_coded', 'no_enemy']
    """
    chosen = list(scenario.policy_names if policies is None else policies)
    ordered = list(dict.fromkeys([AS_CODED, *chosen]))
    for policy in ordered:
        scenario.under(policy)  # an unknown one is refused before anything runs
    return Comparison(
        {p: run(scenario, runs, seed, None if p == AS_CODED else p, None, threads, progress) for p in ordered}
    )


def trajectory(
    scenario: Scenario, seed: int = 1, policy: str | None = None, actors: Mapping[str, type[Actor]] | None = None
) -> History:
    """All months of one run: the same bytes as that run had in a batch, since a run is a function of its seed.

    >>> import sim
    >>> history = sim.trajectory(sim.example(), seed=1)
    >>> history.fact("strength").shape
    (60, 1)
    """
    built = build(scenario.under(policy) if policy else scenario)
    played = kernel.run(built, np.array([seed], np.uint64), actors, history=True)
    return History(scenario, policy or AS_CODED, seed, built.names, played.history, played.history_p)
