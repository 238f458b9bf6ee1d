"""A case by weeks: four of them make a month."""

import dataclasses
import math

import numpy as np
import pytest

from sim import kernel
from sim.phases.abroad import strike_abroad
from sim.phases.consequences import learn
from sim.phases.messages import believe
from sim.scenario import loads
from sim.scenario.build import Built, build
from tests.systems.cases import ALL, EVENTS, EVERYTHING, HEAD, POLICIES, SEED, case, opened, place, played
from tests.worlds import changed

MONTHS = build(case(EVENTS, POLICIES))
WEEKS = changed(MONTHS, step_length=0.25)
PAIR = place(MONTHS, "dyad", ("North", "South"))
NORTH, SOUTH = (place(MONTHS, "actor", n) for n in ("North", "South"))
PLAIN = place(MONTHS, "front", "Raiders in Plain")
STILL = {
    "hostility_rate": 0.0, "incident_rate": 0.0, "act_if_trustworthy": 0.1, "act_if_not": 0.1, "evidence_fighting": 0.0,
    "evidence_leaving": 0.0, "intrude_if_trustworthy": 0.3, "intrude_if_not": 0.3, "linkage": 0.0, "fixed_cost": 1e6,
    "contact_cost": 1e6, "bargain_open": 0.0, "condemnation_value": 0.0, "shared_candidate": 0.0, "crisis_rate": 0.0,
}  # fmt: skip


def both(**facts):
    """Twelve months, and the same as forty-eight weeks of which every fourth is kept."""
    by_month = played(changed(MONTHS, **facts), months=12)
    by_week = played(changed(WEEKS, **facts), months=48)
    return by_month, by_week[::4]


def test_trust_that_was_shaken_comes_back_alike():
    ends = []
    for built, steps in ((MONTHS, 6), (WEEKS, 24)):
        world, p = opened(changed(built, **STILL))
        world.log_trust[:] = world.initial_log_trust - 0.7
        for _ in range(steps):
            learn(world, p)
        ends.append(world.log_trust.copy())
    assert ends[0] == pytest.approx(ends[1], abs=1e-12)
    apart = ends[0] - opened(MONTHS)[0].initial_log_trust
    assert apart == pytest.approx(-0.7 * 0.97**6 * np.ones_like(apart))


def test_a_quiet_year_tells_alike():
    """What restraint tells adds up: weeks and months come within a weekly rounding of each other."""
    facts = {**STILL, "act_if_not": 0.2}
    by_month, by_week = both(**facts)
    a, b = by_month["log_trust"][-1, NORTH, SOUTH], by_week["log_trust"][-1, NORTH, SOUTH]
    assert a - by_month["log_trust"][0, NORTH, SOUTH] > 0.5 and a == pytest.approx(b, rel=0.02)


def test_lines_fade_alike():
    left = []
    for built, steps in ((MONTHS, 1), (WEEKS, 4)):
        world, p = opened(built)
        world.deconfliction[:] = 0.8
        for _ in range(steps):
            world.month += 1
            believe(world, p)
        left.append(world.deconfliction.copy())
    assert left[0] == pytest.approx(left[1], abs=1e-12) and (left[0] < 0.8).all()


def test_alarm_fades_alike():
    left = []
    for built, steps in ((MONTHS, 1), (WEEKS, 4)):
        world, p = opened(built, attack_rate=0.0)
        world.alarm[:] = 0.6
        for _ in range(steps):
            strike_abroad(world, p, SEED)
        left.append(world.alarm.copy())
    assert left[0] == pytest.approx(left[1], abs=1e-12)
    assert left[0][NORTH] == pytest.approx(0.54)


def test_clashes_are_as_many():
    """Forces that stand where they are: expected clashes over four weeks are a month's."""
    world = MONTHS.world[0]
    forces = {arm: np.minimum(world[arm], 10.0) for arm in ("air_capacity", "ground_capacity")}
    sure = {**STILL, **forces, "incident_rate": 0.5, "linkage": 1e9, "fixed_cost": 0.0, "presence": 10.0,
            "line_break": 0.0, "growth": 0.0, "attrition": 0.0, "incident_loss": 0.0, "accident_share": 1.0,
            "accident_share_line": 1.0,
            "proxy_war": 0.0, "widening": 0.0}  # fmt: skip
    runs = np.arange(1, 2001, dtype=np.uint64)
    counts = []
    for built, steps in ((MONTHS, 1), (WEEKS, 4)):
        short = dataclasses.replace(changed(built, **sure), months=steps)
        counts.append(kernel.run(short, runs).last["incidents_total"][:, PAIR])
    expected = 0.5 * 0.4
    for count in counts:
        assert count.mean() == pytest.approx(expected, abs=3 * math.sqrt(expected / len(runs)))


def test_crises_last_as_long():
    months = []
    for built, steps, size in ((MONTHS, 200, 1.0), (WEEKS, 800, 0.25)):
        rare = changed(built, **{**STILL, "crisis_rate": 0.2, "crisis_months": 3.0})
        share = np.mean([played(rare, s, steps)["crisis"][1:, PAIR].mean() for s in range(1, 21)])
        begin, over = 1 - math.exp(-0.2 * size), 1 - (2 / 3) ** size
        assert share == pytest.approx(begin / (begin + over), abs=0.03)
        months.append(share)
    assert months[0] == pytest.approx(months[1], abs=0.04)


def test_the_enemy_grows_alike_to_second_order():
    by_month, by_week = both(**STILL, volunteers=0.0, widening=0.0)
    z = [h["strength"][1, PLAIN] for h in (by_month, by_week)]
    gain = z[0] - 40.0
    assert gain > 0 and abs(z[1] - z[0]) < gain * gain / 40.0
    coarse = abs(z[1] - z[0])
    halved = [h["strength"][1, PLAIN] for h in both(**STILL, volunteers=0.0, widening=0.0, growth=0.15, recruits=0.1)]
    assert abs(halved[1] - halved[0]) == pytest.approx(coarse / 4, rel=0.15), "half the rates, a quarter of the gap"


def test_fighters_come_and_go_alike():
    by_month, by_week = both(
        **STILL, growth=0.0, recruits=0.0, strength_per_thousand=0.0, widening=0.0, attack_rate=0.0
    )
    assert by_week["fighters"][-1] == pytest.approx(by_month["fighters"][-1], rel=0.01)


def test_arms_move_alike():
    by_month, by_week = both()
    assert by_week["armed"] == pytest.approx(by_month["armed"])


# ---- the calendar

SPAN = "months: {first: 2001-01, last: 2002-12}"
DAYS = HEAD.replace(SPAN, "months: {first: 2001-01-01, last: 2001-06-25}")


def weekly(*events: str) -> Built:
    text = EVERYTHING.replace(HEAD, DAYS).replace(EVENTS, "").replace(POLICIES, "").replace("2001-09,", "2001-03-05,")
    return build(loads(text + "events:\n" + "".join(f"  - {e}\n" for e in events) if events else text))


@pytest.mark.parametrize(("day", "week"), [("2001-01-01", 0), ("2001-01-07", 0), ("2001-01-08", 1), ("2001-06-25", 25)])
def test_events_land_in_the_week_of_their_day(day, week):
    event = f"{{date: {day}, what: Calm, set: governance, theatre: Hills, to: 1}}"
    built = weekly(event)
    assert built.months == 26 and built.world[0].step_length == 0.25
    governance = played(built)["governance"][:, 0]
    assert governance[: week + 1] == pytest.approx(0.3) and (governance[week + 1 :] == 1.0).all()


def test_governments_and_openings_too():
    assert weekly().world[0].government_month[0] == 9
    text = EVERYTHING.replace(HEAD, DAYS).replace(EVENTS, "").replace(POLICIES, "").replace("2001-09,", "2001-03-05,")
    text = text.replace("agenda: [", "open: {first: 2001-02-05, last: 2001-02-12}, agenda: [")
    is_open = played(build(loads(text)))["mediation_open"][1:, 0]
    assert is_open.tolist() == [0.0] * 5 + [1.0] * 2 + [0.0] * 19


def test_the_past_is_counted_in_months():
    built = weekly()
    assert sorted(built.world[0].episode_age.tolist()) == [24.0, 24.0, 252.0]
    assert sorted(ALL.world[0].episode_age.tolist()) == [24.0, 24.0, 252.0]
    a, b = (played(changed(x, step_length=1.0), months=1)["trust"][0] for x in (built, ALL))
    assert a.tobytes() == b.tobytes()
