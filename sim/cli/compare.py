"""``sim compare``: what one policy, or one folder, changes against another, run by run."""

from __future__ import annotations

from pathlib import Path

import click

WHOSE = {"run": "of", "dyad": "rivals", "actor": "actor"}


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--outcome", default="emergence", show_default=True, help="What is compared.")
@click.option("--of", help="A pair of rivals, as 'North – South', or an actor; all if left out.")
def compare(one: str, other: str, outcome: str, of: str | None) -> None:
    """Compare runs of the same seeds: B less A, with its interval, and how many pairs of runs it rests on.

    Runs that have no seed in common are compared unpaired. Of an outcome that is a word, such as ending, it is the
    share of runs with each word; ending=hostility is one of them.

    A and B are FOLDER or FOLDER:POLICY (the first policy of the folder if left out); of B, :POLICY alone is one of A's
    folder. Folders are those of sim batch and of sim run.

    \b
    sim compare results/emergence:as_coded :no_channel
    sim compare results/common_enemy results/common_enemy-2 --outcome incidents
    """
    from sim.cli.findings import print_table

    other = f"{folder_and_policy(one)[0]}{other}" if other.startswith(":") else other
    title, headings, rows, notes = _told(one, other, outcome, of)
    print_table(title, headings, rows, numbers=6)
    for note in notes:
        click.echo(f"note: {note}", err=True)


def _told(one: str, other: str, outcome: str, of: str | None) -> tuple[str, list[str], list[list[str]], list[str]]:
    """What is compared, the table with its headings, and notes; of an outcome that is a word, a row for each word."""
    from sim.cli.paired import effects
    from sim.cli.sides import side
    from sim.outcomes.asked import outcome_of, parts

    known, rows = outcome_of(outcome), []
    for part in parts(known):
        a, b = side(one, part.name), side(other, part.name)
        found = effects(a, b, part.name, of)
        word = [part.name.removeprefix(f"{outcome}=")] if known.nominal else []
        rows += [[*row.words()[:2], *word, *row.words()[2:]] for row in found.rows]
    order = list(dict.fromkeys(tuple(row[:2]) for row in rows))
    rows.sort(key=lambda row: order.index(tuple(row[:2])))
    how = "paired" if found.rows[0].paired else "unpaired"
    named = ["scenario", WHOSE[known.per], *([outcome] if known.nominal else [])]
    headings = [*named, "A [95%]", "runs", "B [95%]", "runs", f"B less A [95%, {how}]", "pairs"]
    title = f"{outcome}: share of runs with each word" if known.nominal else outcome
    return f"A: {a.title}\nB: {b.title}\n{title}", headings, rows, found.notes


def folder_and_policy(text: str) -> tuple[Path, str | None]:
    """Read FOLDER or FOLDER:POLICY; a folder may have a colon in its name.

    >>> folder_and_policy("results/x:no_enemy")
    (PosixPath('results/x'), 'no_enemy')
    """
    folder, colon, policy = text.rpartition(":")
    if not colon or Path(text).is_dir():
        return Path(text), None
    return Path(folder), policy
