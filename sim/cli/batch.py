"""``sim batch``: play a whole batch of scenarios, policies and assumptions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.playing import Way, play, playing, reporting, tell


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results; results/NAME by default.")
@click.option("--dry-run", is_flag=True, help="Only say how much there is to play, and what it takes.")
@playing
@reporting
def batch(file: Path, out: Path | None, dry_run: bool, no_report: bool, **options: Any) -> None:
    """Play a batch file: scenarios x policies x assumptions, with replicates.

    The same command goes on where it was stopped; nothing is played twice, nothing is lost.

    \b
    sim batch scenarios/batches/emergence.yaml --dry-run
    sim batch scenarios/batches/emergence.yaml
    """
    from sim.batches.plan import Batch

    plan = Batch.read(file)
    if dry_run:
        from sim.batches.dryrun import dry_run as probe

        click.echo(str(probe(plan, options["threads"])))
        return
    results = play(plan, out or Path("results") / file.stem, Way(**options))
    tell(results, report=not no_report)
