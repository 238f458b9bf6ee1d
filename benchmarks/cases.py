"""Textbook cases of any size, for timing: one theatre, one enemy, pairs of rivals and an intermediary for each pair.

All numbers are round ones, and the same mechanisms act as in ``scenarios/common_enemy.yaml``, with as many actors as
wanted, eight issues and ten years.
"""

from __future__ import annotations

import json
from typing import Any

import sim

COMMON = "defeat_of_raiders"
OTHERS = ("border", "rule_in_middleland", "trade", "water", "shipping", "refugees", "prices")
LAST = {60: "2005-12", 120: "2010-12"}


def text(actors: int, months: int = 120) -> str:
    """The case as the text of a scenario file (JSON, which is YAML too).

    Of ``actors`` one is the enemy; of each three others two are rivals and one carries their words; the one or two that
    are left are states without a rival.

    Raises:
        ValueError: fewer than four actors, or neither 60 nor 120 months.

    >>> scenario = sim.loads(text(12))
    >>> len(scenario.actors), len(scenario.issues), len(scenario.rivals), len(scenario.channels), len(scenario.months)
    (12, 8, 3, 3, 120)
    """
    if actors < 4 or months not in LAST:
        raise ValueError(f"{actors} actors, {months} months: at least 4 actors and 60 or 120 months are needed")
    pairs, single = divmod(actors - 1, 3)
    parties = {"Raiders": _party("armed_group", {COMMON: (-1, 1), OTHERS[0]: (0, 0.2), OTHERS[1]: (0, 0.8)})}
    for k in range(1, pairs + 1):
        parties[f"North {k}"] = _state(_quarrel(k, 1), air=40)
        parties[f"South {k}"] = _state(_quarrel(k, -1), ground=40)
        parties[f"Harbour {k}"] = _party("mediator", {COMMON: (0.4, 0.4), "trade": (0.8, 0.8)})
    for k in range(1, single + 1):
        parties[f"Neighbour {k}"] = _state({COMMON: (0.8, 0.6)}, ground=20)
    numbers = range(1, pairs + 1)
    return json.dumps(_head(months) | {
        "actors": parties,
        "relations": [_rivals(k) for k in numbers],
        "channels": {f"Harbour {k}": _channel(k) for k in numbers},
    }, indent=1)  # fmt: skip


def case(actors: int, months: int = 120) -> sim.Scenario:
    """The same, loaded."""
    return sim.loads(text(actors, months), f"{actors} actors")


def _head(months: int) -> dict[str, Any]:
    return {
        "title": "Rivals, a common enemy, and intermediaries",
        "about": "A case made for timing: all numbers are round ones.",
        "assumed": "made for timing: round numbers",
        "coder": "the authors",
        "confidence": "low",
        "months": {"first": "2001-01", "last": LAST[months]},
        "issues": {name: {"minus": f"less {name}", "plus": f"more {name}"} for name in (COMMON, *OTHERS)},
        "theatres": {"Middleland": {"governance": _range(0.4, 0.2)}},
        "enemies": {"Raiders": _enemy()},
        # costs that rise with effort, and a low fixed cost: many take part, each with a little
        "assumptions": {"threat_weight": {"value": 20}, "cost_curvature": {"value": 0.1}},
    }


def _range(value: float, half: float) -> dict[str, Any]:
    return {"value": value, "range": [round(value - half, 4), round(value + half, 4)]}


def _enemy() -> dict[str, Any]:
    return {
        "issue": COMMON,
        "theatres": {"Middleland": {"strength": 20}},
        "growth": _range(0.2, 0.1),
        "ceiling": 100,
        "attrition": _range(0.1, 0.05),
        "recruits": 0.2,
        "spread": 0,
        "fallen_below": 10,
    }


def _quarrel(k: int, sign: int) -> dict[str, tuple[float, float]]:
    """Interests of one side of the k-th pair: at odds in all but the enemy, most of all on an issue of its own."""
    hot = OTHERS[k % len(OTHERS)]
    return {COMMON: (0.8, 0.8)} | {name: (0.6 * sign, 0.8 if name == hot else 0.4) for name in OTHERS}


def _party(kind: str, interests: dict[str, tuple[float, float]], spread: float = 0.0) -> dict[str, Any]:
    uncertain = {"spread": spread} if spread else {}
    told = {name: {"position": x, "salience": s} | uncertain for name, (x, s) in interests.items()}
    nothing = {"exposure": 0, "air": 0, "ground": 0}
    return {"kind": kind, "interests": told} | ({"theatres": {"Middleland": nothing}} if kind == "armed_group" else {})


def _state(interests: dict[str, tuple[float, float]], air: float = 0, ground: float = 0) -> dict[str, Any]:
    return _party("state", interests, 0.1) | {
        "theatres": {"Middleland": {"exposure": 0.8, "air": air, "ground": ground}},
        "audience_cost": _range(1.0, 0.5),
        "fixed_cost": _range(0.1, 0.05),
    }


def _rivals(k: int) -> dict[str, Any]:
    return {
        "between": [f"North {k}", f"South {k}"],
        "rivals": True,
        "ties": False,
        "co_location": _range(0.4, 0.2),
        "episodes": [{"what": "a war over the border", "date": "1991-01", "evidence": -1}],
    }


def _channel(k: int) -> dict[str, Any]:
    return {
        "role": "mediator", "carriers": [f"Harbour {k}"], "between": [f"North {k}", f"South {k}"],
        "loss": 0.1, "garble": 0.05, "delay": 0.5, "rate": 4, "leverage": 0.2,
    }  # fmt: skip
