"""One run, month by month: the enemy, trust, who fights, the mode, messages, hostile acts and dealings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts import calendar, dealings, style, tracks, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.style import DOUBLE, FAINT, FRONT_COLOURS, FRONT_LINES, PAIR_COLOURS, PAIR_LINES, SMALL
from sim.charts.tracks import ROW, Track
from sim.names import front_name
from sim.world import DIRECT, MODES, RELAYED, TACIT

if TYPE_CHECKING:
    from sim.history import History

NAMES, ENDS = 34.0, 26.0  # mm: left and right of the tracks
WIDTH = DOUBLE - NAMES - ENDS
HEAD, LEVEL, LINE = 5.6, 3.0, 3.2  # mm
STRENGTH, TRUST, BAND, AXIS = 27.0, 20.0, 5.0, 9.0  # mm


@style.inked()
def draw(history: History, pair: str | words.Pair | None = None, note: str = "") -> Page:
    """Draw one run; ``pair`` is the one between which most happens (``leading_pair``) if left out.

    Tracks in which nothing happens are left out. ``note`` says why this run is shown.
    """
    d = words.pair_place(history.names, pair) if pair is not None else leading_pair(history)
    dated, unseen = events(history, d)
    shown = [track for track in (*_own_tracks(history, d), *dealings.tracks(history, d, NAMES - 4)) if track]
    heights = [track.height for track in shown]
    above = LEVEL * (1 + max(tracks.levels(dated, WIDTH / len(history.months)), default=0)) if dated else 0.0
    key = _columns(dated, history)
    tall = above + sum(heights) + HEAD * len(heights) + AXIS
    page = Page(*_texts(history, d, dated, unseen, note), body=tall + (max(map(len, key)) * LINE + 6 if dated else 0))
    tops = [above + HEAD + sum(heights[:k]) + HEAD * k for k in range(len(heights))]
    axes = [page.panel(NAMES, top, WIDTH, height) for top, height in zip(tops, heights, strict=True)]
    for k, (ax, track) in enumerate(zip(axes, shown, strict=True)):
        track.fill(ax)
        calendar.years(ax, history.scenario, WIDTH, labels=k == len(axes) - 1)
        lift = above if k == 0 else 0.0
        page.write(NAMES, tops[k] - lift - 1.6, track.head, size=SMALL, weight="bold", va="bottom")
        if track.key is not None:
            _key(ax, track, lift)
    if dated:
        strip = page.panel(NAMES, HEAD - 0.6, WIDTH, above)
        strip.set(xlim=axes[0].get_xlim(), ylim=(-0.5, above / LEVEL - 0.5))
        strip.set_axis_off()
        tracks.event_marks(strip, dated, WIDTH / len(history.months), axes[:2])
        _write_key(page, history, key, tall)
    return page


def leading_pair(history: History) -> int:
    """The pair with most months of indirect cooperation in this run; where there are none, with most dealings.

    The first declared if nothing is between any.
    """
    mode = history.fact("mode")[:, : len(history.names.dyad)]
    first = words.first_declared(history.scenario, history.names)
    for months in (np.isin(mode, (TACIT, RELAYED)).sum(axis=0), dealings.months(history)):
        if months.max() > 0:
            return first if months[first] >= months.max() else int(months.argmax())
    return first


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


def _own_tracks(history: History, d: int) -> Iterator[Track | None]:
    """The enemy, trust, who fights, the mode, messages and hostile acts; what has no month is left out."""
    first, second = (style.clipped(name, 50, SMALL) for name in history.names.dyad[d])
    enemy = style.clipped(" and ".join(history.scenario.enemies) or "the enemy", 60, SMALL)
    chosen, more = tracks.fighters(history, d)
    if history.fact("strength")[:, : len(history.names.front)].any():
        key = tracks.opening_key if tracks.openings(history) else None
        yield Track(f"Strength of {enemy}, by theatre", STRENGTH, lambda ax: _strength(ax, history), key)
    yield Track(f"Trust of {first} and {second} in each other", TRUST, lambda ax: _trust(ax, history, d))
    if history.fact("fights").any():
        head = f"Who fights {enemy}" + (f" ({more} more do, not shown)" if more else "")
        yield Track(head, ROW * len(chosen), lambda ax: tracks.fighting(ax, history, chosen, NAMES - 4))
    yield Track("Mode of the pair", BAND, lambda ax: tracks.band(ax, history.fact("mode")[:, d]), tracks.band_key)
    if (history.fact("heard")[:, history.fact("channel_dyad")[0] == d] != 0).any():
        fill = partial(tracks.messages, history=history, d=d, names=NAMES - 4)
        yield Track("Messages delivered, by sender", 2 * ROW, fill, tracks.message_key)
    if any(history.fact(fact)[:, d].any() for fact in ("hostile", "blamed", "incidents")):
        fill = partial(tracks.hostility, history=history, d=d, names=NAMES - 4)
        yield Track("Hostile acts between them, by who acts", 3 * ROW, fill, tracks.hostility_key)


def _strength(ax: Axes, history: History) -> None:
    strength, fronts = history.fact("strength")[:, : len(history.names.front)], _front_words(history)
    ax.set(ylim=(0, 103), yticks=(0, 50, 100), ylabel="strength (0–100)")
    ax.grid(axis="y")
    looks = list(zip(FRONT_COLOURS, FRONT_LINES, strict=True))
    tracks.curves(ax, strength, fronts, looks, ENDS - 3)
    tracks.opened(ax, history)


def _trust(ax: Axes, history: History, d: int) -> None:
    names = history.names
    first, second = (names.actor.index(name) for name in names.dyad[d])
    trust = history.fact("trust")
    ax.set(ylim=(0, 1.03), yticks=(0, 0.5, 1), ylabel="trust (0–1)")
    ax.grid(axis="y")
    both = np.stack([trust[:, first, second], trust[:, second, first]], axis=1)
    looks = list(zip(PAIR_COLOURS, PAIR_LINES, strict=True))
    tracks.curves(ax, both, [f"of {name}" for name in names.dyad[d]], looks, ENDS - 3)


def _front_words(history: History) -> list[str]:
    """Theatres; with the enemy's name where there are several enemies."""
    world, names = history.worlds[0], history.names
    fronts = range(len(names.front))
    pairs = [(names.actor[world["front_enemy"][f]], names.theatre[world["front_theatre"][f]]) for f in fronts]
    several = len({enemy for enemy, _ in pairs}) > 1
    return [front_name(*one) if several else f"in {one[1]}" for one in pairs]


def _key(ax: Axes, track: Track, lift: float) -> None:
    """The key of a track, above it on the right."""
    assert track.key is not None  # noqa: S101 - only tracks with a key come here
    handles, labels = track.key()
    ax.legend(
        handles, labels, loc="lower right", bbox_to_anchor=(1, 1 + (1.3 + lift) / track.height), ncols=len(labels),
        labelcolor=FAINT, handlelength=1.6 if isinstance(handles[0], Patch) else 0.8, columnspacing=1.1, borderpad=0,
    )  # fmt: skip


def _columns(dated: list[tuple[int, str]], history: History) -> list[list[tuple[int, int, str]]]:
    """The key of the events in two columns of lines: number (0 where a line goes on), month, words."""
    room = 87 - _indent(history)
    told = [style.lines(what, room, SMALL, most=2) for _, what in dated]
    columns: list[list[tuple[int, int, str]]] = [[], []]
    half = sum(map(len, told)) / 2
    for k, (text, (month, _)) in enumerate(zip(told, dated, strict=True)):
        column = columns[0] if len(columns[0]) < half else columns[1]
        column += [(k + 1 if row == 0 else 0, month, line) for row, line in enumerate(text)]
    return columns


def _indent(history: History) -> float:
    """Where the words of an event begin, behind its number and its month or day, mm."""
    return 6.5 + style.width(history.months[0], SMALL)


def _write_key(page: Page, history: History, columns: list[list[tuple[int, int, str]]], top: float) -> None:
    """What the numbers of the events stand for."""
    page.write(3, top, "Changes from outside", size=SMALL, weight="bold", va="top")
    for column, entries in enumerate(columns):
        for row, (number, month, line) in enumerate(entries):
            left, at = 3 + column * 90, top + 3.8 + row * LINE
            page.write(left + _indent(history), at, line, size=SMALL, va="top")
            if number:
                page.write(left + 3.4, at, str(number), size=SMALL, weight="bold", color=FAINT, va="top", ha="right")
                page.write(left + 5, at, history.months[month], size=SMALL, color=FAINT, va="top")


def _texts(history: History, d: int, dated: list[tuple[int, str]], unseen: int, note: str) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    mode, months = history.fact("mode")[:, d], history.months
    step, n = words.step_word(history.scenario), len(months)
    title = f"In this run {_finding(history, d)}"
    subtitle = f"{_peak(history)} Rivalry in {int((mode == 0).sum())} of {n} {step}s.{note and ' ' + note}"
    rest = f" {unseen} outside changes that concern other actors are not shown." if unseen else ""
    caption = words.run_caption(history.scenario, history.policy, history.seed)
    caption += f" One run has no interval. A mark: at least one in that {step}.{rest}"
    counts = ", ".join(f"{name} {int((mode == code).sum())}" for code, name in enumerate(MODES))
    told = "; ".join(f"{months[t]} {what}" for t, what in dated)
    alt = f"{title}. {subtitle} {step.capitalize()}s by mode: {counts}. Changes from outside: {told or 'none'}. "
    alt += dealings.told(history, d) + caption
    return title, subtitle, caption, alt


def _finding(history: History, d: int) -> str:
    """Indirect cooperation if there is any; else direct one; else what they deal with each other in."""
    mode, months, pair = history.fact("mode")[:, d], history.months, words.pair_words(history.names.dyad[d])
    n = f"{len(months)} {words.step_word(history.scenario)}s"
    for codes, how in (((TACIT, RELAYED), "indirectly"), ((DIRECT,), "directly")):
        together = np.nonzero(np.isin(mode, codes))[0]
        if len(together):
            return f"{pair} cooperate {how} in {len(together)} of {n}, first in {months[together[0]]}"
    most = dealings.most(history, d)
    return (
        f"{pair} have {most}"
        if most
        else f"{pair} never cooperate, and rivalry holds in {int((mode == 0).sum())} of {n}"
    )


def _peak(history: History) -> str:
    strength = history.fact("strength")[:, : len(history.names.front)]
    if not strength.size or strength.max() <= 0:
        return "There is no enemy."
    t, f = np.unravel_index(int(strength.argmax()), strength.shape)
    return f"Peak strength of {history.names.front[f]}: {strength[t, f]:.0f} in {history.months[t]}."


CHART = Chart("timeline", "history", "one run month by month: enemy, trust, mode, bargains, talks and more", draw)
