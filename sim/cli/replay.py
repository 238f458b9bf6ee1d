"""``sim replay``: a run of a batch once more, with its digest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.opened import opened

if TYPE_CHECKING:
    from sim.batches.results import BatchResults

KEYS = ("cell", "replicate", "seed", "digest", "dyad", "actor")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("run", metavar="RUN")
@click.option("--out", type=click.Path(path_type=Path), help="A new folder for the run's months, as CSV.")
def replay(folder: Path, run: str, out: Path | None) -> None:
    """Play one run of a batch again and hold it against what is stored; RUN is CELL-REPLICATE, such as 17-3.

    \b
    sim replay results/emergence 17-3
    sim replay results/emergence 17-3 --out run-17-3
    """
    results = opened(folder)
    if out is not None and out.exists():
        raise ValueError(f"--out {out} is there already; name a new folder, so that nothing is lost")
    results.replay(run)  # refuses a run that comes out otherwise
    cell, replicate = (int(word) for word in run.strip().split("-"))
    for line in _about(results, cell, replicate):
        click.echo(line)
    if out is not None:
        for path in _months(results, cell, replicate, out):
            click.echo(str(path), err=True)


def _about(results: BatchResults, cell: int, replicate: int) -> Iterator[str]:
    place = results.cells.set_index("cell").loc[cell]
    stored = _rows(results, "runs", cell, replicate)[0]
    where = f"{place['scenario']}, {place['policy']}, point {place['point']}"
    yield f"run {cell}-{replicate}: {where}, seed {stored['seed']}"
    for name, value in place.items():
        if name not in ("scenario", "policy", "point"):
            yield f"  {name}: {value:g}"
    yield f"  digest {stored['digest']:016x}, stored and played again alike"
    for table, of in (("runs", None), ("dyads", "dyad"), ("actors", "actor")):
        for row in _rows(results, table, cell, replicate):
            yield f"  {row[of] if of else 'in all'}:"
            values = ", ".join(f"{name} {_short(name, value)}" for name, value in row.items() if name not in KEYS)
            yield click.wrap_text(values, 100, "    ", "    ")


def _rows(results: BatchResults, table: str, cell: int, replicate: int) -> list[dict]:
    found = results.sql(f"SELECT * FROM {table} WHERE cell = {cell:d} AND replicate = {replicate:d}")  # noqa: S608 - ours
    return found.to_dict("records")


def _short(name: str, value: float) -> str:
    """A number; a word for a code; that an outcome does not apply is no number."""
    from sim.outcomes import OUTCOMES

    if value != value:
        return "none"
    return OUTCOMES[name].words[int(value)] if OUTCOMES[name].nominal else f"{value:.4g}"


def _months(results: BatchResults, cell: int, replicate: int, out: Path) -> Iterator[Path]:
    """Write what happened month by month: modes of pairs, the enemy, events."""
    import numpy as np

    from sim.batches.playing import Player
    from sim.store import write_whole

    tables = Player(results.plan, record="dyad_months")(np.array([cell]), np.array([replicate]))
    out.mkdir(parents=True)
    for name in ("months", "fronts", "events"):
        path = out / f"{name}.csv"
        write_whole(path, tables[name].to_csv(index=False).encode())
        yield path
