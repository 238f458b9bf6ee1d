"""What must hold for all numbers: which way a rule bends when one of its arguments moves."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim._compile import plain
from sim.rules.effort import best_effort, effort_cost, joint_effort, marginal_success, success, surplus
from sim.rules.enemy import next_strength
from sim.rules.incidents import chance_hostile
from sim.rules.interests import utility
from sim.rules.krtz import matching_effort
from sim.rules.participation import (
    chance_to_join,
    joining_margin,
    largest_reassurance,
    minimum_trust,
    smallest_reassurance,
    trust_to_join,
)
from sim.rules.relay import chain_garble, word_evidence
from sim.rules.trust import LIMIT, trust_of, updated

SHARE = st.floats(0.01, 0.99)
EFFORT = st.floats(0.01, 100.0)
STRENGTH = st.floats(0.1, 100.0)
ARM = st.one_of(st.sampled_from([0.0, 1.0, 10.0]), st.floats(0.0, 50.0))  # round numbers: the logarithm of 1 is 0
SUBSTITUTION = st.sampled_from([-5.0, -1.0, -0.3, 0.0, 0.4, 1.0])
CLOSE = 1e-9


# ---- M1


@given(SHARE, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_the_risk_averse_value_a_distant_position_more(apart, one, another):
    low, high = sorted((one, another))
    assert utility(apart, low) <= utility(apart, high) + CLOSE


@given(SHARE, SHARE, st.floats(-1.0, 1.0))
def test_utility_falls_with_distance(one, another, risk):
    low, high = sorted((one, another))
    assert utility(high, risk) <= utility(low, risk) + CLOSE


# ---- M3


@given(EFFORT, EFFORT, EFFORT, SHARE, SUBSTITUTION)
def test_more_of_an_arm_never_makes_less(air, more, ground, share, substitution):
    assert joint_effort(air + more, ground, share, substitution) >= joint_effort(air, ground, share, substitution)


@given(EFFORT, EFFORT, SHARE, SUBSTITUTION, st.floats(0.1, 10.0))
def test_twice_of_both_arms_makes_twice_as_much(air, ground, share, substitution, scale):
    scaled = joint_effort(scale * air, scale * ground, share, substitution)
    assert scaled == pytest.approx(scale * joint_effort(air, ground, share, substitution), rel=1e-9)


@given(EFFORT, SHARE, SUBSTITUTION)
def test_equal_arms_make_what_each_is(effort, share, substitution):
    assert joint_effort(effort, effort, share, substitution) == pytest.approx(effort, rel=1e-9)


@pytest.mark.parametrize("near", [1e-5, 1e-9, 1e-12, 1e-15, 1e-18, -1e-5, -1e-9, -1e-12, -1e-15, -1e-18])
def test_almost_no_substitution_is_cobb_douglas(near):
    """The general formula loses all its digits near zero; the rule may not."""
    assert joint_effort(4.0, 9.0, 0.5, near) == pytest.approx(6.0, rel=1e-5)


@given(EFFORT, EFFORT, SHARE, st.sampled_from([-5.0, -0.3, 0.0]))
def test_complements_do_nothing_alone(air, ground, share, substitution):
    assert joint_effort(air, 0.0, share, substitution) == 0.0
    assert joint_effort(0.0, ground, share, substitution) == 0.0


@given(EFFORT, EFFORT, SHARE, SUBSTITUTION)
def test_one_of_each_arm_is_supermodular(air, ground, share, substitution):
    """What an airman and a ground force have only together: positive, and nothing at all for substitutes."""
    both = joint_effort(air, ground, share, substitution)
    ground_only, air_only = (
        joint_effort(0.0, ground, share, substitution),
        joint_effort(air, 0.0, share, substitution),
    )
    only_together = surplus(both, ground_only, air_only, 0.0)
    if substitution == 1.0:
        assert only_together == pytest.approx(0.0, abs=CLOSE)
    else:
        assert only_together > 0.0


@given(EFFORT, EFFORT, STRENGTH)
def test_success_rises_with_effort_and_falls_with_the_enemy(effort, more, strength):
    assert success(effort + more, strength) > success(effort, strength)
    assert success(effort, strength + more) < success(effort, strength)


@given(EFFORT, EFFORT, STRENGTH, SHARE, SUBSTITUTION)
def test_marginal_success_is_the_slope_of_success(arm, other, strength, share, substitution):
    step = 1e-5 * arm

    def chance(total):
        return success(joint_effort(total, other, share, substitution), strength)

    slope = (chance(arm + step) - chance(arm - step)) / (2.0 * step)
    made = joint_effort(arm, other, share, substitution)
    found = marginal_success(arm, made, strength, share, substitution)
    assert found == pytest.approx(slope, rel=1e-4, abs=1e-9)


@st.composite
def replies(draw):
    """A best reply that is asked for: everything but the effort itself."""
    return {
        "prize": draw(st.floats(0.1, 200.0)),
        "strength": draw(STRENGTH),
        "unit_cost": draw(st.floats(0.05, 5.0)),
        "curvature": draw(st.sampled_from([0.0, 0.1, 2.0])),
        "others": draw(ARM),
        "other_arm": draw(ARM),
        "floor": draw(st.sampled_from([0.0, 0.01, 0.1, 1.0])),
        "capacity": draw(st.floats(0.0, 50.0)),
        "share": draw(SHARE),
        "substitution": draw(SUBSTITUTION),
        "start": draw(ARM),
    }


@given(replies(), st.floats(1.0, 3.0))
def test_more_prize_never_means_less_effort(reply, factor):
    more = {**reply, "prize": factor * reply["prize"]}
    assert best_effort(**more) >= best_effort(**reply) - CLOSE


@given(replies(), st.floats(1.0, 3.0))
def test_more_cost_never_means_more_effort(reply, factor):
    dearer = {**reply, "unit_cost": factor * reply["unit_cost"]}
    assert best_effort(**dearer) <= best_effort(**reply) + CLOSE


@given(replies())
def test_effort_keeps_to_floor_and_capacity(reply):
    effort = best_effort(**reply)
    assert min(reply["floor"], reply["capacity"]) <= effort <= reply["capacity"]


@given(replies())
def test_no_other_effort_pays_better(reply):
    """The best reply against a grid of others: broken by a wrong derivative, end or stop."""
    low, high = min(reply["floor"], reply["capacity"]), reply["capacity"]

    def gain(effort):
        total = reply["others"] + effort
        made = joint_effort(total, reply["other_arm"], reply["share"], reply["substitution"])
        bill = effort_cost(effort, reply["unit_cost"], reply["curvature"])
        return reply["prize"] * success(made, reply["strength"]) - bill

    # Where nothing else of either arm is there, the first step can be worth nothing and the hill begin later.
    assume(reply["others"] + low > 0.0)
    best = gain(best_effort(**reply))
    assert all(best >= gain(low + (high - low) * k / 50) - 1e-7 for k in range(51))


@pytest.mark.parametrize("substitution", [-1.0, 0.0, 0.4, 1.0])
@pytest.mark.parametrize(("others", "start"), [(0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.5)])
def test_where_one_begins_makes_no_difference(substitution, others, start):
    """An arm of 1.0 has a logarithm of 0, which is not nothing."""
    reply = {"prize": 6.0, "strength": 1.0, "unit_cost": 0.1, "curvature": 0.0, "others": others, "other_arm": 1.0}
    rest = {"floor": 0.0, "capacity": 10.0, "share": 0.4, "substitution": substitution}
    found = best_effort(**reply, **rest, start=start)
    assert found > 0.5 and found == pytest.approx(best_effort(**reply, **rest, start=3.3), rel=1e-9)


# ---- M4


@given(st.lists(st.floats(-10.0, 10.0), min_size=4, max_size=4, unique=True), st.floats(0.01, 5.0))
def test_more_reward_needs_less_trust(payoffs, more):
    sucker, punishment, temptation, reward = sorted(payoffs)
    need = minimum_trust(temptation, reward, punishment, sucker)
    assert minimum_trust(temptation, reward + more, punishment, sucker) <= need
    assert minimum_trust(temptation, reward, punishment, sucker - more) >= need


@given(SHARE, st.floats(0.1, 3.0), st.floats(0.1, 3.0), st.floats(0.1, 3.0))
def test_reassurance_has_a_window_only_where_it_can_tell_types_apart(trust, risk, reward_gap, temptation_gap):
    """Both ends rise with trust: the more the other is trusted, the more a step may and must cost."""
    later = min(0.99, 1.1 * trust)
    reward, temptation = temptation_gap + reward_gap, temptation_gap
    assert largest_reassurance(later, temptation, reward, 0.0, -risk) >= (
        largest_reassurance(trust, temptation, reward, 0.0, -risk) - CLOSE
    )
    assert smallest_reassurance(later, reward, temptation, 0.0, -risk) >= (
        smallest_reassurance(trust, reward, temptation, 0.0, -risk) - CLOSE
    )


PART = st.floats(0.0, 5.0)


@given(PART, st.floats(-2.0, 10.0), PART, PART, PART)
def test_joining_needs_less_trust_for_more_gain(fixed_cost, prospect, alone, linkage, more):
    need = trust_to_join(fixed_cost, prospect, alone, linkage)
    assert trust_to_join(fixed_cost, prospect + more, alone, linkage) <= need + CLOSE
    assert trust_to_join(fixed_cost, prospect, alone, linkage + more) <= need + CLOSE
    assert trust_to_join(fixed_cost + more, prospect, alone, linkage) >= need - CLOSE


@given(SHARE, SHARE)
def test_a_cold_decision_is_the_sharp_one(trust, minimum):
    """T to 0 is the theorem: P = 1 iff trust is enough. Numbers too large for a computer are no excuse."""
    assume(abs(trust - minimum) > 1e-6)
    for rule in (chance_to_join, plain(chance_to_join)):
        assert rule(trust - minimum, 1e-9) == pytest.approx(rule(trust - minimum, 0.0), abs=CLOSE)


@given(st.floats(0.0, 1.0), st.floats(0.0, 100.0), st.floats(0.0, 1000.0), SHARE, st.floats(0.0, 100.0))
def test_the_margin_is_trust_beyond_the_least_where_each_needs_the_others(trust, cost, gain, part, linkage):
    """M4 is the case of complements; only beyond +-2 the margin is cut."""
    alone = part * min(cost, gain)  # less alone than together, and not enough alone
    need = trust_to_join(cost, gain, alone, linkage)
    assume(need < 2.0 and gain + linkage - alone > 1e-6)
    assert joining_margin(trust, cost, gain, alone, linkage) == pytest.approx(trust - need, abs=1e-6)


def test_who_can_ride_free_joins_the_less_the_more_it_trusts():
    """With substitutes alone > together: joining pays only for who expects the others to stay away."""
    margins = [joining_margin(t, 0.5, 0.2, 1.0, 0.0) for t in (0.0, 0.5, 0.7, 1.0)]
    assert margins == sorted(margins, reverse=True)
    assert margins[0] > 0 > margins[-1]


@given(st.floats(0.0, 1000.0), st.floats(0.0, 1000.0))
def test_cold_hostility_is_the_sharp_one(gain, price):
    assume(abs(gain - price) > 1e-6)
    for rule in (chance_hostile, plain(chance_hostile)):
        assert rule(gain, price, 0.5, 1e-9) == pytest.approx(rule(gain, price, 0.5, 0.0), abs=CLOSE)


# ---- M5, M6


@given(st.floats(-LIMIT, LIMIT))
def test_trust_and_log_odds_are_inverse(log_odds):
    trust = trust_of(log_odds)
    assert math.log(trust / (1.0 - trust)) == pytest.approx(log_odds, abs=1e-9)


@given(st.floats(-LIMIT, LIMIT), st.floats(-LIMIT, LIMIT), SHARE)
def test_without_evidence_trust_goes_back_to_where_it_began(log_odds, initial, memory):
    after = updated(log_odds, initial, memory, 0.0)
    assert min(log_odds, initial) - CLOSE <= after <= max(log_odds, initial) + CLOSE


@given(st.floats(0.0, 0.5), st.integers(0, 10))
def test_a_longer_chain_garbles_more_but_never_lies(garble, hops):
    assert chain_garble(garble, hops) <= chain_garble(garble, hops + 1) + 1e-15 <= 0.5 + 1e-14


@given(st.floats(0.001, 0.499), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_word_speaks_for_its_sender_iff_the_trustworthy_say_it_more_often(garble, trustworthy, other):
    assume(abs(trustworthy - other) > 1e-6)
    heard = word_evidence(garble, trustworthy, other, True)
    assert math.copysign(1.0, heard) == math.copysign(1.0, trustworthy - other)
    assert math.copysign(1.0, word_evidence(garble, trustworthy, other, False)) != math.copysign(1.0, heard)
    channel = math.log((1.0 - garble) / garble)  # no word tells more than its channel lets through
    assert abs(heard) <= channel + CLOSE


# ---- M11 and the other contest


@given(STRENGTH, st.floats(0.0, 1.0), EFFORT, EFFORT)
def test_effort_wears_the_enemy_down(strength, vacuum, effort, more):
    def after(joint):
        return next_strength(strength, 0.2, vacuum, 100.0, 0.1, joint, 0.0)

    assert after(effort + more) <= after(effort)


@given(st.floats(0.1, 1.0), STRENGTH)
def test_matching_effort_is_the_inverse_of_success(enemy_share, strength):
    left = 1.0 - success(matching_effort(enemy_share, strength), strength)
    assert left == pytest.approx(enemy_share, rel=1e-9)
