"""Each outcome on records made by hand, and the modes of played months worked out a second time from their facts."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.history import History
from sim.outcomes import OUTCOMES, Record
from sim.outcomes.asked import averaged, outcome_of, parts
from sim.outcomes.spells import ENDINGS, SPELL
from sim.recording import ACTOR_TALLIES, BARGAIN_TALLIES, DYAD_TALLIES, MEDIATION_TALLIES
from sim.rules.mode import mode_of
from sim.scenario.build import build
from sim.world import DIRECT, MODES, NO_MODE, RELAYED, RIVALRY, TACIT

CODES = {"x": RIVALRY, ".": NO_MODE, "t": TACIT, "r": RELAYED, "d": DIRECT}
FALLEN_BELOW = 10.0
BY_DYAD = (*DYAD_TALLIES, *BARGAIN_TALLIES, *MEDIATION_TALLIES, "mandate_months", "looked_after", "trust")
BY_ACTOR = (*ACTOR_TALLIES, "held")


def record(*modes: str, strength: object = None, enemies: tuple[int, ...] = (0,), **facts: object) -> Record:
    """One run per string of modes (x rivalry, . none, t tacit, r relayed, d direct), one pair of rivals.

    ``strength``: of the enemy at the end of each month, per run and front; always strong if None.
    """
    mode = np.array([[[CODES[c]] for c in line] for line in modes], np.int8)
    runs, months = mode.shape[:2]
    z = np.full((runs, months, len(enemies)), 50.0) if strength is None else np.array(strength, float)
    if z.ndim == 2:
        z = z[:, :, None]
    made: dict[str, Any] = {
        "mode": mode,
        "strength": z,
        "joint_effort": np.zeros_like(z),
        "fallen_below": np.full((runs, len(enemies)), FALLEN_BELOW),
        "front_enemy": np.array(enemies, np.int64),
        "incidents": np.zeros((runs, 1), np.int64),
        "delivered_direct": np.zeros((runs, 1), np.int64),
        "delivered_relayed": np.zeros((runs, 1), np.int64),
        "payoff": np.zeros((runs, 2)),
        "dyads": {name: np.zeros((runs, 1)) for name in BY_DYAD},
        "actors": {name: np.zeros((runs, 2)) for name in BY_ACTOR},
    }
    for name, value in facts.items():
        table = "dyads" if name in BY_DYAD else "actors" if name in BY_ACTOR else None
        if table:
            made[table] = {**made[table], name: np.array(value, float)}
        else:
            made[name] = np.array(value)
    return Record(**made)


def of(outcome: str, rec: Record) -> list[float | None]:
    """The outcome of each run (of its one pair); None for NaN."""
    values = OUTCOMES[outcome].compute(rec).reshape(len(rec.mode), -1)[:, 0]
    return [None if math.isnan(v) else v for v in values]


# ---- spells


def test_a_spell_is_six_months():
    assert SPELL == 6
    rec = record("..tttttt..", "..ttttt...", "xrrrrrr...", "tttttx.ttt")
    assert of("emergence", rec) == [1, 0, 1, 0]
    assert of("emergence_month", rec) == [2, None, 1, None]
    assert of("duration", rec) == [6, None, 6, None]


def test_tacit_and_relayed_months_make_one_spell():
    rec = record("trtrtr....", "tttrrr....", "rrrttt....")
    assert of("emergence", rec) == [1, 1, 1] and of("duration", rec) == [6, 6, 6]


@pytest.mark.parametrize("gap", ["d", ".", "x"])
def test_any_other_month_interrupts_a_spell(gap):
    rec = record(f"ttt{gap}ttttt.", f"ttt{gap}tttttt", gap * 10)
    assert of("emergence", rec) == [0, 1, 0]
    assert of("emergence_month", rec) == [None, 4, None]


def test_the_first_spell_counts_and_its_length_goes_on_to_the_end():
    rec = record("tttttttx" + "t" * 12, "xxxx" + "r" * 16)
    assert of("emergence_month", rec) == [0, 4]
    assert of("duration", rec) == [7, 16], "the second is cut off by the end of the case"
    assert of("months_of_cooperation", rec) == [19, 16]


def test_direct_months_count_as_cooperation_but_not_as_indirect():
    rec = record("dddddd....", "tdrtdd....", "tttddx....", "ddd.dddttt", "rrrrrr....")
    assert of("cooperation", rec) == [1, 1, 0, 1, 1]
    assert of("emergence", rec) == [0, 0, 0, 0, 1]


def test_months_of_cooperation_are_counted_in_spells_of_any_length():
    rec = record("t.rxd.ttt.", "dddddddddd")
    assert of("months_of_cooperation", rec) == [5, 0]


def test_how_a_spell_ends():
    weak_after = lambda k: [50.0] * k + [5.0] * (10 - k)  # noqa: E731
    rec = record(
        "ttttttx...", "tttttt....", "tttttt....", "ttttttd...", "....tttttt", "ttttt.....", "ttttttx...", "tttttt....",
        strength=[weak_after(k) for k in (10, 10, 6, 10, 10, 3, 3, 8)],
    )  # fmt: skip
    named = [None if e is None else ENDINGS[int(e)] for e in of("ending", rec)]
    assert named == [
        "hostility", "effort ended", "enemy fallen", "effort ended", "lasting", None, "hostility", "effort ended",
    ]  # fmt: skip


def test_words_are_counted_and_not_averaged():
    rec = record("ttttttx...", "tttttt....", "tttttt....", "....tttttt", "..........")
    shares = {one.name: one.compute(rec)[:, 0].tolist() for one in parts(OUTCOMES["ending"])}
    assert shares["ending=hostility"] == [1, 0, 0, 0, 0]
    assert shares["ending=effort ended"] == [0, 1, 1, 0, 0]
    assert shares["ending=lasting"] == [0, 0, 0, 1, 0]
    assert shares["ending=none"] == [0, 0, 0, 0, 1], "no spell, so no end of one"
    assert np.sum(list(shares.values()), axis=0).tolist() == [1] * 5, "each run has one word"
    assert outcome_of("ending=lasting").kind == "share" and averaged("ending=lasting").name == "ending=lasting"
    assert averaged("incidents") is OUTCOMES["incidents"]


@pytest.mark.parametrize(
    ("ask", "name", "error", "said"),
    [
        (averaged, "ending", ValueError, "ending is a word .* has no mean; ask for the share .*ending=lasting"),
        (outcome_of, "endng", KeyError, "there is no outcome 'endng'; did you mean 'ending'?"),
        (outcome_of, "ending=hostile", KeyError, "ending is never 'hostile'; did you mean 'hostility'?"),
        (outcome_of, "incidents=2", KeyError, "incidents is a number and no word"),
        (outcome_of, "qqq", KeyError, "there is no outcome 'qqq'; outcomes are agreements, "),
    ],
)
def test_what_has_no_mean_or_no_name_is_a_sentence(ask, name, error, said):
    with pytest.raises(error, match=said):
        ask(name)


def test_pairs_and_runs_are_kept_apart():
    one = record("tttttttttt", "xxxxxxxxxx")
    two = np.concatenate([one.mode, one.mode[::-1]], axis=2)
    found = OUTCOMES["emergence"].compute(one._replace(mode=two))
    assert found.tolist() == [[1, 0], [0, 1]]


# ---- the enemy


def test_the_fall_of_the_enemy():
    s, w = 50.0, 5.0
    rec = record(
        *["." * 6] * 6,
        strength=[[s, s, w, w, w, w], [s, w, s, w, w, w], [w] * 6, [s] * 6, [s, w, w, w, w, s], [s, s, s, s, 10.0, w]],
    )
    assert of("enemy_fallen", rec) == [2, 3, None, None, None, 5], "at its threshold it still stands"


def test_an_enemy_is_its_strength_in_all_theatres():
    split = [[[6.0, 6.0], [6.0, 3.0], [1.0, 1.0]]]
    assert of("enemy_fallen", record("...", strength=split, enemies=(0, 0))) == [1]
    assert of("enemy_fallen", record("...", strength=split, enemies=(0, 1))) == [None], "neither was strong"


def test_the_last_enemy_standing_counts():
    both = [[[50.0, 50.0], [5.0, 50.0], [5.0, 50.0], [5.0, 5.0]]]
    assert of("enemy_fallen", record("....", strength=both, enemies=(0, 1))) == [3]
    one = [[[50.0, 1.0], [5.0, 1.0], [5.0, 1.0], [5.0, 1.0]]]
    assert of("enemy_fallen", record("....", strength=one, enemies=(0, 1))) == [1], "the other never was strong"
    still = [[[50.0, 50.0], [5.0, 50.0], [5.0, 50.0], [5.0, 50.0]]]
    assert of("enemy_fallen", record("....", strength=still, enemies=(0, 1))) == [None]


def test_strength_at_its_peak_and_at_the_end():
    z = [[[20.0, 30.0], [40.0, 1.0], [5.0, 2.0]]]
    assert of("peak_strength", record("...", strength=z, enemies=(0, 0))) == [50]
    assert of("peak_strength", record("...", strength=z, enemies=(0, 1))) == [40]
    assert of("final_strength", record("...", strength=z, enemies=(0, 1))) == [7]


def test_reversion_counts_from_the_fall_of_the_enemy():
    falls = [[50.0] * 7 + [5.0] * 5]
    modes = "tttttttt..x.", "tttttttx....", "tttttttttttt", "...........x", "x" * 12, "tttttt......", "ttttttx....."
    rec = record(*modes, strength=falls * len(modes))
    assert of("reversion", rec) == [3, 0, None, None, None, None, None]
    stands = record("ttttttt...x.", strength=[[50.0] * 12])
    assert of("reversion", stands) == [None], "the enemy never fell"
    late = record("......tttttt" + "x", strength=[[50.0] * 2 + [5.0] * 11])
    assert of("reversion", late) == [None], "the spell came after the fall"


# ---- counts


def test_relayed_share_and_messages():
    rec = record(*["..."] * 4, delivered_direct=[[0], [3], [0], [1]], delivered_relayed=[[0], [1], [5], [0]])
    assert of("relayed_share", rec) == [None, 0.25, 1, 0]
    assert of("messages", rec) == [0, 4, 5, 1]


def test_incidents_and_payoff_are_what_was_counted():
    rec = record("..", "..", incidents=[[2], [0]], payoff=[[1.5, -2.0], [0.0, 3.0]])
    assert of("incidents", rec) == [2, 0]
    assert OUTCOMES["payoff"].compute(rec).tolist() == [[1.5, -2.0], [0.0, 3.0]]


def test_restraint_is_the_share_of_months_without_rivalry():
    assert of("restraint", record("xx.trd....", "xxxxxxxxxx", "..........")) == [0.8, 0, 1]


# ---- all of them


@pytest.mark.parametrize("name", OUTCOMES)
@pytest.mark.parametrize("sizes", [(7, 13, 3, 4, 5), (1, 1, 1, 1, 2), (4, 8, 0, 2, 3)], ids=str)
def test_every_outcome_has_its_shape_and_is_finite_or_nan(name, sizes):
    runs, months, dyads, fronts, actors = sizes
    luck = np.random.default_rng(3)
    rec = Record(
        mode=luck.integers(0, len(MODES), (runs, months, dyads)).astype(np.int8),
        strength=luck.uniform(0, 30, (runs, months, fronts)),
        joint_effort=luck.uniform(0, 30, (runs, months, fronts)),
        fallen_below=luck.uniform(5, 20, (runs, fronts)),
        front_enemy=np.arange(fronts) // 2,
        incidents=luck.integers(0, 3, (runs, dyads)),
        delivered_direct=luck.integers(0, 2, (runs, dyads)),
        delivered_relayed=luck.integers(0, 2, (runs, dyads)),
        payoff=luck.normal(size=(runs, actors)),
        dyads={name: luck.integers(-1, 4, (runs, dyads)).astype(float) for name in BY_DYAD},
        actors={name: luck.integers(-1, 4, (runs, actors)).astype(float) for name in BY_ACTOR},
    )
    outcome = OUTCOMES[name]
    values = outcome.compute(rec)
    assert values.shape == {"run": (runs,), "dyad": (runs, dyads), "actor": (runs, actors)}[outcome.per]
    assert values.dtype == float and not np.isinf(values).any()
    if outcome.kind == "share":
        assert np.isin(values, (0.0, 1.0)).all(), "a share counts runs"
    again = outcome.compute(rec)
    assert values.tobytes() == again.tobytes()


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_says_its_unit_and_meaning(name):
    outcome = OUTCOMES[name]
    assert outcome.name == name == name.strip().lower()
    assert outcome.unit and outcome.meaning and outcome.kind in ("share", "number", "nominal")
    assert bool(outcome.words) == outcome.nominal, "a nominal outcome says what its codes stand for, others have none"
    assert (Path(sim.__file__).parent / "outcomes" / f"{name}.py").is_file(), "one file per outcome"


# ---- the mode


def test_the_mode_of_every_combination():
    """Section 5 of the definitions, said a second time."""
    for restrained, parallel, complementary, direct, relayed in product((False, True), repeat=5):
        if not restrained:
            expected = "rivalry"
        elif not (parallel and complementary):
            expected = "none"
        else:
            expected = "direct" if direct else "relayed" if relayed else "tacit"
        assert MODES[mode_of(restrained, parallel, complementary, direct, relayed)] == expected


def _ces(air: float, ground: float, share: float, r: float) -> float:
    if abs(r) < 1e-8:
        return air**share * ground ** (1 - share)
    if r < 0 and min(air, ground) <= 0:
        return 0.0
    return (share * air**r + (1 - share) * ground**r) ** (1 / r)


def modes_from_facts(history: History) -> tuple[np.ndarray, np.ndarray]:
    """The mode of each month and pair by its definition, from efforts, acts, blame and messages; and the surplus."""
    p, fact = history.p[0], history.fact
    fights, air, ground, heard = fact("fights"), fact("air"), fact("ground"), fact("heard")
    acts = ((fact("hostile") != 0) | (fact("blamed") != 0)).any(axis=2)
    first = history.worlds[0]
    direct_line = first["hops"] == 0
    months, pairs = acts.shape
    codes, surpluses = np.zeros((months, pairs), int), np.zeros((months, pairs))

    def joint(t, f, without):
        keep = [k for k in range(air.shape[1]) if k not in without]
        return _ces(air[t, keep, f].sum(), ground[t, keep, f].sum(), p["air_share"], p["substitution"])

    for t, d in product(range(months), range(pairs)):
        i, j = (int(k) for k in first["rival"][d])
        recent = slice(max(0, t - 2), t + 1)  # this month and the two before
        spoken = (heard[recent] != 0).any(axis=(0, 2, 3)) & (first["channel_dyad"] == d)
        where = [f for f in range(fights.shape[2]) if fights[t, i, f] and fights[t, j, f]]
        for f in where:
            surpluses[t, d] += joint(t, f, ()) - joint(t, f, (i,)) - joint(t, f, (j,)) + joint(t, f, (i, j))
        if acts[recent, d].any():
            codes[t, d] = RIVALRY
        elif not where or surpluses[t, d] <= 0:
            codes[t, d] = NO_MODE
        elif (spoken & direct_line).any():
            codes[t, d] = DIRECT
        else:
            codes[t, d] = RELAYED if (spoken & ~direct_line).any() else TACIT
    return codes, surpluses


def test_modes_of_twenty_runs_follow_from_the_facts():
    seen = set()
    for seed in range(1, 21):
        history = sim.trajectory(sim.example(), seed=seed)
        codes, surpluses = modes_from_facts(history)
        assert (history.fact("mode") == codes).all(), f"seed {seed}"
        assert history.fact("complementarity") == pytest.approx(surpluses, rel=1e-9, abs=1e-9)
        seen |= set(codes.ravel().tolist())
    assert {RIVALRY, NO_MODE, RELAYED} <= seen, "months of several modes were compared"


def test_without_messages_the_same_months_are_tacit():
    seen = set()
    for seed in range(1, 11):
        history = sim.trajectory(sim.example(), seed=seed, policy="no_channel")
        codes, _ = modes_from_facts(history)
        assert (history.fact("mode") == codes).all(), f"seed {seed}"
        seen |= set(codes.ravel().tolist())
    assert TACIT in seen and not seen & {RELAYED, DIRECT}


PROXY = """
import sys
import numpy as np
import sim
case = sim.loads(sys.stdin.read())
for seed in (1, 2):
    h = sim.trajectory(case, seed=seed)
    np.savez(f"{sys.argv[1]}/{seed}.npz", worlds=h.worlds, p=h.p)
"""


def test_an_act_of_a_proxy_ends_the_restraint_of_its_patron(tmp_path):
    """A militia of South's, to whom every act is traced: played interpreted, since it is a world of its own shape."""
    text = (Path(sim.__file__).parent.parent / "scenarios" / "common_enemy.yaml").read_text()
    militia = """
  Militia:
    kind: armed_group
    patron: South
    control: 0
    interests:
      defeat_of_raiders: {position: 0.5, salience: 0.5}
      border: {position: -1, salience: 1}
    theatres:
      Middleland: {exposure: 0.8, air: 0, ground: 5}
"""
    text = text.replace("  Raiders:\n    kind", militia.lstrip("\n") + "  Raiders:\n    kind", 1)
    text = text.replace("channels:\n", "  - {between: [Militia, North], rivals: true, ties: false}\n\nchannels:\n", 1)
    text = text.replace("last: 2005-12", "last: 2003-06")
    far = "assumptions:\n  attribution: 1\n  generosity: 1\n  hostility_rate: 0.15\n  hostility_gain: 20\n"
    text = text.replace("assumptions:\n", far)
    case = sim.loads(text)
    around = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(sim.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", PROXY, str(tmp_path)],
        input=text,
        env=around,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    by_proxy = 0
    for seed in (1, 2):
        kept = np.load(tmp_path / f"{seed}.npz")
        built = build(case)
        history = History(case, "as_coded", seed, built.names, kept["worlds"], kept["p"])
        codes, _ = modes_from_facts(history)
        assert (history.fact("mode") == codes).all(), f"seed {seed}"
        d = built.names.dyad.index(("North", "South"))
        innocent = (history.fact("hostile")[:, d] == 0).all(axis=1) & (history.fact("blamed")[:, d] != 0).any(axis=1)
        by_proxy += int(innocent.sum())
        assert (codes[innocent, d] == RIVALRY).all()
    assert by_proxy, "the militia acted, and South was blamed"


def test_the_restraint_of_a_case_is_counted_over_its_months():
    history = sim.trajectory(sim.example(), seed=1, policy="no_enemy")
    shown = float((history.fact("mode")[:, 0] != RIVALRY).mean())
    results = sim.run(sim.example(), runs=1, seed=1, policy="no_enemy")
    assert results.restraint["North – South"].value == shown
    assert 0.0 < shown < 1.0, "or it would show nothing"


# ---- outcomes read off the last world


@pytest.mark.parametrize(
    ("outcome", "facts", "expected"),
    [
        ("deconfliction", {"line_months": [[3.0]]}, 0.5),
        ("first_line", {"first_line": [[4.0]]}, 4.0),
        ("first_line", {"first_line": [[-1.0]]}, None),
        ("agreements", {"agreements": [[2.0]]}, 2.0),
        ("breaches", {"breaches": [[1.0]]}, 1.0),
        ("bargain_months", {"bargain_months": [[5.0]]}, 5.0),
        ("kept_months", {"kept_months": [[4.0]]}, 4.0),
        ("consent_rate", {"proposals": [[4.0]], "consents": [[1.0]]}, 0.25),
        ("consent_rate", {"proposals": [[0.0]]}, None),
        ("talks", {"talks": [[6.0]]}, 6.0),
        ("leaks", {"leaks_total": [[7.0]]}, 7.0),
        ("mandate", {"mandate_months": [[12.0]]}, 2.0),
        ("looked_after", {"looked_after": [[6.0]]}, 0.5),
        ("trust", {"trust": [[0.3]]}, 0.3),
        ("joining", {"first_fight": [[2.0, -1.0]]}, 2.0),
        ("joining", {"first_fight": [[-1.0, 2.0]]}, None),
        ("burden", {"effort_total": [[3.0, 1.0]]}, 0.75),
        ("burden", {"effort_total": [[0.0, 0.0]]}, None),
        ("held", {"held": [[0.4, 0.1]]}, 0.4),
        ("intrusions", {"intrusions": [[8.0, 0.0]]}, 8.0),
        ("attacks", {"attacks_total": [[9.0, 0.0]]}, 9.0),
    ],
)
def test_an_outcome_is_read_off_the_last_world(outcome, facts, expected):
    assert of(outcome, record("......", **facts)) == [expected]


def test_tacit_share_counts_tacit_months_among_those_of_cooperation():
    assert of("tacit_share", record("ttrd.x", "......", "tttttt")) == [0.5, None, 1.0]
