"""``sim hindcast``: the model beside history."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.words import SEED
from sim.progress import progress


@click.command()
@click.option("--patterns", type=click.Path(path_type=Path), help="What happened; the project's own file if left out.")
@click.option("--runs", default=1000, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per case.")
@click.option("--seed", default=1, show_default=True, type=SEED, help="Seed of the first run.")
@click.option("--calibrate", is_flag=True, help="Also learn from the episode named for it, and test on the others.")
@click.option("--keep", default=0.05, show_default=True, type=click.FloatRange(0, 1), help="Share of runs kept.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Runs at once; all processors if left out.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the report to a file, between its marks.")
def hindcast(
    patterns: Path | None, runs: int, seed: int, calibrate: bool, keep: float, threads: int | None, out: Path | None
) -> None:
    """Hold the model against real episodes, beside baselines that know nothing of it.

    \b
    sim hindcast --runs 200
    sim hindcast --calibrate --out docs/hindcast.md
    """
    from sim.hindcast import pages, report
    from sim.hindcast.calibrate import calibrate as learn
    from sim.hindcast.calibrate import runs_kept
    from sim.hindcast.judge import grounds, judge
    from sim.hindcast.patterns import read, usual_file

    file = patterns or usual_file()
    found = read(file)
    cases = len(grounds(found, file, []))
    pages.check_target(out)
    if calibrate:
        runs_kept(keep, runs)  # refused before anything runs
    with progress(cases * 2 * runs + calibrate * runs) as done:
        verdict = judge(found, file, runs, seed, threads, done)
        learnt = learn(found, file, runs, seed, keep, threads, done) if calibrate else None
    told = report.text(verdict, learnt)
    click.echo(told, nl=False)
    if out is not None:
        pages.write(out, told)
        click.echo(f"Written: {out}", err=True)
