"""The cases that come with the project."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import Scenario, load


def folder() -> Path:
    """Where the cases are: ``scenarios/`` beside the package.

    Raises:
        FileNotFoundError: the package was installed without the repository.
    """
    found = Path(__file__).parent.parent / "scenarios"
    if not found.is_dir():
        raise FileNotFoundError(f"no scenarios beside {found.parent}; load one with sim.load(path)")
    return found


def example(name: str = "common_enemy") -> Scenario:
    """A case of the project by its name.

    >>> example().title
    'Two rivals, one enemy, one intermediary'
    """
    return load(folder() / f"{name}.yaml")
