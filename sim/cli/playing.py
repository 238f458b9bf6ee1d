"""Playing a batch: the options that ``sim batch`` and its like share, and what is said in the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sim.cli.group import STOPPED, USER, Stop
from sim.cli.words import command
from sim.counted import counted

if TYPE_CHECKING:
    from sim.batches.plan import Batch
    from sim.batches.results import BatchResults

SHARD = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")


class Way(NamedTuple):
    """How a batch is played; nothing of it changes a result."""

    threads: int | None = None
    engine: str | None = None
    scheduler: str | None = None
    shard: tuple[int, int] | None = None
    retry_failed: bool = False
    fail_fast: bool = False
    chunk: int | None = None

    @property
    def words(self) -> list[str]:
        """The options that go on in the same way."""
        given = {"--engine": self.engine, "--scheduler": self.scheduler, "--threads": self.threads}
        given["--shard"] = None if self.shard is None else f"{self.shard[0]}/{self.shard[1]}"
        return [str(word) for option, value in given.items() if value is not None for word in (option, value)]


def part(ctx: click.Context, option: click.Parameter, text: str | None) -> tuple[int, int] | None:
    """Read ``--shard I/N``."""
    found = SHARD.fullmatch(text.strip()) if text is not None else None
    if text is None:
        return None
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(f"--shard {text} is no part of a batch; write I/N with I from 1 to N, such as 2/8")
    return int(found[1]), int(found[2])


_OPTIONS = (
    click.option("--threads", type=click.IntRange(1, 1024), help="Runs at once; all processors if left out."),
    click.option(
        "--engine",
        type=click.Choice(["threads", "processes", "dask"]),
        help="Who plays; threads, or processes where an actor is plain Python.",
    ),
    click.option("--scheduler", metavar="ADDRESS", help="Of a dask cluster, such as tcp://10.0.0.1:8786."),
    click.option("--shard", metavar="I/N", callback=part, help="Play part I of N only, for job arrays."),
    click.option("--retry-failed", is_flag=True, help="Play runs that failed once more."),
    click.option("--fail-fast", is_flag=True, help="Stop at the first run that fails."),
    click.option("--chunk", type=click.IntRange(1), help="Runs stored together; as many as a second plays."),
)  # fmt: skip

reporting = click.option("--no-report", is_flag=True, help="Write no report at the end.")


def playing(asked: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options for playing."""
    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked


def play(plan: Batch, folder: Path, how: Way) -> BatchResults:
    """Play what is missing; stopped, it says how to go on."""
    _say_what_is_there(folder)
    try:
        return plan.run(folder, **how._asdict())
    except KeyboardInterrupt as stop:
        said = str(stop) or f"stopped at once; what was finished is safe in {folder}. To go on: {resume(folder, how)}"
        raise Stop(said, STOPPED) from None


def resume(folder: Path, how: Way) -> str:
    """The command that goes on with a batch."""
    return command("resume", folder, *how.words)


def _say_what_is_there(folder: Path) -> None:
    """What the ledger names; the writer checks it, and makes a ledger that is lost or damaged again."""
    from sim.batches.folder import Folder, is_batch
    from sim.store import StoreError

    if is_batch(folder):
        with suppress(StoreError):
            done, failed, left, _ = Folder.open(folder).progress()
            named = counted(done + failed, "run")
            said = named if left is None else f"{done + failed:,} of {counted(done + failed + left, 'run')}"
            click.echo(f"{folder}: its ledger names {said}", err=True)


def tell(results: BatchResults, report: bool) -> None:
    """Say what came out: the main table, the digest, what can be asked next, failures, and then the report."""
    from sim.cli.findings import main_table

    done, failed, _, _ = results.progress
    folder, left = results.path, results.left
    if left:
        there, rest = counted(done + failed, "run is", "runs are"), counted(left, "is", "are")
        click.echo(f"{there} in {folder}, {rest} left (to other parts, perhaps)", err=True)
    elif done:
        main_table(results)
        click.echo(f"{counted(done, 'run')}, digest {results.digest}")
    for line in _next(results, left, done):
        click.echo(f"Next: {line}", err=True)
    if failed:  # before the report, whatever becomes of that
        click.echo(_failed(results, failed), err=True)
    if report and done and not left:
        tell_report(folder)
    if failed:
        raise click.exceptions.Exit(USER)


def tell_report(folder: Path) -> None:
    """Write the report, and say where it is; all runs are safe whatever happens."""
    import importlib

    try:
        path = importlib.import_module("sim.report").write(folder)
    except KeyboardInterrupt:
        again = command("report", folder)
        raise Stop(f"stopped; all runs are safe in {folder}. To write the report: {again}", STOPPED) from None
    click.echo(f"Report: {path}", err=True)


def _next(results: BatchResults, left: int, done: int) -> Sequence[str]:
    """Two commands worth giving next; none where no run is done and none is left."""
    folder, policies = results.path, list(results.cells["policy"].astype(str).unique())
    if left:
        return [command("status", folder), command("resume", folder)]
    if not done:
        return []
    compare = command("compare", f"{folder}:{policies[0]}", f":{policies[-1]}")
    return [compare if len(policies) > 1 else command("status", folder), command("replay", folder, _a_run(results))]


def _a_run(results: BatchResults) -> str:
    """A run that can be replayed: the first that did not fail."""
    first = results.sql("SELECT cell, replicate FROM runs ORDER BY cell, replicate LIMIT 1").iloc[0]
    return f"{first['cell']}-{first['replicate']}"


def _failed(results: BatchResults, failed: int) -> str:
    from sim.batches.advice import to_mend

    first = results.failures.iloc[0]
    run = f"run {first['cell']}-{first['replicate']} (seed {first['seed']}): {first['error']}"
    what = to_mend(results.path, results.manifest, command, results.plan.path)
    return f"{counted(failed, 'run')} failed, the first is {run}. {what[0].upper()}{what[1:]}"
