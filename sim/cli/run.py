"""``sim run``: play a case under its policies."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.folders import new_folder
from sim.cli.group import STOPPED, Stop
from sim.cli.shown import show, worth_explaining
from sim.cli.words import SEED, command, known_policies, load
from sim.progress import progress

if TYPE_CHECKING:
    from sim.results import Comparison


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--runs", default=1000, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per policy.")
@click.option("--seed", default=1, show_default=True, type=SEED, help="Seed of the first run.")
@click.option("--policy", "policies", multiple=True, help="A policy to compare with the case as coded; all by default.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the results; a new one under results/ by default."
)
@click.option("--threads", type=click.IntRange(1, 1024), help="Runs at once; all processors if left out.")
@click.option("--charts/--no-charts", default=True, show_default=True, help="Draw the charts.")
def run(
    scenario: Path, runs: int, seed: int, policies: tuple[str, ...], out: Path | None, threads: int | None, charts: bool
) -> None:
    """Play a scenario under its policies on the same seeds, and write tables, a manifest and charts.

    \b
    sim run scenarios/common_enemy.yaml --runs 200 --policy no_enemy --policy no_channel
    """
    case = load(scenario)
    known_policies(case, policies)
    if not case.rivals:
        raise ValueError(
            f"{scenario}: no pairs of rivals, so nothing to measure; mark one with rivals: true in relations"
        )
    from sim.batch import compare

    count = len({"as_coded", *(policies or case.policy_names)})
    with new_folder(scenario, out) as folder:
        with progress(count * runs) as done:
            comparison = compare(case, policies or None, runs, seed, threads, done)
        comparison.command = shlex.join(["sim", *sys.argv[1:]])
        comparison.save(folder)
    try:
        _report(comparison, folder, charts)
    except KeyboardInterrupt:
        raise Stop(f"stopped; the tables in {folder} are whole, charts may be missing", STOPPED) from None


def _report(comparison: Comparison, folder: Path, charts: bool) -> None:
    """What is said once the tables are safe."""
    show(comparison)
    click.echo(f"\nResults: {folder}", err=True)
    if charts:
        from sim.charts import draw_all

        click.echo("Drawing charts ...", err=True)
        for path in draw_all(comparison, folder / "charts"):
            click.echo(f"  {path}", err=True)
    click.echo(f"Next: {command('explain', folder, *worth_explaining(comparison))}", err=True)
