"""Ground, the vacuum and coalitions in the full model (M11, M14, M16)."""

import math

import numpy as np
import pytest

from sim.actors.state import State
from sim.phases.account import account
from sim.phases.consequences import enemy_moves
from sim.phases.ground import govern, take_ground
from sim.phases.hostility import ground_of
from sim.phases.perceive import capacity
from sim.rules.enemy import next_strength
from sim.rules.influence import race
from sim.rules.vacuum import filling, governed
from sim.scenario.build import build
from sim.world import AIR, GROUND, KRTZ
from tests.systems.cases import ALL, EVENTS, POLICIES, case, opened, place, played
from tests.worlds import changed

BUILT = build(case(EVENTS, POLICIES))
NORTH, SOUTH, LAND, ALLIANCE, MILITIA = (
    place(BUILT, "actor", n) for n in ("North", "South", "Land", "Alliance", "Militia")
)
HILLS, PLAIN = 0, 1
PAIR = place(BUILT, "dyad", ("North", "South"))


def test_the_places_are_as_said_above():
    assert BUILT.names.theatre == ("Hills", "Plain") and BUILT.names.front == ("Raiders in Hills", "Raiders in Plain")


# ---- who governs


def test_order_by_the_rule():
    world, p = opened(BUILT, filling=0.02)
    world.ground[SOUTH, PLAIN], world.ground[LAND, PLAIN] = 10.0, 5.0
    world.garrison[LAND, PLAIN] = 0.2
    govern(world, p)
    assert world.governed[PLAIN] == pytest.approx(governed(0.4, 1 - 0.9 * 0.8, filling(15.0, 0.02)), abs=1e-15)
    assert world.governed[HILLS] == 0.3, "nothing but the government's own share"
    world.present[LAND] = 0
    govern(world, p)
    assert world.governed[PLAIN] == pytest.approx(governed(0.4, 0.1, filling(15.0, 0.02)), abs=1e-15)


def test_order_slows_the_enemy():
    after = []
    for garrison in (0.0, 0.5, 1.0):
        world, p = opened(BUILT, garrison=0.0, recruits=0.0, volunteers=0.0, spread=0.0, filling=0.0)
        world.garrison[NORTH, PLAIN] = garrison
        govern(world, p)
        enemy_moves(world, p)
        vacuum = 0.6 * (1 - garrison)
        assert world.strength[PLAIN] == pytest.approx(next_strength(40.0, 0.3, vacuum, 100.0, 0.1, 0.0, 0.0))
        after.append(world.strength[PLAIN])
    assert after[0] > after[1] > after[2] == pytest.approx(40.0)


def test_soldiers_who_leave_open_a_vacuum():
    """The full case withdraws North's garrison in June 2001 (its sixth month)."""
    order = played(changed(ALL, filling=0.0))["governed"][:, PLAIN]
    assert order[1:6] == pytest.approx(0.46) and order[6:] == pytest.approx(0.4)


# ---- proxy wars


def test_proxy_wars_divert_forces_by_the_rule():
    world, p = opened(BUILT)
    govern(world, p)
    for me, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        taken = 0.1 * world.rivalry[NORTH, SOUTH] * (1 - world.trust[me, other])
        assert world.diverted[me] == pytest.approx(taken, abs=1e-15) and taken > 0.01
    assert not world.diverted[[LAND, ALLIANCE, MILITIA]].any()
    assert capacity(world, NORTH, PLAIN, AIR) == pytest.approx(40.0 * (1 - world.diverted[NORTH]))
    assert capacity(world, SOUTH, PLAIN, GROUND) == pytest.approx(40.0 * (1 - world.diverted[SOUTH]))


def test_two_proxy_wars_take_from_what_is_left():
    world, p = opened(BUILT)
    world.proxy_war[:] = 1.0
    govern(world, p)
    left = 1.0
    for d in range(2):
        i, j = world.rival[d]
        if NORTH in (i, j):
            left *= 1 - world.rivalry[i, j] * (1 - world.trust[NORTH, i + j - NORTH])
    assert world.diverted[NORTH] == pytest.approx(1 - left)
    world.present[SOUTH] = 0
    govern(world, p)
    assert world.diverted[SOUTH] == 0.0 and world.diverted[NORTH] > 0.0, "the one with Militia goes on"


# ---- who holds the ground


def test_shares_of_the_ground_stay_shares():
    for seed in range(1, 11):
        held = played(changed(ALL, attrition=1.0, fixed_cost=0.0), seed)["held"]
        assert (held >= 0).all() and (held.sum(axis=1) <= 1 + 1e-12).all()
        assert held[-1].any() and not held[0].any()


def test_nobody_holds_what_the_enemy_holds():
    for built in (changed(ALL, attrition=1.0, fixed_cost=0.0), changed(BUILT, attrition=0.5, fixed_cost=0.0)):
        history = played(built)
        theirs = history["strength"] / 100.0
        assert (history["held"].sum(axis=1) <= 1 - theirs + 1e-9).all()


def moved(before: float, after: float, held: np.ndarray, efforts: np.ndarray) -> np.ndarray:
    world, _ = opened(BUILT)
    world.strength_before[PLAIN], world.strength[PLAIN] = before, after
    world.held[:, PLAIN], world.ground[:, PLAIN] = held, efforts
    take_ground(world)
    assert not world.held[:, HILLS].any()
    return world.held[:, PLAIN].copy()


def test_freed_ground_goes_by_ground_effort():
    held, efforts = np.zeros(10), np.zeros(10)
    held[SOUTH], efforts[SOUTH], efforts[LAND] = 0.1, 3.0, 1.0
    got = moved(60.0, 40.0, held, efforts)
    assert got[[SOUTH, LAND]] == pytest.approx([0.1 + 0.15, 0.05]) and np.count_nonzero(got) == 2
    assert got.tolist() == race(held, efforts, 0.2).tolist()
    assert moved(60.0, 40.0, held, np.zeros(10)).tolist() == held.tolist(), "air forces hold no ground"


def test_ground_that_the_enemy_regains_is_lost_by_all():
    held = np.zeros(10)
    held[SOUTH], held[LAND] = 0.3, 0.1
    got = moved(20.0, 60.0, held, np.ones(10))
    assert got == pytest.approx(held * 0.5), "half of what was free is gone"
    assert moved(20.0, 100.0, held, np.ones(10)) == pytest.approx(np.zeros(10))


def test_ground_taken_by_an_outside_event_is_nobody_elses():
    held = np.zeros(10)
    held[SOUTH], held[LAND] = 0.6, 0.2
    assert moved(60.0, 60.0, held, np.ones(10)) == pytest.approx(held / 2)


def test_ground_pays_and_the_rivals_ground_costs():
    def gained(**held):
        world, p = opened(BUILT, influence=2.0)
        account_before = world.payoff.copy()
        for name, share in held.items():
            world.held[place(BUILT, "actor", name), PLAIN] = share
        account(world, p)
        assert account_before.shape == world.payoff.shape
        return world.payoff.copy(), world.rivalry[NORTH, SOUTH]

    (none, _), (some, rivalry) = gained(), gained(South=0.3, Land=0.2)
    assert (some - none)[[SOUTH, LAND]] == pytest.approx([0.6, 0.4])
    assert (some - none)[NORTH] == pytest.approx(-2.0 * rivalry * 0.3), "Land is no rival of North"


def test_the_rivals_ground_spurs_only_where_ground_reaches_oneself():
    world, p = opened(BUILT)
    calm = State.hostility.compiled(world, p, NORTH, SOUTH)
    world.held[SOUTH, HILLS], world.held[SOUTH, PLAIN] = 0.9, 0.4
    assert ground_of(world, NORTH, SOUTH) == 0.9
    world.exposure[NORTH, HILLS] = 0.0
    assert ground_of(world, NORTH, SOUTH) == 0.4
    assert State.hostility.compiled(world, p, NORTH, SOUTH) > calm
    world.exposure[NORTH, PLAIN] = 0.0
    assert ground_of(world, NORTH, SOUTH) == 0.0 and ground_of(world, LAND, SOUTH) == 0.4
    assert State.hostility.compiled(world, p, NORTH, SOUTH) == calm


# ---- coalitions


def effort_of(contest: int, **facts) -> float:
    """What the coalition does by itself in a settled fight."""
    capacity = {arm: BUILT.world[0][arm].copy() for arm in ("air_capacity", "ground_capacity")}
    for arm in capacity.values():
        arm[:] = 0.0
        arm[ALLIANCE, PLAIN] = 1e5
    rest = {"growth": 0.0, "attrition": 0.0, "recruits": 0.0, "volunteers": 0.0, "linkage": 1e9, "widening": 0.0,
            "presence": 1e-3, "crisis_rate": 0.0, "attack_rate": 0.0, "contest": contest,
            "threat_weight": 50.0}  # fmt: skip
    last = played(changed(BUILT, **capacity, **rest, **facts), months=120)[-1]
    return float(last["air"][ALLIANCE, PLAIN] + last["ground"][ALLIANCE, PLAIN])


@pytest.mark.parametrize("contest", [0, KRTZ])
def test_members_ride_free(contest):
    one = effort_of(contest, members=1.0)
    efforts = [effort_of(contest, members=3.0, free_riding=f) for f in (0.0, 0.3, 1.0)]
    assert efforts[0] == one > efforts[1] > efforts[2]


def test_a_coalition_of_n_fights_as_for_an_nth_of_the_prize():
    members = BUILT.world[0].members.copy()
    members[ALLIANCE] = 4.0
    exposure = BUILT.world[0].exposure.copy()
    exposure[ALLIANCE] /= 4.0
    shared = effort_of(0, members=members, free_riding=1.0, relative_gains=0.0)
    alone = effort_of(0, members=1.0, exposure=exposure, relative_gains=0.0)
    assert shared == pytest.approx(alone, rel=1e-6)
    assert math.isfinite(shared) and PAIR >= 0
