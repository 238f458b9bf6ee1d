"""Which charts a report draws: by a rule that it states, with a sentence where there is nothing to draw."""

from typing import Any

import pytest

import sim
from sim.analysis import search
from sim.charts.batch import draw
from sim.report import origin, write
from sim.report.chosen import main_outcome
from tests.commands import ROOT
from tests.report.reading import Page

CASE = sim.example()
RANGES = {"threat_weight": (2, 50), "visibility": (0, 1)}


def report(folder, **words):
    results = sim.Batch(words.pop("scenarios", CASE), **words).run(folder, progress=False)
    return results, Page.of(write(folder))


def test_policies_under_which_nothing_differs_get_a_sentence_and_those_after_them_their_charts(tmp_path):
    """The policy without an enemy comes second; it must not take the place of the third."""
    names = ["as_coded", "no_enemy", "no_channel", "no_deconfliction"]
    design = {"kind": "grid", "steps": 3}
    _, page = report(tmp_path / "x", policies=names, vary=RANGES, design=design, replicates=8)
    captions = {name: f"(common_enemy, {name}). Design" in page.text for name in ("as coded", "no enemy", "no channel")}
    assert captions == {"as coded": True, "no enemy": False, "no channel": True}
    assert "No enemy: emergence of North – South is 0% of runs at all 9 points, so there is no chart of it" in page.text
    assert "Charts over the design are drawn for the first policy of each scenario, and for others, where" in page.text


def test_a_report_is_about_the_word_that_the_stop_rule_watches(tmp_path):
    stop = {"outcome": "ending=none", "of": "North – South", "half_width": 0.2, "at_most": 20}
    results, page = report(tmp_path / "x", replicates=10, policies=["as_coded", "no_channel"], stop=stop)
    assert main_outcome(results) == "ending=none"
    assert any("ending=none" in str(rows[0]) for rows in page.tables.values())


def test_what_the_stop_rule_names_comes_first_in_the_report_and_in_the_table_of_the_command(tmp_path, capsys):
    """Iran – Turkey cooperates in no run or in few, and others in many; it is what the batch is about."""
    from sim.cli.findings import main_table

    case = sim.load(ROOT / "scenarios" / "iran_us_isis_2014.yaml")
    asked = "Saudi Arabia – Turkey"
    stop = {"outcome": "emergence", "of": asked, "half_width": 0.2, "at_most": 60}
    results, page = report(
        tmp_path / "x", scenarios=case, policies=["as_coded", "no_channel"], replicates=60, stop=stop
    )
    found = results.estimate("emergence", by=("policy",))
    assert found[found["of"] == asked]["value"].max() < found["value"].max() / 2
    short = page.text.split("In short", 1)[1]
    assert short.strip().startswith(asked), short[:200]
    assert next(iter(page.tables.values()))[1][0] == asked
    main_table(results)
    names = [line.split("│")[2].strip() for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
    assert names[0] == asked and len(set(names)) > 2


def test_where_nothing_differs_at_all_one_sentence_stands_for_the_charts(tmp_path):
    case = CASE.without(enemy="Raiders")
    _, page = report(tmp_path / "x", scenarios=case, vary=RANGES, design="latin_hypercube", points=24, replicates=4)
    assert "Emergence of North – South is 0% of runs at all 24 points, so there is no chart of it" in page.text
    assert len(page.all("figure")) == 1, "how often, at least"
    assert "for the first policy" not in page.text, "there is one policy only"


def test_what_there_is_no_room_for_is_named_and_first_policies_go_before(tmp_path):
    from sim.report.chosen import chosen

    cases = {"one": CASE, "two": CASE.assume(threat_weight=12)}
    words: dict[str, Any] = {
        "policies": ["as_coded", "no_channel"],
        "vary": {"threat_weight": (2, 20), "visibility": (0, 1)},
    }
    results = sim.Batch(cases, design={"kind": "grid", "steps": 3}, replicates=8, **words).run(
        tmp_path / "x", progress=False
    )
    drawn, notes = chosen(results, {"one": "North – South", "two": "North – South"}, 2)
    assert drawn == [("one", "as_coded"), ("two", "as_coded")]
    assert "Left out to keep the report short, though the runs are there: one, no channel; two, no channel." in notes


@pytest.mark.slow
def test_charts_and_report_share_one_search(tmp_path, monkeypatch):
    words: dict[str, Any] = {"vary": RANGES, "design": "latin_hypercube", "points": 24, "replicates": 4}
    results = sim.Batch(CASE, **words).run(tmp_path / "x", progress=False)
    draw(results, "boxes")
    monkeypatch.setattr(search, "find", None)  # whoever searches again fails
    draw(results, "map")
    assert len(Page.of(write(tmp_path / "x")).all("figure")) == 3


def test_the_command_stands_there_as_one_would_type_it(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["/opt/lib/sim/cli/__main__.py", "batch", "a b.yaml"])
    _, page = report(tmp_path / "x", replicates=4)
    rows = page.tables["When it was played"]
    assert rows[1][-1] == "sim batch 'a b.yaml'"
    assert "__main__" not in page.text
    assert "sim batch 'a b.yaml' --out again" in page.text
    monkeypatch.setattr("sys.argv", ["/opt/ipykernel_launcher.py", "-f", "/run/kernel-1.json"])
    _, page = report(tmp_path / "y", replicates=4)
    assert page.tables["When it was played"][1][-1] == "from Python" and "kernel" not in page.text


def test_one_is_one(tmp_path):
    _, page = report(tmp_path / "x", replicates=1)
    assert "1 run; the batch is finished" in page.text
    for slip in ("1 runs", "1 points", "1 policies", "1 pairs", "1 factors"):
        assert slip not in page.text
    table = origin.failures_table([origin.Failed(str(k), 1, "1-1", "here", "") for k in range(11)], "x")
    assert "1 more kind is in the table failures." in table.notes
