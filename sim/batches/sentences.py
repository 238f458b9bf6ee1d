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
            kind = str(fault["loc"][1]) if loc != fault["loc"] else None
            problems.add(path, _sentence({**fault, "loc": loc}, path, problems, kind))


def _as_in_the_file(loc: Path) -> Path:
    """A design's kind is no block of the file."""
    return (loc[0], *loc[2:]) if loc[0] == "design" and len(loc) > 1 and loc[1] in KIND_NAMES else loc


def _sentence(fault: dict[str, Any], path: Path, problems: Problems, design: str | None) -> str:
    kind, loc = fault["type"], fault["loc"]
    if kind == "missing":
        return f"is missing; {_WANTED[str(loc[-1])]}"
    if kind == "union_tag_not_found":
        return f"does not say how; {_WANTED['kind']}"
    if kind == "union_tag_invalid":
        return f"{brief(fault['ctx']['tag'])} is no design; {problems.suggest(fault['ctx']['tag'], KIND_NAMES)}"
    if kind == "extra_forbidden":
        word = str(loc[-1])
        if design is not None:
            return _not_of(design, word, problems)
        words = list(Stop.model_fields if loc[0] == "stop" else BatchFile.model_fields)
        return f"is not a word of batch files here; {problems.suggest(word, words)}"
    if kind in ("model_type", "model_attributes_type", "dict_type", "mapping_type"):
        return f"{brief(fault['input'])} stands where a block belongs; write lines `WORD: ...` (docs/batches.md)"
    if kind == "too_short":
        return "is empty; write at least one line, or delete it"
    return messages.sentence(fault, path, {}, problems)


def _not_of(design: str, word: str, problems: Problems) -> str:
    """A word that this design does not have, though another may."""
    having = [kind for kind, one in zip(KIND_NAMES, KINDS, strict=True) if word in one.model_fields]
    if having:
        return f"is a word of {' and '.join(having)}, not of {design}; delete it, or write another `kind:`"
    own = [one for one in KINDS[KIND_NAMES.index(design)].model_fields if one != "kind"]
    if not own:
        return f"is not a word of {design}, which has none; delete it"
    return f"is not a word of {design}; {problems.suggest(word, own)}"
