"""``sim schema``: the format of files, for editors."""

from __future__ import annotations

import click


@click.command()
@click.option("--batch", is_flag=True, help="That of batch files.")
def schema(batch: bool) -> None:
    """Print the JSON Schema of scenario files, for editors; with --batch that of batch files."""
    if batch:
        from sim.batches.export import text
    else:
        from sim.scenario.export import text

    click.echo(text(), nl=False)
