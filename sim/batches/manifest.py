"""The manifest: what a batch is, and what it was made with; written once, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import platform
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.batches import shards
from sim.batches.entries import now
from sim.batches.locks import starting
from sim.batches.source import machine_code_hash, numbers_hash, source_hash, versions
from sim.store import StoreError, sync_folder, write_whole

FORMAT = 1
NEEDED = ("format", "batch", "content", "content_sha256", "source", "machine_code", "numbers", "cells_sha256")
_OURS = {"actors", "locks", "shards", "cells.parquet"}  # what a folder may hold that was begun and not finished


def create(
    folder: Path, given: Mapping[str, Any], cells: pd.DataFrame, files: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """Make a folder for a batch, or find the same batch there; ``files`` are kept in it, the manifest comes last.

    Raises:
        StoreError: the folder holds another batch, one of another version, or other files.
        OSError: the disk is full, or the folder cannot be written to.
    """
    plan = _plan(given)
    if not (folder / "manifest.json").exists():
        _refuse_foreign(folder)
        with starting(folder):
            if not (folder / "manifest.json").exists():  # another process of a job array may have been first
                _make(folder, given, plan, cells, files or {})
    found = read(folder)
    _refuse_another(folder, found, plan)
    _refuse_other_version(folder, found)
    return found


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a folder.

    Raises:
        StoreError: there is none, or it is damaged.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise StoreError(f"{folder} holds no batch (no manifest.json); play one with sim batch FILE --out {folder}")
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} is damaged ({error}); {_MEND}") from None
    missing = [name for name in NEEDED if not isinstance(found, dict) or name not in found]
    if missing:
        raise StoreError(f"{path} is damaged (it has no {missing[0]!r}); {_MEND}")
    if found["format"] != FORMAT:
        raise StoreError(f"{path} has format {found['format']}, and this version reads {FORMAT}; use a newer one")
    if _sum(found["content"]) != found["content_sha256"]:
        raise StoreError(f"{path} is damaged (its plan is not the one that was written); {_MEND}")
    return found


_MEND = "put back a copy of this file, or play the batch again in a new folder"


def _plan(given: Mapping[str, Any]) -> Any:
    content = given["content"]
    return json.loads(content) if isinstance(content, str) else json.loads(json.dumps(content))


def content_of(plan: Any) -> str:
    """A plan as the text that its checksum is of.

    >>> content_of({"b": 1, "a": 0.1})
    '{"b":1,"a":0.1}'
    """
    return json.dumps(plan, separators=(",", ":"), ensure_ascii=False)


def _sum(plan: Any) -> str:
    return hashlib.sha256(content_of(plan).encode()).hexdigest()


def _refuse_foreign(folder: Path) -> None:
    if not folder.is_dir():
        return
    found = sorted(path.name for path in folder.iterdir())
    foreign = [name for name in found if name not in _OURS and not name.startswith((".cells.", ".manifest.", ".part"))]
    if foreign or (found and "locks" not in found):
        raise StoreError(f"{folder} holds other files ({(foreign or found)[0]}) and no batch; name a new folder")


def _make(folder: Path, given: Mapping[str, Any], plan: Any, cells: pd.DataFrame, files: Mapping[str, bytes]) -> None:
    (folder / "shards").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name, text)
    cells_sum = shards.write_alone(folder / "cells.parquet", cells)
    about = {"format": FORMAT, "batch": secrets.token_hex(16), **{k: v for k, v in given.items() if k != "content"}}
    about |= {"source": source_hash(), "machine_code": machine_code_hash(), "numbers": numbers_hash()}
    about |= {"versions": versions(), "platform": platform.platform(), "created": now(), "cells_sha256": cells_sum}
    about |= {"content_sha256": _sum(plan), "content": plan}
    write_whole(folder / "manifest.json", json.dumps(about, indent=1, ensure_ascii=False).encode())
    sync_folder(folder.parent)


def _refuse_another(folder: Path, found: Mapping[str, Any], plan: Any) -> None:
    if _sum(plan) == found["content_sha256"]:
        return
    where, here, there = difference(plan, found["content"])
    content = found["content"] if isinstance(found["content"], dict) else {}
    title = found.get("title") or content.get("title") or "without a title"
    raise StoreError(
        f"{folder} holds another batch ({title}); first difference: {where} is"
        f" {_short(there)} there and {_short(here)} in yours; name a new folder, or give the plan that is there"
    )


def difference(one: Any, other: Any, where: str = "") -> tuple[str, Any, Any]:
    """The first place at which two plans differ, and what stands there in each.

    >>> difference({"a": [1, 2]}, {"a": [1, 3]})
    ('a.1', 2, 3)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [*one, *(key for key in other if key not in one)]
        pairs = [(str(key), one.get(key, NOTHING), other.get(key, NOTHING)) for key in keys]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(str(k), a, b) for k, (a, b) in enumerate(zip(one, other, strict=True))]
    else:
        return where or "the plan", one, other
    for key, a, b in pairs:
        if content_of(a) != content_of(b):
            return difference(a, b, f"{where}.{key}".lstrip("."))
    return f"the order of {where or 'the plan'}", list(one), list(other)


NOTHING = "(nothing)"


def _short(value: Any) -> str:
    text = content_of(value) if value != NOTHING else "not given"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _refuse_other_version(folder: Path, found: Mapping[str, Any]) -> None:
    """Charts and reports may change while a batch is under way; what makes its numbers may not."""
    same = found["source"] == source_hash() or found["numbers"] == numbers_hash()
    if same and found["machine_code"] == machine_code_hash():
        return
    theirs, ours = found["versions"]["backchannel"], versions()["backchannel"]
    what = "what is compiled" if same else "what makes the numbers"
    raise StoreError(
        f"{folder} was begun with Backchannel {theirs} (source {found['source']}), this is {ours} (source"
        f" {source_hash()}), and {what} has changed in between; choose a new folder,"
        " or go on with the version that began it"
    )
