"""The case as one coder reads it, and with two actors moved: what changes, what stays, what is refused."""

from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, loads
from tests.scenario.example import ASSUMPTIONS, CASE
from tests.scenario.sheets import A, B, coded


@pytest.fixture
def case(tmp_path: Path) -> Scenario:
    return coded(tmp_path, A=[*A, "Harbour,nuclear,0.2,0.4,low,report,5,a friend,A"], B=B)


def positions(case: Scenario, actor: str) -> dict[str, float]:
    return {issue: interest.position.value for issue, interest in case.actors[actor].interests.items()}


def test_a_coder_alone_gives_its_own_numbers(case: Scenario) -> None:
    interest = case.recoded("B").actors["North"].interests["nuclear"]
    assert (interest.position.value, interest.position.spread) == (-0.4, 0.2)
    assert (interest.salience.value, interest.salience.spread) == (0.4, 0.1)
    assert (interest.position.coder, interest.position.confidence) == ("B", "medium")
    assert [str(one) for one in interest.position.source] == ["report ¶1"]


def test_what_a_coder_leaves_out_keeps_the_pooled_number_and_says_so(case: Scenario) -> None:
    before, after = (
        case.actors["Harbour"].interests["nuclear"],
        case.recoded("B").actors["Harbour"].interests["nuclear"],
    )
    assert after.position == before.position and after.salience == before.salience
    assert after.note == "not coded by B; the number of the other coders is kept"


def test_what_the_case_gives_itself_stays(case: Scenario) -> None:
    assert positions(case.recoded("B"), "South") == positions(case, "South")


def test_recoding_leaves_the_case_as_it_was_and_is_told_in_its_changes(case: Scenario) -> None:
    hash_before = case.text_sha256
    again = case.recoded("A").without(channel="Harbour").shifted("North", "South", 0.2)
    assert again.changes.coder == "A" and again.changes.without_channels == {"Harbour"}
    assert again.changes.shifted == (("North", "South", 0.2),) and case.changes.coder is None
    assert case.text_sha256 == hash_before == again.text_sha256


def test_recoding_comes_first_and_names_a_coder(case: Scenario) -> None:
    for changed in (case.recoded("A"), case.shifted("North", "South", 0.1)):
        with pytest.raises(ScenarioError, match="recode the case as it was loaded, then shift it"):
            changed.recoded("B")
    with pytest.raises(ScenarioError, match="'D' is not a coder of this case; write one of: A, B"):
        case.recoded("D")
    with pytest.raises(ScenarioError, match="'A' is not a coder of this case; there are none"):
        loads(CASE, assumptions=ASSUMPTIONS).recoded("A")


@pytest.mark.parametrize("by, north, south", [(0.2, -0.6, 0.6), (-0.2, -0.4, 0.4), (1.4, -1, 1), (-2, 0, 0)])
def test_two_are_moved_by_half_each_within_the_ends_and_not_past_each_other(
    by: float, north: float, south: float
) -> None:
    case = loads(CASE, assumptions=ASSUMPTIONS)
    for pair in (("North", "South"), ("South", "North")):
        moved = case.shifted(*pair, by)
        assert positions(moved, "North")["nuclear"] == pytest.approx(north)
        assert positions(moved, "South")["nuclear"] == pytest.approx(south)


def test_of_equal_positions_the_first_named_goes_up_and_ends_hold() -> None:
    moved = loads(CASE, assumptions=ASSUMPTIONS).shifted("South", "North", 0.2)
    assert positions(moved, "South")["defeat"] == 1 and positions(moved, "North")["defeat"] == pytest.approx(0.9)


def test_others_and_what_only_one_cares_about_stay() -> None:
    case = loads(CASE, assumptions=ASSUMPTIONS)
    moved = case.shifted("North", "Proxy", -0.4)
    assert positions(moved, "North")["nuclear"] == -0.5 and positions(moved, "South") == positions(case, "South")
    assert moved.actors["North"].theatres == case.actors["North"].theatres


def test_a_range_moves_along() -> None:
    text = CASE.replace("{position: 0.5, salience: 0.5}", "{position: {value: 0.5, range: [0.2, 1]}, salience: 0.5}")
    position = loads(text, assumptions=ASSUMPTIONS).shifted("North", "South", 0.2).actors["South"].interests["nuclear"]
    assert position.position.range == pytest.approx((0.3, 1.0)) and position.position.value == pytest.approx(0.6)


@pytest.mark.parametrize(
    "one, other, by, sentence",
    [
        ("North", "Sowth", 0.2, "'Sowth' is not an actor of this case; did you mean 'South'?"),
        ("North", "North", 0.2, "name two actors and -2 to 2"),
        ("North", "South", 3, "cannot move 'North' and 'South' apart by 3; name two actors and -2 to 2"),
        ("North", "South", float("nan"), "name two actors and -2 to 2"),
    ],
)
def test_what_cannot_be_moved_is_refused(one: str, other: str, by: float, sentence: str) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        loads(CASE, assumptions=ASSUMPTIONS).shifted(one, other, by)
