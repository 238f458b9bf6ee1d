"""``sim diagnose``: what theories expect of a case."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from sim.cli.words import SEED, load
from sim.progress import progress


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--runs", default=0, show_default=True, type=click.IntRange(0, 1_000_000), help="Runs to set beside it.")
@click.option("--seed", default=1, show_default=True, type=SEED, help="Seed of the first run.")
def diagnose(scenario: Path, runs: int, seed: int) -> None:
    """Say what theories solved on paper expect of a scenario, and beside it what the simulation does, if asked.

    \b
    sim diagnose scenarios/common_enemy.yaml --runs 200
    """
    case = load(scenario)
    from sim.diagnostics.report import diagnose as diagnosed
    from sim.diagnostics.text import render

    with progress(runs) if runs else nullcontext() as done:
        found = diagnosed(case, runs, seed, done)
    click.echo(render(found, None if sys.stdout.isatty() else 140), nl=False)
