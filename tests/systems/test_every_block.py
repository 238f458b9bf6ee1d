"""The case that uses every block: the same bytes however it is played, and numbers that stay numbers."""

import dataclasses
import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.assumptions import ASSUMPTIONS
from sim.scenario import loads
from sim.scenario.build import build
from sim.world import FACTS
from tests.systems.cases import ALL, BLOCKS, EVERYTHING, HEAD, played
from tests.worlds import changed, compiled_history, differing, months_of

SHORT = HEAD.replace("2002-12", "2001-09")
FEW = EVERYTHING.replace(HEAD, SHORT).replace("2001-1", "2001-0").replace("2002-0", "2001-0")
POLICIES = ("as_coded", "no_talks", "no_bargains", "no_break", "turned", "other_contest")


def digest(history: np.ndarray) -> str:
    return hashlib.sha256(history.tobytes()).hexdigest()


@pytest.mark.parametrize("policy", POLICIES)
def test_stepped_months_are_the_compiled_months(policy):
    case = ALL.scenario.under(policy)
    for seed in (1, 2, 3):
        assert not differing(months_of(sim.Model(case, seed=seed)), compiled_history(case, seed)), f"seed {seed}"


def test_every_block_does_something():
    both = ALL, changed(ALL, attrition=0.1)  # an enemy that falls back, and one that does not
    histories = np.concatenate([played(built, seed) for built in both for seed in range(1, 21)])
    for fact in ("condemns", "leaked", "mandates_lost", "proposals", "consents", "talks", "offers",
                 "counters", "agreements", "breaches", "bargain_months", "armed", "distress", "admitted", "intrusions",
                 "held", "crisis", "diverted", "opened", "fighters", "attacks", "alarm", "norm", "linked", "proxied",
                 "deconfliction", "delivered_direct", "delivered_relayed", "incidents",
                 "takes_part", "fights"):  # fmt: skip
        assert np.unique(histories[fact]).size > 1, fact


def test_order_of_the_blocks_in_the_file_changes_nothing():
    blocks = list(BLOCKS)
    random.Random(1).shuffle(blocks)
    again = build(loads("".join(blocks)))
    assert again.world.tobytes() == ALL.world.tobytes() and blocks[0] != BLOCKS[0]
    for seed in (1, 2):
        assert played(again, seed).tobytes() == played(ALL, seed).tobytes()


def test_order_of_the_actors_and_bargains_in_the_file_changes_nothing():
    turned = []
    for block in BLOCKS:
        head, *lines = block.splitlines(keepends=True)
        entries: list[str] = []
        for line in lines:
            if line.startswith("  ") and not line.startswith(("   ", "  -")):
                entries.append(line)
            elif entries:
                entries[-1] += line
            else:
                head += line
        turned.append(head + "".join(reversed(entries)))
    text = "".join(turned)
    assert text != EVERYTHING and sorted(text) == sorted(EVERYTHING)
    again = build(loads(text))
    assert played(again, 3).tobytes() == played(ALL, 3).tobytes()


def test_interpreted_months_are_the_compiled_months():
    """In a process of its own, without the compiler: nine months of every block, three seeds, both contests."""
    compiled = [
        digest(compiled_history(few(policy), seed)) for policy in ("as_coded", "other_contest") for seed in (1, 2, 3)
    ]
    code = "from tests.systems.test_every_block import say; say()"
    env = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=600)
    assert run.stdout.split() == compiled


def few(policy: str) -> sim.Scenario:
    return loads(FEW).under(policy)


def say() -> None:
    """What the other process prints: digests of the stepped months."""
    for policy in ("as_coded", "other_contest"):
        for seed in (1, 2, 3):
            print(digest(months_of(sim.Model(few(policy), seed=seed))))


# ---- any numbers in their ranges

SHARES = ("share", "probability", "0..1", "trust")
OF_CASES = (
    "governance", "sovereignty", "garrison", "exposure", "salience", "audience_cost", "fixed_cost", "patience",
    "volunteers", "fighters", "norm_anchor", "susceptibility", "members", "control", "arming", "armed_to",
    "co_location",
    "crisis_rate", "standing", "proxy_war", "backing", "loss", "garble", "delay", "rate", "leverage", "leak", "skill",
    "pressure", "cover", "proposal_rate", "verifiability", "least_size", "strength", "growth", "attrition", "recruits",
    "spread", "opens_above", "air_capacity", "ground_capacity", "voice", "helps_talks", "advocacy",
)  # fmt: skip
MORE_THAN_ALL = ("minimum_trust", "margin", "friction", "plan_friction")  # shares of a cost; 2 for never
LARGEST = {"members": 60.0, "delay": 6.0, "rate": 20.0, "strength": 100.0, "opens_above": 80.0, "air_capacity": 100.0,
           "ground_capacity": 100.0, "growth": 2.0, "attrition": 2.0, "recruits": 10.0, "garble": 0.5, "pressure": 5.0,
           "audience_cost": 5.0, "fixed_cost": 5.0, "standing": 5.0}  # fmt: skip


def random_world(seed: int):
    """The case with numbers drawn from all that they may be, and parameters from their whole ranges."""
    luck = np.random.default_rng(seed)
    built = dataclasses.replace(ALL, world=ALL.world.copy(), p=ALL.p.copy())
    for name in OF_CASES:
        fact = built.world[0][name]
        drawn = luck.uniform(0, LARGEST.get(name, 1.0), np.shape(fact))
        ends = luck.choice([0.0, 1.0], np.shape(fact)) * LARGEST.get(name, 1.0)
        built.world[name][...] = np.where(luck.random(np.shape(fact)) < 0.2, ends, drawn)
    built.world["position"][...] = luck.uniform(-1, 1, built.world["position"].shape)
    built.world["members"][...] = np.maximum(1.0, built.world["members"])
    built.world["step_length"] = luck.choice([0.25, 1.0])
    built.world["contest"] = luck.choice([0, 1])
    for name, a in ASSUMPTIONS.items():
        low, high = a.low, a.high
        built.p[name] = luck.choice([low, high, a.default, luck.uniform(low, high)])
    return built


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_numbers_stay_where_they_belong(seed):
    history = played(random_world(seed), seed)
    for fact in FACTS:
        values = history[fact.name]
        if fact.kind != "f8":
            continue
        assert np.isfinite(values).all(), fact.name
        if fact.unit in SHARES and fact.name not in MORE_THAN_ALL:
            assert values.min() >= 0.0 and values.max() <= 1.0 + 1e-12, fact.name
    assert (history["strength"] >= 0).all() and (history["strength"] <= history["ceiling"] + 1e-9).all()
    assert (history["held"].sum(axis=1) <= 1 + 1e-9).all()
    assert (np.abs(history["log_trust"]) <= 4.0).all()
    for fact in ("ground_capacity", "air", "ground", "fighters"):
        assert (history[fact] >= 0.0).all(), fact
    assert (history["ground"] <= history["ground_capacity"] + 1e-9).all()
    assert (history["consents"] <= history["proposals"]).all()
    assert (history["concession_size"] <= np.maximum(history["largest_size"], history["least_size"])).all()
