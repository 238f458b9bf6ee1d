"""A batch asked for in Python, put in the words of a batch file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.batches.design import KINDS
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.errors import Problem, Suggester, stop
from sim.scenario.text import brief

HERE = "sim.Batch"
Case = Scenario | str | Path


def words(
    scenarios: Case | Iterable[Case] | Mapping[str, Case], asked: Mapping[str, Any], of_design: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Scenario]]:
    """(the words of a batch file, the scenarios by key).

    Raises:
        ScenarioError: two scenarios have one name, a file is wrong, or a keyword belongs to nothing.
    """
    _refuse_unknown(of_design, asked)
    cases = _by_key(scenarios)
    data = {word: value for word, value in asked.items() if value is not None}
    data.setdefault("title", f"Batch of {', '.join(cases)}")
    vary = {} if asked["vary"] is None else asked["vary"]
    ways = {str(n): _way(way) for n, way in vary.items()} if isinstance(vary, Mapping) else vary
    data |= {"scenarios": list(cases), "vary": ways}
    data |= {word: _plain(data[word]) for word in ("policies", "stop") if word in data}
    design = _design(asked["design"], of_design)
    return data | ({"design": design} if design is not None else {}), cases


def _refuse_unknown(of_design: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """Keywords that are none: whatever is not Batch's own belongs to some design."""
    known = dict.fromkeys(word for kind in KINDS for word in kind.model_fields if word != "kind") | {
        "design_seed": None
    }
    words = [*asked, *known]
    wrong = {w: f"is not a word of sim.Batch; {Suggester()(w, words)}" for w in of_design if w not in known}
    if wrong:
        raise ScenarioError(Problem(HERE, None, (word,), what) for word, what in wrong.items())


def _by_key(scenarios: Case | Iterable[Case] | Mapping[str, Case]) -> dict[str, Scenario]:
    if isinstance(scenarios, Mapping):
        return {str(key): _loaded(one) for key, one in scenarios.items()}
    alone = isinstance(scenarios, (Scenario, str, Path)) or not isinstance(scenarios, Iterable)
    listed: Iterable[Any] = [scenarios] if alone else scenarios
    cases: dict[str, Scenario] = {}
    for case in map(_loaded, listed):
        key = case.path.stem if case.path is not None else case.title
        if key in cases:
            what = f"two scenarios are called {brief(key)}; name them: scenarios={{'one': ..., 'other': ...}}"
            raise ScenarioError([Problem(HERE, None, ("scenarios",), what)])
        cases[key] = case
    return cases


def _loaded(case: Case) -> Scenario:
    if isinstance(case, Scenario):
        return case
    if not isinstance(case, (str, Path)):
        stop(HERE, f"{brief(case)} is no scenario; give what sim.load returns, or the path of a file")
    return load(case)


def _way(way: Any) -> Any:
    """A pair is a range, three numbers are a range in steps, a list or an array are values."""
    if isinstance(way, tuple) and len(way) in (2, 3):
        return dict(zip(("from", "to", "steps"), map(_plain, way), strict=False))
    return _plain(way)


def _design(design: str | Mapping[str, Any] | None, of_design: Mapping[str, Any]) -> dict[str, Any] | None:
    own = {("seed" if word == "design_seed" else word): _plain(one) for word, one in of_design.items()}
    if isinstance(design, str):
        return {"kind": design} | own
    if own and isinstance(design, Mapping):
        stop(
            HERE, f"{', '.join(of_design)}: stands beside a design that is a mapping; write it there, as design={{...}}"
        )
    if own and design is None:
        what = f"{', '.join(of_design)}: means nothing without a design; write design='grid' or another kind"
        stop(HERE, what)
    return None if design is None else _plain(design)


def _plain(value: Any) -> Any:
    """Numbers of NumPy, tuples and blocks as a file would hold them."""
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_none=True)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if hasattr(value, "tolist"):
        return value.tolist()
    return [_plain(one) for one in value] if isinstance(value, (list, tuple, range)) else value
