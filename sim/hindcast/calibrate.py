r"""Calibration on one episode, and on no other: approximate Bayesian computation by rejection.

Every run of a case draws its uncertain numbers from their coded ranges, so a batch is a sample from the prior. Each
run is measured by its *distance* from the episode's pattern, and the nearest share is kept: a sample from an
approximate posterior. Distance is the share of months in which the run's category is not what happened (averaged
within a period, then over periods) plus the misfit of the strength of the enemy (over the checks of that kind):

.. math:: d = \frac{1}{P} \sum_{p} \frac{1}{M_p} \sum_{t \in p} 1[c_t \notin \text{seen}_p]
          + \frac{1}{C} \sum_{c} \min\left(1, \left| \ln \frac{x_c}{y_c} \right|\right)

with x the run's ratio and y the nearest end of what was observed. Both parts lie between 0 and 1 and count alike.

How far a number moved is the Kolmogorov-Smirnov distance between the kept runs and the rest, beside the distances of
random subsets of the same size. What was learnt is then held against the *other* episodes: their cases are played
with the kept numbers and with as many drawn from the prior, on new seeds, so no run's luck is carried over.

Sources: Pritchard, Seielstad, Perez-Lezaun and Feldman (1999), Population Growth of Human Y Chromosomes. Beaumont,
Zhang and Balding (2002), Approximate Bayesian Computation in Population Genetics. Smirnov (1948), Table for Estimating
the Goodness of Fit of Empirical Distributions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim import batch
from sim.hindcast import scoring
from sim.hindcast.calendar import steps_within
from sim.hindcast.checks import Unmeasured, observed_of, strength_ratio
from sim.hindcast.draws import Values, drawn, parameters, play_with, same
from sim.hindcast.judge import Ground, Missed, Modes, Scored, grounds, modes_of, score
from sim.hindcast.patterns import Patterns, first_day, last_day
from sim.hindcast.shifts import Shift, shifts_of
from sim.results import Results
from sim.scenario.build import build
from sim.scenario.values import Number, Table
from sim.units import Payoff


class Transfer(NamedTuple):
    """Another episode under what was learnt (*model*) and under what was assumed before (*prior*)."""

    episode: str
    shared: tuple[str, ...]
    scored: list[Scored]


@dataclass
class Calibration:
    """What one episode taught, and what that was worth elsewhere."""

    episode: str
    runs: int
    kept: int
    distances: Values  # of all runs, sorted
    shifts: list[Shift]
    own: list[Scored]  # the episode itself under the kept runs: in sample, no evidence
    transfers: list[Transfer] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)


def calibrate(
    patterns: Patterns,
    near: Path | None = None,
    runs: int = 1000,
    seed: int = 1,
    keep: float = 0.05,
    threads: int | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Calibration:
    """Learn from the episode named for it, and hold what was learnt against the others.

    Raises:
        ValueError: its case is not there, or fewer than two runs would be kept or left.
    """
    missed: list[Missed] = []
    found = {ground.name: _searched(ground, patterns.prior) for ground in grounds(patterns, near, missed)}
    home = found.pop(patterns.calibrate_on, None)
    if home is None:
        lost = next(m for m in missed if m.what == patterns.calibrate_on)
        raise ValueError(f"{lost.what} cannot be calibrated on: {lost.why}; write the case, or name another")
    kept = runs_kept(keep, runs)
    played = batch.run(home.case, runs, seed, None, None, threads, progress)
    far = distances(home, played)
    nearest = np.argsort(far, kind="stable")[:kept]
    built = build(home.case)
    rows = parameters(home.case, built)
    values = drawn(built, list(rows.values()), played.seeds)
    some = np.random.default_rng(seed).permutation(runs)[:kept]
    modes = modes_of(played)
    own = {"model": Modes(modes.names, modes.mode[nearest]), "prior": Modes(modes.names, modes.mode[some])}
    shifts = list(shifts_of(list(rows), values, nearest))
    out = Calibration(home.name, runs, kept, np.sort(far), shifts, score(home, patterns, own, missed), [], missed)
    for other in found.values():
        theirs = build(other.case)
        shared = [name for name in rows if same(built, rows[name], theirs, parameters(other.case, theirs).get(name))]
        columns = [list(rows).index(name) for name in shared]
        sets = {
            name: play_with(theirs, shared, values[chosen][:, columns], seed + runs)
            for name, chosen in (("model", nearest), ("prior", some))
        }
        out.transfers.append(Transfer(other.name, tuple(shared), score(other, patterns, sets, missed)))
    return out


def runs_kept(keep: float, runs: int) -> int:
    """How many runs are kept.

    Raises:
        ValueError: fewer than two would be kept or left.

    >>> runs_kept(0.05, 1000)
    50
    """
    kept = max(1, round(keep * runs))
    if not 2 <= kept <= runs - 2:
        raise ValueError(f"--keep {keep:g} of {runs} runs keeps {kept}; play more runs, or keep another share")
    return kept


def _searched(ground: Ground, prior: Mapping[str, tuple[float, float]]) -> Ground:
    """An episode's case in which what is learnt has the range that is searched."""
    numbers = {
        name: Number[Payoff](value=(low + high) / 2, range=(low, high), assumed="searched", rests_on="assumed")
        for name, (low, high) in prior.items()
    }
    wider = Table({**ground.case.assumptions, **numbers})
    return ground._replace(case=ground.case.model_copy(update={"assumptions": wider}))


def distances(home: Ground, played: Results) -> Values:
    """How far each run is from the episode's pattern (runs,)."""
    return misses(home, modes_of(played)) + misfits(home, played)


def misses(home: Ground, modes: Modes) -> Values:
    """Share of months in which a run's category is not what happened, averaged over periods (runs,)."""
    each = []
    for track in home.episode.pairs:
        first, second = sorted(track.between)
        for period in track.periods if (first, second) in modes.names.dyad else ():
            steps = steps_within(home.days, first_day(period.first), last_day(period.last))
            if steps:
                right = scoring.seen(period.modes)[scoring.OF_MODE[modes.of((first, second), steps)]]
                each.append(1.0 - right.mean(axis=1))
    return np.mean(each, axis=0) if each else np.zeros(len(modes.mode))


def misfits(home: Ground, played: Results) -> Values:
    """Mean misfit of the enemy's strength over the checks of that kind; 0 where there are none (runs,)."""
    each = []
    for check in home.episode.checks:
        if check.measure == "strength_ratio":
            try:
                each.append(misfit(strength_ratio(check, home.days, played), observed_of(check, home.days)))
            except Unmeasured:
                continue
    return np.mean(each, axis=0) if each else np.zeros(played.runs)


def misfit(ratio: Values, observed: tuple[float, float]) -> Values:
    """Distance of a ratio from the observed interval, on the log scale, at most 1; 1 where there is no ratio.

    >>> misfit(np.array([0.4, 0.2, np.nan]), (0.3, 0.5)).round(4).tolist()
    [0.0, 0.4055, 1.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.log(observed)
        log = np.log(ratio)
        out = np.maximum(0.0, np.maximum(low - log, log - high))
    return np.where(np.isnan(out), 1.0, np.minimum(1.0, out))
