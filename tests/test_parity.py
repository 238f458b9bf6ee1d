"""The same bytes, whichever way a run is played: stepped, compiled, interpreted, watched or not."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import mesa
import numpy as np
import pytest

import sim
from sim import kernel
from sim.examples import folder
from sim.scenario.build import build
from sim.world import CONTESTS, FACTS, QUESTIONS
from tests.worlds import SMALL_CASE, compiled_history, differing, stepped_history

CASES = sorted(path.stem for path in folder().glob("*.yaml"))
SMALL = sim.example()
DEALS = sim.example("syria_chemical_weapons_2013")  # with bargains and mediations
SEEDS = (1, 2, 3)
KRTZ = sim.loads(SMALL_CASE + "\ncontest: krtz\n")


@pytest.mark.parametrize("name", CASES)
def test_stepped_months_are_the_compiled_months(name):
    case = sim.example(name)
    built = build(case)
    for seed in SEEDS:
        compiled = compiled_history(built, seed)
        assert len(compiled) == len(case.months) + 1
        assert not differing(stepped_history(case, seed), compiled), f"seed {seed}"
        assert not compiled["plain"].any()


@pytest.mark.parametrize("policy", SMALL.policy_names)
def test_every_policy_too(policy):
    case = SMALL.under(policy)
    for seed in (1, 2, 3):
        assert not differing(stepped_history(case, seed), compiled_history(case, seed)), f"seed {seed}"


@pytest.mark.parametrize("case", [KRTZ, sim.example("us_russia_isis_2015").under("krtz")], ids=["small", "large"])
def test_the_other_contest_too(case):
    for seed in SEEDS:
        compiled = compiled_history(case, seed)
        assert not differing(stepped_history(case, seed), compiled), f"seed {seed}"
        assert CONTESTS[compiled["contest"][-1]] == "krtz"
        assert compiled["enemy_effort"][-1].any(), "the enemy fights back in this contest"


def test_a_batch_is_its_single_runs():
    """Runs leave nothing behind for the next one."""
    built = build(SMALL)
    batch = kernel.run(built, np.arange(1, 8, dtype=np.uint64))
    for k, seed in enumerate(range(1, 8)):
        history = compiled_history(built, seed)
        assert batch.last[k].tobytes() == history[-1].tobytes()
        assert (batch.mode[k] == history["mode"][1:]).all()
        assert (batch.strength[k] == history["strength"][1:]).all()
        assert (batch.joint_effort[k] == history["joint_effort"][1:]).all()


def test_playing_leaves_the_built_case_alone():
    built = build(SMALL)
    before = built.world.tobytes(), built.p.tobytes(), built.draws.tobytes()
    kernel.run(built, np.array([1, 2], np.uint64))
    assert (built.world.tobytes(), built.p.tobytes(), built.draws.tobytes()) == before


# ---- without the compiler


INTERPRETED = """
import hashlib, sys
import sim
for name, seeds, months in (("common_enemy", (1, 2), 24), ("syria_chemical_weapons_2013", (1,), 12)):
    for seed in seeds:
        model = sim.Model(sim.example(name), seed=seed)
        record = hashlib.sha256(model.world.tobytes())
        for _ in range(months):
            model.step()
            record.update(model.world.tobytes())
        print(name, seed, months, record.hexdigest())
model = sim.Model(sim.example(), seed=1, policy="shuffled_interests")
model.run()
print("shuffled", hashlib.sha256(model.world.tobytes()).hexdigest())
"""


def test_interpreted_months_are_the_compiled_months():
    """The same pages as plain Python, in a process of its own with the compiler off."""
    root = str(Path(sim.__file__).parent.parent)
    around = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": root}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", INTERPRETED]
    done = subprocess.run(command, env=around, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    *runs, shuffled = done.stdout.splitlines()
    assert len(runs) == 3
    for line in runs:
        name, seed, months, seen = line.split()
        history = compiled_history(sim.example(name), int(seed))[: int(months) + 1]
        assert seen == hashlib.sha256(history.tobytes()).hexdigest(), line
    last = compiled_history(SMALL.under("shuffled_interests"), 1)[-1]
    assert shuffled.split()[1] == hashlib.sha256(last.tobytes()).hexdigest()


# ---- looking changes nothing


def look_at_everything(model):
    for actor in model.agents:
        repr(actor)
        for fact in FACTS:
            repr(getattr(actor, fact.name))
    for front in model.names.front:
        model.front(front)


def ask_everything(model):
    """Every decision of every actor, about everything."""
    of = model.names
    about = {
        "carry": [(c,) for c in of.channel],
        "message": [(a,) for a in of.actor],
        "take_part": [(f,) for f in of.front],
        "effort": [(f, arm) for f in of.front for arm in ("air", "ground")],
        "hostility": [(a,) for a in of.actor],
        "condemn": [(a,) for a in of.actor],
        "consent": [(m,) for m in of.mediation],
        "accept": [(b,) for b in of.bargain],
        "keep": [(b,) for b in of.bargain],
    }
    assert tuple(about) == QUESTIONS
    for actor in model.agents:
        for question, topics in about.items():
            for topic in topics:
                getattr(actor, question)(*topic)


@pytest.mark.parametrize("watch", [look_at_everything, ask_everything])
@pytest.mark.parametrize("case", [SMALL, KRTZ, DEALS], ids=["public_good", "krtz", "deals"])
def test_watching_changes_no_byte(watch, case):
    watched = sim.Model(case, seed=3)
    alone = sim.Model(case, seed=3)
    while alone.running:
        before = watched.world.tobytes()
        watch(watched)
        assert watched.world.tobytes() == before
        watched.step()
        alone.step()
        assert watched.world.tobytes() == alone.world.tobytes()


def test_collecting_data_changes_no_byte():
    model = sim.Model(SMALL, seed=3)
    collector = mesa.DataCollector(
        model_reporters={
            "month": "month",
            "strength": lambda m: m.front("Raiders in Middleland")["strength"],
        },
        agent_reporters={"audience_cost": "audience_cost", "payoff": lambda a: a.payoff},
    )
    while model.running:
        model.step()
        collector.collect(model)
        model.agents.shuffle().select(lambda a: a.present)
        model.rng.random(), model.random.random()  # Mesa's own luck is not the model's
    assert model.world.tobytes() == compiled_history(SMALL, 3)[-1].tobytes()
    table = collector.get_agent_vars_dataframe()
    assert len(table) == len(SMALL.months) * len(SMALL.actors)
    by_month = collector.get_model_vars_dataframe()
    assert list(by_month["month"][:2]) == ["2001-01", "2001-02"]
    assert (by_month["strength"] == compiled_history(SMALL, 3)["strength"][1:, 0]).all()


def test_after_the_last_month_nothing_moves():
    model = sim.Model(SMALL, seed=1)
    model.run()
    end = model.world.tobytes()
    model.step()
    model.run()
    assert model.world.tobytes() == end
    assert (model.month, model.months_played) == (str(SMALL.months.last), len(SMALL.months))
