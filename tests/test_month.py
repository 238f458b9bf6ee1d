"""What happens in a month, phase by phase: the documents' tension must live in the equations."""

import itertools
from typing import Any

import numpy as np
import pytest

import sim
from sim import kernel, theory
from sim.phases.account import account
from sim.phases.consequences import clash, enemy_moves, learn, pair_clash_rate
from sim.phases.events import happen
from sim.phases.fight import deploy, muster
from sim.phases.ground import govern
from sim.phases.messages import believe, open_lines, relay
from sim.phases.perceive import perceive
from sim.phases.plan import plan
from sim.phases.start import DRAW_TYPE
from sim.phases.talks import debate
from sim.rules.trust import conduct_evidence
from sim.scenario.build import Built, build, flat
from sim.world import (
    ASSURANCE,
    DIRECT,
    EVENT_WORDS,
    LONG_AGO,
    MODES,
    NAMES,
    NO_MODE,
    NOTHING,
    NOTICE,
    PROTEST,
    RELAYED,
    RIVALRY,
    TACIT,
    WARNING,
)
from tests.worlds import changed, compiled_history

SMALL = sim.example()
LARGE = sim.example("iran_us_isis_2014")
HARBOUR, NORTH, RAIDERS, SOUTH = range(4)  # the alphabet
FRONT, PAIR, CHANNEL, DIRECT_LINE = 0, 0, 0, 1
SEED = np.uint64(1)
SEEDS = np.arange(1, 101, dtype=np.uint64)


def opened(built: Built | None = None, /, **facts: Any) -> tuple[Any, Any]:
    """The world at the beginning of the first month and its parameters, with some of them set."""
    built = changed(built or build(SMALL))
    worlds, ps = built.world.copy(), built.p.copy()
    draws = np.zeros(0, DRAW_TYPE).view(np.recarray)
    kernel.begin(worlds.view(np.recarray)[0], ps.view(np.recarray)[0], flat(worlds)[0], flat(ps)[0], draws, SEED)
    for name, value in facts.items():
        record = worlds if name in NAMES else ps
        record[name][...] = value
    return worlds.view(np.recarray)[0], ps.view(np.recarray)[0]


def test_the_places_of_the_names_are_as_said_above():
    names = build(SMALL).names
    assert names.actor == ("Harbour", "North", "Raiders", "South")
    assert names.dyad == (("North", "South"),) and names.channel[CHANNEL] == "Harbour"


def settled(months: int = 200, /, **facts: Any) -> np.void:
    """The end of a run without luck or learning, in which two contributors have found their efforts."""
    built = theory.quiet_case(months)
    return kernel.run(changed(built, strength=60.0, **{"fixed_cost": 0.0, **facts}), np.array([1], np.uint64)).last[0]


# ---- fighting the enemy helps the rival too


def test_relative_gains_take_from_the_prize():
    prizes = []
    for weight in (0.0, 0.2, 0.5):
        world, p = opened(relative_gains=weight)
        perceive(world, p)
        stake, rivalry = world.stake[:, FRONT], world.rivalry[NORTH, SOUTH]
        assert world.prize[NORTH, FRONT] == pytest.approx(stake[NORTH] - weight * rivalry * stake[SOUTH])
        prizes.append(world.prize[NORTH, FRONT])
    assert prizes[0] == stake[NORTH] > prizes[1] > prizes[2]


def test_who_minds_relative_gains_fights_less():
    efforts = [settled(relative_gains=weight)["joint_effort"][FRONT] for weight in (0.0, 0.1, 0.3, 1.0)]
    assert efforts == sorted(efforts, reverse=True) and efforts[0] > 1.2 * efforts[2]


def test_who_has_no_rival_minds_no_gains():
    world, p = opened(relative_gains=1.0)
    perceive(world, p)
    assert world.prize[HARBOUR, FRONT] == world.stake[HARBOUR, FRONT]


# ---- being seen beside it costs at home


def test_audiences_raise_friction_and_lower_effort():
    frictions, efforts = [], []
    for cost in (0.0, 1.0, 3.0):
        end = settled(visibility=1.0, audience_cost=cost, co_location=0.5)
        frictions.append(end["friction"][NORTH, FRONT])
        efforts.append(end["joint_effort"][FRONT])
        expected = cost * end["rivalry"][NORTH, SOUTH] * (1 - end["trust"][NORTH, SOUTH]) * 0.5
        assert frictions[-1] == pytest.approx(expected)
    assert frictions[0] == 0.0 and frictions == sorted(frictions)
    assert efforts == sorted(efforts, reverse=True) and efforts[0] > 1.2 * efforts[2]


@pytest.mark.parametrize("facts", [{"visibility": 0.0}, {"co_location": 0.0}, {"audience_cost": 0.0}])
def test_what_nobody_sees_or_minds_costs_nothing(facts):
    end = settled(**{"visibility": 1.0, "audience_cost": 2.0, "co_location": 0.5, **facts})
    assert end["friction"][NORTH, FRONT] == 0.0
    assert end["joint_effort"][FRONT] == pytest.approx(settled()["joint_effort"][FRONT])


def test_a_trusted_rival_is_easier_to_be_seen_beside():
    world, p = opened(takes_part=1)
    rubs = []
    for trust in (0.1, 0.5, 0.9):
        world.trust[NORTH, SOUTH] = trust
        perceive(world, p)
        rubs.append(world.friction[NORTH, FRONT])
    assert rubs[0] > rubs[1] > rubs[2] > 0


def test_a_rival_that_stays_at_home_rubs_nobody():
    world, p = opened(takes_part=0)
    perceive(world, p)
    assert world.friction[NORTH, FRONT] == 0.0 == world.danger[NORTH, FRONT]
    assert world.plan_friction[NORTH, FRONT] > 0.0, "but plans reckon with it"


# ---- forces that share a battlefield collide unless deconflicted


def side_by_side(**facts: Any) -> tuple[Any, Any]:
    world, p = opened(takes_part=0, **{"co_location": 1.0, "incident_rate": 1.0, **facts})
    for actor, arm in ((NORTH, world.air), (SOUTH, world.ground)):
        world.takes_part[actor, FRONT] = world.fights[actor, FRONT] = 1
        arm[actor, FRONT] = 10.0
    return world, p


def test_sharing_ground_and_effort_make_clashes():
    world, p = side_by_side()
    assert pair_clash_rate(world, p, PAIR, 0.0) == pytest.approx(1.0)
    assert pair_clash_rate(world, p, PAIR, 0.8) == pytest.approx(0.2)
    assert pair_clash_rate(world, p, PAIR, 1.0) == 0.0
    world.co_location[PAIR] = 0.0
    assert pair_clash_rate(world, p, PAIR, 0.0) == 0.0
    world.co_location[PAIR], world.ground[SOUTH, FRONT] = 1.0, 0.0
    assert pair_clash_rate(world, p, PAIR, 0.0) == 0.0, "one alone collides with nobody"


def test_a_line_prevents_clashes_under_the_same_luck():
    without, with_line = [], []
    for seed in SEEDS:
        for counts, line in ((without, 0.0), (with_line, 0.8)):
            world, p = side_by_side(deconfliction=line, line_break=0.0)
            clash(world, p, seed)
            counts.append(int(world.incidents[PAIR]))
    assert all(a >= b for a, b in zip(without, with_line, strict=True)), "never a clash that would not have been"
    assert sum(without) == pytest.approx(100, abs=30) and sum(with_line) == pytest.approx(20, abs=14)


def test_a_line_makes_the_common_fight_less_dangerous():
    dangers = []
    for line in (0.0, 0.5, 1.0):
        world, p = side_by_side(deconfliction=line)
        perceive(world, p)
        dangers.append(world.danger[NORTH, FRONT])
    assert dangers[0] == pytest.approx(2 * dangers[1]) and dangers[0] > 0 == dangers[2]


def test_a_clash_may_break_the_line():
    for breaks, left in ((1.0, 0.0), (0.0, 0.5)):
        world, p = side_by_side(deconfliction=0.5, line_break=breaks, incident_rate=20.0)
        clash(world, p, SEED)
        assert world.incidents[PAIR] > 0 and world.deconfliction[PAIR] == left


@pytest.mark.parametrize(("accidents", "suspected"), [(1.0, 0), (0.0, 1)])
def test_a_clash_may_be_taken_for_an_act(accidents, suspected):
    world, p = side_by_side(accident_share=accidents, incident_rate=20.0, chance_hostility=0.0)
    clash(world, p, SEED)
    assert world.suspected[PAIR].tolist() == [suspected, suspected] and not world.hostile.any()
    assert not world.blamed.any(), "it tells by the mixture alone, not once more as conduct"
    assert world.hostile_month[PAIR] == LONG_AGO, "an accident is no deliberate act"


def test_contact_explains_accidents():
    world, p = side_by_side(accident_share=0.0, accident_share_line=1.0, incident_rate=20.0, chance_hostility=0.0)
    world.contact_relayed[PAIR] = world.month
    clash(world, p, SEED)
    assert world.incidents[PAIR] > 0 and not world.suspected.any()


def test_danger_keeps_forces_at_home():
    efforts = [
        settled(incident_rate=rate, incident_loss=20.0, co_location=1.0)["joint_effort"][FRONT]
        for rate in (0, 0.05, 0.2)
    ]
    assert efforts == sorted(efforts, reverse=True) and efforts[0] > 1.05 * efforts[2]


# ---- words travel only through whom both accept


@pytest.fixture(scope="module")
def cut_off() -> np.ndarray:
    return np.array([compiled_history(SMALL.under("no_channel"), seed) for seed in range(1, 41)])


def test_without_a_channel_there_is_no_line_and_no_word(cut_off):
    for fact in ("deconfliction", "heard", "mail", "delivered_relayed", "delivered_direct", "warned", "usable"):
        assert not cut_off[fact].any(), fact
    assert (cut_off["route"] == NOTHING).all() and (cut_off["wanted"] == NOTHING).all()
    for fact in ("contact_relayed", "contact_direct", "notice_month"):
        assert (cut_off[fact] == LONG_AGO).all(), fact
    assert not np.isin(cut_off["mode"][:, 1:], (RELAYED, DIRECT)).any()
    linked = np.array([compiled_history(SMALL, seed) for seed in range(1, 11)])
    assert linked["deconfliction"].any() and linked["delivered_relayed"].any()
    assert (linked["mode"] == RELAYED).any() and not linked["delivered_direct"].any()


def test_tacit_cooperation_needs_no_word(cut_off):
    assert (cut_off["mode"] == TACIT).any()


def usable(**facts: Any) -> bool:
    world, p = opened()
    p.carrier_trust = 0.4
    world.trust[:, HARBOUR] = 0.6
    world.chance_carry[:] = 1.0
    for name, (index, value) in facts.items():
        world[name][index] = value
    open_lines(world, p, SEED)
    assert (world.route[PAIR] == (CHANNEL if world.usable[CHANNEL] else NOTHING)).all()
    return bool(world.usable[CHANNEL])


def test_a_channel_needs_both_parties_its_carrier_and_its_opening():
    assert usable()
    assert not usable(trust=((NORTH, HARBOUR), 0.3))
    assert not usable(trust=((SOUTH, HARBOUR), 0.3))
    assert usable(trust=((HARBOUR, SOUTH), 0.0)), "whom the carrier trusts is its own matter: it is asked"
    assert not usable(chance_carry=(CHANNEL, 0.0))
    assert not usable(channel_open=(CHANNEL, 0.0))
    assert not usable(present=(HARBOUR, 0))
    assert not usable(present=(SOUTH, 0))


def test_a_pair_with_ties_talks_directly():
    world, p = opened(chance_carry=1.0, ties=1.0)
    world.trust[:, HARBOUR] = 0.9
    open_lines(world, p, SEED)
    assert world.usable.tolist() == [1, 1] and (world.route[PAIR] == DIRECT_LINE).all()
    runs = kernel.run(changed(build(SMALL), ties=1.0), SEEDS[:20]).last
    assert runs["delivered_direct"].any() and not runs["delivered_relayed"].any()


def sent(word: int, months: int = 1, seed: int = 1, **facts: Any) -> Any:
    """North writes a word every month."""
    world, p = opened(**{"loss": 0.0, "garble": 0.0, "delay": 0.0, **facts})
    world.route[PAIR] = CHANNEL
    world.wanted[PAIR] = (word, NOTHING)
    for _ in range(months):
        relay(world, p, np.uint64(seed))
        world.month += 1
    return world


def test_a_message_arrives_as_it_was_sent():
    world = sent(NOTICE)
    assert world.heard[CHANNEL, 0, NOTICE] == 1 and np.count_nonzero(world.heard) == 1
    assert world.delivered_relayed[PAIR] == 1 and world.contact_relayed[PAIR] == 0 and not world.mail.any()


def test_a_message_may_be_lost_garbled_late_or_have_no_room():
    assert not sent(NOTICE, loss=1.0).heard.any()
    assert not sent(NOTICE, rate=0.0).heard.any()
    many = [sent(NOTICE, seed=seed, garble=0.3).heard[CHANNEL, 0, NOTICE] for seed in range(300)]
    assert set(many) == {1, -1} and many.count(-1) / 300 == pytest.approx(0.3, abs=0.08)
    late = [sent(NOTICE, seed=seed, delay=1.0).heard[CHANNEL, 0, NOTICE] for seed in range(300)]
    assert set(late) == {1, 0} and late.count(1) / 300 == pytest.approx(0.5, abs=0.09)
    waits = sent(NOTICE, delay=1e9, months=5)
    assert waits.mail.sum() == 1, "the same word is not written twice while it is on its way"


def test_both_sides_share_the_room():
    world, p = opened(loss=0.0, garble=0.0, delay=0.0, rate=1.0)
    world.route[PAIR] = CHANNEL
    world.wanted[PAIR] = NOTICE
    heard = []
    for _ in range(6):
        relay(world, p, SEED)
        heard.append(world.heard[CHANNEL, :, NOTICE].tolist())
        world.month += 1
    assert sorted(heard) == [[0, 1]] * 3 + [[1, 0]] * 3, "one message a month, in turn"


def believed(word: int, heard: int, **facts: Any) -> float:
    """Change of South's log trust in North after a word of North's was heard."""
    world, p = opened(**{"mediator_informed": 1.0, **facts})  # then any bias is enough to be believed
    world.rivalry[HARBOUR, SOUTH] = 0.2
    world.heard[CHANNEL, 0, word] = heard
    before = world.log_trust.copy()
    believe(world, p)
    change = world.log_trust - before
    moved = float(change[SOUTH, NORTH])
    change[SOUTH, NORTH] = 0.0
    assert not change.any(), "nobody else learns of it"
    return moved


@pytest.mark.parametrize("word", [ASSURANCE, WARNING])
def test_words_move_trust_and_garbled_ones_the_other_way(word):
    assert believed(word, 1) > 0 > believed(word, -1)
    assert believed(word, 0) == 0.0
    assert believed(word, 1) == pytest.approx(-believed(word, -1)), "the coded odds are symmetric"
    assert believed(word, 1, garble=0.5) == 0.0, "a line that garbles half of all tells nothing"


def test_warnings_tell_more_than_assurances():
    assert believed(WARNING, 1) > 2 * believed(ASSURANCE, 1)


@pytest.mark.parametrize("word", [NOTICE, PROTEST])
def test_notices_and_protests_are_not_about_trust(word):
    assert believed(word, 1) == believed(word, -1) == 0.0


def test_a_mediator_must_be_credible_a_protecting_power_passes_words_on():
    assert believed(ASSURANCE, 1, mediator_informed=0.0) == 0.0, "never credible"
    assert believed(ASSURANCE, 1, mediator_informed=0.0, mediates=0) > 0
    assert believed(ASSURANCE, 1, leverage=0.5) == pytest.approx(1.5 * believed(ASSURANCE, 1, leverage=0.0))
    assert believed(ASSURANCE, 1, mediates=0, leverage=0.5) == pytest.approx(believed(ASSURANCE, 1, leverage=0.0))


def test_said_again_it_tells_nothing_new():
    world, p = opened(review_months=6)
    world.mediates[:] = 0
    trust = []
    for month in range(8):
        world.month = month
        world.heard[CHANNEL, 0, ASSURANCE] = 1
        believe(world, p)
        trust.append(world.log_trust[SOUTH, NORTH])
    assert [month for month, (a, b) in enumerate(itertools.pairwise(trust), 1) if a != b] == [6]


def test_a_protest_that_arrives_warns_the_other_off():
    world, p = opened()
    world.heard[CHANNEL, 0, PROTEST] = 1
    believe(world, p)
    assert world.warned[PAIR].tolist() == [0, 1]
    south = build_model(world)["South"]
    warned = south.hostility("North")
    world.warned[:] = 0
    assert south.hostility("North") > warned


def build_model(world: Any) -> sim.Model:
    """A model that looks at this world."""
    model = sim.Model(SMALL)
    model.world = world
    return model


# ---- deconfliction: two notices set it up, use keeps it


def notices(first_month: int, second_month: int, heard: int = 1) -> float:
    world, p = opened(deconfliction_decay=1.0)
    p.deconfliction = 0.8
    for month in range(max(first_month, second_month) + 1):
        world.month = month
        world.heard[CHANNEL, :, NOTICE] = 0
        if month == first_month:
            world.heard[CHANNEL, 0, NOTICE] = 1
        if month == second_month:
            world.heard[CHANNEL, 1, NOTICE] = heard
        believe(world, p)
        if month < second_month:
            assert world.deconfliction[PAIR] == 0.0, "one side's notice is no line"
    return float(world.deconfliction[PAIR])


def test_one_notice_each_way_sets_up_a_line():
    assert notices(0, 0) == notices(0, 1) == notices(0, 2) == 0.8
    assert notices(0, 3) == 0.0, "the first was too long ago"
    assert notices(0, 1, heard=-1) == 0.0, "a garbled notice is none"


def test_a_line_fades_unless_it_is_used():
    world, p = opened(deconfliction_decay=0.9)
    for used, factor in ((False, 0.9), (True, 1.0)):
        world.deconfliction[:] = 0.8
        world.contact_relayed[:] = world.month if used else world.month - 1
        believe(world, p)
        assert world.deconfliction[PAIR] == pytest.approx(0.8 * factor)


# ---- deeds change trust


def learnt(**facts: Any) -> tuple[float, float]:
    """Change of North's and of South's log trust in each other by a month's deeds."""
    world, p = opened(**facts)
    before = world.log_trust.copy()
    learn(world, p)
    change = world.log_trust - before
    assert world.trust[NORTH, SOUTH] == pytest.approx(1 / (1 + np.exp(-world.log_trust[NORTH, SOUTH])))
    return float(change[NORTH, SOUTH]), float(change[SOUTH, NORTH])


def test_a_hostile_act_costs_trust_and_restraint_builds_it():
    north, south = learnt(hostile=[1, 0])
    assert north > 0 > south, "North acted: South trusts it less, North sees South's restraint"
    assert south == pytest.approx(conduct_evidence(True, 0.1, 0.2))
    calm = conduct_evidence(False, 0.1, 0.2)
    assert learnt() == pytest.approx((calm, calm)) and calm > 0
    assert abs(south) > 3 * calm, "an act weighs more than a month of peace"


def test_fighting_side_by_side_builds_trust():
    alone = learnt()
    fights = np.zeros((4, 1))
    fights[[NORTH, SOUTH]] = 1
    together = learnt(fights=fights)
    assert np.subtract(together, alone) == pytest.approx([0.05, 0.05])
    fights[SOUTH] = 0
    assert learnt(fights=fights) == alone


def test_clashes_cost_trust_less_where_they_are_explained():
    calm, clashed = learnt()[0], learnt(incidents=1)[0]
    world, _ = opened()
    explained = learnt(incidents=1, contact_relayed=world.month)[0]
    assert calm > explained > clashed
    assert learnt(incidents=2)[0] - calm == pytest.approx(2 * (clashed - calm))


def test_trust_follows_also_when_leaving_brings_it_back_to_where_it_began():
    """Pairs without dealings are left alone; one who left has had dealings, whatever the sum of them."""
    world, p = opened(act_if_trustworthy=0.1, act_if_not=0.1, trust_memory=1.0)
    world.log_trust[:] = world.initial_log_trust
    start = world.trust.copy()
    world.trust[:] = 0.99  # from before the leaving
    world.left[:] = 1
    learn(world, p)
    assert np.allclose(world.trust, start)


def test_trust_drifts_back_to_where_it_began():
    world, p = opened(act_if_trustworthy=0.1, act_if_not=0.1, evidence_fighting=0.0, trust_memory=0.9)
    world.log_trust[:] = 2.0
    for _ in range(200):
        learn(world, p)
    assert world.log_trust == pytest.approx(world.initial_log_trust, abs=1e-6)


def left(leavers: tuple[int, ...], **facts: Any) -> np.ndarray:
    """What those who mustered last month think of each other after some of them stay away."""
    world, p = opened(**{"strength": 50.0, "evidence_leaving": 0.5, **facts})
    world.takes_part[[NORTH, SOUTH], FRONT] = 1
    world.chance_part[:] = 1.0
    world.chance_part[list(leavers)] = 0.0
    before = world.log_trust.copy()
    muster(world, p, SEED)
    assert not world.takes_part[list(leavers)].any()
    resented = (world.log_trust != before).any(axis=0)
    assert (world.left[resented] == 1).all(), "so that trust follows"
    return world.log_trust - before


def test_leaving_early_is_held_against_the_leaver():
    change = left((NORTH,))
    assert change[SOUTH, NORTH] == -0.5
    assert np.count_nonzero(change) == 1, "by those who stay, and by nobody else"
    assert left((SOUTH,))[NORTH, SOUTH] == -0.5
    assert not left(()).any()


def test_leaving_a_fallen_enemy_is_not():
    assert not left((NORTH,), strength=9.9).any()


def test_leaving_together_is_held_against_nobody():
    """It must not matter whose name comes first in the alphabet."""
    assert not left((NORTH, SOUTH)).any()


def test_a_posture_stands_until_it_is_reviewed():
    """At constant odds minds change every six months at most, each actor's in months of its own."""
    world, p = opened(strength=50.0, chance_part=0.5, review_months=6)
    parts: dict[int, list[int]] = {NORTH: [], SOUTH: []}
    for month in range(120):
        world.month = month
        muster(world, p, SEED)
        for actor, seen in parts.items():
            seen.append(int(world.takes_part[actor, FRONT]))
    months = []
    for seen in parts.values():
        changes = [month for month in range(1, 120) if seen[month] != seen[month - 1]]
        assert changes and len({month % 6 for month in changes}) == 1
        months.append(changes[0] % 6)
    assert months[0] != months[1], "on this seed the two review in different months"


def test_nobody_without_forces_takes_part():
    world, p = opened(strength=50.0, chance_part=1.0)
    muster(world, p, SEED)
    assert world.takes_part[:, FRONT].tolist() == [0, 1, 0, 1], "not the third party, and not the enemy"


# ---- hostility and restraint


def acted(seeds: np.ndarray = SEEDS, **facts: Any) -> float:
    """How often North acts against South."""
    total = 0
    for seed in seeds:
        world, p = opened(**{"chance_hostility": 0.0, **facts})
        clash(world, p, seed)
        total += int(world.hostile[PAIR, 0])
        assert world.hostile[PAIR, 0] == (world.blamed[PAIR, 0] and world.hostile_month[PAIR] == world.month)
    return total / len(seeds)


def test_odds_of_hostility_are_kept():
    assert acted(chance_hostility=[[0.0, 1.0]]) == 0.0
    assert acted(chance_hostility=[[1.0, 0.0]]) == 1.0
    assert acted(chance_hostility=0.3) == pytest.approx(0.3, abs=0.15)


def test_provocations_are_answered_by_the_ungenerous():
    assert acted(provoked=[[1, 0]], generosity=0.0) == 1.0
    assert acted(provoked=[[1, 0]], generosity=1.0) == 0.0
    assert acted(provoked=[[0, 1]], generosity=0.0) == 0.0
    assert acted(provoked=1, generosity=0.5) == pytest.approx(0.5, abs=0.15)


def test_blame_becomes_provocation_a_month_later():
    world, p = opened(blamed=[[1, 0]], hostile=1, warned=1)
    perceive(world, p)
    assert world.provoked[PAIR].tolist() == [0, 1]
    assert not world.blamed.any() and not world.warned.any()


def test_the_enemy_and_the_common_fight_restrain_rivals():
    def chance(**facts):
        world, p = opened(takes_part=0, **facts)
        perceive(world, p)
        model = build_model(world)
        model.p = p
        return model["North"].hostility("South")

    strengths = [chance(strength=z) for z in (0.0, 20.0, 60.0, 100.0)]
    assert strengths == sorted(strengths, reverse=True) and strengths[0] > 1.3 * strengths[-1]
    worth = [chance(strength=60.0, worth=w) for w in (0.0, 0.02, 0.1)]
    assert worth == sorted(worth, reverse=True) and worth[0] > 1.3 * worth[-1]
    assert chance(retaliation=10.0) < chance(retaliation=2.0)


@pytest.fixture(scope="module")
def large() -> Built:
    return build(LARGE)


@pytest.mark.parametrize(("attribution", "blamed"), [(1.0, 1), (0.0, 0)])
def test_a_clients_act_may_be_laid_at_its_patrons_door(large, attribution, blamed):
    world, p = opened(large, attribution=attribution, chance_hostility=0.0, incident_rate=0.0)
    actor = large.names.actor.index
    patron, victim = actor("Iran"), actor("United States")
    client = next(int(i) for i in np.flatnonzero(world.patron == patron) if world.dyad[i, victim] >= 0)
    of_client, of_patron = int(world.dyad[client, victim]), int(world.dyad[patron, victim])
    side = [int(world.rival[of_client, 0] != client), int(world.rival[of_patron, 0] != patron)]
    world.chance_hostility[of_client, side[0]] = 1.0
    clash(world, p, SEED)
    assert world.blamed[of_client, side[0]] and world.hostile[of_client, side[0]]
    assert world.blamed[of_patron, side[1]] == blamed
    assert not world.hostile[of_patron].any(), "the patron did nothing itself"
    assert world.hostile_month[of_patron] == (world.month if blamed else LONG_AGO)
    account(world, p)
    assert (world.mode[of_patron] == RIVALRY) == bool(blamed)


# ---- the enemy


def moved(months: int = 1, built: Built | None = None, **facts: Any) -> np.ndarray:
    """Strength after some months in which nothing else happens."""
    still_enemy = {"strength": 50.0, "recruits": 0.0, "growth": 0.2, "attrition": 0.1, "filling": 0.0}
    world, p = opened(built, **{**still_enemy, **facts})
    for _ in range(months):
        world.strength_before[:] = world.strength
        govern(world, p)
        enemy_moves(world, p)
    return world.strength.copy()


def test_the_enemy_grows_in_a_vacuum():
    assert moved(governance=0.0)[FRONT] == pytest.approx(50 + 0.2 * 50 * 0.5)
    assert moved(governance=0.0)[FRONT] > moved(governance=0.5)[FRONT] > moved(governance=1.0)[FRONT] == 50.0
    assert moved(500, governance=0.0, ceiling=80.0)[FRONT] == pytest.approx(80.0), "to its ceiling"


def test_the_enemy_shrinks_under_effort():
    strengths = [moved(governance=1.0, joint_effort=e)[FRONT] for e in (0.0, 10.0, 50.0, 1e6)]
    assert strengths == [50.0, 49.0, 45.0, 0.0]
    assert moved(governance=1.0, recruits=2.0)[FRONT] == 52.0


def test_the_enemy_spills_over(large):
    def after(spread):
        world, p = opened(large, growth=0.0, attrition=0.0, recruits=0.0, spread=spread, volunteers=0.0)
        world.strength[:] = world.strength_before[:] = [30.0, 0.0]
        enemy_moves(world, p)
        return world.strength.tolist()

    assert after(0.1) == [30.0, 3.0]
    assert after(0.0) == [30.0, 0.0]


def test_an_absent_enemy_has_no_strength():
    present = np.ones(4)
    present[RAIDERS] = 0
    assert moved(present=present, recruits=5.0)[FRONT] == 0.0


def test_without_an_enemy_nobody_fights_it():
    for seed in range(1, 41):
        history = compiled_history(SMALL.under("no_enemy"), seed)
        for fact in ("takes_part", "fights", "air", "ground", "joint_effort", "strength", "complementarity"):
            assert not history[fact].any(), fact
        assert np.isin(history["mode"][1:], (RIVALRY, NO_MODE)).all()


def test_a_fallen_enemy_brings_the_rivalry_back():
    """The same equations: when an event removes the enemy, cooperation ends and hostility returns (paired runs)."""
    base = changed(build(SMALL), growth=0.0, recruits=0.0, attrition=0.0, strength=80.0)
    ended = with_event(base, 30, "strength", FRONT, 0, 0.0)
    runs = [kernel.run(b, SEEDS) for b in (base, ended)]
    assert (runs[0].mode[:, :30] == runs[1].mode[:, :30]).all()
    together = [np.isin(r.mode[:, 36:], (TACIT, RELAYED)).mean() for r in runs]
    rivalry = [(r.mode[:, 36:] == RIVALRY).mean() for r in runs]
    assert together[0] > 0.5 and together[1] == 0.0
    assert rivalry[1] > rivalry[0] + 0.1


# ---- modes and accounts


def mode(**facts: Any) -> str:
    world, p = side_by_side(**facts)
    world.month = 10
    world.strength[:] = 50.0
    for name, month in (("hostile_month", 0), ("contact_direct", 0), ("contact_relayed", 0)):
        world[name][:] = facts.get(name, month)
    world.chance_part[:] = 1.0
    world.air_wanted[:], world.ground_wanted[:] = world.air, world.ground
    deploy(world, p)
    account(world, p)
    return MODES[world.mode[PAIR]]


def test_modes_are_named_by_deeds_and_words():
    assert mode() == "tacit"
    assert mode(contact_relayed=8) == "relayed" and mode(contact_relayed=7) == "tacit"
    assert mode(contact_direct=10, contact_relayed=10) == "direct"
    assert mode(hostile_month=8) == "rivalry" and mode(hostile_month=7) == "tacit"
    assert mode(hostile_month=10, contact_direct=10) == "rivalry"
    assert mode(fighting_effort=50.0) == "none", "neither counts as fighting"
    assert mode(substitution=1.0) == "none", "efforts that replace each other are no complements"


def test_the_month_moves_on():
    world, p = opened()
    account(world, p)
    assert world.month == 1


def test_an_act_pays_its_author_and_costs_its_victim():
    calm, p = opened()
    account(calm, p)
    world, p = opened(hostile=[[1, 0]])
    account(world, p)
    gained = world.payoff - calm.payoff
    assert gained[NORTH] == pytest.approx(p.hostility_gain * world.rivalry[NORTH, SOUTH])
    assert gained[SOUTH] == -p.retaliation
    world, p = opened(incidents=2)
    account(world, p)
    assert (world.payoff - calm.payoff)[[NORTH, SOUTH]].tolist() == [-2 * p.incident_loss] * 2


def test_who_takes_part_pays_and_who_does_not_gains_too():
    """Success is a public good: South's absence saves it the bill, not the gain."""
    facts = {"strength": 50.0, "fixed_cost": 3.0, "success": 0.5}
    world, p = opened(**facts)
    perceive(world, p)
    world.takes_part[NORTH, FRONT] = 1
    world.air[NORTH, FRONT] = 10.0
    account(world, p)
    prize = world.prize[:, FRONT]
    assert world.payoff[SOUTH] == pytest.approx(0.5 * prize[SOUTH])
    assert world.payoff[NORTH] == pytest.approx(0.5 * prize[NORTH] - 3.0 - 0.25 * 10.0)
    assert world.payoff_total == pytest.approx(world.payoff)


# ---- plans


def test_plans_lean_on_those_whose_part_is_needed():
    world, p = opened(strength=60.0)
    world.trust[:] = 0.9
    world.trust[NORTH, SOUTH] = 0.25
    for _ in range(100):
        perceive(world, p)
        plan(world, p)
    assert world.reliance[NORTH, FRONT] == pytest.approx(0.25), "only South's part counts: nobody else brings anything"
    assert world.reliance[SOUTH, FRONT] == pytest.approx(0.9)
    assert 0 < world.minimum_trust[NORTH, FRONT] < 1 and world.alone[NORTH, FRONT] < world.prospect[NORTH, FRONT]


def test_more_trust_more_threat_and_less_cost_bring_more_to_the_fight():
    def chance(**facts):
        built = changed(build(SMALL), **{"strength": 40.0, "threat_weight": 6.0, **facts})
        last = kernel.run(built, SEEDS[:40]).last
        return last["takes_part"][:, [NORTH, SOUTH], FRONT].mean()

    assert chance(episode_evidence=2.0) > chance(episode_evidence=-3.0) + 0.2
    assert chance(exposure=1.0) > chance(exposure=0.3) + 0.2
    assert chance(fixed_cost=0.1) > chance(fixed_cost=40.0) + 0.2


# ---- dated outside events


def with_event(built: Built, month: int, word: str, where: int, which: int, value: float, adds: int = 0) -> Built:
    kind = EVENT_WORDS.index(word)
    return changed(
        built,
        event_month=month,
        event_kind=kind,
        event_where=where,
        event_which=which,
        event_value=value,
        event_adds=adds,
    )


EVENTS = {
    "governance": ("governance", (0,), 0.9),
    "strength": ("strength", (FRONT,), 70.0),
    "exposure": ("exposure", (NORTH, 0), 0.1),
    "air": ("air_capacity", (NORTH, FRONT), 3.0),
    "ground": ("ground_capacity", (SOUTH, FRONT), 3.0),
    "audience_cost": ("audience_cost", (SOUTH,), 2.5),
    "fixed_cost": ("fixed_cost", (SOUTH,), 2.5),
    "linkage": ("linkage", (NORTH,), 1.5),
    "ties": ("ties", (PAIR,), 1.0),
    "channel": ("channel_open", (CHANNEL,), 0.0),
    "garrison": ("garrison", (NORTH, 0), 0.3),
    "standing": ("standing", (PAIR,), 2.0),
    "proxy_war": ("proxy_war", (PAIR,), 0.4),
    "mediation": ("mediation_open", (0,), 1.0),
    "bargain": ("bargain_open", (0,), 1.0),
}


@pytest.mark.parametrize("word", EVENTS)
def test_an_event_changes_its_fact_in_its_month_only(word):
    fact, index, value = EVENTS[word]
    where, which = (index[0], 0) if len(index) == 1 else index
    world, _ = opened(with_event(build(SMALL), 5, word, where, which, value))
    before = world.tobytes()
    for world.month in (4, 6, 0):
        happen(world)
    world.month = 0
    assert world.tobytes() == before
    world.month = 5
    assert world[fact][index] != value
    happen(world)
    assert world[fact][index] == value
    world[fact][index] = -1.0 if word != "channel" else 0.5
    world.month = 6
    happen(world)
    assert world[fact][index] != value, "it does not hold what it changed"
    world.month = 0
    world[fact][index] = np.frombuffer(before, world.dtype)[0][fact][index]
    assert world.tobytes() == before, "and changed nothing else"


def test_every_event_word_is_tried():
    assert {*EVENTS, "trust", "resolution", "advocate"} == set(EVENT_WORDS)


def test_a_resolution_gives_weight_to_the_friends_of_mediation():
    world, _ = opened(with_event(build(SMALL), 0, "resolution", 0, 0, 1.5, adds=1))
    happen(world)
    assert world.advocacy == 1.5


def test_who_becomes_a_friend_of_mediation_holds_its_view_against_all_others():
    world, p = opened(with_event(build(SMALL), 0, "advocate", NORTH, 0, 1.0), norm_speed=1.0)
    world.susceptibility[NORTH], world.heeds[SOUTH], world.norm_anchor[NORTH] = 0.7, 1, 0.2
    happen(world)
    assert world.advocate[NORTH] == 1 and not world.heeds[NORTH]
    for _ in range(3):
        debate(world, p)
        assert world.norm[NORTH] == 1.0 and world.susceptibility[NORTH] == 0.7 and world.norm_anchor[NORTH] == 0.2


def test_an_event_may_speak_for_or_against_an_actor():
    world, _ = opened(with_event(build(SMALL), 0, "trust", NORTH, SOUTH, -1.5, adds=1))
    before = world.log_trust.copy()
    happen(world)
    change = world.log_trust - before
    assert change[NORTH, SOUTH] == -1.5 and np.count_nonzero(change) == 1
    assert world.trust[NORTH, SOUTH] == pytest.approx(1 / (1 + np.exp(-world.log_trust[NORTH, SOUTH])))


@pytest.mark.parametrize(("word", "value", "result"), [
    ("strength", 500.0, 100.0), ("strength", -500.0, 0.0), ("governance", 7.0, 1.0), ("governance", -7.0, 0.0),
    ("exposure", 7.0, 1.0), ("air", -1e3, 0.0), ("fixed_cost", -1e3, 0.0), ("strength", 5.0, 25.0),
])  # fmt: skip
def test_events_add_within_the_scale(word, value, result):
    fact, index, _ = EVENTS[word]
    where, which = (index[0], 0) if len(index) == 1 else index
    world, _ = opened(with_event(build(SMALL), 0, word, where, which, value, adds=1))
    happen(world)
    assert world[fact][index] == result


def test_a_run_is_the_same_until_the_event():
    base = build(SMALL)
    other = with_event(changed(base), 12, "strength", FRONT, 0, 30.0, adds=1)
    one, two = compiled_history(changed(base), 1), compiled_history(other, 1)
    for fact in ("strength", "trust", "mode", "air", "incidents"):
        assert one[fact][:13].tobytes() == two[fact][:13].tobytes()
    assert two["strength"][13, FRONT] > one["strength"][13, FRONT] + 20
