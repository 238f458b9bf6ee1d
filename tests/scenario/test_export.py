"""The schema that editors use is current, valid, and agrees with what loads."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.scenario import export
from sim.scenario.reader import read_bytes
from tests.scenario.example import CASE

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
FORMAT = jsonschema.Draft202012Validator(export.schema())


def test_the_exported_schema_is_current() -> None:
    message = "run: python -m sim.scenario.export"
    assert export.TARGET.read_text(encoding="utf-8") == export.text(), message


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(export.text()))


@pytest.mark.parametrize("text", [CASE, *(path.read_text(encoding="utf-8") for path in SCENARIOS)])
def test_valid_cases_agree_with_it(text: str) -> None:
    data = read_bytes(text.encode(), "f").data
    assert [error.message for error in FORMAT.iter_errors(data)] == []


@pytest.mark.parametrize(
    "old, new",
    [("title:", "titel:"), ("governance: 0.4", "governance: 4"), ("kind: mediator", "kind: x"), ("rate: 4", "rate: 0")],
)
def test_an_editor_sees_plain_mistakes(old: str, new: str) -> None:
    assert not FORMAT.is_valid(read_bytes(CASE.replace(old, new, 1).encode(), "f").data)


def test_a_file_that_extends_another_may_leave_parts_out() -> None:
    assert FORMAT.is_valid({"extends": "base.yaml", "title": "x"})
    assert not FORMAT.is_valid({"title": "x"})


PLACE: dict[str, Any] = {"theatres": {"Plain": {"sovereignty": 0.5}}}


@pytest.mark.parametrize(
    "change",
    [
        PLACE,
        {"theatres": {"Plain": None}},
        {"actors": {"North": {"interests": {"border": {"salience": {"range": [0.1, 0.2]}}}}}},
        {"actors": {"North": {"interests": {"border": None}, "about": None}}},
        {"channels": None},
    ],
)
def test_a_change_may_be_any_part_of_a_block_or_delete_it(change: dict[str, Any]) -> None:
    """As `extends` merges: what is said of a block is laid over what stands there, null deletes."""
    assert FORMAT.is_valid({"extends": "base.yaml", "title": "x", **change})
    whole = read_bytes(CASE.encode(), "f").data
    assert not FORMAT.is_valid({**whole, **change}), "a case of its own has to be whole"


@pytest.mark.parametrize(
    "change",
    [
        {"theatres": {"Plain": {"sovereignty": 5}}},
        {"theatres": {"Plain": {"sovreignty": 0.5}}},
        {"actors": {"North": {"kind": "x"}}},
        {"events": [{"what": "half an event"}]},
    ],
)
def test_a_change_is_checked_as_far_as_it_goes(change: dict[str, Any]) -> None:
    """Words, ranges and choices; and lists are replaced whole, so what stands in one has to be whole."""
    assert not FORMAT.is_valid({"extends": "base.yaml", "title": "x", **change})
