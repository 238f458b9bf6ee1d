"""Golden runs: what every case gave when somebody last looked, moved only by ``python tests/golden.py --write``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sim
from sim.outcomes import OUTCOMES
from sim.outcomes.asked import parts

FILE = Path(__file__).parent / "data" / "golden.json"
SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.yaml"))
RUNS = 40


def measure(path: Path) -> dict[str, dict[str, float | None]]:
    """Every outcome of a case, averaged over the runs where it applies, to six digits."""
    results = sim.run(sim.load(path), runs=RUNS)
    names = [one.name for outcome in OUTCOMES.values() for one in parts(outcome)]
    return {
        name: {k: None if e.n == 0 else float(f"{e.value:.6g}") for k, e in results.estimate(name).items()}
        for name in names
    }


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("python tests/golden.py --write    moves the golden runs; say why in the change log, marked [results]")
    FILE.write_text(json.dumps({p.stem: measure(p) for p in SCENARIOS}, indent=1, ensure_ascii=False) + "\n")
