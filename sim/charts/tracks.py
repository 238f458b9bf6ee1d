"""Tracks: the strips of a timeline, each a thing that happens month by month in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts import style
from sim.charts.style import BLACK, FAINT, INK, MODE_COLOURS, MODE_HATCHES, PAIR_COLOURS, SMALL, VERMILLION

if TYPE_CHECKING:
    from sim.history import History

MOST_FIGHTERS = 8
ROW = 3.5  # mm
MARK: dict[str, Any] = {"linestyle": "none", "clip_on": False}
BAND_WORDS = ("rivalry", "neither", "tacit", "relayed", "direct")


class Track(NamedTuple):
    """A strip: its head, its height in mm, how it is filled, and its key."""

    head: str
    height: float
    fill: Callable[[Axes], None]
    key: Callable[[], tuple[list[Any], list[str]]] | None = None


class Spans(NamedTuple):
    """Months without a break in which something holds."""

    start: np.ndarray
    length: np.ndarray


def spans(holds: np.ndarray) -> Spans:
    """Where something holds, month by month.

    >>> spans(np.array([0, 1, 1, 0, 1]))
    Spans(start=array([1, 4]), length=array([2, 1]))
    """
    edge = np.diff(np.concatenate([[0], np.asarray(holds, int), [0]]))
    start = np.nonzero(edge == 1)[0]
    return Spans(start, np.nonzero(edge == -1)[0] - start)


def curves(
    ax: Axes, values: np.ndarray, names: Sequence[str], looks: Sequence[tuple[str, object]], room: float
) -> None:
    """Lines (months, n) with their names at the right end, kept apart; ``room`` mm for a name."""
    low, high = ax.get_ylim()
    told = [style.lines(name, room, SMALL, most=2) for name in names]
    tall = 1.25 * SMALL * style.POINT * max(map(len, told), default=1)
    height = ax.get_window_extent().height / ax.figure.dpi * 25.4
    ends = _apart(values[-1], tall * (high - low) / height, low, high)
    for k, text in enumerate(told):
        colour, line = looks[k % len(looks)]
        ax.plot(values[:, k], color=colour, linestyle=line)
        ax.annotate(
            "\n".join(text), (len(values) - 0.5, ends[k]), (3, 0), textcoords="offset points", color=colour, size=SMALL,
            va="center", linespacing=1.05, annotation_clip=False,
        )  # fmt: skip


def _apart(values: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Places near the values, at least ``gap`` from each other."""
    order = np.argsort(values, kind="stable")
    places = np.asarray(values, float)[order]
    for k in range(1, len(places)):
        places[k] = max(places[k], places[k - 1] + gap)
    excess = max(0.0, places[-1] - high) if len(places) else 0.0
    places -= min(excess, max(0.0, places[0] - low)) if len(places) else 0.0
    out = np.empty_like(places)
    out[order] = places
    return out


def openings(history: History) -> list[tuple[int, int]]:
    """When and which fronts open (month, front)."""
    there = history.worlds["opened"][:, : len(history.names.front)]
    return [(int(t), int(f)) for t, f in zip(*np.nonzero(np.diff(there, axis=0) > 0), strict=True)]


def opened(ax: Axes, history: History) -> None:
    """Marks where fronts open."""
    for t, f in openings(history):
        height = history.fact("strength")[t, f]
        ax.plot(t, height, "^", color=VERMILLION, markersize=5.5, markeredgecolor="white", clip_on=False, zorder=5)


def opening_key() -> tuple[list[Line2D], list[str]]:
    """The key of the fronts that open."""
    return [handle("^", VERMILLION, VERMILLION, 4)], ["the enemy opens a front"]


def fighters(history: History, d: int) -> tuple[list[int], int]:
    """Who fights the enemy in some month: the pair, then the others with most months; and how many more there are."""
    months = history.fact("fights").any(axis=2).sum(axis=0)
    pair = [history.names.actor.index(name) for name in history.names.dyad[d]]
    others = sorted(
        (i for i in range(len(history.names.actor)) if i not in pair and months[i]), key=lambda i: -months[i]
    )
    room = MOST_FIGHTERS - len(pair)
    return pair + others[:room], max(0, len(others) - room)


def fighting(ax: Axes, history: History, chosen: Sequence[int], names: float) -> None:
    """One bar per fighter; ``names`` mm for a name."""
    fights = history.fact("fights").any(axis=2)
    for row, i in enumerate(chosen):
        found = spans(fights[:, i])
        colour = PAIR_COLOURS[row] if row < 2 else "#A0A0A0"
        ax.broken_barh(list(zip(found.start - 0.5, found.length, strict=True)), (row - 0.36, 0.72), facecolor=colour)
    rows(ax, [history.names.actor[i] for i in chosen], names)


def rows(ax: Axes, labels: Sequence[str], room: float) -> None:
    """One row per label, the first on top."""
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.set_yticks(range(len(labels)), [style.clipped(label, room, SMALL) for label in labels])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    for row in range(len(labels)):
        ax.axhline(row, color="#ECECEC", linewidth=0.5, zorder=0)


def band(ax: Axes, mode: np.ndarray) -> None:
    """The mode of the pair as a coloured, hatched band."""
    for code, (colour, hatch) in enumerate(zip(MODE_COLOURS, MODE_HATCHES, strict=True)):
        found = spans(mode == code)
        places = list(zip(found.start - 0.5, found.length, strict=True))
        ax.broken_barh(places, (0, 1), facecolor=colour, edgecolor="white", linewidth=0, hatch=hatch)
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def band_key() -> tuple[list[Patch], list[str]]:
    """The key of the band."""
    looks = zip(MODE_COLOURS, MODE_HATCHES, strict=True)
    return [Patch(facecolor=c, edgecolor="white", linewidth=0, hatch=h) for c, h in looks], list(BAND_WORDS)


def messages(ax: Axes, history: History, d: int, names: float) -> None:
    """Messages delivered, a row per sender: relayed ones as circles, direct ones as squares, garbled ones crossed."""
    heard = history.fact("heard")
    ours, direct = history.fact("channel_dyad")[0] == d, history.fact("hops")[0] == 0
    for side in (0, 1):
        for chosen, shape, filled, shift in ((ours & ~direct, "o", False, -0.14), (ours & direct, "s", True, 0.14)):
            told = heard[:, chosen, side, :]
            months = np.nonzero((told != 0).any(axis=(1, 2)))[0]
            wrong = np.nonzero((told < 0).any(axis=(1, 2)))[0]
            mark(ax, months, side + shift, shape, PAIR_COLOURS[side], filled, 2.6)
            ax.plot(
                wrong,
                np.full(len(wrong), side + shift),
                "x",
                color=VERMILLION,
                markersize=4.4,
                markeredgewidth=1,
                **MARK,
            )
    rows(ax, history.names.dyad[d], names)


def message_key() -> tuple[list[Line2D], list[str]]:
    """The key of the messages."""
    looks = (("o", "white", INK, 3), ("s", INK, INK, 3), ("x", VERMILLION, VERMILLION, 4))
    return [handle(*look) for look in looks], ["relayed", "direct", "garbled on the way"]


def hostility(ax: Axes, history: History, d: int, names: float) -> None:
    """Hostile acts, a row per side, and clashes: filled triangles for acts, open ones for blame without an act."""
    hostile, blamed = history.fact("hostile")[:, d] > 0, history.fact("blamed")[:, d] > 0
    for side in (0, 1):
        mark(ax, np.nonzero(hostile[:, side])[0], side, "v", PAIR_COLOURS[side], True, 3)
        mark(ax, np.nonzero(blamed[:, side] & ~hostile[:, side])[0], side, "v", PAIR_COLOURS[side], False, 3)
    clashes = history.fact("incidents")[:, d]
    mark(ax, np.nonzero(clashes)[0], 2, "D", BLACK, True, 2.4)
    rows(ax, [*history.names.dyad[d], "clash of their forces"], names)


def hostility_key() -> tuple[list[Line2D], list[str]]:
    """The key of hostile acts."""
    looks = (("v", INK, INK, 3.4), ("v", "white", INK, 3.4), ("D", BLACK, BLACK, 2.8))
    return [handle(*look) for look in looks], ["deliberate act", "blamed for another's", "clash"]


def mark(ax: Axes, months: np.ndarray, row: float, shape: str, colour: str, filled: bool, size: float) -> None:
    """One mark a month."""
    face = colour if filled else "white"
    ax.plot(
        months,
        np.full(len(months), row),
        shape,
        color=colour,
        markerfacecolor=face,
        markersize=size,
        markeredgewidth=0.7,
        **MARK,
    )


def handle(mark: str, face: str, edge: str, size: float) -> Line2D:
    """A mark in a key."""
    return Line2D([], [], marker=mark, linestyle="none", markerfacecolor=face, markeredgecolor=edge, markersize=size)


def event_marks(ax: Axes, dated: Sequence[tuple[int, str]], per_month: float, panels: Sequence[Axes]) -> None:
    """Numbers of the events above a panel, on as many levels as they need; ``per_month`` mm."""
    for number, (month, level) in enumerate(zip((t for t, _ in dated), levels(dated, per_month), strict=True), start=1):
        for panel in panels:
            panel.axvline(month, color="#C4C4C4", linewidth=0.5, zorder=0)
        ax.text(month, level, str(number), size=SMALL, weight="bold", color=FAINT, ha="center", va="center")


def levels(dated: Sequence[tuple[int, str]], per_month: float) -> list[int]:
    """On which level each number stands, so that none touches another.

    >>> levels([(0, "a"), (1, "b"), (9, "c")], 1.5)
    [0, 1, 0]
    """
    last: list[float] = []
    out = []
    for month, _ in dated:
        at = month * per_month
        level = next((k for k, taken in enumerate(last) if at - taken >= 3.8), len(last))
        last[level:] = [at, *last[level + 1 :]]
        out.append(level)
    return out
