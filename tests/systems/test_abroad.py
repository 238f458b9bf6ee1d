"""The enemy abroad in the full model (M2, M11): new fronts, foreign fighters, attacks, alarm."""

import math

import numpy as np
import pytest

from sim.phases.abroad import foreign_recruits, strike_abroad, widen
from sim.phases.consequences import enemy_moves
from sim.phases.events import happen
from sim.phases.perceive import perceive
from sim.rules.widening import attack_rate, felt_exposure, joined
from sim.scenario import loads
from sim.scenario.build import build
from sim.world import EVENT_WORDS
from tests.systems.cases import EVENTS, EVERYTHING, POLICIES, case, ends, opened, place, played
from tests.worlds import changed

BUILT = changed(build(case(EVENTS, POLICIES)), attrition=0.1)  # an enemy that grows
PLAIN, HILLS = (place(BUILT, "front", f"Raiders in {t}") for t in ("Plain", "Hills"))
NORTH, SOUTH, LAND, ENVOY, RAIDERS = (place(BUILT, "actor", n) for n in ("North", "South", "Land", "Envoy", "Raiders"))


def test_a_front_opens_exactly_when_strength_elsewhere_passes_its_threshold():
    for seed in range(1, 11):
        history = played(BUILT, seed)
        opened_in, strength = history["opened"][:, HILLS], history["strength"][:, PLAIN]
        assert opened_in[0] == 0 and history["strength"][0, HILLS] == 0.0
        first = int(np.argmax(opened_in))
        assert opened_in[first:].all()
        assert strength[first - 1] >= 45.0 and (strength[: first - 1] < 45.0).all()
        assert history["strength_before"][first, HILLS] == 5.0, "with the strength that the case gives it"


def test_no_front_opens_where_the_enemy_cannot_widen():
    history = played(changed(BUILT, widening=0.0, attrition=0.01))  # so that it passes the threshold nevertheless
    assert not history["opened"][:, HILLS].any() and not history["strength"][:, HILLS].any()
    assert not history["takes_part"][:, :, HILLS].any()
    assert history["strength"][-1, PLAIN] > 45.0


def test_fronts_open_at_once_and_do_not_open_each_other():
    """A front that opens this month counts next month, whatever its name."""
    for opening, other in ((0, 1), (1, 0)):
        world, p = opened(build(_with_coast()))
        base = world.strength.argmax()
        rest = [f for f in range(3) if f != base]
        world.opens_above[rest[opening]], world.opens_above[rest[other]] = 40.0, 42.0
        widen(world, p)
        assert world.opened[rest[opening]] == 1 and world.opened[rest[other]] == 0
        widen(world, p)
        assert world.opened.all()


def _with_coast():
    text = EVERYTHING.replace(EVENTS, "").replace(POLICIES, "")
    text = text.replace("  Hills: {governance: 0.3}\n", "  Hills: {governance: 0.3}\n  Coast: {governance: 0.3}\n")
    return loads(text.replace("opens_above: 45}", "opens_above: 45}, Coast: {strength: 5, opens_above: 45}"))


def test_an_outside_event_opens_a_front_too():
    world, p = opened(BUILT)
    world.event_month[0], world.event_kind[0], world.event_where[0] = 0, EVENT_WORDS.index("strength"), HILLS
    world.event_value[0], world.event_adds[0] = 7.0, 0
    happen(world)
    widen(world, p)
    assert world.opened[HILLS] == 1 and world.strength[HILLS] == 7.0


# ---- fighters


def test_fighters_recruits_and_returns_balance():
    """Who joins is missing at home and found in the enemy's ranks; who returns is a part of those who are there."""
    quiet = {"recruits": 0.0, "growth": 0.0, "attrition": 0.0, "spread": 0.0, "widening": 1.0, "attack_rate": 0.0}
    built = changed(BUILT, **quiet)
    history = played(built)
    thousands = history["fighters"]
    volunteers, p = built.world[0].volunteers, built.p[0]
    whole = history["strength_before"][1:].sum(axis=1)
    ceiling = np.where(history["opened"][1:], 100.0, 0.0).sum(axis=1)
    gone = volunteers * (whole / ceiling)[:, None]
    after = thousands[:-1] + gone - p.return_rate * thousands[:-1]
    assert thousands[1:] == pytest.approx(after, abs=1e-12)
    grown = history["strength"][1:].sum(axis=1) - whole
    assert grown == pytest.approx(p.strength_per_thousand * gone.sum(axis=1), abs=1e-9)
    assert thousands[-1, NORTH] > 0 and not thousands[:, ENVOY].any()


def test_each_front_gets_its_share_of_them():
    world, p = opened(BUILT, recruits=0.0, growth=0.0, attrition=0.0, spread=0.0)
    world.opened[:] = 1
    world.strength[:] = [60.0, 20.0]
    perceive(world, p)
    whole = p.strength_per_thousand * sum(joined(v, 80.0, 200.0) for v in world.volunteers)
    assert whole > 0
    assert [foreign_recruits(world, p, f) for f in (0, 1)] == pytest.approx([0.75 * whole, 0.25 * whole])
    enemy_moves(world, p)
    assert world.strength == pytest.approx([60 + 0.75 * whole, 20 + 0.25 * whole])
    assert [foreign_recruits(world, p, f) for f in (0, 1)] == pytest.approx([0.75 * whole, 0.25 * whole]), (
        "and not more, because one front was looked at first"
    )


def test_the_absent_send_nobody():
    history = played(build(BUILT.scenario.without(actor="Land")))
    assert not history["fighters"][:, LAND].any()


# ---- attacks and alarm


def test_attacks_alarm_and_alarm_fades():
    history = played(changed(BUILT, attack_rate=5.0, alarm_step=0.2, alarm_memory=0.8))
    alarm, attacks = history["alarm"], history["attacks"]
    kept = 0.8 * alarm[:-1]
    expected = kept + (1 - kept) * (1 - 0.8 ** attacks[1:])
    somebody = attacks.any(axis=0)
    assert somebody[[NORTH, SOUTH, LAND]].all()
    assert alarm[1:] == pytest.approx(expected, abs=1e-12)
    assert (history["attacks_total"] == np.cumsum(attacks, axis=0)).all()


def test_alarm_and_fighters_are_felt_as_exposure():
    world, p = opened(BUILT)
    perceive(world, p)
    calm = world.threat[NORTH, PLAIN]
    world.alarm[NORTH], world.fighters[NORTH] = 0.3, 2.0
    perceive(world, p)
    near = world.exposure[NORTH, place(BUILT, "theatre", "Plain")]
    ratio = felt_exposure(near, 2.0, p.blowback, 0.3) / felt_exposure(near, 0.5, p.blowback, 0.0)
    assert ratio > 1 and world.threat[NORTH, PLAIN] == pytest.approx(ratio * calm)


def test_attacks_by_the_rule_and_none_on_those_without_fighters():
    world, p = opened(BUILT, attack_rate=0.4)
    perceive(world, p)
    world.fighters[:] = 0.0
    world.fighters[NORTH] = 2.0
    mean = attack_rate(0.4, 40.0, 100.0, 2.0)
    counts = []
    for seed in range(1, 1001):
        world.fighters[NORTH] = 2.0
        world.volunteers[:] = 0.0
        strike_abroad(world, p, np.uint64(seed))
        counts.append(int(world.attacks[NORTH]))
        assert world.attacks.sum() == counts[-1]
    assert np.mean(counts) == pytest.approx(mean, abs=3 * math.sqrt(mean / 1000))


def test_without_the_enemy_nobody_joins_and_nobody_is_attacked():
    built = build(BUILT.scenario.without(enemy="all"))
    last = ends(built, 20)
    assert not last["attacks_total"].any() and not last["strength"].any()
    assert (last["fighters"][:, NORTH] <= 0.5).all() and not last["fighters"][:, LAND].any()


def test_the_enemy_itself_is_not_attacked():
    fighters = BUILT.world[0].fighters.copy()
    fighters[RAIDERS] = 50.0
    assert not played(changed(BUILT, fighters=fighters, attack_rate=10.0))["attacks"][:, RAIDERS].any()
