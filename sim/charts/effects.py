"""What each policy changes, pair by pair: dots with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts import style, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, SMALL

if TYPE_CHECKING:
    from sim.outcomes import Outcome
    from sim.results import Comparison

ROW, HEAD, GROUND, FOOT = 3.4, 4.6, 3.0, 9.0  # mm: a policy, a pair's head, the space below, the axis at the foot
NAMES, GAP = 38.0, 8.0  # mm
TALLEST = 195.0  # mm of a page


class Scale(NamedTuple):
    """How an outcome is written on its axis."""

    factor: float
    unit: str
    change: str


@style.inked()
def draw(comparison: Comparison, outcome: str = "emergence") -> Page:
    """Draw an outcome under each policy, and its paired difference from the first one, for each pair (or actor)."""
    from sim.outcomes import OUTCOMES

    known, table = OUTCOMES[outcome], comparison.effects(outcome)
    shown, left_out = _chosen(table, comparison, outcome)
    texts = _texts(comparison, known, table, shown, left_out)
    group = _group(comparison)
    page = Page(*texts, body=max(1, len(shown)) * group - GROUND + FOOT)
    width = (DOUBLE - NAMES - GAP - 6) / 2
    scale = _scale(known)
    for k, name in enumerate(shown):
        rows = table[table["of"] == name].set_index("policy").loc[list(comparison)]
        page.write(3, k * group + 1.2, style.clipped(name, DOUBLE - 8, bold=True), weight="bold", va="top")
        both = [page.panel(NAMES + j * (width + GAP), k * group + HEAD, width, ROW * len(comparison)) for j in (0, 1)]
        _values(both[0], rows, outcome, scale)
        _differences(both[1], rows, scale)
    _finish(page, table[table["of"].isin(shown)], outcome, scale)
    return page


def _group(comparison: Comparison) -> float:
    """Height of a pair's panels with what is above and below, mm."""
    return HEAD + ROW * len(comparison) + GROUND


def _chosen(table: pd.DataFrame, comparison: Comparison, outcome: str) -> tuple[list[str], pd.DataFrame]:
    """The groups with most to show, the largest under the first policy first; the largest value of each other one."""
    largest = table.assign(size=table[outcome].abs()).groupby("of", sort=False)["size"].max().fillna(0.0)
    first = table[table["policy"] == comparison.base.policy].set_index("of")[outcome].fillna(0.0)
    order = sorted(largest.index, key=lambda name: (-first.get(name, 0.0), -largest[name]))
    by_most = sorted(order, key=lambda name: -largest[name])
    keep = [name for name in by_most if largest[name] > 0][: max(1, int(TALLEST // _group(comparison)))] or by_most[:1]
    left_out = pd.DataFrame({"largest": largest[[n for n in order if n not in keep]]})
    return [name for name in order if name in keep], left_out


def _scale(outcome: Outcome) -> Scale:
    if outcome.kind == "share":
        return Scale(100, f"{outcome.name.replace('_', ' ')} (% of runs)", "difference (percentage points)")
    unit = outcome.unit if outcome.unit not in outcome.name else f"units of {outcome.unit}"
    return Scale(1, f"{outcome.name.replace('_', ' ')} ({unit})", f"difference ({unit})")


def _texts(
    comparison: Comparison, outcome: Outcome, table: pd.DataFrame, shown: list[str], left_out: pd.DataFrame
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    base = comparison.base.policy
    changed = table[(table["policy"] != base) & (table["of"] == shown[0])].dropna(subset=["difference"])
    what = "indirect cooperation emerges in " if outcome.name == "emergence" else f"{outcome.name.replace('_', ' ')} "
    runs = " of runs" if outcome.kind == "share" else ""
    title = f"{shown[0]}: {what}{_number(table, shown[0], base, outcome)}{runs} {words.policy_words(base)}"
    if len(changed):
        top = changed.loc[changed["difference"].abs().idxmax()]
        title += f"; it changes most under “{words.policy_words(top['policy'])}”, by {_change(top, outcome)}"
    what = (
        "Left: chance that indirect cooperation emerges" if outcome.name == "emergence" else f"Left: {outcome.meaning}"
    )
    subtitle = f"{what}. Right: paired difference from “{words.policy_words(base)}”; filled: its interval excludes 0."
    kind = "Wilson" if outcome.kind == "share" else "normal"
    paired = "adjusted Wald (Agresti–Min)" if outcome.kind == "share" else "normal"
    caption = words.batch_caption(
        comparison, f"95% intervals: {kind} (left), {paired} on pairs of the same seed (right)."
    )
    caption += _rest(left_out, outcome)
    rows = table[table["of"].isin(shown)]
    numbers = "; ".join(
        f"{r['of']}, {words.policy_words(r['policy'])}: {_value(r[outcome.name], outcome)}" for _, r in rows.iterrows()
    )
    return title, subtitle, caption, f"{title}. {numbers}. {caption}"


def _value(value: float, outcome: Outcome) -> str:
    if outcome.kind == "share":
        return words.percent(value)
    return f"{_short(value)} {outcome.unit}" if outcome.unit not in outcome.name else _short(value)


def _short(value: float, sign: str = "") -> str:
    """A number with as many digits as one reads, and a true minus."""
    return format(value, f"{sign},.0f" if abs(value) >= 100 else f"{sign}.1f").replace("-", "−").removesuffix(".0")


def _number(table: pd.DataFrame, name: str, policy: str, outcome: Outcome) -> str:
    return _value(float(table[(table["of"] == name) & (table["policy"] == policy)][outcome.name].iloc[0]), outcome)


def _change(row: pd.Series, outcome: Outcome) -> str:
    scale = _scale(outcome)
    low, value, high = (scale.factor * float(row[c]) for c in ("difference_low", "difference", "difference_high"))
    unit = "points" if outcome.kind == "share" else outcome.unit
    return f"{_short(value, '+')} {unit} [{_short(low, '+')}, {_short(high, '+')}]"


def _rest(left_out: pd.DataFrame, outcome: Outcome) -> str:
    """Say what is not shown."""
    largest = left_out["largest"]
    zero, some = int((largest == 0).sum()), largest[largest > 0]
    what = {"dyad": "pairs", "actor": "actors", "run": "rows"}[outcome.per]
    parts = [f"{zero} {what} with 0 under every policy"] if zero else []
    parts += [f"{len(some)} with at most {_value(float(some.max()), outcome)}"] if len(some) else []
    return f" Left out: {' and '.join(parts)}." if parts else ""


def _values(ax: Axes, rows: pd.DataFrame, outcome: str, scale: Scale) -> None:
    _frame(ax, rows)
    ax.set_yticks(range(len(rows)), [style.clipped(words.policy_words(p), NAMES - 6, SMALL) for p in rows.index])
    ax.axvline(scale.factor * float(rows[outcome].iloc[0]), color=FAINT, linewidth=0.8, linestyle=(0, (4, 2)))
    for y, (_, row) in enumerate(rows.iterrows()):
        value, low, high = (scale.factor * float(row[c]) for c in (outcome, "low", "high"))
        _dot(ax, y, value, low, high, INK, filled=True)


def _differences(ax: Axes, rows: pd.DataFrame, scale: Scale) -> None:
    _frame(ax, rows)
    ax.tick_params(labelleft=False)
    ax.axvline(0, color=FAINT, linewidth=0.8)
    for y, (_, row) in enumerate(rows.iterrows()):
        value, low, high = (scale.factor * float(row[c]) for c in ("difference", "difference_low", "difference_high"))
        if y > 0:  # the first policy against itself says nothing
            _dot(ax, y, value, low, high, BLUE, filled=low > 0 or high < 0)


def _frame(ax: Axes, rows: pd.DataFrame) -> None:
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks(range(len(rows)))
    ax.grid(axis="y", linestyle=(0, (1, 2)), color="#CFCFCF")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _dot(ax: Axes, y: int, value: float, low: float, high: float, colour: str, filled: bool) -> None:
    if np.isnan(value):
        return
    ax.plot([low, high], [y, y], color=colour, linewidth=1.1, solid_capstyle="butt")
    ax.plot([value], [y], "o", color=colour, markersize=4, markerfacecolor=colour if filled else "white", clip_on=False)


def _finish(page: Page, rows: pd.DataFrame, outcome: str, scale: Scale) -> None:
    """One scale for each column of panels; its numbers and words below the last one."""
    axes = page.axes
    change = ("difference", "difference_low", "difference_high")
    for column, (value, low, high), label in ((0, (outcome, "low", "high"), scale.unit), (1, change, scale.change)):
        found = scale.factor * rows[[value, low, high]].to_numpy(float)
        found = found[np.isfinite(found)]
        least, most = (min(0.0, found.min()), max(0.0, found.max())) if len(found) else (0.0, 1.0)
        pad = 0.04 * ((most - least) or 1.0)
        for ax in axes[column::2]:
            ax.set_xlim(least - pad, most + pad)
            ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
            ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}".replace("-", "−")))
            ax.grid(axis="x")
            ax.tick_params(axis="x", labelbottom=ax in axes[-2:])
        axes[column - 2].set_xlabel(label)


CHART = Chart("effects", "comparison", "an outcome under each policy, and the paired differences, with intervals", draw)
