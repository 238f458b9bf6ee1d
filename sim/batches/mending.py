"""What is damaged, and what a writer does about it: content decides, names do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from sim.batches import shards
from sim.batches.entries import Entry, Shard
from sim.batches.ledger import Ledger
from sim.batches.runs import Runs
from sim.counted import counted
from sim.store import sync_folder


class Finding(NamedTuple):
    """A chunk that is not as it was written (``why``), or whose files have other names now (``moved``)."""

    chunk: int
    entry: Entry
    why: str
    moved: dict[str, str]


def check(folder: Path, ledger: Ledger) -> Iterator[Finding]:
    """Every chunk of a ledger of which something is not as it says, by checksum and by the runs inside."""
    chunks = ledger.chunks()
    named = [shard for entry in chunks.values() for shard in entry.shards]
    sums = shards.checksums([folder / shard.file for shard in named])
    sound = {shard.file for shard, total in zip(named, sums, strict=True) if total == shard.sha256}
    elsewhere = _by_content(folder, [shard for shard in named if shard.file not in sound])
    tables = {shard.table for shard in named}
    with shards.database() as db:
        for chunk, entry in chunks.items():
            moved = {s.sha256: elsewhere[s.sha256] for s in entry.shards if s.sha256 in elsewhere}
            bad = [s for s in entry.shards if s.file not in sound and s.sha256 not in moved]
            if bad:
                why = f"{bad[0].file} {_what(folder / bad[0].file, bad[0])}"
            else:
                why = _forgotten(entry, tables) or _other_runs(db, folder, entry, moved)
            if why or moved:
                yield Finding(chunk, entry, why, moved)


def sentence(finding: Finding) -> str:
    """A finding in words."""
    if not finding.why:
        known = {shard.sha256: shard.file for shard in finding.entry.shards}
        return ", ".join(f"{known[total]} was found as {file}" for total, file in finding.moved.items())
    runs = counted(finding.entry.runs, "run")
    count = "counts" if finding.entry.runs == 1 else "count"
    return f"{finding.why}; {runs} of chunk {_chunk(finding.entry)} {count} as not done"


def mend(folder: Path, ledgers: Sequence[Ledger], others: Mapping[str, str]) -> list[str]:
    """Give moved shards their names back, put files of damaged chunks aside, give back the runs of those.

    A file that stands under a damaged chunk's name may be a sound shard of another chunk. So everything is found out
    first, then what is sound goes to its place, and only then something is put aside.

    Args:
        folder: of the batch.
        ledgers: those that may be changed.
        others: checksum and file of the shards of other writers' ledgers.

    Returns:
        What was found, in sentences.
    """
    found = [(ledger, finding) for ledger in ledgers for finding in check(folder, ledger)]
    lost = [(ledger, finding) for ledger, finding in found if finding.why]
    _put_back(folder, [finding for _, finding in found if not finding.why], others)
    gone = {(ledger.path, finding.chunk) for ledger, finding in lost}
    entries = [e for ledger in ledgers for chunk, e in ledger.chunks().items() if (ledger.path, chunk) not in gone]
    kept = {shard.sha256: shard.file for entry in entries for shard in entry.shards}
    for ledger, finding in lost:
        for shard in finding.entry.shards:
            for file in {shard.file, finding.moved.get(shard.sha256, shard.file)}:
                _clear(folder, folder / file, {**kept, **others})
        ledger.lose(finding.chunk, finding.entry, finding.why)
    return [sentence(finding) for _, finding in found]


def _put_back(folder: Path, findings: Sequence[Finding], others: Mapping[str, str]) -> None:
    """By way of names of their own, since two may have changed places; wherever it ends, content is found again."""
    home = {shard.sha256: shard.file for finding in findings for shard in finding.entry.shards}
    moved = {total: file for finding in findings for total, file in finding.moved.items()}
    between = {total: folder / "shards" / f".moved-{total}" for total in moved}
    for total, file in moved.items():
        (folder / file).replace(between[total])
    for total, path in between.items():
        _clear(folder, folder / home[total], others)
        path.replace(folder / home[total])
    sync_folder(folder / "shards")


def _clear(folder: Path, path: Path, kept: Mapping[str, str]) -> None:
    """Make a name free: a shard that is kept goes to its own name, if it is not there; all else is put aside."""
    home = folder / kept.get(shards.checksums([path])[0] or "", "")
    if home == path:
        return
    if home != folder and not home.exists():
        path.replace(home)
    else:
        put_aside(folder, path)


def put_aside(folder: Path, path: Path) -> None:
    """Move a file to the folder ``damaged``, over nothing that is there; nothing is ever thrown away."""
    if not path.exists():
        return
    aside = folder / "damaged"
    aside.mkdir(exist_ok=True)
    number, free = 1, aside / path.name
    while free.exists():
        number, free = number + 1, aside / f"{path.name}.{number + 1}"
    path.replace(free)


def clean(folder: Path, ledgers: Sequence[Ledger], tags: set[str], batch: str, others: set[str]) -> list[str]:
    """Remove what killed writers with these tags left; put aside, and tell, what no writer would leave so."""
    known, told = {shard.file for ledger in ledgers for shard in ledger.shards()}, []
    with shards.database() as db:
        for path in sorted((folder / "shards").iterdir()):
            part, name = shards.PART.fullmatch(path.name), shards.NAME.fullmatch(path.name)
            if part and part["tag"] in tags:
                path.unlink()
            elif name and name["tag"] in tags and f"shards/{path.name}" not in known:
                told += _orphan(db, folder, path, name["sum"], batch, others)
    return told


def _orphan(
    db: duckdb.DuckDBPyConnection, folder: Path, path: Path, start: str, batch: str, others: set[str]
) -> list[str]:
    """A finished shard that was never entered is removed, since its runs are played again; others are put aside."""
    total, label = shards.checksums([path])[0], shards.label_of(db, path)
    if total in others:
        return []
    if total is not None and total.startswith(start) and label is not None and label.batch == batch:
        path.unlink()
        return []
    put_aside(folder, path)
    return [f"shards/{path.name} is in no ledger, and damaged or of another batch; it was put aside in damaged/"]


def _by_content(folder: Path, wanted: Sequence[Shard]) -> dict[str, str]:
    """Where files with these checksums are now, looked for among all of the same size."""
    if not wanted:
        return {}
    sizes, sums = {shard.bytes for shard in wanted}, {shard.sha256 for shard in wanted}
    paths = [p for p in sorted((folder / "shards").iterdir()) if p.is_file() and p.stat().st_size in sizes]
    found = zip(paths, shards.checksums(paths), strict=True)
    return {total: f"shards/{path.name}" for path, total in found if total in sums}


def _what(path: Path, shard: Shard) -> str:
    if not path.is_file():
        return "is missing"
    size = path.stat().st_size
    if size < shard.bytes:
        return f"is cut short ({size} of {shard.bytes} bytes)"
    return "is not as it was written (its checksum differs)"


def _forgotten(entry: Entry, tables: set[str]) -> str:
    """A chunk of which the ledger names fewer tables than of others."""
    missing = sorted(tables - {shard.table for shard in entry.shards}) if entry.spans else []
    return f"the ledger names no shard of {missing[0]}" if missing else ""


def _other_runs(db: duckdb.DuckDBPyConnection, folder: Path, entry: Entry, moved: dict[str, str]) -> str:
    """A ledger that is whole and wrong: the runs in the file are not those that it names."""
    for shard in entry.shards:
        if shard.table == "runs":
            path = folder / moved.get(shard.sha256, shard.file)
            found = db.execute("SELECT cell, replicate FROM read_parquet($1)", [str(path)]).fetchnumpy()
            runs = Runs.of(found["cell"], found["replicate"])
            if len(found["cell"]) != shard.rows or runs != Runs.of_spans(entry.spans):
                return f"{shard.file} holds other runs than the ledger says"
    return ""


def _chunk(entry: Entry) -> str:
    return f"{entry.round}-{entry.number}"
