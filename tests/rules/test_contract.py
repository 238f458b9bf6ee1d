"""The contract that every rule keeps; generated from the rules' annotations.

A new rule is tested by being written. Where a rule asks more of its arguments than their units say,
``ARRANGED`` says what and why; where an annotation is a bare ``float`` (any finite number), ``BARE`` says
which numbers to try.
"""

import doctest
import importlib
import inspect
import math
import pkgutil
import re
import struct
import sys
import typing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import sim.rules
from sim._compile import RULES, plain
from sim.units import Unit, unit_of

for found in pkgutil.walk_packages(sim.rules.__path__, "sim.rules."):
    importlib.import_module(found.name)

NAMES = sorted(name.removeprefix("sim.rules.") for name in RULES if name.startswith("sim.rules."))
PUBLIC = [name for name in NAMES if not name.split(".")[-1].startswith("_")]

LARGE = 1e4  # stands for no limit
SMALL = 1e-9  # what is nearer to zero is drawn as zero: no quantity of the model is that fine
SLACK = 1e-12  # a rule without a clamp may miss the end of its range by a rounding error

BARE = {
    "effort.surplus": {"return": (-math.inf, math.inf)},
    "influence.condorcet": {"distances": (0, 1), "weights": (0, LARGE)},
    "influence.lead": {"one": (0, 1), "other": (0, 1), "weights": (0, LARGE), "return": (-1, 1)},
    "influence.race": {"held": (0, 1), "efforts": (0, LARGE), "return": (0, 1)},
    "influence.weighted_mean": {"positions": (-1, 1), "weights": (0, LARGE)},
    "influence.winner": {"distances": (0, 1), "weights": (0, LARGE), "from_mean": (0, 1)},
    "interests.distance": {"own": (-1, 1), "other": (-1, 1), "salience": (0, 1), "span": (2, 2)},
    "interests.utility": {"return": (0, 1)},
    "krtz.performance": {"return": (-math.inf, math.inf)},
    "krtz.hostility_level": {"return": (0, 1e6)},
    "krtz.best_fighting_effort": {"spill": (-100, 100)},
    "krtz.share_of_contest": {"performance": (-100, 100)},
    "linkage.linked_patience": {"temptations": (-100, 100), "rewards": (-100, 100), "punishments": (-100, 100)},
    "relay.word_evidence": {"return": (-math.inf, math.inf)},
    "relay.word_value": {"evidence": (0, 4)},
    "threat.threat": {"utility_of_enemy": (0, 1)},
    "threat.threshold_strength": {"return": (0, math.inf)},
    "trust.affinity": {"return": (-math.inf, math.inf)},
    "trust.bounded": {"log_odds": (-100, 100)},
    "trust.clash_evidence": {"return": (-math.inf, math.inf)},
    "trust.conduct_evidence": {"return": (-math.inf, math.inf)},
    "trust.remembered": {"return": (-4, 4)},
    "trust.updated": {"evidence": (-100, 100)},
}
"""Bare floats: the range to draw a parameter from, or in which the result must lie."""

INFINITE = {"relay.least_bias", "relay.largest_bias", "threat.threshold_strength"}
"""Rules that say infinity for 'never'."""


def in_order(*words):
    """Deal the drawn numbers out so that each argument is clearly above the one before."""

    def arrange(given):
        values = sorted(given[word] for word in words)
        apart = [value + 0.01 * k for k, value in enumerate(values)]
        return {**given, **dict(zip(words, apart, strict=True))}

    return arrange


def within(low, high, *words):
    """Hold arguments in a narrower range than their unit's."""
    return lambda given: {**given, **{word: min(float(high), max(float(low), given[word])) for word in words}}


def not_negative(*words):
    """Drop the signs of arguments."""
    return lambda given: {**given, **{word: abs(given[word]) for word in words}}


def below_threshold(given):
    """Payoffs in order, and a trust too small for the whole step."""
    given = in_order("sucker", "punishment", "temptation", "reward")(given)
    need = given["punishment"] - given["sucker"]
    return {**given, "trust": given["trust"] * 0.999 * need / (need + given["reward"] - given["temptation"])}


def part_of_total(part):
    """A part is not above its total."""
    return lambda given: {**given, "total": max(given["total"], given[part])}


def costs_in_order(given):
    """Costs are not negative, and a resolved party's is the lower one."""
    return in_order("low_cost", "high_cost")(not_negative(*(w for w in given if w.endswith("cost")))(given))


ARRANGED = {
    "coalition.burden_share": (part_of_total("effort"), "the total is the sum of all efforts"),
    "effort.pull": (within(0.001, 0.999, "air_share"), "with one arm only there are no two contributors"),
    "enemy.next_strength": (within(SMALL, 100, "ceiling"), "a ceiling is a strength"),
    "enemy.resting_strength": (within(SMALL, 100, "ceiling"), "a ceiling is a strength"),
    "incidents.contact_price": (not_negative("cost"), "a cost is not negative"),
    "incidents.long_run_cooperation": (
        within(0.001, 0.999, "after_good", "after_bad"),
        "two strategies without noise may never settle (tit for tat against itself)",
    ),
    "krtz.share_of_contest": (part_of_total("performance"), "the total is the sum of all that is above zero"),
    "participation.minimum_trust": (
        in_order("sucker", "punishment", "temptation", "reward"),
        "a trust game: S < P < T < R",
    ),
    "participation.largest_reassurance": (
        below_threshold,
        "S < P < T < R; with the trust of minimum_trust no reassurance is needed",
    ),
    "participation.smallest_reassurance": (
        in_order("sucker", "punishment", "reward", "temptation"),
        "an untrustworthy party's prisoner's dilemma: S < P < R < T",
    ),
    "relay.attack_threshold": (costs_in_order, "costs of conflict; the resolved party's is the lower one"),
    "relay.least_bias": (costs_in_order, "costs of conflict; the resolved party's is the lower one"),
    "relay.largest_bias": (costs_in_order, "costs of conflict; the resolved party's is the lower one"),
    "relay.word_evidence": (
        within(0.01, 0.99, "said_if_trustworthy", "said_if_not"),
        "a word that one side never says is infinite evidence; assumptions keep to this range",
    ),
    "relay.word_value": (not_negative("at_stake"), "a stake is not negative"),
    "trust.clash_evidence": (
        within(0.001, 0.999, "meant_if_trustworthy", "meant_if_not"),
        "certainty is infinite evidence; assumptions keep to this range",
    ),
    "trust.conduct_evidence": (
        within(0.001, 0.999, "act_if_trustworthy", "act_if_not"),
        "certainty is infinite evidence; assumptions keep to this range",
    ),
}
"""What a rule asks of its arguments together, and why."""


def hints(name):
    return typing.get_type_hints(plain(RULES[f"sim.rules.{name}"]), include_extras=True)


def bare_range(name, word):
    low, high = BARE.get(name, {}).get(word, (None, None))
    assert low is not None, f"{name}: give {word!r} a type from sim.units, or its range a line in BARE"
    return low, high


def is_array(hint):
    return typing.get_origin(hint) in (np.ndarray, NDArray)  # which of them depends on the version of NumPy


def dimensions(hint):
    """How many dimensions an array is declared to have: NDArray says nothing and means one."""
    shape = typing.get_args(typing.get_args(hint)[0])
    return 1 if ... in shape else max(1, len(shape))


def numbers(low, high, above=False):
    """Finite numbers of a range, its ends more often; the finest are zero, or SMALL if zero is left out."""
    low, high = float(max(low, -LARGE)), float(min(high, LARGE))
    fine = SMALL if above and low == 0.0 else 0.0
    ends = [x for x in (low, high, 0.0, 1.0, SMALL, 1e-3, high - 1e-3) if low <= x <= high]
    some = st.floats(low, high, allow_nan=False) | st.sampled_from(ends)
    return some.map(lambda x: fine if abs(x) < SMALL else x)


def values_of(name, word, hint, length):
    """What to try for one argument."""
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(0, 12)
    if is_array(hint):
        one = numbers(*bare_range(name, word))
        shape = (length,) * dimensions(hint)
        size = math.prod(shape)
        return st.lists(one, min_size=size, max_size=size).map(lambda drawn: np.array(drawn).reshape(shape))
    if hint is float:
        return numbers(*bare_range(name, word))
    unit = unit_of(hint)
    return numbers(unit.low, unit.high, unit.above)


@st.composite
def arguments(draw, name):
    """Arguments inside the annotated ranges, arrays being of one length, arranged as the rule asks."""
    length = draw(st.integers(1, 5))
    drawn = {w: draw(values_of(name, w, hint, length)) for w, hint in hints(name).items() if w != "return"}
    arrange, _ = ARRANGED.get(name, (dict, ""))
    return arrange(drawn)


def bits(value):
    """A result as bytes, and its kind."""
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.shape, value.tobytes()
    return type(value).__name__, struct.pack("<d", value)


# ---- the words


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_and_result_has_a_unit(name):
    parameters = inspect.signature(plain(RULES[f"sim.rules.{name}"])).parameters
    found = hints(name)
    assert list(found) == [*parameters, "return"], "annotate every parameter and the result"
    for word, hint in found.items():
        if hint is float or is_array(hint):
            bare_range(name, word)
        elif hint not in (int, bool):
            assert isinstance(unit_of(hint), Unit)


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_says_what_it_is(name):
    lines = (inspect.getdoc(plain(RULES[f"sim.rules.{name}"])) or "").splitlines()
    assert lines and re.fullmatch(r"[A-Z].*[.:]", lines[0]), "begin with a sentence"


@pytest.mark.parametrize("name", PUBLIC)
def test_the_docstring_has_equation_source_and_example(name):
    text = inspect.getdoc(plain(RULES[f"sim.rules.{name}"])) or ""
    assert re.search(r"^\.\. math::( |\n\n +)\S", text, re.MULTILINE), "give the equation: .. math::"
    assert re.search(r"^Source: \S.*", text, re.MULTILINE), "say where it comes from: a line Source: ..."
    assert doctest.DocTestParser().get_examples(text), "show it at work: >>>"


@pytest.mark.parametrize("version", ["compiled", "plain"])
@pytest.mark.parametrize("name", PUBLIC)
def test_the_example_holds(name, version):
    """doctest does not look behind a compiled function, and pytest would try only one of the two."""
    rule = RULES[f"sim.rules.{name}"]
    source: typing.Any = plain(rule)
    shown = rule if version == "compiled" else source
    around = {**vars(sys.modules[source.__module__]), source.__name__: shown}
    case = doctest.DocTestParser().get_doctest(source.__doc__ or "", around, name, None, None)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(case, out=said.append)
    assert result.failed == 0, "".join(said)
    assert result.attempted > 0


# ---- the numbers


@pytest.mark.parametrize("name", NAMES)
def test_twin(name):
    """Compiled and plain Python agree to the last bit."""
    rule = RULES[f"sim.rules.{name}"]

    @given(arguments(name))
    def agree(drawn):
        assert bits(rule(**drawn)) == bits(plain(rule)(**drawn))

    agree()


@pytest.mark.parametrize("name", NAMES)
def test_range(name):
    """What a rule returns lies in the range that it is annotated with."""
    rule = RULES[f"sim.rules.{name}"]
    hint = hints(name)["return"]

    @given(arguments(name))
    def inside(drawn):
        result = rule(**drawn)
        for value in result.tolist() if is_array(hint) else [result]:
            one(value)

    def one(result):
        assert not math.isnan(result)
        if hint in (int, bool):
            assert isinstance(result, hint)
        elif not (result == math.inf and name in INFINITE):
            bare = hint is float or is_array(hint)
            low, high = bare_range(name, "return") if bare else (0.0, 0.0)
            unit = Unit("result", low, high, "") if bare else unit_of(hint)
            nearest = min(unit.high, max(unit.low, result))
            assert math.isclose(result, nearest, rel_tol=SLACK, abs_tol=SLACK), unit.fault(result)
            assert math.isfinite(result)
            assert not (unit.above and result <= unit.low)

    inside()


@pytest.mark.parametrize("name", sorted({*ARRANGED, *BARE, *INFINITE}))
def test_the_tables_above_name_rules_that_exist(name):
    assert name in NAMES
    parameters = {*hints(name)}
    assert {*BARE.get(name, {})} <= parameters
    for word in BARE.get(name, {}):
        assert hints(name)[word] is float or is_array(hints(name)[word]), f"{name}: {word} now has a unit"
