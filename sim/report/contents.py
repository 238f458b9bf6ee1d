"""All that a report says, gathered before a word of HTML is written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sim.batches.results import BatchResults
from sim.report import again, origin, played
from sim.report.dictionary import dictionary
from sim.report.figures import Figures, figures
from sim.report.findings import findings, leading
from sim.report.points import by_point
from sim.report.tables import Table

Facts = list[tuple[str, str]]


class Contents(NamedTuple):
    """What stands in a report, section by section."""

    title: str
    question: str
    state: played.State
    over: int
    """Points of the design that outcomes are means over."""
    figures: Figures
    findings: list[Table]
    points: list[Table]
    facts: Facts
    played: list[Table]
    failed: list[origin.Failed]
    failures: Table | None
    provenance: Facts
    origins: list[Table]
    lost: int
    commands: Facts
    folder: str
    dictionary: list[Table]
    written: str


def contents(folder: Path, target: Path) -> Contents:
    """Gather the report of a batch.

    Args:
        folder: where the batch is stored.
        target: the file that the report is written to.

    Raises:
        sim.store.StoreError: the folder holds no batch, or one of its files is not as it was written.
    """
    results = BatchResults(folder)
    plan, state, name = results.plan, played.state(results), named(folder)
    whose = leading(results) if state.done else {}
    failed = origin.failures(results)
    return Contents(
        title=plan.title,
        question=plan.question,
        state=state,
        over=len(plan.points),
        figures=figures(results, whose) if state.done else Figures((), ()),
        findings=findings(results) if state.done else [],
        points=by_point(results, whose) if state.done else [],
        facts=played.facts(plan),
        played=[one for one in (played.scenarios(plan), played.policies(plan), played.factors(plan)) if one],
        failed=failed[: origin.MOST],
        failures=origin.failures_table(failed, name) if failed else None,
        provenance=origin.facts(results),
        origins=[
            one for one in (origin.scenarios(results), origin.documents(results), origin.sessions(results)) if one
        ],
        lost=len(results.folder.lost()),
        commands=again.commands(results, name, state),
        folder=name,
        dictionary=dictionary(results),
        written=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def named(folder: Path) -> str:
    """A folder as one would type it here: below the current folder, or by its name alone.

    >>> named(Path.cwd() / "results" / "x"), named(Path("/a/b"))
    ('results/x', 'b')
    """
    whole = folder.absolute()
    return whole.relative_to(Path.cwd()).as_posix() if whole.is_relative_to(Path.cwd()) else whole.name
