"""A batch of the textbook case in a process of its own, so that its time and memory are its own.

``python -m benchmarks.worker RUNS THREADS`` plays a warm-up, then the batch into a folder that is thrown away, and
prints what it took as one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

import sim

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "scenarios" / "common_enemy.yaml"
WARM_UP = 200


def batch(scenario: sim.Scenario, runs: int, threads: int, folder: Path) -> None:
    """Play so many runs into a folder."""
    sim.Batch(scenarios=[scenario], replicates=runs).run(folder, threads=threads, progress=False)


class Memory:
    """The memory of this process, looked at fifty times a second."""

    def __init__(self) -> None:
        self.own = psutil.Process()
        self.most = self.first = self.own.memory_info().rss
        self.over = threading.Event()
        self.looks = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self.over.wait(0.02):
            self.most = max(self.most, self.own.memory_info().rss)

    def __enter__(self) -> Memory:
        self.looks.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.looks.join()


def measure(runs: int, threads: int) -> dict[str, float]:
    """Seconds, processor seconds, memory (most, and by how much it grew; megabytes) and bytes on disk of a batch."""
    scenario = sim.load(CASE)
    with tempfile.TemporaryDirectory() as place:
        batch(scenario, WARM_UP, threads, Path(place) / "warm")
        began, worked = time.perf_counter(), time.process_time()
        with Memory() as memory:
            batch(scenario, runs, threads, Path(place) / "batch")
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        stored = sum(f.stat().st_size for f in (Path(place) / "batch").rglob("*") if f.is_file())
    most, grown = memory.most / 1e6, (memory.most - memory.first) / 1e6
    return {"runs": runs, "seconds": seconds, "cpu": cpu, "memory": most, "grown": grown, "bytes": stored}


def in_a_process(runs: int, threads: int) -> dict[str, Any]:
    """The same, measured in a process of its own.

    Raises:
        subprocess.CalledProcessError: the process failed; what it wrote is shown.
    """
    command = [sys.executable, "-m", "benchmarks.worker", str(runs), str(threads)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
