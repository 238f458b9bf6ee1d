"""Plays the cases of history and scores what the model says of each period, beside baselines on the same months."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import batch
from sim.examples import folder as cases_folder
from sim.hindcast import scoring
from sim.hindcast.calendar import Days, days_of, steps_within
from sim.hindcast.checks import Checked, checked
from sim.hindcast.patterns import Episode, Patterns, Period, first_day, last_day
from sim.hindcast.scoring import SCORES, Seen, Shares
from sim.names import Names, dyad_name
from sim.results import Results
from sim.scenario import Changes, Scenario, load

BASELINES = ("climatology", "persistence", "shuffled")
FORECASTS = ("model", *BASELINES)


@dataclass(frozen=True)
class Scored:
    """One period of one pair: what happened, and the mean loss of each forecast over its months."""

    episode: str
    pair: str
    period: Period
    happened: Seen
    months: int
    chance: float  # that the model gives to what happened, over the period's months
    loss: dict[str, dict[str, float]]  # score -> forecast -> loss

    def gain(self, score: str, baseline: str, own: str = "model") -> float:
        """The baseline's loss less the model's: above 0 the model is better."""
        return self.loss[score][baseline] - self.loss[score][own]


class Missed(NamedTuple):
    """Something that could not be scored, and why."""

    what: str
    why: str


@dataclass
class Verdict:
    """What history says of the model: scored periods, checks, and what could not be scored."""

    patterns: Patterns
    runs: int
    seed: int
    scored: list[Scored] = field(default_factory=list)
    checks: list[Checked] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)

    def by_episode(self, value: Callable[[Scored], float]) -> list[list[float]]:
        """A number of each scored period, in one list per episode."""
        names = dict.fromkeys(s.episode for s in self.scored)
        return [[value(s) for s in self.scored if s.episode == name] for name in names]


class Modes(NamedTuple):
    """What is scored of a set of runs: the mode (runs, steps, pairs), and the names of the pairs."""

    names: Names
    mode: NDArray[np.int8]

    def of(self, pair: tuple[str, str], steps: list[int]) -> NDArray[np.int8]:
        """Modes of one pair in these steps (runs, steps)."""
        return self.mode[:, steps, self.names.dyad.index(pair)]


def modes_of(results: Results) -> Modes:
    """The modes of a batch."""
    return Modes(results.names, results.record.mode)


class Ground(NamedTuple):
    """What an episode is judged on: its case and where the case's days lie."""

    name: str
    episode: Episode
    case: Scenario
    days: Days


def judge(
    patterns: Patterns,
    near: Path | None = None,
    runs: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Verdict:
    """Play the case of every episode, as coded and with interests dealt anew, and score both.

    An episode whose case is not there yet is reported as not scored.

    Args:
        patterns: what happened.
        near: the file that the patterns come from; cases are looked for beside it, above it, then in ``scenarios/``.
        runs: how many runs of each case and control.
        seed: seed of the first run.
        threads: how many at once.
        progress: called with the number of runs done, now and then.
    """
    verdict = Verdict(patterns, runs, seed)
    for ground in grounds(patterns, near, verdict.missed):
        played = batch.run(ground.case, runs, seed, None, None, threads, progress)
        other = batch.run(shuffled(ground.case), runs, seed, None, None, threads, progress)
        sets = {"model": modes_of(played), "shuffled": modes_of(other)}
        verdict.scored += score(ground, patterns, sets, verdict.missed)
        for check in ground.episode.checks:
            verdict.checks.append(checked(ground.name, check, ground.days, played))
    return verdict


def grounds(patterns: Patterns, near: Path | None, missed: list[Missed]) -> list[Ground]:
    """The episodes whose cases are there; the others are noted as missed."""
    found = []
    for name, episode in patterns.episodes.items():
        path = case_path(episode.case, near)
        if path is None:
            missed.append(Missed(name, f"its case {episode.case}.yaml is not there"))
            continue
        case = load(path)
        found.append(Ground(name, episode, case, days_of(case)))
    return found


def case_path(case: str, near: Path | None) -> Path | None:
    """Where a case is; None if it is nowhere."""
    beside = [] if near is None else [near.parent, near.parent.parent]
    return next((path for f in (*beside, cases_folder()) if (path := f / f"{case}.yaml").is_file()), None)


def shuffled(case: Scenario) -> Scenario:
    """The case with interests dealt anew among its actors: what the model says if who wants what does not matter."""
    return case.model_copy(update={"changes": case.changes + Changes(shuffle_interests=True)})


def score(ground: Ground, patterns: Patterns, sets: Mapping[str, Modes], missed: list[Missed]) -> list[Scored]:
    """Every period of an episode under climatology, persistence, and these sets of runs, one of them the *model*."""
    usual = usual_shares(patterns, ground.name)
    epsilon = scoring.change_rate(sequences(patterns, ground.name))
    found = []
    for track in ground.episode.pairs:
        first, second = sorted(track.between)
        pair = dyad_name(first, second)
        if (first, second) not in sets["model"].names.dyad:
            missed.append(Missed(f"{ground.name}, {pair}", f"no pair of rivals in {ground.episode.case}"))
            continue
        for before, period in zip((track.before, *track.periods), track.periods, strict=False):
            steps = steps_within(ground.days, first_day(period.first), last_day(period.last))
            if not steps:
                why = "no step of the case lies in it, or its steps are too long"
                missed.append(Missed(f"{ground.name}, {pair}, {period.first} to {period.last}", why))
                continue
            shares = {name: scoring.forecast(runs.of((first, second), steps)) for name, runs in sets.items()}
            last_seen = scoring.persistence(scoring.seen(before.modes), epsilon)
            known = {"climatology": usual, "persistence": last_seen}
            found.append(scored_of(ground.name, pair, period, shares | known))
    return found


def scored_of(episode: str, pair: str, period: Period, shares: dict[str, Shares]) -> Scored:
    """One period under each forecast: losses are averaged over its months."""
    happened = scoring.seen(period.modes)
    loss = {name: {k: float(np.mean(of(p, happened))) for k, p in shares.items()} for name, of in SCORES.items()}
    chance = float(shares["model"][..., happened].sum(axis=-1).mean())
    return Scored(episode, pair, period, happened, len(shares["model"]), chance, loss)


def usual_shares(patterns: Patterns, left_out: str) -> Shares:
    """Climatology for an episode: from all the others, whether or not their cases are there."""
    others = [e for name, e in patterns.episodes.items() if name != left_out]
    return scoring.climatology([[scoring.seen(p.modes) for t in e.pairs for p in t.periods] for e in others])


def sequences(patterns: Patterns, left_out: str) -> list[list[Seen]]:
    """The categories of each pair in order of time, in all episodes but one."""
    tracks = [t for name, e in patterns.episodes.items() if name != left_out for t in e.pairs]
    return [[scoring.seen(t.before.modes), *(scoring.seen(p.modes) for p in t.periods)] for t in tracks]
