"""What the lines and marks of the network mean, and the key that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.lines import Line2D

from sim.charts import style, words
from sim.charts.page import Page
from sim.charts.style import (
    BLACK,
    DOUBLE,
    FAINT,
    GREEN,
    INK,
    MODE_LINE_COLOURS,
    MODE_LINES,
    MODE_WORDS,
    ORANGE,
    PURPLE,
    SMALL,
)  # fmt: skip
from sim.world import NO_MODE

WIDE, HIGH, HEAD = DOUBLE / 2, 70.0, 5.0  # mm: one panel and its head
CENTRE, RADIUS = (WIDE / 2, HIGH / 2), (25.0, 26.0)  # mm
KINDS = {
    "state": "o",
    "armed_group": "^",
    "coalition": "p",
    "protecting_power": "D",
    "mediator": "s",
    "organisation": "h",
}
FILLS = {"rival": "#9A9A9A", "third party": "white", "common enemy": BLACK}
LINES: dict[int, Any] = {code: MODE_LINES[code] if code != NO_MODE else "-" for code in range(len(MODE_LINES))}
DASHES: Any = (0, (3, 1.2))
DOTS: Any = (0, (0.8, 1.6))
USED = 0.1  # share of runs or months: what is rarer is not drawn
BETWEEN = 0.25  # share of months and runs: who mediates or holds a mandate more rarely is not drawn
WORTH_A_NUMBER = 0.01  # share of months and runs


class Met(NamedTuple):
    """What of all that the network can show is in this one."""

    kinds: Sequence[str]
    enemy: bool
    between: bool
    messages: bool


def draw(page: Page, met: Met, place: tuple[float, float, float, float]) -> None:
    """Write the key of what is met at a place of the page (left, top, width, height in mm)."""
    left, top, width, height = place
    ax = page.panel(left, top + 5, width, height - 5, xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()
    page.write(left, top + 0.5, "How to read it", weight="bold", va="top")
    high = 0.0
    for title, handles, labels, columns in _blocks(met):
        legend = ax.legend(
            handles, labels, title=title, loc="upper left", bbox_to_anchor=(0, 1 - high), ncols=columns,
            alignment="left", title_fontsize=SMALL, borderpad=0, labelcolor=FAINT,
            handlelength=1 if handles[0].get_linestyle() == "None" else 3,
        )  # fmt: skip
        ax.add_artist(legend)
        high += (4.2 * (1 + -(-len(handles) // columns)) + 1.2) / (height - 5)
    note = "A number on a line: share of cooperation, of any kind, where another mode is the most frequent "
    note += f"(from {words.percent(WORTH_A_NUMBER)}). "
    note += f"{'Fights and messages' if met.enemy else 'Messages'} from {words.percent(USED)}"
    note += f", mediations and mandates from {words.percent(BETWEEN)}." if met.between else "."
    ax.text(0, 1 - high - 0.02, "\n".join(style.lines(note, width, SMALL)), size=SMALL, va="top", color=FAINT)


def _blocks(met: Met) -> list[tuple[str, list[Line2D], list[str], int]]:
    """Title, handles, labels and columns of each part of the key."""
    rivals = [Line2D([], [], color=MODE_LINE_COLOURS[c], linestyle=LINES[c], linewidth=1.8) for c in LINES]
    marks, fills = [_mark(KINDS[kind], "white") for kind in met.kinds], dict(FILLS)
    if not met.enemy:
        del fills["common enemy"]
    blocks = [("Rivals: most frequent mode; the wider, the more frequent", rivals, list(MODE_WORDS), 2)]
    if others := _others(met):
        blocks.append(("Others; the wider, the more frequent", [h for h, _ in others], [w for _, w in others], 1))
    return [
        *blocks,
        ("Shape: kind of actor", marks, [kind.replace("_", " ") for kind in met.kinds], 3),
        ("Fill: part in the case", [_mark("o", face) for face in fills.values()], list(fills), 3),
    ]


def _others(met: Met) -> list[tuple[Line2D, str]]:
    """Lines of other kinds than rivalry."""
    fights = Line2D([], [], color=ORANGE, linewidth=2.2, marker=">", markevery=(1, 2))
    messages = Line2D([], [], color=GREEN, linestyle=DOTS, linewidth=1.4)
    between = Line2D([], [], color=PURPLE, linestyle=DASHES, linewidth=1.6)
    known = (
        (met.enemy, fights, "fights the enemy"),
        (met.messages, messages, "messages pass (through a carrier)"),
        (met.between, between, "mediates, or holds a mandate"),
    )
    return [(line, what) for there, line, what in known if there]


def _mark(shape: str, face: str) -> Line2D:
    return Line2D([], [], linestyle="none", marker=shape, markersize=5.5, color=INK, markerfacecolor=face)
