"""``sim export``: a table of a batch for R, Stata or a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.opened import opened


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--table", default="dyad_year", show_default=True, help="dyad_year, runs, dyads, actors, cells, ...")
@click.option("--to", type=click.Choice(["csv", "parquet"]), help="Format; that of --out's ending, else csv.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="A new file; FOLDER-TABLE in the current folder by default."
)
def export(folder: Path, table: str, to: str | None, out: Path | None) -> None:
    """Write a table of a batch as CSV or Parquet, with what its columns mean beside it.

    \b
    sim export results/emergence --table dyad_year --to csv
    """
    results = opened(folder)
    path = out or Path(f"{folder.resolve().name}-{table}.{to or 'csv'}")
    if to is not None and path.suffix != f".{to}":
        raise ValueError(f"--out {path} does not end in .{to}; choose another name, or leave out --to")
    click.echo(str(results.export(path, table)))
