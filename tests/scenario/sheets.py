"""Made-up coding sheets for the small case of ``example.py``, and writing them beside it."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import Scenario, load
from tests.scenario.example import ASSUMPTIONS, CASE

HEAD = "actor,issue,position,salience,confidence,document,paragraph,paraphrase,coder"
NUCLEAR = "      nuclear: {position: -0.5, salience: 0.5, spread: 0.2, source: report ¶1, coder: A, confidence: high}\n"
CODED = "coding: coding/\n" + CASE.replace(NUCLEAR, "")
"""The small case without North's number on the nuclear issue, which the sheets give; South's stays its own."""

A = ["North,nuclear,-0.8,0.6,high,report,1,against it,A", "North,nuclear,-0.2,0.2,low,report,4,mild words,A"]
B = ["North,nuclear,-0.4,0.4,medium,report,1,not in favour,B", "South,nuclear,0.9,0.7,high,report,2,wants it,B"]


def text(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows, ""))


def write(folder: Path, case: str = CODED, **rows: list[str]) -> Path:
    """Write a case and, for each coder, a sheet of the report; return the case."""
    (folder / "coding").mkdir(exist_ok=True)
    for coder, lines in rows.items():
        (folder / "coding" / f"report.{coder}.csv").write_text(text(*lines), encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(case, encoding="utf-8")
    return path


def coded(folder: Path, case: str = CODED, **rows: list[str]) -> Scenario:
    """Load a case with sheets; those of A and B if none are given."""
    return load(write(folder, case, **(rows or {"A": A, "B": B})), ASSUMPTIONS)
