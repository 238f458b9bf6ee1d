"""What can be taken out of a case: channels, actors, bargains, mediations, mechanisms, and what its policies change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.outcomes.asked import hint
from sim.scenario import Scenario

MECHANISMS: dict[str, Mapping[str, float]] = {
    "audiences at home (M3)": {"visibility": 0},
    "relative gains (M3)": {"relative_gains": 0},
    "learning since the first month (M5)": {"trust_memory": 0},
    "past episodes (M5)": {"episode_half_life": 1},
    "clashes by accident (M8)": {"incident_rate": 0},
    "working lines (M8)": {"deconfliction": 0},
    "hostile acts (M8)": {"hostility_rate": 0},
    "blame for clients (M10)": {"attribution": 0},
    "widening of the enemy (M11)": {"widening": 0},
    "filling of the vacuum (M11)": {"filling": 0},
    "condemning in public (M12)": {"condemnation_value": 0},
    "host consent as evidence (M13)": {"intrude_if_trustworthy": 0.35, "intrude_if_not": 0.35},
    "influence on the ground (M14)": {"influence": 0, "influence_spur": 0},
    "nationals with the enemy (M2)": {"blowback": 0, "attack_rate": 0},
    "free riding in coalitions (M16)": {"free_riding": 0},
}
"""Mechanisms that assumptions switch off; those of channels, bargains and mediations go with what they work on."""


class Cut(NamedTuple):
    """A case without one part: what kind of part, its name, and the case that is left."""

    kind: str
    part: str
    case: Scenario


KINDS = ("channel", "actor", "enemy", "mediation", "bargain", "government", "mechanism", "policy")


def cuts(case: Scenario, kinds: str | Sequence[str] = KINDS, keep: Sequence[str] = ()) -> list[Cut]:
    """The case without each of its parts in turn; two ways to the same case are told once, under the first name.

    ``keep``: actors that stay, as the pair that is asked about. Enemies are a kind of their own.

    Raises:
        ValueError: there is no such kind.

    >>> import sim
    >>> [cut.part for cut in cuts(sim.example(), ["channel", "actor", "policy"], ["North", "South"])]
    ['Harbour', 'Harbour', 'no enemy', 'no deconfliction', 'shuffled interests']
    """
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise ValueError(f"{unknown[0]!r} is no kind of part; {hint(unknown[0], KINDS, 'kinds are')}")
    seen, found = [case.changes], []
    for kind in KINDS:
        for part, left in _each(case, kind, keep) if kind in kinds else ():
            if left.changes not in seen:
                seen.append(left.changes)
                found.append(Cut(kind, part, left))
    return found


def _each(case: Scenario, kind: str, keep: Sequence[str]) -> Iterator[tuple[str, Scenario]]:
    if kind == "policy":
        yield from ((name.replace("_", " ").strip(), case.under(name)) for name in case.policies)
    elif kind == "mechanism":
        yield from _mechanisms(case)
    else:
        many = {"enemy": "enemies"}.get(kind, f"{kind}s")
        gone = getattr(case.changes, f"without_{many}")
        names = [name for name in getattr(case, many) if name not in gone]
        if kind == "actor":
            names = [name for name in names if name not in keep and name not in case.enemies]
        word: Any = kind
        yield from ((name, case.without(**{word: name})) for name in names)
        if len(names) > 1 and kind not in ("actor", "enemy"):
            yield f"all {len(names)} {many}", case.without(**{word: "all"})


def _mechanisms(case: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Those that are not switched off already."""
    from sim.assumptions import ASSUMPTIONS

    for name, off in MECHANISMS.items():
        coded = {p: ASSUMPTIONS[p].default for p in off}
        coded |= {p: float(case.assumptions[p].value) for p in off if p in case.assumptions}
        coded |= {p: float(v) for p, v in case.changes.assume.items() if p in off}
        if any(coded[p] != value for p, value in off.items()):
            yield name, case.assume(**off)
