"""Mediations in the full model (M15), and the norm behind them (M9)."""

import numpy as np
import pytest

from sim.phases.talks import debate, mediate, mediation_of
from sim.rules.norms import climate
from sim.scenario.build import build
from sim.world import ACTIVE, CHANGED, IDLE, IN_FORCE, NO_END, NOTHING, OUTSIDE, REQUEST, SUCCESS
from tests.systems.cases import ALL, EVENTS, POLICIES, SEED, case, ends, opened, place, played
from tests.worlds import changed

QUIET = build(case(EVENTS, POLICIES))
PAIR = place(QUIET, "dyad", ("North", "South"))
ENVOY = place(QUIET, "actor", "Envoy")
EAGER = {"proposal_rate": 5.0, "consent_base": 5.0}
SEEDS = np.arange(1, 31, dtype=np.uint64)


def after(seeds=SEEDS, **facts):
    """The mediation after one month that began with talks going on."""
    out = []
    for seed in seeds:
        world, p = opened(QUIET, **{"mediation_state": ACTIVE, "chance_consent": 1.0, **facts})
        mediate(world, p, seed)
        out.append((int(world.mediation_state[0]), int(world.mediation_end[0]), int(world.successes[0])))
    return out


def test_talks_go_on_while_nothing_ends_them():
    assert set(after()) == {(ACTIVE, NO_END, 0)}


def test_all_on_the_agenda_in_force_is_success():
    assert set(after(bargain_state=IN_FORCE)) == {(IDLE, SUCCESS, 1)}
    assert set(after(bargain_state=[IN_FORCE, IN_FORCE, 0])) == {(ACTIVE, NO_END, 0)}, "a part of it is not"
    assert set(after(bargain_state=[IN_FORCE, IN_FORCE, 0], agenda=[[1, 1, 0]])) == {(IDLE, SUCCESS, 1)}


def test_what_was_agreed_is_not_mediated_again():
    world, p = opened(QUIET, bargain_state=IN_FORCE, chance_consent=1.0, **EAGER)
    mediate(world, p, SEED)
    assert world.proposals[0] == 0
    world.bargain_state[0] = 0
    mediate(world, p, SEED)
    assert world.proposals[0] == 1 and world.mediation_state[0] == ACTIVE


def test_a_party_asks_to_end_it_as_often_as_it_would_not_consent():
    left = [
        end == REQUEST for _, end, _ in after(np.arange(1, 401, dtype=np.uint64), chance_consent=0.0, leaving_rate=0.1)
    ]
    assert np.mean(left) == pytest.approx(1 - 0.9**2, abs=3 * np.sqrt(0.19 * 0.81 / 400)), "either of the two"
    assert set(after(chance_consent=0.0, leaving_rate=0.0)) == {(ACTIVE, NO_END, 0)}
    assert set(after(chance_consent=[[1.0, 0.0]], leaving_rate=1.0)) == {(IDLE, REQUEST, 0)}


def test_a_conflict_that_has_changed_too_much_ends_them():
    assert set(after(incidents=3)) == {(IDLE, CHANGED, 0)} and set(after(incidents=2)) == {(ACTIVE, NO_END, 0)}
    assert set(after(incidents=1, hostile=1)) == {(IDLE, CHANGED, 0)}, "acts count like clashes"


def test_a_change_is_counted_per_month_in_a_case_by_weeks_too():
    week = {"step_length": 0.25, "conflict_change": 8.0}
    assert set(after(incidents=2, **week)) == {(IDLE, CHANGED, 0)}
    assert set(after(incidents=1, **week)) == {(ACTIVE, NO_END, 0)}


def test_a_party_leaves_talks_by_their_own_rate_and_not_by_that_of_mandates():
    assert set(after(chance_consent=0.0, leaving_rate=0.0, withdrawal_rate=1.0)) == {(ACTIVE, NO_END, 0)}
    assert set(after(chance_consent=0.0, leaving_rate=1.0, withdrawal_rate=0.0)) == {(IDLE, REQUEST, 0)}


def test_what_cannot_be_agreed_any_more_is_not_waited_for():
    """The third waits for the first, so it falls with it."""
    assert place(QUIET, "bargain", "Border for trade") == 0 and QUIET.world[0].after.tolist() == [-1, -1, 0]
    two = [IN_FORCE, IN_FORCE, 0]
    assert set(after(prize=1.0, bargain_state=two, bargain_open=[1.0, 1.0, 0.0])) == {(IDLE, SUCCESS, 1)}
    one = [0, IN_FORCE, 0]
    assert set(after(prize=1.0, bargain_state=one, bargain_open=[0.0, 1.0, 1.0])) == {(IDLE, SUCCESS, 1)}
    no_use = [IN_FORCE, 0, IN_FORCE]
    assert set(after(prize=0.0, bargain_state=no_use)) == {(IDLE, SUCCESS, 1)}, "help that is of no use"
    assert set(after(prize=1.0, bargain_state=no_use)) == {(ACTIVE, NO_END, 0)}
    assert set(after(prize=1.0, bargain_state=one)) == {(ACTIVE, NO_END, 0)}, "what has to wait its turn is waited for"
    assert set(after(prize=1.0, bargain_open=0.0)) == {(ACTIVE, NO_END, 0)}, "nothing agreed is no success"


SECOND = "cover: 0.5}\n  Annex: {mediator: Envoy, between: [North, South], agenda: [Quiet, Help for rule], rate: 0.4}"


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_active_mediations_the_abler_leads_and_no_name(first):
    built = build(case(EVENTS, POLICIES, old="cover: 0.5}", new=SECOND))
    assert built.names.mediation == ("Annex", "Talks")
    for better, worse in (((0.5, 0.0, 0.0), (0.4, 9.0, 1.0)), ((0.5, 2.0, 0.0), (0.5, 1.0, 1.0)),
                          ((0.5, 1.0, 0.5), (0.5, 1.0, 0.4))):  # fmt: skip
        means = np.array([better, worse] if first == 0 else [worse, better]).T
        world, _ = opened(built, mediation_state=ACTIVE, skill=means[0], pressure=means[1], cover=means[2])
        assert mediation_of(world, PAIR, NOTHING) == first
        assert mediation_of(world, PAIR, place(built, "bargain", "Quiet")) == first
        assert mediation_of(world, PAIR, place(built, "bargain", "Border for trade")) == 1, "only Talks has it"
        world.mediation_state[first] = IDLE
        assert mediation_of(world, PAIR, NOTHING) == 1 - first


def test_last_months_acts_are_still_known_when_talks_are_looked_at():
    """Rivals who each act every month (2) change the conflict where 2 is the threshold, and not where it is 3."""
    fight = {"hostility_rate": 1.0, "hostility_gain": 1000.0, "hostility_temperature": 0.0, "incident_rate": 0.0}
    calm = {"leaving_rate": 0.0, "crisis_rate": 0.0, "bargain_open": 0.0}
    for threshold, ended in ((2.0, CHANGED), (3.0, NO_END)):
        last = played(changed(QUIET, **EAGER, **fight, **calm, conflict_change=threshold), months=6)[-1]
        assert last["hostile"][PAIR].all() and last["mediation_end"][0] == ended


@pytest.mark.parametrize("who", ["Envoy", "North"])
def test_outside_events_end_them(who):
    assert set(after(mediation_open=0.0)) == {(IDLE, OUTSIDE, 0)}
    gone = np.ones(len(QUIET.names.actor), int)
    gone[place(QUIET, "actor", who)] = 0
    assert set(after(present=gone)) == {(IDLE, OUTSIDE, 0)}


def test_in_the_full_model_every_end_is_reached():
    seen = set()
    for facts in ({"skill": 1.0, "pressure": 5.0, "agenda": [[1, 0, 0]]},
                  {"consent_base": -1.0, "leaving_rate": 1.0},
                  {"hostility_gain": 1000.0, "hostility_rate": 1.0, "conflict_change": 1.0}):  # fmt: skip
        seen |= set(ends(changed(QUIET, **{**EAGER, **facts}), 20)["mediation_end"][:, 0].tolist())
    seen |= set(ends(changed(ALL, **EAGER, leaving_rate=0.0, skill=0.0), 20, months=9)["mediation_end"][:, 0].tolist())
    assert seen >= {SUCCESS, REQUEST, CHANGED, OUTSIDE}


def test_no_talks_without_consent():
    history = played(changed(QUIET, proposal_rate=5.0, consent_base=-10.0, review_months=1.0))
    assert history["proposals"][-1, 0] > 10 and not history["talks"].any() and not history["consents"].any()
    assert (history["mediation_state"] == IDLE).all()


@pytest.mark.parametrize(("step", "steps"), [(1.0, 6), (0.25, 24)])
def test_a_refusal_stands_until_the_next_review(step, steps):
    world, p = opened(QUIET, chance_consent=0.0, proposal_rate=500.0, step_length=step)
    asked = []
    for world.month in range(2 * steps + 1):
        before = int(world.proposals[0])
        mediate(world, p, SEED)
        asked.append(int(world.proposals[0]) - before)
    assert np.flatnonzero(asked).tolist() == [0, steps, 2 * steps] and not world.consents[0]


def test_it_takes_the_consent_of_both():
    world, p = opened(QUIET, chance_consent=[[1.0, 0.0]], **EAGER)
    mediate(world, p, SEED)
    assert world.proposals[0] == 1 and world.consents[0] == 0 and world.mediation_state[0] == IDLE


def test_consents_are_never_more_than_proposals():
    last = ends(ALL, 100)
    assert (last["consents"] <= last["proposals"]).all() and (last["successes"] <= last["consents"]).all()
    assert last["consents"].any() and (last["consents"] < last["proposals"]).any()


def test_a_mediator_that_holds_nothing_of_mediation_proposes_none():
    anchors = QUIET.world[0].norm_anchor.copy()
    anchors[ENVOY] = 0.0
    assert not played(changed(QUIET, **EAGER, norm_anchor=anchors, norm_speed=0.0))["proposals"].any()


def test_parties_rest_between_two_proposals():
    history = played(changed(QUIET, proposal_rate=50.0, consent_base=5.0, leaving_rate=1.0, consent_norm=0.0))
    ended = np.flatnonzero(np.diff(history["mediation_state"][:, 0]) < 0)
    began = np.flatnonzero(np.diff(history["mediation_state"][:, 0]) > 0)
    for when in ended:
        later = began[began > when]
        assert not len(later) or later[0] - when >= 6


# ---- the norm


def predicted(world) -> np.ndarray:
    """The closed form of Friedkin and Johnsen for those who take part in the debate (C14)."""
    heeding = np.flatnonzero(world["heeds"] | world["advocate"])
    friend = world["advocate"][heeding] == 1
    weight = (1.0 + world["advocate"][heeding] * world["advocacy"]) * (1.0 - np.eye(len(heeding)))
    weight /= weight.sum(axis=1, keepdims=True)
    yields, anchors = world["susceptibility"][heeding], world["norm_anchor"][heeding]
    return climate(weight, np.where(friend, 0.0, yields), np.where(friend, 1.0, anchors))


@pytest.mark.parametrize("advocacy", [0.0, 2.0, 10.0])
def test_c14_views_settle_where_the_closed_form_says(advocacy):
    anchors = np.linspace(0.1, 0.9, len(QUIET.names.actor))
    history = played(changed(QUIET, advocacy=advocacy, norm_anchor=anchors, norm_speed=0.5), months=400)
    heeding = history[-1]["heeds"] == 1
    assert heeding.sum() == 4 and history["norm"][1][heeding] != pytest.approx(predicted(history[-1]), abs=1e-3)
    assert history["norm"][-1][heeding] == pytest.approx(predicted(history[-1]), abs=1e-12)
    assert (history["norm"][-1][~heeding] == anchors[~heeding]).all(), "who takes no part keeps its own view"


def test_c14_with_events_in_the_full_case():
    """A resolution and a new friend of mediation: views go to the closed form that both make."""
    history = played(changed(ALL, norm_speed=1.0, step_length=1.0), months=400)
    land, last = place(ALL, "actor", "Land"), history[-1]
    assert last["advocacy"] == 2.0 and last["advocate"][land] and not last["heeds"][land]
    assert last["norm"][land] == 1.0
    assert last["norm"][(last["heeds"] | last["advocate"]) == 1] == pytest.approx(predicted(last), abs=1e-12)


def test_resolutions_raise_the_norm_where_the_friends_hold_more_of_it():
    south = place(QUIET, "actor", "South")
    views = [played(changed(QUIET, advocacy=a), months=60)["norm"][-1][south] for a in (0.0, 1.0, 5.0)]
    assert views == sorted(views) and views[2] - views[0] > 0.02


def test_friends_of_mediation_do_not_yield():
    history = played(changed(QUIET, norm_speed=1.0))
    assert (history["norm"][:, place(QUIET, "actor", "Friends")] == 1.0).all()


JOINS_AND_LEAVES = """events:
  - {date: 2001-04, what: It joins, set: advocate, actor: ACTOR, to: true}
  - {date: 2002-01, what: It leaves, set: advocate, actor: ACTOR, to: false}
"""


def test_who_leaves_the_friends_of_mediation_thinks_as_it_was_coded():
    """South has a view of its own (0.3) and goes back to it; Land has none and takes no part any more."""
    for name in ("South", "Land"):
        built = build(case(EVENTS, POLICIES, more=JOINS_AND_LEAVES.replace("ACTOR", name)))
        i, never = place(built, "actor", name), played(changed(QUIET, norm_speed=1.0), months=400)
        history = played(changed(built, norm_speed=1.0), months=400)
        assert np.flatnonzero(history["advocate"][:, i]).tolist() == list(range(4, 13))
        assert (history["norm"][5:13, i] == 1.0).all() and (never["norm"][:, i] < 0.9).all()
        for fact in ("heeds", "susceptibility", "norm_anchor"):
            assert (history[fact] == never[fact][0]).all(), fact
        assert history["norm"][-1] == pytest.approx(never["norm"][-1], abs=1e-12)
    assert history["norm"][13, i] == never["norm"][13, i] == 0.0, "Land's view is what it was, at once"


def test_a_friend_from_the_start_who_leaves_has_the_view_that_is_coded_for_it():
    leaves = "events:\n  - {date: 2001-04, what: They leave, set: advocate, actor: Friends, to: false}\n"
    coded = "mediation: {norm: 1, advocate: true}"
    built = build(case(EVENTS, POLICIES, old=coded, new=coded.replace("norm: 1", "norm: 0.2"), more=leaves))
    i, history = place(built, "actor", "Friends"), played(changed(built, norm_speed=1.0), months=60)
    assert (history["norm"][1:4, i] == 1.0).all() and history["norm_anchor"][0, i] == 0.2
    assert history["norm"][-1, i] < 0.7 and history["norm"][-1][history[-1]["heeds"] == 1] == pytest.approx(
        predicted(history[-1]), abs=1e-9
    )


def test_views_that_do_not_move_stand_still():
    history = played(changed(ALL, norm_speed=0.0))
    assert (history["norm"] == history["norm"][1]).all()
    world, p = opened(QUIET, norm_speed=0.0)
    before = world.norm.copy()
    debate(world, p)
    assert world.norm.tobytes() == before.tobytes()
