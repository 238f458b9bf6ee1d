"""A batch as one text: from it alone the same batch is made again, wherever the files are that it came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.batches.classes import Named
from sim.batches.reading import Source
from sim.batches.schema import BatchFile, Way
from sim.scenario import Changes, Scenario, loads

FORMAT = 1


class Content(NamedTuple):
    """What stands in the text: the batch file's words, the scenarios, what classes are known by, the points' hash."""

    batch: dict[str, Any]
    cases: dict[str, Scenario]
    actors: dict[str, Named]
    points: str


def write(source: Source, points: np.ndarray) -> str:
    """The text of a batch: JSON, the same for the same batch, to the byte."""
    whole = {
        "format": FORMAT,
        "batch": _words(source.file, list(source.cases)),
        "scenarios": {key: _case(case) for key, case in source.cases.items()},
        "actors": {actor: named._asdict() for actor, (_, named) in sorted(source.classes.items())},
        "points_sha256": hash_of(points),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def parse(content: str) -> Content:
    """Read the text of a batch back.

    Raises:
        ValueError: it is damaged, or of a later version.
    """
    try:
        whole = json.loads(content)
        if whole["format"] != FORMAT:
            raise ValueError(f"it is of format {whole['format']}, this version reads {FORMAT}")
        cases = {key: _read_case(key, one) for key, one in whole["scenarios"].items()}
        actors = {actor: Named(**one) for actor, one in whole["actors"].items()}
        return Content(dict(whole["batch"]), cases, actors, str(whole["points_sha256"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"this is not the content of a batch ({error}); play it from its batch file again") from error


def hash_of(points: np.ndarray) -> str:
    """SHA-256 of points, whatever the machine.

    >>> hash_of(np.array([[1.0]]))[:8]
    'bd7c08ea'
    """
    return hashlib.sha256(str(points.shape).encode() + np.ascontiguousarray(points, "<f8").tobytes()).hexdigest()


def words_of(way: Way) -> Any:
    """How a factor varies, as a batch file has it.

    >>> words_of(Way(low=2, high=20, steps=7)), words_of(Way(coded=True))
    ({'from': 2, 'to': 20, 'steps': 7}, 'coded')
    """
    if way.coded or way.values:
        return "coded" if way.coded else list(way.values)
    return {"from": way.low, "to": way.high} | ({"steps": way.steps} if way.steps is not None else {})


def _words(file: BatchFile, keys: list[str]) -> dict[str, Any]:
    """The words of a batch file, defaults written out, factors in order; its actors stand apart."""
    words = file.model_dump(exclude={"vary", "actors"}, exclude_none=True)
    words |= {"scenarios": keys, "vary": {name: words_of(file.vary[name]) for name in sorted(file.vary)}}
    return dict(sorted(words.items()))


def _case(case: Scenario) -> dict[str, Any]:
    changed: Mapping[str, Any] = case.changes.model_dump(exclude_defaults=True)
    changes = {name: sorted(one) if isinstance(one, frozenset) else one for name, one in changed.items()}
    return {"case": json.loads(case.content), "changes": changes}


def _read_case(key: str, one: Mapping[str, Any]) -> Scenario:
    case = loads(json.dumps(one["case"], ensure_ascii=False, indent=1), key)
    changes = Changes(**one["changes"])
    if changes.coder is not None:
        case = case.recoded(changes.coder)
    for first, second, by in changes.shifted:
        case = case.shifted(first, second, by)
    return case.model_copy(update={"changes": changes})
