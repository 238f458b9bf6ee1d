"""``sim status``: how far a batch is, who writes it, and whether all of it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.group import Stop
from sim.cli.opened import opened
from sim.cli.words import command

if TYPE_CHECKING:
    from sim.batches.results import BatchResults


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Do not read the shards: no digest, no look for damage.")
def status(folder: Path, quick: bool) -> None:
    """Say how far a batch is: done, failed, left, its digest; who writes it now; and what is damaged.

    \b
    sim status results/emergence
    """
    results = opened(folder)
    about = results.manifest
    click.echo(f"{folder}: {about.get('title') or 'a batch'}")
    click.echo(f"  {_counts(results)}")
    for who in writers(folder):
        click.echo(f"  being written {who}")
    for line in _failures(results):
        click.echo(f"  {line}")
    damaged = [] if quick else results.folder.verify()
    for line in damaged:
        click.echo(f"  damaged: {line}")
    if damaged:
        raise Stop(f"{len(damaged)} faults; {command('resume', folder)} plays the runs concerned again")
    if not quick and not results.left:
        click.echo(f"  digest {results.digest}")


def _counts(results: BatchResults) -> str:
    from sim.progress import span

    done, failed, _, seconds = results.progress
    cells = len(results.cells)
    to_do = results.left
    each = " in this round" if results.progress.left is None and to_do else ""
    return f"{cells:,} cells; {done:,} runs done, {failed:,} failed, {to_do:,} left{each}; {span(seconds)} of playing"


def _failures(results: BatchResults, most: int = 5) -> Iterator[str]:
    table = results.failures
    for row in table.head(most).to_dict("records"):
        yield f"failed: run {row['cell']}-{row['replicate']} (seed {row['seed']}): {row['error']}"
    if len(table) > most:
        yield f"and {len(table) - most:,} more; their tracebacks: sim.open(...).failures"


def writers(folder: Path) -> Iterator[str]:
    """Who holds the folder for writing now."""
    from filelock import FileLock, Timeout

    from sim.batches.locks import starting

    locks = sorted((folder / "locks").glob("*.lock"))
    if not locks:
        return
    with starting(folder):  # so that nobody who begins to write just now finds our hand on a lock
        for path in locks:
            try:
                with FileLock(path, timeout=0):
                    pass
            except Timeout:
                yield _holder(path.with_suffix(".json"))


def _holder(note: Path) -> str:
    try:
        by = json.loads(note.read_bytes())
        return f"by process {by['pid']} on {by['host']} since {by['since']}: {by['command']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "by another process"
