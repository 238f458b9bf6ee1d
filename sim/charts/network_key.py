"""What the lines and marks of the network mean, and the key that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.lines import Line2D

from sim.charts import style, words
from sim.charts.page import Page
from sim.charts.style import BLACK, DOUBLE, FAINT, GREEN, INK, MODE_LINE_COLOURS, MODE_LINES, MODE_WORDS, ORANGE, SMALL
from sim.world import NO_MODE

WIDE, HIGH, HEAD = DOUBLE / 2, 70.0, 5.0  # mm: one panel and its head
CENTRE, RADIUS = (WIDE / 2, HIGH / 2), (25.0, 26.0)  # mm
KINDS = {"state": "o", "armed_group": "^", "coalition": "p", "protecting_power": "D", "mediator": "s"}
FILLS = {"rival": "#9A9A9A", "third party": "white", "common enemy": BLACK}
LINES: dict[int, Any] = {code: MODE_LINES[code] if code != NO_MODE else "-" for code in range(len(MODE_LINES))}
DOTS: Any = (0, (0.8, 1.6))
USED = 0.1  # share of runs or months: what is rarer is not drawn
WORTH_A_NUMBER = 0.01  # share of months and runs


def draw(page: Page, kinds: Sequence[str], place: tuple[float, float, float, float]) -> None:
    """Write the key at a place of the page (left, top, width, height in mm), for these kinds of actors."""
    left, top, width, height = place
    ax = page.panel(left, top + 5, width, height - 5, xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()
    page.write(left, top + 0.5, "How to read it", weight="bold", va="top")
    high = 0.0
    for title, handles, labels, columns in _blocks(kinds):
        legend = ax.legend(
            handles, labels, title=title, loc="upper left", bbox_to_anchor=(0, 1 - high), ncols=columns,
            alignment="left", title_fontsize=SMALL, borderpad=0, labelcolor=FAINT,
            handlelength=1 if handles[0].get_linestyle() == "None" else 3,
        )  # fmt: skip
        ax.add_artist(legend)
        high += (4.2 * (1 + -(-len(handles) // columns)) + 2.5) / (height - 5)
    note = "A number on a line: share of cooperation, of any kind, where another mode is the most frequent "
    note += f"(from {words.percent(WORTH_A_NUMBER)}). "
    note += f"Fights and messages in less than {words.percent(USED)} are not drawn."
    ax.text(0, 1 - high - 0.02, "\n".join(style.lines(note, width, SMALL)), size=SMALL, va="top", color=FAINT)


def _blocks(kinds: Sequence[str]) -> list[tuple[str, list[Line2D], list[str], int]]:
    """Title, handles, labels and columns of each part of the key."""
    rivals = [Line2D([], [], color=MODE_LINE_COLOURS[c], linestyle=LINES[c], linewidth=1.8) for c in LINES]
    others = [
        Line2D([], [], color=ORANGE, linewidth=2.2, marker=">", markevery=(1, 2)),
        Line2D([], [], color=GREEN, linestyle=DOTS, linewidth=1.4),
    ]
    marks, faces = [_mark(KINDS[kind], "white") for kind in kinds], [_mark("o", face) for face in FILLS.values()]
    return [
        ("Rivals: most frequent mode; the wider, the more frequent", rivals, list(MODE_WORDS), 2),
        ("Others; the wider, the more frequent", others, ["fights the enemy", "messages pass (through a carrier)"], 1),
        ("Shape: kind of actor", marks, [kind.replace("_", " ") for kind in kinds], 3),
        ("Fill: part in the case", faces, list(FILLS), 3),
    ]


def _mark(shape: str, face: str) -> Line2D:
    return Line2D([], [], linestyle="none", marker=shape, markersize=5.5, color=INK, markerfacecolor=face)
