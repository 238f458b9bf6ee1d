"""Policies: an outcome under each policy, over all points, and what each policy changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from sim.charts import style, words
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import (
    FOOT,
    MOST_ROWS,
    NAMES,
    ROW,
    dot,
    ended,
    key,
    left_out,
    rows,
    scale_of,
    span,
    told,
    whose,
)
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import BLUE, DOUBLE, FAINT, INK
from sim.intervals import Estimate

if TYPE_CHECKING:
    from sim.analysis.summary import Row, Summary

KEY, GAP = 5.5, 6.0
WIDTH = (DOUBLE - NAMES - GAP - 8) / 2
Shown = list[tuple["Row", Estimate | None]]


@style.inked()
def draw(found: Summary) -> Page:
    """Draw the first outcome of a summary: each policy's value, and its paired difference from the first."""
    from sim.outcomes import OUTCOMES

    outcome = OUTCOMES[found.values[0].outcome]
    scale = scale_of(outcome, found.step)
    shown, rest = _rows(found, outcome.name)
    page = Page(*_texts(found, scale, outcome.kind == "share", shown, rest), body=KEY + ROW * len(shown) + FOOT)
    names = [_name(row, found) for row, _ in shown]
    both = [rows(page, names, NAMES + k * (WIDTH + GAP), WIDTH, KEY, names_shown=k == 0) for k in (0, 1)]
    for y, (row, change) in enumerate(shown):
        dot(both[0], y, row.estimate, scale.factor, INK)
        if change is not None:
            dot(both[1], y, change, scale.factor, BLUE, filled=change.low > 0 or change.high < 0)
    both[0].axvline(scale.factor * shown[0][0].estimate.value, color=FAINT, linewidth=0.9, linestyle=(0, (4, 2)))
    both[1].axvline(0, color=FAINT, linewidth=0.8)
    span(both[0], [row.estimate for row, _ in shown], scale.factor)
    span(both[1], [change for _, change in shown if change is not None], scale.factor)
    both[0].set_xlabel(style.clipped(scale.axis, WIDTH))
    both[1].set_xlabel(style.clipped(scale.change, WIDTH))
    handles = [
        Line2D([], [], color=BLUE, marker="o", markersize=4, linewidth=1.1),
        Line2D([], [], color=BLUE, marker="o", markersize=4, markerfacecolor="white", linewidth=1.1),
    ]
    key(page, handles, ["surely another value than the first", "not surely"])
    return page


def _rows(found: Summary, outcome: str) -> tuple[Shown, int]:
    """Values with their differences; of many pairs, those with the largest values or changes, whole."""
    changes = {(r.scenario, r.policy, r.of): r.estimate for r in found.differences if r.outcome == outcome}
    groups: dict[tuple[str, str], Shown] = {}
    for row in found.values:
        if row.outcome == outcome:
            change = changes.get((row.scenario, row.policy, row.of))
            groups.setdefault((row.scenario, row.of), []).append((row, change))
    order = sorted(groups, key=lambda group: -_size(groups[group]))
    shown: Shown = []
    for group in order:
        if not shown or len(shown) + len(groups[group]) <= MOST_ROWS:
            shown += groups[group]
    return shown[:MOST_ROWS], len(found.values) - len(shown[:MOST_ROWS]) - sum(
        r.outcome != outcome for r in found.values
    )


def _size(group: Shown) -> float:
    values = [abs(one.value) for row, change in group for one in (row.estimate, change) if one is not None and one.n]
    return max(values, default=0.0)


def _name(row: Row, found: Summary) -> str:
    parts = [words.policy_words(row.policy)]
    if len({r.of for r in found.values}) > 1:
        parts.insert(0, row.of)
    if len({r.scenario for r in found.values}) > 1:
        parts.insert(0, row.scenario)
    return ", ".join(parts)


def _texts(found: Summary, scale: Scale, share: bool, shown: Shown, rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(scale, shown)
    row = shown[0][0]
    of = whose(row.of) if len({r.of for r, _ in shown}) == 1 else ""
    subtitle = f"Left: {scale.name}{of}: {scale.meaning}, over all points. "
    subtitle += f"Right: {'paired ' * found.common}difference from “{words.policy_words(_base(shown))}”, "
    subtitle += f"{'run by run ' * found.common}at the same point."
    kinds = "Wilson (left), adjusted Wald (right)" if share else "normal"
    runs = sorted({r.runs for r, _ in shown})
    n = f"{runs[0]:,}" if len(runs) == 1 else f"{runs[0]:,} to {runs[-1]:,}"
    text = (
        f"{ended(found.title)} Design: {found.design}, {row.points:,} point{'s' * (row.points != 1)}. "
        f"n = {n} runs per row, "
    )
    text += f"{found.seeds}. 95% intervals: {kinds}, wider where runs of a point, or of a seed, are alike."
    text += left_out(rest, "rows")
    numbers = "; ".join(
        f"{_name(r, found)}: {told(scale, r.estimate)}"
        + (f", difference {scale.difference(*change[:3])}" if change is not None and change.n else "")
        for r, change in shown
    )
    return title, subtitle, text, f"{title}. {subtitle} {numbers}. {text}"


def _base(shown: Shown) -> str:
    return next((row.policy for row, change in shown if change is None), "as_coded")


def _finding(scale: Scale, shown: Shown) -> str:
    row = next((row for row, change in shown if change is None), shown[0][0])
    who = "" if row.of == "all" else f"{row.of}: "
    text = f"{who}{scale.name} is {told(scale, row.estimate)} {words.policy_words(row.policy)}"
    own = [(r, c) for r, c in shown if (r.scenario, r.of) == (row.scenario, row.of) and c is not None and c.n]
    sure = [(r, c) for r, c in own if c.low > 0 or c.high < 0]
    if not own:
        return text[0].upper() + text[1:]
    if not sure:
        return f"{text[0].upper()}{text[1:]}; no policy surely changes it"
    top, change = max(sure, key=lambda one: abs(one[1].value))
    by = scale.difference(*change[:3])
    return f"{text[0].upper()}{text[1:]}; “{words.policy_words(top.policy)}” changes it most, by {by}"


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import summary

    found = summary(results, [outcome])
    return found.only(of) if of else found


CHART = BatchChart(
    "policies", "an outcome under each policy over all points, and the paired differences", _analyse, draw
)
