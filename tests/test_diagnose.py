"""The diagnosis of a case: what is read off it, what the theories make of it, and how it is told."""

import dataclasses
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

import sim
from sim import kernel, theory
from sim.cli import main
from sim.diagnostics.closed_forms import ANSWERS, CEILING, START, closed_forms
from sim.diagnostics.diagnosis import SECTIONS
from sim.diagnostics.landscape import energy
from sim.diagnostics.reading import Reading

ROOT = Path(sim.__file__).parent.parent
CASE = ROOT / "scenarios" / "common_enemy.yaml"
LARGE = ROOT / "scenarios" / "iran_us_isis_2014.yaml"


@pytest.fixture(scope="module")
def small() -> sim.Diagnosis:
    return sim.diagnose(sim.example())


@pytest.fixture(scope="module")
def large() -> sim.Diagnosis:
    return sim.diagnose(sim.load(LARGE))


def changed(**parts) -> sim.Scenario:
    """The small case with some parts of its file replaced."""
    return sim.loads(yaml.safe_dump(yaml.safe_load(CASE.read_text(encoding="utf-8")) | parts, sort_keys=False))


# ---- what is read off the case


@pytest.fixture(scope="module")
def first_months() -> tuple[Reading, np.ndarray]:
    """The small case as the theories read it, and as the model plays it with every number at its centre."""
    case = Reading.of(sim.example())
    built = dataclasses.replace(case.built, draws=case.built.draws[:0])
    return case, kernel.run(built, np.array([1], np.uint64), history=True).history


def test_interests_and_trust_are_the_models(first_months):
    """Written once more here for speed; broken if the month comes to read a case in another way."""
    case, history = first_months
    assert case.distance == pytest.approx(history[0]["distance"], abs=0)
    assert case.rivalry == pytest.approx(history[0]["rivalry"], abs=0)
    assert case.trust == pytest.approx(history[0]["trust"], abs=1e-12)
    assert case.propensity == pytest.approx(1 - 2 * history[0]["rivalry"])


def test_threats_and_prizes_are_the_models(first_months):
    case, history = first_months
    month = history[1]
    z, attention = month["strength_before"][0], month["urgency"][0]
    assert case.threats(0) == pytest.approx(month["threat"][:, 0])
    assert case.prizes(0) * z * attention == pytest.approx(month["prize"][:, 0])
    north, south = month["rival"][0]
    assert case.friction(0, north, south) == pytest.approx(month["plan_friction"][north, 0])


def test_sizes_are_forces_or_the_enemys_strength_or_one(small, large):
    assert dict(zip(small.actors, small.size, strict=True)) == {"Harbour": 1, "North": 40, "Raiders": 20, "South": 40}
    sizes = dict(zip(large.actors, large.size, strict=True))
    assert sizes["United States"] == 12 + 0.5 + 10 + 0.5
    assert sizes["ISIS"] == 8 + 5
    assert sizes["Switzerland"] == 1


def test_each_number_is_at_its_centre(small):
    """Ranges and spreads change nothing: a diagnosis is of the case as coded, not of a draw."""
    sure = changed(actors=json.loads(CASE_WITHOUT_DOUBT))
    assert sim.diagnose(sure).as_dict() == small.as_dict()


CASE_WITHOUT_DOUBT = json.dumps(yaml.safe_load(CASE.read_text(encoding="utf-8").replace(", spread: 0.1", ""))["actors"])


# ---- what the theories make of it


def test_the_blocs_are_the_lowest_energy_first(large):
    assert large.landscape.exhaustive and large.landscape.starts == 2 ** (len(large.actors) - 1)
    assert len(large.landscape) >= 1
    for minimum in large.landscape:
        split = [name in minimum.blocs[0] for name in large.actors]
        assert energy(split, large.size, large.propensity) == pytest.approx(minimum.energy)
    lowest = [set(bloc) for bloc in large.landscape[0].blocs]
    assert {"ISIS"} in lowest, "as coded, all stand against ISIS rather than with it"


@pytest.mark.parametrize(("weight", "at_first"), [(6.0, "too little trust"), (35.0, "both fight")])
def test_the_closed_form_by_hand(weight, at_first):
    """C4 to C7 on the small case, written down once more from its coded numbers."""
    case = changed(assumptions={"threat_weight": weight})
    found = sim.diagnose(case)
    early, late = found.closed_forms
    apart = Reading.of(case)
    far = [found.actors.index(name) for name in ("North", "South", "Raiders")]
    hostile = apart.distance[far[0], far[2]]
    against = apart.rivalry[far[0], far[1]]
    p = apart.built.p[0]
    assert p.threat_weight == weight
    felt = p.threat_weight * 0.8 * hostile * 0.8 * (1 - p.relative_gains * against)
    cost = 0.25 * (1 + 1 * against * (1 - early.trust[0]) * 0.4)
    strongest = (0.4 * felt / cost) ** 0.4 * (0.6 * felt / cost) ** 0.6
    assert early.threshold == late.threshold == pytest.approx(52 / (strongest - 1))
    for one, z in ((early, 20), (late, 100)):
        k, worth = strongest * z / (z + 52), felt * z * z / (z + 52)
        assert (one.strength, one.pull) == (z, pytest.approx(k))
        gains = [worth * (1 - k**-0.5) * (1 - share * k**-0.5) for share in (0.4, 0.6)]
        assert one.least_trust == pytest.approx([0.5 / gain for gain in gains])
    assert (early.by_air, early.on_ground) == ("North", "South")
    assert (early.moment, early.expects) == (START, at_first)
    assert (late.moment, late.expects) == (CEILING, "both fight, short of forces")
    # efforts that pay best at the ceiling: a = alpha v / c E / K is beyond the 40 that North has
    assert 0.4 * worth / cost * (math.sqrt(k) - 1) / k > 40


@pytest.mark.parametrize("strength", [30.0, 60.0, 95.0])
def test_the_closed_form_is_the_theorems_line(strength):
    """The same as ``sim.theory``, which is held against the full model (C21)."""
    built = theory.quiet_case(60)
    built.world[0].fixed_cost[:] = 3.0
    built.world[0].strength[0] = strength
    (one, _), said = closed_forms(Reading(built))
    assert max(one.least_trust) == pytest.approx(theory.least_trust(built, strength)) and not said
    assert one.within_forces


def test_a_front_that_is_yet_to_be_opened_is_not_there():
    """The model opens it later; before the first month it counts for nothing, neither in a pull nor in a size."""
    enemies = yaml.safe_load(CASE.read_text(encoding="utf-8"))["enemies"]
    places = yaml.safe_load(CASE.read_text(encoding="utf-8"))["theatres"] | {"Coast": {"governance": 0.5}}
    actors = yaml.safe_load(CASE.read_text(encoding="utf-8"))["actors"]
    for name, forces in (("North", {"air": 40}), ("South", {"ground": 40})):
        actors[name]["theatres"]["Coast"] = {"exposure": 0.8, **forces}
    enemies["Raiders"]["theatres"]["Coast"] = {"strength": 15}
    there = changed(enemies=enemies, theatres=places, actors=actors)
    enemies["Raiders"]["theatres"]["Coast"] = {"strength": 15, "opens_above": 90}
    coming = changed(enemies=enemies, theatres=places, actors=actors)
    front = "Raiders in Coast"
    for case, strength, size in ((there, 15.0, 35.0), (coming, 0.0, 20.0)):
        found = sim.diagnose(case)
        early, late = (one for one in found.closed_forms if one.front == front)
        assert (early.strength, late.strength) == (strength, 100.0)
        assert dict(zip(found.actors, found.size, strict=True))["Raiders"] == size
        if not strength:
            assert early.pull == 0.0 and early.expects == ANSWERS[0] and late.pull > 1.0
            still = dataclasses.replace(Reading.of(case).built, draws=Reading.of(case).built.draws[:0])
            begins = kernel.run(still, np.array([1], np.uint64), history=True).history[1]
            assert begins["strength_before"][still.names.front.index(front)] == 0.0, "as in the model"


@pytest.mark.parametrize(("members", "free_riding"), [(1.0, 1.0), (4.0, 0.0), (4.0, 0.5), (4.0, 1.0)])
def test_a_coalition_counts_as_its_members_do_and_as_in_the_model(members, free_riding):
    """Plans left to settle in the full model: what each would do, and how much trust it needs for it."""
    built = theory.quiet_case(600)
    built.p.free_riding = free_riding
    w = built.world[0]
    w.fixed_cost[:], w.strength[0], w.members[w.rival[0, 0]] = 3.0, 60.0, members
    (one, _), _ = closed_forms(Reading(built))
    last = kernel.run(built, np.array([1])).last[0]
    air, ground = (built.names.actor.index(name) for name in (one.by_air, one.on_ground))
    assert one.least_trust == pytest.approx([last["minimum_trust"][i, 0] for i in (air, ground)], rel=1e-3)
    effort = 0.4 * np.log(last["air_plan"][air, 0]) + 0.6 * np.log(last["ground_plan"][ground, 0])
    assert np.exp(effort) == pytest.approx(60.0 * (math.sqrt(one.pull) - 1.0), rel=1e-3)
    whole = theory.quiet_case(600)
    whole.world[0].fixed_cost[:], whole.world[0].strength[0] = 3.0, 60.0
    as_one = closed_forms(Reading(whole))[0][0]
    assert (one.pull < as_one.pull) == (members > 1.0 and free_riding > 0.0)


def test_the_enemy_draws_in_from_the_threshold_on(large):
    for one in large.closed_forms:
        if one.strength > one.threshold * 1.0001:
            assert one.pull > 1
        if one.strength < one.threshold * 0.9999:
            assert one.pull < 1 and one.expects == ANSWERS[0]


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (lambda: changed(contest="krtz"), "the other contest (krtz)"),
        (lambda: changed(assumptions={"substitution": 0.5}), "substitution is 0.5"),
        (lambda: changed(assumptions={"cost_curvature": 0.1}), "cost_curvature is 0.1"),
        (lambda: sim.example().under("no_enemy"), "There is no enemy to fight together."),
    ],
)
def test_where_the_closed_forms_do_not_hold_there_is_a_sentence(case, sentence):
    found = sim.diagnose(case())
    assert found.closed_forms == ()
    assert sentence in found.notes["closed_forms"][0] and sentence in str(found)
    assert found.frame("pairs").loc[0, "closed_form_start"] is None


def test_pairs_without_both_arms_are_named():
    parts = yaml.safe_load(CASE.read_text(encoding="utf-8"))["actors"]
    parts["South"]["theatres"]["Middleland"] |= {"ground": 0}
    found = sim.diagnose(changed(actors=parts))
    assert found.notes["closed_forms"] == (
        "On no front has one of these pairs aircraft and the other ground forces: North – South.",
    )


def test_without_the_enemy_nobody_can_gain_from_peace():
    found = sim.diagnose(sim.example().under("no_enemy"))
    assert "Raiders" not in found.actors
    assert found.frame("pairs").loc[0, "neutral_enemy_share"] is None
    assert "There is no common enemy in this contest." in str(found)


def test_an_actor_that_is_gone_is_out_of_everything():
    found = sim.diagnose(sim.load(LARGE).without(actor="Iran"))
    assert "Iran" not in found.actors and not any("Iran" in pair for pair in found.pairs)
    assert all("Iran – " not in one.pair for one in found.closed_forms)


def test_a_case_without_rivals_still_has_blocs():
    actors = yaml.safe_load(CASE.read_text(encoding="utf-8"))["actors"]
    actors.pop("Harbour")
    found = sim.diagnose(changed(relations=[], channels={}, actors=actors))
    assert found.pairs == () and found.frame("pairs").empty
    assert "no pairs of rivals" in str(found)


def test_theories_without_an_answer_say_so():
    """Two who are neither near nor far: structural balance leaves open who ends up with whom."""
    actors = {
        name: {
            "kind": "state",
            "interests": {"border": {"position": position, "salience": 1}},
            "theatres": {"Middleland": {"exposure": 0}},
        }
        for name, position in (("A", 1), ("B", 0))
    }
    found = sim.diagnose(changed(actors=actors, relations=[], channels={}, enemies={}))
    assert found.propensity.tolist() == [[1, 0], [0, 1]]
    assert found.faction is None and math.isnan(found.blow_up)
    assert "comes more than once" in found.notes["balance"][0] and "comes more than once" in str(found)


def test_dealt_interests_are_read_as_coded(small):
    found = sim.diagnose(sim.example().under("shuffled_interests"))
    assert found.rows("landscape") == small.rows("landscape")
    assert "dealt" in found.notes["case"][0] or "deals" in found.notes["case"][0]


def test_the_order_in_the_file_changes_nothing(large, tmp_path):
    """Actors, issues, theatres, relations, deals, interests and enemies' theatres, all turned round."""

    def turned(part):
        return dict(reversed(part.items()))

    for file, known in ((CASE, sim.diagnose(sim.load(CASE))), (LARGE, large)):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        for part in {"actors", "issues", "theatres", "enemies", "channels", "bargains", "mediations"} & data.keys():
            data[part] = turned(data[part])
        if "coding" in data:
            shutil.copytree(file.parent / data["coding"], tmp_path / data["coding"])
        for actor in data["actors"].values():
            for part in {"interests", "theatres"} & actor.keys():
                actor[part] = turned(actor[part])
        for enemy in data["enemies"].values():
            enemy["theatres"] = turned(enemy["theatres"])
        data["relations"] = [r | {"between": r["between"][::-1]} for r in reversed(data["relations"])]
        (tmp_path / file.name).write_text(yaml.safe_dump(data, sort_keys=False, default_flow_style=None), "utf-8")
        again = sim.diagnose(sim.load(tmp_path / file.name))
        assert again.as_dict() == known.as_dict()
        assert str(again) == str(known)


# ---- how it is told


def test_tables_and_plain_numbers(large):
    rows = {"pairs": 14, "actors": 16, "landscape": len(large.landscape), "contest": 15}
    for section in SECTIONS:
        frame = large.frame(section)
        assert len(frame) == rows.get(section, len(large.closed_forms))
        assert len(large.as_dict()[section]) == len(frame)
    assert list(large.frame()["pair"])[:2] == ["Iran – Saudi Arabia", "Iran – Turkey"]
    assert json.loads(json.dumps(large.as_dict()))["title"] == large.scenario.title
    held = large.frame("actors").dropna(subset="share")
    assert held["share"].sum() == pytest.approx(1.0)
    with pytest.raises(KeyError, match="no section 'pair'; there are pairs, actors"):
        large.frame("pair")


def test_the_simulation_stands_beside_it_if_asked():
    told = []
    found = sim.diagnose(sim.example(), runs=20, seed=3, progress=told.append)
    expected = sim.run(sim.example(), runs=20, seed=3).emergence["North – South"]
    assert sum(told) == 20
    row = found.frame("pairs").iloc[0]
    assert (row["emergence"], row["low"], row["high"], row["n"]) == tuple(expected)
    assert f"{expected.value:.3f} [{expected.low:.3f}, {expected.high:.3f}]" in str(found)


def test_negative_runs_are_refused():
    with pytest.raises(ValueError, match="runs is -1; 0 leaves the simulation out"):
        sim.diagnose(sim.example(), runs=-1)


def test_nobody_left_is_a_sentence():
    with pytest.raises(ValueError, match="no actors left"):
        sim.diagnose(sim.example().without(actor="all"))


# ---- sim diagnose


def ask(*words: object):
    done = CliRunner().invoke(main, ["diagnose", *map(str, words)])
    assert "Traceback" not in done.output
    return done


@pytest.mark.parametrize("file", [CASE, LARGE], ids=lambda f: f.stem)
def test_the_command_prints_the_page_and_nothing_else(file, small, large):
    done = ask(file)
    assert done.exit_code == 0 and done.stderr == ""
    assert done.stdout == str(small if file == CASE else large)
    for words in ("Landscape theory", "Structural balance", "Contest with spill-overs", "closed forms", "--runs 200"):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 140


def test_the_command_asks_the_simulation():
    done = ask(CASE, "--runs", 20, "--seed", 3)
    assert done.exit_code == 0 and "20 of 20 runs done" in done.stderr
    assert done.stdout == str(sim.diagnose(sim.example(), 20, 3))
    assert "not asked" not in done.stdout


@pytest.mark.parametrize("words", [(), ("x.yaml",), (CASE, "--runs", "-1"), (CASE, "--runs", "many")])
def test_what_the_command_cannot_do_is_a_sentence(words):
    assert ask(*words).exit_code == 2


def test_names_are_printed_as_they_are_written():
    data = yaml.safe_load(CASE.read_text(encoding="utf-8"))
    odd = "[bold]Harbour :smile:"
    data["actors"][odd] = data["actors"].pop("Harbour")
    data["channels"]["Harbour"]["carriers"] = [odd]
    assert odd in str(sim.diagnose(changed(**data)))


def test_the_command_needs_no_simulation_to_start():
    """Nor its compiled runs, nor charts: a diagnosis without runs takes a second or two."""
    program = (
        "import sys\nfrom sim.cli import main\n"
        f"try:\n    main(['diagnose', {str(CASE)!r}])\nexcept SystemExit as end:\n    assert not end.code, end\n"
        "heavy = {'sim.kernel', 'sim.batch', 'sim.results', 'matplotlib', 'duckdb'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, timeout=120)
    assert done.returncode == 0, done.stderr
