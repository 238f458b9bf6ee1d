"""The closed forms of the theory: inputs with an exact answer that the rules must reproduce.

Each test names its case (C1 to C18) and says what would break it. Fixed points are found the way the model
finds them: actors reply to the efforts that they see, part of the way each time.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from sim import chance
from sim.rules.effort import (
    best_effort,
    equilibrium_effort,
    equilibrium_payoff,
    joint_effort,
    pull,
    success,
)
from sim.rules.enemy import clearing_pull, next_strength, resting_strength
from sim.rules.incidents import at_least_one, clash_rate, long_run_cooperation
from sim.rules.interests import distance, utility
from sim.rules.krtz import best_fighting_effort, hostility_level, performance, share_of_contest
from sim.rules.participation import (
    largest_reassurance,
    minimum_trust,
    smallest_reassurance,
    trust_to_join,
)
from sim.rules.relay import attack_threshold, chain_delivery, chain_garble, credible, largest_bias, least_bias
from sim.rules.threat import stake, threat, threshold_strength, urgency

DATA = Path(__file__).parents[1] / "data"
AIR, GROUND = 0, 1


def settled(prizes, costs, z, arms, air_share, r, curvatures=None, start=0.0, floor=0.0, still=1e-13):
    """Efforts to which any number of actors come, each with one arm, by replying half of the way to the best.

    ``z`` is the enemy's strength, ``r`` the exponent of substitution. They are at rest when none would move
    farther than ``still``.
    """
    efforts = [start] * len(prizes)
    curvatures = curvatures or [0.0] * len(prizes)
    for _ in range(20_000):
        moved = 0.0
        for i, arm in enumerate(arms):
            others = sum(x for j, x in enumerate(efforts) if arms[j] == arm and j != i)
            other_arm = sum(x for j, x in enumerate(efforts) if arms[j] != arm)
            weight = air_share if arm == AIR else 1.0 - air_share
            bends = curvatures[i]
            best = best_effort(prizes[i], z, costs[i], bends, others, other_arm, floor, 1e3, weight, r)
            moved = max(moved, abs(best - efforts[i]))
            efforts[i] += 0.5 * (best - efforts[i])
        if moved < still:
            return efforts
    raise AssertionError(f"no rest after 20,000 rounds: {efforts}")


# ---- M1


def test_c1_ktab_values_and_utilities():
    """Broken by another mean, another square, the wrong actor's salience or the wrong sign of risk."""
    case = json.loads((DATA / "ktab_smpexample.json").read_text())
    position, salience = np.array(case["position"]), np.array(case["salience"])
    for i, j in np.ndindex(5, 5):
        apart = distance(position[i], position[j], salience[i], 100.0)
        assert 1.0 - apart == pytest.approx(case["raw_value"][i][j], abs=6e-4)
        assert utility(apart, case["risk_attitude"][i]) == pytest.approx(case["risk_aware"][i][j], abs=2e-4)


# ---- M3


def test_c2_one_enemy_additive_efforts_linear_cost():
    """E* = sqrt(vZ/c) - Z, and the smaller stake rides free. Broken by another success function or cost."""
    alone = settled([6.0], [1.0], 1.0, [AIR], 1.0, 1.0)
    assert alone == pytest.approx([1.449490], abs=1e-6)
    assert alone == pytest.approx([math.sqrt(6.0) - 1.0], abs=1e-9)
    both = settled([6.0, 3.0], [1.0, 1.0], 1.0, [AIR, AIR], 1.0, 1.0)
    assert both == pytest.approx([1.449490, 0.0], abs=1e-6)


def test_c3_additive_efforts_quadratic_cost():
    """E (E+Z)^2 = Z sum v/c. Broken by a curvature that is not the slope of marginal cost."""
    none = [1e-12] * 3  # a unit cost of zero has no logarithm
    efforts = settled([6.0, 3.0, 1.0], none, 1.0, [AIR] * 3, 1.0, 1.0, curvatures=[1.0, 2.0, 0.5])
    assert efforts == pytest.approx([0.9530856, 0.2382714, 0.3176952], abs=1e-6)
    total = sum(efforts)
    assert total == pytest.approx(1.5090521, abs=1e-6)
    assert total * (total + 1.0) ** 2 == pytest.approx(6.0 / 1.0 + 3.0 / 2.0 + 1.0 / 0.5, abs=1e-6)


def test_c4_complements_come_to_the_equilibrium():
    """Broken by a wrong derivative of joint effort, or by either closed form. Any small start leads there."""
    k = pull(5.0, 4.0, 1.0, 0.8, 1.0, 0.4)
    assert k == pytest.approx(2.550849, abs=1e-6)
    for start in (1e-3, 0.05):
        air, ground = settled([5.0, 4.0], [1.0, 0.8], 1.0, [AIR, GROUND], 0.4, 0.0, start=start)
        effort = joint_effort(air, ground, 0.4, 0.0)
        p = success(effort, 1.0)
        assert (air, ground) == pytest.approx((0.468187, 0.702281), abs=1e-6)
        assert (effort, p) == pytest.approx((0.597138, 0.373880), abs=1e-6)
        assert effort == pytest.approx(equilibrium_effort(k, 1.0), abs=1e-9)
        gains = (equilibrium_payoff(5.0, k, 0.4), equilibrium_payoff(4.0, k, 0.6))
        assert gains == pytest.approx((1.401212, 0.933695), abs=1e-6)
        assert gains == pytest.approx((5.0 * p - 1.0 * air, 4.0 * p - 0.8 * ground), abs=1e-9)


def test_c4_holds_for_other_stakes_costs_shares_and_strengths():
    """Broken where the example's numbers are right by chance. Strength scales efforts, not payoffs."""
    for v, c, z, share in (([90.0, 60.0], [0.5, 0.7], 20.0, 0.3), ([8.0, 9.0], [2.0, 0.4], 2.0, 0.7)):
        k = pull(v[0], v[1], c[0], c[1], z, share)
        air, ground = settled(v, c, z, [AIR, GROUND], share, 0.0, start=0.01 * z)
        assert joint_effort(air, ground, share, 0.0) == pytest.approx(equilibrium_effort(k, z), rel=1e-8)
        assert air == pytest.approx(share * v[0] / c[0] * equilibrium_effort(k, z) / (k * z), rel=1e-8)


def test_c5_the_phase_boundary_lies_at_one():
    """They fight together iff k > 1. Broken by a floor that feeds on itself, or by a shifted boundary."""
    base = pull(5.0, 4.0, 1.0, 0.8, 1.0, 0.4)
    floor, seen = 1e-5, 1e-3
    still = 1e-8  # at k = 1 itself nothing draws them either way
    wrong = []
    for k in np.linspace(0.5, 1.5, 41):
        prizes = [5.0 * k / base, 4.0 * k / base]
        assert pull(prizes[0], prizes[1], 1.0, 0.8, 1.0, 0.4) == pytest.approx(k, rel=1e-12)
        arms = [AIR, GROUND]
        air, ground = settled(prizes, [1.0, 0.8], 1.0, arms, 0.4, 0.0, start=1e-4, floor=floor, still=still)
        fights = joint_effort(air, ground, 0.4, 0.0) > seen
        if fights != (k > 1.0) and abs(k - 1.0) > 0.02:
            wrong.append(k)
    assert not wrong


# ---- M2


def test_c6_enemy_strength_from_which_cooperation_pays():
    """Z_c = Z_h / (k_inf - 1). Broken by another share of attention."""
    assert threshold_strength(52.0, 2.2) == pytest.approx(130.0 / 3.0, abs=1e-9)
    assert threshold_strength(52.0, 2.2) == pytest.approx(43.3333, abs=1e-4)
    assert threshold_strength(52.0, 1.0) == math.inf


def test_c6_follows_from_threat_stake_and_pull():
    """The pull of a stake passes 1 just at Z_c. Broken by a stake without one of its three factors."""

    def pull_at(strength):
        worth = stake(threat(6.0, 0.8, 0.25, 0.5), strength, urgency(strength, 52.0))
        return pull(worth, 0.7 * worth, 0.6, 0.5, strength, 0.4)

    strongest = pull_at(1e9)
    assert strongest > 1.0
    critical = threshold_strength(52.0, strongest)
    assert pull_at(critical) == pytest.approx(1.0, abs=1e-6)
    assert pull_at(0.999 * critical) < 1.0 < pull_at(1.001 * critical)


# ---- M4


def test_c7_minimum_trust():
    """Broken by payoffs in another order."""
    need = minimum_trust(temptation=2.0, reward=3.0, punishment=0.0, sucker=-2.0)
    assert need == pytest.approx(2.0 / 3.0, abs=1e-12)


def test_c7_trust_to_join_the_common_fight():
    """m = F / (pi + L), pi from C4. Broken when linkage counts for less than the fight itself."""
    prospect = equilibrium_payoff(5.0, pull(5.0, 4.0, 1.0, 0.8, 1.0, 0.4), 0.4)
    assert trust_to_join(0.5, prospect, 0.0, 0.0) == pytest.approx(0.35683, abs=1e-5)
    assert trust_to_join(0.5, prospect, 0.0, 0.3) == pytest.approx(0.29391, abs=1e-5)
    # The general case is minimum_trust with T = P = 0, R = pi + L - F, S = pi0 - F.
    general = minimum_trust(0.0, prospect + 0.3 - 0.5, 0.0, 0.2 - 0.5)
    assert trust_to_join(0.5, prospect, 0.2, 0.3) == pytest.approx(general, abs=1e-12)


@pytest.mark.parametrize(
    ("trust", "smallest", "largest"), [(0.2, 0.25, 0.30), (0.4, 0.4286, 0.60), (0.6, 0.5625, 0.90)]
)
def test_c8_window_of_reassurance(trust, smallest, largest):
    """Broken by the trustworthy party's payoffs in the place of the untrustworthy one's."""
    assert smallest_reassurance(trust, 3.0, 2.0, 0.0, -2.0) == pytest.approx(smallest, abs=1e-4)
    assert largest_reassurance(trust, 2.0, 3.0, 0.0, -2.0) == pytest.approx(largest, abs=1e-4)


# ---- M6


def test_c9_mediators_credibility():
    """Broken by a cost in the other's place: h*, b* and b** each use three of four."""
    assert attack_threshold(0.1, 0.05, 0.3) == pytest.approx(0.375, abs=1e-12)
    assert least_bias(0.8, 0.2, 0.05, 0.3) == pytest.approx(0.2105263, abs=1e-6)
    assert largest_bias(0.3, 0.2, 0.05, 0.3) == pytest.approx(0.7 * 0.2 / (0.3 * 0.3 - 0.05), abs=1e-12)


def test_c9_a_mediator_without_bias_is_not_believed_unless_it_knows_all():
    """b = 0 and q < 1: no update. Broken by an interval that is open at the wrong end."""
    for informed in (0.2, 0.5, 0.8, 0.99, 0.999999):
        assert not credible(0.0, least_bias(informed, 0.2, 0.05, 0.3), largest_bias(0.3, 0.2, 0.05, 0.3))
    assert credible(0.0, least_bias(1.0, 0.2, 0.05, 0.3), largest_bias(0.3, 0.2, 0.05, 0.3))


def test_c9_only_a_bias_in_the_interval_is_believed():
    """Both ends belong to it. Broken by one-sided checks."""
    least, largest = least_bias(0.8, 0.2, 0.05, 0.3), largest_bias(0.3, 0.2, 0.05, 0.3)
    believed = [credible(b, least, largest) for b in (0.99 * least, least, 1.0, largest, 1.01 * largest)]
    assert believed == [False, True, True, True, False]


@pytest.mark.parametrize(("hops", "garbled"), [(2, 0.1302), (3, 0.181972), (5, 0.264786)])
def test_c10_relay_chain(hops, garbled):
    """Broken by adding up errors: two wrongs make a right."""
    assert chain_garble(0.07, hops) == pytest.approx(garbled, abs=1e-6)
    one_hop = np.array([[0.93, 0.07], [0.07, 0.93]])
    assert chain_garble(0.07, hops) == pytest.approx(np.linalg.matrix_power(one_hop, hops)[0, 1], abs=1e-12)
    assert chain_delivery(0.05, hops) == pytest.approx(0.95**hops, abs=1e-12)


# ---- M8


@pytest.mark.parametrize(("good", "bad", "share"), [(0.95, 0.2, 0.8), (0.99, 0.01, 0.5), (0.6, 0.4, 0.5)])
def test_c13_long_run_cooperation(good, bad, share):
    """g / (g + e) for the generous, one half for tit for tat under any noise. Broken by a wrong recursion."""
    assert long_run_cooperation(good, bad, good, bad) == pytest.approx(share, abs=1e-12)


def resting_distribution(first, second):
    """Long-run shares of the chain's states: both cooperate, only the first, only the second, neither."""
    step = np.empty((4, 4))
    for state, (a, b) in enumerate(((1, 1), (1, 0), (0, 1), (0, 0))):
        p, q = first[1 - b], second[1 - a]  # each looks at the other's last move
        step[state] = p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)
    values, vectors = np.linalg.eig(step.T)
    rest = np.real(vectors[:, np.argmax(np.real(values))])
    return rest / rest.sum()


def test_c13_equals_the_resting_distribution_of_any_two_reactive_strategies():
    """Broken where the formula holds for twins only."""
    for first, second in (((0.95, 0.2), (0.95, 0.2)), ((0.9, 0.3), (0.6, 0.1)), ((0.2, 0.8), (0.99, 0.4))):
        both, only_first, _, _ = resting_distribution(first, second)
        assert long_run_cooperation(*first, *second) == pytest.approx(both + only_first, abs=1e-12)


def test_c13_a_played_chain_comes_to_it():
    """Two generous players, error .05 and generosity .2, by luck. Broken by both formulas being wrong."""
    seed, stream, zero = np.uint64(13), chance.RETALIATION, np.uint64(0)
    months, last, cooperated = 20_000, [True, True], 0
    for month in range(months):
        luck = [chance.uniform(seed, stream, month, np.uint64(side), zero) for side in (0, 1)]
        last = [luck[side] < (0.95 if last[1 - side] else 0.2) for side in (0, 1)]
        cooperated += sum(last)
    # Correlation between months (.75) and sides widens the error of 40,000 draws about fourfold.
    assert cooperated / (2 * months) == pytest.approx(0.8, abs=4 * 4 * math.sqrt(0.8 * 0.2 / (2 * months)))


def test_c16_at_least_one_clash():
    """1 - exp(-h (1-q) T), by counts at addresses. Broken when deconfliction or time is left out."""
    rate = clash_rate(0.15, 1.0, 1.0, 1.0, 0.4)
    assert rate == pytest.approx(0.09, abs=1e-12)
    runs, months = 3_000, 8
    expected = at_least_one(rate, float(months))
    assert expected == pytest.approx(1.0 - math.exp(-0.15 * 0.6 * 8), abs=1e-12)
    pair = chance.address("Iran – United States")

    def clashes(run, month):
        return chance.poisson(rate, chance.uniform(np.uint64(run), chance.INCIDENT, month, pair, pair))

    happened = sum(any(clashes(run, month) for month in range(months)) for run in range(runs))
    assert happened / runs == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / runs))


# ---- M11


def rest_of_enemy(k, months=20_000):
    strength = 50.0
    for _ in range(months):
        strength = next_strength(strength, 0.8, 1.0, 100.0, 0.5, equilibrium_effort(k, strength), 0.0)
    return strength


def test_c15_the_enemy_comes_to_rest():
    """Z* = K (1 - eta (sqrt k - 1) / r). Broken by another growth law or by attrition that does not scale."""
    assert resting_strength(0.8, 100.0, 0.5, 1.9) == pytest.approx(76.3497, abs=1e-4)
    for k in (0.5, 1.2, 1.9, 4.0, 6.0):
        assert rest_of_enemy(k) == pytest.approx(resting_strength(0.8, 100.0, 0.5, k), abs=1e-4)


def test_c15_the_enemy_is_cleared_above_a_pull():
    """k > (1 + r/eta)^2 = 6.76."""
    assert clearing_pull(0.8, 0.5) == pytest.approx(6.76, abs=1e-12)
    assert rest_of_enemy(6.9) < 1e-6
    assert resting_strength(0.8, 100.0, 0.5, 6.9) == 0.0
    assert rest_of_enemy(6.6) == pytest.approx(resting_strength(0.8, 100.0, 0.5, 6.6), abs=1e-4)
    assert resting_strength(0.8, 100.0, 0.5, 6.6) > 1.0


# ---- M3, the other contest

BETA, GAMMA = 0.114, 0.083
NO_LINKS = np.zeros((3, 3))
HOSTILE = np.ones((3, 3)) - np.eye(3)
RIVALS = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)  # the first two: United States and Iran
CONFIGURATIONS = {
    "all hostile": (NO_LINKS, HOSTILE),
    "rivals at peace": (NO_LINKS, HOSTILE - RIVALS),
    "rivals allied": (RIVALS, HOSTILE - RIVALS),
}


def performances(x, friends, foes):
    return [performance(x[i], friends[i] @ x, foes[i] @ x, BETA, GAMMA) for i in range(len(x))]


def fought(friends, foes):
    """Efforts of the contest, by replies half of the way to the best (prize 1, cost 1)."""
    levels = [hostility_level(f, h, BETA, GAMMA) for f, h in zip(friends.sum(1), foes.sum(1), strict=True)]
    x = np.full(len(levels), 0.1)
    for _ in range(2_000):
        before = x.copy()
        for i, level in enumerate(levels):
            spill = performance(0.0, friends[i] @ x, foes[i] @ x, BETA, GAMMA)
            others = sum(performances(x, friends, foes)) - x[i] / level
            x[i] += 0.5 * (best_fighting_effort(1.0, 1.0, spill, others, level, 100.0) - x[i])
        if np.abs(x - before).max() < 1e-14:
            break
    return x


def matrix_formula(friends, foes):
    """x* = Lam (1 - Lam) (I + beta A+ - gamma A-)^-1 Gamma."""
    gamma = 1.0 / (1.0 + BETA * friends.sum(1) - GAMMA * foes.sum(1))
    lam = 1.0 - 1.0 / gamma.sum()
    return lam * (1.0 - lam) * np.linalg.solve(np.eye(len(gamma)) + BETA * friends - GAMMA * foes, gamma)


@pytest.mark.parametrize(
    ("links", "total"),
    [("all hostile", 0.865707), ("rivals at peace", 0.794268), ("rivals allied", 0.717359)],
)
def test_c18_contest_among_friends_and_foes(links, total):
    """König et al. (2017): peace and alliance lower the fighting. Broken by spill-overs of the wrong sign."""
    friends, foes = CONFIGURATIONS[links]
    x = fought(friends, foes)
    assert x.sum() == pytest.approx(total, abs=1e-6)
    assert x == pytest.approx(matrix_formula(friends, foes), abs=1e-9)


def test_c18_shares_of_the_contest():
    """All alike when all are hostile; an alliance of its foes leaves the third with .381993 of the prize."""
    assert fought(*CONFIGURATIONS["all hostile"]) == pytest.approx([0.288569] * 3, abs=1e-6)
    friends, foes = CONFIGURATIONS["rivals allied"]
    x = fought(friends, foes)
    made = performances(x, friends, foes)
    shares = [share_of_contest(p, sum(made)) for p in made]
    assert shares[2] == pytest.approx(0.381993, abs=1e-6)
    assert sum(shares) == pytest.approx(1.0, abs=1e-12)
