"""``sim check``: look a case over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.words import load
from sim.counted import counted


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--numbers", is_flag=True, help="List every number and what it rests on.")
@click.option("--coding", is_flag=True, help="Say who coded what, and how far the coders agree.")
def check(scenario: Path, numbers: bool, coding: bool) -> None:
    """Look a scenario over: what is wrong with it, and what each of its numbers rests on.

    \b
    sim check scenarios/iran_us_isis_2014.yaml --numbers
    """
    case = load(scenario)
    from sim.scenario import provenance

    if numbers:
        for row in provenance.rows(case):
            source = row.source or row.assumed
            span = "" if row.range is None else f" in {row.range[0]:g} to {row.range[1]:g}"
            span = f" ± {row.spread:g}" if row.spread else span
            sure = f" ({row.confidence})" if row.confidence else ""
            click.echo(f"{row.path}: {_plain(row.value)}{span}  {row.rests_on}{sure}  {source}")
    counts = provenance.counts(case)
    total = sum(counts.values())
    click.echo(f"{scenario}: {case.title}")
    click.echo(
        f"  {counted(len(case.actors), 'actor')}, {counted(len(case.issues), 'issue')}, "
        f"{counted(len(case.rivals), 'pair of rivals', 'pairs of rivals')}, {counted(len(case.channels), 'channel')}, "
        f"{counted(len(case.events), 'event')}, {counted(len(case.months), 'month')}"
    )
    shares = ", ".join(f"{n} {word} ({n / total:.0%})" for word, n in counts.items())
    click.echo(f"  {counted(total, 'number')}: {shares}")
    from sim.assumptions import ASSUMPTIONS
    from sim.scenario.notes import notes

    rest = len(ASSUMPTIONS) - len(case.assumptions)
    click.echo(f"  {counted(len(case.assumptions), 'model parameter')} set by the case, {rest} at the model's default")
    for note in notes(case):
        click.echo(f"  note: {note}")
    if coding:
        from sim.scenario import coverage

        for line in coverage.lines(case):
            click.echo(line)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower()
