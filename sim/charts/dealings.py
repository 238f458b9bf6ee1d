"""Dealings of two rivals in one run: bargains, talks, mandates, what becomes public, and governments chosen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts import words
from sim.charts.style import BLACK, BLUE, FAINT, GREEN, INK, ORANGE, PAIR_COLOURS, PURPLE, SKY, SMALL, VERMILLION
from sim.charts.tracks import ROW, Track, handle, mark, rows, spans
from sim.world import ACTIVE, BROKEN, CHANGED, COUNTERED, IN_FORCE, OFFERED, OUTSIDE, REQUEST, SUCCESS

if TYPE_CHECKING:
    from sim.history import History

MOST = 8  # rows of a track; what holds longest is shown
BARGAIN_LOOKS = {OFFERED: ("#D9D9D9", ""), COUNTERED: (SKY, "////"), IN_FORCE: (BLUE, "")}
END_LOOKS = {
    SUCCESS: ("o", GREEN, "success"),
    REQUEST: ("<", ORANGE, "withdrawal"),
    CHANGED: ("X", VERMILLION, "conflict changes"),
    OUTSIDE: ("s", BLACK, "outside"),
}


class Row(NamedTuple):
    """A row of a track: its label, and its months by look."""

    label: str
    months: np.ndarray  # (M,) whether something holds, or a code
    place: int = 0


def tracks(history: History, d: int, names: float) -> Iterator[Track]:
    """The tracks in which something happens; ``names`` mm for a row's name."""
    made = (
        ("Bargains", bargains(history, d), _bargains, bargain_key),
        ("Talks under a mediator", mediations(history, d), _mediations, mediation_key),
        ("Mandates held: who, for whom", mandates(history, d), _mandates, None),
    )
    for head, found, fill, key in made:
        if found:
            shown = sorted(found, key=lambda row: -int((row.months > 0).sum()))[:MOST]
            more = f" ({len(found) - MOST} more, not shown)" if len(found) > MOST else ""
            filled = partial(_rows, history=history, shown=shown, fill=fill, names=names)
            yield Track(head + more, ROW * len(shown), filled, partial(key, history, shown) if key else None)
    if history.fact("condemns")[:, d].any() or history.fact("leaked")[:, d].any():
        filled = partial(_public, history=history, d=d, names=names)
        yield Track("What becomes public, by side", 2 * ROW, filled, partial(public_key, history, d))
    if chosen := governments(history):
        filled = partial(_governments, history=history, chosen=chosen, names=names)
        yield Track("Governments chosen", ROW * len({g for _, g, _ in chosen}), filled)


def bargains(history: History, d: int) -> list[Row]:
    """Bargains of the pair that are offered at some time, with their states."""
    state, of = history.fact("bargain_state"), history.worlds[0]["bargain_dyad"]
    named = enumerate(history.names.bargain)
    return [Row(name, state[:, b], b) for b, name in named if of[b] == d and state[:, b].any()]


def mediations(history: History, d: int) -> list[Row]:
    """Mediations between the pair that are proposed at some time, with the months in which they go on."""
    first, found = history.worlds[0], []
    for m, name in enumerate(history.names.mediation):
        if first["mediation_dyad"][m] == d and history.fact("proposals")[-1, m]:
            found.append(Row(name, history.fact("mediation_state")[:, m] == ACTIVE, m))
    return found


def mandates(history: History, d: int) -> list[Row]:
    """Who holds a mandate between the pair, and for whom."""
    first, found = history.worlds[0], []
    for c in np.nonzero(first["mandated"] * (first["channel_dyad"] == d))[0]:
        held, by = history.fact("in_mandate")[:, c] > 0, history.fact("carrier")[:, c, 0]
        sender = history.names.dyad[d][first["sending"][c]]
        for i in np.unique(by[held]):
            found.append(Row(f"{history.names.actor[i]} for {sender}", held & (by == i), int(c)))
    return found


def governments(history: History) -> list[tuple[int, int, str]]:
    """Governments chosen in this run: when, which, and who leads."""
    found, chosen = [], history.worlds["chosen"]
    for g, name in enumerate(history.names.government):
        when = np.nonzero(np.diff(chosen[:, g]) != 0)[0]
        candidates = sorted(history.scenario.governments[name].candidates)
        found += [(int(t), g, candidates[int(chosen[t + 1, g])]) for t in when]
    return found


def months(history: History) -> np.ndarray:
    """Months of bargains in force, of talks and of mandates, by pair (D,)."""
    total = np.zeros(len(history.names.dyad))
    for d in range(len(total)):
        total[d] += sum((row.months == IN_FORCE).sum() for row in bargains(history, d))
        total[d] += sum(row.months.sum() for row in (*mediations(history, d), *mandates(history, d)))
    return total


def most(history: History, d: int) -> str:
    """What they deal with each other in, in a few words; nothing where there is nothing."""
    n, step = len(history.months), words.step_word(history.scenario)
    spoken = np.any([row.months for row in mediations(history, d)], axis=0) if mediations(history, d) else np.zeros(n)
    served = np.any([row.months for row in mandates(history, d)], axis=0) if mandates(history, d) else np.zeros(n)
    agreed = sum(bool((row.months == IN_FORCE).any()) for row in bargains(history, d))
    parts = [f"{agreed} bargain{'s' * (agreed != 1)} in force for some time"] if agreed else []
    parts += [f"talks in {int(spoken.sum())} of {n} {step}s"] if spoken.any() else []
    parts += [f"a mandate held in {int(served.sum())} of {n} {step}s"] if served.any() else []
    return ", ".join(parts)


def told(history: History, d: int) -> str:
    """The same for those who cannot see the tracks."""
    parts = []
    for row in bargains(history, d):
        force, broken = (
            int((row.months == IN_FORCE).sum()),
            int((np.diff(row.months) != 0)[row.months[1:] == BROKEN].sum()),
        )
        parts.append(f"bargain {row.label}: in force {force}, broken {broken}")
    parts += [f"mediation {row.label}: active {int(row.months.sum())}" for row in mediations(history, d)]
    parts += [f"mandate of {row.label}: held {int(row.months.sum())}" for row in mandates(history, d)]
    parts += [f"{history.months[t]} {history.names.government[g]}: {who} chosen" for t, g, who in governments(history)]
    said = words.paced("Dealings (months): ", history.scenario)
    return f"{said}{'; '.join(parts)}. " if parts else ""


def _rows(ax: Axes, history: History, shown: list[Row], fill: Any, names: float) -> None:
    for y, row in enumerate(shown):
        fill(ax, history, row, y)
    rows(ax, [row.label for row in shown], names)


def _bar(ax: Axes, holds: np.ndarray, y: float, colour: str, hatch: str = "") -> None:
    found = spans(holds)
    places = list(zip(found.start - 0.5, found.length, strict=True))
    ax.broken_barh(places, (y - 0.34, 0.68), facecolor=colour, edgecolor="white", linewidth=0, hatch=hatch)


def _bargains(ax: Axes, history: History, row: Row, y: int) -> None:
    for state, (colour, hatch) in BARGAIN_LOOKS.items():
        _bar(ax, row.months == state, y, colour, hatch)
    broken = spans(row.months == BROKEN).start
    mark(ax, broken, y, "x", VERMILLION, True, 4)


def bargain_key(history: History, shown: list[Row]) -> tuple[list[Any], list[str]]:
    """The key of the states that bargains come to."""
    labels = {OFFERED: "offered", COUNTERED: "countered", IN_FORCE: "in force"}
    met = [state for state in labels if any((row.months == state).any() for row in shown)]
    looks = [BARGAIN_LOOKS[state] for state in met]
    handles: list[Any] = [Patch(facecolor=c, edgecolor="white", linewidth=0, hatch=h) for c, h in looks]
    broken = any((row.months == BROKEN).any() for row in shown)
    handles += [handle("x", VERMILLION, VERMILLION, 4)] * broken
    return handles, [labels[state] for state in met] + ["broken"] * broken


def _ends(history: History, m: int) -> tuple[np.ndarray, np.ndarray]:
    """When a mediation ends, and why."""
    active = history.worlds["mediation_state"][:, m] == ACTIVE
    when = np.nonzero(active[:-1] & ~active[1:])[0]
    return when, history.fact("mediation_end")[when, m]


def _refused(history: History, m: int) -> np.ndarray:
    """Months in which a mediation is proposed, and not accepted by both."""
    proposed, accepted = (np.diff(history.worlds[fact][:, m]) > 0 for fact in ("proposals", "consents"))
    return np.nonzero(proposed & ~accepted)[0]


def _mediations(ax: Axes, history: History, row: Row, y: int) -> None:
    _bar(ax, row.months, y, "#BFD9EA")
    mark(ax, _refused(history, row.place), y, "|", FAINT, True, 4)
    when, why = _ends(history, row.place)
    for code, (shape, colour, _) in END_LOOKS.items():
        mark(ax, when[why == code], y, shape, colour, True, 3.4)


def mediation_key(history: History, shown: list[Row]) -> tuple[list[Any], list[str]]:
    """The key of the ends that talks come to, and of proposals that are refused."""
    met = {int(code) for row in shown for code in _ends(history, row.place)[1]}
    looks = [look for code, look in END_LOOKS.items() if code in met]
    handles: list[Any] = [handle(shape, colour, colour, 3.8) for shape, colour, _ in looks]
    refused = any(len(_refused(history, row.place)) for row in shown)
    handles += [handle("|", FAINT, FAINT, 4)] * refused
    return handles, [what for _, _, what in looks] + ["refused"] * refused


def _mandates(ax: Axes, history: History, row: Row, y: int) -> None:
    _bar(ax, row.months, y, PURPLE)


def _public(ax: Axes, history: History, d: int, names: float) -> None:
    """Condemnations, and contacts that become public, a row per side."""
    for side in (0, 1):
        says, leaked = history.fact("condemns")[:, d, side] > 0, history.fact("leaked")[:, d, side] > 0
        mark(ax, np.nonzero(says)[0], side, "|", PAIR_COLOURS[side], True, 5)
        mark(ax, np.nonzero(leaked)[0], side, "*", ORANGE, True, 5)
    rows(ax, history.names.dyad[d], names)


def public_key(history: History, d: int) -> tuple[list[Any], list[str]]:
    """The key of what becomes public."""
    looks = (("condemns", "|", INK, "condemns the other"), ("leaked", "*", ORANGE, "contact leaks"))
    met = [look for look in looks if history.fact(look[0])[:, d].any()]
    return [handle(shape, colour, colour, 5) for _, shape, colour, _ in met], [what for *_, what in met]


def _governments(ax: Axes, history: History, chosen: list[tuple[int, int, str]], names: float) -> None:
    """A mark and a name where a government is chosen."""
    which = sorted({g for _, g, _ in chosen})
    for t, g, who in chosen:
        y, late = which.index(g), t > len(history.months) / 2
        mark(ax, np.array([t]), y, "D", BLACK, True, 3)
        shift, side = (-4, "right") if late else (4, "left")
        ax.annotate(who, (t, y), (shift, 0), textcoords="offset points", ha=side, va="center", size=SMALL)
    rows(ax, [history.names.government[g] for g in which], names)
