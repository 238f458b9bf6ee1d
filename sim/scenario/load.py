"""Loads a scenario: reads it, lays it over what it extends, checks it all, reports every problem at once."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Mapping
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sim.assumptions import ASSUMPTIONS
from sim.scenario.basis import settle
from sim.scenario.case import Scenario
from sim.scenario.checks import WHOLE, check_counts
from sim.scenario.collect import Loose, Problems
from sim.scenario.deals import DEALS
from sim.scenario.errors import Problem, ScenarioError, stop
from sim.scenario.extend import read_whole
from sim.scenario.fill import fill_in
from sim.scenario.links import LINKS
from sim.scenario.marks import Reading
from sim.scenario.messages import explain
from sim.scenario.reader import read_bytes
from sim.scenario.schema import CaseFile
from sim.scenario.settings import SETTINGS, check_assumptions


def load(path: str | PathLike[str], assumptions: Mapping[str, Any] | None = None) -> Scenario:
    """Load a scenario file; a ScenarioError lists all that is wrong with it, line by line.

    `assumptions` are the parameters of the model, name -> (default, low, high); left out, the model's own.
    """
    return _checked(read_whole(FilePath(path)), FilePath(path), assumptions)


def loads(text: str | bytes, name: str = "<text>", assumptions: Mapping[str, Any] | None = None) -> Scenario:
    """Load a scenario from its text, which cannot extend a file or name coding sheets."""
    reading = read_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), name)
    for word, what in (("extends", "extend a file"), ("coding", "name coding sheets")):
        if word in reading.data:
            mark = reading.marks[(word,)]
            fault = f"text cannot {what}; save it in a file and load that"
            raise ScenarioError([*reading.problems, Problem(name, mark.line, (word,), fault, mark.column)])
    return _checked(reading, None, assumptions)


def _checked(reading: Reading, path: FilePath | None, assumptions: Mapping[str, Any] | None) -> Scenario:
    _refuse_batches(reading)
    problems, case, known = Problems(reading), Loose(reading.data), len(reading.problems)
    check_counts(case, problems)
    if problems.found[known:]:  # too much to look at one by one, or nothing to look at
        raise ScenarioError(problems.found)
    left_out = fill_in(reading)
    if len(reading.problems) > known or any(one.path[:1] == ("coding",) for one in reading.problems):
        # without its sheets a case would seem to lack what they hold
        raise ScenarioError([*problems.found, *reading.problems])
    for check in (*WHOLE, *LINKS, *DEALS, *SETTINGS):
        check(case, problems)
    check_assumptions(case, problems, ASSUMPTIONS if assumptions is None else assumptions)
    settled = settle(reading.data, problems)
    try:
        whole = CaseFile.model_validate(settled)
    except ValidationError as error:
        explain(error, reading.data, problems)
        raise ScenarioError(problems.found) from None
    if problems.found:
        raise ScenarioError(problems.found)
    content = json.dumps(reading.data, ensure_ascii=False, indent=1)
    own = {
        "path": path,
        "files": tuple(reading.files.items()),
        "text_sha256": digest(reading.data),
        "content": content,
        "left_out": left_out,
    }
    return Scenario.model_construct(**dict(whole), **own)


def _refuse_batches(reading: Reading) -> None:
    if "scenarios" in reading.data and not reading.data.keys() & {"months", "actors", "extends"}:
        file = reading.marks[()].file
        stop(file, f"is a batch file, not a scenario; play it with: sim batch {shlex.quote(file)}")


def digest(data: Any) -> str:
    """Hash what a scenario says, however it is laid out.

    >>> digest({"a": 1, "b": 2.50}) == digest({"b": 2.5, "a": 1.0})
    True
    """
    plain = json.loads(json.dumps(data), parse_int=float)  # 1 and 1.0 alike
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
