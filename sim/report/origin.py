"""Where the numbers of a report come from, what failed, and how to play all of it again."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.batches.finished import Finished
from sim.charts.scale import short
from sim.report.played import State, classes_of
from sim.report.tables import Cell, Head, Table, plain
from sim.scenario.provenance import counts
from sim.scenario.provenance import rows as numbers

if TYPE_CHECKING:
    from sim.batches.plan import Batch
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
    left = (f"{len(found) - MOST} more kinds are in the table failures.",) if len(found) > MOST else ()
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
            Cell(_command(command), code=True),
        ]
        for began, last, seconds, host, command in found
    ]
    return plain("When it was played", heads, rows)


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


def _command(command: str) -> str:
    """A command as it is typed: the program by its name."""
    first, space, rest = command.partition(" ")
    return f"{Path(first).name}{space}{rest}"


def facts(results: BatchResults) -> list[tuple[str, str]]:
    """Versions, hashes and the machine."""
    about = results.manifest
    return [
        ("Digest of all runs", results.digest if results.progress.done else "none yet"),
        ("Source of Backchannel", f"{about['source']} (what makes the numbers: {about['numbers']})"),
        ("Plan", f"SHA-256 {about['content_sha256']}"),
        ("Batch", about["batch"]),
        ("Begun", f"{_time(about['created'])} UTC"),
        ("System", about["platform"]),
        ("Versions", ", ".join(f"{name} {one}" for name, one in about["versions"].items())),
        ("Time spent playing", lasting(results.progress.seconds)),
    ]


def commands(results: BatchResults, folder: str, state: State) -> list[tuple[str, str]]:
    """How to play it again: what for, and what to type."""
    name, about = shlex.quote(folder), results.manifest
    found = []
    if state.left:
        found.append(("Go on with what is left", f"sim resume {name}"))
    if state.failed:
        found.append(("Play again what failed", f"sim resume {name} --retry-failed"))
    if file := batch_file(about.get("command", "")):
        found.append(("Play the whole batch, from the batch file", f"sim batch {shlex.quote(file)} --out again"))
    found.append(("Play the whole batch, from this folder alone (in Python)", _python(folder, results.plan)))
    if state.done:
        run, digest = _a_run(results)
        found.append((f"Play one run again, and see that its digest is still {digest}", f"sim replay {name} {run}"))
    policies = list(dict.fromkeys(policy for _, policy in results.plan.settings))
    if len(policies) > 1:
        first, last = shlex.quote(f"{folder}:{policies[0]}"), shlex.quote(f":{policies[1]}")
        found.append(("Compare two policies, run by run", f"sim compare {first} {last}"))
    return found


def _python(folder: str, plan: Batch) -> str:
    """The batch from its folder; classes that were given in Python have to be given again."""
    classes = ", ".join(
        f"{actor!r}: {kind.rpartition(':')[2]}" for actor, kind in classes_of(plan) if ".py:" not in kind
    )
    more = f", actors={{{classes}}}" if classes else ""
    return f'import sim\n\nplan = sim.open({folder!r}{more}).plan\nprint(plan.run("again").digest)'


def _a_run(results: BatchResults) -> tuple[str, str]:
    """The name and digest of the first run that is there."""
    found = results.sql("SELECT cell, replicate, digest FROM runs ORDER BY cell, replicate LIMIT 1")
    cell, replicate, digest = (int(found[name][0]) for name in ("cell", "replicate", "digest"))  # a row would be floats
    return f"{cell}-{replicate}", f"{digest:016x}"


def batch_file(command: str) -> str:
    """The batch file that a command names; nothing where it named none.

    >>> batch_file("/opt/bin/sim batch scenarios/batches/emergence.yaml --out x"), batch_file("notebook.py")
    ('scenarios/batches/emergence.yaml', '')
    """
    try:
        words = shlex.split(command)
    except ValueError:
        return ""
    after = words[words.index("batch") + 1 :] if "batch" in words else []
    return next((word for word in after if word.endswith((".yaml", ".yml"))), "")
