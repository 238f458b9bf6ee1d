"""A run's digest is the run's: however it is played, with whom, in which order, on which machine."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import kernel
from sim.batches.playing import Player, months_of_run
from sim.scenario.build import build
from tests.worlds import stepped_history

ROOT = Path(sim.__file__).parent.parent


@pytest.mark.parametrize("name", ["common_enemy", "syria_chemical_weapons_2013"])
def test_stepped_months_have_the_compiled_digest(name):
    case = sim.example(name)
    digests = kernel.run(build(case), np.array([1, 2], np.uint64)).digests()
    for seed, digest in zip((1, 2), digests, strict=True):
        assert kernel.played(stepped_history(case, seed)).digests()[0] == digest
        assert kernel.played(months_of_run(build(case), seed, {}).history).digests()[0] == digest


def test_any_month_any_front_any_fact_counts():
    built = build(sim.example())
    played = kernel.run(built, np.array([1], np.uint64))
    before = played.digests()[0]
    for part in (played.mode, played.strength, played.joint_effort, played.last["payoff_total"]):
        was = part.flat[len(part.flat) // 2]
        part.flat[len(part.flat) // 2] = was + 1
        assert played.digests()[0] != before
        part.flat[len(part.flat) // 2] = was
    assert played.digests()[0] == before
    played.strength[0, 3, 0] = -0.0
    minus = played.digests()[0]
    played.strength[0, 3, 0] = 0.0
    assert played.digests()[0] != minus, "even the sign of a zero"


def test_digests_of_different_runs_differ():
    digests = kernel.run(build(sim.example()), np.arange(1, 2001, dtype=np.uint64)).digests()
    assert len(set(digests.tolist())) == 2000
    bits = np.unpackbits(digests.view(np.uint8)).reshape(2000, 64).mean(axis=0)
    assert (abs(bits - 0.5) < 0.06).all(), "every bit is set in half of the runs"


def test_blocks_of_many_cells_are_their_runs_one_by_one():
    """Runs that are gathered over cells, scenarios and policies are what each is alone."""
    cases = [sim.example(), sim.example("syria_chemical_weapons_2013")]
    plan = sim.Batch(
        cases, policies=["as_coded"], vary={"threat_weight": [3, 9], "trust_memory": [0.9, 0.99]}, design="grid",
        replicates=3, record="dyad_months",
    )  # fmt: skip
    player = Player(plan)
    cells, replicates = plan.round(1, plan.cells["cell"]).part(0, plan.runs)
    whole = player(cells, replicates)
    assert len(whole["runs"]) == plan.runs == 24
    alone = [player(cells[k : k + 1], replicates[k : k + 1]) for k in range(plan.runs)]
    for table, frame in whole.items():
        rows = [row for one in alone for row in one[table].astype(object).itertuples(index=False)]
        assert repr(rows) == repr(list(frame.astype(object).itertuples(index=False))), table


MATRIX = """
import sys, tempfile, sim
from sim.batches import work
if __name__ == "__main__":
    threads, chunk, order, engine = int(sys.argv[1]), int(sys.argv[2]) or None, sys.argv[3], sys.argv[4]
    if order == "reversed":
        straight = work.chunks
        work_chunks = lambda parts, size: reversed(list(straight(parts, size)))
        import sim.batches.session as session
        session.chunks = work_chunks
    plan = sim.Batch(sim.example(), policies=["as_coded", "no_enemy"], vary={"threat_weight": [4, 8]}, design="grid",
                     replicates=30)
    results = plan.run(tempfile.mkdtemp(), engine=engine, threads=threads, chunk=chunk, progress=False)
    print(len(results.frame("runs")), results.digest)
"""


def digest_of(threads=1, chunk=0, order="straight", engine="threads", **around):
    command = [sys.executable, "-c", MATRIX, str(threads), str(chunk), order, engine]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **around}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def usual():
    found = digest_of()
    assert found.startswith("120 ")
    return found


@pytest.mark.parametrize(
    "way",
    [{"threads": 2, "chunk": 7, "PYTHONHASHSEED": "0"}, {"chunk": 100, "order": "reversed", "PYTHONHASHSEED": "1"}],
    ids=str,
)
def test_nothing_around_a_batch_changes_it(usual, way):
    assert digest_of(**way) == usual


@pytest.mark.slow
@pytest.mark.parametrize(
    "way",
    [
        {"threads": 2, "chunk": 1},
        {"threads": 2, "chunk": 100},
        {"threads": 2, "chunk": 7, "order": "reversed"},
        {"LC_ALL": "C", "TZ": "Asia/Kathmandu"},
        {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
        {"engine": "processes", "threads": 2, "chunk": 17},
    ],
    ids=str,
)
def test_nothing_around_a_batch_changes_it_at_length(usual, way):
    assert digest_of(**way) == usual
