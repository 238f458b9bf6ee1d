"""What is planned: scenarios, policies and points as numbered cells, and the seeds of their runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from sim.actors import Actor
from sim.batches.cells import Template
from sim.batches.classes import load_again, sources
from sim.batches.design import Design
from sim.batches.factors import Factor
from sim.batches.reading import Classes
from sim.batches.rounds import Runs, round_of, seeds_of
from sim.batches.schema import Stop
from sim.scenario import Scenario
from sim.scenario.build import Built


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Planned:
    """What a batch plays: numbered cells (a scenario under a policy at a point) times replicates; it never changes.

    Attributes:
        title: of the batch file.
        question: what the batch is to answer; may be empty.
        scenarios: by key (the stem of the file).
        policies: those played of each scenario, by its key.
        factors: the numbers that are varied, in the order of the alphabet.
        design: how points were chosen (``sim.batches.design``).
        points: a row a point, a column a factor.
        replicates: runs of each cell (in each round, with ``stop``).
        seed: of the first replicate.
        common: whether all cells meet the same luck.
        hold: which draws are held at the centre: of ``"interests"``, ``"assumptions"``, both, or neither.
        stop: when a cell has been played enough; None to play all replicates.
        record: ``"outcomes"``, ``"dyad_months"`` or ``"trajectories"``.
        content: JSON from which ``Batch.from_content`` makes the same batch, with nothing read from scenario files.
        path: the batch file, if there is one.
        files: SHA-256 of the files that it was read from (batch, scenarios, what they extend), as they were then.
    """

    title: str
    question: str
    scenarios: Mapping[str, Scenario]
    policies: Mapping[str, tuple[str, ...]]
    factors: tuple[Factor, ...]
    design: Design
    points: np.ndarray
    replicates: int
    seed: int
    common: bool
    hold: frozenset[str]
    stop: Stop | None
    record: str
    content: str
    path: Path | None
    files: Mapping[Path, str]
    _classes: Classes
    _folder: Path
    _templates: dict[tuple[str, str], Template]

    @property
    def settings(self) -> list[tuple[str, str]]:
        """Scenarios under policies, in the order of the cells: (key, policy)."""
        return [(key, policy) for key, policies in self.policies.items() for policy in policies]

    @property
    def runs(self) -> int:
        """How many runs there are at least; without ``stop`` exactly."""
        return len(self.settings) * len(self.points) * self.replicates

    @cached_property
    def cells(self) -> pd.DataFrame:
        """A row a cell: its number (from 1), scenario, policy, point (0 is the case as coded), each factor's value."""
        settings, points = self.settings, len(self.points)
        keys, policies = (np.array([s[k] for s in settings], object).repeat(points) for k in (0, 1))
        table = {
            "cell": np.arange(1, len(keys) + 1), "scenario": keys, "policy": policies,
            "point": np.tile(np.arange(points) + self.design.first, len(settings)),
        }  # fmt: skip
        values = np.tile(self.points, (len(settings), 1))
        return pd.DataFrame(table | {factor.name: values[:, k] for k, factor in enumerate(self.factors)})

    @cached_property
    def actors(self) -> Mapping[str, type[Actor]]:
        """Classes of a user's own for named actors.

        Raises:
            ValueError: the batch was read back, and a class is gone or was changed.
        """
        return {
            actor: kind if kind is not None else load_again(named, self._folder)
            for actor, (kind, named) in self._classes.items()
        }

    def sources(self) -> dict[str, bytes]:
        """The files of the user's classes, by the names under which results keep them.

        Raises:
            ValueError: one was changed since, or is gone.
        """
        return sources((named for _, named in self._classes.values()), self._folder)

    def seeds(self, cell: int, replicates: np.ndarray) -> np.ndarray:
        """The seeds of a cell's replicates, as unsigned 64-bit numbers.

        With common luck ``seed + replicate - 1`` in every cell; else a hash of seed, cell and replicate.
        """
        return seeds_of(self.seed, None if self.common else cell, replicates)

    def built(self, cell: int) -> Built:
        """The arrays of a cell: its scenario under its policy, with its point's values in their places.

        Raises:
            IndexError: there is no such cell.
        """
        setting, point = self._place(cell)
        return self._template(*self.settings[setting]).at(self.points[point])

    def _place(self, cell: int) -> tuple[int, int]:
        count = len(self.settings) * len(self.points)
        if not 1 <= cell <= count:
            raise IndexError(f"there is no cell {cell}; cells are numbered from 1 to {count}")
        return divmod(int(cell) - 1, len(self.points))

    def _template(self, key: str, policy: str) -> Template:
        """Built when first asked for; two threads that ask at once build the same."""
        if (key, policy) not in self._templates:
            names = [factor.name for factor in self.factors]
            self._templates[key, policy] = Template(self.scenarios[key].under(policy), names, self.hold)
        return self._templates[key, policy]

    def round(self, number: int, active: np.ndarray | Sequence[int]) -> Runs:
        """The runs of a round (from 1) of these cells; empty when there is none."""
        at_most = self.stop.at_most if self.stop is not None else self.replicates
        return round_of(number, np.asarray(active), self.replicates, at_most)
