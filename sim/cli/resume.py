"""``sim resume``: go on with a batch from its folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.opened import opened
from sim.cli.playing import Way, play, playing, reporting, tell


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@playing
@reporting
def resume(folder: Path, no_report: bool, **options: Any) -> None:
    """Go on with a batch; its folder holds all that it needs, the batch file is not read again.

    \b
    sim resume results/emergence
    sim resume results/emergence --retry-failed
    """
    tell(play(opened(folder).plan, folder, Way(**options)), report=not no_report)
