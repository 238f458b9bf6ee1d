"""Patterns that are no modes: what was observed, and where the middle nine tenths of the runs lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import batch
from sim.hindcast import scoring
from sim.hindcast.calendar import Days, step_of
from sim.hindcast.patterns import Check, first_day, last_day
from sim.names import front_name
from sim.outcomes.asked import averaged
from sim.results import Results
from sim.scenario import Scenario

LEAST_RUNS = 20  # in which a measure must exist before anything is said of it
MIDDLE = (0.05, 0.95)


class Checked(NamedTuple):
    """A check: the model's median and the ends of its middle 90%, over the runs where the measure exists.

    ``inside`` says whether the observed value lies in the model's interval, as far as it is known: the two overlap.
    It is None where nothing can be said; ``why`` tells.
    """

    episode: str
    check: Check
    observed: tuple[float, float]
    median: float
    low: float
    high: float
    runs: int
    inside: bool | None
    why: str = ""


class Unmeasured(Exception):
    """The case cannot be asked this; the message says why."""


def checked(episode: str, check: Check, days: Days, played: Results) -> Checked:
    """Hold one check against the runs."""
    none = (np.nan, np.nan)
    try:
        observed, values = observed_of(check, days), MEASURES[check.measure](check, days, played)
    except Unmeasured as reason:
        return Checked(episode, check, none, np.nan, *none, 0, None, str(reason))
    known = values[~np.isnan(values)]
    if len(known) < LEAST_RUNS:
        why = f"the measure exists in {len(known)} of {len(values)} runs"
        return Checked(episode, check, observed, np.nan, *none, len(known), None, why)
    median, low, high = (float(v) for v in np.quantile(known, (0.5, *MIDDLE)))
    return Checked(episode, check, observed, median, low, high, len(known), overlap(observed, (low, high)))


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two closed intervals share a point.

    >>> overlap((0.0, 1.0), (1.0, 2.0)), overlap((0.0, 1.0), (1.1, 2.0))
    (True, False)
    """
    return one[0] <= other[1] and other[0] <= one[1]


def observed_of(check: Check, days: Days) -> tuple[float, float]:
    """The observed ends as numbers; days become steps of the case."""
    low, high = check.observed
    if isinstance(low, str) or isinstance(high, str):
        return float(_step(days, str(low))), float(_step(days, str(high), end=True))
    return float(low), float(high)


def _step(days: Days, when: str, end: bool = False) -> int:
    found = step_of(days, last_day(when) if end else first_day(when))
    if found is None:
        raise Unmeasured(f"{when} lies outside the case")
    return found


def strength_ratio(check: Check, days: Days, played: Results) -> NDArray[np.float64]:
    """Strength of the enemy at the end of one step over that at the end of an earlier one; NaN where it was 0."""
    first, last = _step(days, check.first or "", end=True), _step(days, check.last or "", end=True)
    if first == last:
        raise Unmeasured("both days lie in one step of the case")
    theatres = check.theatres or played.scenario.theatres
    wanted = {front_name(check.enemy or "", theatre) for theatre in theatres}
    fronts = [f for f, name in enumerate(played.names.front) if name in wanted]
    if not fronts:
        raise Unmeasured(f"the case has no enemy {check.enemy} there")
    strength = played.record.strength[:, :, fronts].sum(axis=2)
    return np.where(strength[:, first] > 0, strength[:, last] / np.maximum(strength[:, first], 1e-300), np.nan)


def _pair(check: Check, played: Results) -> int:
    try:
        return played.dyad(check.between or ("", ""))
    except KeyError:
        raise Unmeasured("they are no pair of rivals in the case") from None


def _delivered(check: Check, days: Days, played: Results) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Messages delivered (direct, relayed) in each run from the first day to the last.

    Runs keep only totals; but a run cut short is the same run up to there, so the totals at both ends are played for.
    """
    d = _pair(check, played)
    first, last = _step(days, check.first or ""), _step(days, check.last or "", end=True)
    record = _until(played, last + 1).record
    direct, relayed = record.delivered_direct[:, d], record.delivered_relayed[:, d]
    if first > 0:
        record = _until(played, first).record
        direct, relayed = direct - record.delivered_direct[:, d], relayed - record.delivered_relayed[:, d]
    return direct, relayed


def _until(played: Results, steps: int) -> Results:
    return batch.run(cut_short(played.scenario, steps), played.runs, int(played.seeds[0]))


def cut_short(case: Scenario, steps: int) -> Scenario:
    """The same case, ended after so many steps: what comes before is not touched.

    >>> from sim.examples import example
    >>> len(cut_short(example(), 3).months)
    3
    """
    span = case.months.model_copy(update={"last": case.months.first.plus(steps - 1)})
    return case.model_copy(update={"months": span})


def messages(check: Check, days: Days, played: Results) -> NDArray[np.float64]:
    """Messages delivered, direct and relayed."""
    return np.add(*_delivered(check, days, played)).astype(float)


def relayed_share(check: Check, days: Days, played: Results) -> NDArray[np.float64]:
    """Relayed messages among all delivered; NaN where there were none."""
    direct, relayed = _delivered(check, days, played)
    return np.where(direct + relayed > 0, relayed / np.maximum(1, direct + relayed), np.nan)


def onset(check: Check, days: Days, played: Results) -> NDArray[np.float64]:
    """The first step with cooperation of any kind, counted from 0; NaN where there is none."""
    cooperates = scoring.OF_MODE[played.record.mode[:, :, _pair(check, played)]] > 0
    return np.where(cooperates.any(axis=1), cooperates.argmax(axis=1), np.nan)


def outcome(check: Check, days: Days, played: Results) -> NDArray[np.float64]:
    """Any outcome of the tables that has a mean."""
    try:
        known = averaged(check.outcome or "")
    except (KeyError, ValueError) as reason:
        raise Unmeasured(str(reason.args[0])) from None
    if known.per == "actor":
        raise Unmeasured("this outcome is per actor; only those of a run or of a pair of rivals can be checked")
    values = played.values(known.name)
    return values if known.per == "run" else values[:, _pair(check, played)]


MEASURES: dict[str, Callable[[Check, Days, Results], NDArray[np.float64]]] = {
    "strength_ratio": strength_ratio,
    "messages": messages,
    "relayed_share": relayed_share,
    "onset": onset,
    "outcome": outcome,
}
