"""Bargains in the full model (M7): offered, countered, accepted, kept or broken, linked."""

import math
from typing import Any

import numpy as np
import pytest

from sim.actors.state import State
from sim.phases.bargains import negotiate, weigh_bargains
from sim.phases.deliveries import bargain_payoff, deliver
from sim.phases.hostility import gain_of_act, price_of_act
from sim.phases.parts import front_of_help
from sim.phases.perceive import perceive
from sim.phases.plan import plan
from sim.phases.terms import asked, gain_of, patience_needed, possible, price
from sim.rules.linkage import bargain_gain, concession_cost, concession_value, counter_size, exposed_cost
from sim.rules.participation import chance_to_join, joining_margin, trust_to_join
from sim.rules.trust import trust_of
from sim.scenario.build import build
from sim.world import BROKEN, COUNTERED, HELP, IN_FORCE, NOTHING, OFF, OFFERED, RESTRAINT
from tests.systems.cases import ALL, EVENTS, POLICIES, SEED, case, ends, opened, place, played
from tests.worlds import changed

BUILT = build(case(EVENTS, POLICIES).without(mediation="all"))
TRADE, AID, QUIET = range(3)  # the alphabet: Border for trade, Help for rule, Quiet
PAIR = place(BUILT, "dyad", ("North", "South"))
NORTH, SOUTH, MILITIA = (place(BUILT, "actor", n) for n in ("North", "South", "Militia"))
STRUCK: dict[str, Any] = {"bargain_state": [IN_FORCE, OFF, OFF]}
ALL_HOLD = {"bargain_state": IN_FORCE}
SEEDS = np.arange(1, 201, dtype=np.uint64)
SHARP: dict[str, Any] = {"keep_temperature": 0.0}


def test_the_places_are_as_said_above():
    assert BUILT.names.bargain == ("Border for trade", "Help for rule", "Quiet")
    assert BUILT.world[0].concession.tolist() == [[0, 0], [0, HELP], [RESTRAINT, 0]]


def delivered(months: int = 24, **facts: Any) -> np.ndarray:
    """Runs in which the first bargain stands from the beginning, and nothing else can be agreed on."""
    only = {"bargain_open": [1.0, 0.0, 0.0], "accept_temperature": 0.0}
    return ends(changed(BUILT, **STRUCK, **only, **facts), 50, months)


# ---- kept and broken


def test_the_patient_keep_their_word():
    last = delivered(patience=0.99, **SHARP)
    assert (last["bargain_months"][:, TRADE] == 24).all() and not last["breaches"].any()
    assert last["delivers"][:, TRADE].all()
    assert (last["bargain_state"][:, TRADE] == IN_FORCE).all()


def test_those_who_care_for_today_alone_do_not():
    last = delivered(1, patience=0.0, **SHARP, verification=1.0)
    assert not last["delivers"].any() and (last["breaches"][:, TRADE] <= 1).all()
    assert last["breaches"][:, TRADE].mean() == pytest.approx(1 - 0.2**2, abs=0.12), "either breach is noticed with .8"
    assert ((last["bargain_state"][:, TRADE] == BROKEN) == (last["breaches"][:, TRADE] > 0)).all()


def test_what_nobody_can_verify_nobody_sees_broken():
    last = delivered(patience=0.0, **SHARP, verification=0.0)
    assert not last["delivers"].any() and not last["breaches"].any()
    assert (last["bargain_state"][:, TRADE] == IN_FORCE).all() and (last["bargain_months"][:, TRADE] == 24).all()


def test_a_breach_tells_against_who_breaks_its_word():
    world, p = opened(BUILT, **STRUCK, chance_keep=[[1, 0], [1, 1], [1, 1]], verification=1.0, verifiability=1.0)
    before = world.log_trust.copy()
    deliver(world, p, SEED)
    told = world.log_trust - before
    assert told[NORTH, SOUTH] == pytest.approx(math.log(0.05 / 0.2))
    assert told[SOUTH, NORTH] == pytest.approx(math.log(0.95 / 0.8)), "the other kept its own"
    assert np.count_nonzero(told) == 2 and world.trust[NORTH, SOUTH] == trust_of(world.log_trust[NORTH, SOUTH])


def test_keeping_is_believed_as_far_as_it_can_be_verified():
    for verified in (0.0, 0.25, 1.0):
        world, p = opened(BUILT, **STRUCK, chance_keep=1.0, verification=verified, verifiability=0.8)
        before = world.log_trust.copy()
        deliver(world, p, SEED)
        told = (world.log_trust - before)[[NORTH, SOUTH], [SOUTH, NORTH]]
        assert told == pytest.approx(math.log(0.95 / 0.8) * 0.8 * verified)


def test_who_breaks_one_loses_all():
    """The pair's other bargains break with it; a stranger's would not."""
    world, p = opened(BUILT, **ALL_HOLD, chance_keep=[[1, 0], [1, 1], [1, 1]], verification=1.0, verifiability=1.0)
    deliver(world, p, SEED)
    assert (world.bargain_state == BROKEN).all() and world.breaches.tolist() == [1, 0, 0]
    dyads = world.bargain_dyad.copy()
    dyads[QUIET] = place(BUILT, "dyad", ("Militia", "North"))
    world, p = opened(BUILT, **ALL_HOLD, chance_keep=[[1, 0], [1, 1], [1, 1]], verifiability=1.0, bargain_dyad=dyads)
    deliver(world, p, SEED)
    assert world.bargain_state[AID] == BROKEN and world.bargain_state[QUIET] == IN_FORCE


def test_all_deliver_before_anybody_judges():
    """Whichever bargain is broken, the others were still kept that month: no name comes first."""
    for broken in (TRADE, QUIET):
        keep = np.ones((3, 2))
        keep[broken, 0 if broken == TRADE else 1] = 0.0
        world, p = opened(BUILT, **ALL_HOLD, bargain_month=0, chance_keep=keep, verifiability=1.0)
        deliver(world, p, SEED)
        assert world.delivers.sum() == 5 and world.bargain_months.tolist() == [1, 1, 1]


def test_help_is_delivered_by_fighting_once_there_was_time():
    """And where it is of use: on a front on which the other has something to win."""
    for month, fights, prize, kept in ((3, 0, 5.0, 1), (6, 0, 5.0, 0), (6, 1, 5.0, 1), (6, 1, 0.0, 0)):
        world, p = opened(BUILT, bargain_state=[OFF, IN_FORCE, OFF], bargain_month=0, month=month, chance_keep=1.0)
        world.fights[SOUTH, 0] = fights
        world.prize[:] = 5.0
        world.prize[NORTH, 0] = prize
        deliver(world, p, SEED)
        assert world.delivers[AID].tolist() == [1, kept]
        assert world.breaches[AID] == (1 - kept), "deeds in the field are seen, however little can be verified"


def test_help_and_restraint_count_as_conduct_alone():
    """Deeds in the field are learnt from as deeds: kept or broken, the promise is not evidence once more."""
    facts = {"bargain_month": 0, "month": 6, "chance_keep": 1.0, "verifiability": 1.0, "verification": 1.0}
    for deal, breached in ((AID, 0), (AID, 1), (QUIET, 0), (QUIET, 1)):
        states = [IN_FORCE if b == deal else OFF for b in range(3)]
        world, p = opened(BUILT, bargain_state=states, **facts)
        world.fights[SOUTH, 0], world.prize[NORTH, 0] = 1 - breached, 5.0
        world.blamed[PAIR, 0] = breached
        doer, observer = (SOUTH, NORTH) if deal == AID else (NORTH, SOUTH)
        before = world.log_trust.copy()
        deliver(world, p, SEED)
        told = world.log_trust - before
        assert told[observer, doer] == 0.0 and world.breaches[deal] == breached
        assert told[doer, observer] == pytest.approx(math.log(0.95 / 0.8)), "the other kept its word on an issue"


def test_restraint_is_broken_by_who_is_blamed():
    for blamed in (0, 1):
        world, p = opened(BUILT, bargain_state=[OFF, OFF, IN_FORCE], chance_keep=1.0)
        world.blamed[PAIR, 0] = blamed
        deliver(world, p, SEED)
        assert world.delivers[QUIET].tolist() == [1 - blamed, 1]


def test_issues_that_hold_are_linked():
    """Least patience is that of all that holds between the two (C12 is the rule's own test)."""
    world, p = opened(BUILT, **ALL_HOLD, verification=1.0, verifiability=1.0)
    world.bargain_value[:, 0], world.bargain_cost[:, 0] = [4.0, 4.0, 9.0], [1.0, 3.0, 0.0]
    assert patience_needed(world, p, AID, 0) == pytest.approx((1 + 3) / 17)
    world.bargain_state[:] = [IN_FORCE, IN_FORCE, OFF]
    assert patience_needed(world, p, AID, 0) == pytest.approx(4 / 8)
    world.bargain_state[:] = [OFF, IN_FORCE, OFF]
    assert patience_needed(world, p, AID, 0) == pytest.approx(3 / 4)


# ---- offers


def table(world, p, seeds=SEEDS) -> None:
    for seed in seeds:
        negotiate(world, p, seed)


def on_the_table(**facts):
    """North writes; the first bargain promises both something."""
    world, p = opened(BUILT, chance_accept=[[0.9, 0.0], [0, 0], [0, 0]], **facts)
    direct = next(c for c in range(len(world.hops)) if world.hops[c] == 0 and world.channel_dyad[c] == PAIR)
    world.heard[direct, 0, 4] = 1
    world.bargain_value[TRADE], world.bargain_cost[TRADE] = [2.0, 1.0], [0.1, 1.4]
    world.trust[NORTH, SOUTH] = world.trust[SOUTH, NORTH] = 0.5
    return world, p


def test_a_counter_offer_asks_for_what_would_content_the_other():
    """Content is who gets by trust what its own part costs until a breach is noticed; what is watched costs less."""
    asked = []
    for seen in (0.0, 0.5, 1.0):
        world, p = on_the_table(verification=seen)
        risked = exposed_cost(1.4, 0.5, world.patience[SOUTH], 0.8 * seen)
        negotiate(world, p, SEED)
        assert world.offers[TRADE] == 1 and world.counters[TRADE] == 1 and world.bargain_state[TRADE] == COUNTERED
        assert world.concession_size[TRADE, 0] == counter_size(0.3, 1.0, risked, 0.5, 1.0)
        assert world.concession_size[TRADE, 1] == 0.3, "what South gives is not asked for less or more"
        worth = concession_value(1.0, world.concession_size[TRADE, 0], 1.0 / 0.3)
        assert bargain_gain(worth, risked, 0.5) == pytest.approx(0.0, abs=1e-12)
        asked.append(world.concession_size[TRADE, 0])
    assert asked[0] == pytest.approx(0.84) and asked[0] > asked[1] > asked[2] > 0.3


def test_counter_offers_rise_to_the_largest_at_most():
    world, p = on_the_table(largest_size=0.4)
    negotiate(world, p, SEED)
    assert world.concession_size[TRADE, 0] == 0.4
    negotiate(world, p, SEED)
    assert world.concession_size[TRADE, 0] == 0.4 and world.counters[TRADE] == 1 and world.offers[TRADE] == 2


def test_an_offer_that_asks_for_nothing_more_just_lies_there():
    world, p = on_the_table()
    world.bargain_cost[TRADE, 1] = 0.1
    negotiate(world, p, SEED)
    assert world.bargain_state[TRADE] == OFFERED and not world.counters.any()


def test_acceptance_has_the_odds_of_the_answer():
    taken = []
    for seed in SEEDS:
        world, p = on_the_table()
        world.chance_accept[TRADE, 1] = 0.4
        negotiate(world, p, seed)
        taken.append(world.bargain_state[TRADE] == IN_FORCE)
        assert world.agreements[TRADE] == taken[-1]
    assert np.mean(taken) == pytest.approx(0.4, abs=3 * math.sqrt(0.24 / len(SEEDS)))


def test_who_is_not_heard_offers_nothing():
    world, p = on_the_table()
    world.heard[:] = 0
    negotiate(world, p, SEED)
    world.heard[:, :, 4] = -1  # garbled
    negotiate(world, p, SEED)
    assert not world.offers.any()


def test_sizes_stay_between_the_least_and_the_largest_in_the_full_model():
    largest = BUILT.world[0].largest_size * 0.7 + BUILT.world[0].least_size * 0.3
    built = changed(build(case(EVENTS, POLICIES)), largest_size=largest, skill=1.0)
    for seed in range(1, 21):
        sizes = played(built, seed)["concession_size"]
        assert (sizes >= built.world[0].least_size - 1e-15).all() and (sizes <= largest + 1e-15).all()


def test_a_mediator_leads_to_where_both_gain_and_not_beyond():
    """With skill 1 the offer is at once what contents who was not, at this month's worth; it does not run away."""
    talks = build(case(EVENTS, POLICIES))
    world, p = opened(talks, mediation_state=1, skill=1.0, pressure=0.0, verifiability=1.0)
    world.trust[NORTH, SOUTH] = world.trust[SOUTH, NORTH] = 0.5
    world.salience[NORTH, place(talks, "issue", "trade")] = 0.8  # giving way on trade is dear
    world.least_size[TRADE] = [0.5, 0.3]
    world.concession_size[TRADE] = [0.5, 0.3]
    weigh_bargains(world, p)
    first = world.concession_size[TRADE].copy()
    risked = exposed_cost(world.bargain_cost[TRADE, 0], 0.5, world.patience[NORTH], p.verification)
    assert 0.5 * world.bargain_value[TRADE, 0] == pytest.approx(risked), "priced as it now stands"
    for _ in range(5):
        weigh_bargains(world, p)
    assert first[1] > 0.3 and world.concession_size[TRADE] == pytest.approx(first, abs=1e-12)
    assert 0.5 * world.bargain_value[TRADE, 0] == pytest.approx(risked)


# ---- what comes first


def test_what_comes_first_has_to_be_in_force_before():
    history = [played(changed(BUILT, attrition=0.1, contact_cost=0.0), seed) for seed in range(1, 21)]
    for one in history:
        states = one["bargain_state"]
        quiet = np.flatnonzero(states[:, QUIET] == IN_FORCE)
        assert all(states[month - 1, TRADE] == IN_FORCE for month in quiet), "it was in force the month before"
    assert any((one["bargain_state"][:, QUIET] == IN_FORCE).any() for one in history)


def test_a_policy_can_turn_the_order():
    built = build(ALL.scenario.under("no_talks").under("turned"))
    assert built.world[0].after.tolist() == [QUIET, NOTHING, NOTHING]
    for seed in range(1, 21):
        one = played(built, seed)
        assert ((one["agreements"][:, TRADE] > 0) <= (one["agreements"][:, QUIET] > 0)).all()


def test_what_was_broken_rests():
    history = played(changed(BUILT, **SHARP, patience=0.0, verification=1.0, verifiability=1.0))
    states = history["bargain_state"][:, TRADE]
    when = np.flatnonzero((states[1:] == BROKEN) & (states[:-1] != BROKEN)) + 1
    again = np.flatnonzero((states[1:] != BROKEN) & (states[:-1] == BROKEN)) + 1
    assert len(when) or not history["agreements"].any()
    assert all(later - when[when < later].max() >= 6 for later in again)


# ---- what they are worth


def test_help_lowers_the_least_trust_of_who_gives_it():
    world, p = opened(BUILT, bargain_state=[OFF, IN_FORCE, OFF], bargain_month=-5, concession_scale=50.0)
    world.strength[:] = 60.0
    for _ in range(30):
        perceive(world, p)
        plan(world, p)
    before = world.minimum_trust[SOUTH].copy()
    weigh_bargains(world, p)
    here = front_of_help(world, SOUTH, NORTH)
    assert world.linked[SOUTH, here] == world.bargain_value[AID, 1] > 0.0
    assert world.linked[SOUTH, 1 - here] == 0.0 and not world.linked[NORTH].any()
    plan(world, p)
    terms = world.fixed_cost[SOUTH], world.prospect[SOUTH, here], world.alone[SOUTH, here]
    assert world.minimum_trust[SOUTH, here] == trust_to_join(*terms, world.bargain_value[AID, 1]) < before[here]
    assert world.minimum_trust[SOUTH, 1 - here] == pytest.approx(before[1 - here], rel=1e-6)


def test_help_is_given_where_it_is_of_use_and_least_is_missing():
    world, p = opened(BUILT)
    world.linkage[SOUTH], world.fixed_cost[SOUTH], world.reliance[SOUTH], world.alone[SOUTH] = 0.0, 3.0, 0.5, 0.0
    world.prospect[SOUTH] = [2.0, 4.0]
    world.prize[NORTH] = 5.0
    assert front_of_help(world, SOUTH, NORTH) == 1
    world.prize[NORTH, 1] = 0.0
    assert front_of_help(world, SOUTH, NORTH) == 0, "the other front is of no use to North"
    world.ground_capacity[SOUTH, 0] = world.air_capacity[SOUTH, 0] = 0.0
    assert front_of_help(world, SOUTH, NORTH) == NOTHING
    world.bargain_state[AID] = IN_FORCE
    weigh_bargains(world, p)
    assert world.bargain_state[AID] == OFF and not world.breaches.any(), "what nobody can use ends without a breach"


@pytest.mark.parametrize("linkage", [0.0, 1.5])
def test_help_costs_what_is_missing_and_is_worth_what_would_not_come_by_itself(linkage):
    world, p = opened(BUILT, temperature=0.1)
    world.linkage[SOUTH], world.fixed_cost[SOUTH], world.reliance[SOUTH], world.alone[SOUTH] = linkage, 3.0, 0.5, 0.0
    world.prospect[SOUTH] = 4.0
    world.prize[NORTH], world.plan_worth[SOUTH] = 5.0, 0.2
    price(world, p, AID)
    assert world.bargain_cost[AID, 1] == pytest.approx(3.0 - 0.5 * (4.0 + linkage))
    comes = chance_to_join(joining_margin(0.5, 3.0, 4.0, 0.0, linkage), 0.1)
    assert world.bargain_value[AID, 0] == pytest.approx(5.0 * 0.2 * (1.0 - comes))


def test_help_against_help_pays_nothing_beyond_the_plan():
    world, p = opened(BUILT, bargain_state=[OFF, IN_FORCE, OFF], bargain_month=-5)
    world.concession[AID] = HELP
    world.prize[:], world.plan_worth[:], world.fixed_cost[:] = 5.0, 0.2, 3.0
    weigh_bargains(world, p)
    assert world.bargain_state[AID] == IN_FORCE and (world.bargain_value[AID] > 0.0).all()
    assert not world.linked.any()


def test_restraint_is_worth_what_would_be_done_without_the_bargain():
    """The chance is that of the last month in which nothing was paid: the deal does not eat its own ground."""
    world, p = opened(BUILT, chance_hostility=0.2)
    weigh_bargains(world, p)
    worth, cost = world.bargain_value[QUIET, 1], world.bargain_cost[QUIET, 0]
    assert worth == pytest.approx(p.retaliation * 0.2)
    net = gain_of_act(world, p, NORTH, SOUTH) - price_of_act(world, p, NORTH, SOUTH, 0.0)
    assert cost == pytest.approx(max(0.0, net) * 0.2)
    world.bargain_state[:] = [IN_FORCE, OFF, IN_FORCE]
    world.bargain_month[:] = -5
    world.chance_hostility[:] = 0.01  # as it is now that it is paid for
    weigh_bargains(world, p)
    assert (world.bargain_value[QUIET, 1], world.bargain_cost[QUIET, 0]) == (worth, cost)
    world.bargain_state[QUIET] = OFF
    weigh_bargains(world, p)
    assert world.bargain_value[QUIET, 1] == pytest.approx(p.retaliation * 0.01)


def test_what_was_asked_for_is_forgotten_at_the_next_review():
    world, p = opened(BUILT, bargain_state=[COUNTERED, OFF, OFF], bargain_month=0)
    asked_for = [0.9, 0.3]
    for month, stands in ((5, True), (6, False)):
        world.month = month
        world.concession_size[TRADE] = asked_for
        weigh_bargains(world, p)
        assert (world.bargain_state[TRADE] == COUNTERED) == stands
        assert (world.concession_size[TRADE].tolist() == asked_for) == stands
    assert world.concession_size[TRADE].tolist() == world.least_size[TRADE].tolist()


def test_a_bargain_ends_with_what_came_before_it_whatever_their_names():
    for first, second in ((TRADE, AID), (AID, TRADE)):
        world, p = opened(BUILT, bargain_state=IN_FORCE, bargain_month=-5)
        world.after[:] = NOTHING
        world.after[second] = first
        world.bargain_open[first] = 0.0
        weigh_bargains(world, p)
        assert world.bargain_state[first] == world.bargain_state[second] == OFF


def test_nobody_speaks_of_a_client_that_is_gone():
    world, _ = opened(BUILT, bargain_state=[IN_FORCE, OFF, OFF], bargain_month=-5)
    assert possible(world, QUIET)
    world.present[MILITIA] = 0
    assert not possible(world, QUIET)


def test_a_mediator_with_means_makes_less_content():
    """What it adds is not asked of the other: the size that contents falls with its pressure."""
    talks = build(case(EVENTS, POLICIES))
    world, p = opened(talks, mediation_state=1)
    world.trust[SOUTH, NORTH] = 0.5
    world.bargain_value[TRADE], world.bargain_cost[TRADE] = [2.0, 1.0], [0.1, 1.4]
    world.concession_size[TRADE] = 0.3
    sizes = []
    for means in (0.0, 0.2, 2.0):
        world.pressure[:] = means
        sizes.append(asked(world, p, TRADE, 1))
        assert means == 2.0 or gain_at(world, p, sizes[-1]) == pytest.approx(0.0, abs=1e-12)
    assert sizes[0] > sizes[1] > sizes[2] == 0.0


def gain_at(world, p, size):
    """What the bargain promises South if North gives so much more or less of the issue."""
    scaled = world.bargain_value[TRADE, 1]
    world.bargain_value[TRADE, 1] = scaled * size / 0.3
    gain = gain_of(world, p, TRADE, 1)
    world.bargain_value[TRADE, 1] = scaled
    return gain


def test_a_mediator_leads_nobody_beyond_its_own_gain():
    """South cannot be contented by anything that North would still give: nothing is moved."""
    talks = build(case(EVENTS, POLICIES))
    world, p = opened(talks, mediation_state=1, skill=1.0, pressure=0.0, verification=0.0)
    trade, border = place(talks, "issue", "trade"), place(talks, "issue", "border")
    world.salience[NORTH, [trade, border]] = [1.0, 0.1]  # each would give what it minds for what it does not
    world.salience[SOUTH, [trade, border]] = [0.1, 1.0]
    before = world.concession_size[TRADE].copy()
    weigh_bargains(world, p)
    assert world.concession_size[TRADE].tolist() == before.tolist()
    assert min(gain_of(world, p, TRADE, side) for side in range(2)) < 0.0


def test_who_is_paid_for_help_joins():
    """South alone would not fight; with the other's concession it does (neither checks what the other does here)."""
    facts = {"temperature": 0.0, "bargain_open": [0.0, 1.0, 0.0], "concession_scale": 50.0, "verification": 0.0,
             "fighting_effort": 0.0, "contact_cost": 100.0, "threat_weight": 6.0, "attrition": 0.01}  # fmt: skip
    without = played(changed(BUILT, **facts), months=10)
    paid = played(changed(BUILT, **facts, bargain_state=[OFF, IN_FORCE, OFF]), months=10)
    assert not without["takes_part"][:, SOUTH].any() and paid["takes_part"][2:, SOUTH].any(axis=1).all()


def test_restraint_that_is_paid_for_restrains():
    world, p = opened(BUILT, bargain_state=[OFF, OFF, IN_FORCE])
    free, paid = [], []
    for worth in (0.0, 1.0, 3.0):
        world.bargain_value[QUIET, 0] = worth
        paid.append(State.hostility.compiled(world, p, NORTH, SOUTH))
        free.append(State.hostility.compiled(world, p, SOUTH, NORTH))
    assert paid[0] > paid[1] > paid[2] > 0.0 and len(set(free)) == 1, "South sold no restraint"


@pytest.mark.parametrize("distress", [0.0, 0.5, 1.0])
def test_a_failing_client_is_cheaper_to_give_up(distress):
    """The militia, at -0.9, goes 0.6 of the way to North's 0.6, so to 0: 0.6 from South where it was 0.3."""
    world, p = opened(BUILT, distress_discount=0.5)
    world.distress[MILITIA] = distress
    world.concession_size[QUIET, 1] = 0.6
    weigh_bargains(world, p)
    issue = place(BUILT, "issue", "rule")
    expected = concession_cost(
        world.salience[SOUTH, issue], (0.6 - 0.3) / 2.0, p.concession_scale, 1.0 - 0.5 * distress
    )
    assert world.bargain_cost[QUIET, 1] == pytest.approx(expected)
    moved = concession_value(world.salience[NORTH, issue], 0.9 / 2.0, p.concession_scale)
    assert world.bargain_value[QUIET, 0] == pytest.approx(moved), "the other gets all that moves"


def test_a_client_that_comes_nearer_to_its_patron_costs_it_nothing():
    """0.2 of the way is from -0.9 to -0.6, where South stands; 0.4 of it to -0.3, as far off as it began."""
    issue = place(BUILT, "issue", "rule")
    for size, farther in ((0.2, 0.0), (0.4, 0.0), (0.5, 0.15)):
        world, p = opened(BUILT, distress_discount=0.5)
        world.concession_size[QUIET, 1] = size
        weigh_bargains(world, p)
        expected = concession_cost(world.salience[SOUTH, issue], farther / 2.0, p.concession_scale, 1.0)
        assert world.bargain_cost[QUIET, 1] == pytest.approx(expected, abs=1e-12)
        assert world.bargain_value[QUIET, 0] > 0.0


def test_what_one_concedes_oneself_is_measured_from_oneself():
    world, p = opened(BUILT)
    weigh_bargains(world, p)
    border = place(BUILT, "issue", "border")
    gap = 0.3 * abs(world.position[NORTH, border] - world.position[SOUTH, border]) / 2.0
    given = concession_cost(world.salience[SOUTH, border], gap, p.concession_scale, 1.0)
    assert world.bargain_cost[TRADE, 1] == pytest.approx(given)
    got = concession_value(world.salience[NORTH, border], gap, p.concession_scale)
    assert world.bargain_value[TRADE, 0] == pytest.approx(got)


def test_an_answer_stands_until_the_next_review():
    """Asked again every month, it is not taken by asking often enough: 24 months are four answers, not 24."""
    built, months = changed(BUILT), 24
    answers = []
    for seed in SEEDS:
        world, p = on_the_table(largest_size=0.0)
        world.chance_accept[TRADE, 1] = 0.1
        for month in range(months):
            world.month = month
            world.bargain_state[TRADE] = OFF if world.bargain_state[TRADE] != IN_FORCE else IN_FORCE
            negotiate(world, p, seed)
        answers.append(world.bargain_state[TRADE] == IN_FORCE)
    expected = 1 - 0.9 ** (months / float(built.p[0]["review_months"]))
    assert np.mean(answers) == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / len(SEEDS)))


def test_only_what_is_delivered_pays():
    world, p = opened(BUILT, **STRUCK, delivers=[[1, 0], [0, 0], [0, 0]])
    weigh_bargains(world, p)
    assert bargain_payoff(world, NORTH) == -world.bargain_cost[TRADE, 0] < 0.0
    assert bargain_payoff(world, SOUTH) == world.bargain_value[TRADE, 1] > 0.0
    assert bargain_payoff(world, MILITIA) == 0.0


def test_without_bargains_nothing_is_linked():
    history = played(build(BUILT.scenario.without(bargain="all")))
    assert not history["agreements"].any() and not history["linked"].any() and not history["offers"].any()
