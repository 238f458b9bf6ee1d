"""Mandates of protecting powers (M15): held by consent of both, lost, offered to somebody else."""

import numpy as np
import pytest

from sim.phases.mandates import consent_to_protector, renew_mandates
from sim.phases.messages import open_lines
from sim.rules.mandates import neutrality, suitability
from sim.scenario.build import build
from sim.world import NOTHING
from tests.systems.cases import ALL, EVENTS, POLICIES, SEED, case, opened, place, played
from tests.worlds import changed

TIES = "    rivals: true\n    ties: true\n"
APART = build(case(EVENTS, POLICIES, old=TIES, new=TIES.replace("true\n    ties: true", "true\n    ties: false")))
LINE = place(APART, "channel", "Interests section")
PAIR = place(APART, "dyad", ("North", "South"))
NORTH, SOUTH, HARBOUR, ISLE = (place(APART, "actor", n) for n in ("North", "South", "Harbour", "Isle"))
SEEDS = np.arange(1, 301, dtype=np.uint64)
SURE = {"mandate_trust": 0.0, "mandate_temperature": 0.0, "souring": 0.0}
VACANT = {"in_mandate": 0, "search_rate": 1.0}


def test_a_mandate_is_kept_while_nothing_speaks_against_it():
    history = played(changed(APART, **SURE))
    assert history["in_mandate"][:, LINE].all() and not history["mandates_lost"].any()
    assert history["mandate_months"][:, LINE].tolist() == list(range(25))


def test_it_is_lost_when_ties_return_and_sought_anew_when_they_break_off():
    """The full case closes its embassies in May 2002; until then there is nothing to protect."""
    history = played(changed(ALL, **SURE, search_rate=1.0))
    held = history["in_mandate"][1:, LINE]
    assert not held[:16].any() and held[17:].all()
    assert history["mandates_lost"][-1, LINE] == 1 and history["mandate_months"][-1, LINE] == held.sum()


def test_an_event_that_restores_ties_ends_it():
    text = "events:\n  - {date: 2001-09, what: An embassy opens, set: ties, between: [North, South], to: true}\n"
    with_event = build(case(EVENTS, POLICIES, old=TIES, new=TIES.replace("ties: true", "ties: false"), more=text))
    history = played(changed(with_event, **SURE))
    assert history["in_mandate"][1:, LINE].tolist() == [1] * 8 + [0] * 16
    assert history["mandates_lost"][-1, LINE] == 1


def test_consular_work_is_done_for_the_sending_side_while_the_mandate_holds():
    """With messages or without; for the other side nobody does it."""
    functions = "functions: [consular, messages, talks]"
    for named, counted in (("[consular, messages]", True), ("[consular]", True), ("[messages, talks]", False)):
        text = case(EVENTS, POLICIES, old=functions, new=f"functions: {named}")
        built = changed(build(text), **SURE, search_rate=1.0)
        ties = changed(built, ties=0.0)
        assert not played(built)["looked_after"].any(), "an embassy does it itself"
        history = played(ties)
        held = history["in_mandate"][:, LINE]
        assert held.all()
        after = history["looked_after"][:, PAIR]
        assert after[:, 0].tolist() == [counted * month for month in range(25)] and not after[:, 1].any()


def test_a_closed_section_does_no_consular_work_and_frees_its_office():
    close = "events:\n  - {date: 2001-09, what: It closes, set: channel, channel: Interests section, to: false}\n"
    shut = build(case(EVENTS, POLICIES, old=TIES, new=TIES.replace("ties: true", "ties: false"), more=close))
    history = played(changed(shut, **SURE))
    assert history["in_mandate"][1:, LINE].tolist() == [1] * 8 + [0] * 16
    assert history["looked_after"][-1, PAIR].tolist() == [8, 0] and not history["mandates_lost"].any()


@pytest.mark.parametrize("gone", ["Harbour", "North"])
def test_it_is_lost_when_the_protecting_power_or_a_party_is_removed(gone):
    scenario = APART.scenario.without(actor=gone)
    history = played(changed(build(scenario), **SURE, search_rate=0.0))
    assert not history["in_mandate"][1:, LINE].any() and not history["mandate_months"].any()
    assert not history["usable"][1:, LINE].any()


def test_it_is_lost_when_the_protecting_power_sours_on_one_of_them():
    world, p = opened(APART, souring=0.3, withdrawal_rate=0.0)
    world.trust[HARBOUR, SOUTH] = 0.31
    renew_mandates(world, p, SEED)
    assert world.in_mandate[LINE]
    world.trust[HARBOUR, SOUTH] = 0.29
    renew_mandates(world, p, SEED)
    assert not world.in_mandate[LINE] and world.mandates_lost[LINE] == 1
    world, p = opened(APART, souring=0.3, withdrawal_rate=0.0)
    world.trust[SOUTH, HARBOUR] = 0.1
    renew_mandates(world, p, SEED)
    assert world.in_mandate[LINE], "whether the party trusts it is the party's own business"


def test_parties_withdraw_it_as_often_as_they_would_not_consent():
    lost = []
    for seed in SEEDS:
        world, p = opened(APART, mandate_trust=1.0, mandate_temperature=0.0, withdrawal_rate=0.2, souring=0.0)
        renew_mandates(world, p, seed)
        lost.append(int(world.mandates_lost[LINE]))
    expected = 1 - 0.8**2  # neither trusts it at all
    assert np.mean(lost) == pytest.approx(expected, abs=3 * np.sqrt(expected * (1 - expected) / len(lost)))


def given_to(**facts) -> list[int]:
    out = []
    for seed in SEEDS:
        world, p = opened(APART, **{**SURE, **VACANT, **facts})
        renew_mandates(world, p, seed)
        out.append(int(world.carrier[LINE, 0]) if world.in_mandate[LINE] else NOTHING)
    return out


def test_a_vacant_mandate_goes_to_the_most_suitable():
    world, _ = opened(APART)
    fair = [neutrality(world.rivalry[k, NORTH], world.rivalry[k, SOUTH]) for k in (HARBOUR, ISLE)]
    assert suitability(fair[0], 1.0, 1.0) > suitability(fair[1], 0.0, 1.0)
    assert set(given_to()) == {HARBOUR}
    none = np.zeros(len(APART.names.actor))
    skilled = none.copy()
    skilled[ISLE] = 1.0
    assert set(given_to(tradition=skilled)) == {ISLE if fair[1] > fair[0] / 2 else HARBOUR}
    gone = np.ones(len(none), int)
    gone[HARBOUR] = 0
    assert set(given_to(present=gone)) == {ISLE}


def test_it_takes_the_consent_of_both():
    share = []
    for refusing in (None, NORTH, SOUTH):
        trust = opened(APART)[0].trust.copy()
        if refusing is not None:
            trust[refusing, HARBOUR] = 0.0
        share.append(np.mean(np.array(given_to(mandate_trust=0.05, trust=trust)) != NOTHING))
    assert share == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(("step", "steps"), [(1.0, 6), (0.25, 24)])
def test_a_refusal_stands_until_the_next_review(step, steps):
    world, p = opened(APART, **{**SURE, "mandate_trust": 1.0}, **VACANT, step_length=step)
    asked = []
    for world.month in range(2 * steps + 1):
        renew_mandates(world, p, SEED)
        asked.append(bool(world.refusal_month[LINE] == world.month))
    assert np.flatnonzero(asked).tolist() == [0, steps, 2 * steps] and not world.in_mandate[LINE]
    p.mandate_trust = 0.0
    for world.month in range(2 * steps + 1, 3 * steps + 1):
        assert not world.in_mandate[LINE], "nobody is asked before the next review"
        renew_mandates(world, p, SEED)
    assert world.in_mandate[LINE]


LATER = "    rate: 2\n    open: {first: 2001-06}\n"


def test_a_mandate_whose_channel_opens_later_begins_then_and_as_coded():
    later = changed(build(case(EVENTS, POLICIES, old="    rate: 2\n", new=LATER)), **SURE, ties=0.0, search_rate=0.0)
    history = played(later)
    assert history["in_mandate"][:, LINE].tolist() == [0] * 6 + [1] * 19
    assert (history["carrier"][6:, LINE, 0] == HARBOUR).all() and not history["mandates_lost"].any()
    assert history["mandate_months"][-1, LINE] == history["looked_after"][-1, PAIR, 0] == 19


def test_one_that_opens_later_without_its_power_begins_vacant():
    scenario = case(EVENTS, POLICIES, old="    rate: 2\n", new=LATER).without(actor="Harbour")
    history = played(changed(build(scenario), **SURE, ties=0.0, search_rate=1.0))
    assert not history["in_mandate"][:6, LINE].any() and history["in_mandate"][6:, LINE].all()
    assert (history["carrier"][6:, LINE, 0] == ISLE).all()


def test_consent_has_the_odds_of_the_rule():
    world, p = opened(APART, mandate_trust=0.4, mandate_temperature=0.2)
    odds = [
        consent_to_protector(world, p, NORTH, SOUTH, HARBOUR),
        consent_to_protector(world, p, SOUTH, NORTH, HARBOUR),
    ]
    expected = odds[0] * odds[1]
    got = np.mean(np.array(given_to(mandate_trust=0.4, mandate_temperature=0.2)) != NOTHING)
    assert got == pytest.approx(expected, abs=3 * np.sqrt(expected * (1 - expected) / len(SEEDS)))


def test_nobody_holds_more_mandates_than_it_has_offices():
    offices = np.zeros(len(APART.names.actor))
    assert set(given_to(offices=offices)) == {NOTHING}
    offices[HARBOUR] = 1.0
    assert set(given_to(offices=offices)) == {HARBOUR}
    mandated, held, carrier = (opened(APART)[0][fact].copy() for fact in ("mandated", "in_mandate", "carrier"))
    other = place(APART, "channel", "Good offices")  # let Harbour hold a mandate there
    mandated[other], held[:], carrier[other] = 1, 0, HARBOUR
    held[other] = 1
    full = {"mandated": mandated, "in_mandate": held, "carrier": carrier, "offices": offices}
    assert set(given_to(**full)) == {NOTHING}
    offices[HARBOUR] = 2.0
    assert set(given_to(**full)) == {HARBOUR}


def test_the_search_takes_its_time():
    found = np.mean(np.array(given_to(search_rate=0.3)) != NOTHING)
    assert found == pytest.approx(0.3, abs=3 * np.sqrt(0.21 / len(SEEDS)))


def usable(**facts) -> bool:
    world, p = opened(APART, chance_carry=1.0, carrier_trust=0.0, **facts)
    open_lines(world, p, SEED)
    assert (world.route[PAIR] == LINE).all() == bool(world.usable[LINE])
    return bool(world.usable[LINE])


def test_no_words_pass_through_a_vacant_mandate_or_one_for_other_work():
    assert usable() and not usable(in_mandate=0) and not usable(passes_messages=0)
    assert not played(changed(APART, in_mandate=0, search_rate=0.0))["delivered_relayed"][:, PAIR].any()
    functions = "functions: [consular, messages, talks]"
    consular = build(case(EVENTS, POLICIES, old=functions, new="functions: [consular, talks]"))
    assert consular.world[0].consular[LINE] and not consular.world[0].passes_messages[LINE]
    apart = changed(consular, **SURE, ties=0.0)
    history = played(apart)
    assert history["mandate_months"][-1, LINE] == 24 and not history["delivered_relayed"][:, PAIR].any()
    assert played(changed(APART, **SURE, contact_cost=0.0))["delivered_relayed"][-1, PAIR] > 0


def test_a_mandate_for_talks_helps_talks_as_long_as_it_is_held():
    from sim.actors.state import offices_for_talks

    world, _ = opened(APART)
    assert offices_for_talks(world, PAIR) == 0.2
    world.in_mandate[LINE] = 0
    assert offices_for_talks(world, PAIR) == 0.0
