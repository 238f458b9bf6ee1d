"""Words that charts share: pairs, policies, months, percentages, and what a picture rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.names import Names, dyad_name

if TYPE_CHECKING:
    from sim.results import Comparison, Results
    from sim.scenario import Scenario

Pair = tuple[str, str]


def percent(share: float) -> str:
    """A share in per cent, with no more digits than it takes.

    >>> percent(0.97), percent(0.0325), percent(0.0025), percent(0.0001), percent(0)
    ('97%', '3.2%', '0.2%', '<0.1%', '0%')
    """
    if math.isnan(share):
        return "no run"
    value = 100 * share
    if 0 < value < 0.1:
        return "<0.1%"
    near_end = 0 < value < 9.95 or 99.0 < value < 100
    return f"{math.floor(value * 10) / 10 if value > 99 else value:.1f}%" if near_end and value % 1 else f"{value:.0f}%"


def policy_words(policy: str) -> str:
    """A policy's name in words.

    >>> policy_words("no_enemy")
    'no enemy'
    """
    return policy.replace("_", " ").strip() or policy


def pair_words(pair: Pair) -> str:
    """A pair in a sentence."""
    return f"{pair[0]} and {pair[1]}"


def pair_place(names: Names, pair: str | Pair) -> int:
    """Place of a pair of rivals, given as two names in either order or as ``A – B``.

    Raises:
        KeyError: they are no pair of rivals here.
    """
    for d, known in enumerate(names.dyad):
        if pair in (dyad_name(*known), dyad_name(*known[::-1])) or set(known) == set(pair):
            return d
    raise KeyError(f"{pair!r} is no pair of rivals here; pairs are {', '.join(dyad_name(*k) for k in names.dyad)}")


def first_declared(scenario: Scenario, names: Names) -> int:
    """Place of the pair of rivals that the file names first."""
    for pair in scenario.rivals:
        for d, known in enumerate(names.dyad):
            if set(known) == set(pair):
                return d
    return 0


LEADING = ("emergence", "cooperation", "agreements", "talks", "mandate", "messages", "deconfliction")
"""Outcomes by which a pair leads; a later one counts only where all pairs are alike in the earlier ones."""


def leading(results: Results) -> int:
    """Place of the pair whose cooperation emerges most often; where none does, with most bargains, talks and so on."""
    first = first_declared(results.scenario, results.names)
    for outcome in LEADING:
        size = np.nan_to_num(results.values(outcome)).mean(axis=0)
        if size.max() > 0:
            return first if size[first] >= size.max() else int(size.argmax())
    return first


def step_word(scenario: Scenario) -> str:
    """What a case goes by: month or week.

    >>> import sim
    >>> step_word(sim.example())
    'month'
    """
    return "week" if len(scenario.months.first) == len("YYYY-MM-DD") else "month"


def paced(text: str, scenario: Scenario) -> str:
    """A text about months as it reads in a case that goes by weeks, where everything is counted in weeks."""
    return text.replace("month", step_word(scenario)).replace("Month", step_word(scenario).capitalize())


def months_of(scenario: Scenario) -> list[str]:
    """The months of a case, as ``YYYY-MM``; weeks as ``YYYY-MM-DD``."""
    return [str(scenario.months.first.plus(t)) for t in range(len(scenario.months))]


def run_caption(scenario: Scenario, policy: str, seed: int) -> str:
    """What a picture of one run rests on."""
    return f"{scenario.title}. Policy: {policy_words(policy)}. n = 1 run, seed {seed}. {fingerprint(scenario)}"


def batch_caption(comparison: Comparison, intervals: str) -> str:
    """What a picture of many runs rests on."""
    base = comparison.base
    many = "the same seeds under each policy" if len(comparison) > 1 else policy_words(base.policy)
    n = f"n = {base.runs:,} runs" + (" per policy" if len(comparison) > 1 else "")
    return f"{base.scenario.title}. {n}, {seeds_words(base.seeds)} ({many}). {intervals} {fingerprint(base.scenario)}"


def seeds_words(seeds: Iterable[Any]) -> str:
    """Which seeds.

    >>> seeds_words([1, 2, 3]), seeds_words([4]), seeds_words([1, 5])
    ('seeds 1–3', 'seed 4', '2 seeds from 1 to 5')
    """
    given = np.asarray(list(seeds), dtype=object)
    low, high = min(given), max(given)
    if len(given) == 1:
        return f"seed {low}"
    return f"seeds {low}–{high}" if high - low + 1 == len(given) else f"{len(given)} seeds from {low} to {high}"


def fingerprint(scenario: Scenario) -> str:
    """Which file, by the first figures of its SHA-256."""
    return f"Scenario file {scenario.text_sha256[:8]}." if scenario.text_sha256 else "Scenario not from a file."
