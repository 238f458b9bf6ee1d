"""Speed of single runs beside the peers', by size of the case, and which phases take the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

import sim
from benchmarks import agreement, cases, parameters, phases, reading, timing
from benchmarks.effort import Effort
from benchmarks.table import Row
from sim import kernel
from sim.scenario.build import Built, build


def against_peers(what: str, scenario: sim.Scenario, effort: Effort, target: int | None) -> Iterator[Row]:
    """Runs per second and core of all three, and how many times faster we are."""
    case = reading.read(scenario)
    jobs: dict[str, Callable[[], int]] = {
        "ours": lambda: _played(agreement.ours(scenario, effort.our_runs, threads=1)),
        "Mesa batch_run": lambda: _played(agreement.of_mesa(case, effort.peer_runs)),
        "agentpy Experiment": lambda: _played(agreement.of_agentpy(case, effort.peer_runs)),
    }
    rates = timing.in_turn(jobs, effort.repetitions)
    for name, found in rates.items():
        yield Row(f"{what}: {name}", f"{timing.spread(found).text()} runs per second and core")
    ours, *peers = jobs
    for peer in peers:
        ratio = timing.ratios(rates, ours, peer)
        aim = target if peer.startswith("Mesa") else None
        yield _at_least(f"{what}: ours to {peer}", ratio, aim)


def _played(runs: agreement.Runs) -> int:
    return len(runs["final_strength"])


def _at_least(what: str, ratio: timing.Spread, aim: int | None) -> Row:
    if aim is None:
        return Row(what, f"{ratio.text()} times")
    return Row(what, f"{ratio.text()} times", f"at least {aim} times", ratio.median >= aim)


def dominating(what: str, scenario: sim.Scenario) -> Iterator[Row]:
    """Which phases take our time."""
    yield Row(f"{what}: what takes our time", phases.told(phases.shares(scenario)))


def by_actors(effort: Effort) -> Iterator[Row]:
    """Processor time of a run (of ours: its case built before) by number of actors; the peer's while it is bearable."""
    for actors in effort.actors:
        scenario = cases.case(actors, effort.months)
        runs = max(1, effort.our_runs * effort.actors[0] ** 2 // actors**2)
        jobs = {"ours": _compiled(build(scenario), runs)}
        if actors in effort.peer_actors:
            jobs["Mesa"] = _of_mesa(reading.read(scenario))
        rates = timing.in_turn(jobs, min(3, effort.repetitions))
        took = {name: timing.spread([1e3 / rate for rate in found]).text() for name, found in rates.items()}
        beside = ""
        if "Mesa" in took:
            beside = f"; Mesa {took['Mesa']} ms, {timing.ratios(rates, 'ours', 'Mesa').text()} times"
        yield Row(f"a run of {actors} actors, {effort.months} months", f"{took['ours']} ms{beside}")


def _compiled(built: Built, runs: int) -> Callable[[], int]:
    return lambda: len(kernel.run(built, np.arange(1, runs + 1)).last)


def _of_mesa(case: parameters.Case) -> Callable[[], int]:
    return lambda: _played(agreement.of_mesa(case, 1))
