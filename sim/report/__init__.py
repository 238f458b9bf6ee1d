"""The report of a batch: one HTML page that says what was asked, played and found, and how to play it again.

It needs nothing but itself: no network, no script, no other file. So it can be sent, kept, printed, and opened in
ten years.
"""

from __future__ import annotations

from pathlib import Path

from sim.report.contents import contents
from sim.report.html import html
from sim.store import write_whole

__all__ = ["NAME", "write"]

NAME = "report.html"


def write(folder: str | Path, to: str | Path | None = None) -> Path:
    """Write the report of a batch, finished or not, as one HTML file; whole or not at all.

    Args:
        folder: where the batch is stored.
        to: the file to write; ``report.html`` in the folder if None. A report that is there is replaced.

    Returns:
        The file that was written.

    Raises:
        sim.store.StoreError: the folder holds no batch, or one of its files is not as it was written.
        ValueError: ``to`` is a folder.
        OSError: the file cannot be written; what stood there before still does.

    >>> import sim, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> results = sim.Batch(sim.example(), replicates=20).run(folder, progress=False)
    >>> path = write(folder)
    >>> path.name, path.read_text(encoding="utf-8").startswith("<!doctype html>")
    ('report.html', True)
    """
    target = Path(folder) / NAME if to is None else Path(to)
    if target.is_dir():
        raise ValueError(f"{target} is a folder; name the file to write, such as {target / NAME}")
    text = html(contents(Path(folder), target))
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, text.encode("utf-8", "replace"))
    return target
