"""What would have been: the same luck without a channel, a bargain, a mediation, or the enemy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.batch import run, trajectory
from sim.explaining.heard import Between
from sim.history import History
from sim.intervals import paired_share, wilson
from sim.names import dyad_name
from sim.outcomes.spells import SPELL
from sim.scenario import Scenario
from sim.scenario.values import Amount, Flag, Number
from sim.world import MODES, TACIT

AS_IT_WAS = "nothing"
COLUMNS = (
    "without", "mode", "differs_from", "begins", "trust_first", "trust_second", "deconfliction",
)  # fmt: skip
SHARES = ("share", "low", "high", "difference", "difference_low", "difference_high", "runs")


class Change(NamedTuple):
    """What is taken away, in words, and the case without it."""

    what: str
    case: Scenario


def changes(case: Scenario, b: Between) -> list[Change]:
    """What can be taken away and had a part in it: channels of the two, ties, bargains, mediations, and the enemy."""
    found = [Change(AS_IT_WAS, case)]
    for what, parts in _parts(case, b):
        cut = case.without(**parts)
        if all(cut.changes != other.case.changes for other in found):  # two names for the same change are one
            found.append(Change(what, cut))
    direct = any(not one.carriers for one in b.messages)
    return found[1:] + ([Change("ties of their own", untied(case, b.pair))] if direct else [])


def untied(case: Scenario, pair: tuple[str, str]) -> Scenario:
    """The case in which two rivals have no ties, and get none."""
    none, never = Flag(value=False), Number[Amount](value=False)
    relations = tuple(
        one.model_copy(update={"ties": none}) if set(one.between) == set(pair) else one for one in case.relations
    )
    events = tuple(
        one.model_copy(update={"to": never, "by": None})
        if one.set == "ties" and set(one.between or ()) == set(pair)
        else one
        for one in case.events
    )
    cut = case.model_copy(update={"relations": relations, "events": events})
    cut.__dict__.pop("_relations", None)  # what was looked up in the old ones
    return cut


def _parts(case: Scenario, b: Between) -> Iterator[tuple[str, dict[str, Any]]]:
    names, now, gone = b.names, b.now, case.changes
    own = [names.channel[c] for c in b.channels if names.channel[c] in case.channels]
    own = [name for name in own if name not in gone.without_channels]
    yield from ((name, {"channel": name}) for name in own)
    yield f"any channel between {' and '.join(b.pair)}", {"channel": own}
    yield "any channel at all", {"channel": "all"}
    for k in b.bargains:
        if now.agreements[k] > 0:
            yield f"the bargain {names.bargain[k]!r}", {"bargain": names.bargain[k]}
    for k in b.mediations:
        if now.consents[k] > 0:
            yield f"the mediation {names.mediation[k]!r}", {"mediation": names.mediation[k]}
    if set(case.enemies) - gone.without_enemies:
        yield f"the enemy ({', '.join(case.enemies)})", {"enemy": "all"}


def counterfactuals(case: Scenario, b: Between, runs: int | None = None) -> pd.DataFrame:
    """One row a replay, the run as it was first; with ``runs``, shares over the seeds 1 to that number, too.

    ``begins``: first month of the first spell of cooperation of any mode that lasts six months; ``differs_from``: the
    first month in which anything between the two is different. Either is missing (NaN) where there is no such month.
    """
    rows, base = [], Change(AS_IT_WAS, case)
    shares: list[tuple[Any, ...]] = []
    cooperates: np.ndarray | None = None
    for one in (base, *changes(case, b)):
        history = b.history if one is base else trajectory(one.case, b.history.seed)
        rows.append((one.what, *state(b, history)))
        if runs:
            there = _cooperating(one.case, b, runs)
            cooperates = there if cooperates is None else cooperates
            shares.append(_shares(cooperates, there))
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found if not runs else found.join(pd.DataFrame(shares, columns=list(SHARES)))


def state(b: Between, history: History) -> tuple[Any, ...]:
    """What a replay says of the two in the month: see ``counterfactuals``."""
    w, d = history.worlds[b.month + 1], b.d
    i, j = w["rival"][d]
    begins, differs = first_spell(history.worlds["mode"][1:, d]), _first_difference(b, history)
    return (
        MODES[w["mode"][d]], None if differs is None else b.label(differs), None if begins is None else b.label(begins),
        float(w["trust"][i, j]), float(w["trust"][j, i]), float(w["deconfliction"][d]),
    )  # fmt: skip


def first_spell(mode: np.ndarray) -> int | None:
    """First month of the first six months of cooperation in a row, of any mode; None without any.

    >>> first_spell(np.array([1, 2, 1, 2, 3, 3, 4, 2, 2]))
    3
    """
    length = 0
    for t, cooperative in enumerate(mode >= TACIT):
        length = length + 1 if cooperative else 0
        if length == SPELL:
            return t - SPELL + 1
    return None


def _first_difference(b: Between, history: History) -> int | None:
    i, j = b.now.rival[b.d]
    different = np.zeros(len(history.worlds) - 1, bool)
    for fact in ("mode", "deconfliction", "hostile", "incidents"):
        one, other = (h.worlds[fact][1:, b.d] for h in (b.history, history))
        different |= (one != other).reshape(len(different), -1).any(axis=1)
    for at in ((i, j), (j, i)):
        different |= b.history.worlds["trust"][(slice(1, None), *at)] != history.worlds["trust"][(slice(1, None), *at)]
    return int(np.argmax(different)) if different.any() else None


def _cooperating(case: Scenario, b: Between, runs: int) -> np.ndarray:
    """Whether the pair cooperates in the month, for the seeds 1 to ``runs``."""
    results = run(case, runs)
    return (results.record.mode[:, b.month, results.dyad(dyad_name(*b.pair))] >= TACIT).astype(float)


def _shares(base: np.ndarray, there: np.ndarray) -> tuple[Any, ...]:
    share, change = wilson(float(there.sum()), len(there)), paired_share(base, there)
    return (share.value, share.low, share.high, change.value, change.low, change.high, len(there))
