"""Folders of results: whether one is there at all, and which lie beside it."""

from __future__ import annotations

from pathlib import Path


def there(folder: Path) -> None:
    """Refuse a folder that does not exist.

    >>> there(Path("."))
    >>> there(Path(__file__))
    Traceback (most recent call last):
    ValueError: ... is a file; name the folder of results

    Raises:
        ValueError: it does not; those beside it are named.
    """
    if folder.is_dir():
        return
    if folder.exists():
        raise ValueError(f"{folder} is a file; name the folder of results")
    beside = sorted(path.name for path in folder.parent.iterdir() if path.is_dir()) if folder.parent.is_dir() else []
    near = [name for name in beside if not name.startswith(".")]
    those = f"; in {folder.parent} are: {', '.join(near[:8])}" if near else "; check the path"
    raise ValueError(f"{folder}: there is no such folder{those}")
