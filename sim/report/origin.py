"""Where the numbers of a report come from, when they were played, and what failed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.batches import files
from sim.batches.finished import Finished
from sim.charts.scale import short
from sim.counted import counted
from sim.report.again import as_typed
from sim.report.tables import Cell, Head, Table, plain
from sim.scenario.provenance import counts
from sim.scenario.provenance import rows as numbers

if TYPE_CHECKING:
    from sim.batches.results import BatchResults
    from sim.scenario import Scenario
    from sim.scenario.schema import Document

MOST = 10  # kinds of failure that are shown with their traceback


class Failed(NamedTuple):
    """A kind of failure: its last line, how many runs, one of them, and where it was raised."""

    error: str
    count: int
    run: str
    where: str
    traceback: str


def failures(results: BatchResults) -> list[Failed]:
    """The failures, those that say the same together, the most frequent first."""
    table = results.failures.merge(results.cells[["cell", "scenario", "policy"]], on="cell")
    found = [
        Failed(str(error), len(group), f"{group.iloc[0]['cell']}-{group.iloc[0]['replicate']}",
               f"{group.iloc[0]['scenario']}, {group.iloc[0]['policy']}, seed {group.iloc[0]['seed']}",
               str(group.iloc[0]["traceback"]))
        for error, group in table.groupby("error", sort=False)
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.count)


def failures_table(found: list[Failed], folder: str) -> Table:
    """Failures as a table."""
    heads = (Head("error"), Head("runs", number=True), Head("for example"), Head("which is"))
    rows = [
        [Cell(one.error), Cell(f"{one.count:,}", number=True), Cell(one.run, code=True), Cell(one.where)]
        for one in found[:MOST]
    ]
    rest = len(found) - MOST
    left = (f"{counted(rest, 'more kind is', 'more kinds are')} in the table failures.",) if rest > 0 else ()
    return plain(
        "Runs that failed, by error", heads, rows, f"To play them again: sim resume {folder} --retry-failed", *left
    )


def scenarios(results: BatchResults) -> Table:
    """What each scenario's numbers rest on, and its hash."""
    heads = (Head("scenario"), Head("SHA-256 of the case as stored"), Head("cited", number=True))
    heads += (Head("assumed", number=True), Head("the model's default", number=True))
    rows = []
    for key, case in results.plan.scenarios.items():
        count = counts(case)
        kinds = [Cell(f"{count[kind]:,}", number=True) for kind in ("cited", "assumed", "default")]
        rows.append([Cell(key, code=True), Cell(case.text_sha256, code=True), *kinds])
    return plain("What the numbers of each scenario rest on", heads, rows)


def documents(results: BatchResults) -> Table | None:
    """The documents that scenarios cite, and how many numbers rest on each; None where there are none."""
    rows = [row for key, case in results.plan.scenarios.items() for row in _documents(key, case)]
    heads = (Head("document"), Head("scenario"), Head("numbers", number=True))
    return plain("Documents cited, and the numbers that rest on each", heads, rows) if rows else None


def _documents(key: str, case: Scenario) -> list[list[Cell]]:
    cited = Counter(
        one for row in numbers(case) for one in {part.split(" ¶")[0].strip() for part in row.source.split(";")} if one
    )
    return [
        [Cell(_work(one), one.url or name), Cell(key, code=True), Cell(f"{cited[name]:,}", number=True)]
        for name, one in case.documents.items()
    ]


def _work(one: Document) -> str:
    return ", ".join(part for part in (one.author, one.title, str(one.date)) if part)


def sessions(results: BatchResults) -> Table:
    """When and where it was played, and by which command."""
    asked = "SELECT began, last, seconds, host, command FROM sessions ORDER BY began"
    found = Finished(results.path, results.manifest["batch"]).ask(asked)
    heads = (Head("from (UTC)"), Head("to (UTC)"), Head("playing", number=True), Head("machine"), Head("command"))
    rows = [
        [
            Cell(_time(began)),
            Cell(_time(last)),
            Cell(lasting(seconds), number=True),
            Cell(host),
            _played_by(command),
        ]
        for began, last, seconds, host, command in found
    ]
    return plain("When it was played", heads, rows)


def _played_by(command: str) -> Cell:
    typed = as_typed(command)
    return Cell(typed or "from Python", code=bool(typed))


def _time(text: str) -> str:
    return text.replace("T", " ").removesuffix("Z")


def lasting(seconds: float) -> str:
    """A time as one says it.

    >>> lasting(0.26), lasting(75), lasting(7300)
    ('0.3 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 60:
        return f"{short(seconds)} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def facts(results: BatchResults) -> list[tuple[str, str]]:
    """Versions, hashes and the machine."""
    about = results.manifest
    return [
        ("Digest of all runs", results.digest if results.progress.done else "none yet"),
        ("Source of Backchannel", f"{about['source']} (what makes the numbers: {about['numbers']})"),
        ("Plan", f"SHA-256 {about['content_sha256']}"),
        *((f"File {Path(file).name}", f"SHA-256 {total}") for file, total in about.get("files", {}).items()),
        *(("Changed since", sentence) for sentence in files.changed(results.path, about)),
        ("Batch", about["batch"]),
        ("Begun", f"{_time(about['created'])} UTC"),
        ("System", about["platform"]),
        ("Versions", ", ".join(f"{name} {one}" for name, one in about["versions"].items())),
        ("Time spent playing", lasting(results.progress.seconds)),
    ]
