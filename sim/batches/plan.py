"""The plan of a batch, made from a batch file, in Python, or from what results keep of it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from sim.actors import Actor
from sim.batches import content as contents
from sim.batches import shown
from sim.batches.factors import Factor
from sim.batches.planned import Planned
from sim.batches.python import words
from sim.batches.reading import Classes, Source, given, read
from sim.batches.schema import Stop
from sim.scenario import Scenario


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Batch(Planned):
    """What is to be played: numbered cells (a scenario under a policy at a point) times replicates; it never changes.

    Its attributes are those of ``Planned``.

    >>> import sim
    >>> plan = Batch(sim.example(), policies=["as_coded", "no_enemy"], vary={"threat_weight": [5, 20]}, design="grid")
    >>> plan.cells[["cell", "policy", "point", "threat_weight"]].values.tolist()
    [[1, 'as_coded', 1, 5.0], [2, 'as_coded', 2, 20.0], [3, 'no_enemy', 1, 5.0], [4, 'no_enemy', 2, 20.0]]
    >>> plan.runs
    400
    """

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
        actors: Mapping[str, type[Actor] | str] | None = None,
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
            actors: classes for named actors, or where they stand, as ``"my_actors.py:Cautious"``, seen from the
                working directory.
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
        self._set(given(data, cases, dict(sorted((actors or {}).items()))), folder=Path.cwd())

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
            "content": contents.write(source, points), "path": path, "files": source.files, "_classes": source.classes,
            "_folder": folder or (path.parent if path is not None else Path()), "_templates": {},
        }  # fmt: skip
        for name, value in kept.items():
            object.__setattr__(self, name, value)

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
        return shown.text(self)

    def _repr_html_(self) -> str:
        """A short overview for notebooks."""
        return shown.html(self)


def _unpickled(kind: type[Batch], kept: dict[str, Any]) -> Batch:
    made = kind.__new__(kind)
    vars(made).update(kept)
    made.points.flags.writeable = False
    return made


def _points(cells: pd.DataFrame, factors: Sequence[Factor]) -> np.ndarray:
    """The points that a table of cells holds."""
    first = cells[(cells["scenario"] == cells["scenario"].iloc[0]) & (cells["policy"] == cells["policy"].iloc[0])]
    return first[[factor.name for factor in factors]].to_numpy(float).copy()
