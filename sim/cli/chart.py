"""``sim chart``: one picture of a case."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.words import SEED, load


@click.command()
@click.argument("name")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--runs", default=200, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per policy.")
@click.option("--seed", default=1, show_default=True, type=SEED, help="Seed of the (first) run.")
@click.option("--outcome", help="What effects and recoding are drawn of, such as agreements.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the picture; the current one if left out.")
def chart(name: str, scenario: Path, runs: int, seed: int, outcome: str | None, out: Path | None) -> None:
    """Draw one chart of a scenario (PNG and SVG).

    \b
    sim chart timeline scenarios/common_enemy.yaml --seed 7
    sim chart effects scenarios/friends_of_mediation.yaml --outcome agreements
    """
    case = load(scenario)
    from sim.charts import CHARTS, draw_one, file_name

    if name not in CHARTS:
        raise ValueError(f"there is no chart {name!r}; charts are {', '.join(CHARTS)}")
    for ending in (".png", ".svg"):
        if (there := (out or Path()) / (file_name(name, outcome) + ending)).exists():
            raise ValueError(f"{there} is there already; choose another folder with --out, so that nothing is lost")
    for path in draw_one(name, case, runs, seed, out or Path(), outcome):
        click.echo(str(path))
