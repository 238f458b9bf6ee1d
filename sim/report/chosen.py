"""Which policies a report draws the design's charts of, and what it says of the others in a sentence.

The rule: the first policy of each scenario and every other one, where the outcome differs between points, up to as
many as a report has room for, first policies first. Where it is the same at all points there is nothing to draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis import AnalysisError
from sim.analysis.question import ask
from sim.analysis.source import points
from sim.charts import words
from sim.charts.batch.common import capital, scale_of, whose
from sim.counted import counted

if TYPE_CHECKING:
    from sim.batches.results import BatchResults

RULE = (
    "Charts over the design are drawn for the first policy of each scenario, and for others, where the outcome differs "
    "between points."
)
Setting = tuple[str, str]
"""A scenario and a policy."""


def main_outcome(results: BatchResults) -> str:
    """The outcome that the batch is about: that of its stop rule, or emergence."""
    stop = results.plan.stop
    return "emergence" if stop is None else stop.outcome


def chosen(results: BatchResults, leading: Mapping[str, str], most: int) -> tuple[list[Setting], list[str]]:
    """The settings that are drawn, in the order of the batch, and sentences about the others.

    Args:
        results: the batch, some runs of which are there.
        leading: by scenario, whose outcome is shown.
        most: settings at most.
    """
    said = {one: _same(results, *one, leading) for one in results.plan.settings}
    differing = [one for one, sentence in said.items() if not sentence]
    first = {key: policies[0] for key, policies in results.plan.policies.items()}
    ranked = sorted(differing, key=lambda one: first[one[0]] != one[1])  # stable: else in the order of the batch
    notes = [RULE] if len(said) > 1 else []
    notes += [sentence for sentence in said.values() if sentence]
    if rest := ranked[most:]:
        left = "; ".join(place(results, *one) for one in rest)
        notes.append(f"Left out to keep the report short, though the runs are there: {left}.")
    return [one for one in differing if one in ranked[:most]], notes


def _same(results: BatchResults, key: str, policy: str, leading: Mapping[str, str]) -> str:
    """A sentence, where the outcome is the same at all points or no run is there; nothing where it differs."""
    before = f"{capital(place(results, key, policy))}: " if len(results.plan.settings) > 1 else ""
    try:
        question = ask(results, main_outcome(results), _of(leading, key), key, policy)
    except AnalysisError as error:
        return f"{before}{error}."
    table = points(question)
    known = table.loc[table["n"] > 0, "value"]
    if known.nunique() > 1:
        return ""
    scale = scale_of(question.outcome, words.step_word(results.plan.scenarios[key]))
    what = f"{scale.name}{whose(question.of)}"
    if not len(known):
        return f"{before}{what} has no value in any run, so there is no chart of it over the design."
    at = f"is {scale.value(float(known.iloc[0]))} at {'all ' * (len(known) > 1)}{counted(len(known), 'point')}"
    text = f"{what} {at}{' that have a value' * (len(known) < len(table))}, so there is no chart of it over the design."
    return f"{before}{text}" if before else capital(text)


def analysed(results: BatchResults, name: str, key: str, policy: str, leading: Mapping[str, str]) -> Any:
    """What an analysis finds of the main outcome in a setting.

    Raises:
        sim.analysis.AnalysisError: the batch does not allow it.
    """
    import sim.analysis

    of = _of(leading, key)
    return getattr(sim.analysis, name)(results, main_outcome(results), of=of, scenario=key, policy=policy)


def _of(leading: Mapping[str, str], key: str) -> str | None:
    return None if leading.get(key) in (None, "all") else leading[key]


def place(results: BatchResults, key: str, policy: str) -> str:
    """Of which scenario, where there are several, and policy."""
    return ("" if len(results.plan.scenarios) == 1 else f"{key}, ") + words.policy_words(policy)
