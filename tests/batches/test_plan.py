"""Plans: numbered cells, what they put into the world, what is still drawn, seeds, rounds, and the content."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import kernel
from sim.batches.cells import Template
from sim.batches.factors import known, path_of
from sim.scenario.build import Built, build, flat

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "scenarios").glob("*.yaml"))
GROWTH, GOVERNANCE = "enemies.Raiders.growth", "theatres.Middleland.governance"
VARY = {"threat_weight": (2, 20), GOVERNANCE: "coded"}
OWN = "import sim\n\nclass Cautious(sim.State):\n    caution = 1\n"


@pytest.fixture(scope="module")
def plan() -> sim.Batch:
    return sim.Batch(
        sim.example(), policies=["as_coded", "no_enemy"], vary=VARY, design="latin_hypercube", points=8, replicates=5
    )


def drawn(built: Built) -> set[tuple[int, int]]:
    return {(int(d["of_world"]), int(d["offset"])) for d in built.draws}


def test_cells_are_scenario_by_policy_by_point(plan: sim.Batch) -> None:
    cells = plan.cells
    assert list(cells.columns) == ["cell", "scenario", "policy", "point", GOVERNANCE, "threat_weight"]
    assert cells["cell"].tolist() == list(range(1, 17))
    assert cells["policy"].tolist() == ["as_coded"] * 8 + ["no_enemy"] * 8
    assert cells["point"].tolist() == list(range(1, 9)) * 2
    assert (cells[GOVERNANCE][:8].to_numpy() == cells[GOVERNANCE][8:].to_numpy()).all()
    assert cells[GOVERNANCE].between(0.2, 0.6).all() and cells["threat_weight"].between(2, 20).all()
    assert plan.runs == 16 * 5


def test_without_vary_there_is_the_case_as_coded() -> None:
    plan = sim.Batch(sim.example(), policies="all")
    assert plan.cells["point"].tolist() == [0] * 5
    assert plan.cells["policy"].tolist() == list(sim.example().policy_names)
    one = sim.Batch(sim.example(), vary={"threat_weight": (2, 20)}, design="one_at_a_time")
    assert one.cells[["point", "threat_weight"]].values.tolist() == [[0, 6], [1, 2], [2, 20]]


def test_the_order_of_factors_changes_no_point() -> None:
    for design in (
        {"kind": "latin_hypercube", "points": 4},
        {"kind": "sobol", "points": 4},
        {"kind": "grid", "steps": 3},
    ):
        one, other = (
            sim.Batch(sim.example(), vary=dict(vary), design=design) for vary in (VARY.items(), reversed(VARY.items()))
        )
        assert one.cells.equals(other.cells) and one == other


def test_a_cell_holds_the_values_of_its_point(plan: sim.Batch) -> None:
    for cell, values in zip(plan.cells["cell"], plan.points[[*range(8)] * 2], strict=True):
        built = plan.built(cell)
        assert built.world[0].governance[0] == values[0]
        assert built.p[0].threat_weight == values[1]
    assert plan.built(1).world[0].strength[0] == 20 and plan.built(9).world[0].strength[0] == 0, "no enemy in policy 2"


def test_a_cell_draws_everything_but_what_is_varied(plan: sim.Batch) -> None:
    case = build(sim.example())
    place = case.places[GOVERNANCE][0]
    assert drawn(plan.built(1)) == drawn(case) - {(1, place.offset), (0, 0)}  # the second is the threat_weight


def test_nothing_else_differs_from_the_case(plan: sim.Batch) -> None:
    """And nothing of one cell reaches another, or the case as built."""
    first, case = plan.built(1), build(sim.example())
    flat(first.world)[:] = -1.0
    again = plan.built(1)
    for record, as_coded in ((again.world, case.world), (again.p, case.p)):
        assert record.dtype == as_coded.dtype and type(record) is type(as_coded)
        assert (flat(record).view(np.int64) != flat(as_coded).view(np.int64)).sum() == 1


def test_interests_and_assumptions_can_be_held() -> None:
    bells = {
        (interests, assumptions): sorted(
            set(sim.Batch(sim.example(), interests=interests, assumptions=assumptions).built(1).draws["bell"].tolist())
        )
        for interests in ("drawn", "centre")
        for assumptions in ("drawn", "centre")
    }
    assert list(bells.values()) == [[0, 1], [1], [0], []]


def test_a_number_in_several_places_is_put_into_all() -> None:
    case = sim.load(ROOT / "scenarios" / "iran_us_isis_2014.yaml")
    plan = sim.Batch(
        case, vary={"enemies.ISIS.growth": [0.3], "relations.Iran.Turkey.episodes.2012-03.0": [-0.5]}, design="grid"
    )
    world, before = plan.built(1).world[0], build(case).world[0]
    assert (world.growth == 0.3).all() and len(world.growth) == 2
    assert (world.episode_evidence != before.episode_evidence).sum() == 2


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_every_number_of_every_case_can_be_varied(path: Path) -> None:
    """Each place holds the number that the case gives, and putting it back there changes nothing."""
    case = sim.load(path)
    built, numbers = build(case), known(case)
    for places in built.places.values():
        for place in places:
            record = built.world if place.of_world else built.p
            assert flat(record)[0, place.offset] == place.value
    names = sorted(numbers)
    assert {path_of(name) for name in names} == set(built.places)
    same = Template(case, names, frozenset()).at(np.array([numbers[name].value for name in names]))
    assert same.world.tobytes() == built.world.tobytes() and same.p.tobytes() == built.p.tobytes()
    assert len(same.draws) == 0
    for name, number in numbers.items():
        assert number.low <= number.value <= number.high, name
        assert not any(map(number.unit.fault, (number.low, number.value, number.high))), name
        assert number.low < number.high or path_of(name) == name, "an assumption always has a range"


def test_a_cell_plays_as_the_case_that_is_written_so() -> None:
    """The same bytes as a case with the number in its file."""
    plan = sim.Batch(sim.example(), vary={GROWTH: [0.25], "threat_weight": [6]}, design="grid")
    text = (ROOT / "scenarios" / "common_enemy.yaml").read_text(encoding="utf-8")
    text = text.replace("growth: {value: 0.2, range: [0.1, 0.3]}", "growth: 0.25")
    case = sim.loads(text).assume(threat_weight=6)
    ours, theirs = (kernel.run(b, plan.seeds(1, np.arange(1, 6))) for b in (plan.built(1), build(case)))
    assert ours.last.tobytes() == theirs.last.tobytes()


def test_python_assumptions_can_be_varied_too() -> None:
    plan = sim.Batch(sim.example().assume(threat_weight=6), vary={"threat_weight": [3, 9]}, design="grid")
    assert plan.factors[0].value == 6
    assert [plan.built(c).p[0].threat_weight for c in (1, 2)] == [3, 9]


@pytest.mark.parametrize(
    "design, said",
    [
        ({"kind": "latin_hypercube", "points": 4}, "uniform from 4 to 8"),
        ({"kind": "sobol", "points": 4}, "uniform from 4 to 8"),
        ({"kind": "morris", "trajectories": 4, "levels": 6}, "6 levels from 4 to 8"),
        ({"kind": "grid", "steps": 3}, "4, 6, 8"),
        ({"kind": "grid", "steps": 9}, "9 values from 4 to 8"),
        ({"kind": "one_at_a_time"}, "6, then 4, 8"),
    ],
    ids=str,
)
def test_a_design_says_what_a_factor_becomes(design: dict[str, object], said: str) -> None:
    plan = sim.Batch(sim.example(), vary={"threat_weight": "coded"}, design=design)
    whence = "coded in common_enemy at assumptions.threat_weight"
    assert f"threat_weight: {said}, {whence}" in repr(plan)


def test_where_a_coded_range_comes_from() -> None:
    """A range, a spread, the model's where the case codes none; each is named, with where it stands."""
    large = sim.load(ROOT / "scenarios" / "iran_us_isis_2014.yaml")
    position = "actors.Iraq.interests.assad_rule.position"
    two = {"one": sim.example(), "two": sim.example()}
    for cases, name, said in (
        (two, "threat_weight", "coded in one and two at assumptions.threat_weight"),
        (two, "visibility", "the model's range, as none is coded in one and two"),
        ({"large": large}, position, f"two spreads to each side, coded in large at {position}"),
    ):
        plan = sim.Batch(cases, vary={name: "coded"}, design="latin_hypercube", points=2)
        assert plan.factors[0].origin == said
        assert sim.Batch.from_content(plan.content).factors == plan.factors


@pytest.mark.parametrize("name", ["common_enemy", "iran_us_isis_2014"])
def test_a_cell_is_built_in_well_under_a_millisecond(name: str) -> None:
    plan = sim.Batch(ROOT / "scenarios" / f"{name}.yaml", vary={"threat_weight": (2, 20)}, design="grid", steps=50)
    plan.built(1)
    times = []
    for cell in range(1, 51):
        start = time.perf_counter()
        plan.built(cell)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001


def test_common_luck_is_the_same_in_all_cells(plan: sim.Batch) -> None:
    replicates = np.arange(1, 6)
    assert plan.seeds(1, replicates).tolist() == plan.seeds(16, replicates).tolist() == [1, 2, 3, 4, 5]
    assert plan.seeds(3, replicates).dtype == np.uint64


def test_independent_luck_is_never_the_same() -> None:
    plan = sim.Batch(sim.example(), vary=VARY, design="latin_hypercube", points=50, replicates=1000, luck="independent")
    other = sim.Batch(sim.example(), vary=VARY, design="latin_hypercube", points=50, luck="independent", seed=2)
    replicates = np.arange(1, 1001)
    seeds = np.concatenate([p.seeds(cell, replicates) for p in (plan, other) for cell in range(1, 51)])
    assert len(np.unique(seeds)) == len(seeds)
    assert plan.seeds(7, np.array([3, 900])).tolist() == [plan.seeds(7, np.array([r]))[0] for r in (3, 900)]
    assert plan.seeds(1, np.array([1])).tolist() == [hash_by_hand(1, 1, 1)]


def hash_by_hand(*parts: int) -> int:
    """SplitMix64's finaliser over the parts, in Python's own numbers."""
    z, mask = 0, 2**64 - 1
    for part in parts:
        z = ((z ^ part) + 0x9E3779B97F4A7C15) & mask
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
    return z


def test_the_largest_seed_still_counts() -> None:
    assert sim.Batch(sim.example(), seed=2**63).seeds(1, np.array([1, 2])).tolist() == [2**63, 2**63 + 1]


def test_rounds_are_the_next_replicates_up_to_the_last() -> None:
    stop = {"outcome": "emergence", "of": "North – South", "half_width": 0.1, "at_most": 25}
    plan = sim.Batch(sim.example(), replicates=10, stop=stop)
    rounds = [plan.round(number, [1, 4]) for number in (1, 2, 3, 4)]
    assert [(r.first, r.last, len(r)) for r in rounds[:3]] == [(1, 10, 20), (11, 20, 20), (21, 25, 10)]
    assert len(rounds[3]) == 0 and list(rounds[3].parts(5)) == []
    cells, replicates = (np.concatenate(part) for part in zip(*rounds[1].parts(7), strict=True))
    assert cells.tolist() == rounds[1].cells.tolist() == [1] * 10 + [4] * 10
    assert replicates.tolist() == rounds[1].replicates.tolist() == list(range(11, 21)) * 2
    assert len(sim.Batch(sim.example()).round(2, [1])) == 0, "without stop there is one round"


BATCHES = [*sorted((ROOT / "scenarios" / "batches").glob("*.yaml"))]


@pytest.mark.parametrize("path", BATCHES, ids=lambda p: p.stem)
def test_the_content_makes_the_same_plan(path: Path) -> None:
    plan = sim.Batch.read(path)
    for again in (sim.Batch.from_content(plan.content), pickle.loads(pickle.dumps(plan))):
        assert again == plan and again.content == plan.content
        pd.testing.assert_frame_equal(again.cells, plan.cells)
        assert again.built(1).world.tobytes() == plan.built(1).world.tobytes()
        assert again.built(1).draws.tobytes() == plan.built(1).draws.tobytes()
        assert again.seeds(2, np.arange(9)).tolist() == plan.seeds(2, np.arange(9)).tolist()


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_case_comes_back_whole(path: Path) -> None:
    case = sim.load(path)
    again = sim.Batch.from_content(sim.Batch(case).content).scenarios[path.stem]
    assert again.text_sha256 == case.text_sha256
    assert again.content == case.content


def test_a_changed_case_comes_back_changed() -> None:
    case = sim.load(ROOT / "scenarios" / "iran_us_isis_2014.yaml")
    changed = case.recoded(case.coders[0]) if case.coders else case
    changed = changed.shifted("Iran", "United States", 0.2).without(channel="Oman").assume(threat_weight=6)
    plan = sim.Batch({"changed": changed}, policies=["as_coded", "no_mediation"])
    again = sim.Batch.from_content(plan.content)
    assert again.scenarios["changed"].changes == changed.changes
    for cell in (1, 2):
        assert again.built(cell).world.tobytes() == plan.built(cell).world.tobytes()
        assert again.built(cell).p.tobytes() == plan.built(cell).p.tobytes()


def test_damaged_content_is_refused(plan: sim.Batch) -> None:
    for damaged in ("", "{}", "[]", plan.content[:-50], plan.content.replace('"format": 1', '"format": 99')):
        with pytest.raises(ValueError, match="not the content of a batch"):
            sim.Batch.from_content(damaged)


def test_a_design_that_comes_out_otherwise_is_noticed(plan: sim.Batch) -> None:
    """As it might with another version of SciPy; the kept table of cells still tells the points."""
    other = sim.Batch(sim.example(), vary=VARY, design="latin_hypercube", points=8, design_seed=2)
    moved = plan.content.replace('"seed": 1\n  }', '"seed": 2\n  }')
    assert moved != plan.content
    with pytest.raises(ValueError, match="comes out otherwise here"):
        sim.Batch.from_content(moved)
    assert (sim.Batch.from_content(moved, cells=plan.cells).points == plan.points).all()
    with pytest.raises(ValueError, match="comes out otherwise"):
        sim.Batch.from_content(plan.content, cells=other.cells)


def test_actors_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "case.yaml").write_bytes((ROOT / "scenarios" / "common_enemy.yaml").read_bytes())
    (tmp_path / "b.yaml").write_text("title: x\nscenarios: case.yaml\nactors: {North: own.py:Cautious}\n")
    plan = sim.Batch.read(tmp_path / "b.yaml")
    assert vars(plan.actors["North"])["caution"] == 1
    again = sim.Batch.from_content(plan.content, folder=tmp_path)
    assert again == plan and again.actors["North"].__name__ == "Cautious"
    (tmp_path / "own.py").write_text(OWN.replace("1", "2"))
    assert sim.Batch.read(tmp_path / "b.yaml") != plan, "other actors, other runs"
    changed = sim.Batch.from_content(plan.content, folder=tmp_path)
    assert len(changed.cells) == 1, "what was found can be read"
    with pytest.raises(ValueError, match="was changed since these runs were planned"):
        _ = changed.actors


class Bold(sim.State):
    """A class of these tests."""


def test_actors_given_in_python() -> None:
    plan = sim.Batch(sim.example(), actors={"North": Bold})
    assert plan.actors == {"North": Bold}
    assert sim.Batch.from_content(plan.content, actors={"North": Bold}).actors == {"North": Bold}
    with pytest.raises(ValueError, match="was given in Python; give it again"):
        _ = sim.Batch.from_content(plan.content).actors


def test_a_plan_never_changes(plan: sim.Batch) -> None:
    with pytest.raises(AttributeError):
        setattr(plan, "seed", 3)  # noqa: B010 - a type checker refuses the plain way
    with pytest.raises(ValueError, match="read-only"):
        plan.points[0, 0] = 1.0
    with pytest.raises(IndexError, match="cells are numbered from 1 to 16"):
        plan.built(17)


def test_values_are_shown_with_six_digits_and_played_with_all() -> None:
    plan = sim.Batch(sim.example(), vary={"threat_weight": (10, 50, 4)}, design="grid", replicates=1)
    assert "threat_weight: 10, 23.3333, 36.6667, 50, as given" in repr(plan)
    assert plan.points[1, 0] == 23.3333333333


def test_a_plan_shows_itself(plan: sim.Batch) -> None:
    assert repr(plan).splitlines() == [
        "<Batch 'Batch of common_enemy': 16 cells (latin_hypercube over 2 factors), 5 runs each",
        f"  {GOVERNANCE}: uniform from 0.2 to 0.6, coded in common_enemy at {GOVERNANCE}",
        "  threat_weight: uniform from 2 to 20, as given>",
    ]
    assert (
        repr(sim.Batch(sim.example(), replicates=1)) == "<Batch 'Batch of common_enemy': 1 cell (as coded), 1 run each>"
    )
    assert "threat_weight" in plan._repr_html_() and "as given" in plan._repr_html_()
    assert "&lt;b&gt;" in sim.Batch(sim.example(), title="<b>")._repr_html_()
