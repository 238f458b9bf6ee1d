"""Every kind of mistake in a scenario is named on its own line, with what to write instead.

Each example replaces one piece of a valid case; `# HERE` marks the line that the message must name.
"""

import pytest

from sim.scenario import ScenarioError, loads
from tests import mistakes
from tests.mistakes import Mistake
from tests.scenario.example import ASSUMPTIONS, CASE
from tests.scenario.mistakes_in_cases import MISTAKES as IN_CASES
from tests.scenario.mistakes_in_values import MISTAKES as IN_VALUES

MISTAKES = IN_VALUES | IN_CASES


def read(text: str) -> object:
    return loads(text, "case.yaml", ASSUMPTIONS)


def spoil(old: str, new: str, text: str = CASE) -> str:
    return mistakes.spoil(old, new, text)


def faults(text: str) -> ScenarioError:
    return mistakes.faults(read, text)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_one_mistake_gives_one_sentence_on_its_line(mistake: tuple[str, str, str, str]) -> None:
    mistakes.one_sentence_on_its_line(read, "case.yaml", CASE, Mistake(*mistake))


def test_the_case_that_is_spoilt_is_valid() -> None:
    assert loads(CASE, assumptions=ASSUMPTIONS).title == "A case"


def test_all_mistakes_are_reported_together_in_the_order_of_the_file() -> None:
    text = spoil("Valley: {governance: 0.4, source: report ¶3}", "Valley: {governance: 40, source: reprt ¶3}")
    text = spoil("    patron: South", "    patron: Suoth", text)
    text = spoil("    growth: 0.2", "    growth: .nan", text)
    text = spoil("title: A case", "titel: A case\nabout: a\nabout: b", text)
    problems = faults(text).problems
    lines = [problem.line or 0 for problem in problems]
    assert lines == sorted(lines) and len(problems) == 7
    assert {problem.path[0] for problem in problems} == {
        "title",
        "titel",
        "about",
        "theatres",
        "actors",
        "enemies",
    }


def test_patrons_in_a_circle_are_reported_once() -> None:
    circle = """
  One: {kind: armed_group, patron: Two, control: 1, assumed: x, interests: &, theatres: {Valley: {}}}
  Two: {kind: armed_group, patron: One, control: 1, assumed: x, interests: &, theatres: {Valley: {}}}
"""
    text = spoil("actors:\n", "actors:" + circle.replace("&", "{nuclear: {position: 0, salience: 1}}"))
    assert [str(one.path[1]) for one in faults(text).problems] == ["One"]


def test_fifty_problems_are_printed_and_the_rest_counted() -> None:
    words = "".join(f"word{number}: 1\n" for number in range(70))
    lines = str(faults(CASE + words)).splitlines()
    assert len(lines) == 51 and lines[-1] == "and 20 more"


@pytest.mark.parametrize(
    "block, entry, count",
    [
        ("actors", "  a{n}: {{kind: state, theatres: {{Valley: {{}}}}, interests: {{defeat: *}}}}\n", 2001),
        ("issues", "  i{n}: {{minus: a, plus: b}}\n", 201),
        ("theatres", "  t{n}: {{governance: 0.5, assumed: x}}\n", 51),
        ("policies", "  p{n}: {{contest: krtz}}\n", 101),
    ],
)
def test_more_than_the_model_was_built_for_is_refused(block: str, entry: str, count: int) -> None:
    entry = entry.replace("*", "{{position: 0, salience: 1, assumed: x}}")
    entries = "".join(entry.format(n=number) for number in range(count))
    error = faults(spoil(f"\n{block}:\n", f"\n{block}:\n{entries}"))
    assert len(error.problems) == 1 and f"a scenario may have at most {count - 1}" in str(error)


@pytest.mark.parametrize("block", ["actors", "issues"])
def test_a_case_of_nothing_is_refused(block: str) -> None:
    assert f"there are no {block}" in str(faults(f"title: x\n{block}: {{}}\n"))


def test_only_a_case_without_an_enemy_needs_no_theatre() -> None:
    """Two that talk and have nobody to fight: there is nowhere to be, and nothing is missed."""
    nowhere = """\
title: Two that talk
assumed: x
months: {first: 2001-01, last: 2001-12}
issues: {border: {minus: a, plus: b}}
actors:
  North: {kind: state, interests: {border: {position: 1, salience: 1}}}
  South: {kind: state, interests: {border: {position: -1, salience: 1}}}
relations: [{between: [North, South], rivals: true}]
"""
    for text in (nowhere, nowhere + "theatres: {}\n"):
        assert not loads(text, "case.yaml", ASSUMPTIONS).theatres
    told = str(faults(spoil("theatres:\n  Valley: {governance: 0.4, source: report ¶3}\n", "theatres: {}\n")))
    assert told.count("Valley") >= 3 and "'Valley' is not a theatre of this case; there are none" in told
