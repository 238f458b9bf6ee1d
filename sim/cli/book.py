"""``sim book``: what the program says of itself, written into docs/."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.words import SEED
from sim.progress import progress


@click.group()
def book() -> None:
    """Write what the program can say of itself into docs/: its rules, its description, what each mechanism does.

    \b
    sim book rules
    sim book table --runs 200
    """


OUT = click.option("--out", type=click.Path(path_type=Path), help="Where to write instead.")


@book.command("rules")
@OUT
def book_rules(out: Path | None) -> None:
    """Write the rule book (docs/rulebook.md) and the table of rules (docs/mechanisms.md), or only the book to --out."""
    from sim.book import odd, rulebook
    from sim.book.marks import pages, write

    if out is None:
        write(pages() / "mechanisms.md", odd.mechanism_parts())
    (out or pages() / "rulebook.md").write_text(rulebook.text(), encoding="utf-8")


@book.command("odd")
@OUT
def book_odd(out: Path | None) -> None:
    """Write the tables of the model's description anew (docs/odd.md); its text stays."""
    from sim.book.marks import pages, write
    from sim.book.odd import parts

    write(out or pages() / "odd.md", parts())


@book.command("table")
@click.argument("rows", type=click.Path(path_type=Path), required=False)
@click.option("--runs", default=1000, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per policy.")
@click.option("--seed", default=1, show_default=True, type=SEED, help="Seed of the first run.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Runs at once; all processors if left out.")
@OUT
def book_table(rows: Path | None, runs: int, seed: int, threads: int | None, out: Path | None) -> None:
    """Play every row of scenarios/book/mechanisms.yaml (or ROWS) and write what came out into docs/mechanisms.md.

    \b
    sim book table --runs 200 --out mine.md    the page must have the marks of docs/mechanisms.md
    """
    from sim.book.marks import checked, pages, write
    from sim.book.rows import read, usual_file
    from sim.book.table import play, text, total_runs, unexplained

    page = out or pages() / "mechanisms.md"
    checked(page, ["table"])
    wanted = read(rows or usual_file())
    for case in wanted.missing():
        click.echo(f"note: there is no case {case} yet; its rows stay empty", err=True)
    with progress(total_runs(wanted, runs)) as done:
        lines = play(wanted, runs, seed, threads, done)
    write(page, {"table": text(lines, runs, seed)})
    for one in unexplained(lines):
        said = f"{one.row.system}, {one.row.policy}: {one.verdict}; say why in the row's `why:`"
        click.echo(f"note: {wanted.file}:{wanted.line(one.row)}: {said}", err=True)
