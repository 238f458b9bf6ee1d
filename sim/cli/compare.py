"""``sim compare``: what one policy, or one folder, changes against another, run by run."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--outcome", default="emergence", show_default=True, help="What is compared.")
@click.option("--of", help="A pair of rivals, as 'North – South', or an actor; all if left out.")
def compare(one: str, other: str, outcome: str, of: str | None) -> None:
    """Compare runs of the same seeds: B less A, with its interval.

    A and B are FOLDER or FOLDER:POLICY (the first policy of the folder if left out); of B, :POLICY alone is one of A's
    folder. Folders are those of sim batch and of sim run.

    \b
    sim compare results/emergence:as_coded :no_channel
    sim compare results/common_enemy results/common_enemy-2 --outcome incidents
    """
    from sim.cli.findings import print_table
    from sim.cli.paired import effects, side, whose

    first = side(one, outcome)
    second = side(f"{first.folder}{other}" if other.startswith(":") else other, outcome)
    found = effects(first, second, outcome, of)
    click.echo(f"A: {first.name}\nB: {second.name}")
    headings = ["scenario", whose(outcome), "A [95%]", "B [95%]", "B less A [95%, paired]", "runs"]
    print_table(outcome, headings, [row.words() for row in found.rows], numbers=4)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)


def folder_and_policy(text: str) -> tuple[Path, str | None]:
    """Read FOLDER or FOLDER:POLICY; a folder may have a colon in its name.

    >>> folder_and_policy("results/x:no_enemy")
    (PosixPath('results/x'), 'no_enemy')
    """
    folder, colon, policy = text.rpartition(":")
    if not colon or Path(text).is_dir():
        return Path(text), None
    return Path(folder), policy
