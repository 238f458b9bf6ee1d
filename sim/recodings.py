"""Does a finding hang on who coded? The same seeds under each coder alone, and with rivals nearer and further."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.batch import run
from sim.intervals import Estimate
from sim.names import dyad_name
from sim.outcomes import OUTCOMES, Outcome
from sim.outcomes.asked import IS, averaged, outcome_of
from sim.results import Results
from sim.scenario import Scenario

STEP = 0.2  # how far two rivals are moved apart and together: the doubt of a coder of medium confidence


@dataclass(frozen=True, eq=False)
class Recoding:
    """Results of a case as it stands, of each coder alone, and with each pair of rivals further apart and nearer."""

    base: Results
    coders: Mapping[str, Results]
    shifts: Mapping[tuple[str, float], Results]
    """By the pair (``A – B``) and how far apart it was moved; below 0 it was moved together."""

    def of(self, pair: str) -> Iterator[tuple[str, Results]]:
        """The results that say something of a pair: what was recoded, in words."""
        yield self.first, self.base
        for coder, results in self.coders.items():
            yield f"coder {coder} alone", results
        for (moved, by), results in self.shifts.items():
            if moved == pair:
                yield f"{'further apart' if by > 0 else 'nearer'} by {abs(by):g}", results

    @property
    def first(self) -> str:
        """What the others are compared with."""
        return f"pooled ({', '.join(self.coders)})" if self.coders else "as coded"

    def frame(self, outcome: str = "emergence") -> pd.DataFrame:
        """Per pair of rivals and recoding: the outcome and its paired difference from the first one, with intervals.

        Raises:
            ValueError: the outcome is not one of pairs of rivals, or its values are words, which have no mean.
            KeyError: it is never the word that is asked for.
        """
        outcome = _of_pairs(outcome).name
        rows, none = [], Estimate(np.nan, np.nan, np.nan, 0)
        for pair in self.base.labels(outcome):
            for words, results in self.of(pair):
                change = none if results is self.base else (results - self.base).estimate(outcome)[pair]
                rows.append([pair, words, *results.estimate(outcome)[pair], change.value, change.low, change.high])
        differences = ["difference", "difference_low", "difference_high"]
        return pd.DataFrame(rows, columns=["of", "recoding", outcome, "low", "high", "n", *differences])


def _of_pairs(outcome: str) -> Outcome:
    """An outcome of pairs of rivals that has a mean; ``ending=hostility`` is the share of runs with that word."""
    if outcome.partition(IS)[0] not in OUTCOMES or outcome_of(outcome).per != "dyad":
        known = ", ".join(name for name, one in OUTCOMES.items() if one.per == "dyad")
        raise ValueError(f"{outcome!r} is no outcome of pairs of rivals; those are {known}")
    return averaged(outcome)


def recode(
    scenario: Scenario,
    runs: int = 1000,
    seed: int = 1,
    by: float = STEP,
    threads: int | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Recoding:
    """Play a case as it stands, as each of its coders alone reads it, and with each pair of rivals moved by ``by``.

    All on the same seeds: 1 + coders + 2 x pairs of rivals times ``runs``.

    >>> import sim
    >>> sim.recode(sim.example(), runs=10).frame()["recoding"].tolist()
    ['as coded', 'nearer by 0.2', 'further apart by 0.2']
    """

    def play(case: Scenario) -> Results:
        return run(case, runs, seed, None, None, threads, progress)

    base = play(scenario)
    coders = {coder: play(scenario.recoded(coder)) for coder in scenario.coders}
    moves = [(pair, step) for pair in base.names.dyad for step in (-by, by)]
    shifts = {(dyad_name(*pair), step): play(scenario.shifted(*pair, step)) for pair, step in moves}
    return Recoding(base, coders, shifts)
