"""Results do not move unless somebody moves them: see tests/golden.py."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("golden", Path(__file__).parent / "golden.py")
assert _spec and _spec.loader
golden = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(golden)


@pytest.mark.parametrize("path", golden.SCENARIOS, ids=lambda p: p.stem)
def test_golden_runs(path: Path) -> None:
    kept = json.loads(golden.FILE.read_text())
    assert path.stem in kept, "a new case: python tests/golden.py --write"
    found = golden.measure(path)
    moved = [
        f"{outcome} of {who}: {value} was {kept[path.stem].get(outcome, {}).get(who)}"
        for outcome, values in found.items()
        for who, value in values.items()
        if value != pytest.approx(kept[path.stem].get(outcome, {}).get(who), rel=1e-5)
    ]
    assert not moved, "results moved; if that is meant: python tests/golden.py --write\n" + "\n".join(moved[:20])
