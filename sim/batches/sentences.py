"""Turns what the schema of batch files refuses into sentences that say what to write instead."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import ValidationError

from sim.batches.design import KINDS
from sim.batches.schema import BatchFile, Stop
from sim.scenario import messages
from sim.scenario.collect import Problems
from sim.scenario.errors import Path
from sim.scenario.messages import written
from sim.scenario.text import brief

KIND_NAMES = [get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS]
_WANTED = {
    "title": "add `title:` with a few words",
    "scenarios": "add `scenarios:` with a list of files, as [../common_enemy.yaml]",
    "kind": f"add `kind:` with one of: {', '.join(KIND_NAMES)}",
    "rows": "add `rows:` with lines such as `- {threat_weight: 3}`",
    "points": "add `points:` with how many to draw, such as 64",
    "trajectories": "add `trajectories:` with how many to draw, such as 20",
    "outcome": "add `outcome:` with the one whose interval is to be narrow, such as emergence",
    "half_width": "add `half_width:` with half the interval that is narrow enough, such as 0.02",
    "at_most": "add `at_most:` with the most replicates that a cell may take, such as 5000",
}


def explain(error: ValidationError, problems: Problems) -> None:
    """Note every fault that the schema found."""
    for fault in error.errors(include_url=False, include_context=True):
        if fault["type"] not in messages.IGNORED:
            loc = _as_in_the_file(fault["loc"])
            missing = fault["type"] in ("missing", "union_tag_not_found")
            path = loc if missing else written(loc, problems)
            problems.add(path, _sentence({**fault, "loc": loc}, path, problems))


def _as_in_the_file(loc: Path) -> Path:
    """A design's kind is no block of the file."""
    return (loc[0], *loc[2:]) if loc[0] == "design" and len(loc) > 1 and loc[1] in KIND_NAMES else loc


def _sentence(fault: dict[str, Any], path: Path, problems: Problems) -> str:
    kind, loc = fault["type"], fault["loc"]
    if kind == "missing":
        return f"is missing; {_WANTED[str(loc[-1])]}"
    if kind == "union_tag_not_found":
        return f"does not say how; {_WANTED['kind']}"
    if kind == "union_tag_invalid":
        return f"{brief(fault['ctx']['tag'])} is no design; {problems.suggest(fault['ctx']['tag'], KIND_NAMES)}"
    if kind == "extra_forbidden":
        words = _words(loc, fault, problems)
        return f"is not a word of batch files here; {problems.suggest(str(loc[-1]), words)}"
    if kind in ("model_type", "model_attributes_type", "dict_type", "mapping_type"):
        return f"{brief(fault['input'])} stands where a block belongs; write lines `WORD: ...` (docs/batches.md)"
    if kind == "too_short":
        return "is empty; write at least one line, or delete it"
    return messages.sentence(fault, path, {}, problems)


def _words(loc: Path, fault: dict[str, Any], problems: Problems) -> list[str]:
    """The words that could have stood there."""
    if loc[0] == "stop":
        return list(Stop.model_fields)
    if loc[0] == "design":
        return sorted({word for kind in KINDS for word in kind.model_fields} - {loc[-1]})
    return list(BatchFile.model_fields)
