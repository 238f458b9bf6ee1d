"""The plan of a batch: scenarios, policies and points as numbered cells, and the seeds of their runs."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from sim.actors import Actor
from sim.batches import content as contents
from sim.batches.cells import Template
from sim.batches.classes import known_by, load_again, sources
from sim.batches.design import Design
from sim.batches.factors import Factor
from sim.batches.python import words
from sim.batches.reading import Classes, Source, given, read
from sim.batches.rounds import Runs, round_of, seeds_of
from sim.batches.schema import Stop
from sim.scenario import Scenario
from sim.scenario.build import Built


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Batch:
    """What is to be played: numbered cells (a scenario under a policy at a point) times replicates; it never changes.

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

    >>> import sim
    >>> plan = Batch(sim.example(), policies=["as_coded", "no_enemy"], vary={"threat_weight": [5, 20]}, design="grid")
    >>> plan.cells[["cell", "policy", "point", "threat_weight"]].values.tolist()
    [[1, 'as_coded', 1, 5.0], [2, 'as_coded', 2, 20.0], [3, 'no_enemy', 1, 5.0], [4, 'no_enemy', 2, 20.0]]
    >>> plan.runs
    400
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
    _classes: Classes
    _folder: Path
    _templates: dict[tuple[str, str], Template]

    def __init__(
        self,
        scenarios: Scenario | str | Path | Iterable[Scenario | str | Path] | Mapping[str, Scenario | str | Path],
        *,
        title: str | None = None,
        question: str | None = None,
        policies: Sequence[str] | str = ("as_coded",),
        vary: Mapping[str, Any] | None = None,
        design: str | Mapping[str, Any] | None = None,
        interests: str = "drawn",
        assumptions: str = "drawn",
        replicates: int = 100,
        seed: int = 1,
        luck: str = "common",
        stop: Mapping[str, Any] | Stop | None = None,
        record: str = "outcomes",
        actors: Mapping[str, type[Actor]] | None = None,
        allow: str | None = None,
        **of_design: Any,
    ) -> None:
        """Plan a batch in Python; words and checks are those of batch files (docs/batches.md).

        Args:
            scenarios: cases or their files; a mapping to name them.
            title: left out, the scenarios' names.
            question: what the batch is to answer.
            policies: names, or ``"all"``.
            vary: factor -> ``(low, high)``, ``(low, high, steps)``, a list of values, or ``"coded"``.
            design: a kind (its own words follow as keywords: ``points=64``), or a mapping with ``kind``.
            interests: ``"drawn"`` in each run, or ``"centre"``.
            assumptions: the same for what is not varied.
            replicates: runs of each cell.
            seed: of the first replicate.
            luck: ``"common"`` to all cells, or ``"independent"``.
            stop: ``{"outcome": ..., "of": ..., "half_width": ..., "at_most": ...}``.
            record: what is kept of each run.
            actors: classes for named actors.
            allow: ``"many_runs"`` for more than ten million.
            **of_design: words of the design (``points``, ``levels`` ...); its seed is ``design_seed``.

        Raises:
            ScenarioError: all that is wrong, a sentence each; or a scenario file is wrong itself.
        """
        asked = {
            "title": title, "question": question, "policies": policies, "vary": vary, "design": design,
            "interests": interests, "assumptions": assumptions, "replicates": replicates, "seed": seed, "luck": luck,
            "stop": stop, "record": record, "allow": allow,
        }  # fmt: skip
        data, cases = words(scenarios, asked, of_design)
        classes: Classes = {actor: (kind, known_by(kind)) for actor, kind in sorted((actors or {}).items())}
        self._set(given(data, cases, classes))

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a batch file (docs/batches.md).

        Raises:
            ScenarioError: all that is wrong with it, or with a scenario that it names, line by line.
        """
        made = cls.__new__(cls)
        made._set(read(Path(path)), Path(path))
        return made

    @classmethod
    def from_content(
        cls,
        content: str,
        *,
        cells: pd.DataFrame | None = None,
        actors: Mapping[str, type[Actor]] | None = None,
        folder: str | Path = ".",
    ) -> Self:
        """Make a batch again from its ``content``.

        Args:
            content: of the batch that was planned.
            cells: its table of cells, if it was kept: then nothing has to be sampled anew.
            actors: classes that were given in Python.
            folder: where the files of the user's classes lie, or the results that keep them; they are run only when
                the batch is played.

        Raises:
            ValueError: the content is damaged, or its design comes out otherwise here.
        """
        found = contents.parse(content)
        classes: Classes = {actor: ((actors or {}).get(actor), named) for actor, named in found.actors.items()}
        source = given(found.batch, found.cases, classes, "content", sample=cells is None)
        points = None if cells is None else _points(cells, source.asked.factors)
        made = cls.__new__(cls)
        made._set(source, None, points, Path(folder))
        if contents.hash_of(made.points) != found.points:
            raise ValueError(
                "the design comes out otherwise here than where these runs were planned (another version of SciPy or "
                "SALib?); install the versions that the manifest names"
            )
        return made

    def _set(
        self, source: Source, path: Path | None = None, points: np.ndarray | None = None, folder: Path | None = None
    ) -> None:
        file, asked = source.file, source.asked
        points = asked.design.lay_out(asked.factors) if points is None else points
        points.flags.writeable = False
        kept = {
            "title": file.title, "question": file.question or "", "scenarios": source.cases, "policies": asked.policies,
            "factors": asked.factors, "design": asked.design, "points": points, "replicates": file.replicates,
            "seed": file.seed, "common": file.luck == "common", "stop": file.stop, "record": file.record,
            "hold": frozenset(w for w in ("interests", "assumptions") if getattr(file, w) == "centre"),
            "content": contents.write(source, points), "path": path, "_classes": source.classes,
            "_folder": folder or (path.parent if path is not None else Path()), "_templates": {},
        }  # fmt: skip
        for name, value in kept.items():
            object.__setattr__(self, name, value)

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

    def run(self, folder: str | Path, **options: Any) -> Any:
        """Play it into a folder, going on with what is there (``sim.batches.runner.run``)."""
        return importlib.import_module("sim.batches.runner").run(self, folder, **options)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Batch) and self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross a process border with its classes, but without what is built again when it is needed."""
        gone = {"_templates": {}, "_classes": {a: (kind, self._classes[a][1]) for a, kind in self.actors.items()}}
        kept = {name: value for name, value in vars(self).items() if name not in ("cells", "actors")}
        return (_unpickled, (type(self), kept | gone))

    def __repr__(self) -> str:
        each = f"{self.replicates} runs each" + (f", up to {self.stop.at_most}" if self.stop else "")
        what = f"{self.design.kind} over {len(self.factors)} factors" if self.factors else "as coded"
        return f"<Batch {self.title!r}: {len(self.settings) * len(self.points)} cells ({what}), {each}>"

    def _repr_html_(self) -> str:
        """A short overview for notebooks."""
        rows = pd.DataFrame([[f.low, f.high, f.value] for f in self.factors], columns=["low", "high", "as coded"])
        rows.index = pd.Index([f.name for f in self.factors], name="factor")
        return f"<p>{escape(repr(self))}</p>{rows.to_html() if len(rows) else ''}"


def _unpickled(kind: type[Batch], kept: dict[str, Any]) -> Batch:
    made = kind.__new__(kind)
    vars(made).update(kept)
    made.points.flags.writeable = False
    return made


def _points(cells: pd.DataFrame, factors: Sequence[Factor]) -> np.ndarray:
    """The points that a table of cells holds."""
    first = cells[(cells["scenario"] == cells["scenario"].iloc[0]) & (cells["policy"] == cells["policy"].iloc[0])]
    return first[[factor.name for factor in factors]].to_numpy(float).copy()
