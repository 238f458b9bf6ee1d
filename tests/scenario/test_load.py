"""What a loaded scenario says: its numbers and what they rest on, its policies, and that it never changes."""

import copy
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, load, loads, provenance
from sim.scenario.checks import folded
from tests.scenario.example import ASSUMPTIONS, CASE

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.fixture
def case() -> Scenario:
    return loads(CASE, assumptions=ASSUMPTIONS)


def test_numbers_are_read_with_what_they_rest_on(case: Scenario) -> None:
    position = case.actors["North"].interests["nuclear"].position
    assert (position.value, position.coder, position.confidence, position.rests_on) == (-0.5, "A", "high", "cited")
    assert [str(source) for source in position.source] == ["report ¶1"]
    air = case.actors["North"].theatres["Valley"].air
    assert (air.value, air.range, air.assumed, air.rests_on) == (10, (5, 15), "order of magnitude", "assumed")
    assert case.actors["South"].interests["defeat"].salience.assumed == "a guess"
    assert case.actors["North"].risk_attitude.rests_on == "default"


def test_the_nearest_basis_wins_as_a_whole() -> None:
    text = CASE.replace("Valley: {governance: 0.4, source: report ¶3}", "Valley: {governance: &, source: report ¶3}")
    near = loads(text.replace("&", "{value: 0.4, assumed: x}"), assumptions=ASSUMPTIONS).theatres["Valley"].governance
    assert near.rests_on == "assumed" and near.source == ()
    both = loads(text.replace("&", "{value: 0.4, assumed: x, source: report}"), assumptions=ASSUMPTIONS)
    assert both.theatres["Valley"].governance.rests_on == "cited"


def test_spread_goes_to_the_position_and_half_of_it_to_the_salience(case: Scenario) -> None:
    interest = case.actors["North"].interests["nuclear"]
    assert (interest.position.spread, interest.salience.spread) == (0.2, 0.1)
    own = CASE.replace(
        "position: -0.5, salience: 0.5", "position: {value: -0.5, range: [-1, 0]}, salience: {value: 0.5, spread: 0}"
    )
    interest = loads(own, assumptions=ASSUMPTIONS).actors["North"].interests["nuclear"]
    assert (interest.position.spread, interest.salience.spread) == (None, 0)


def test_rivals_have_no_ties_unless_the_file_says_so(case: Scenario) -> None:
    rivals, others = case.relations
    assert rivals.rivals and not rivals.ties and rivals.ties.rests_on == "default"
    assert not others.rivals and others.ties and others.ties.rests_on == "default"
    assert case.relation("South", "North") is rivals and case.rivals == (("North", "South"),)
    assert case.relation("Harbour", "South").ties and not case.relation("Harbour", "South").rivals
    talking = CASE.replace("    rivals: true\n", "    rivals: true\n    ties: true\n")
    assert loads(talking, assumptions=ASSUMPTIONS).relations[0].ties.rests_on == "cited"


def test_months_count_and_compare(case: Scenario) -> None:
    assert len(case.months) == 24 and case.events[0].date - case.months.first == 5
    assert case.months.last == "2014-12" and case.months.last > case.months.first


def test_events_set_numbers_and_flags(case: Scenario) -> None:
    values = [(event.to or event.by) for event in case.events]
    assert [value.value for value in values if value is not None] == [0.2, -0.5, True]


def test_provenance_lists_and_counts_every_number(case: Scenario) -> None:
    rows = {row.path: row for row in provenance.rows(case)}
    row = rows["actors.North.interests.nuclear.position"]
    assert (row.value, row.spread, row.rests_on, row.source, row.coder) == (-0.5, 0.2, "cited", "report ¶1", "A")
    assert rows["channels.Harbour.loss"].source == "report ¶6; report ¶8"
    assert rows["assumptions.threat"].range == (4, 8) and rows["relations[0].rivals"].value is True
    assert rows["enemies.Raiders.ceiling"].rests_on == "default"
    assert sum(provenance.counts(case).values()) == len(rows)


def test_policies_equal_the_changes_that_one_could_make_by_hand(case: Scenario) -> None:
    assert case.policy_names == ("as_coded", "no_enemy", "no_channel", "calm", "shuffled")
    assert case.under("as_coded") == case
    assert case.under("no_enemy") == case.without(enemy="all") == case.without(enemy="Raiders") != case
    assert case.under("no_channel") == case.without(channel=["Harbour"])
    calm = case.under("calm").changes
    assert dict(calm.assume) == {"threat": 1} and calm.contest == "krtz" and not calm.shuffle_interests
    assert case.under("shuffled").changes.shuffle_interests
    twice = case.without(actor="Proxy").under("no_channel").changes
    assert twice.without_actors == {"Proxy"} and twice.without_channels == {"Harbour"}


def test_unknown_names_in_changes_get_a_suggestion(case: Scenario) -> None:
    for change in (lambda: case.under("no_enmy"), lambda: case.without(channel="Habour")):
        with pytest.raises(ScenarioError, match="did you mean"):
            change()


def test_a_scenario_cannot_be_changed_but_copied_and_sent(case: Scenario) -> None:
    actors: Any = case.actors
    with pytest.raises(TypeError, match="without"):
        actors["North"] = None
    with pytest.raises(ValueError):
        case.actors["North"].theatres["Valley"].exposure.value = 0  # ty: ignore[invalid-assignment]
    assert copy.deepcopy(case) == case == pickle.loads(pickle.dumps(case))


def test_errors_can_be_sent_between_processes() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads("titel: x")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_the_hash_knows_content_from_layout(case: Scenario) -> None:
    assert (
        loads("# a comment\n" + CASE.replace("0.4, source", "0.40,   source"), assumptions=ASSUMPTIONS).text_sha256
        == case.text_sha256
    )
    assert loads(CASE.replace("0.4, source", "0.5, source"), assumptions=ASSUMPTIONS).text_sha256 != case.text_sha256
    assert loads(case.content, assumptions=ASSUMPTIONS).text_sha256 == case.text_sha256


def test_the_overview_is_escaped() -> None:
    text = CASE.replace("title: A case", "title: <script>alert(1)</script>")
    assert "<script>" not in loads(text, assumptions=ASSUMPTIONS)._repr_html_()


def test_text_that_extends_a_file_is_refused() -> None:
    with pytest.raises(ScenarioError, match="text cannot extend a file"):
        loads("extends: base.yaml\n")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_scenarios_of_the_repository_load(path: Path) -> None:
    case = load(path)
    assert {"no_enemy", "no_channel", "no_deconfliction", "shuffled_interests"} <= set(case.policies)
    for policy in case.policy_names:
        case.under(policy)


def test_the_smallest_case_is_what_it_says() -> None:
    case = load(SCENARIOS[0].with_name("common_enemy.yaml"))
    north, south = (case.actors[name] for name in case.rivals[0])
    valley = "Middleland"
    assert north.theatres[valley].ground.value == south.theatres[valley].air.value == 0
    signs = {
        issue: north.interests[issue].position.value * south.interests[issue].position.value for issue in case.issues
    }
    assert [issue for issue, sign in signs.items() if sign > 0] == [case.enemies["Raiders"].issue]
    assert provenance.counts(case)["cited"] == 0


def test_reading_a_scenario_starts_no_engine() -> None:
    heavy = ["numpy", "mesa", "numba", "matplotlib", "pandas", "scipy", "duckdb"]
    code = (
        f"import sys, sim.scenario as s; s.load({str(SCENARIOS[0])!r}); print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=SCENARIOS[0].parents[1])
    assert done.stdout.strip() == "[]", done.stderr


SMALL = st.floats(-1, 1)
SHARE = st.floats(0, 1)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12).map(lambda name: "n" + name)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a valid scenario of any size."""
    issues, theatres, actors = (draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=folded)) for _ in range(3))
    salience = st.floats(0.01, 1)

    def interests() -> dict[str, Any]:
        return {issue: {"position": draw(SMALL), "salience": draw(salience), "spread": draw(SHARE)} for issue in issues}

    def presence() -> dict[str, Any]:
        return {theatre: {"exposure": draw(SHARE), "air": draw(st.floats(0, 99))} for theatre in theatres}

    return {
        "title": "drawn",
        "assumed": "drawn",
        "months": {"first": "2001-01", "last": f"20{draw(st.integers(10, 99))}-12"},
        "issues": {issue: {"minus": "a", "plus": "b"} for issue in issues},
        "theatres": {theatre: {"governance": draw(SHARE)} for theatre in theatres},
        "actors": {name: {"kind": "state", "interests": interests(), "theatres": presence()} for name in actors},
    }


@given(cases())
def test_a_valid_case_comes_back_as_it_was_written(data: dict[str, Any]) -> None:
    case = loads(json.dumps(data, ensure_ascii=False))
    assert list(case.actors) == list(data["actors"])
    for name, actor in data["actors"].items():
        for issue, interest in actor["interests"].items():
            read = case.actors[name].interests[issue]
            assert (read.position.value, read.salience.value) == (interest["position"], interest["salience"])
            assert read.position.rests_on == "assumed"
