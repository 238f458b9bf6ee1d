"""Sheets in a case: what they fill in, what wins over them, and that what is stored needs them no more."""

import json
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, coverage, load, loads, provenance
from sim.scenario.pooling import is_pooled
from tests.scenario.example import ASSUMPTIONS, CASE
from tests.scenario.sheets import CODED, A, B, coded, text, write

ROOT = Path(__file__).parents[2]


def refused(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path, ASSUMPTIONS)
    return str(caught.value)


def test_sheets_give_the_interests_that_the_file_leaves_out(tmp_path: Path) -> None:
    interest = coded(tmp_path).actors["North"].interests["nuclear"]
    assert interest.position.value == pytest.approx(((-0.8 - 0.25 * 0.2) / 1.25 - 0.4) / 2)
    assert is_pooled(interest) and len(interest.codings) == 3
    position = interest.position
    assert (position.rests_on, position.coder, position.confidence) == ("cited", "A, B", "low")
    assert [str(one) for one in position.source] == ["report ¶1", "report ¶4"]


def test_what_the_file_writes_itself_wins_and_the_rows_stand_beside_it(tmp_path: Path) -> None:
    case = coded(tmp_path)
    interest = case.actors["South"].interests["nuclear"]
    assert interest.position.value == 0.5 and interest.position.assumed == "a guess"
    assert len(interest.codings) == 1 and not is_pooled(interest)
    own = [line for line in coverage.lines(case) if "own number" in line]
    assert own == [
        "  own number: South on nuclear: position 0.5, salience 0.5 in the case, 0.9 and 0.7 in the sheets (B)"
    ]


def test_rows_count_for_no_number_of_their_own(tmp_path: Path) -> None:
    """Only the pooled numbers are numbers of the case; the rows are what they rest on."""
    paths = [row.path for row in provenance.rows(coded(tmp_path))]
    assert "actors.North.interests.nuclear.position" in paths and not [path for path in paths if "codings" in path]


def test_the_content_replays_without_the_sheets(tmp_path: Path) -> None:
    case = coded(tmp_path)
    again = loads(case.content, assumptions=ASSUMPTIONS)
    assert again.text_sha256 == case.text_sha256 and again.actors == case.actors
    assert "coding" not in json.loads(case.content)
    assert again.recoded("B").actors == case.recoded("B").actors


@pytest.mark.parametrize("old, new", [("-0.4", "-0.5"), ("medium", "low"), ("not in favour", "against")])
def test_a_changed_row_changes_the_hash(tmp_path: Path, old: str, new: str) -> None:
    before = coded(tmp_path).text_sha256
    assert coded(tmp_path, A=A, B=[row.replace(old, new) for row in B]).text_sha256 != before


def test_neither_the_order_of_rows_nor_that_of_sheets_matters(tmp_path: Path) -> None:
    case = coded(tmp_path)
    turned = CODED.replace("coding/", "[coding/report.B.csv, coding/report.A.csv, coding]", 1)
    again = coded(tmp_path, turned, A=A[::-1], B=B[::-1])
    assert (again.text_sha256, again.content) == (case.text_sha256, case.content)


def test_a_row_about_something_else_is_left_out_and_told(tmp_path: Path) -> None:
    case = coded(tmp_path, A=A, B=B)
    more = [
        "Nroth,nuclear,1,1,high,report,7,a slip,A",
        "Elsewhere,nuclear,1,1,high,report,7,another case,A",
        "North,trade,1,1,high,report,7,another issue,A",
    ]
    again = coded(tmp_path, A=[*A, *more], B=B)
    assert (again.text_sha256, again.actors) == (case.text_sha256, case.actors)
    assert again.left_out == (
        "actor 'Elsewhere': 1 row",
        "actor 'Nroth': 1 row (did they mean 'North'?)",
        "issue 'trade': 1 row",
    )
    (tmp_path / "coding" / "memo.A.csv").write_text(text(A[0].replace("report", "memo")))
    again = load(tmp_path / "case.yaml", ASSUMPTIONS)
    assert again.text_sha256 == case.text_sha256 and "document 'memo': 1 row" in again.left_out


def test_sheets_may_give_an_actor_all_its_interests(tmp_path: Path) -> None:
    case = coded(tmp_path, A=[*A, "Harbour,nuclear,0,0.2,medium,report,8,neutral,A"])
    assert list(case.actors["Harbour"].interests) == ["nuclear"]


def test_mistakes_in_sheets_are_told_together_and_alone(tmp_path: Path) -> None:
    """Without a sheet's rows the case would seem to lack interests, which nobody should go looking for."""
    spoilt = CODED.replace("patron: South", "patron: Suoth").replace("defeat: {position: 1, salience: 0.9", "x: {y: 1")
    lines = refused(write(tmp_path, spoilt, A=[A[0].replace("high", "hi")], B=[*B, "x"])).splitlines()
    assert [line.removeprefix(str(tmp_path)).partition(" ")[0] for line in lines] == [
        "/coding/report.A.csv:2:",
        "/coding/report.B.csv:4:",
    ]


def test_a_fault_in_pooled_numbers_is_told_at_the_sheet(tmp_path: Path) -> None:
    path = write(tmp_path, A=[row.replace("North", "Harbour").replace("0.6,", "0,").replace("0.2,", "0,") for row in A])
    assert "report.A.csv:2: actors.Harbour.interests: nothing matters to this actor" in refused(path)


FAULTS = {
    "a missing sheet": ("coding/reprot.A.csv", "there is no sheet or folder 'coding/reprot.A.csv'; did you mean"),
    "a missing folder": ("codes/", "there is no sheet or folder 'codes/'; check it"),
    "an empty folder": ("none/", "there are no sheets in 'none/'; add some"),
    "another folder": ("../coding/", "'../coding/' lies outside the directory of this scenario; copy the sheets in"),
    "from the root": ("/coding", "lies outside the directory"),
    "a number": ("3", "3 is no file name; write a sheet such as coding/report.A.csv, or a folder of them"),
    "nothing in a list": ('[""]', "'' is no file name"),
    "a block": ("{a: 1}", "a block is no file name"),
    "a hidden name": ('"a\\0b"', "is no file name"),
    "a very long name": ("x" * 5000, "cannot be looked up"),
}


@pytest.mark.parametrize("entry, sentence", FAULTS.values(), ids=FAULTS)
def test_what_names_no_sheets_is_refused(tmp_path: Path, entry: str, sentence: str) -> None:
    folder = tmp_path / "scenarios"
    (folder / "none").mkdir(parents=True)
    message = refused(write(folder, CODED.replace("coding/", entry, 1), A=A))
    assert f"case.yaml:1: coding{'[0]' if entry.startswith('[') else ''}: " in message and sentence in message
    assert len(message.splitlines()) == 1


def test_links_lead_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "coding").mkdir(parents=True)
    (tmp_path / "report.A.csv").write_text(text(*A))
    (tmp_path / "scenarios" / "coding" / "report.A.csv").symlink_to(tmp_path / "report.A.csv")
    assert "lies outside the directory of this scenario" in refused(write(tmp_path / "scenarios"))


def test_text_cannot_name_sheets() -> None:
    with pytest.raises(ScenarioError, match="<text>:1: coding: text cannot name coding sheets; save it in a file"):
        loads(CODED, assumptions=ASSUMPTIONS)


def test_sheets_come_along_with_the_file_that_is_extended(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    write(tmp_path / "inner", A=A, B=B)
    top = tmp_path / "top.yaml"
    top.write_text("extends: inner/case.yaml\ntitle: Another\n")
    assert is_pooled(load(top, ASSUMPTIONS).actors["North"].interests["nuclear"])
    top.write_text("extends: inner/case.yaml\ncoding: [inner/coding/report.B.csv]\n")
    assert load(top, ASSUMPTIONS).actors["North"].interests["nuclear"].position.value == -0.4
    top.write_text("extends: inner/case.yaml\ncoding: null\n")
    assert "nuclear" not in load(top, ASSUMPTIONS).actors["North"].interests


def test_a_case_without_sheets_says_so() -> None:
    (line,) = coverage.lines(loads(CASE, assumptions=ASSUMPTIONS))
    assert "no interest rests on coding sheets; name some with `coding:`" in line


def test_coverage_lists_what_rests_on_one_or_none(tmp_path: Path) -> None:
    lines = list(coverage.lines(coded(tmp_path)))
    assert "  coding: 4 rows of coding sheets by A, B on 1 document" in lines
    assert "  coverage: 6 interests, coded in sheets: 1 by 2, 1 by 1, 4 by no coder" in lines
    assert "    by one coder only: South on nuclear (B)" in lines
    assert [line for line in lines if line.startswith("    by no coder: North on defeat; South on defeat; Raiders on")]


def test_every_row_of_the_first_case_is_used_or_told() -> None:
    case = load(ROOT / "scenarios" / "iran_us_isis_2014.yaml")
    assert case.coders == ("A", "B", "C")
    assert {one.confidence for actor in case.actors.values() for i in actor.interests.values() for one in i.codings}
    assert not [left for left in case.left_out if "mean" in left], "a slip in a name"
