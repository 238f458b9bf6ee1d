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
from sim.counted import counted

if TYPE_CHECKING:
    from sim.batches.results import BatchResults


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Do not read the shards: no digest, no look for damage.")
def status(folder: Path, quick: bool) -> None:
    """Say how far a batch is: done, failed, left, its digest; who writes it now; and what is damaged.

    \b
    sim status results/emergence

    Exit code 2 if runs failed or files are damaged; 0 otherwise, also while runs are left.
    """
    from sim.batches import files

    results = opened(folder)
    about = results.manifest
    click.echo(f"{folder}: {about.get('title') or 'a batch'}")
    click.echo(f"  {_counts(results)}")
    for who in writers(folder):
        click.echo(f"  being written {who}")
    for line in files.changed(folder, about):
        click.echo(f"  {line}")
    for line in _failures(results):
        click.echo(f"  {line}")
    damaged = [] if quick else results.folder.verify()
    for line in damaged:
        click.echo(f"  damaged: {line}")
    done, failed, _, _ = results.progress
    if done and not (quick or damaged or results.left):
        click.echo(f"  digest {results.digest}")
    if damaged:
        raise Stop(f"{counted(len(damaged), 'fault')}; {command('resume', folder)} plays the runs concerned again")
    if failed:
        raise Stop(_to_mend(failed, done, results))


def _counts(results: BatchResults) -> str:
    from sim.counting import span

    done, failed, _, seconds = results.progress
    cells = len(results.cells)
    to_do = results.left
    each = " in this round" if results.progress.left is None and to_do else ""
    so_far = f"{counted(done, 'run')} done, {failed:,} failed, {to_do:,} left{each}"
    return f"{counted(cells, 'cell')}; {so_far}; {span(seconds)} of playing"


def _to_mend(failed: int, done: int, results: BatchResults) -> str:
    """What to do about failures."""
    from sim.batches.advice import to_mend

    which = counted(failed, "run") if done else "not one run could be played: all"
    return f"{which} failed; {to_mend(results.path, results.manifest, command)}"


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
