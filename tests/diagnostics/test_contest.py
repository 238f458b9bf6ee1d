"""The contest with spill-overs, solved on paper (C18), and a case's pairs made neutral."""

import numpy as np
import pytest

import sim
from sim.diagnostics.contest import equilibrium
from sim.diagnostics.neutrality import contest
from sim.diagnostics.reading import Reading
from sim.rules.krtz import performance, share_of_contest

HELP, HARM = 0.114, 0.083


def table(n: int, *pairs: tuple[int, int]) -> np.ndarray:
    links = np.zeros((n, n))
    for i, j in pairs:
        links[i, j] = links[j, i] = 1
    return links


@pytest.mark.parametrize(
    ("friends", "foes", "total"),
    [
        (table(3), table(3, (0, 1), (0, 2), (1, 2)), 0.865707),
        (table(3), table(3, (0, 2), (1, 2)), 0.794268),
        (table(3, (0, 1)), table(3, (0, 2), (1, 2)), 0.717359),
    ],
    ids=("all hostile", "rivals neutral", "rivals allied"),
)
def test_c18_the_published_formula(friends, foes, total):
    made = equilibrium(friends, foes, HELP, HARM)
    assert made.total == pytest.approx(total, abs=1e-6)
    assert made.share.sum() == pytest.approx(1.0)
    if friends.any():
        assert made.share[2] == pytest.approx(0.381993, abs=1e-6)


def payoffs(x, friends, foes) -> np.ndarray:
    """Of all parties at these efforts, by the rules of the model."""
    made = [performance(*z, HELP, HARM) for z in zip(x, friends @ x, foes @ x, strict=True)]
    total = sum(max(0.0, one) for one in made)
    return np.array([share_of_contest(one, total) for one in made]) - x


@pytest.mark.parametrize("seed", range(6))
def test_nobody_would_rather_fight_more_or_less(seed):
    """An equilibrium by its definition. Broken by any wrong sign in the closed form."""
    luck = np.random.default_rng(seed)
    kind = np.triu(luck.integers(-1, 2, (6, 6)), 1)
    friends, foes = ((kind == s) * 1.0 + (kind == s).T * 1.0 for s in (1, -1))
    made = equilibrium(friends, foes, HELP, HARM)
    here = payoffs(made.effort, friends, foes)
    assert made.payoff == pytest.approx(here, abs=1e-12)
    for k in range(6):
        for factor in (0.5, 0.99, 1.01, 2.0):
            other = made.effort.copy()
            other[k] *= factor
            assert payoffs(other, friends, foes)[k] < here[k]


def test_one_party_alone_need_not_fight():
    made = equilibrium([[0]], [[0]], HELP, HARM)
    assert (made.effort[0], made.share[0], made.payoff[0]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: equilibrium(table(3), np.ones((3, 3)), HELP, HARM), "nobody is linked with itself"),
        (lambda: equilibrium(table(3), 2 * table(3, (0, 1)), HELP, HARM), "foes holds 1 for a link and 0 for none"),
        (lambda: equilibrium(table(3, (0, 1)), table(3, (0, 1)), HELP, HARM), "no pair may stand in both"),
        (lambda: equilibrium(table(3), table(2), HELP, HARM), "tables of the same parties"),
        (lambda: equilibrium(table(2), table(2), -1, HARM), "help_ is -1"),
        (lambda: equilibrium(table(2), table(2), HELP, np.nan), "harm is nan"),
        (lambda: equilibrium(table(3), 1 - np.eye(3), 0, 0.5), "party 1 has 2 foes and 0 friends; so many foes"),
        (lambda: equilibrium(table(2), [[0, 1], [0, 0]], HELP, HARM), "the same both ways"),
        (
            lambda: equilibrium(table(4, (0, 1), (0, 2), (0, 3)), table(4), 0.5, HARM, list("ABCD")),
            "A would have to fight with an effort below 0",
        ),
    ],
)
def test_mistakes_are_sentences(ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask()


def test_a_case_is_c18_if_it_has_two_rivals_and_an_enemy():
    held, (neutral,), said = contest(Reading.of(sim.example()))
    assert held is not None and held.parties == ("North", "Raiders", "South") and held.hostile == (False, True, False)
    assert (held.total, neutral.after.total) == pytest.approx((0.865707, 0.794268), abs=1e-6)
    assert neutral.pair == "North – South" and not said
    assert neutral.fighting == pytest.approx(0.794268 - 0.865707, abs=2e-6)
    assert neutral.against < 0 < neutral.enemy_share, "peace between rivals helps the enemy in this contest"


def test_too_many_foes_leave_a_sentence_instead_of_a_contest():
    case = Reading.of(sim.example())
    case.built.p[0].enemy_harm = 0.5
    held, neutral, (sentence,) = contest(case)
    assert held is None and neutral == ()
    assert sentence.startswith("Left out: North has 2 foes and 0 friends; so many foes are outside the theory")


def test_without_an_enemy_the_rivals_are_alone_in_it():
    held, _, _ = contest(Reading.of(sim.example().under("no_enemy")))
    assert held is not None and held.parties == ("North", "South") and held.enemy_share == 0.0
    nobody, _, (sentence,) = contest(Reading.of(sim.example().without(actor=["North"], enemy="all")))
    assert nobody is None and "no contest" in sentence
