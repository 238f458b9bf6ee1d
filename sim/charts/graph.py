"""One panel of the network: the lines between actors, and the actors on them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from sim.charts import ring, style, words
from sim.charts.bonds import Bonds, Evidence
from sim.charts.network_key import (
    BETWEEN,
    CENTRE,
    DASHES,
    DOTS,
    FILLS,
    KINDS,
    LINES,
    RADIUS,
    USED,
    WIDE,
    WORTH_A_NUMBER,
)
from sim.charts.style import GREEN, INK, MODE_LINE_COLOURS, ORANGE, PURPLE, SMALL
from sim.world import NO_MODE, RELAYED, RIVALRY


def paths(evidence: Evidence) -> list[list[int]]:
    """Of each channel: one rival, the carriers in order, the other rival."""
    world = evidence.begin
    out = []
    for c in range(len(world["channel_dyad"])):
        first, second = world["rival"][world["channel_dyad"][c]]
        carriers = [int(i) for i in world["carrier"][c, : world["hops"][c]]]
        out.append([int(first), *carriers, int(second)])
    return out


def between(b: Bonds) -> list[tuple[int, int, float]]:
    """Who stands between which rivals, mediating or with a mandate, and how often."""
    return [(int(i), int(d), float(b.between[i, d])) for i, d in zip(*np.nonzero(b.between >= BETWEEN), strict=True)]


def lines(ax: Axes, evidence: Evidence, b: Bonds, at: dict[int, ring.Place]) -> None:
    """Draw who fights whom, how rivals stand to each other, and through whom messages pass."""
    names = evidence.names
    for i, e in zip(*np.nonzero(b.fights >= USED), strict=True):
        if i in at and e in at:
            _line(ax, at[i], at[e], 0, ORANGE, "-", 0.6 + 2.2 * b.fights[i, e], arrow="-|>")
    for d, pair in enumerate(names.dyad):
        first, second = (names.actor.index(name) for name in pair)
        if first in at and second in at:
            _rivals(ax, at[first], at[second], b, d)
    for path, share in zip(paths(evidence), b.channels, strict=True):
        for i, j in pairwise(path):
            if share >= USED and i in at and j in at:
                rad = ring.bow(at[i], at[j], CENTRE)
                rad += 0.15 if _rival(evidence, i, j) else 0  # beside the line of their rivalry
                _line(ax, at[i], at[j], rad, GREEN, DOTS, 0.7 + 0.9 * share)

    for i, d, share in between(b):
        for rival in (names.actor.index(name) for name in names.dyad[d]):
            if i in at and rival in at:
                rad = ring.bow(at[i], at[rival], CENTRE) - 0.1
                _line(ax, at[i], at[rival], rad, PURPLE, DASHES, 0.7 + 1.6 * share)


def _rival(evidence: Evidence, i: int, j: int) -> bool:
    return bool(evidence.begin["dyad"][i, j] >= 0)


def _rivals(ax: Axes, a: ring.Place, z: ring.Place, b: Bonds, d: int) -> None:
    code, rad = int(b.usual[d]), ring.bow(a, z, CENTRE)
    _line(ax, a, z, rad, MODE_LINE_COLOURS[code], LINES[code], 0.4 + 2.0 * float(b.modes[d, code]))
    if code in (RIVALRY, NO_MODE) and b.cooperation[d] >= WORTH_A_NUMBER:
        box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
        x, y = ring.middle(a, z, rad)
        number = words.percent(float(b.cooperation[d]))
        ax.text(
            x, y, number, size=SMALL, color=MODE_LINE_COLOURS[RELAYED], ha="center", va="center", bbox=box, zorder=4
        )


def _line(
    ax: Axes, a: ring.Place, z: ring.Place, rad: float, colour: str, dashes: Any, width: float, arrow: str = "-"
) -> None:
    ax.add_patch(
        FancyArrowPatch(
            a, z, arrowstyle=arrow, mutation_scale=4 + 2 * width, connectionstyle=f"arc3,rad={rad:.3f}", color=colour,
            linestyle=dashes, linewidth=width, shrinkA=4, shrinkB=4 if arrow == "-" else 8,
            zorder=2 if arrow == "-" else 1, capstyle="butt",
        )
    )  # fmt: skip


def below(found: list[Bonds], at: dict[int, ring.Place]) -> bool:
    """Whether an enemy's name has more room under its mark than above: where fewer arrows arrive."""
    fighters = [i for i in at if any((b.fights[i] >= USED).any() for b in found)]
    return sum(np.sign(round(at[i][1] - CENTRE[1], 6)) for i in fighters) > 0


def nodes(ax: Axes, evidence: Evidence, at: dict[int, ring.Place], below: bool) -> None:
    """Draw the actors with their names; ``below``: an enemy's name stands under its mark."""
    world, names = evidence.begin, evidence.names
    rivals = {name for pair in names.dyad for name in pair}
    for i, (x, y) in at.items():
        enemy = bool(world["hostile_to_all"][i])
        face = FILLS["common enemy" if enemy else "rival" if names.actor[i] in rivals else "third party"]
        ax.plot(
            [x],
            [y],
            KINDS[kind(evidence, i)],
            markersize=9 if enemy else 6.5,
            color=INK,
            markerfacecolor=face,
            markeredgewidth=0.8,
            zorder=5,
        )
        _name(ax, names.actor[i], x, y, enemy, below)


def kind(evidence: Evidence, i: int) -> str:
    """Kind of an actor, as its scenario says."""
    actor = evidence.scenario.actors.get(evidence.names.actor[i])
    return actor.kind if actor is not None else "state"


def _name(ax: Axes, name: str, x: float, y: float, enemy: bool, below: bool) -> None:
    """Outside the ring for those on it; under or above the mark for an enemy."""
    right, up = (x - CENTRE[0]) / RADIUS[0], (y - CENTRE[1]) / RADIUS[1]
    box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8} if enemy else None
    if enemy or abs(right) < 0.2:
        gap, va = (-2.4, "top") if (below if enemy else up < 0) else (2.4, "bottom")
        place, ha, room = (x, y + gap), "center", 24.0
    else:
        place, ha, va = (x + (2.2 if right > 0 else -2.2), y + 1.6 * up), "left" if right > 0 else "right", "center"
        room = (WIDE - place[0] if right > 0 else place[0]) - 1
    text = "\n".join(style.lines(name, room, SMALL, bold=enemy, most=2))
    ax.text(
        *place,
        text,
        size=SMALL,
        ha=ha,
        va=va,
        weight="bold" if enemy else "normal",
        linespacing=1.05,
        bbox=box,
        zorder=6,
    )
