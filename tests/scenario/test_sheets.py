"""Coding sheets: what is read, and that every mistake is named on its line, with what to write instead."""

import os
import time
from pathlib import Path

import pytest

from sim.scenario.errors import Problem
from sim.scenario.sheets import COLUMNS, Sheet, read_sheet
from tests.scenario.sheets import HEAD, A, text

ROW = {
    "actor": "North", "issue": "nuclear", "position": "-0.5", "salience": "0.5", "confidence": "high",
    "document": "report", "paragraph": "3", "paraphrase": "against it", "coder": "A",
}  # fmt: skip


def sheet(folder: Path, content: str | bytes, name: str = "report.A.csv") -> Sheet:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_sheet(folder / name, f"coding/{name}")


def row(**changed: str) -> str:
    return ",".join((ROW | changed).values())


def said(found: Sheet) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_a_row_becomes_a_coding_with_its_place(tmp_path: Path) -> None:
    (found,) = sheet(tmp_path, text(row())).rows
    assert (found.actor, found.issue, found.mark[:2]) == ("North", "nuclear", ("coding/report.A.csv", 2))
    coding = found.coding
    assert (coding.coder, coding.confidence, coding.position, coding.salience) == ("A", "high", -0.5, 0.5)
    assert (str(coding.place), coding.note) == ("report ¶3", "against it")


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    lines = [HEAD, row(paraphrase='"a, ""b""\r\nc"'), "", ",,,,,,,,", row(paragraph="¶4"), row(paragraph=" 5-6 ")]
    content = b"\xef\xbb\xbf" + "\r\n".join(lines).encode()
    found = sheet(tmp_path, content)
    assert not found.problems
    assert [one.mark.line for one in found.rows] == [2, 6, 7], "a row with a broken line counts from where it begins"
    assert [str(one.coding.place) for one in found.rows] == ["report ¶3", "report ¶4", "report ¶5-6"]
    shuffled = [",".join(reversed(COLUMNS)), ",".join(reversed(ROW.values()))]
    assert sheet(tmp_path, "\n".join(shuffled)).rows[0].coding == sheet(tmp_path, text(row())).rows[0].coding


WRONG = {
    "a position outside": ({"position": "1.4"}, "position: 1.4 is above 1; a position runs from -1 to 1"),
    "a position that is text": (
        {"position": "high"},
        "position: 'high' is not a number; write one such as 0.5: a position runs from -1 to 1",
    ),
    "no position": ({"position": ""}, "position: is empty; write one such as 0.5: a position runs from -1 to 1"),
    "a decimal comma": ({"position": '"0,5"'}, "position: '0,5' is not a number; write one such as 0.5"),
    "no number": ({"position": ".nan"}, "position: nan is not a finite number; a position runs from -1 to 1"),
    "true": ({"position": "true"}, "position: 'true' is not a number"),
    "endless": ({"salience": "1e999"}, "salience: inf is not a finite number; a salience runs from 0 to 1"),
    "a salience below 0": ({"salience": "-0.1"}, "salience: -0.1 is below 0; a salience runs from 0 to 1"),
    "a misspelt confidence": ({"confidence": "hihg"}, "confidence: 'hihg' is no confidence; did you mean 'high'?"),
    "an unknown confidence": ({"confidence": "x"}, "'x' is no confidence; write one of: high, medium, low"),
    "no confidence": ({"confidence": ""}, "confidence: is empty; write one of: high, medium, low"),
    "no actor": ({"actor": " "}, "actor: is empty; write the name of the actor, as cases call it"),
    "no issue": ({"issue": ""}, "issue: is empty; write the name of the issue, as cases call it"),
    "no coder": ({"coder": ""}, "coder: is empty; write the name of the coder, as cases call it"),
    "no document": ({"document": ""}, "document: is empty; write the name of the document, as cases call it"),
    "no paraphrase": ({"paraphrase": ""}, "paraphrase: is empty; say in a few words what the place says"),
    "no paragraph": ({"paragraph": ""}, "paragraph: is empty; write its number, such as 8, or 8-9"),
    "a paragraph by word": ({"paragraph": "last"}, "paragraph: 'last' is no paragraph; write its number, such as 8"),
    "paragraphs backwards": ({"paragraph": "9-8"}, "paragraph: '9-8' is no paragraph; write its number"),
    "paragraph 0": ({"paragraph": "0"}, "paragraph: '0' is no paragraph; write its number"),
    "another coder": ({"coder": "B"}, "these rows are of report by B; put them in a sheet called 'report.B.csv'"),
    "another document": ({"document": "memo"}, "these rows are of memo by A; put them in a sheet called 'memo.A.csv'"),
    "too few cells": ({"coder": "A,x"}, "has 10 cells where the head names 9; put text with commas in quotes"),
}


@pytest.mark.parametrize("changed, sentence", WRONG.values(), ids=WRONG)
def test_a_mistake_is_one_sentence_on_its_line(tmp_path: Path, changed: dict[str, str], sentence: str) -> None:
    (problem,) = said(sheet(tmp_path, text(row(paragraph="1"), row(**changed))))
    assert problem.startswith("coding/report.A.csv:3: ") and sentence in problem
    assert problem.isprintable()


def test_all_mistakes_are_collected(tmp_path: Path) -> None:
    found = sheet(tmp_path, text(row(position="x", salience="2", actor=""), row(), row(confidence="sure")))
    assert [problem.line for problem in found.problems] == [2, 2, 2, 4] and len(found.rows) == 1


def test_a_statement_counts_once_but_a_paragraph_may_hold_two(tmp_path: Path) -> None:
    again = row(position="0.9", paraphrase="AGAINST it")
    assert said(sheet(tmp_path, text(row(), row(paragraph="4"), again))) == [
        "coding/report.A.csv:4: North on nuclear in report ¶3 is coded in line 2 already, in the same words; delete one"
    ]
    assert not sheet(tmp_path, text(row(), row(paraphrase="yet wants a part"))).problems


HEADS = {
    "an unknown column": (f"{HEAD},mood", "'mood' is no column of a sheet; write one of: actor, issue"),
    "a misspelt column": (HEAD.replace("salience", "saliense"), "did you mean 'salience'?"),
    "a missing column": (HEAD.replace(",coder", ""), f"the head lacks coder; begin the sheet with: {HEAD}"),
    "a column twice": (f"{HEAD},actor", "the column 'actor' stands here twice; delete one"),
    "semicolons": (HEAD.replace(",", ";"), "not divided by commas; save the sheet as comma-separated CSV"),
    "tabs": (HEAD.replace(",", "\t"), "not divided by commas; save the sheet as comma-separated CSV"),
    "nothing": ("", "the head lacks actor, issue"),
}


@pytest.mark.parametrize("head, sentence", HEADS.values(), ids=HEADS)
def test_a_wrong_head_is_told_and_the_rows_are_not_looked_at(tmp_path: Path, head: str, sentence: str) -> None:
    problems = said(sheet(tmp_path, text(head=head) if not head else text("1,2,3", head=head)))
    assert problems and all(problem.startswith("coding/report.A.csv:1: ") for problem in problems)
    assert any(sentence in problem for problem in problems), problems


CONTENTS = {
    "no rows": (text(), ":1: holds no rows; write one a line"),
    "an open quote": (text(row(paraphrase='"open')), ":2: this is not CSV (unexpected end of data); put text with"),
    "a stray quote": (text(row(paraphrase='"a"b')), ":2: this is not CSV ("),
    "latin letters": (text(row(paraphrase="é")).encode("latin-1"), ":2: is not UTF-8 text; save the sheet as CSV"),
    "two bytes a letter": (text(row()).encode("utf-16"), ":1: is not UTF-8 text"),
    "a hidden character": (text(row(actor="No\u202erth")), ":2: holds the hidden character U+202E; delete it"),
    "a nothing byte": (text(row(actor="No\0rth")), ":2: holds the hidden character U+0000"),
}


@pytest.mark.parametrize("content, sentence", CONTENTS.values(), ids=CONTENTS)
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    (problem,) = said(sheet(tmp_path, content))
    assert problem.startswith(f"coding/report.A.csv{sentence}"), problem


def test_huge_sheets_are_refused_at_once(tmp_path: Path) -> None:
    begun = time.process_time()
    (problem,) = said(sheet(tmp_path, text(row()) + "x" * 3_000_000))
    assert problem.endswith("is 3 MB; a coding sheet may have at most 1 MB: keep one sheet a document and coder")
    many = sheet(tmp_path, text(*(row(paragraph=str(number + 1)) for number in range(6000))))
    assert "has more than 5000 rows" in said(many)[-1]
    assert "field larger than field limit" in said(sheet(tmp_path, text(row(paraphrase="x" * 200_000))))[0]
    assert time.process_time() - begun < 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.A.csv")
    assert read_sheet(tmp_path / "report.A.csv", "x").problems == [
        Problem("x", None, (), "is no ordinary file; give a CSV file")
    ]


def test_the_made_up_sheets_are_right(tmp_path: Path) -> None:
    assert len(sheet(tmp_path, text(*A)).rows) == len(A)
