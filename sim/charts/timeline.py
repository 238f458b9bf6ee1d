"""One run, month by month: the enemy, trust, who fights, the mode, messages and hostile acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts import calendar, style, tracks, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.style import DOUBLE, FAINT, FRONT_COLOURS, FRONT_LINES, PAIR_COLOURS, PAIR_LINES, SMALL
from sim.names import front_name
from sim.world import MODES, RELAYED, TACIT

if TYPE_CHECKING:
    from sim.history import History

NAMES, ENDS = 34.0, 26.0  # mm: left and right of the tracks
WIDTH = DOUBLE - NAMES - ENDS
HEAD, ROW, LEVEL, LINE = 5.6, 3.5, 3.0, 3.2  # mm
STRENGTH, TRUST, BAND, AXIS = 27.0, 20.0, 5.0, 9.0  # mm


@style.inked()
def draw(history: History, pair: str | words.Pair | None = None, note: str = "") -> Page:
    """Draw one run; ``pair`` is the one with most months of indirect cooperation (``leading_pair``) if left out.

    ``note`` says why this run is shown.
    """
    d = words.pair_place(history.names, pair) if pair is not None else leading_pair(history)
    dated, unseen = events(history, d)
    chosen, more = tracks.fighters(history, d)
    heights = [STRENGTH, TRUST, ROW * len(chosen), BAND, 2 * ROW, 3 * ROW]
    above = LEVEL * (1 + max(tracks.levels(dated, WIDTH / len(history.months)), default=0)) if dated else 0.0
    key = _columns(dated)
    tall = above + sum(heights) + HEAD * len(heights) + AXIS
    page = Page(*_texts(history, d, dated, unseen, note), body=tall + (max(map(len, key)) * LINE + 6 if dated else 0))
    tops = [above + HEAD + sum(heights[:k]) + HEAD * k for k in range(len(heights))]
    axes = [page.panel(NAMES, top, WIDTH, height) for top, height in zip(tops, heights, strict=True)]
    heads = _heads(history, d, more)
    for k, (ax, head) in enumerate(zip(axes, heads, strict=True)):
        _fill(ax, k, history, d, chosen)
        calendar.years(ax, history.scenario, WIDTH, labels=k == len(axes) - 1)
        lift = above if k == 0 else 0.0
        page.write(NAMES, tops[k] - lift - 1.6, head, size=SMALL, weight="bold", va="bottom")
        _key(ax, k, heights[k])
    if dated:
        strip = page.panel(NAMES, HEAD - 0.6, WIDTH, above)
        strip.set(xlim=axes[0].get_xlim(), ylim=(-0.5, above / LEVEL - 0.5))
        strip.set_axis_off()
        tracks.event_marks(strip, dated, WIDTH / len(history.months), axes[:2])
        _write_key(page, history, key, tall)
    return page


def leading_pair(history: History) -> int:
    """The pair with most months of indirect cooperation in this run; the first declared if there is none."""
    mode = history.fact("mode")[:, : len(history.names.dyad)]
    months = ((mode == TACIT) | (mode == RELAYED)).sum(axis=0)
    first = words.first_declared(history.scenario, history.names)
    return first if months[first] >= months.max() else int(months.argmax())


def events(history: History, d: int) -> tuple[list[tuple[int, str]], int]:
    """Outside changes that touch the enemy, its theatres or the pair, each once; and how many others there are."""
    pair, first = set(history.names.dyad[d]), history.scenario.months.first
    near, far = set(), set()
    for event in history.scenario.events:
        dated = (event.date - first, event.what)
        named = {event.actor} if event.actor else set(event.between or ())
        if event.channel and event.channel in history.scenario.channels:
            named = set(history.scenario.channels[event.channel].between)
        touches = not named or (named <= pair if len(named) > 1 else bool(named & pair))
        if 0 <= dated[0] < len(history.months):
            (near if touches else far).add(dated)
    return sorted(near), len(far - near)


def _fill(ax: Axes, k: int, history: History, d: int, chosen: list[int]) -> None:
    """Draw the track number k."""
    names = history.names
    if k == 0:
        strength, fronts = history.fact("strength")[:, : len(names.front)], _front_words(history)
        ax.set(ylim=(0, 103), yticks=(0, 50, 100), ylabel="strength (0–100)")
        tracks.curves(ax, strength, fronts, list(zip(FRONT_COLOURS, FRONT_LINES, strict=True)), ENDS - 3)
    elif k == 1:
        first, second = (names.actor.index(name) for name in names.dyad[d])
        trust = history.fact("trust")
        ax.set(ylim=(0, 1.03), yticks=(0, 0.5, 1), ylabel="trust (0–1)")
        both = np.stack([trust[:, first, second], trust[:, second, first]], axis=1)
        looks = list(zip(PAIR_COLOURS, PAIR_LINES, strict=True))
        tracks.curves(ax, both, [f"of {name}" for name in names.dyad[d]], looks, ENDS - 3)
    elif k == 2:
        tracks.fighting(ax, history, chosen, NAMES - 4)
    elif k == 3:
        tracks.band(ax, history.fact("mode")[:, d])
    elif k == 4:
        tracks.messages(ax, history, d, NAMES - 4)
    else:
        tracks.hostility(ax, history, d, NAMES - 4)
    if k < 2:
        ax.grid(axis="y")


def _front_words(history: History) -> list[str]:
    """Theatres; with the enemy's name where there are several enemies."""
    world, names = history.worlds[0], history.names
    pairs = [
        (names.actor[e], names.theatre[t]) for e, t in zip(world["front_enemy"], world["front_theatre"], strict=True)
    ]
    several = len({enemy for enemy, _ in pairs[: len(names.front)]}) > 1
    return [front_name(*one) if several else f"in {one[1]}" for one in pairs[: len(names.front)]]


def _heads(history: History, d: int, more: int) -> list[str]:
    first, second = (style.clipped(name, 50, SMALL) for name in history.names.dyad[d])
    enemy = style.clipped(" and ".join(history.scenario.enemies) or "the enemy", 60, SMALL)
    return [
        f"Strength of {enemy}, by theatre",
        f"Trust of {first} and {second} in each other",
        f"Who fights {enemy}" + (f" ({more} more do, not shown)" if more else ""),
        "Mode of the pair",
        "Messages delivered, by sender",
        "Hostile acts between them, by who acts",
    ]


def _key(ax: Axes, k: int, height: float) -> None:
    """The key of a track, above it on the right."""
    made: dict[int, Any] = {3: tracks.band_key, 4: tracks.message_key, 5: tracks.hostility_key}
    if k in made:
        handles, labels = made[k]()
        ax.legend(
            handles, labels, loc="lower right", bbox_to_anchor=(1, 1 + 1.3 / height), ncols=len(labels),
            labelcolor=FAINT, handlelength=1.6 if k == 3 else 0.8, columnspacing=1.1, borderpad=0,
        )  # fmt: skip


def _columns(dated: list[tuple[int, str]]) -> list[list[tuple[int, int, str]]]:
    """The key of the events in two columns of lines: number (0 where a line goes on), month, words."""
    told = [style.lines(what, 71, SMALL, most=2) for _, what in dated]
    columns: list[list[tuple[int, int, str]]] = [[], []]
    half = sum(map(len, told)) / 2
    for k, (text, (month, _)) in enumerate(zip(told, dated, strict=True)):
        column = columns[0] if len(columns[0]) < half else columns[1]
        column += [(k + 1 if row == 0 else 0, month, line) for row, line in enumerate(text)]
    return columns


def _write_key(page: Page, history: History, columns: list[list[tuple[int, int, str]]], top: float) -> None:
    """What the numbers of the events stand for."""
    page.write(3, top, "Changes from outside", size=SMALL, weight="bold", va="top")
    for column, entries in enumerate(columns):
        for row, (number, month, line) in enumerate(entries):
            left, at = 3 + column * 90, top + 3.8 + row * LINE
            page.write(left + 16.5, at, line, size=SMALL, va="top")
            if number:
                page.write(left + 3.4, at, str(number), size=SMALL, weight="bold", color=FAINT, va="top", ha="right")
                page.write(left + 5, at, history.months[month], size=SMALL, color=FAINT, va="top")


def _texts(history: History, d: int, dated: list[tuple[int, str]], unseen: int, note: str) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    mode, months = history.fact("mode")[:, d], history.months
    together = np.nonzero((mode == TACIT) | (mode == RELAYED))[0]
    pair, n = words.pair_words(history.names.dyad[d]), len(months)
    if len(together):
        title = (
            f"In this run {pair} cooperate indirectly in {len(together)} of {n} months, first in {months[together[0]]}"
        )
    else:
        title = f"In this run {pair} never cooperate indirectly"
    subtitle = f"{_peak(history)} Rivalry in {int((mode == 0).sum())} of {n} months.{note and ' ' + note}"
    rest = f" {unseen} outside changes that concern other actors are not shown." if unseen else ""
    caption = words.run_caption(history.scenario, history.policy, history.seed)
    caption += f" One run has no interval. A mark: at least one in that month.{rest}"
    counts = ", ".join(f"{name} {int((mode == code).sum())}" for code, name in enumerate(MODES))
    told = "; ".join(f"{months[t]} {what}" for t, what in dated)
    alt = f"{title}. {subtitle} Months by mode: {counts}. Changes from outside: {told or 'none'}. {caption}"
    return title, subtitle, caption, alt


def _peak(history: History) -> str:
    strength = history.fact("strength")[:, : len(history.names.front)]
    if not strength.size or strength.max() <= 0:
        return "There is no enemy."
    t, f = np.unravel_index(int(strength.argmax()), strength.shape)
    return f"Peak strength of {history.names.front[f]}: {strength[t, f]:.0f} in {history.months[t]}."


CHART = Chart("timeline", "history", "one run month by month: enemy, trust, mode, messages, hostile acts", draw)
