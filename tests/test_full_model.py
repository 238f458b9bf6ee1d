"""The closed forms of the theory in the full model, played month by month: efforts, phase boundary, enemy, clashes."""

import dataclasses
import math

import numpy as np
import pytest

from sim import kernel, theory
from sim.rules.effort import equilibrium_effort, pull
from sim.rules.enemy import clearing_pull, resting_strength
from sim.scenario.build import Built
from sim.world import KRTZ, MODES, NOTHING
from tests.worlds import changed

ONE = np.array([1], np.uint64)
SURE = {"linkage": 1e9, "fixed_cost": 0.0}  # whatever it brings, they take part
FULL_ATTENTION = {"rival_attention": 1e-12}  # then a stake is threat times strength, and the pull does not depend on it


def contributors(built: Built) -> tuple[int, int]:
    """Who flies, and who fights on the ground."""
    first, second = (int(i) for i in built.world[0].rival[0])
    by_air = first if built.world[0].air_capacity[first, 0] > 0 else second
    return by_air, second if by_air == first else first


def two_contributors(air_stake: float, ground_stake: float, strength: float, **facts) -> Built:
    """The quiet case in which success is worth this much per unit of enemy strength (all attention on the enemy)."""
    built = changed(theory.quiet_case(), **FULL_ATTENTION)
    built.world[0].strength[0] = strength
    threat = kernel.run(built, ONE).last[0]["threat"]
    for i, stake in zip(contributors(built), (air_stake, ground_stake), strict=True):
        built.world[0].exposure[i] *= stake / threat[i, 0]
    return changed(built, **facts)


def played(built: Built, months: int, seed: int = 1) -> np.ndarray:
    """Every month of a run of this length."""
    return kernel.run(dataclasses.replace(built, months=months), np.array([seed], np.uint64), history=True).history


# ---- C4 and C5: efforts


@pytest.mark.parametrize("scale", [1.0, 10.0, 50.0])
def test_c4_efforts_of_complements(scale):
    """v = (5, 4), c = (1, .8), Z = 1; stakes and enemy times a scale, so are efforts and payoffs; chances are not."""
    built = two_contributors(
        5.0, 4.0, scale, air_cost=1.0, ground_cost=0.8, air_share=0.4, fixed_cost=0.0, presence=1e-3 * scale,
        fighting_effort=0.1 * scale,
    )  # fmt: skip
    end = played(built, 400)[-1]
    air, ground = contributors(built)
    assert end["stake"][[air, ground], 0] == pytest.approx([5 * scale, 4 * scale], rel=1e-9)
    assert end["air"][air, 0] == pytest.approx(0.468187 * scale, rel=2e-6)
    assert end["ground"][ground, 0] == pytest.approx(0.702281 * scale, rel=2e-6)
    assert not end["air"][ground, 0] and not end["ground"][air, 0]
    assert end["joint_effort"][0] == pytest.approx(0.597138 * scale, rel=2e-6)
    assert end["success"][0] == pytest.approx(0.373880, abs=1e-6)
    gains = [1.401212 * scale, 0.933695 * scale]
    assert end["prospect"][[air, ground], 0] == pytest.approx(gains, rel=2e-6)
    assert end["payoff"][[air, ground]] == pytest.approx(gains, rel=2e-6)
    assert end["complementarity"][0] == pytest.approx(end["joint_effort"][0]), "neither brings anything alone"


def test_c5_the_phase_boundary():
    """On 41 pulls both fight the enemy if and only if k > 1, with no fixed cost at all (abs(k - 1) <= .02 left out)."""
    seen = []
    for k in np.linspace(0.5, 1.5, 41):
        built = two_contributors(5.0, 4.0, 50.0, air_share=0.4, fixed_cost=0.0, presence=0.01)
        base = pull(250.0, 200.0, float(built.p[0].air_cost), float(built.p[0].ground_cost), 50.0, 0.4)
        built.world[0].exposure[:] *= k / base
        end = played(built, 4000)[-1]
        together = bool(end["fights"][list(contributors(built)), 0].all())
        assert together == (MODES[end["mode"][0]] == "tacit")
        if abs(k - 1) > 0.02:
            assert together == (k > 1), f"k = {k}"
            seen.append(together)
            assert end["joint_effort"][0] == pytest.approx(equilibrium_effort(k, 50.0), abs=0.02), f"k = {k}"
    assert len(seen) == 40 and sum(seen) == 20


def test_more_actors_on_one_arm_ride_free():
    """C2: with substitutes the larger stake carries the load alone, (vZ/c)^.5 - Z, and the smaller one rests."""
    built = two_contributors(
        6.0, 3.0, 10.0, substitution=1.0, air_share=0.5, air_cost=0.5, ground_cost=0.5, fixed_cost=0.0, presence=1e-4
    )
    end = played(built, 600)[-1]
    air, ground = contributors(built)
    assert end["joint_effort"][0] == pytest.approx(math.sqrt(60.0 * 10.0) - 10.0, rel=1e-4)
    assert end["ground"][ground, 0] < 1e-3 < end["air"][air, 0]


# ---- C15: the enemy


@pytest.mark.parametrize("k", [1.2, 1.9, 3.0, 5.0])
def test_c15_where_the_enemy_rests(k):
    """r = .8, K = 100, eta = .5, a complete vacuum and a constant pull: Z* = K (1 - eta (sqrt k - 1) / r)."""
    built = enemy_under_pull(k)
    strength = played(built, 1500)["strength"][:, 0]
    expected = 100.0 * (1.0 - 0.5 * (math.sqrt(k) - 1.0) / 0.8)
    assert expected == pytest.approx(resting_strength(0.8, 100.0, 0.5, k))
    assert strength[-1] == pytest.approx(expected, abs=1e-3)
    assert k != 1.9 or strength[-1] == pytest.approx(76.3497, abs=1e-3)
    assert abs(strength[-1] - strength[-2]) < 1e-6, "it rests"


def enemy_under_pull(k: float, **facts) -> Built:
    """The enemy of C15 against two contributors with this pull."""
    built = two_contributors(
        1.0,
        1.0,
        50.0,
        growth=0.8,
        ceiling=100.0,
        attrition=0.5,
        governance=0.0,
        air_share=0.4,
        presence=1e-4,
        **SURE,
        **facts,
    )
    p = built.p[0]
    built.world[0].exposure[:] *= k / pull(50.0, 50.0, float(p.air_cost), float(p.ground_cost), 50.0, 0.4)
    return built


def test_c15_it_is_cleared_just_above_the_clearing_pull():
    """k > (1 + r/eta)^2 = 6.76, with efforts that follow at once."""
    assert clearing_pull(0.8, 0.5) == pytest.approx(6.76)
    ends = {}
    for k in (6.3, 7.3):
        built = enemy_under_pull(k, responsiveness=1.0)
        ends[k] = played(built, 3000)["strength"][-1, 0]
    assert ends[7.3] < 0.01
    assert ends[6.3] == pytest.approx(resting_strength(0.8, 100.0, 0.5, 6.3), abs=0.01)


def test_c15_a_pull_of_one_leaves_the_ceiling():
    assert played(enemy_under_pull(0.9), 500)["strength"][-1, 0] == pytest.approx(100.0, abs=0.01)


# ---- C16: clashes


def deployed(rate: float) -> Built:
    """Two rivals who each keep a campaign (ten units) on the same ground, whatever happens."""
    quiet = theory.quiet_case()
    forces = {arm: np.minimum(quiet.world[0][arm], 10.0) for arm in ("air_capacity", "ground_capacity")}
    clashes = {"incident_rate": rate, "co_location": 1.0, "line_break": 0.0, "incident_loss": 0.0}
    taken_for_accidents = {"accident_share": 1.0, "accident_share_line": 1.0}
    return changed(quiet, **SURE, **forces, **clashes, **taken_for_accidents, presence=10.0)


def set_line(built: Built, q: float) -> Built:
    """A line that neither fades nor breaks."""
    built.world[0].deconfliction[:] = q
    built.p["deconfliction_decay"] = 1.0
    return built


@pytest.mark.parametrize(("rate", "line", "months"), [(0.05, 0.0, 12), (0.3, 0.8, 12), (0.02, 0.5, 60), (1.0, 0.0, 1)])
def test_c16_chance_of_at_least_one_clash(rate, line, months):
    """1 - exp(-h (1 - q) T) within three standard errors of 4,000 runs."""
    runs = 4000
    built = dataclasses.replace(set_line(deployed(rate), line), months=months)
    last = kernel.run(built, np.arange(1, runs + 1, dtype=np.uint64)).last
    assert (last["air"] + last["ground"]).max(axis=(1, 2)) == pytest.approx(10.0)
    assert last["fights"][:, list(contributors(built)), 0].all()
    expected = 1.0 - math.exp(-rate * (1.0 - line) * months)
    error = math.sqrt(expected * (1.0 - expected) / runs)
    assert (last["incidents_total"][:, 0] > 0).mean() == pytest.approx(expected, abs=3 * error)
    mean = rate * (1.0 - line) * months
    assert last["incidents_total"].mean() == pytest.approx(mean, abs=3 * math.sqrt(mean / runs))


def test_clashes_grow_with_both_efforts():
    """Mass action: half of each side's effort, a quarter of the clashes."""
    counts = []
    for effort in (10.0, 5.0):
        built = deployed(0.5)
        w = built.world[0]
        for capacity in (w.air_capacity, w.ground_capacity):
            capacity[capacity > 0] = effort
        counts.append(kernel.run(built, np.arange(1, 200, dtype=np.uint64)).last["incidents_total"].sum())
    assert counts[0] / counts[1] == pytest.approx(4.0, rel=0.1)


# ---- C18: the other contest

LINKS = ("hostile", "apart", "allied")
KOENIG = {
    "hostile": ((0.288569, 0.288569, 0.288569), 0.865707, 1 / 3),
    "apart": (None, 0.794268, None),
    "allied": (None, 0.717359, 0.381993),
}


def closed_form(links: str) -> tuple[np.ndarray, float, float]:
    """Efforts of the two rivals and the enemy, their total, and the enemy's share (König et al. 2017)."""
    beta, gamma = 0.114, 0.083
    between = {"hostile": -1, "apart": 0, "allied": 1}[links]
    tie = np.array([[0, between, -1], [between, 0, -1], [-1, -1, 0]])
    spill = np.where(tie > 0, beta, 0.0) - np.where(tie < 0, gamma, 0.0)
    level = 1.0 / (1.0 + beta * (tie > 0).sum(1) - gamma * (tie < 0).sum(1))
    shrink = 1.0 - 1.0 / level.sum()
    efforts = shrink * (1.0 - shrink) * np.linalg.solve(np.eye(3) + spill, level)
    performance = (np.eye(3) + spill) @ efforts
    return efforts, float(efforts.sum()), float(performance[2] / performance.sum())


def contest(links: str, strength: float, cost: float) -> Built:
    """Both contests' prizes equal the enemy's strength, all costs are the same, nobody minds the rival's presence."""
    built = two_contributors(
        1.0,
        1.0,
        strength,
        contest=KRTZ,
        air_cost=cost,
        ground_cost=cost,
        **SURE,
        presence=1e-3,
        line_break=0.0,
        incident_loss=0.0,
    )
    if links == "hostile":  # an old quarrel, in which each answers the other every month
        built = changed(built, blamed=1, generosity=0.0, hostility_rate=1.0, hostility_temperature=0.0)
    return set_line(built, 1.0 if links == "allied" else 0.0)


@pytest.mark.parametrize("links", LINKS)
@pytest.mark.parametrize(("strength", "cost"), [(10.0, 1.0), (40.0, 0.25)])
def test_c18_the_contest_among_friends_and_foes(links, strength, cost):
    history = played(contest(links, strength, cost), 600)
    end, scale = history[-1], strength / cost
    built = contest(links, strength, cost)
    efforts = [*(end["air"] + end["ground"])[list(contributors(built)), 0], end["enemy_effort"][0]]
    expected, total, share = closed_form(links)
    assert efforts == pytest.approx(expected * scale, rel=1e-5)
    each, published_total, published_share = KOENIG[links]
    assert sum(efforts) / scale == pytest.approx(published_total, abs=2e-6) == pytest.approx(total, abs=2e-6)
    assert 1.0 - end["success"][0] == pytest.approx(share, abs=1e-6)
    if each is not None:
        assert np.array(efforts) / scale == pytest.approx(each, abs=2e-6)
    if published_share is not None:
        assert 1.0 - end["success"][0] == pytest.approx(published_share, abs=2e-6)
    assert (history["hostile"][1:].all() and links == "hostile") or not history["hostile"].any()


def test_c18_the_two_contests_disagree_on_what_cooperation_does():
    """Allied rivals leave the enemy a larger share of this contest, and a smaller chance in the public-good one."""
    shares = {links: 1.0 - played(contest(links, 10.0, 1.0), 600)[-1]["success"][0] for links in LINKS}
    assert shares["allied"] > shares["hostile"]
    together = played(two_contributors(5.0, 4.0, 10.0, air_cost=1.0, ground_cost=0.8, fixed_cost=0.0), 200)[-1]
    alone = two_contributors(5.0, 4.0, 10.0, air_cost=1.0, ground_cost=0.8, fixed_cost=0.0)
    alone.world[0].present[contributors(alone)[1]] = 0
    assert played(alone, 200)[-1]["success"][0] < together["success"][0]


def test_nobody_is_its_own_channel():
    """In the quiet case no word passes: what is shown above is shown without any."""
    assert (played(theory.quiet_case(), 24)["route"] == NOTHING).all()
