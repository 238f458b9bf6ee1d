"""The reader takes YAML 1.2 without its dangers, knows where everything stands, and never stumbles."""

import itertools
import json
import math
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, loads
from sim.scenario.reader import MAX_DEPTH, read_bytes
from tests.scenario.example import CASE


def refused(content: str | bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_bytes(content.encode() if isinstance(content, str) else content, "case.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    "text, value",
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("true", True),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ("1e3", 1000.0),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-.5", -0.5),
        ("+3", 3),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2013-01", "2013-01"),
        ("2014-09-27", "2014-09-27"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("-.inf", -math.inf),
        ("1e999", math.inf),
        ("=", "="),
    ],
)
def test_values_follow_yaml_1_2(text: str, value: object) -> None:
    read = read_bytes(f"key: {text}\n".encode(), "f").data["key"]
    assert read == value and type(read) is type(value)


def test_nan_is_read_so_that_it_can_be_refused_by_name() -> None:
    assert math.isnan(read_bytes(b"key: .nan", "f").data["key"])


def test_keys_are_text_whatever_they_look_like() -> None:
    assert list(read_bytes(b"NO: 1\n2014: 1\n1e3: 1\ntrue: 1\n", "f").data) == ["NO", "2014", "1e3", "true"]


def test_everything_has_a_line_and_a_column() -> None:
    marks = read_bytes(b"# first\na:\n  b: [1,\n    {c: 2}]\n", "f").marks
    found = {path: (mark.line, mark.column) for path, mark in marks.items()}
    assert found == {(): (2, 1), ("a",): (2, 1), ("a", "b"): (3, 3)} | {
        ("a", "b", 0): (3, 7),
        ("a", "b", 1): (4, 5),
        ("a", "b", 1, "c"): (4, 6),
    }


def test_a_byte_order_mark_and_other_line_ends_change_nothing() -> None:
    plain = read_bytes(CASE.encode(), "f")
    assert read_bytes(b"\xef\xbb\xbf" + CASE.encode(), "f").data == plain.data
    other = read_bytes(CASE.replace("\n", "\r\n").encode(), "f")
    assert other.data == plain.data and other.marks == plain.marks


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "case.yaml:1: is empty; begin with `title:`"),
        (b"\n\n# nothing\n# more\n", "case.yaml:1: is empty"),
        (b"---\n...\n", "case.yaml:2: the file holds nothing"),
        (b"- a\n- b\n", "case.yaml:1: the file holds a list; write blocks"),
        (b"just words\n", "case.yaml:1: the file holds a single value"),
        (b"a: 1\n---\nb: 2\n", "case.yaml:2: a second document begins here"),
        (b"a: 1\nb: &x 2\n", "case.yaml:2: b: anchors (&x) are not allowed; write the values out"),
        (b"a: &x 1\nb: *x\n", "case.yaml:2: b: aliases (*x) are not allowed"),
        (b"a: 1\nb: !!python/object/apply:os.system [x]\n", "case.yaml:2: b: tags (tag:yaml.org,2002:python/object/"),
        (b"a: 1\nb: ! x\n", "case.yaml:2: b: tags"),
        (b"a: 1\n&k b: 2\n", "case.yaml:2: anchors and tags are not allowed on keys"),
        (b"a: {b: 1}\n<<: {c: 1}\n", "case.yaml:2: merge keys (<<) are not allowed"),
        (b"a: 1\n? [x, y]\n: 2\n", "case.yaml:2: a key must be a word"),
        (b"a: 1\n?\n: 2\n", "case.yaml:2: a key is empty"),
        (b"a: 1\nb: 2\na: 3\n", "case.yaml:3: a: 'a' appears twice (first at line 1); keep one"),
        (b"a: 1\n\tb: 2\n", "case.yaml:2: a tab stands where YAML wants spaces"),
        (b"a: 1\nb: c: d\n", "case.yaml:2: a second `:` on this line"),
        (b"a: 1\nb: [1, 2\n", "case.yaml:3: this is not YAML"),
        (b"a: 1\nb: 'x\n", "case.yaml:3: this is not YAML"),
        (b"a: 1\nb: caf\xe9\n", "case.yaml:2: is not UTF-8 text; save the file as UTF-8"),
        ("a: 1\n".encode("utf-16"), "case.yaml:1: is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "case.yaml:1: is not UTF-8 text"),
        (b"PK\x03\x04\x14\x00", "case.yaml:1: holds the hidden character U+0003"),
        (b"a: 1\nb: \x00\n", "case.yaml:2: holds the hidden character U+0000"),
        (b"a: 1\nb: \x1b[31m\n", "case.yaml:2: holds the hidden character U+001B"),
        ("a: 1\nb: x\u202ey\n".encode(), "case.yaml:2: holds the hidden character U+202E"),
        (b"a: 1\nb: " + b"7" * 5000, "case.yaml:2: b: this number has 5000 digits"),
    ],
)
def test_what_is_no_scenario_is_refused_with_its_line(content: bytes, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(content, "case.yaml")
    assert message in str(caught.value)


@pytest.mark.parametrize("deep", ["[" * 500_000, "{" * 500_000, "- " * 400_000, "? " * 400_000, "a: [" + "[" * 41])
def test_deep_nesting_is_refused_before_it_costs_anything(deep: str) -> None:
    assert f"nested more than {MAX_DEPTH} deep" in refused(deep)


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    names = "abcdefghi"
    layers = [f"{name}: &{name} [{', '.join(['*' + under] * 9)}]" for under, name in itertools.pairwise(names)]
    assert "aliases (*a) are not allowed" in refused("a: &a [x]\n" + "\n".join(layers))


def test_too_many_values_are_refused() -> None:
    assert "more than 150000 values" in refused("a: [" + "1," * 200_000 + "]")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=50)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
)
KEYS = WORDS.filter(bool)
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


@given(st.dictionaries(KEYS, TREES, min_size=1))
def test_json_reads_back_as_itself(data: dict[str, Any]) -> None:
    """JSON is YAML: whatever can be written as data comes back, bit for bit."""
    assert read_bytes(json.dumps(data, ensure_ascii=False).encode(), "f").data == data


@settings(max_examples=400)
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"? {a: [b")
def test_no_bytes_cause_anything_but_a_scenario_error(content: bytes) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(content, "f")
    assert str(caught.value)


@settings(max_examples=400)
@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("[]{}:,-?&*!|>'\"%@#\n \t"), max_size=200))
def test_no_text_causes_anything_but_a_scenario_error(content: str) -> None:
    with pytest.raises(ScenarioError):
        loads(content, "f")


PIECES = ["[", "]", "{", "}", ": ", "- ", "null", ".nan", "1e999", "&a ", "*a", "!!x ", "true", "North", "'", '"', "\t"]
PIECES += [
    "\n",
    "  ",
    "¶",
    "-1",
    "9" * 20,
    "all",
    "[1, 2]",
    "{value: 1}",
    "2013-01",
    "source",
    "to",
    "by",
    "of",
    "[]",
    "{}",
]


@settings(max_examples=400)
@given(
    st.lists(st.tuples(st.integers(0, len(CASE)), st.integers(0, 40), st.sampled_from(PIECES)), min_size=1, max_size=5)
)
def test_no_damage_to_a_case_causes_anything_but_a_scenario_error(damage: list[tuple[int, int, str]]) -> None:
    """Valid or not: each problem is one line that says what to write, and most know their line."""
    text = CASE
    for start, length, piece in damage:
        text = text[:start] + piece + text[start + length :]
    try:
        loads(text, "f", {"threat": (5, 0, 50)})
    except ScenarioError as error:
        for problem in error.problems:
            assert problem.line is not None and "\n" not in str(problem) and "; " in problem.what
