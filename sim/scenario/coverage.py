"""Who coded what, as ``sim check --coding`` prints it: agreement, coverage, and where a case has its own number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.counted import counted
from sim.scenario.agreement import Agreement, Word, table
from sim.scenario.case import Scenario
from sim.scenario.pooling import by_coder, is_pooled, pool
from sim.scenario.schema_actors import Interest
from sim.units import shown

WORDS: tuple[tuple[Word, str], ...] = (("position", "positions"), ("salience", "saliences"))
LISTED = 2  # interests that rest on fewer coders than this are named one by one


class Coded(NamedTuple):
    """An interest and who coded it."""

    actor: str
    issue: str
    interest: Interest
    coders: tuple[str, ...]

    @property
    def name(self) -> str:
        """The actor and the issue."""
        return f"{self.actor} on {self.issue}"


def coded(case: Scenario) -> list[Coded]:
    """Every interest of a case, with the coders whose rows it holds."""
    return [
        Coded(name, issue, interest, tuple(by_coder(interest.codings)))
        for name, actor in case.actors.items()
        for issue, interest in actor.interests.items()
    ]


def lines(case: Scenario) -> Iterator[str]:
    """What there is to say about the coding of a case."""
    interests = coded(case)
    rows = [row for one in interests for row in one.interest.codings]
    if not rows:
        yield "  coding: no interest rests on coding sheets; name some with `coding:` (docs/codebook.md)"
        return
    documents = {row.place.document for row in rows}
    who = ", ".join(case.coders)
    on = counted(len(documents), "document")
    yield f"  coding: {counted(len(rows), 'row')} of coding sheets by {who} on {on}"
    for word, words in WORDS:
        yield from _agreement(words, table(case, word))
    yield from _coverage(interests)
    yield from _own(interests)
    yield from _left_out(case)


def _agreement(words: str, found: dict[str, Agreement]) -> Iterator[str]:
    yield f"  agreement on {words} (Krippendorff's alpha for interval data, 95% bootstrap interval):"
    wide = max(len(name) for name in found)
    for name, one in found.items():
        yield f"    {name:{wide}}  {one}" + (f", {', '.join(one.coders)}" if one.coders else "")


def _coverage(interests: list[Coded]) -> Iterator[str]:
    counts = sorted({len(one.coders) for one in interests} | {0}, reverse=True)
    parts = [f"{sum(len(one.coders) == n for one in interests)} by {n or 'no coder'}" for n in counts]
    yield f"  coverage: {counted(len(interests), 'interest')}, coded in sheets: {', '.join(parts)}"
    for n in range(LISTED - 1, -1, -1):
        some = [one for one in interests if len(one.coders) == n]
        if some:
            names = "; ".join(one.name + (f" ({one.coders[0]})" if n else "") for one in some)
            yield f"    by {'no coder' if n == 0 else 'one coder only'}: {names}"


def _own(interests: list[Coded]) -> Iterator[str]:
    """Where the file's number stands although the sheets have one."""
    for one in interests:
        if one.coders and not is_pooled(one.interest):
            pooled, own = pool(one.interest.codings), one.interest
            said = f"position {shown(own.position.value)}, salience {shown(own.salience.value)}"
            sheets = f"{shown(round(pooled.position, 2))} and {shown(round(pooled.salience, 2))}"
            yield f"  own number: {one.name}: {said} in the case, {sheets} in the sheets ({', '.join(one.coders)})"


def _left_out(case: Scenario) -> Iterator[str]:
    if case.left_out:
        yield f"  rows of the sheets that are about nothing in this case: {'; '.join(case.left_out)}"
