"""Words and deeds in the full model (M12): condemnations and leaks."""

import math

import numpy as np
import pytest

from sim.actors.state import State
from sim.phases.account import account
from sim.phases.messages import relay
from sim.phases.perceive import perceive
from sim.phases.statements import price_of_contact, speak
from sim.scenario.build import build
from sim.world import ASSURANCE, NOTHING, OFFER
from tests.systems.cases import EVENTS, POLICIES, SEED, case, opened, place, played
from tests.worlds import changed

BUILT = build(case(EVENTS, POLICIES))
NORTH, SOUTH = (place(BUILT, "actor", n) for n in ("North", "South"))
PAIR = place(BUILT, "dyad", ("North", "South"))
LINE = place(BUILT, "channel", "Interests section")
FRONT = place(BUILT, "front", "Raiders in Plain")


def test_condemnation_covers_company():
    """Friction with the rival falls by the cover, for the side that condemns."""
    frictions = []
    for condemns in ([0, 0], [1, 0], [1, 1]):
        world, p = opened(BUILT, condemnation_cover=0.25)
        world.condemns[PAIR] = condemns
        world.takes_part[[NORTH, SOUTH], FRONT] = 1
        perceive(world, p)
        frictions.append((world.friction[NORTH, FRONT], world.friction[SOUTH, FRONT]))
    (north, south), one, both = frictions
    assert north > 0 and one == pytest.approx((0.75 * north, south))
    assert both[1] == pytest.approx(0.75 * south)


def test_it_is_news_once_per_review():
    world, p = opened(BUILT)
    world.chance_condemn[PAIR] = [1.0, 0.0]
    told = []
    for month in range(13):
        world.month = month
        before = world.log_trust[SOUTH, NORTH]
        speak(world, p, SEED)
        assert world.condemns[PAIR].tolist() == [1, 0]
        told.append(world.log_trust[SOUTH, NORTH] - before)
    assert np.flatnonzero(told).tolist() == [0, 6, 12]
    assert told[0] == pytest.approx(math.log(0.48 / 0.52)) and told[6] == pytest.approx(told[0])


def said(world, p, months, chance) -> list[float]:
    """What South learns of North month by month."""
    world.chance_condemn[:] = 0.0
    told = []
    for world.month in months:
        world.chance_condemn[PAIR, 0] = chance
        before = world.log_trust[SOUTH, NORTH]
        speak(world, p, SEED)
        told.append(world.log_trust[SOUTH, NORTH] - before)
    return told


@pytest.mark.parametrize(("step", "steps"), [(1.0, 6), (0.25, 24)])
def test_silence_tells_the_opposite_as_much_over_a_review_as_bayes_says(step, steps):
    told = said(*opened(BUILT, step_length=step), range(steps), 0.0)
    assert told == pytest.approx([math.log(0.52 / 0.48) / steps] * steps)


def test_silence_tells_nothing_while_a_condemnation_would_be_no_news():
    world, p = opened(BUILT)
    assert said(world, p, range(1), 1.0) == pytest.approx([math.log(0.48 / 0.52)])
    later = said(world, p, range(1, 8), 0.0)
    assert later[:5] == [0.0] * 5 and min(later[5:]) > 0.0


def test_the_silence_of_the_absent_tells_nothing():
    present = np.ones(len(BUILT.names.actor), int)
    present[NORTH] = 0
    assert said(*opened(BUILT, present=present), range(6), 0.0) == [0.0] * 6


def test_contact_is_dearer_for_who_condemns():
    world, p = opened(BUILT, hypocrisy=0.5)
    calm = price_of_contact(world, p, PAIR, 0, 0.4)
    world.condemns[PAIR, 0] = 1
    assert price_of_contact(world, p, PAIR, 0, 0.4) == pytest.approx(1.5 * calm) and calm > 0
    assert price_of_contact(world, p, PAIR, 1, 0.4) == pytest.approx(calm), "not for the other"


def test_nobody_condemns_for_nothing():
    history = played(changed(BUILT, condemnation_value=0.0))
    assert not history["condemns"].any() and not history["chance_condemn"].any()
    loud = played(changed(BUILT, condemnation_value=100.0, condemnation_price=0.0))
    assert loud["condemns"][1:, PAIR].all()


def test_who_trusts_its_rival_spares_it():
    world, p = opened(BUILT)
    odds = []
    for trust in (0.1, 0.5, 0.9):
        world.trust[NORTH, SOUTH] = trust
        odds.append(State.condemn.compiled(world, p, NORTH, SOUTH))
    assert odds[0] > odds[1] > odds[2]
    assert State.condemn.compiled(world, p, place(BUILT, "actor", "Harbour"), SOUTH) == 0.0, "it has no audience"


# ---- leaks


def sent(**facts):
    """North writes to South through its protecting power, and makes an offer beside."""
    facts = {"rate": 10.0, "ties": 0.0, **facts}
    world, p = opened(BUILT, **facts)
    world.route[PAIR] = LINE
    world.wanted[:], world.offered[:] = NOTHING, NOTHING
    world.wanted[PAIR, 0] = ASSURANCE
    relay(world, p, SEED)
    return world, p


def test_what_leaks_for_sure_costs_and_is_watched():
    world, p = sent(leak=1.0)
    assert world.leaked[PAIR].tolist() == [1, 1] and world.leaks_total[PAIR] == 1
    quiet, q = sent(leak=0.0)
    assert not quiet.leaked.any() and not quiet.leaks_total.any()
    seen = price_of_contact(world, p, PAIR, 0, 0.25)
    assert seen == price_of_contact(quiet, q, PAIR, 0, 1.0) > price_of_contact(quiet, q, PAIR, 0, 0.25)
    others = price_of_contact(world, p, PAIR, 1, 0.25)
    assert others == price_of_contact(quiet, q, PAIR, 1, 1.0), "its rival is seen in the same contact"
    account(world, p)
    account(quiet, q)
    assert quiet.payoff[NORTH] - world.payoff[NORTH] == pytest.approx(seen) and seen > 0
    assert quiet.payoff[SOUTH] - world.payoff[SOUTH] == pytest.approx(others) and others > 0
    assert np.count_nonzero(quiet.payoff - world.payoff) == 2, "nobody else was there"


def test_the_public_watches_until_the_next_review():
    world, p = sent(leak=1.0)
    for month, watched in ((5, True), (6, False)):
        world.month = month
        prices = [price_of_contact(world, p, PAIR, 0, seen) for seen in (0.25, 1.0)]
        assert (prices[0] == prices[1]) == watched


def test_leaks_by_hop():
    """A message over two hops stays secret only if both keep it."""
    rates = []
    for hops in (1, 2):
        count = 0
        for seed in range(1, 401):
            world, _ = opened(BUILT, rate=10.0, leak=0.3)
            world.hops[LINE] = hops
            world.route[PAIR] = LINE
            world.wanted[:], world.offered[:] = NOTHING, NOTHING
            world.wanted[PAIR, 0] = ASSURANCE
            relay(world, _, np.uint64(seed))
            count += int(world.leaked[PAIR, 0])
        rates.append(count / 400)
    for rate, expected in zip(rates, (0.3, 1 - 0.7**2), strict=True):
        assert rate == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / 400))


def test_offers_leak_too():
    world, p = opened(BUILT, rate=10.0, leak=1.0)
    world.route[PAIR] = LINE
    world.wanted[:], world.offered[:] = NOTHING, NOTHING
    world.offered[PAIR, 1] = 0
    relay(world, p, SEED)
    assert world.leaked[PAIR].tolist() == [1, 1] and OFFER == 4


def test_in_the_full_model_leaks_dampen_contact():
    calm = changed(BUILT, ties=0.0, leak=0.0, **{"contact_cost": 0.5})
    open_book = changed(BUILT, ties=0.0, leak=1.0, **{"contact_cost": 0.5})
    words = [sum(played(b, s)["delivered_relayed"][-1, PAIR] for s in range(1, 21)) for b in (calm, open_book)]
    assert words[0] > words[1]
