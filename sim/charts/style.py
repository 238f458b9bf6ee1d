"""How every chart looks: colours, lines, hatches and letters, fit for print, grey copies and colour-blind eyes."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from matplotlib import style as matplotlib_style
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

MM = 1 / 25.4  # inches
SINGLE, DOUBLE = 89.0, 183.0  # mm: widths of one and of two printed columns
SMALL, TEXT, HEAD = 7.0, 7.5, 9.0  # pt
POINT = 25.4 / 72  # mm

# Okabe and Ito (2008), Color Universal Design
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
INK, FAINT, PALE = "#222222", "#6B6B6B", "#DADADA"

MODE_COLOURS = (VERMILLION, PALE, SKY, BLUE, BLACK)
"""By code of ``world.MODES``. Cooperation darkens as contact grows, so that a grey copy keeps the order."""
MODE_HATCHES = ("/////", "", "....", "", "")
MODE_LINES: tuple[Any, ...] = ((0, (5, 1.5)), (0, (1, 1.2)), "-", "-", (0, (4, 1, 1, 1)))
MODE_LINE_COLOURS = (VERMILLION, "#8C8C8C", SKY, BLUE, BLACK)
MODE_MARKS = ("X", "", "o", "s", "D")
MODE_WORDS = ("rivalry", "neither", "tacit cooperation", "relayed cooperation", "direct cooperation")
PAIR_COLOURS, PAIR_LINES = (PURPLE, GREEN), ("-", (0, (4, 1.2)))
FRONT_COLOURS = (INK, ORANGE, BLUE, GREEN, PURPLE)
FRONT_LINES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.5, 1)), (0, (5, 1, 1, 1)), (0, (3, 1, 1, 1, 1, 1)))

# Tried in this order for letters that the first one lacks; only those that are installed.
LETTERS = (
    "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Zen Hei", "PingFang SC",
    "Hiragino Sans", "Microsoft YaHei", "SimHei", "Malgun Gothic", "Noto Sans Devanagari", "Noto Sans Bengali",
)  # fmt: skip


@cache
def letters() -> tuple[str, ...]:
    """The installed families of letters; the first one comes with Matplotlib."""
    installed = set(fontManager.get_font_names())
    return tuple(family for family in LETTERS if family in installed)


def _settings() -> dict[str, Any]:
    return {
        "font.family": list(letters()),
        "font.size": TEXT,
        "text.parse_math": False,  # a name may hold a dollar sign
        "text.color": INK,
        "axes.labelsize": TEXT, "axes.labelcolor": INK, "axes.labelpad": 2,
        "axes.titlesize": TEXT, "axes.titlepad": 3, "axes.titlelocation": "left",
        "axes.edgecolor": FAINT, "axes.linewidth": 0.6,
        "axes.spines.top": False, "axes.spines.right": False,
        "axes.axisbelow": True,
        "xtick.labelsize": SMALL, "ytick.labelsize": SMALL,
        "xtick.color": FAINT, "ytick.color": FAINT, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
        "xtick.major.size": 2, "ytick.major.size": 2, "xtick.major.width": 0.6, "ytick.major.width": 0.6,
        "xtick.major.pad": 2, "ytick.major.pad": 2,
        "grid.color": "#E8E8E8", "grid.linewidth": 0.5,
        "lines.linewidth": 1.2, "lines.markersize": 3,
        "hatch.linewidth": 0.5,
        "legend.frameon": False, "legend.fontsize": SMALL, "legend.handlelength": 2.2, "legend.borderaxespad": 0,
        "legend.handletextpad": 0.5, "legend.columnspacing": 1.4,
        "savefig.dpi": 300,
        "svg.hashsalt": "backchannel",  # the same picture, the same bytes
        "svg.fonttype": "path",
    }  # fmt: skip


def inked() -> Any:
    """Draw or save in this style, whatever the user's own Matplotlib settings: a context, and a decorator."""
    return matplotlib_style.context(["default", _settings()])


@cache
def width(text: str, size: float = TEXT, bold: bool = False) -> float:
    """Width of a line of text in mm.

    >>> 20 < width("Iran-backed militias") < 30
    True
    """
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    wide = sum(1 for letter in text if ord(letter) >= 0x1100)  # East Asian letters are as wide as they are high
    narrow = "".join(letter for letter in text if ord(letter) < 0x1100)
    exact = text_to_path.get_text_width_height_descent(narrow, font, False)[0] + wide * size
    return 1.03 * exact * POINT  # letters that are fitted to dots take up to 3% more


def lines(text: str, room: float, size: float = TEXT, bold: bool = False, most: int = 0) -> list[str]:
    """Break a text into lines of at most ``room`` mm; a longer word is cut. ``most`` lines at most, then an ellipsis.

    >>> lines("Iran-backed militias", 20)
    ['Iran-backed', 'militias']
    """
    found = [""]
    for word in text.split() or [text]:
        for part in _parts(word, room, size, bold):
            longer = f"{found[-1]} {part}" if found[-1] else part
            if width(longer, size, bold) <= room:
                found[-1] = longer
            else:
                found.append(part)
    found = [line for line in found if line] or [""]
    if most and len(found) > most:
        found = [*found[: most - 1], clipped(" ".join(found[most - 1 :]), room, size, bold)]
    return found


def _parts(word: str, room: float, size: float, bold: bool) -> list[str]:
    """Cut a word that is wider than the room."""
    many = math.ceil(width(word, size, bold) / (0.95 * room))
    step = math.ceil(len(word) / max(1, many))
    return [word[k : k + step] for k in range(0, len(word), step)] or [word]


def clipped(text: str, room: float, size: float = TEXT, bold: bool = False) -> str:
    """A text cut to ``room`` mm, with an ellipsis if it was longer."""
    if width(text, size, bold) <= room:
        return text
    while text and width(text + "…", size, bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"
