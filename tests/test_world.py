"""The record of facts: names that NumPy leaves alone, one width, a meaning for each, and no dead ones."""

import keyword
import re
from pathlib import Path

import numpy as np
import pytest

from sim.assumptions import ASSUMPTIONS
from sim.world import (
    ASSUMPTION_TYPE,
    DIMENSIONS,
    FACTS,
    NAMES,
    blank,
    default_assumptions,
    dtype,
    offset,
)

SIM = Path(__file__).resolve().parent.parent / "sim"
SOURCE = {file: file.read_text() for file in sorted(SIM.rglob("*.py"))}
# Where the model runs: a fact that is only named elsewhere (in a table or by the builder) decides nothing.
ELSEWHERE = ("world", "assumptions", "schema", "schema_actors", "schema_deals", "build", "build_writer", "build_actors",
             "build_deals", "build_events")  # fmt: skip
MODEL = "\n".join(text for file, text in SOURCE.items() if file.stem not in ELSEWHERE)

NAMED = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)


def sizes(**of):
    """A size for each dimension, all different unless told."""
    return {d: of.get(d, k + 2) for k, d in enumerate(DIMENSIONS)}


@NAMED
def test_a_fact_says_what_it_is(fact):
    assert fact.unit, "say the unit, or the range"
    assert fact.meaning, "say what it means"
    assert fact.kind in ("f8", "i8", "u8"), "all facts are 8 bytes wide"


@NAMED
def test_names_do_not_collide(fact):
    """A fact named like an attribute of NumPy's records would be read as that attribute."""
    taken = {*dir(np.recarray), *dir(np.record), *dir(np.ndarray)}
    assert fact.name not in taken
    assert fact.name.isidentifier()
    assert not keyword.iskeyword(fact.name)


@pytest.mark.parametrize("name", ASSUMPTIONS)
def test_names_of_assumptions_do_not_collide(name):
    assert name not in {*dir(np.recarray), *dir(np.record), *dir(np.ndarray)}
    assert name.isidentifier()


def test_each_fact_is_named_once():
    assert len(NAMES) == len(FACTS)


def test_a_world_is_a_row_of_numbers_of_8_bytes():
    kind = dtype(sizes())
    assert kind.itemsize % 8 == 0
    fields = dict(kind.fields or {})
    assert list(fields) == [fact.name for fact in FACTS]
    assert kind.itemsize == sum(field[0].itemsize for field in fields.values())  # no gaps
    assert all(field[1] % 8 == 0 for field in fields.values())
    assert all(field[0].base.itemsize == 8 for field in fields.values())
    assert ASSUMPTION_TYPE.itemsize == 8 * len(ASSUMPTIONS)


def test_a_dimension_may_be_empty():
    """No rivals, no channels, no events: the record still stands."""
    world = blank(sizes(dyad=0, channel=0, hop=0, event=0, episode=0))
    assert world.dtype.itemsize % 8 == 0
    assert world[0].mode.shape == (0,)


def test_offset_finds_a_fact_in_the_row():
    of = sizes()
    world = blank(of)
    world[0].trust[1, 0] = 0.25
    world[0].month = 7
    row = world.view(np.ndarray).view(np.float64)
    assert row[offset("trust", of, 1, 0)] == 0.25
    assert world.view(np.ndarray).view(np.int64)[offset("month", of)] == 7
    assert np.count_nonzero(row) == 2


def test_defaults_lie_in_their_range():
    for name, assumption in ASSUMPTIONS.items():
        assert assumption.low <= assumption.default <= assumption.high, name
        assert default_assumptions()[name][0] == assumption.default
        assert assumption.unit and assumption.meaning and assumption.source, name


@NAMED
def test_no_dead_facts(fact):
    """A fact that nothing touches is a promise that the model does not keep."""
    assert re.search(rf"\.{fact.name}\b|[\"']{fact.name}[\"']", MODEL), f"nothing uses {fact.name}"


@pytest.mark.parametrize("name", ASSUMPTIONS)
def test_no_dead_assumptions(name):
    """An assumption that nothing reads would be varied in vain."""
    assert re.search(rf"\bp\.{name}\b", MODEL), f"nothing reads {name}"
