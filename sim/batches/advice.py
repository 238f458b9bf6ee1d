"""What to do about runs that failed: a slip in a class of one's own is not mended in a batch that keeps the class."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

Words = Callable[..., str]


def typed(*words: object) -> str:
    """A command as one types it.

    >>> typed("resume", "my results")
    "sim resume 'my results'"
    """
    return " ".join(["sim", *(shlex.quote(str(word)) for word in words)])


def to_mend(folder: Path, manifest: Mapping[str, Any], command: Words = typed, file: Path | None = None) -> str:
    r"""How to go on after failures.

    Args:
        folder: of the batch.
        manifest: of the batch.
        command: how a command is called from here.
        file: the batch file, if it is at hand; else the one that the manifest's command names.

    >>> to_mend(Path("x"), {"content": {"actors": {}}})
    'mend what is wrong, then: sim resume x --retry-failed'
    >>> own = {"actors": {"North": {"name": "own.py:Own", "sha256": ""}}}
    >>> print(to_mend(Path("x"), {"content": own, "command": "sim batch x.yaml"}).replace(": ", ":\n"))
    if the slip is in own.py:Own, mend it and begin anew, since a class is part of its batch:
    sim batch x.yaml --out x-2; if something else was wrong:
    sim resume x --retry-failed
    """
    again = command("resume", folder, "--retry-failed")
    own = classes(manifest)
    if not own:
        return f"mend what is wrong, then: {again}"
    anew = _anew(folder, own, manifest, command, file)
    which = " or ".join(own)
    return (
        f"if the slip is in {which}, mend it and begin anew, since a class is part of its batch: {anew};"
        f" if something else was wrong: {again}"
    )


def classes(manifest: Mapping[str, Any]) -> list[str]:
    """The user's own classes that a batch is played with, by name.

    >>> classes({"content": {"actors": {"North": {"name": "own.py:Own", "sha256": ""}}}})
    ['own.py:Own']
    """
    return list(dict.fromkeys(str(one["name"]) for one in manifest["content"].get("actors", {}).values()))


def _anew(folder: Path, own: list[str], manifest: Mapping[str, Any], command: Words, file: Path | None) -> str:
    if not all(name.rpartition(":")[0].endswith(".py") for name in own):
        return f"sim.Batch(...).run({str(_free(folder))!r})"
    return command("batch", file or batch_file(manifest.get("command", "")) or "FILE", "--out", _free(folder))


def _free(folder: Path) -> Path:
    """A name beside the folder that nothing has yet."""
    names = (folder.with_name(f"{folder.name or 'results'}-{number}") for number in count(2))
    return next(path for path in names if not path.exists())


def batch_file(command: str) -> str:
    """The batch file that a command names; nothing where it named none.

    >>> batch_file("/opt/bin/sim batch scenarios/batches/emergence.yaml --out x"), batch_file("notebook.py")
    ('scenarios/batches/emergence.yaml', '')
    """
    try:
        words = shlex.split(command)
    except ValueError:
        return ""
    after = words[words.index("batch") + 1 :] if "batch" in words else []
    return next((word for word in after if word.endswith((".yaml", ".yml"))), "")
