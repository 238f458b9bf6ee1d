"""``sim report``: one page of a batch, to read anywhere."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.opened import opened
from sim.cli.playing import tell_report


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def report(folder: Path) -> None:
    """Write the report of a batch anew: one HTML page with its question, table, charts and how to play it again.

    \b
    sim report results/emergence
    """
    opened(folder)
    tell_report(folder)
