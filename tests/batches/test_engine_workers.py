"""Processes and clusters: the same runs, whoever plays them, and whoever dies meanwhile."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.batches import processes

ROOT = Path(sim.__file__).parent.parent
CASE = sim.example()


class Repeater(sim.State):
    """As every state, but in plain Python."""

    def take_part(self, front):
        return super().take_part(front)


class Fragile(sim.State):
    """Kills its process in the runs with seed 5, as memory that runs out would, and raises in those with seed 9."""

    def hostility(self, rival):
        if self.model.seed_of_run == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.model.seed_of_run == 9:
            raise RuntimeError("seed nine")
        return super().hostility(rival)


def play(plan, folder, **words):
    return plan.run(folder, **{"progress": False, "threads": 2, **words})


@pytest.fixture(scope="module")
def stepped(tmp_path_factory):
    """Digest of twelve runs in which North is a Repeater, in processes."""
    plan = sim.Batch(CASE, actors={"North": Repeater}, replicates=12)
    return play(plan, tmp_path_factory.mktemp("x") / "x", chunk=4).digest


def test_plain_actors_are_played_in_processes_and_can_be_replayed(tmp_path, stepped):
    plan = sim.Batch(CASE, actors={"North": Repeater}, replicates=12)
    results = play(plan, tmp_path / "x", chunk=5)
    assert results.digest == stepped
    alone = sim.Model(CASE, seed=3, actors={"North": Repeater})
    alone.run()
    assert results.replay("1-3").worlds[-1].tobytes() == alone.world.tobytes()
    with pytest.raises(ValueError, match="was given in Python; give it again"):
        sim.open(tmp_path / "x").replay("1-3")
    again = sim.open(tmp_path / "x", actors={"North": Repeater})
    assert again.replay("1-3").worlds[-1].tobytes() == alone.world.tobytes()


def test_threads_step_plain_actors_too(tmp_path, stepped):
    plan = sim.Batch(CASE, actors={"North": Repeater}, replicates=12)
    assert play(plan, tmp_path / "x", engine="threads", threads=1).digest == stepped


def test_a_run_that_kills_its_process_is_a_failure_and_the_rest_is_kept(tmp_path):
    plan = sim.Batch(CASE, actors={"North": Fragile}, replicates=12)
    results = play(plan, tmp_path / "x", chunk=2)
    failures = results.failures.set_index("replicate")["error"].to_dict()
    assert set(failures) == {5, 9}
    assert "the process that played this run died" in failures[5]
    assert failures[9] == "RuntimeError: seed nine"
    assert sorted(results.frame("runs")["replicate"]) == [k for k in range(1, 13) if k not in (5, 9)]


def test_a_batch_that_workers_cannot_read_is_one_error(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "packed", lambda _: b"nonsense")
    with pytest.raises(ValueError, match="a worker cannot read this batch"):
        play(sim.Batch(CASE, actors={"North": Repeater}, replicates=4), tmp_path / "x")


SCRIPT = """
import multiprocessing, sys, sim

class Mine(sim.State):
    def take_part(self, front):
        return min(1.0, helper() * super().take_part(front))

def helper():
    return 1.0

results = sim.Batch(sim.example(), actors={"North": Mine}, replicates=12).run(
    sys.argv[1], progress=False, threads=2, chunk=4)
print(results.digest, multiprocessing.get_start_method(allow_none=True))
"""


def run_script(command, **around):
    env = {**os.environ, "PYTHONPATH": str(ROOT), **around}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.slow
def test_classes_of_a_script_travel_and_no_start_method_is_set(tmp_path, stepped):
    """Without any ``if __name__ == "__main__"``, which a notebook has not either."""
    (tmp_path / "script.py").write_text(SCRIPT)
    assert run_script([sys.executable, str(tmp_path / "script.py"), str(tmp_path / "x")]) == [stepped, "None"]


@pytest.mark.slow
def test_classes_of_a_notebook_travel(tmp_path, stepped):
    import nbformat
    from nbclient import NotebookClient

    source = SCRIPT.replace("sys.argv[1]", repr(str(tmp_path / "x")))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=240, kernel_name="python3").execute()
    assert notebook.cells[0].outputs[-1]["text"].split()[0] == stepped


def test_a_users_module_travels_by_value(tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text("import sim\n\nclass Mine(sim.State):\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    import mine  # ty: ignore[import-not-found]

    plan = sim.Batch(CASE, actors={"North": mine.Mine}, replicates=1)
    packed = processes.packed(plan)
    code = "import sys, cloudpickle; print(cloudpickle.loads(sys.stdin.buffer.read()).actors['North'].__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, input=packed, capture_output=True
    )
    assert done.stdout.decode().strip() == "Mine", done.stderr.decode()


# ---- a cluster

dask = pytest.mark.slow


@pytest.fixture(scope="module")
def threaded(tmp_path_factory):
    plan = sim.Batch(CASE, policies=["as_coded", "no_enemy"], replicates=400)
    return play(plan, tmp_path_factory.mktemp("x") / "x").digest


CLUSTER = """
import os, signal, sys, sim
from distributed import Client, LocalCluster
if __name__ == "__main__":
    plan = sim.Batch(sim.example(), policies=["as_coded", "no_enemy"], replicates=400)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        with Client(cluster) as client:
            pids = list(client.run(os.getpid).values())
        told = []
        def progress(runs, failed=0):
            told.append(runs)
            if sum(told) > 100 and pids:
                os.kill(pids.pop(), signal.SIGKILL)
                pids.clear()
        results = plan.run(sys.argv[1], scheduler=cluster.scheduler_address, chunk=20, progress=progress)
    print(results.digest, len(pids), results.progress.done, results.progress.failed)
"""


@dask
def test_a_killed_worker_of_a_cluster_changes_nothing(tmp_path, threaded):
    (tmp_path / "script.py").write_text(CLUSTER)
    found = run_script([sys.executable, str(tmp_path / "script.py"), str(tmp_path / "x")])
    assert found == [threaded, "0", "800", "0"]


OWN = """
import sys, sim
if __name__ == "__main__":
    plan = sim.Batch(sim.example(), policies=["as_coded", "no_enemy"], replicates=400)
    print(plan.run(sys.argv[1], engine="dask", progress=False).digest)
"""


@dask
def test_a_cluster_of_ones_own(tmp_path, threaded):
    (tmp_path / "script.py").write_text(OWN)
    assert run_script([sys.executable, str(tmp_path / "script.py"), str(tmp_path / "x")]) == [threaded]


def test_a_scheduler_that_is_not_there_is_told(tmp_path, monkeypatch):
    from sim.batches import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with pytest.raises(ValueError, match=r"no dask scheduler answers at tcp://127\.0\.0\.1:9"):
        play(sim.Batch(CASE, replicates=4), tmp_path / "x", scheduler="tcp://127.0.0.1:9")
    assert sim.open(tmp_path / "x").progress.done == 0
