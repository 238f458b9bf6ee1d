"""From whole runs as the kernel leaves them to the record that outcomes are computed from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.kernel import Played
from sim.outcomes import Record
from sim.scenario.build import Built

DYAD_TALLIES = ("line_months", "first_line", "leaks_total")
BARGAIN_TALLIES = ("offers", "agreements", "breaches", "bargain_months", "kept_months")
MEDIATION_TALLIES = ("proposals", "consents", "successes", "talks")
ACTOR_TALLIES = ("first_fight", "effort_total", "intrusions", "attacks_total")
"""Facts of a run's last world that outcomes are computed from; those of bargains and mediations are summed by pair."""


def recorded(built: Built, played: Played) -> Record:
    """What outcomes need of runs of one case (nothing of it looks into the runs' memory but modes, months of fronts).

    >>> import sim
    >>> from sim.kernel import run
    >>> from sim.scenario.build import build
    >>> built = build(sim.example())
    >>> recorded(built, run(built, np.array([1, 2], np.uint64))).payoff.shape
    (2, 4)
    """
    last = played.last
    dyads = len(built.names.dyad)
    return Record(
        mode=played.mode[:, :, :dyads],
        strength=played.strength,
        joint_effort=played.joint_effort,
        fallen_below=last["fallen_below"].copy(),
        front_enemy=built.world[0].front_enemy.copy(),
        incidents=last["incidents_total"][:, :dyads].copy(),
        delivered_direct=last["delivered_direct"][:, :dyads].copy(),
        delivered_relayed=last["delivered_relayed"][:, :dyads].copy(),
        payoff=last["payoff_total"].copy(),
        dyads=_dyad_tallies(last, dyads),
        actors={name: last[name].astype(float) for name in ACTOR_TALLIES} | {"held": last["held"].max(axis=2)},
    )


def _dyad_tallies(last: np.ndarray, dyads: int) -> dict[str, np.ndarray]:
    runs = np.arange(len(last))[:, None]
    found = {name: last[name][:, :dyads].astype(float) for name in DYAD_TALLIES}
    for names, of in ((BARGAIN_TALLIES, "bargain_dyad"), (MEDIATION_TALLIES, "mediation_dyad")):
        found |= {name: _by_dyad(last[name], last[of][0], dyads) for name in names}
    found["looked_after"] = last["looked_after"][:, :dyads].sum(axis=2).astype(float)
    mandates = last["mandate_months"] * last["mandated"]
    found["mandate_months"] = _by_dyad(mandates, last["channel_dyad"][0], dyads)
    one, other = last["rival"][:, :dyads, 0], last["rival"][:, :dyads, 1]
    found["trust"] = (last["trust"][runs, one, other] + last["trust"][runs, other, one]) / 2.0
    return found


def _by_dyad(facts: np.ndarray, dyad: np.ndarray, dyads: int) -> np.ndarray:
    """Sums (R, D) of facts (R, n) whose pairs of rivals are ``dyad`` (n,)."""
    totals = np.zeros((len(facts), dyads))
    for k, d in enumerate(dyad):
        if 0 <= d < dyads:
            totals[:, d] += facts[:, k]
    return totals


def joined(records: Sequence[Record]) -> Record:
    """The records of several blocks of runs as one, in their order."""
    if len(records) == 1:
        return records[0]
    return Record(*(_chained(name, [getattr(record, name) for record in records]) for name in Record._fields))


def _chained(name: str, parts: Sequence[Any]) -> Any:
    """One field of several records as one; tables column by column, and what is the same in all runs once."""
    if name == "front_enemy":
        return parts[0]
    if isinstance(parts[0], dict):
        return {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
    return np.concatenate(parts)
