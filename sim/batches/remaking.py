"""A ledger that is damaged or missing is made again: from what the shards say of themselves, and the kept failures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.batches import failures, shards
from sim.batches.entries import Entry, Shard, make
from sim.batches.ledger import Damaged, Ledger
from sim.batches.ledgers import ledger_path
from sim.batches.mending import put_aside
from sim.batches.runs import Runs


def opened(folder: Path, tag: str, batch: str) -> tuple[Ledger, list[str]]:
    """A writer's ledger; a new one where there was none, one made again where it is damaged or lost."""
    path, told = ledger_path(folder, tag), []
    if path.exists():
        try:
            return Ledger(path, batch), told
        except Damaged as error:
            for name in (path.name, f"{path.name}-journal"):
                put_aside(folder, folder / name)
            told.append(f"{path.name} was damaged ({error}) and is made again from the shards")
    entries, failed = _entries(folder, tag, batch), failures.of_lost_ledger(folder, tag, batch)
    if (entries or failed) and not told:
        told.append(f"{path.name} was missing and is made again from the shards")
    make(path, batch, entries, [(kept.written, row) for kept in failed for row in kept.rows])
    return Ledger(path, batch), told


def _entries(folder: Path, tag: str, batch: str) -> list[Entry]:
    """The chunks that the shards themselves tell of: those of which all tables are there."""
    together: dict[str, dict[str, tuple[shards.Label, Shard]]] = defaultdict(dict)
    with shards.database() as db:
        for path in sorted((folder / "shards").glob("*.parquet")):
            label = shards.label_of(db, path)
            if label is None or (label.batch, label.tag) != (batch, tag):
                continue
            total, name = shards.checksum(path), shards.NAME.fullmatch(path.name)
            if name is None or total.startswith(name["sum"]):
                row = Shard(label.table, f"shards/{path.name}", total, shards.count(db, path), path.stat().st_size)
                together[label.key][label.table] = (label, row)
    return list(_whole(together.values()))


def _whole(groups: Iterable[dict[str, tuple[shards.Label, Shard]]]) -> Iterator[Entry]:
    seen = Runs.of([], [])
    for group in groups:
        label = next(iter(group.values()))[0]
        runs = Runs.of_spans(label.spans)
        if set(group) == set(label.tables) and not seen.has(*runs.pairs).any():
            seen = seen | runs
            rows = [row for _, row in group.values()]
            yield Entry(label.key, label.round, label.number, label.spans, rows)
