"""Where results go: a folder of their own, made before anything runs."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def new_folder(scenario: Path, out: Path | None) -> Generator[Path]:
    """Where results go: what was asked for if it is empty, else a new folder; nothing is ever written over.

    It is made before anything runs, so that what cannot be written is known at once and nobody else takes its name; it
    goes again if nothing comes of it.
    """
    folder = _default_folder(scenario) if out is None else out
    ours = out is None or not out.exists()
    if out is not None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise ValueError(f"--out {out} is not an empty folder; name a new one, so that nothing is lost")
        out.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    except BaseException:
        if ours:
            with suppress(OSError):
                folder.rmdir()
        raise


def _default_folder(scenario: Path) -> Path:
    number = 1
    while True:
        folder = Path("results") / (scenario.stem if number == 1 else f"{scenario.stem}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return folder
