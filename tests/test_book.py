"""The book: what the pages say is what the source says, and the table of mechanisms judges by the difference alone."""

from __future__ import annotations

import ast
import math
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim._compile import RULES
from sim.assumptions import ASSUMPTIONS
from sim.book import answers, code, entries, marks, month, odd, rows, rulebook, table
from sim.cli import main
from sim.intervals import Estimate
from sim.scenario import ScenarioError
from sim.world import FACTS, QUESTIONS

DOCS = marks.pages()
MECHANISMS = (DOCS / "mechanisms.md").read_text(encoding="utf-8")


def ask(*words: object):
    done = CliRunner().invoke(main, [str(w) for w in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output
    return done


# ---- the pages are current


def test_the_rule_book_is_current():
    assert (DOCS / "rulebook.md").read_text(encoding="utf-8") == rulebook.text(), "run: sim book rules"


def test_the_description_is_current():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert marks.rewritten(page, odd.parts(), "odd.md") == page, "run: sim book odd"


def test_the_tables_of_mechanisms_are_current():
    assert marks.rewritten(MECHANISMS, odd.mechanism_parts(), "mechanisms.md") == MECHANISMS, "run: sim book rules"


def test_the_played_table_has_the_rows_of_the_file():
    """Numbers move with the source; which rows there are, and what was expected of them, does not."""
    played = [
        [cell.strip() for cell in line.split(" | ")] for line in MECHANISMS.splitlines() if line.count(" | ") == 10
    ]
    shown = [(c[0].removeprefix("| "), c[4].strip("`"), c[6]) for c in played if not c[0].endswith("system")]
    wanted = [(row.system, row.outcome, row.expected) for row in rows.read(rows.usual_file()).rows]
    assert shown == wanted, "run: sim book table"


def test_links_of_the_pages_lead_somewhere():
    anchors = set(re.findall(r'<a id="([^"]+)">', (DOCS / "rulebook.md").read_text(encoding="utf-8")))
    for page in ("rulebook.md", "odd.md", "mechanisms.md"):
        text = (DOCS / page).read_text(encoding="utf-8")
        assert set(re.findall(r"\]\((?:rulebook\.md)?#([a-z_]+-[a-z_]+)\)", text)) <= anchors
        for file in re.findall(r"\]\((\.\./[^)#]+|[a-z_]+\.md)[)#]", text):
            assert (DOCS / file).resolve().exists(), f"{page}: {file}"


def test_the_model_is_described_under_all_headings():
    """Müller et al. (2013): three blocks, and each of their parts."""
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    wanted = [
        "I.i ",
        "I.ii",
        "I.iii",
        *(f"II.{k}" for k in ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]),
        "III.i ",
        "III.iv",
    ]
    for heading in wanted:
        assert f"### {heading}" in page
    assert [f"* **{question}**" in page or f"**{question}**" in page for question in QUESTIONS] == [True] * len(
        QUESTIONS
    )


# ---- what a rule says of itself


def test_every_rule_has_its_page_with_all_it_should_say():
    found = rulebook.entries()
    assert {one.name for one in found} == {name for name in RULES if name.startswith("sim.rules.")}
    for one in found:
        if not one.helper:
            assert one.sentence and one.source and one.equations and one.example, one.name
        assert f"\n#### {one.title}\n" in rulebook.page(one)


def test_a_rule_is_taken_apart():
    one = next(e for e in rulebook.entries() if e.name == "sim.rules.effort.success")
    assert one.sentence == "Chance of success of a joint effort against an enemy."
    assert one.source.startswith("Tullock (1980)") and one.example == ">>> success(1.0, 3.0)\n0.25"
    assert [(a.name, a.unit, a.range) for a in one.arguments] == [
        ("effort", "effort", "0 or more"),
        ("strength", "strength", "0 to 100"),
    ]
    assert one.result.range == "0 to 1"


def test_formulas_are_such_as_pages_can_show():
    book = rulebook.text()
    assert r"\operatorname" not in book and ":math:" not in book and ".. math::" not in book
    formulas = re.findall(r"```math\n(.*)\n```", book)
    assert len(formulas) > 100
    assert all(one.count("{") == one.count("}") for one in formulas)
    assert r"\mathrm{logit} P = b_0" in book


def test_chapters_are_the_mechanisms():
    titles = [title for title, _ in rulebook.chapters()]
    assert titles == [*(f"M{k}" for k in range(1, 17)), "Shared"]
    assert dict(rulebook.chapters())["M9"] == ["sim.rules.consent", "sim.rules.norms"]


def test_the_order_of_imports_moves_nothing(monkeypatch):
    before = rulebook.text()
    backwards = dict(reversed(RULES.items()))
    for module in {name.rpartition(".")[0] for name in RULES}:  # within a file the order is the file's
        own = [name for name in RULES if name.rpartition(".")[0] == module]
        backwards |= {}
        for name in own:
            backwards[name] = backwards.pop(name)
    monkeypatch.setattr(rulebook, "RULES", backwards)
    rulebook.entries.cache_clear()
    try:
        assert rulebook.text() == before
    finally:
        monkeypatch.undo()
        rulebook.entries.cache_clear()


# ---- who calls it, with what


@pytest.mark.parametrize(
    "rule, word, feed",
    [
        ("relay.word_evidence", "said_if_not", ("assumption", "warnings_if_not")),  # through a local name
        ("relay.word_evidence", "garble", ("result", "sim.rules.relay.chain_garble")),
        ("incidents.contact_price", "seen", ("assumption", "contact_seen_relayed")),  # handed on by a phase
        ("choice.chance_of", "temperature", ("assumption", "keep_temperature")),  # handed on by a rule
        ("effort.friction", "trust", ("fact", "trust")),
        ("effort.unit_cost", "base", ("assumption", "air_cost")),  # either of two
    ],
)
def test_what_arguments_are_made_of(rule, word, feed):
    assert feed in code.feeds(f"sim.rules.{rule}")[word]


def test_places_and_conditions_are_no_part_of_a_value():
    """``world.trust[world.rival[d, 0], i]`` is made of trust, not of who the rivals are."""
    for name in code.functions():
        for made in code.feeds(name).values() if name.startswith("sim.rules.") else ():
            assert ("fact", "rival") not in made, name
    facts = {f.name for f in FACTS}
    given = {g for f in code.functions().values() for _, args in f.calls for a in args for g in a}
    assert {name for kind, name in given if kind == "assumption"} <= set(ASSUMPTIONS)
    assert len({name for kind, name in given if kind == "fact"} & facts) > 60


def test_every_parameter_is_read_somewhere():
    """A parameter that nothing reads would be varied for nothing."""
    read = {
        node.attr
        for part in (*code.MODEL, "kernel.py")
        for file in (sorted((code.SIM / part).rglob("*.py")) or [code.SIM / part])
        for node in ast.walk(code.tree(file))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p"
    }
    unread = set(ASSUMPTIONS) - read
    files = [*(code.SIM / "scenario").glob("build*.py"), code.SIM / "outcomes" / "spells.py"]
    build = "".join(file.read_text() for file in files)
    assert {name for name in unread if name not in build} <= MEDIATORS


MEDIATORS = {"mediator_informed", "mediator_misled", "mediator_war_cost", "party_cost_high", "party_cost_low"}


def test_where_a_rule_acts():
    assert month.acts_in("sim.rules.enemy.next_strength") == ["enemy_moves"]
    assert month.questions_of("sim.rules.incidents.chance_hostile") == ["hostility"]
    assert "sim.phases.consequences.face" in {one.name for one in code.callers("sim.rules.incidents.at_least_one")}
    assert "sim.rules.effort.pull" in {one.name for one in rulebook.unused()}
    assert "sim.rules.effort.best_effort" not in {one.name for one in rulebook.unused()}


def test_the_month_is_read_in_its_order():
    text = (code.SIM / "month.py").read_text()
    places = [text.index(f"    {step.name}(") for step in month.steps()]
    assert places == sorted(places)
    assert {step.name for step in month.steps() if step.name.startswith("ask.")} == {f"ask.{q}" for q in QUESTIONS}
    assert all(step.about for step in month.steps())


def test_every_stream_of_chance_is_drawn_somewhere():
    assert "no phase" not in odd.streams()


# ---- known answers


def test_every_known_answer_has_a_test():
    for number in answers.ANSWERS:
        assert answers.citing(number), f"C{number}"


@pytest.mark.parametrize(
    "rule, number",
    [("interests.distance", 1), ("effort.best_effort", 3), ("linkage.linked_patience", 12), ("norms.influenced", 14)],
)
def test_a_rule_knows_the_answers_that_hold_it(rule, number):
    """``best_effort`` is called by a helper of its test, not by the test."""
    assert number in {k for test in answers.of_rule(f"sim.rules.{rule}") for k in test.cites}


# ---- marks


PAGE = "by hand\n<!-- written by sim book: a -->\nold\n<!-- end: a -->\nby hand, too\n"


def test_only_what_stands_between_marks_is_written():
    assert marks.rewritten(PAGE, {"a": "new"}, "f") == PAGE.replace("old", "new")
    assert marks.rewritten(PAGE, {}, "f") == PAGE


def test_marks_that_are_not_there_are_named_with_their_line():
    with pytest.raises(ScenarioError, match=r"f:2: this mark has no end; write <!-- end: a --> below it"):
        marks.rewritten(PAGE.replace("<!-- end: a -->", ""), {"a": "new"}, "f")
    with pytest.raises(ScenarioError, match=r"f: the page has no part 'b'; .*'a'|there are|write one of: a"):
        marks.rewritten(PAGE, {"b": "new"}, "f")


# ---- the rows


ROW = {
    "system": "the enemy",
    "mechanism": "M2",
    "case": "common_enemy.yaml",
    "policy": "no_enemy",
    "outcome": "months_of_cooperation",
    "of": "[North, South]",
    "expected": "down",
    "reading": "nothing to fight",
}


def written(folder: Path, *changes: dict[str, str]) -> Path:
    """A file of rows beside a folder's cases; a change to '' leaves a word out."""
    (folder / "book").mkdir(exist_ok=True)
    file = folder / "book" / "rows.yaml"
    blocks = [{word: said for word, said in (ROW | change).items() if said} for change in changes]
    lines = ["rows:"]
    for block in blocks:
        for k, (word, said) in enumerate(block.items()):
            lines.append(f"{'    ' if k else '  - '}{word}: {said}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copy(DOCS.parent / "scenarios" / "common_enemy.yaml", folder)
    return file


@pytest.mark.parametrize(
    "change, line, said",
    [
        ({"outcome": "trsut"}, 6, "'trsut' is not an outcome; did you mean 'trust'?"),
        ({"of": "North"}, 7, "is measured per dyad; write a pair of rivals, as [ONE, OTHER]"),
        ({"of": "[North]"}, 7, "a list is nobody; write a pair as [ONE, OTHER], the name of an actor, or `all`"),
        ({"expected": "higher"}, 8, "'higher' is not a choice here; write one of: up, down, open"),
        ({"reading": ""}, 2, "is missing; add `reading:` here"),
        ({"polcy": "x"}, 10, "is not a word of the format here; did you mean 'policy'?"),
        ({"outcome": "joining", "of": "all"}, 7, "is measured per actor; write the name of an actor"),
    ],
)
def test_mistakes_in_rows_are_sentences(tmp_path, change, line, said):
    with pytest.raises(ScenarioError) as stopped:
        rows.read(written(tmp_path, change))
    (text,) = str(stopped.value).splitlines()
    assert text.startswith(f"{tmp_path / 'book' / 'rows.yaml'}:{line}: rows[0]") and said in text


@pytest.mark.parametrize(
    "change, line, said",
    [
        ({"policy": "no_enmy"}, 5, "common_enemy.yaml has no policy 'no_enmy'; did you mean 'no_enemy'?"),
        ({"against": "nobody"}, 10, "common_enemy.yaml has no policy 'nobody'"),
        ({"of": "[North, Harbour]"}, 7, "'North – Harbour' is no pair of rivals of common_enemy.yaml"),
        ({"outcome": "payoff", "of": "Nort"}, 7, "'Nort' is not an actor of common_enemy.yaml; did you mean 'North'?"),
    ],
)
def test_what_a_case_does_not_have_is_said_where_the_row_stands(tmp_path, change, line, said):
    with pytest.raises(ScenarioError) as stopped:
        rows.read(written(tmp_path, change)).loaded()
    (text,) = str(stopped.value).splitlines()
    assert text.startswith(f"{tmp_path / 'book' / 'rows.yaml'}:{line}: rows[0]") and said in text


def test_a_row_stands_once(tmp_path):
    with pytest.raises(ScenarioError, match="is the same as the row in line 2; delete it"):
        rows.read(written(tmp_path, {}, {}))


def test_the_projects_rows_name_what_there_is():
    wanted = rows.read(rows.usual_file())
    wanted.loaded()
    assert len({row.system for row in wanted.rows}) >= 16
    mechanisms = {int(k) for row in wanted.rows for k in re.findall(r"M(\d+)", row.mechanism)}
    assert set(range(5, 17)) <= mechanisms


# ---- the table


@pytest.fixture(scope="module")
def lines(tmp_path_factory) -> list[table.Line]:
    changes: list[dict[str, str]] = [
        {},
        {"expected": "up", "why": "a test's own mistake"},
        {"expected": "open"},
        {"policy": "no_channel", "outcome": "messages"},
        {"policy": "as_coded"},
        {"outcome": "emergence_month"},
        {"case": "not_yet.yaml", "system": "later"},
        {"outcome": "peak_strength", "of": "all"},
        {"outcome": "payoff", "of": "North", "policy": "no_channel", "against": "no_enemy", "expected": "open"},
    ]
    return table.play(rows.read(written(tmp_path_factory.mktemp("cases"), *changes)), 60, 1)


def test_verdicts(lines):
    assert [one.verdict for one in lines[:8]] == [
        "as expected", "the other way", "down", "as expected", "no difference seen", "nothing to compare",
        "no such case yet", "as expected",
    ]  # fmt: skip


def test_differences_are_those_of_the_results(lines):
    case = sim.example()
    base, cut = sim.run(case, runs=60), sim.run(case, runs=60, policy="no_enemy")
    assert lines[0].change == (cut - base).months_of_cooperation["North – South"]
    assert lines[0].before == base.months_of_cooperation["North – South"]
    assert lines[7].change == (cut - base).peak_strength["all"]


def test_whether_an_outcome_is_there_at_all_is_compared_too(lines):
    """Nothing emerges without an enemy, so there is no month to compare; that it never does is not lost."""
    case = sim.example()
    emerged = (sim.run(case, runs=60, policy="no_enemy") - sim.run(case, runs=60)).emergence["North – South"]
    assert lines[5].there == emerged and emerged.high < 0
    assert lines[0].there is None


def test_a_row_may_compare_two_policies(lines):
    case = sim.example()
    one, other = (sim.run(case, runs=60, policy=policy) for policy in ("no_enemy", "no_channel"))
    assert lines[8].change == (other - one).payoff["North"]


@pytest.mark.parametrize(
    "low, high, expected, verdict",
    [
        (0.1, 0.3, "up", "as expected"),
        (0.1, 0.3, "down", "the other way"),
        (-0.3, -0.1, "down", "as expected"),
        (-0.3, -0.1, "open", "down"),
        (-0.1, 0.3, "up", "no difference seen"),
        (0.0, 0.3, "up", "no difference seen"),
        (-math.inf, math.inf, "up", "no difference seen"),
    ],
)
def test_the_verdict_is_the_intervals(lines, low, high, expected, verdict):
    row = lines[0].row.model_copy(update={"expected": expected})
    assert table.Line(row, change=Estimate((low + high) / 2, low, high, 60)).verdict == verdict


def test_the_table_says_what_it_is(lines):
    text = table.text(lines, 60, 1)
    assert "60 runs a policy, seeds 1 to 60" in text and "1 no such case yet" in text
    first = next(line for line in text.splitlines() if line.startswith("| the enemy"))
    assert "North – South" in first and "→" in first and "n = " not in first
    assert "`no_channel against no_enemy`" in text
    late = next(line for line in text.splitlines() if "`emergence_month`" in line)
    assert "(in " in late and "→ none (in 0)" in late and "(n = 0); there at all -" in late
    assert "(the other way): a test's own mistake" in text
    assert [one.verdict for one in table.unexplained(lines)] == ["no difference seen", "nothing to compare"]


def test_rows_of_a_case_share_its_runs(tmp_path, monkeypatch):
    played = []
    real = table.run
    monkeypatch.setattr(table, "run", lambda *words: (played.append(words[3]), real(*words))[1])
    changes = ({}, {"outcome": "messages"}, {"outcome": "trust"}, {"policy": "no_channel", "against": "no_enemy"})
    wanted = rows.read(written(tmp_path, *changes))
    table.play(wanted, 2, 1)
    assert played == [None, "no_enemy", "no_channel"]
    assert table.total_runs(wanted, 2) == 6


def test_the_command_writes_between_the_marks_only(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE.replace(": a -->", ": table -->"), encoding="utf-8")
    file = written(tmp_path, {"expected": "up"}, {"case": "not_yet.yaml"})
    done = ask("book", "table", file, "--runs", 20, "--out", page)
    assert done.exit_code == 0, done.output
    assert "there is no case not_yet.yaml yet" in done.stderr
    assert f"{file}:2: the enemy, no_enemy: the other way; say why" in done.stderr
    text = page.read_text(encoding="utf-8")
    assert text.startswith("by hand\n") and text.endswith("by hand, too\n") and "no such case yet" in text


@pytest.mark.parametrize("page, said", [("by hand", "has no part 'table'"), (None, "there is no such page")])
def test_a_page_without_marks_is_refused_before_anything_runs(tmp_path, page, said):
    out = tmp_path / "page.md"
    if page is not None:
        out.write_text(page, encoding="utf-8")
    done = ask("book", "table", written(tmp_path, {}), "--out", out)
    assert done.exit_code == 2 and said in done.stderr
    assert not out.exists() if page is None else out.read_text() == page


def test_the_book_can_be_written_elsewhere(tmp_path):
    assert ask("book", "rules", "--out", tmp_path / "rules.md").exit_code == 0
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == rulebook.text()
    shutil.copy(DOCS / "odd.md", tmp_path / "odd.md")
    assert ask("book", "odd", "--out", tmp_path / "odd.md").exit_code == 0
    assert (tmp_path / "odd.md").read_bytes() == (DOCS / "odd.md").read_bytes()


def test_a_units_range_is_said_in_few_words():
    assert [entries.argument("x", kind).range for kind in (float, int, bool)] == ["any", "", ""]
