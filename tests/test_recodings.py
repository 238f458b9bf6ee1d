"""Results of a case recoded: the same seeds, each coder alone, rivals nearer and further, and the chart of all that."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

import sim
from sim.charts import draw
from sim.cli import main
from sim.scenario.sheets import COLUMNS
from tests.worlds import SMALL_CASE

STATES = ("North", "South")
PAIR = "North – South"
RUNS = 10


def rows(case: dict, coder: str, shift: float) -> list[str]:
    """A sheet that repeats the numbers of the case, the rivals' quarrels shifted."""
    found = [",".join(COLUMNS)]
    for name in STATES:
        for issue, own in case["actors"][name]["interests"].items():
            x = own["position"] + (shift if own["position"] > 0 else -shift) * (issue != "defeat_of_raiders")
            found.append(f"{name},{issue},{x:.2f},{own['salience']},medium,report,1,as it is,{coder}")
    return found


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest case with its rivals coded by two: one as it is, one who sees hardly a quarrel."""
    folder = tmp_path_factory.mktemp("coded")
    case = yaml.safe_load(SMALL_CASE)
    (folder / "coding").mkdir()
    for coder, shift in (("A", 0.0), ("B", -0.5)):
        (folder / "coding" / f"report.{coder}.csv").write_text("\n".join(rows(case, coder, shift)))
    for name in STATES:
        del case["actors"][name]["interests"]
    case |= {"coding": "coding/", "documents": {"report": {"title": "A report", "date": 2001}}}
    (folder / "case.yaml").write_text(yaml.safe_dump(case))
    return folder / "case.yaml"


@pytest.fixture(scope="session")
def recoding(path: Path):
    return sim.recode(sim.load(path), runs=RUNS, seed=3)


def test_every_coder_alone_and_each_pair_both_ways_on_the_same_seeds(recoding) -> None:
    assert [words for words, _ in recoding.of(PAIR)] == [
        "pooled (A, B)", "coder A alone", "coder B alone", "nearer by 0.2", "further apart by 0.2",
    ]  # fmt: skip
    for _, results in recoding.of(PAIR):
        assert results.seeds.tolist() == list(range(3, 3 + RUNS))


def test_the_numbers_are_those_of_the_recoded_cases(recoding, path: Path) -> None:
    case = sim.load(path)
    for changed, words in ((case.recoded("B"), "coder B alone"), (case.shifted(*STATES, -0.2), "nearer by 0.2")):
        table = recoding.frame("months_of_cooperation").set_index("recoding")
        alone = sim.run(changed, runs=RUNS, seed=3)
        assert table.loc[words, "months_of_cooperation"] == alone.months_of_cooperation[PAIR].value
        paired = (alone - recoding.base).months_of_cooperation[PAIR]
        assert table.loc[words, "difference"] == pytest.approx(paired.value)


def test_another_coder_is_another_world(path: Path) -> None:
    from sim.scenario.build import build

    case = sim.load(path)
    pooled, one = build(case), build(case.recoded("A"))
    k = pooled.names.actor.index("North")
    assert not np.array_equal(pooled.world[0].position[k], one.world[0].position[k])
    original = build(sim.loads(SMALL_CASE))
    assert np.array_equal(one.world[0].position[k], original.world[0].position[k])


def test_only_outcomes_of_pairs_can_be_recoded(recoding) -> None:
    for name in ("payoff", "nonsense"):
        with pytest.raises(ValueError, match=f"'{name}' is no outcome of pairs of rivals; those are .*emergence"):
            recoding.frame(name)


def test_a_word_is_recoded_by_its_share(recoding) -> None:
    found = recoding.frame("ending=none").set_index("recoding")["ending=none"]
    shares = recoding.base.shares("ending").set_index("ending")["value"]
    assert found["pooled (A, B)"] == shares["none"]
    page = draw("recoding", recoding, outcome="ending=none")
    assert "ending=none" in page.title and "Share of runs in which ending is none" in page.alt + page.caption + str(
        [text.get_text() for text in page.texts]
    )
    for ask in (recoding.frame, lambda name: draw("recoding", recoding, outcome=name)):
        with pytest.raises(ValueError, match=r"ending is a word \(none, lasting, .* and has no mean"):
            ask("ending")


def test_the_chart_says_what_it_rests_on_and_who_leaves_what_out(recoding) -> None:
    page = draw("recoding", recoding)
    values = recoding.frame().set_index("recoding")["emergence"]
    assert f"{100 * values['pooled (A, B)']:.0f}% of runs pooled (A, B)" in page.title
    assert re.search(r"n = 10 runs per row, seeds 3–12 \(the same in every row\)", page.caption)
    assert "coder A alone" in page.alt and "keep the pooled number" not in page.caption
    assert draw("recoding", recoding, outcome="duration").title


ROWS = [
    (PAIR, "pooled (A, B)", 0.3, 0.2, 0.4, None, None),
    (PAIR, "coder A alone", 0.1, 0.05, 0.15, -0.3, -0.1),
    (PAIR, "nearer by 0.2", 0.32, 0.22, 0.42, -0.1, 0.1),
    ("P – Q", "pooled (A, B)", 0.2, 0.1, 0.3, None, None),
    ("P – Q", "coder A alone", 0.5, 0.4, 0.6, 0.1, 0.5),
]


class Told:
    """A recoding whose numbers are given."""

    def __init__(self, recoding, rows: list[tuple]) -> None:
        self.base, self.coders, self.first = recoding.base, recoding.coders, recoding.first
        self.rows = [(*row[:5], 100, None, *row[5:]) for row in rows]

    def frame(self, outcome: str) -> pd.DataFrame:
        ends = ["low", "high", "n", "difference", "difference_low", "difference_high"]
        return pd.DataFrame(self.rows, columns=["of", "recoding", outcome, *ends]).astype({"difference_low": float})


@pytest.mark.parametrize(
    "rows, finding",
    [
        (ROWS, "10% to 32% recoded; surely otherwise by coder A alone; by coder A alone, P – Q comes first"),
        (ROWS[:3], "10% to 32% recoded; surely otherwise by coder A alone"),
        ([*ROWS[:1], ROWS[2]], "32% recoded; none surely otherwise"),
        ([*ROWS[:4], ("P – Q", "coder A alone", 0.2, 0.1, 0.3, 0, 0)], "recoded; surely otherwise by coder A alone"),
    ],
)
def test_the_title_says_what_recoding_surely_moves_and_no_more(recoding, rows: list[tuple], finding: str) -> None:
    page = draw("recoding", Told(recoding, rows))
    assert page.title.startswith(f"{PAIR}: indirect cooperation emerges in 30% of runs pooled (A, B), ")
    assert page.title.endswith(finding)


def test_the_command_draws_it_without_more_words(path: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["chart", "recoding", str(path), "--runs", "3", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "coder B alone" in (tmp_path / "recoding.svg").read_text()


def test_check_tells_who_coded_what(path: Path) -> None:
    done = CliRunner().invoke(main, ["check", str(path), "--coding"])
    assert done.exit_code == 0
    assert "  coding: 16 rows of coding sheets by A, B on 1 document" in done.output
    assert "  agreement on positions (Krippendorff's alpha for interval data, 95% bootstrap interval):" in done.output
    assert "agreement" not in CliRunner().invoke(main, ["check", str(path)]).output


def test_stored_results_tell_who_coded_and_replay_without_sheets(recoding, tmp_path: Path) -> None:
    folder = recoding.coders["A"].save(tmp_path / "stored")
    manifest = sim.open(folder).manifest
    assert manifest["changes"] == {"coder": "A"}
    again = sim.loads((folder / "scenario.json").read_text())
    assert again.text_sha256 == manifest["scenario_sha256"]
    assert json.loads((folder / "scenario.json").read_text())["actors"]["North"]["interests"]["border"]["codings"]
    alone = sim.run(again.recoded("A"), runs=RUNS, seed=3)
    assert alone.estimate("payoff") == recoding.coders["A"].estimate("payoff")
