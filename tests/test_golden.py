"""Results do not move unless somebody moves them: see tests/golden.py."""

from __future__ import annotations

import importlib.util
import json
import math
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("golden", Path(__file__).parent / "golden.py")
assert _spec and _spec.loader
golden = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(golden)


def _same(one: float | None, other: float | None) -> bool:
    """Equal to five digits: the last ones may differ between machines' mathematics."""
    return one == other if one is None or other is None else math.isclose(one, other, rel_tol=1e-5)


@pytest.mark.parametrize("path", golden.SCENARIOS, ids=lambda p: p.stem)
def test_golden_runs(path: Path) -> None:
    kept = json.loads(golden.FILE.read_text())
    assert path.stem in kept, "a new case: python tests/golden.py --write"
    found = golden.measure(path)
    moved = [
        f"{outcome} of {who}: {value} was {kept[path.stem].get(outcome, {}).get(who)}"
        for outcome, values in found.items()
        for who, value in values.items()
        if not _same(value, kept[path.stem].get(outcome, {}).get(who))
    ]
    assert not moved, "results moved; if that is meant: python tests/golden.py --write\n" + "\n".join(moved[:20])
