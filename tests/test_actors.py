"""Actors: views of the world by name, and decisions that a user can replace, in Python or compiled."""

import math
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim import answers, ask, kernel
from sim.actors import Actor, kinds
from sim.actors.state import chance_against
from sim.scenario.build import build
from sim.world import ARMS, DIMENSIONS, FACTS, QUESTIONS, WORDS
from tests.worlds import changed, compiled_history, differing, stepped_history

SMALL = sim.example()
DEALS = sim.example("syria_chemical_weapons_2013")  # with bargains and mediations
LARGE = sim.example("iran_us_isis_2014")
FRONT = "Raiders in Middleland"
USERS = ("plain",)  # the fact that says that a user's class is at work


# ---- views


@pytest.fixture(scope="module")
def large() -> sim.Model:
    model = sim.Model(LARGE, seed=1)
    for _ in range(24):
        model.step()
    return model


def test_facts_are_read_by_name(large):
    iran = large["Iran"]
    names, world = large.names, large.world
    i, j = names.actor.index("Iran"), names.actor.index("United States")
    d = names.dyad.index(("Iran", "United States"))
    assert iran.trust["United States"] == world.trust[i, j]
    assert large["United States"].trust["Iran"] == world.trust[j, i]
    assert iran.audience_cost == world.audience_cost[i]
    assert iran.air["ISIS in Syria"] == world.air[i, names.front.index("ISIS in Syria")]
    assert iran.exposure["Iraq"] == world.exposure[i, names.theatre.index("Iraq")]
    assert iran.deconfliction["United States"] == world.deconfliction[d]
    assert iran.chance_hostility["United States"] == world.chance_hostility[d, 0]
    assert large["United States"].chance_hostility["Iran"] == world.chance_hostility[d, 1]
    assert iran.told_month["United States"]["notice"] == world.told_month[d, 0, WORDS.index("notice")]
    assert iran.strength["ISIS in Iraq"] == large.front("ISIS in Iraq")["strength"] > 0
    assert iran.heard["Switzerland"][0]["notice"] in (-1, 0, 1)
    assert iran.carrier["Switzerland"][0] == names.actor.index("Switzerland")
    assert iran.month == large.months_played == 24
    assert large.month == "2014-12"


def test_a_row_is_a_mapping_and_a_view(large):
    model = sim.Model(SMALL, seed=1)
    trust, line = model["North"].trust, model["North"].deconfliction
    assert list(trust) == list(model.names.actor) and len(trust) == 4
    assert list(line) == ["South"]
    before = dict(trust)
    model.step()
    assert dict(trust) != before, "it shows what the world holds now"
    model.world.deconfliction[0] = 0.25
    assert line["South"] == 0.25
    assert type(trust["South"]) is float and type(model["North"].takes_part[FRONT]) is int


@pytest.mark.parametrize("fact", [f.name for f in FACTS])
def test_every_fact_can_be_read_and_shown(large, fact):
    shown = repr(getattr(large["Iran"], fact))
    assert shown and "Row object" not in shown


def test_what_is_not_there_is_named(large):
    iran = large["Iran"]
    with pytest.raises(KeyError, match="trust has no 'United Sttes'; did you mean 'United States'"):
        iran.trust["United Sttes"]
    with pytest.raises(KeyError, match="deconfliction has no 'Switzerland'; there are"):
        iran.deconfliction["Switzerland"]
    with pytest.raises(KeyError, match="the model has no 'Irann'; did you mean 'Iran'"):
        large["Irann"]
    with pytest.raises(KeyError, match="the model has no 'ISIS in Irak'; did you mean 'ISIS in Iraq'"):
        large.front("ISIS in Irak")
    with pytest.raises(KeyError, match="a front has no 'ISIS in Irak'; did you mean"):
        iran.take_part("ISIS in Irak")
    with pytest.raises(KeyError, match="an arm has no 'sea'"):
        iran.effort("ISIS in Iraq", "sea")
    with pytest.raises(AttributeError, match="State has no fact 'trustt'"):
        iran.trustt  # noqa: B018
    with pytest.raises(TypeError):
        iran.trust["Iraq"] = 0.5


def test_how_they_show_themselves(large):
    assert repr(large["Iran"]) == "<state Iran>"
    assert repr(large["Switzerland"]) == "<protecting_power Switzerland>"
    assert repr(large["Iran"].deconfliction).startswith("deconfliction: {")
    assert "'United States': " in repr(large["Iran"].deconfliction)


def test_no_fact_hides_behind_a_method():
    """A fact named as something that Mesa or a kind already has could not be read from an actor."""
    for kind in kinds().values():
        hidden = {f.name for f in FACTS if hasattr(kind, f.name)} | {"model", "name", "index", "pos", "unique_id"} & {
            f.name for f in FACTS
        }
        assert hidden <= {"kind"}, "of kind the word is shown, not the code"


def test_mesa_sees_the_actors(large):
    assert len(large.agents) == len(LARGE.actors)
    assert {type(a).kind for a in large.agents} <= set(kinds())
    assert large.steps == 24 and large.time == 24.0


# ---- a user's decision in plain Python


class Repeating(sim.State):
    """Answers all in Python what it would have answered anyway."""

    def carry(self, channel):
        return super().carry(channel)

    def message(self, rival):
        return super().message(rival)

    def take_part(self, front):
        return super().take_part(front)

    def effort(self, front, arm):
        return super().effort(front, arm)

    def hostility(self, rival):
        return super().hostility(rival)

    def condemn(self, rival):
        return super().condemn(rival)

    def consent(self, mediation):
        return super().consent(mediation)

    def accept(self, bargain):
        return super().accept(bargain)

    def keep(self, bargain):
        return super().keep(bargain)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("case", [SMALL, DEALS], ids=["small", "deals"])
def test_repeating_the_compiled_answers_changes_no_byte(case, seed):
    states = [name for name, actor in case.actors.items() if actor.kind == "state"]
    repeated = stepped_history(case, seed, dict.fromkeys(states, Repeating))
    assert not differing(repeated, compiled_history(case, seed), leave_out=USERS)
    names = build(case).names
    assert repeated["plain"][-1, [names.actor.index(name) for name in states]].all()
    assert repeated["chance_condemn"][-1, : len(names.dyad)].any()
    for fact, dimension in (("chance_consent", "mediation"), ("chance_accept", "bargain"), ("chance_keep", "bargain")):
        assert repeated[fact].any() == bool(names.of(dimension)), fact


class Honest(sim.Mediator):
    """A carrier that answers in Python."""

    def carry(self, channel):
        assert channel == "Harbour"
        return super().carry(channel)


def test_so_do_third_parties():
    carried = stepped_history(SMALL, 1, {"Harbour": Honest})
    assert not differing(carried, compiled_history(SMALL, 1), leave_out=USERS)
    assert carried["delivered_relayed"][-1].any()


class Cautious(sim.State):
    """Fights only beside a rival that it trusts enough."""

    least = 0.45

    def take_part(self, front):
        assert front == FRONT
        return 1.0 if self.trust["South"] >= self.least else 0.0


def test_one_decision_in_python_the_rest_compiled():
    answered = []

    class Watched(Cautious):
        def take_part(self, front):
            answered.append(super().take_part(front))
            return answered[-1]

    model = sim.Model(SMALL, seed=4, actors={"North": Watched})
    base = sim.Model(SMALL, seed=4)
    north, south = (model.names.actor.index(name) for name in ("North", "South"))
    assert isinstance(model["North"], Watched) and type(model["South"]) is sim.State
    assert list(model["North"].plain.values()) == [int(q == "take_part") for q in QUESTIONS]
    assert not any(model["South"].plain.values())
    for month in range(1, 37):
        model.step()
        base.step()
        assert len(answered) == month, "asked once a month: there is one front"
        assert model.world.chance_part[north, 0] == answered[-1], "its answer became the fact"
    assert 0 < model.world.chance_part[south, 0] < 1, "South is asked as ever"
    assert set(answered) == {0.0, 1.0}, "it made up its mind both ways"
    assert model.world.tobytes() != base.world.tobytes()


@pytest.mark.parametrize(
    ("question", "answer", "fact"),
    [
        ("take_part", 0.25, "chance_part"),
        ("hostility", 0.75, "chance_hostility"),
        ("message", "protest", "wanted"),
        ("message", None, "wanted"),
        ("effort", 3.5, "air_wanted"),
        ("take_part", np.float64(1), "chance_part"),
        ("take_part", True, "chance_part"),
    ],
)
def test_answers_become_facts(question, answer, fact):
    kind = type("Fixed", (sim.State,), {question: lambda self, *about: answer})
    model = sim.Model(SMALL, seed=1, actors={"North": kind})
    model.world.fixed_cost[:] = 0.0  # so that it soon takes part
    for _ in range(30):
        model.step()
        if question != "effort" or model["North"].takes_part[FRONT]:
            break
    (found,) = [v for k, v in getattr(model["North"], fact).items() if k in ("South", FRONT)]
    if question == "message":
        answer = -1 if answer is None else WORDS.index(answer)
    assert found == answer


@pytest.mark.parametrize("answer", [1.5, -0.1, math.nan, math.inf, None, "yes", [1], "0.5"])
@pytest.mark.parametrize("question", ["take_part", "hostility"])
def test_a_wrong_probability_is_refused(question, answer):
    kind = type("Wrong", (sim.State,), {question: lambda self, *about: answer})
    model = sim.Model(SMALL, seed=1, actors={"North": kind})
    with pytest.raises(ValueError, match=rf"^North\.{question} answered .*a probability from 0 to 1 is needed") as said:
        model.step()
    assert repr(answer) in str(said.value)


@pytest.mark.parametrize("answer", [-1, math.nan, math.inf, None, "much", "5"])
def test_a_wrong_effort_is_refused(answer):
    deeds = {"effort": lambda self, *about: answer, "take_part": lambda self, front: 1.0}
    model = sim.Model(SMALL, seed=1, actors={"North": type("Wrong", (sim.State,), deeds)})
    with pytest.raises(ValueError, match=r"^North\.effort answered .*a finite number from 0 up is needed"):
        model.run()


@pytest.mark.parametrize("answer", ["threat", 0, 7, "", True, ["notice"]])
def test_an_unknown_word_is_refused(answer):
    model = sim.Model(SMALL, seed=1, actors={"North": type("Wrong", (sim.State,), {"message": lambda s, r: answer})})
    with pytest.raises(
        ValueError, match=r"^North\.message answered .*None or one of assurance, warning, notice, protest"
    ):
        model.step()


def test_a_wrong_chance_to_carry_is_refused():
    wrong = type("Wrong", (sim.Mediator,), {"carry": lambda self, channel: 2})
    with pytest.raises(ValueError, match=r"^Harbour\.carry answered 2"):
        sim.Model(SMALL, seed=1, actors={"Harbour": wrong}).step()


def test_classes_that_cannot_act_are_refused():
    with pytest.raises(ValueError, match="there is no actor 'Nort'"):
        sim.Model(SMALL, actors={"Nort": sim.State})
    others: list[Any] = [object, mesa.Agent, type("Empty", (Actor,), {"kind": "empty"})]
    for other in others:
        with pytest.raises(ValueError, match=f"{other.__name__} does not answer 'carry'; make it a subclass"):
            sim.Model(SMALL, actors={"North": other})


# ---- a user's compiled decision


class Hawk(sim.State):
    """Never fights beside anybody, and is hostile as it likes."""

    @sim.decision
    def take_part(world, p, me, front):
        return 0.0

    @sim.decision
    def hostility(world, p, me, rival):
        d = world.dyad[me, rival]
        return 0.0 if d < 0 else 0.5 * world.rivalry[me, rival]


@pytest.fixture(scope="module")
def hawkish() -> np.ndarray:
    """The last worlds of compiled runs in which North is a hawk (compiled once for this file)."""
    return np.array([compiled_history(SMALL, seed, {"North": Hawk}) for seed in (1, 2, 3)])


def test_a_compiled_decision_gives_the_same_bytes_both_ways(hawkish):
    for k, seed in enumerate((1, 2, 3)):
        assert not differing(stepped_history(SMALL, seed, {"North": Hawk}), hawkish[k])
    names = build(SMALL).names
    north, south = names.actor.index("North"), names.actor.index("South")
    assert not hawkish["takes_part"][:, :, north].any()
    assert hawkish["takes_part"][:, :, south].any()
    assert (hawkish["chance_hostility"][:, 1:, 0, 0] == 0.5 * hawkish["rivalry"][:, 1:, north, south]).all()
    assert not hawkish["plain"].any()


def test_a_compiled_decision_can_be_asked(hawkish):
    model = sim.Model(SMALL, seed=1, actors={"North": Hawk})
    assert model["North"].take_part(FRONT) == 0.0
    assert model["North"].hostility("South") == 0.5 * model["North"].rivalry["South"]
    assert model["South"].hostility("North") < 0.25


class Confused(sim.State):
    """Says a word that there is not: written into the record it would hit other memory."""

    @sim.decision
    def message(world, p, me, rival):
        return 900


class Muddled(sim.State):
    """Is not sure of anything, not even of a number."""

    @sim.decision
    def hostility(world, p, me, rival):
        return 0.0 / world.position[me, 0] if world.month == 0 else math.nan


class Boundless(sim.State):
    """Wants more than there is."""

    @sim.decision
    def take_part(world, p, me, front):
        return 1.0

    @sim.decision
    def effort(world, p, me, front, arm):
        return math.inf


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Confused, "message: .* no word; -1 for none"),
        (Muddled, "hostility: .* from 0 to 1"),
        (Boundless, "effort: .* finite"),
    ],
)
def test_a_wrong_compiled_answer_is_refused(kind, said):
    model = sim.Model(SMALL, seed=1, actors={"North": kind})
    with pytest.raises(ValueError, match=said):
        model.run()


def test_a_wrong_compiled_answer_stops_a_compiled_run():
    """The check stands in the compiled questions, whoever answers: here the states, of whom all is uncertain."""
    unsure = changed(build(SMALL), hostility_rate=math.nan)
    with pytest.raises(ValueError, match="hostility: a compiled decision answered no probability"):
        kernel.run(unsure, np.array([1], np.uint64))


def test_plain_python_cannot_be_compiled():
    with pytest.raises(ValueError, match=r"North: Cautious answers in plain Python.*@sim\.decision.*sim\.Model"):
        kernel.run(build(SMALL), np.array([1], np.uint64), {"North": Cautious})


# ---- the contract that every kind keeps

KINDS = kinds()
THIRD = ("mediator", "protecting_power")
SEED, MONTHS = st.integers(0, 2**64 - 1), st.integers(0, 59)
UNDER = [(case, policy) for case in (SMALL, DEALS) for policy in case.policy_names]


def all_answers(model: sim.Model, kind: type[Actor], me: int):
    """All that a kind would answer in this world in somebody's place, by question and by numbers."""
    sizes, of = model.built.sizes, model.names
    about = {
        "carry": [(c,) for c in range(sizes["channel"])],
        "message": [(j,) for j in range(sizes["actor"])],
        "take_part": [(f,) for f in range(sizes["front"])],
        "effort": [(f, arm) for f in range(sizes["front"]) for arm in range(2)],
        "hostility": [(j,) for j in range(sizes["actor"])],
        "condemn": [(j,) for j in range(sizes["actor"])],
        "consent": [(m,) for m in range(len(of.mediation))],
        "accept": [(b,) for b in range(len(of.bargain))],
        "keep": [(b,) for b in range(len(of.bargain))],
    }
    return {
        question: [
            ask._decision_of(kind, question).compiled(model.world, model.p, me, *which) for which in about[question]
        ]
        for question in QUESTIONS
    }


@pytest.mark.parametrize("word", KINDS)
@settings(max_examples=12)
@given(SEED, MONTHS, st.sampled_from(UNDER), st.integers(0, 3))
def test_answers_are_in_range(word, seed, months, under, me):
    case, policy = under
    model = sim.Model(case, seed=seed, policy=policy)
    for _ in range(months):
        model.step()
    given_ = all_answers(model, KINDS[word], me)
    assert bool(given_["accept"]) == bool(given_["consent"]) == (case is DEALS)
    for question in set(QUESTIONS) - {"effort", "message"}:
        assert all(0.0 <= a <= 1.0 for a in given_[question]), question
    assert all(0.0 <= a < math.inf for a in given_["effort"])
    assert all(a in range(-1, len(WORDS)) and a == int(a) for a in given_["message"])
    assert given_["hostility"][me] == 0.0, "nobody is hostile to itself"
    assert given_["message"][me] == -1
    if word in (*THIRD, "organisation"):
        assert given_["carry"] == [float(word in THIRD)] * len(given_["carry"]), "an organisation is no envoy"
        assert not any(given_["take_part"] + given_["effort"] + given_["hostility"]), "third parties do not fight"
        assert not any(given_["condemn"] + given_["consent"] + given_["accept"]), "they have no quarrel of their own"
        assert given_["keep"] == [1.0] * len(given_["keep"]), "they owe nothing"
        assert set(given_["message"]) == {-1}, "they write nothing of their own"


@pytest.mark.parametrize("word", KINDS)
def test_a_kind_is_complete(word):
    kind = KINDS[word]
    assert kind.kind == word and kind.__doc__
    for question in QUESTIONS:
        assert not ask.is_plain(kind, question), "kinds of this package can be compiled"
        assert getattr(kind, question).__doc__, "say what is asked"


def test_the_questions_say_what_they_are_about():
    assert set(ask._ABOUT) == set(ask._LOOPS) == set(answers._PYTHON) == set(QUESTIONS)
    assert ARMS == ("air", "ground")
    assert {"actor", "front", "dyad", "channel"} <= set(DIMENSIONS)


@settings(max_examples=20)
@given(SEED, st.integers(0, 40))
def test_a_group_on_a_short_leash_answers_as_its_patron(seed, months):
    """With control 1 the patron's word, with control 0 its own, in between both in that measure (M10)."""
    model = sim.Model(LARGE, seed=seed % 1000)
    for _ in range(months):
        model.step()
    names, w = model.names, model.world
    group, patron = next((i, int(j)) for i, j in enumerate(w.patron) if j >= 0 and names.actor[j] == "Iran")
    assert model["Iran"].name == names.actor[patron]
    both = [j for j in range(len(names.actor)) if w.dyad[group, j] >= 0 and w.dyad[patron, j] >= 0]
    assert both, "they have a rival in common"
    for rival in both:
        hostility = ask._decision_of(KINDS["armed_group"], "hostility").compiled
        own, patrons = chance_against(w, model.p, group, rival), chance_against(w, model.p, patron, rival)
        w.control[group] = 1.0
        assert hostility(w, model.p, group, rival) == patrons
        w.control[group] = 0.0
        assert hostility(w, model.p, group, rival) == own
        w.control[group] = 0.3
        assert hostility(w, model.p, group, rival) == pytest.approx(0.3 * patrons + 0.7 * own, rel=1e-12)
    mine_only = [j for j in range(len(names.actor)) if w.dyad[group, j] >= 0 and w.dyad[patron, j] < 0]
    for rival in mine_only:
        assert hostility(w, model.p, group, rival) == chance_against(w, model.p, group, rival)
