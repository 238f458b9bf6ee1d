"""A folder of results: Parquet tables and a manifest, each file written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from sim._compile import source_hash

if TYPE_CHECKING:
    from sim.results import Comparison
    from sim.scenario import Scenario

TABLES = {
    "runs": "one row per policy and run",
    "dyads": "one row per policy, run and pair of rivals",
    "actors": "one row per policy, run and actor",
    "modes": "number of runs in each mode, per policy, pair of rivals and month",
    "fronts": "strength of the enemy (mean, 5% and 95% of runs) and joint effort (mean), per policy, front and month",
}
_NEEDED = ("scenario_sha256", "runs", "seeds", "tables")  # what is read back from a manifest
_PACKAGES = ("backchannel", "mesa", "numpy", "numba", "pandas", "duckdb", "matplotlib")


class StoreError(ValueError):
    """A folder of results that cannot be used; the message says what to do."""


def save(comparison: Comparison, folder: Path) -> Path:
    """Write a comparison to a new or empty folder, the manifest last: a folder without one is not finished.

    Raises:
        StoreError: there is something in the folder already.
        OSError: the disk is full, or the folder cannot be written to; what was begun is taken away again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise StoreError(f"{folder} is not empty; name a new folder, so that nothing is lost")
    try:
        _write_all(comparison, folder)
    except BaseException:
        for name in (*(f"{table}.parquet" for table in TABLES), "scenario.json", "manifest.json"):
            with suppress(OSError):
                (folder / name).unlink()
        raise
    return folder


def _write_all(comparison: Comparison, folder: Path) -> None:
    tables = {
        "runs": comparison.frame("run"),
        "dyads": comparison.frame("dyad"),
        "actors": comparison.frame("actor"),
        "modes": comparison.modes(),
        "fronts": comparison.fronts(),
    }
    digests = {name: write_table(folder / f"{name}.parquet", table) for name, table in tables.items()}
    scenario = comparison.base.scenario
    write_whole(folder / "scenario.json", scenario.content.encode())
    write_whole(folder / "manifest.json", json.dumps(_manifest(comparison, digests), indent=1).encode())


def _manifest(comparison: Comparison, digests: dict[str, str]) -> dict[str, Any]:
    from sim.outcomes import OUTCOMES

    base = comparison.base
    return {
        "title": base.scenario.title,
        "scenario": str(base.scenario.path) if base.scenario.path else None,
        "scenario_sha256": base.scenario.text_sha256,
        "changes": _changes(base.scenario),
        "policies": list(comparison),
        "runs": base.runs,
        "seeds": [int(base.seeds[0]), int(base.seeds[-1])],
        "months": [str(base.scenario.months.first), str(base.scenario.months.last)],
        "command": comparison.command,
        "source": source_hash(),
        "versions": versions(),
        "tables": {name: {"rows_are": TABLES[name], "sha256": digest} for name, digest in digests.items()},
        "columns": {o.name: {"unit": o.unit, "meaning": o.meaning, "per": o.per} for o in OUTCOMES.values()},
    }


def _changes(scenario: Scenario) -> dict[str, Any]:
    """What was changed after the file was read (``case.without(...)``); empty for the case as its file has it."""
    changed = scenario.changes.model_dump(exclude_defaults=True)
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in changed.items()}


def versions() -> dict[str, str]:
    """Versions of this package, of what it stands on, and of Python.

    >>> versions()["python"].startswith("3.")
    True
    """
    return {name: _version(name) for name in _PACKAGES} | {"python": platform.python_version()}


def _version(package: str) -> str:
    try:
        return version(package)
    except ImportError:
        return "unknown"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: to a file beside it, to the disk, then to its name.

    Raises:
        OSError: it cannot be written; what stood under the name before is still there.

    >>> write_whole(Path(tempfile.mkdtemp()) / "x.json", b"{}")
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk, too; where the system can (Windows cannot).

    >>> sync_folder(Path(tempfile.mkdtemp()))
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_table(path: Path, table: pd.DataFrame) -> str:
    """Write a table as Parquet, whole or not at all; returns the SHA-256 of the file.

    Raises:
        OSError: the disk is full, or the folder cannot be written to.

    >>> len(write_table(Path(tempfile.mkdtemp()) / "x.parquet", pd.DataFrame({"a": [1]})))
    64
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part") as scratch:
        part = Path(scratch) / path.name
        with duckdb.connect() as db:
            db.register("t", table)
            try:
                db.execute("COPY t TO $1 (FORMAT parquet, COMPRESSION zstd)", [str(part)])
            except duckdb.IOException as error:
                raise OSError(errno.EIO, f"cannot be written ({error})", str(path)) from None
        content = part.read_bytes()
    write_whole(path, content)
    return hashlib.sha256(content).hexdigest()


class Stored:
    """Results read back from a folder: ``stored.frame("dyads")``, ``stored.manifest``, ``stored.sql("...")``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = folder / "manifest.json"
        if not manifest.is_file():
            raise StoreError(
                f"{folder} holds no finished results (no manifest.json); write some with sim run --out {folder}"
            )
        try:
            self.manifest: dict[str, Any] = json.loads(manifest.read_text())
        except ValueError as error:
            raise StoreError(f"{manifest} is damaged ({error}); play the runs again") from None
        missing = [name for name in _NEEDED if not isinstance(self.manifest, dict) or name not in self.manifest]
        if missing:
            raise StoreError(f"{manifest} is damaged (it has no {missing[0]!r}); play the runs again")

    def frame(self, table: str) -> pd.DataFrame:
        """A table: one of ``sim.store.TABLES``.

        Raises:
            StoreError: there is no such table, or its file is not the one that was written.
        """
        path = self._checked(table)
        with duckdb.connect() as db:
            return db.execute("SELECT * FROM read_parquet($1)", [str(path)]).df()

    def sql(self, query: str) -> pd.DataFrame:
        """Ask in SQL; the tables are views of their names (``sim.store.TABLES``)."""
        with duckdb.connect() as db:
            for table in self.manifest["tables"]:
                path = str(self._checked(table)).replace("'", "''")
                db.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608 - our own names
            return db.execute(query).df()

    def _checked(self, table: str) -> Path:
        known = self.manifest["tables"]
        if table not in known or table not in TABLES:
            raise StoreError(f"there is no table {table!r}; tables are {', '.join(known)}")
        path = self.folder / f"{table}.parquet"
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != known[table]["sha256"]:
            raise StoreError(f"{path} is missing or not as it was written; play the runs again")
        return path
