"""The chance of each mode over time, policy by policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts import calendar, style, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.style import DOUBLE, FAINT, MODE_LINE_COLOURS, MODE_LINES, MODE_MARKS, MODE_WORDS, SMALL
from sim.intervals import wilson
from sim.world import DIRECT, MODES, NO_MODE, RELAYED, RIVALRY, TACIT

if TYPE_CHECKING:
    from sim.results import Comparison, Results

COOPERATION = (TACIT, RELAYED, DIRECT)
RARE = 0.25  # share of runs: below this in all months, cooperation gets a panel of its own scale
LEFT, GAP = 12.0, 4.0  # mm
KEY, TALL, LOW, HEAD, FOOT = 5.5, 28.0, 24.0, 5.0, 9.0  # mm
ROOM = 212.0  # mm of a page for the multiples; what does not fit is counted in the caption

Bands = np.ndarray
"""Share, low and high (3) by mode and month."""


@style.inked()
def draw(comparison: Comparison, pair: str | words.Pair | None = None) -> Page:
    """Draw small multiples by policy; ``pair`` is the one whose cooperation emerges most often if left out."""
    base = comparison.base
    d = words.leading(base) if pair is None else words.pair_place(base.names, pair)
    bands = {policy: mode_bands(results, d) for policy, results in comparison.items()}
    top = max((float(b[2, m].max()) for b in bands.values() for m in COOPERATION if b[0, m].any()), default=0.0)
    zoom = _ceiling(top) if 0 < top < RARE else 0.0
    columns = min(len(bands), 4 if len(bands) in (4, 7, 8) or len(bands) > 9 else 3)
    one = HEAD + TALL + (GAP + LOW if zoom else 0) + FOOT
    everything = len(bands)
    bands = dict(list(bands.items())[: columns * int(ROOM // one)])
    rows = -(-len(bands) // columns)
    page = Page(*_texts(comparison, d, bands, zoom, everything - len(bands)), body=KEY + rows * one)
    width = (DOUBLE - LEFT - 3 - (columns - 1) * GAP) / columns
    for k, (policy, b) in enumerate(bands.items()):
        left, upper = LEFT + (k % columns) * (width + GAP), KEY + (k // columns) * one + HEAD
        _multiple(
            page,
            comparison[policy],
            b,
            zoom,
            (left, upper, width),
            first=k % columns == 0,
            last=k + columns >= len(bands),
        )
    _key(page, _met(bands))
    return page


def mode_bands(results: Results, d: int) -> Bands:
    """Share of runs in each mode with its pointwise Wilson interval, shape (3, modes, months)."""
    mode = results.record.mode[:, :, d]
    counts = np.stack([(mode == code).sum(axis=0) for code in range(len(MODES))])
    known = {int(c): wilson(int(c), results.runs)[:3] for c in np.unique(counts)}
    return np.moveaxis(np.array([[known[int(c)] for c in row] for row in counts]), 2, 0)


def _met(bands: dict[str, Bands]) -> list[int]:
    """The modes that some run enters."""
    return [m for m in range(len(MODES)) if any(b[0, m].any() for b in bands.values())]


def _ceiling(top: float) -> float:
    return next(c for c in (0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, RARE) if top <= c)


def _texts(
    comparison: Comparison, d: int, bands: dict[str, Bands], zoom: float, left_out: int
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    base = comparison.base
    step = words.step_word(base.scenario)
    told = _measure(comparison, d)
    shares = {policy: told.of(results, d) for policy, results in comparison.items()}
    title = told.words.format(pair=words.pair_words(base.names.dyad[d]), share=words.percent(shares[base.policy]))
    title += f" {_as(base.policy)}"
    title += "".join(f", {words.percent(shares[p])} under “{words.policy_words(p)}”" for p in _told(base, shares))
    title = words.paced(title, base.scenario)
    subtitle = f"Share of runs in each mode, {step} by {step}." + (
        " Lower panels: cooperation, on its own scale." if zoom else ""
    )
    absent = [MODE_WORDS[m] for m in range(len(MODES)) if m not in _met(bands)]
    subtitle += f" No run enters {' or '.join(absent)}." if absent else ""
    intervals = f"Bands: pointwise 95% Wilson intervals.{words.paced(told.note, base.scenario)}"
    if left_out:
        last = "last policy has" if left_out == 1 else f"last {left_out} policies have"
        intervals += f" The case's {last} no room here."
    caption = words.batch_caption(comparison, intervals)
    peaks = "; ".join(f"{words.policy_words(p)}: {_peak(b)}, {words.percent(shares[p])}" for p, b in bands.items())
    alt = f"{title}. {subtitle} At their most frequent, with the share that the title tells of: {peaks}. {caption}"
    return title, subtitle, caption, alt


class Measure(NamedTuple):
    """What the title tells of: a share of each policy's results, and how it is said."""

    of: Callable[[Results, int], float]
    words: str
    note: str


def _share(outcome: str) -> Callable[[Results, int], float]:
    return lambda results, d: float(results.values(outcome)[:, d].mean())


def _rival_months(results: Results, d: int) -> float:
    return float((results.record.mode[:, :, d] == RIVALRY).mean())


MEASURES = (
    Measure(
        _share("emergence"),
        "Indirect cooperation of {pair} emerges in {share} of runs",
        " Emergence: six months or more in a row, tacit or relayed.",
    ),
    Measure(
        _share("cooperation"),
        "Direct cooperation of {pair} emerges in {share} of runs",
        " Emergence: six months or more in a row. Indirect cooperation emerges in no run.",
    ),
    Measure(_rival_months, "{pair}: no cooperation emerges; rivalry in {share} of months", ""),
)
"""In this order: the first that is not 0 under every policy is told, the last one where all are."""


def _measure(comparison: Comparison, d: int) -> Measure:
    met = (m for m in MEASURES if any(m.of(results, d) > 0 for results in comparison.values()))
    return next(met, MEASURES[-1])


def _told(base: Results, shares: dict[str, float]) -> list[str]:
    """The policies that the title tells of: the one without enemies, and the one that changes most."""
    others = [p for p in shares if p != base.policy]
    without = [p for p in others if p in base.scenario.policies and base.scenario.policies[p].without.enemies]
    most = sorted(others, key=lambda p: -abs(shares[p] - shares[base.policy]))
    without = [p for p in without if base.scenario.enemies]
    return list(dict.fromkeys([*without[:1], *(p for p in most[:1] if not without or shares[p] != shares[without[0]])]))


def _as(policy: str) -> str:
    return words.policy_words(policy) if policy == "as_coded" else f"under “{words.policy_words(policy)}”"


def _peak(b: Bands) -> str:
    return ", ".join(f"{MODES[m]} {words.percent(float(b[0, m].max()))}" for m in COOPERATION)


def _multiple(
    page: Page, results: Results, b: Bands, zoom: float, place: tuple[float, float, float], first: bool, last: bool
) -> None:
    """One policy: all modes, and below them cooperation alone where it is rare."""
    left, upper, width = place
    ax = page.panel(left, upper, width, TALL)
    name = style.lines(words.policy_words(results.policy), width, style.TEXT, bold=True, most=1)[0]
    ax.set_title(name, weight="bold")
    panels = [(ax, (RIVALRY, NO_MODE) if zoom else tuple(range(len(MODES))), 1.0)]
    if zoom:
        panels.append((page.panel(left, upper + TALL + GAP, width, LOW), COOPERATION, zoom))
    for k, (axes, modes, top) in enumerate(panels):
        _lines(axes, b, modes, top)
        calendar.years(axes, results.scenario, width, labels=k == len(panels) - 1, title=last)
        if first:
            axes.set_ylabel("share of runs (%)")
        else:
            axes.tick_params(labelleft=False)


def _lines(ax: Axes, b: Bands, modes: tuple[int, ...], top: float) -> None:
    months = np.arange(b.shape[2])
    never = [m for m in modes if not b[0, m].any()]
    if len(never) == len(modes):
        ax.text(months[-1] / 2, top / 2, "in no run", size=SMALL, color=FAINT, ha="center", va="center")
    for m in (m for m in modes if m not in never):
        colour = MODE_LINE_COLOURS[m]
        ax.fill_between(months, b[1, m], b[2, m], color=colour, alpha=0.22, linewidth=0)
        every = max(1, len(months) // 5)
        marks = (m * every // len(MODES), every)
        ax.plot(
            months,
            b[0, m],
            color=colour,
            linestyle=MODE_LINES[m],
            marker=MODE_MARKS[m],
            markevery=marks,
            markersize=2.6,
        )
    ax.set_ylim(-0.02 * top, 1.02 * top)
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:g}"))
    ax.grid(axis="y")


def _key(page: Page, met: list[int]) -> None:
    """One key for all panels."""
    looks = ((MODE_LINE_COLOURS[m], MODE_LINES[m], MODE_MARKS[m]) for m in met)
    handles = [Line2D([], [], color=c, linestyle=line, marker=mark, markersize=3) for c, line, mark in looks]
    ax = page.panel(LEFT, 0, DOUBLE - LEFT - 3, 4)
    ax.set_axis_off()
    labels = [MODE_WORDS[m] for m in met]
    ax.legend(
        handles, labels, loc="center left", ncols=5, fontsize=SMALL, labelcolor=FAINT, handlelength=3, borderpad=0
    )


CHART = Chart("modes", "comparison", "chance of each mode over time, with intervals, by policy", draw)
