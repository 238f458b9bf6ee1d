"""Patrons, clients and hosts in the full model (M10, M13)."""

import math

import numpy as np
import pytest

from sim.actors.armed_group import ArmedGroup
from sim.actors.state import State
from sim.phases.clients import intrusion_evidence, note_intrusions, tend_clients
from sim.phases.consequences import clash, learn
from sim.rules.host_consent import breach_evidence, consents
from sim.rules.proxies import mixed_attribution
from sim.rules.trust import conduct_evidence
from sim.scenario.build import build
from tests.systems.cases import ALL, EVENTS, POLICIES, SEED, case, opened, place, played
from tests.worlds import changed

BUILT = build(case(EVENTS, POLICIES))
NORTH, SOUTH, LAND, MILITIA, ALLIANCE = (
    place(BUILT, "actor", n) for n in ("North", "South", "Land", "Militia", "Alliance")
)
PLAIN, HILLS = (place(BUILT, "theatre", t) for t in ("Plain", "Hills"))
FRONT = place(BUILT, "front", "Raiders in Plain")
PAIR = place(BUILT, "dyad", ("North", "South"))
OTHER = place(BUILT, "dyad", ("Militia", "North"))
SEEDS = np.arange(1, 301, dtype=np.uint64)


# ---- arms


def test_arming_moves_capacity_and_makes_none():
    history = played(ALL)
    capacity = history["ground_capacity"]
    assert capacity.sum(axis=(1, 2)) == pytest.approx(capacity[0].sum(), abs=1e-12)
    both = capacity[:, [SOUTH, MILITIA]].sum(axis=(1, 2))
    assert both == pytest.approx(both[0], abs=1e-12)
    moved = capacity[:, MILITIA].sum(axis=1) - capacity[0, MILITIA].sum()
    assert moved == pytest.approx(np.minimum(np.arange(25.0), 6.0)), "one a month, six in all"
    assert history["armed"][:, MILITIA] == pytest.approx(moved)


def test_the_rate_is_for_all_fronts_together():
    text = "theatres: {Plain: {exposure: 0.9, ground: 4}}"
    wide = build(case(EVENTS, POLICIES, old=text, new=text.replace("}}", "}, Hills: {exposure: 0.1, ground: 1}}")))
    moved = played(wide)["armed"][:, MILITIA]
    assert moved == pytest.approx(np.minimum(np.arange(25.0), 6.0))


def test_nobody_arms_where_the_patron_is_gone_or_has_nothing():
    gone = played(build(BUILT.scenario.without(actor="South")))
    assert not gone["armed"].any()
    capacity = BUILT.world[0].ground_capacity.copy()
    capacity[SOUTH] = 0.5
    assert played(changed(BUILT, ground_capacity=capacity))["armed"][-1, MILITIA] == 0.5


@pytest.mark.parametrize("name", ["Brigade", "Zouaves"])
def test_two_clients_share_what_their_patron_has_by_need(name):
    """South has 2 left, Militia needs 1 a month and the other 3: neither name comes first."""
    other = (
        f"  {name}: {{kind: armed_group, patron: South, control: 0.5, arming: 3, armed_to: 9, "
        "interests: {defeat: {position: 0.8, salience: 0.8}}, theatres: {Plain: {exposure: 0.9, ground: 1}}}\n"
    )
    built = build(case(EVENTS, POLICIES, old="  Land:\n", new=other + "  Land:\n"))
    second, south, militia = (place(built, "actor", n) for n in (name, "South", "Militia"))
    world, p = opened(built)
    world.ground_capacity[south] = [0.0, 2.0]
    tend_clients(world, p, SEED)
    assert world.armed[[militia, second]] == pytest.approx([0.5, 1.5]) and not world.ground_capacity[south].any()
    assert world.ground_capacity[[militia, second], PLAIN] == pytest.approx([4.5, 2.5])


def test_arms_are_not_handed_on_in_the_month_in_which_they_come():
    """South arms Militia, Militia arms Land: each gives of what it had when the month began."""
    world, p = opened(BUILT, arming=5.0, armed_to=50.0)
    world.patron[LAND] = MILITIA
    world.ground_capacity[[SOUTH, MILITIA, LAND]] = [[0.0, 10.0], [0.0, 2.0], [0.0, 1.0]]
    tend_clients(world, p, SEED)
    assert world.ground_capacity[[SOUTH, MILITIA, LAND], PLAIN] == pytest.approx([5.0, 5.0, 3.0])


# ---- control and blame


@pytest.mark.parametrize("control", [0.0, 0.3, 1.0])
def test_a_client_obeys_as_far_as_it_is_controlled(control):
    world, p = opened(BUILT, control=control)
    world.trust[SOUTH, NORTH], world.trust[MILITIA, NORTH] = 0.9, 0.2
    answer = ArmedGroup.hostility.compiled(world, p, MILITIA, NORTH)
    own = State.hostility.compiled(world, p, MILITIA, NORTH)
    patrons = State.hostility.compiled(world, p, SOUTH, NORTH)
    assert own != patrons and answer == pytest.approx(control * patrons + (1 - control) * own, abs=1e-15)
    world.present[SOUTH] = 0
    assert ArmedGroup.hostility.compiled(world, p, MILITIA, NORTH) == own, "an absent patron commands nobody"


def struck(attribution: float, seed=SEED, **facts):
    """A month in which the militia strikes North and nobody else does anything."""
    chances = np.zeros((2, 2))
    chances[OTHER, 0] = 1.0
    quiet = {"incident_rate": 0.0, "crisis_rate": 0.0, "generosity": 1.0}
    world, p = opened(BUILT, **quiet, attribution=attribution, chance_hostility=chances, **facts)
    clash(world, p, seed)
    return world, p


@pytest.mark.parametrize("attribution", [0.0, 0.4, 1.0])
def test_a_clients_act_tells_of_its_patron_what_the_mixture_says(attribution):
    world, p = struck(attribution)
    assert world.hostile.sum() == 1 and world.proxied[PAIR, 1] == 1
    before = world.log_trust.copy()
    start = world.initial_log_trust
    learn(world, p)
    told = world.log_trust - (start + p.trust_memory * (before - start))
    mixed = mixed_attribution(attribution, p.act_if_trustworthy, p.act_if_not)
    quiet = conduct_evidence(False, p.act_if_trustworthy, p.act_if_not)
    assert told[NORTH, SOUTH] == pytest.approx(mixed, abs=1e-12)
    assert told[SOUTH, NORTH] == pytest.approx(quiet, abs=1e-12), "the victim was quiet"
    assert told[NORTH, MILITIA] == pytest.approx(math.log(p.act_if_trustworthy / p.act_if_not), abs=1e-12)
    assert attribution or told[NORTH, SOUTH] == 0.0, "without attribution nothing is learnt of the patron"


def test_blame_has_the_odds_of_attribution():
    for attribution in (0.0, 0.4, 1.0):
        blamed = np.mean([struck(attribution, seed)[0].blamed[PAIR, 1] for seed in SEEDS])
        error = 3 * math.sqrt(attribution * (1 - attribution) / len(SEEDS))
        assert blamed == pytest.approx(attribution, abs=error + 1e-12)
    world, _ = struck(1.0)
    assert world.hostile_month[PAIR] == 0 and not world.hostile[PAIR].any()


def test_an_absent_patron_is_blamed_for_nothing():
    present = np.ones(len(BUILT.names.actor), int)
    present[SOUTH] = 0
    world, _ = struck(1.0, present=present)
    assert world.hostile[OTHER, 0] and not world.blamed[PAIR].any() and not world.proxied.any()


# ---- hosts


def test_uninvited_fighting_tells_the_host_and_its_backers_and_nobody_else():
    world, p = opened(BUILT, evidence_fighting=0.0, crisis_rate=0.0)
    world.fights[NORTH, FRONT] = 1
    world.admitted[:, PLAIN] = 0
    before = world.log_trust.copy()
    calm, q = opened(BUILT, evidence_fighting=0.0, crisis_rate=0.0)
    calm.admitted[:, PLAIN] = 0
    learn(world, p)
    learn(calm, q)
    told = world.log_trust - calm.log_trust
    full = math.log(0.3 / 0.4)
    assert told[LAND, NORTH] == pytest.approx(full)
    assert told[SOUTH, NORTH] == pytest.approx(breach_evidence(0.8, 0.3, 0.4)) and full < told[SOUTH, NORTH] < 0.0
    assert np.count_nonzero(told) == 2 and world.intrusions[NORTH] == 1 and before.shape == told.shape
    world.fights[SOUTH, FRONT] = 1
    assert intrusion_evidence(world, p, SOUTH, SOUTH) == 0.0, "nobody learns from its own acts, not even a backer"


def test_who_is_admitted_or_fights_elsewhere_loses_nothing():
    for admitted, theatre in ((1, "Raiders in Plain"), (0, "Raiders in Hills")):
        world, p = opened(BUILT)
        world.fights[NORTH, place(BUILT, "front", theatre)] = 1
        world.admitted[:, PLAIN] = admitted
        note_intrusions(world)
        assert all(intrusion_evidence(world, p, i, NORTH) == 0.0 for i in (LAND, SOUTH, ALLIANCE))
        learn(world, p)
        assert not world.intrusions.any()


def test_backing_is_what_the_case_says():
    backing = BUILT.world[0].backing
    assert backing[SOUTH, LAND] == 0.8 and np.count_nonzero(backing) == 1
    world, p = opened(BUILT, backing=0.0)
    world.fights[NORTH, FRONT] = 1
    world.admitted[:, PLAIN] = 0
    note_intrusions(world)
    assert intrusion_evidence(world, p, SOUTH, NORTH) == 0.0 > intrusion_evidence(world, p, LAND, NORTH)


def test_hosts_admit_by_trust_and_rivalry():
    world, p = opened(BUILT, admission_temperature=0.1)
    world.trust[LAND, NORTH] = 0.6
    expected = consents(0.6, world.rivalry[LAND, NORTH], 0.8, p.admission_trust, 0.1)
    yes = []
    for seed in SEEDS:
        tend_clients(world, p, seed)
        yes.append(world.admitted[NORTH, PLAIN])
        assert world.admitted[LAND, PLAIN] == 1, "it needs nobody's consent at home"
    assert 0.05 < expected < 0.95
    assert np.mean(yes) == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / len(SEEDS)))
    assert not world.admitted[:, HILLS].any(), "nobody is asked where there is no host"


def test_who_is_at_home_needs_nobodys_consent():
    """`home: true`: neither asked nor an intruder, however little the host trusts it; in whole runs too."""
    land = "Plain: {exposure: 0.9, ground: 4}"
    stranger = changed(build(case(EVENTS, POLICIES)), admission_trust=1.0, admission_temperature=0.0)
    at_home = build(case(EVENTS, POLICIES, old=land, new=land.replace("ground: 4", "ground: 4, home: true")))
    at_home = changed(at_home, admission_trust=1.0, admission_temperature=0.0)
    assert at_home.world[0].home[MILITIA, PLAIN] == 1 and at_home.world[0].home.sum() == 1
    for built, admitted in ((stranger, 0), (at_home, 1)):
        history = played(built)
        fought = history["fights"][:, MILITIA, FRONT]
        assert fought.any() and (history["admitted"][1:, MILITIA, PLAIN] == admitted).all()
        assert (history["intrudes"][1:, MILITIA, PLAIN] == (1 - admitted) * fought[1:]).all()
        assert history["intrusions"][-1, MILITIA] == (1 - admitted) * fought[1:].sum()
        assert history["intrusions"][-1, NORTH] > 0, "the others are asked as before"


def test_a_hosts_answer_stands_until_the_next_review():
    """Twelve months see two or three answers, not twelve."""
    answers = played(changed(BUILT, admission_temperature=1.0, trust_memory=1.0), months=24)["admitted"][
        1:, NORTH, PLAIN
    ]
    assert np.count_nonzero(np.diff(answers)) <= 4


def test_distress_is_the_ground_lost_and_the_army_gone():
    world, p = opened(BUILT)
    world.strength[FRONT] = 40.0
    tend_clients(world, p, SEED)
    assert world.distress[LAND] == pytest.approx(0.4) and np.count_nonzero(world.distress) == 1
    world.ground_capacity[LAND] /= 2
    tend_clients(world, p, SEED)
    assert world.distress[LAND] == pytest.approx(1 - 0.6 * 0.5)
