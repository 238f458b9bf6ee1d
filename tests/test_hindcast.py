"""History as judge: the scores against known answers, the reader's sentences, and a calibration whose answer is known.

Nothing here asks whether the model's score is good.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

import sim
from sim import batch
from sim.cli import main
from sim.hindcast import calibrate, checks, draws, judge, pages, report, scoring, shifts
from sim.hindcast.calendar import days_of, step_of, steps_within
from sim.hindcast.judge import Ground, Modes
from sim.hindcast.patterns import Check, read, usual_file
from sim.hindcast.scoring import brier_score, forecast, log_score, seen
from sim.scenario import ScenarioError
from sim.scenario.build import build
from sim.world import DIRECT, MODES, NO_MODE, RELAYED, RIVALRY, TACIT

ROOT = Path(sim.__file__).parent.parent
NONE, INDIRECT, STRAIGHT = seen(["none"]), seen(["tacit"]), seen(["direct"])
PATTERNS = """\
title: Two made-up episodes
documents:
  chronicle: {title: A chronicle, date: 2001}
calibrate_on: A
episodes:
  A:
    title: The first
    case: common_enemy
    coder: C
    events:
      - {date: 2001-03-04, what: A bridge falls, confidence: high, source: chronicle ¶3}
    pairs:
      - between: [South, North]
        before: {modes: [rivalry, none], confidence: high, source: chronicle ¶1}
        periods:
          - {first: 2001-01, last: 2001-02, modes: [rivalry, none], confidence: high, source: chronicle ¶2}
          - {first: 2001-04, last: 2005-12, modes: [tacit, relayed], confidence: low, known: so they say}
    checks:
      - {what: The enemy halved, measure: strength_ratio, enemy: Raiders, first: 2001-01, last: 2002-12,
         observed: [0.4, 0.6], confidence: low, known: roughly}
  B:
    title: The second
    case: common_enemy
    coder: C
    pairs:
      - between: [North, South]
        before: {modes: [none], confidence: high, source: chronicle}
        periods:
          - {first: 2001-01, last: 2002-12, modes: [tacit, direct], confidence: high, source: chronicle}
  C:
    title: The third
    case: never_written
    coder: C
    pairs:
      - between: [North, South]
        before: {modes: [none], confidence: high, source: chronicle}
        periods:
          - {first: 2001-01, last: 2002-12, modes: [rivalry], confidence: high, source: chronicle}
"""  # fmt: skip


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "episodes.yaml"
    path.write_text(PATTERNS, encoding="utf-8")
    return path


def runs_of(*by_run: list[int]) -> np.ndarray:
    return np.array(by_run, np.int8)


# ---- scores with known answers


@pytest.mark.parametrize("runs", [1, 10, 10_000])
def test_a_forecast_that_is_always_right_loses_only_the_floor(runs):
    p = forecast(np.full((runs, 4), TACIT, np.int8))
    assert log_score(p, INDIRECT) == pytest.approx([math.log((runs + 3) / (runs + 1))] * 4)
    assert brier_score(p, INDIRECT) == pytest.approx([6 / (runs + 3) ** 2] * 4)


def test_a_forecast_that_never_shows_what_happened_loses_the_log_of_its_runs():
    p = forecast(np.full((97, 1), RIVALRY, np.int8))
    assert log_score(p, INDIRECT) == pytest.approx(math.log(100))
    assert brier_score(p, INDIRECT) == pytest.approx(0.99**2 + 0.98**2 + 0.01**2)


@pytest.mark.parametrize("happened, log, brier", [(NONE, math.log(3), 2 / 3), (NONE | STRAIGHT, math.log(1.5), 2 / 9)])
def test_a_uniform_forecast(happened, log, brier):
    p = np.full(3, 1 / 3)
    assert log_score(p, happened) == pytest.approx(log)
    assert brier_score(p, happened) == pytest.approx(brier)


def test_two_undecided_categories_are_scored_as_one():
    """The scores of the merged forecast, and nothing else: how the two share their probability does not matter."""
    for share in (0.0, 0.2, 0.7):
        p = np.array([0.3, share, 0.7 - share])
        merged = np.array([0.3, 0.7, 0.0])
        assert brier_score(p, INDIRECT | STRAIGHT) == pytest.approx(brier_score(merged, INDIRECT))
        assert log_score(p, INDIRECT | STRAIGHT) == pytest.approx(-math.log(0.7))
        assert brier_score(p, INDIRECT | STRAIGHT) == pytest.approx(2 * 0.3**2)


def test_every_mode_has_its_category():
    assert [scoring.named(seen([mode])) for mode in MODES] == [
        "no cooperation", "no cooperation", "indirect", "indirect", "direct",
    ]  # fmt: skip


@given(st.integers(1, 40), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_a_forecast_is_a_distribution_with_a_floor(runs, months, seed):
    p = forecast(np.random.default_rng(seed).integers(0, len(MODES), (runs, months)).astype(np.int8))
    assert p.shape == (months, 3)
    assert p.sum(axis=1) == pytest.approx(np.ones(months))
    assert p.min() >= 1 / (runs + 3) - 1e-15


shares = st.tuples(*[st.floats(0.01, 1)] * 3).map(lambda raw: np.array(raw) / sum(raw))


@given(truth=shares, said=shares, score=st.sampled_from([log_score, brier_score]), merge=st.booleans())
def test_scores_are_proper(truth, said, score, merge):
    """Nobody expects to do better than by saying what they believe; nor where two categories are told as one."""
    if merge:
        truth, said = (np.array([p[0], p[1] + p[2], 0.0]) for p in (truth, said))

    def expected(p):
        return sum(truth[happened].sum() * score(p, happened) for happened in (NONE, INDIRECT, STRAIGHT)[: 3 - merge])

    assert expected(truth) <= expected(said) + 1e-12


@given(truth=shares, score=st.sampled_from([log_score, brier_score]))
def test_saying_something_else_is_worse(truth, score):
    said = 0.9 * truth + 0.1 * np.roll(truth, 1) + 0.0
    if np.abs(said - truth).max() < 1e-3:
        return
    loss = [sum(truth[h].sum() * score(p, h) for h in (NONE, INDIRECT, STRAIGHT)) for p in (truth, said)]
    assert loss[0] < loss[1]


# ---- baselines


def test_climatology_is_the_other_episodes_and_leaves_its_own_out():
    """Others: one half none, half indirect; one undecided between the two: f = (1/2, 1/2, 0), n = 3."""
    p = scoring.climatology([[NONE, INDIRECT], [NONE | INDIRECT]])
    assert p == pytest.approx([2.5 / 6, 2.5 / 6, 1 / 6])
    assert scoring.climatology([]) == pytest.approx([1 / 3] * 3)


def test_climatology_weighs_episodes_alike_however_many_periods_they_have():
    p = scoring.climatology([[NONE] * 9, [STRAIGHT]])
    assert p == pytest.approx([(10 * 0.5 + 1) / 13, 1 / 13, (10 * 0.5 + 1) / 13])


def test_climatology_of_an_episode_does_not_see_it(file):
    found = read(file)
    assert judge.usual_shares(found, "A") == pytest.approx([(2 * 0.5 + 1) / 5, (2 * 0.25 + 1) / 5, (2 * 0.25 + 1) / 5])
    own = found.episodes["A"].model_copy(update={"pairs": found.episodes["B"].pairs})
    changed = found.model_copy(update={"episodes": {**found.episodes, "A": own}})
    assert judge.usual_shares(changed, "A") == pytest.approx(judge.usual_shares(found, "A"))
    assert judge.usual_shares(changed, "B") != pytest.approx(judge.usual_shares(found, "B"))


def test_persistence_goes_on_with_what_was_seen_last():
    assert scoring.persistence(NONE, 0.1) == pytest.approx([0.9, 0.05, 0.05])
    assert scoring.persistence(INDIRECT | STRAIGHT, 0.1) == pytest.approx([0.1, 0.45, 0.45])


def test_changes_are_counted_where_categories_share_nothing():
    stay, change = [NONE, NONE | INDIRECT, INDIRECT], [NONE, INDIRECT]
    assert scoring.change_rate([]) == pytest.approx(1 / 2)
    assert scoring.change_rate([stay]) == pytest.approx(1 / 4)
    assert scoring.change_rate([stay, change]) == pytest.approx(2 / 5)


def test_skill_needs_enough_periods_and_is_repeatable():
    assert math.isnan(scoring.skill([[1.0] * 7]).low)
    gains = [[1.0, 2.0, 3.0, 4.0], [0.0] * 4]
    one = scoring.skill(gains)
    assert one == scoring.skill(gains)
    assert one.value == 1.25 and one.low < 1.25 < one.high and one.n == 8
    assert scoring.skill([[0.5] * 8, [1.5] * 2])[:3] == (1.0, 1.0, 1.0), "nothing to draw, nothing in doubt"


# ---- a whole episode by hand


def test_two_periods_by_hand(file):
    """Three runs; the long period weighs as much as the short one, and the gap between them is not judged."""
    found, missed = read(file), []
    case = sim.example()
    mode = np.full((3, 60, 1), NO_MODE, np.int8)
    mode[0, 3:, 0] = TACIT  # one of three cooperates from the fourth month on
    mode[:, 2, 0] = DIRECT  # in the gap: March 2001
    mode[1, 0, 0] = RELAYED  # one month of two in the first period
    ground = Ground("A", found.episodes["A"], case, days_of(case))
    one, two = judge.score(ground, found, {"model": Modes(build(case).names, mode)}, missed)
    assert (one.months, two.months, missed) == (2, 57, [])
    assert one.loss["log"]["model"] == pytest.approx((math.log(6 / 3) + math.log(6 / 4)) / 2)
    assert two.loss["log"]["model"] == pytest.approx(math.log(6 / 2))
    assert two.loss["brier"]["model"] == pytest.approx((1 - 2 / 6) ** 2 + (3 / 6) ** 2 + (1 / 6) ** 2)
    assert two.chance == pytest.approx(2 / 6)
    # B: direct or indirect after none, a change. C: none after none. So one of two: epsilon 2/4.
    assert one.loss["log"]["persistence"] == pytest.approx(-math.log(0.5))
    assert two.loss["log"]["persistence"] == pytest.approx(-math.log(0.25)), "the last thing seen was none"
    assert two.loss["log"]["climatology"] == pytest.approx(-math.log(1.5 / 5))
    verdict = judge.Verdict(found, 3, 1, [one, two])
    of_all = scoring.mean_of_episodes(verdict.by_episode(lambda s: s.loss["log"]["model"]))
    assert of_all == pytest.approx((one.loss["log"]["model"] + math.log(3)) / 2)
    assert two.gain("log", "climatology") == pytest.approx(math.log(5 / 1.5) - math.log(3))


def test_an_episode_that_cannot_be_judged_says_why(file):
    found, missed = read(file), []
    case = sim.example()
    track = found.episodes["A"].pairs[0]
    early = track.periods[0].model_copy(update={"first": "1990-01", "last": "1990-12"})
    strangers = track.model_copy(update={"between": ("North", "Atlantis")})
    pairs = (strangers, track.model_copy(update={"periods": (early,)}))
    ground = Ground("A", found.episodes["A"].model_copy(update={"pairs": pairs}), case, days_of(case))
    runs = {"model": Modes(build(case).names, np.zeros((2, 60, 1), np.int8))}
    assert judge.score(ground, found, runs, missed) == []
    assert [m.why for m in missed] == [
        "no pair of rivals in common_enemy",
        "no step of the case lies in it, or its steps are too long",
    ]
    assert missed[1].what == "A, North – South, 1990-01 to 1990-12"


# ---- days and steps


def test_months_are_whole():
    days = days_of(sim.example())
    assert len(days) == 61 and days[0] == date(2001, 1, 1) and days[-1] == date(2006, 1, 1)
    assert steps_within(days, date(2001, 2, 1), date(2001, 4, 30)) == [1, 2, 3]
    assert step_of(days, date(2005, 12, 31)) == 59 and step_of(days, date(2006, 1, 1)) is None
    assert step_of(days, date(2000, 12, 31)) is None


def test_weeks_belong_where_most_of_their_days_lie():
    weeks = tuple(date(2015, 3, 1) + timedelta(7 * k) for k in range(6))
    assert steps_within(weeks, date(2015, 3, 2), date(2015, 3, 24)) == [0, 1, 2]
    assert steps_within(weeks, date(2015, 3, 25), date(2015, 4, 4)) == [3, 4]


@given(st.integers(0, 700), st.integers(0, 700), st.integers(1, 60), st.integers(1, 400))
def test_no_step_belongs_to_two_periods(begin, long, width, later):
    first = date(2001, 1, 1) + timedelta(begin)
    middle = first + timedelta(long)
    steps = tuple(date(2001, 1, 1) + timedelta(width * k) for k in range(30))
    one = steps_within(steps, first, middle)
    two = steps_within(steps, middle + timedelta(1), middle + timedelta(later))
    assert not set(one) & set(two)


# ---- the reader


def test_the_projects_own_episodes_are_sound():
    found = read(usual_file())
    assert list(found.episodes) == ["E1", "E2", "E3", "E4", "E5"] and found.calibrate_on == "E1"
    for episode in found.episodes.values():
        for track in episode.pairs:
            assert all(p.confidence and (p.source or p.known) for p in track.periods)
            assert len({scoring.named(seen(p.modes)) for p in track.periods}) > 1, "a pattern changes at some time"


MISTAKES = {
    "unknown word": ("coder: C\n    events", "coder: C\n    abot: x\n    events", "is not a word of the format here"),
    "missing": ("A:\n    title: The first\n    case: common_enemy", "A:\n    title: x", "case: is missing; add"),
    "mode": ("[tacit, direct]", "[tacit, dirct]", "'dirct' is not a choice here; did you mean 'direct'?"),
    "all modes": ("[tacit, direct]", "[none, tacit, direct]", "anything would count as what happened"),
    "no modes": ("[tacit, direct]", "[]", "names no mode"),
    "modes no list": ("[tacit, direct]", "tacit", "'tacit' stands where a list belongs"),
    "date": ("first: 2001-04", "first: 2001-13", "'2001-13' is not a day or a month; write it as"),
    "day": ("2001-03-04", "2001-02-30", "'2001-02-30' is not a day or a month"),
    "backwards": ("first: 2001-04, last: 2005-12", "first: 2001-04, last: 2001-03", "before it begins"),
    "overlap": ("first: 2001-04", "first: 2001-02", "before the one above it is over (2001-02); put them in order"),
    "no basis": (", known: so they say", "", "rests on nothing; write `source: DOCUMENT ¶N`, or `known: WHAT`"),
    "document": ("source: chronicle ¶3", "source: cronicle ¶3", "not under `documents:`; did you mean 'chronicle'?"),
    "paragraph": ("source: chronicle ¶3", "source: chronicle p3", "is not a citation; write DOCUMENT ¶N"),
    "confidence": ("confidence: low, known: so", "confidence: lowish, known: so", "'lowish' is not a choice here"),
    "calibrate_on": ("calibrate_on: A", "calibrate_on: D", "'D' is not an episode; write one of: A, B, C"),
    "needs": ("enemy: Raiders, ", "", "`measure: strength_ratio` must say which; add `enemy:`"),
    "observed": ("[0.4, 0.6]", "[0.6, 0.4]", "runs backwards; write [0.4, 0.6]"),
    "observed once": ("[0.4, 0.6]", "[0.5]", "an observed value is written with its uncertainty; write [LOW, HIGH]"),
    "observed days": ("[0.4, 0.6]", "[2001-01, 2001-02]", "is observed as two numbers; write [LOW, HIGH]"),
    "observed both": ("[0.4, 0.6]", "[0.4, 2001-02]", "its ends are of two kinds; write two numbers or two days"),
    "measure": ("measure: strength_ratio", "measure: strenght_ratio", "did you mean 'strength_ratio'?"),
    "outcome": ("measure: strength_ratio", "outcome: emergense, measure: outcome", "did you mean 'emergence'?"),
    "outcome with no mean": (
        "measure: strength_ratio",
        "outcome: ending, measure: outcome",
        "ending is a word (none, ",
    ),
    "outcome of whom": ("measure: strength_ratio", "outcome: emergence, measure: outcome", "add `between:`"),
    "twice": ("known: roughly", "known: roughly, known: x", "'known' appears twice (first at line 20); keep one"),
    "a number for text": ("title: The first", "title: 3", "stands where text belongs; write a few words, in quotes if"),
    "a pair of three": ("[South, North]", "[South, North, East]", "names 3 actors; write two"),
}


@pytest.mark.parametrize("old, new, phrase", MISTAKES.values(), ids=MISTAKES)
def test_one_mistake_gives_one_sentence_on_its_line(tmp_path, old, new, phrase):
    assert PATTERNS.count(old) == 1
    path = tmp_path / "episodes.yaml"
    path.write_text(PATTERNS.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read(path)
    (problem,) = caught.value.problems
    lines = PATTERNS[: PATTERNS.index(old)].count("\n") + 1 + ("abot" in new)
    assert (problem.line, phrase in str(problem)) == (lines, True), str(problem)
    assert ";" in str(problem) and "\n" not in str(problem)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ScenarioError, match="there is no such file"):
        read(tmp_path / "episodes.yaml")


# ---- patterns that are no modes


@pytest.fixture(scope="module")
def played():
    return sim.run(sim.example(), runs=40)


def check_of(**words) -> Check:
    base = {"what": "x", "confidence": "low", "known": "y", "observed": [0.0, 1.0]}
    return Check.model_validate(base | words)


def test_a_run_cut_short_is_the_same_run_up_to_there(played):
    short = batch.run(checks.cut_short(played.scenario, 17), 40)
    assert short.record.mode.tobytes() == played.record.mode[:, :17].tobytes()
    assert short.record.strength.tobytes() == played.record.strength[:, :17].tobytes()


def test_messages_of_parts_add_up_to_the_whole(played):
    days, pair = days_of(played.scenario), ("North", "South")
    first, rest = (
        checks.messages(check_of(measure="messages", between=pair, first=a, last=b), days, played)
        for a, b in (("2001-01", "2002-06"), ("2002-07", "2005-12"))
    )
    assert (first + rest == played.values("messages")[:, 0]).all() and first.sum() > 0 and rest.sum() > 0
    share = check_of(measure="relayed_share", between=pair, first="2001-01", last="2005-12")
    np.testing.assert_array_equal(checks.relayed_share(share, days, played), played.values("relayed_share")[:, 0])


def test_strength_ratio_and_onset_are_read_off_the_months(played):
    days = days_of(played.scenario)
    ratio = check_of(measure="strength_ratio", enemy="Raiders", first="2001-03-10", last="2004-05")
    strength = played.record.strength[:, :, 0]
    np.testing.assert_array_equal(checks.strength_ratio(ratio, days, played), strength[:, 40] / strength[:, 2])
    month = checks.onset(
        check_of(measure="onset", between=["North", "South"], observed=["2001-01", "2001-02"]), days, played
    )
    for run, first in enumerate(month):
        cooperates = [t for t in range(60) if played.record.mode[run, t, 0] >= TACIT]
        assert (cooperates[0] == first) if cooperates else np.isnan(first)


def test_a_check_says_what_lies_inside(played):
    days = days_of(played.scenario)
    words = {"measure": "strength_ratio", "enemy": "Raiders", "first": "2001-03", "last": "2004-05"}
    found = checks.checked("A", check_of(**words), days, played)
    assert found.low <= found.median <= found.high and found.runs == 40
    for observed, inside in (((found.median, found.median), True), ((found.high + 1, found.high + 2), False)):
        assert checks.checked("A", check_of(**words | {"observed": observed}), days, played).inside is inside


def test_a_check_on_few_of_the_runs_does_not_pass_for_one_on_all(played):
    days = days_of(played.scenario)
    check = check_of(measure="strength_ratio", enemy="Raiders", first="2001-03", last="2004-05", observed=[0.0, 9e9])
    found = checks.checked("A", check, days, played)
    assert report.inside_of(found, 40) == "yes" and report.inside_of(found, 81) == "yes, where it exists at all (49%)"
    assert report.inside_of(found._replace(inside=None), 81) == "cannot be said"


@pytest.mark.parametrize(
    "words, why",
    [
        ({"last": "2011-01"}, "2011-01 lies outside the case"),
        ({"enemy": "Pirates"}, "the case has no enemy Pirates there"),
        ({"last": "2001-03-31"}, "both days lie in one step of the case"),
        ({"measure": "messages", "between": ["North", "Atlantis"]}, "they are no pair of rivals in the case"),
        ({"measure": "outcome", "outcome": "payoff"}, "this outcome is per actor"),
        ({"measure": "outcome", "outcome": "ending", "between": ["North", "South"]}, "ending is a word (none, lasting"),
    ],
)
def test_a_check_that_cannot_be_made_says_why(played, words, why):
    base = {"measure": "strength_ratio", "enemy": "Raiders", "first": "2001-03", "last": "2004-05"}
    found = checks.checked("A", check_of(**base | words), days_of(played.scenario), played)
    assert found.inside is None and why in found.why


def test_a_check_may_be_of_one_word(played):
    check = check_of(measure="outcome", outcome="ending=none", between=["North", "South"], observed=[0, 1])
    found = checks.checked("A", check, days_of(played.scenario), played)
    assert found.runs == 40 and found.inside and found.why == ""


def test_little_is_not_measured(played):
    few = batch.run(played.scenario, checks.LEAST_RUNS - 1)
    base = {"measure": "strength_ratio", "enemy": "Raiders", "first": "2001-03", "last": "2004-05"}
    found = checks.checked("A", check_of(**base), days_of(played.scenario), few)
    assert found.inside is None and found.why == "the measure exists in 19 of 19 runs"


# ---- calibration


def test_the_numbers_of_a_run_are_found_again():
    built = build(sim.example())
    rows = draws.parameters(sim.example(), built)
    assert list(rows) == ["assumptions.threat_weight", "enemies.Raiders.growth", "enemies.Raiders.attrition"]
    values = draws.drawn(built, list(rows.values()), [1, 2, 3])
    for seed, (_, growth, attrition) in zip([1, 2, 3], values.tolist(), strict=True):
        world = sim.trajectory(sim.example(), seed=seed).worlds[0]
        assert (world["growth"][0], world["attrition"][0]) == (growth, attrition)


def test_all_named_scales_of_the_first_case_are_found():
    case = sim.example("iran_us_isis_2014")
    built = build(case)
    rows = draws.parameters(case, built)
    assert list(rows)[:3] == ["assumptions.threat_weight", "enemies.ISIS.growth", "enemies.ISIS.attrition"]
    assert {f"assumptions.{name}" for name in case.assumptions} <= set(rows)
    for name, number in case.assumptions.items():
        at = built.draws[rows[f"assumptions.{name}"]]
        assert (at["low"], at["high"]) == number.range


def test_a_number_that_is_held_is_not_drawn():
    built = build(sim.example())
    held = draws.held(built, {"enemies.Raiders.growth": 0.123})
    assert len(held.draws) == len(built.draws) - 1
    from sim import kernel

    last = kernel.run(held, np.array([1, 2], np.uint64)).last
    free = kernel.run(built, np.array([1, 2], np.uint64)).last
    assert (last["growth"] == 0.123).all()
    assert (last["attrition"] == free["attrition"]).all(), "the others are drawn as before"


@given(st.integers(2, 30), st.integers(2, 30), st.integers(0, 2**32 - 1))
def test_ks_is_that_of_scipy(n, m, seed):
    luck = np.random.default_rng(seed)
    one, other = luck.normal(size=n), luck.normal(0.5, size=m)
    assert shifts.ks_distance(one, other) == pytest.approx(ks_2samp(one, other).statistic)


def test_random_subsets_move_as_chance_says():
    low, high = shifts.ks_by_chance(20, 200)
    luck = np.random.default_rng(7)
    values = luck.uniform(size=(200, 400))
    kept = luck.permutation(200)[:20]
    found = [s.ks for s in shifts.shifts_of([str(k) for k in range(400)], values, kept)]
    assert np.mean([low <= ks <= high for ks in found]) == pytest.approx(0.95, abs=0.04)


def test_what_decides_is_found_and_what_does_not_is_not():
    """Runs are kept by the first number alone: it moves, and its posterior is the kept end of its range."""
    values = np.random.default_rng(3).uniform(size=(400, 2))
    kept = np.argsort(values[:, 0])[:40]
    first, second = shifts.shifts_of(["decides", "idle"], values, kept)
    assert first.moved and first.ks == 1.0 and first.posterior[2] < 0.12 < first.prior[0]
    assert not second.moved


def test_misses_count_months_within_periods_then_periods(file):
    found, case = read(file), sim.example()
    ground = Ground("A", found.episodes["A"], case, days_of(case))
    mode = np.full((2, 60, 1), NO_MODE, np.int8)
    mode[1, 0, 0] = TACIT  # half of the first period wrong
    mode[1, 3:, 0] = TACIT  # all of the second right
    assert calibrate.misses(ground, Modes(build(case).names, mode)) == pytest.approx([0.5, 0.25])


def test_runs_with_the_same_seeds_and_all_numbers_held_at_their_draws_are_the_same_runs():
    built = build(sim.example())
    rows = draws.parameters(sim.example(), built)
    seeds = range(1, draws.EACH + 1)
    own = draws.drawn(built, list(rows.values()), [1])
    again = draws.play_with(built, list(rows), own, 1)
    assert (again.mode[0] == sim.run(sim.example(), 1).record.mode[0]).all()
    assert len(again.mode) == len(seeds)


def test_a_calibration_keeps_the_nearest_and_is_judged_elsewhere(file):
    found = read(file)
    learnt = calibrate.calibrate(found, file, runs=60, keep=0.1)
    played = sim.run(sim.example(), runs=60)
    ground = Ground("A", found.episodes["A"], sim.example(), days_of(sim.example()))
    assert learnt.kept == 6 and (learnt.distances == np.sort(calibrate.distances(ground, played))).all()
    learnable = ["assumptions.threat_weight", "enemies.Raiders.growth", "enemies.Raiders.attrition"]
    assert [s.name for s in learnt.shifts] == learnable
    (other,) = learnt.transfers
    assert other.episode == "B", "never the episode that was learnt from"
    assert list(other.shared) == learnable
    assert {s.episode for s in other.scored} == {"B"}
    told = report.text(judge.Verdict(found, 60, 1), learnt)
    assert "in sample: no evidence" in told and "The 6 of 60 runs" in told


def test_only_numbers_with_one_prior_are_carried_over():
    one = build(sim.example())
    text = (ROOT / "scenarios" / "common_enemy.yaml").read_text(encoding="utf-8")
    other = build(sim.loads(text.replace("range: [0.1, 0.3]}", "range: [0.1, 0.4]}")))
    rows = [draws.parameters(sim.example(), built) for built in (one, other)]
    same = [name for name in rows[0] if draws.same(one, rows[0][name], other, rows[1].get(name))]
    assert same == ["assumptions.threat_weight", "enemies.Raiders.attrition"]


def test_a_calibration_needs_its_case_and_enough_runs(file):
    found = read(file)
    with pytest.raises(ValueError, match=r"C cannot be calibrated on: its case never_written\.yaml is not there"):
        calibrate.calibrate(found.model_copy(update={"calibrate_on": "C"}), file)
    with pytest.raises(ValueError, match=r"--keep 0\.01 of 60 runs keeps 1; play more runs"):
        calibrate.calibrate(found, file, runs=60, keep=0.01)


# ---- the command


def ask(*words: object):
    done = CliRunner().invoke(main, ["hindcast", *map(str, words)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_the_command_scores_what_is_there_and_names_what_is_not(file):
    done = ask("--patterns", file, "--runs", 30)
    assert done.exit_code == 0, done.stderr
    assert "2 of 3 episodes scored, 3 periods" in done.stdout
    assert "- C: its case never_written.yaml is not there" in done.stdout
    assert "too few for an interval" in done.stdout
    assert "accuracy" not in done.stdout.lower()
    assert "120 of 120 runs done" in done.stderr
    assert ask("--patterns", file, "--runs", 30).stdout == done.stdout


def test_the_command_calibrates(file):
    done = ask("--patterns", file, "--runs", 40, "--calibrate", "--keep", 0.1)
    assert done.exit_code == 0, done.stderr
    assert "#### Calibration on A" in done.stdout and "| enemies.Raiders.growth |" in done.stdout
    assert "#### What A taught, held against the other episodes\n\n| episode |" in done.stdout


def test_shuffled_is_the_same_case_with_interests_dealt_anew(file):
    found = read(file)
    verdict = judge.judge(found, file, runs=30)
    one = next(s for s in verdict.scored if s.episode == "B")
    dealt = sim.run(sim.example(), 30, policy="shuffled_interests").record.mode[:, :24, 0]
    assert one.loss["log"]["shuffled"] == pytest.approx(log_score(forecast(dealt), one.happened).mean())
    coded = sim.run(sim.example(), 30).record.mode[:, :24, 0]
    assert one.loss["log"]["model"] == pytest.approx(log_score(forecast(coded), one.happened).mean())


def test_a_report_is_written_between_its_marks_only(file, tmp_path):
    out = tmp_path / "page.md"
    out.write_text(f"# Mine\n{pages.BEGIN}\nold\n{pages.END}\nreasons\n", encoding="utf-8")
    assert ask("--patterns", file, "--runs", 3, "--out", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert text.startswith(f"# Mine\n{pages.BEGIN}\n### Two made-up") and text.endswith(f"{pages.END}\nreasons\n")
    assert "old\n" not in text
    new = tmp_path / "new.md"
    assert ask("--patterns", file, "--runs", 3, "--out", new).exit_code == 0 and pages.BEGIN in new.read_text()


def test_a_file_without_marks_is_refused_before_anything_runs(file, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "run", lambda *_, **__: pytest.fail("played"))
    out = tmp_path / "mine.md"
    out.write_text("mine")
    done = ask("--patterns", file, "--out", out)
    assert done.exit_code == 2 and "has no lines" in done.stderr and len(done.stderr.splitlines()) == 1
    assert out.read_text() == "mine"


def test_a_mistake_in_the_patterns_is_a_sentence(file):
    file.write_text(PATTERNS.replace("calibrate_on: A", "calibrate_on: Z"), encoding="utf-8")
    done = ask("--patterns", file)
    assert done.exit_code == 2 and f"{file}:4: calibrate_on: 'Z' is not an episode" in done.stderr


def test_the_page_never_claims_accuracy_and_has_room_for_the_report():
    page = (ROOT / "docs" / "hindcast.md").read_text(encoding="utf-8")
    assert "accuracy" not in page.lower()
    assert page.index(pages.BEGIN) < page.index(pages.END)


@pytest.mark.parametrize(
    ("prior", "phrase"),
    [
        ("{threat_wait: [3, 50]}", "'threat_weight'"),
        ("{threat_weight: [50, 3]}", "50 to 3 is no range; write [LOW, HIGH] within 0 to 50"),
        ("{threat_weight: [3, 500]}", "3 to 500 is no range"),
    ],
)
def test_what_is_searched_is_a_parameter_and_a_range(tmp_path, prior, phrase):
    file = tmp_path / "patterns.yaml"
    file.write_text(PATTERNS.replace("calibrate_on: A", f"calibrate_on: A\nprior: {prior}"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=re.escape(phrase)) as raised:
        read(file)
    assert f"{file}:5" in str(raised.value)


def test_what_is_searched_takes_the_place_of_the_cases_own_range():
    case = sim.example()
    ground = Ground("A", read(usual_file()).episodes["E1"], case, ())
    wide = calibrate._searched(ground, {"threat_weight": (3.0, 50.0)}).case
    assert wide.assumptions["threat_weight"].range == (3.0, 50.0)
    assert {name: number for name, number in wide.assumptions.items() if name != "threat_weight"} == {
        name: number for name, number in case.assumptions.items() if name != "threat_weight"
    }
