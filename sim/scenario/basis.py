"""Settles what each number rests on: its own source or assumption, or the nearest enclosing block's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError

from sim.scenario.collect import Problems
from sim.scenario.errors import Path
from sim.scenario.schema import CaseFile
from sim.scenario.shape import Shape, shapes
from sim.scenario.text import Citation, brief
from sim.scenario.values import Basis, Block

REMEDY = "write `source: DOCUMENT ¶N` or `assumed: WHY` beside it"
CONFIDENCES = ("high", "medium", "low")


class Ground(NamedTuple):
    """What numbers rest on at some depth of a file."""

    source: tuple[Citation, ...] = ()
    assumed: str | None = None
    coder: str | None = None
    confidence: str | None = None
    faulty: bool = False  # a source or assumption stands here, but is reported already

    @property
    def rests_on(self) -> str | None:
        """`cited` as soon as a document is named, even beside an assumption."""
        if self.source:
            return "cited"
        return "assumed" if self.assumed or self.faulty else None


def settle(data: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """Return the data with every number as a block that carries what it rests on."""
    return _Settler(data, problems).block(data, CaseFile, (), Ground())


class _Settler:
    def __init__(self, data: dict[str, Any], problems: Problems) -> None:
        documents = data.get("documents", {})
        self.documents: Sequence[str] | None = list(documents) if isinstance(documents, dict) else None
        self.problems = problems
        self.adrift: list[Path] = []  # numbers of the present block that rest on nothing

    def block(self, data: Any, model: type[Block], path: Path, ground: Ground) -> Any:
        """Settle a block; what is no block is left for the schema to refuse."""
        if not isinstance(data, dict):
            return data
        if issubclass(model, (Basis, CaseFile)):
            ground = self.ground(data, path, ground)
        outer, self.adrift = self.adrift, []
        expected = shapes(model)
        settled = {
            word: self.part(value, expected[word], (*path, word), ground) if word in expected else value
            for word, value in data.items()
        }
        self.report(path)
        self.adrift = outer
        return settled

    def part(self, value: Any, shape: Shape, path: Path, ground: Ground) -> Any:
        """Settle whatever a word holds."""
        if shape.kind == "given":
            return self.given(value, path, ground)
        if shape.kind == "block" and shape.model is not None:
            return self.block(value, shape.model, path, ground)
        if shape.kind == "named" and isinstance(value, dict):
            return {name: self.part(one, shape.inner, (*path, name), ground) for name, one in value.items()}
        if shape.kind == "list" and isinstance(value, list):
            return [self.part(one, shape.inner, (*path, place), ground) for place, one in enumerate(value)]
        return value

    def given(self, value: Any, path: Path, ground: Ground) -> Any:
        """Settle a number or a flag, bare or as a block."""
        if isinstance(value, list):
            return value
        own = dict(value) if isinstance(value, dict) else {"value": value}
        if "rests_on" in own:
            self.problems.add((*path, "rests_on"), "is found out, not written; write `source:` or `assumed:`")
        ground = self.ground(own, path, ground)
        if ground.rests_on is None:
            self.adrift.append(path)
        inherited = {"source": ground.source, "assumed": ground.assumed}
        inherited |= {"coder": ground.coder, "confidence": ground.confidence}
        return inherited | own | {"rests_on": ground.rests_on or "default"}

    def ground(self, data: dict[str, Any], path: Path, around: Ground) -> Ground:
        """Find what a block's numbers rest on, given what the blocks around it rest on."""
        coder = _words(data.get("coder")) or around.coder
        confidence = data.get("confidence")
        confidence = confidence if confidence in CONFIDENCES else around.confidence
        if data.get("source") is None and data.get("assumed") is None:
            return around._replace(coder=coder, confidence=confidence)
        source = self.cited(data.get("source"), (*path, "source"))
        return Ground(source, _words(data.get("assumed")), coder, confidence, faulty=True)

    def cited(self, source: Any, path: Path) -> tuple[Citation, ...]:
        """Read citations, leaving malformed ones to the schema, and check that the documents are listed."""
        found = []
        for place, one in enumerate(source if isinstance(source, list) else [source]):
            try:
                citation = Citation.read(one)
            except PydanticCustomError:
                continue
            found.append(citation)
            if self.documents is not None and citation.document not in self.documents:
                known = self.problems.suggest(citation.document, self.documents)
                what = f"{brief(citation.document)} is not under `documents:`; {known}"
                self.problems.add((*path, place) if isinstance(source, list) else path, what)
        return tuple(found)

    def report(self, path: Path) -> None:
        """Name the numbers of a block that rest on nothing, all in one sentence."""
        here = [one for one in self.adrift if one[:-1] == path and path]
        alone = [one for one in self.adrift if len(here) == 1 or one not in here]
        for one in alone:
            self.problems.add(one, f"rests on nothing; {REMEDY}")
        if len(here) > 1:
            names = ", ".join(str(one[-1]) for one in here[:-1]) + f" and {here[-1][-1]}"
            self.problems.add(path, f"{names} rest on nothing; {REMEDY.replace('beside it', 'in this block')}")


def _words(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
