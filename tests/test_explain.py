"""Why an actor did what it did: the numbers are the run's own, and what would have tipped it really does."""

from __future__ import annotations

import re

import numpy as np
import pytest

import sim
from sim import chance
from sim.history import History
from sim.phases.fight import luck_of_posture
from sim.rules import incidents, influence, participation, trust
from sim.scenario import loads
from sim.world import WORDS
from tests.worlds import SMALL_CASE

MONTHS = ("2001-01", "2001-07", "2002-03", "2003-06", "2004-11", "2005-12")
HISTORIES: dict[tuple[int, str], History] = {}


@pytest.fixture(scope="module")
def case():
    """The smallest case, with a policy under which joining hangs in the balance."""
    return loads(SMALL_CASE + "  weaker_threat: {assume: {threat_weight: 6}}\n")


def played(case, seed: int, policy: str | None = None):
    """The run that is explained."""
    key = seed, policy or "as_coded"
    if key not in HISTORIES:
        HISTORIES[key] = sim.trajectory(case, seed=seed, policy=policy)
    return HISTORIES[key]


def part(why, question: str):
    (found,) = [p for p in why.parts if p.question == question]
    return found


def terms(one) -> dict[str, float]:
    return {t.what: float(t.value) for t in one.terms if re.fullmatch(r"-?\d+(\.\d+)?", t.value)}


def months_and_actors(case, seeds=(1, 2), policies=(None, "no_channel", "weaker_threat")):
    for seed in seeds:
        for policy in policies:
            history = played(case, seed, policy)
            for month in MONTHS:
                for actor in ("North", "South"):
                    yield history, history.months.index(month), sim.explain(case, seed, month, actor, policy), actor


@pytest.fixture(scope="module")
def explained(case):
    return list(months_and_actors(case))


def test_numbers_are_the_facts_of_the_run(explained):
    for history, t, why, actor in explained:
        me = history.names.actor.index(actor)
        you = history.names.actor.index({"North": "South", "South": "North"}[actor])
        now = history.worlds[t + 1]
        side = int(now["rival"][0, 1] == me)
        seen = terms(part(why, "How does it see Raiders in Middleland?"))
        assert seen["stake"] == pytest.approx(now["stake"][me, 0], abs=6e-4)
        assert seen["prize, rivals' gains weighed in"] == pytest.approx(now["prize"][me, 0], abs=6e-4)
        assert seen["strength of the enemy"] == pytest.approx(now["strength_before"][0], abs=6e-4)
        joins = terms(part(why, "Does it fight Raiders in Middleland?"))
        for what, fact in {
            "gain if the others keep their part": "prospect",
            "gain if nobody does": "alone",
            "least trust at which it pays": "minimum_trust",
            "reliance in those whose part is needed": "reliance",
            "margin by which it pays": "margin",
            "chance": "chance_part",
        }.items():
            if what == "least trust at which it pays" and not 0.0 < now[fact][me, 0] <= 1.0:
                assert what not in joins, "it is said in words"
                continue
            assert joins[what] == pytest.approx(now[fact][me, 0], abs=6e-4), what
        acts = terms(part(why, f"Does it act against {history.names.actor[you]}?"))
        assert acts["chance of an unprovoked act"] == pytest.approx(now["chance_hostility"][0, side], abs=6e-4)
        assert acts["rivalry"] == pytest.approx(now["rivalry"][me, you], abs=6e-4)
        believes = terms(part(why, f"How far does it trust {history.names.actor[you]}?"))
        assert believes["trust after"] == pytest.approx(now["trust"][me, you], abs=6e-4)
        assert believes["trust before"] == pytest.approx(history.worlds[t]["trust"][me, you], abs=6e-4)
        assert why.title.startswith(f"{actor} in {history.months[t]}, run of seed {history.seed}, policy")


def test_answers_are_those_of_the_run(explained):
    answers = set()
    for history, t, why, actor in explained:
        me = history.names.actor.index(actor)
        rival = {"North": "South", "South": "North"}[actor]
        now = history.worlds[t + 1]
        side = int(now["rival"][0, 1] == me)
        took = bool(now["takes_part"][me, 0])
        answer = part(why, "Does it fight Raiders in Middleland?").answer
        assert answer == ("yes" if took else "no")
        bring = [p for p in why.parts if p.question == "How much does it bring to Raiders in Middleland?"]
        assert len(bring) == took
        if took:
            assert bring[0].answer == f"air {now['air'][me, 0]:.2f}, ground {now['ground'][me, 0]:.2f}"
            shown = terms(bring[0])
            assert shown["air: best reply"] == pytest.approx(now["air_wanted"][me, 0], abs=6e-4)
            assert shown["friction: seen beside rivals"] == pytest.approx(now["friction"][me, 0], abs=6e-4)
        acted = part(why, f"Does it act against {rival}?").answer
        assert acted == ("yes" if now["hostile"][0, side] else "no")
        wanted = int(now["wanted"][0, side])
        said = part(why, f"What does it tell {rival}?").answer
        assert said == ("nothing" if wanted < 0 else WORDS[wanted])
        answers |= {("part", answer), ("act", acted), ("word", said)}
    assert {("part", "yes"), ("part", "no"), ("act", "yes"), ("act", "no"), ("word", "nothing")} <= answers
    assert len(answers) > 6, "words were said, too"


def test_the_word_said_is_worth_most_above_its_price(explained):
    for _, _, why, actor in explained:
        told = part(why, f"What does it tell { {'North': 'South', 'South': 'North'}[actor] }?")
        shown = terms(told)
        if "assurance: worth" not in shown:
            assert told.answer == "nothing"
            continue
        gains = {w: shown[f"{w}: worth"] - shown[f"{w}: price of contact"] for w in WORDS if w != "offer"}
        best = max(gains, key=lambda w: gains[w])
        assert told.answer == (best if gains[best] > 0.001 else told.answer)
        assert told.answer != "nothing" or gains[best] < 0.001


def test_what_changed_its_trust_adds_up(explained):
    """Log-odds before, and each thing after it, make the log-odds after (unless they are held at their limit)."""
    kinds = set()
    for _, _, why, actor in explained:
        believes = part(why, f"How far does it trust { {'North': 'South', 'South': 'North'}[actor] }?")
        shown = [(t.what, float(t.value)) for t in believes.terms]
        inner = [v for what, v in shown if what not in ("trust before", "trust after", "log-odds after")]
        kinds |= {re.sub(r"heard an? (\w+) by.*|clashes: \d+", r"heard \1", what) for what, _ in shown}
        after = dict(shown)["log-odds after"]
        if abs(after) < trust.LIMIT - 0.002:
            assert sum(inner) == pytest.approx(after, abs=0.0006 * len(inner)), shown
    assert {"fighting side by side", "its conduct: a hostile act", "its conduct: restraint"} <= kinds
    assert {"heard warning", "heard notice"} <= kinds


def test_being_left_alone_with_the_enemy_is_told(case):
    """The first time that one of them leaves while the other stays, in the first ten runs."""
    told = 0
    for seed in range(1, 11):
        history = played(case, seed, "no_channel")  # without words they part more often
        in_it, now = history.worlds["takes_part"][:, :, 0].astype(bool), history.worlds
        stands = now["strength"][:-1, 0] >= now["fallen_below"][1:, 0]
        for actor, rival in (("North", "South"), ("South", "North")):
            me, you = (history.names.actor.index(k) for k in (actor, rival))
            left = in_it[:-1, me] & in_it[1:, me] & in_it[:-1, you] & ~in_it[1:, you] & stands
            for t in np.flatnonzero(left)[:1]:
                believes = part(
                    sim.explain(case, seed, history.months[t], actor, "no_channel"), f"How far does it trust {rival}?"
                )
                shown = [(term.what, float(term.value)) for term in believes.terms]
                assert dict(shown)["it left a fight that goes on"] == pytest.approx(
                    -history.p[0]["evidence_leaving"], abs=6e-4
                )
                inner = [v for what, v in shown if what not in ("trust before", "trust after", "log-odds after")]
                assert trust.bounded(sum(inner)) == pytest.approx(
                    dict(shown)["log-odds after"], abs=0.0006 * len(inner)
                )
                told += 1
    assert told > 1


# ---- what would have tipped it

TIP = re.compile(r"(?P<what>.+) (?P<way>above|below) (?P<at>-?[\d.]+) \(it was (?P<was>-?[\d.]+)\)")


def tipped(what: str, at: float, world, p, me: int, luck: float) -> bool:
    """Whether it takes part if this one number is another."""
    numbers = {
        "reliance": world["reliance"][me, 0],
        "a gain from a common fight": world["prospect"][me, 0],
        "a fixed cost": world["fixed_cost"][me],
    }
    assert what in numbers
    numbers[what] = at
    margin = participation.joining_margin(
        numbers["reliance"], numbers["a fixed cost"], numbers["a gain from a common fight"], world["alone"][me, 0],
        world["linkage"][me],
    )  # fmt: skip
    return bool(luck < participation.chance_to_join(margin, p["temperature"]))


def test_tipping_points_of_taking_part_tip_it(explained):
    tested = {"yes": 0, "no": 0}
    whats = set()
    for history, t, why, actor in explained:
        me = history.names.actor.index(actor)
        now, p = history.worlds[t + 1], history.p[0]
        joins = part(why, "Does it fight Raiders in Middleland?")
        luck = terms(joins)["luck of this review of posture"]
        world = np.array([now], now.dtype).view(np.recarray)[0]
        params = np.array([p], p.dtype).view(np.recarray)[0]
        exact = luck_of_posture(world, params, np.uint64(history.seed), me, 0, t)
        assert luck == pytest.approx(exact, abs=6e-4)
        took = joins.answer == "yes"
        for tip in joins.tipping:
            m = TIP.fullmatch(tip)
            assert m, tip
            at, was = float(m["at"]), float(m["was"])
            beyond = 0.0006 if m["way"] == "above" else -0.0006
            assert (at > was) == (m["way"] == "above") or at == was, tip
            assert tipped(m["what"], was, now, p, me, exact) == took or abs(at - was) < 0.002
            assert tipped(m["what"], at + beyond, now, p, me, exact) != took, f"{tip}: no other answer beyond it"
            inside = at - beyond
            assert tipped(m["what"], inside, now, p, me, exact) == took, f"{tip}: another answer already inside it"
            tested[joins.answer] += 1
            whats.add(m["what"])
    assert min(tested.values()) > 5
    assert whats == {"reliance", "a gain from a common fight", "a fixed cost"}


def acts(world, p, me: int, you: int, side: int, seed: int, t: int, at_stake: float | None, provoked: bool) -> bool:
    """Whether it acts, by the rules; `held` is the ground as it was before the month."""
    who, whom = (world["actor_address"][k] for k in (me, you))
    prize, worth = world["prize"][me], world["worth"][you]
    stake = float((prize * worth).sum()) if at_stake is None else at_stake
    gain = incidents.hostility_gain(p["hostility_gain"], world["rivalry"][me, you], world["attention"][me])
    gain = influence.spurred(gain, p["influence_spur"], world["held"][you].max())
    price = incidents.hostility_price(p["retaliation"], float(world["warned"][0, side]), world["trust"][me, you], stake)
    given = incidents.chance_hostile(gain, price, p["hostility_rate"], p["hostility_temperature"])
    if chance.uniform(np.uint64(seed), chance.HOSTILITY, t, who, whom) < given:
        return True
    return provoked and chance.uniform(np.uint64(seed), chance.RETALIATION, t, who, whom) >= p["generosity"]


def test_tipping_points_of_hostility_tip_it(case):
    """Every month of some runs, so that rare acts are among them."""
    seen = {"stake": 0, "provoked": 0, "not provoked": 0}
    for seed in range(1, 5):
        for policy in (None, "no_enemy"):
            model = sim.Model(case, seed=seed, policy=policy)
            history = played(case, seed, policy)
            for t, month in enumerate(history.months):
                if t % 3:
                    continue
                for actor, rival in (("North", "South"), ("South", "North")):
                    decided = part(sim.explain(case, seed, month, actor, policy), f"Does it act against {rival}?")
                    now, p = history.worlds[t + 1].copy(), history.p[0]
                    me, you = (model.names.actor.index(k) for k in (actor, rival))
                    side = int(now["rival"][0, 1] == me)
                    shown = terms(decided)
                    now["trust"][me, you] = shown["trust in the rival"]  # after this month's messages
                    now["held"] = history.worlds[t]["held"]
                    acted, provoked = decided.answer == "yes", bool(now["provoked"][0, side])
                    assert acts(now, p, me, you, side, seed, t, None, provoked) == acted
                    for tip in decided.tipping:
                        if tip == "a provocation last month":
                            assert not acted and not provoked
                            assert acts(now, p, me, you, side, seed, t, None, True)
                            seen["provoked"] += 1
                        elif tip == "without the provocation of last month":
                            assert acted and provoked
                            assert not acts(now, p, me, you, side, seed, t, None, False)
                            seen["not provoked"] += 1
                        else:
                            m = TIP.fullmatch(tip)
                            assert m and m["what"] == "the rival's help at stake", tip
                            assert float(m["was"]) == pytest.approx(shown["the rival's help at stake"])
                            at = float(m["at"])
                            slack = (0.002 + 0.001 * at / shown["trust in the rival"]) * (
                                1 if m["way"] == "above" else -1
                            )
                            assert acts(now, p, me, you, side, seed, t, max(0.0, at + slack), provoked) != acted, tip
                            assert acts(now, p, me, you, side, seed, t, at - slack, provoked) == acted, tip
                            seen["stake"] += 1
    assert min(seen.values()) > 0, seen


def test_no_tip_where_nothing_could_tip_it(case):
    """Without an enemy nobody can be moved to fight it by trust or gain; without forces neither."""
    why = sim.explain(case, 1, "2003-06", "North", "no_enemy")
    for one in why.parts:
        if one.question.startswith("Does it fight"):
            assert one.answer == "no" and one.tipping == ("an enemy: there is none on this front",)
    assert not any(p.question.startswith("How much does it bring") for p in why.parts)


# ---- everybody, every policy


@pytest.mark.parametrize("policy", sim.example().policy_names)
def test_everybody_can_be_asked_in_any_month(case, policy):
    for actor in case.actors:
        for month in ("2001-01", "2003-02", "2005-12"):
            why = sim.explain(case, 2, month, actor, policy)
            text = str(why)
            assert text.startswith(f"{actor} in {month}, run of seed 2, policy {policy}")
            assert not re.search(r"\b(nan|None|inf)\b", text)
            assert f"<pre>{actor}" in why._repr_html_()


def test_the_other_contest_can_be_explained():
    from tests.worlds import SMALL_CASE

    why = sim.explain(sim.loads(SMALL_CASE + "\ncontest: krtz\n"), 1, "2003-06", "North")
    joins = part(why, "Does it fight Raiders in Middleland?")
    assert joins.answer in ("yes", "no") and joins.tipping


def test_a_carrier_is_asked_about_its_office(case):
    history = played(case, 2)
    t = history.months.index("2003-02")
    why = sim.explain(case, 2, "2003-02", "Harbour")
    carried = part(why, "Does it carry words between North and South (Harbour)?")
    assert (carried.answer == "yes") == bool(history.worlds[t + 1]["usable"][0])


def test_every_term_names_its_rule_or_origin(explained):
    for _, _, why, _ in explained[:6]:
        for one in why.parts:
            for term in one.terms:
                assert term.rule or term.what == "route", term
                assert "\n" not in term.what + term.value + term.rule


def test_explaining_leaves_the_run_alone(case):
    before = sim.run(case, runs=3).record.mode.tobytes()
    sim.explain(case, 1, "2003-06", "North")
    assert sim.run(case, runs=3).record.mode.tobytes() == before
    assert str(sim.explain(case, 1, "2003-06", "North")) == str(sim.explain(case, 1, "2003-06", "North"))


# ---- what cannot be asked


@pytest.mark.parametrize("month", ["2000-12", "2006-01", "2003-6", "2003-13", "", "June"])
def test_a_month_outside_is_refused(case, month):
    with pytest.raises(ValueError, match=r"is no month of this scenario; they run from 2001-01 to 2005-12"):
        sim.explain(case, 1, month, "North")


def test_an_unknown_actor_or_policy_gets_a_suggestion(case):
    with pytest.raises(KeyError, match="did you mean 'North'"):
        sim.explain(case, 1, "2003-06", "Nrth")
    with pytest.raises(sim.ScenarioError, match="did you mean 'no_enemy'"):
        sim.explain(case, 1, "2003-06", "North", "no_enmy")
