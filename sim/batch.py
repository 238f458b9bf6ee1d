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
from sim.results import AS_CODED, Comparison, Results
from sim.scenario import Scenario
from sim.scenario.build import Built, build

DYAD_TALLIES = ("line_months", "first_line", "leaks_total")
BARGAIN_TALLIES = ("offers", "agreements", "breaches", "bargain_months", "kept_months")
MEDIATION_TALLIES = ("proposals", "consents", "successes", "talks")
ACTOR_TALLIES = ("first_fight", "effort_total", "intrusions", "attacks_total")
"""Facts of a run's last world that outcomes are computed from; those of bargains and mediations are summed by pair."""
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
        played = _record(built, kernel.run(built, chunk, actors))
        if progress is not None:
            progress(len(chunk))
        return played

    records = list(_map(play, chunks, threads))
    return Results(scenario, policy or AS_CODED, built.names, seeds, _joined(records))


def _map(play: Callable[[np.ndarray], Record], chunks: Sequence[np.ndarray], threads: int | None) -> Iterable[Record]:
    """In the order of the chunks, whoever finishes first; the first chunk alone, since it may have to compile."""
    yield play(chunks[0])
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        yield from pool.map(play, chunks[1:])


def _record(built: Built, played: kernel.Played) -> Record:
    last = played.last
    dyads = len(built.names.dyad)
    return Record(
        mode=played.mode[:, :, :dyads],
        strength=played.strength,
        joint_effort=played.joint_effort,
        fallen_below=last["fallen_below"].copy(),
        front_enemy=built.world[0].front_enemy.copy(),
        incidents=last["incidents_total"][:, :dyads].copy(),
        delivered_direct=last["delivered_direct"][:, :dyads].copy(),
        delivered_relayed=last["delivered_relayed"][:, :dyads].copy(),
        payoff=last["payoff_total"].copy(),
        dyads=_dyad_tallies(last, dyads),
        actors={name: last[name].astype(float) for name in ACTOR_TALLIES} | {"held": last["held"].max(axis=2)},
    )


def _dyad_tallies(last: np.ndarray, dyads: int) -> dict[str, np.ndarray]:
    runs = np.arange(len(last))[:, None]
    found = {name: last[name][:, :dyads].astype(float) for name in DYAD_TALLIES}
    for names, of in ((BARGAIN_TALLIES, "bargain_dyad"), (MEDIATION_TALLIES, "mediation_dyad")):
        found |= {name: _by_dyad(last[name], last[of][0], dyads) for name in names}
    found["looked_after"] = last["looked_after"][:, :dyads].sum(axis=2).astype(float)
    mandates = last["mandate_months"] * last["mandated"]
    found["mandate_months"] = _by_dyad(mandates, last["channel_dyad"][0], dyads)
    one, other = last["rival"][:, :dyads, 0], last["rival"][:, :dyads, 1]
    found["trust"] = (last["trust"][runs, one, other] + last["trust"][runs, other, one]) / 2.0
    return found


def _by_dyad(facts: np.ndarray, dyad: np.ndarray, dyads: int) -> np.ndarray:
    """Sums (R, D) of facts (R, n) whose pairs of rivals are ``dyad`` (n,)."""
    totals = np.zeros((len(facts), dyads))
    for k, d in enumerate(dyad):
        if 0 <= d < dyads:
            totals[:, d] += facts[:, k]
    return totals


def _joined(records: Sequence[Record]) -> Record:
    return Record(*(_chained(name, [getattr(record, name) for record in records]) for name in Record._fields))


def _chained(name: str, parts: Sequence[Any]) -> Any:
    """One field of several records as one; tables column by column, and what is the same in all runs once."""
    if name == "front_enemy":
        return parts[0]
    if isinstance(parts[0], dict):
        return {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
    return np.concatenate(parts)


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
