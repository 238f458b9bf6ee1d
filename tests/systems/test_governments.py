"""Who comes to lead a host country (M14)."""

import numpy as np
import pytest

from sim.phases.consequences import learn
from sim.phases.governments import form_governments
from sim.rules.influence import condorcet, weighted_mean, winner
from sim.rules.interests import distance, rivalry
from sim.rules.trust import trust_of
from sim.scenario.build import build
from sim.world import NOTHING
from tests.systems.cases import ALL, EVENTS, POLICIES, case, opened, place, played
from tests.worlds import changed

BUILT = build(case(EVENTS, POLICIES))
NORTH, SOUTH, LAND = (place(BUILT, "actor", n) for n in ("North", "South", "Land"))
RULE = place(BUILT, "issue", "rule")
DOVE, FOX, HAWK = range(3)  # the alphabet
MONTH = 8


def formed(**facts):
    world, p = opened(BUILT, month=MONTH, **facts)
    form_governments(world, p)
    return world, p


def test_the_places_are_as_said_above():
    assert BUILT.world[0].standpoint[0].tolist() == [0.0, -0.5, 0.6] and BUILT.world[0].government_month[0] == MONTH


def expected(world) -> tuple[int, int]:
    weights = world.voice[0] * world.salience[:, RULE] * world.present
    stand = world.standpoint[0]
    away = np.abs(world.position[:, RULE][:, None] - stand[None, :])
    mean = weighted_mean(world.position[:, RULE], weights)
    return winner(away, weights, np.abs(stand - mean)), condorcet(away, weights)


@pytest.mark.parametrize(
    "voices", [{"Land": 1.0}, {"North": 1.0}, {"South": 1.0}, {"Land": 1.0, "North": 0.5, "South": 0.5}, {}]
)
def test_the_winner_by_the_rule(voices):
    voice = np.zeros((1, 10))
    for name, weight in voices.items():
        voice[0, place(BUILT, "actor", name)] = weight
    before, _ = opened(BUILT, voice=voice)
    chosen, first_in_pairs = expected(before)
    world, _ = formed(voice=voice)
    assert (world.chosen[0], world.condorcet[0]) == (chosen, first_in_pairs)
    assert world.position[LAND, RULE] == world.standpoint[0, chosen]
    if voices.keys() == {"North"} or voices.keys() == {"South"}:
        assert chosen == (HAWK if "North" in voices else FOX) == first_in_pairs
    if not voices:
        assert (chosen, first_in_pairs) == (DOVE, NOTHING), "nobody votes: the middle of the scale"


def test_the_absent_have_no_voice():
    present = np.ones(10, int)
    present[SOUTH] = 0
    voice = np.zeros((1, 10))
    voice[0, [NORTH, SOUTH]] = [1.0, 5.0]
    assert formed(voice=voice)[0].chosen[0] == FOX and formed(voice=voice, present=present)[0].chosen[0] == HAWK


def test_where_votes_go_round_the_compromise_decides():
    world, _ = opened(BUILT)
    position = world.position.copy()
    position[[NORTH, SOUTH], RULE] = [0.6, -0.5]
    voice = np.zeros((1, 10))
    voice[0, [NORTH, SOUTH]] = 1.0
    running = [[0, 0, 0]]
    running[0] = [1, 1, 0]
    world, _ = formed(voice=voice, position=position, running=running, standpoint=[[0.6, -0.5, 0.0]])
    assert world.condorcet[0] == NOTHING and world.chosen[0] == 0, "0.05 is nearer 0.6 than -0.5? it is as near: first"


def test_rivalries_are_what_settling_would_make_of_the_new_position():
    world, _ = formed()
    assert world.position[LAND, RULE] != BUILT.world[0].position[LAND, RULE]
    position = BUILT.world[0].position.copy()
    position[LAND, RULE] = world.position[LAND, RULE]
    fresh, _ = opened(changed(BUILT, position=position))
    for fact in ("position", "distance", "rivalry"):
        assert world[fact].tobytes() == fresh[fact].tobytes(), fact
    assert np.abs(fresh.initial_log_trust).max() < 4.0
    assert world.initial_log_trust == pytest.approx(fresh.initial_log_trust, abs=1e-12)
    for i in range(10):
        there = distance(world.position[i], world.position[LAND], world.salience[i], 2.0)
        back = distance(world.position[LAND], world.position[i], world.salience[LAND], 2.0)
        assert world.rivalry[i, LAND] == rivalry(there, back)


def test_trust_is_pulled_back_to_the_affinity_of_the_new_government():
    """Land moves away from North; past episodes count as before, and trust drifts to where both lead."""
    still = {"act_if_trustworthy": 0.1, "act_if_not": 0.1, "evidence_fighting": 0.0, "trust_memory": 0.5}
    before, _ = opened(BUILT, **still)
    world, p = formed(voice=np.eye(10)[[SOUTH]], **still)
    assert world.rivalry[LAND, NORTH] > before.rivalry[LAND, NORTH]
    assert world.log_trust[LAND, NORTH] == before.log_trust[LAND, NORTH], "nothing is learnt at once"
    assert world.initial_log_trust[NORTH, SOUTH] == before.initial_log_trust[NORTH, SOUTH]
    for _ in range(60):
        learn(world, p)
    change = p.affinity_weight * 2.0 * (before.rivalry[LAND, NORTH] - world.rivalry[LAND, NORTH])
    assert world.log_trust[LAND, NORTH] - before.log_trust[LAND, NORTH] == pytest.approx(change, abs=1e-9)
    assert change < -0.1


def test_rivals_who_both_prefer_the_winner_learn_that_they_do():
    """Land stood at 0.9, farther from both than the winner."""
    world, _ = opened(BUILT)
    position = world.position.copy()
    position[LAND, RULE], position[SOUTH, RULE] = 0.9, 0.2
    before = opened(BUILT)[0].log_trust.copy()
    world, _ = formed(position=position, shared_candidate=0.3)
    told = world.log_trust - before
    assert world.chosen[0] in (DOVE, HAWK)
    assert told[NORTH, SOUTH] == pytest.approx(0.3) and told[SOUTH, NORTH] == pytest.approx(0.3)
    assert world.trust[NORTH, SOUTH] == trust_of(world.log_trust[NORTH, SOUTH])
    militia = place(BUILT, "actor", "Militia")
    assert not told[LAND].any() and told[militia, NORTH] == told[NORTH, militia]


def test_rivals_who_want_opposite_ones_learn_nothing():
    world, _ = formed(voice=np.ones((1, 10)))
    assert world.log_trust.tobytes() == opened(BUILT)[0].log_trust.tobytes()


def test_it_is_formed_in_its_month_and_not_by_a_policy_without_it():
    history = played(ALL)
    assert (history["chosen"][: MONTH + 1, 0] == NOTHING).all() and (history["chosen"][MONTH + 1 :, 0] >= 0).all()
    without = played(build(ALL.scenario.under("no_break")))
    assert (without["chosen"] == NOTHING).all()
    assert (without["position"] == without["position"][0]).all()
