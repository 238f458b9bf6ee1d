"""What each policy changes, pair by pair: dots with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts import style, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.scale import Scale, short
from sim.charts.scale import scale as scaled
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, SMALL
from sim.counted import counted

if TYPE_CHECKING:
    from sim.outcomes import Outcome
    from sim.results import Comparison

ROW, HEAD, GROUND, FOOT = 3.4, 4.6, 3.0, 9.0  # mm: a policy, a pair's head, the space below, the axis at the foot
NAMES, GAP = 38.0, 8.0  # mm
TALLEST = 195.0  # mm of a page


@style.inked()
def draw(comparison: Comparison, outcome: str | None = None) -> Page:
    """Draw an outcome under each policy, and its paired difference from the first one, for each pair (or actor).

    ``outcome``: emergence if left out; where that is 0 everywhere, the first outcome that some policy surely changes.

    Raises:
        KeyError: there is no such outcome.
    """
    known = _known(outcome or usual(comparison))
    table, scale = comparison.effects(known.name), scaled(known, comparison.base.scenario)
    shown, left_out = _chosen(table, comparison, known.name)
    group = _group(comparison)
    texts = _texts(comparison, known, scale, table, shown, left_out)
    page = Page(*texts, body=max(1, len(shown)) * group - GROUND + FOOT)
    width = (DOUBLE - NAMES - GAP - 6) / 2
    for k, name in enumerate(shown):
        rows = table[table["of"] == name].set_index("policy").loc[list(comparison)]
        page.write(3, k * group + 1.2, style.clipped(_head(name), DOUBLE - 8, bold=True), weight="bold", va="top")
        both = [page.panel(NAMES + j * (width + GAP), k * group + HEAD, width, ROW * len(comparison)) for j in (0, 1)]
        _values(both[0], rows, known.name, scale)
        _differences(both[1], rows, scale)
    _finish(page, table[table["of"].isin(shown)], known.name, scale)
    return page


def usual(comparison: Comparison) -> str:
    """The outcome that is drawn if none is named."""
    from sim.outcomes import OUTCOMES
    from sim.outcomes.asked import parts

    names = (one.name for outcome in OUTCOMES.values() for one in parts(outcome))
    found = {name: comparison.effects(name) for name in dict.fromkeys(["emergence", *words.LEADING, *names])}
    if (found["emergence"]["emergence"] > 0).any():
        return "emergence"
    differing = [name for name, table in found.items() if (table["difference"].fillna(0.0) != 0).any()]
    surely = (name for name in differing if _sure(found[name]).any())
    return next(surely, differing[0] if differing else "emergence")


def _sure(table: pd.DataFrame) -> pd.Series:
    """Which differences have an interval that excludes 0."""
    return (table["difference_low"] > 0) | (table["difference_high"] < 0)


def _known(outcome: str) -> Outcome:
    from sim.outcomes.asked import averaged

    return averaged(outcome)


def _head(name: str) -> str:
    return "The whole case" if name == "all" else name


def _group(comparison: Comparison) -> float:
    """Height of a pair's panels with what is above and below, mm."""
    return HEAD + ROW * len(comparison) + GROUND


def _chosen(table: pd.DataFrame, comparison: Comparison, outcome: str) -> tuple[list[str], pd.DataFrame]:
    """The groups that policies change most, as many as a page holds; the largest value and change of the others."""
    sizes = table.assign(value=table[outcome].abs(), change=table["difference"].abs())
    largest = sizes.groupby("of", sort=False)[["change", "value"]].max().fillna(0.0)
    order = sorted(largest.index, key=lambda name: (-largest.loc[name, "change"], -largest.loc[name, "value"]))
    room = max(1, int(TALLEST // _group(comparison)))
    keep = [name for name in order if largest.loc[name, "value"] > 0][:room] or order[:1]
    return keep, largest.loc[[name for name in order if name not in keep]]


def _texts(
    comparison: Comparison, outcome: Outcome, scale: Scale, table: pd.DataFrame, shown: list[str], rest: pd.DataFrame
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    base = comparison.base.policy
    title = _finding(comparison, outcome, scale, table, shown[0])
    subtitle = f"Left: {scale.name}: {scale.meaning}. Right: paired difference from “{words.policy_words(base)}”; "
    subtitle += "filled: its interval excludes 0."
    kind = "Wilson" if outcome.kind == "share" else "normal"
    paired = "adjusted Wald (Agresti–Min)" if outcome.kind == "share" else "normal"
    intervals = f"95% intervals: {kind} (left), {paired} on pairs of the same seed (right)."
    caption = words.batch_caption(comparison, intervals) + _rest(rest, outcome, scale)
    rows = table[table["of"].isin(shown)]
    numbers = "; ".join(
        f"{_head(r['of'])}, {words.policy_words(r['policy'])}: {scale.value(r[outcome.name])}"
        for _, r in rows.iterrows()
    )
    return title, subtitle, caption, f"{title}. {subtitle} {numbers}. {caption}"


def _finding(comparison: Comparison, outcome: Outcome, scale: Scale, table: pd.DataFrame, of: str) -> str:
    """The outcome of the first group as coded, and the policy that changes it most, surely if there is one."""
    base = comparison.base.policy
    own = table[table["of"] == of]
    value = float(own[own["policy"] == base][outcome.name].iloc[0])
    title = f"{_head(of)}: {scale.sentence(value)} {words.policy_words(base)}"
    changed = own[own["policy"] != base].dropna(subset=["difference"])
    sure = changed[_sure(changed)]
    if not len(changed):
        return title
    if not len(sure):
        return f"{title}; no policy surely changes it"
    top = sure.loc[sure["difference"].abs().idxmax()]
    change = scale.difference(*(float(top[c]) for c in ("difference", "difference_low", "difference_high")))
    return f"{title}; it changes most under “{words.policy_words(top['policy'])}”, by {change}"


def _rest(left_out: pd.DataFrame, outcome: Outcome, scale: Scale) -> str:
    """Say what is not shown."""
    zero, some = left_out[left_out["value"] == 0], left_out[left_out["value"] > 0]
    what = {"dyad": "pair", "actor": "actor", "run": "row"}[outcome.per]
    parts = [f"{counted(len(zero), what)} with 0 under every policy"] if len(zero) else []
    if len(some):
        most = scale.factor * float(some["change"].max())
        points = " points" if scale.factor == 100 else ""
        parts += [f"{counted(len(some), what)} that no policy changes by more than {short(most)}{points}"]
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
    for column, (value, low, high), label in ((0, (outcome, "low", "high"), scale.axis), (1, change, scale.change)):
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
