"""The ledgers of a folder: that of the whole batch, and those of its parts."""

from __future__ import annotations

import re
from pathlib import Path

from sim.batches.ledger import Damaged, Ledger
from sim.store import StoreError

ALL = "all"
"""The tag of the writer of a whole batch; others are ``2of8``."""


def tags(folder: Path) -> list[str]:
    """The tags of all who ever wrote here, by their ledgers, the whole batch's first."""
    found = (re.fullmatch(r"ledger(?:-(\d+)-of-(\d+))?\.sqlite", path.name) for path in folder.glob("ledger*.sqlite"))
    return sorted((f"{m[1]}of{m[2]}" if m[1] else ALL for m in found if m), key=lambda t: (t != ALL, len(t), t))


def ledger_path(folder: Path, tag: str) -> Path:
    """The file of a writer's ledger.

    >>> ledger_path(Path(), "2of8").name
    'ledger-2-of-8.sqlite'
    """
    return folder / ("ledger.sqlite" if tag == ALL else f"ledger-{tag.replace('of', '-of-')}.sqlite")


def read_ledger(folder: Path, tag: str, batch: str) -> Ledger:
    """A ledger for reading.

    Raises:
        StoreError: it is damaged.
    """
    path = ledger_path(folder, tag)
    try:
        return Ledger(path, batch)
    except Damaged as error:
        raise StoreError(
            f"{path} is damaged ({error}); go on with the batch (sim resume {folder}), which makes it again"
        ) from None
