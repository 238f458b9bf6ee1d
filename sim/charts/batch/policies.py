"""Policies: an outcome under each policy, over all points, and what each policy changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from sim.charts import style, words
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import capital, difference, ended, left_out, scale_of, told, whose
from sim.charts.batch.rows import (
    DASHED,
    EDGE,
    FOOT,
    HEAD,
    KEY,
    MOST_ROWS,
    ROW,
    dash,
    dot,
    key,
    line,
    mark,
    room,
    rows,
    span,
    two,
)
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import BLUE, DOUBLE, FAINT, INK
from sim.intervals import Estimate

if TYPE_CHECKING:
    from sim.analysis.summary import Row, Summary

Shown = list[tuple["Row", Estimate | None]]


@style.inked()
def draw(found: Summary) -> Page:
    """Draw the first outcome of a summary: each policy's value, and its paired difference from the first."""
    from sim.outcomes.asked import outcome_of

    outcome = outcome_of(found.values[0].outcome)
    scale = scale_of(outcome, found.step)
    shown, rest = _rows(found, outcome.name)
    several = any(change is not None for _, change in shown)
    top = KEY + HEAD if several else 0.0
    page = Page(*_texts(found, scale, outcome.kind == "share", shown, rest), body=top + ROW * len(shown) + FOOT)
    names = [_name(row, found) for row, _ in shown]
    if several:
        _compared(page, scale, shown, names, found.common)
    else:
        left = room(names)
        ax = rows(page, names, left, DOUBLE - left - EDGE, top)
        ax.set_xlabel(scale.axis)
        _values(ax, scale, shown)
    return page


def _values(ax: Axes, scale: Scale, shown: Shown) -> None:
    for y, (row, _) in enumerate(shown):
        dot(ax, y, row.estimate, scale.factor, INK)
    span(ax, [row.estimate for row, _ in shown], scale.factor)


def _compared(page: Page, scale: Scale, shown: Shown, names: list[str], common: bool) -> None:
    """Values at the left, the first policy's dashed beside the others of its pair; differences at the right."""
    base = words.policy_words(_base(shown))
    left, right = two(page, names, ("value", f"{'paired ' * common}difference"), (scale.axis, scale.change))
    _values(left, scale, shown)
    starts = [y for y, (_, change) in enumerate(shown) if change is None]
    for start, end in zip(starts, [*starts[1:], len(shown)], strict=True):
        at = scale.factor * shown[start][0].estimate.value
        left.plot([at, at], [start - 0.5, end - 0.5], color=FAINT, linewidth=0.9, linestyle=DASHED)
    line(right, 0.0)
    for y, (_, change) in enumerate(shown):
        if change is not None:
            dot(right, y, change, scale.factor, BLUE, filled=change.low > 0 or change.high < 0)
    span(right, [change for _, change in shown if change is not None], scale.factor)
    said = [(dash(), base), (mark(), f"surely another value than “{base}”"), (mark(filled=False), "not surely")]
    key(page, said, room(names))


def _rows(found: Summary, outcome: str) -> tuple[Shown, int]:
    """Values with their differences; of many pairs, those with the largest values or changes, whole.

    The one that the batch is about comes before all others.
    """
    changes = {(r.scenario, r.policy, r.of): r.estimate for r in found.differences if r.outcome == outcome}
    groups: dict[tuple[str, str], Shown] = {}
    for row in found.values:
        if row.outcome == outcome:
            change = changes.get((row.scenario, row.policy, row.of))
            groups.setdefault((row.scenario, row.of), []).append((row, change))
    order = sorted(groups, key=lambda group: (group[1] != found.first, -_size(groups[group])))
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
    row, several = shown[0][0], any(change is not None for _, change in shown)
    of = whose(row.of) if len({r.of for r, _ in shown}) == 1 else ""
    over = f", over {'all points' if row.points > 1 else 'all runs'}"
    subtitle = f"{'Left: ' * several}{scale.name}{of}: {scale.meaning}{over}."
    if several:
        subtitle += f" Right: {'paired ' * found.common}difference from “{words.policy_words(_base(shown))}”, "
        subtitle += f"{'run by run ' * found.common}at the same point."
    runs = sorted({r.runs for r, _ in shown})
    n = f"{runs[0]:,}" if len(runs) == 1 else f"{runs[0]:,} to {runs[-1]:,}"
    text = f"{ended(found.title)} Design: {found.design}, {row.points:,} point{'s' * (row.points != 1)}. "
    text += f"n = {n} run{'s' * (runs[-1] != 1)} per row, {found.seeds}. {_intervals(share, several, row.points)}"
    text += left_out(rest, "row")
    numbers = "; ".join(
        f"{_name(r, found)}: {told(scale, r.estimate)}"
        + (f", difference {difference(scale, change)}" if change is not None and change.n else "")
        for r, change in shown
    )
    return title, capital(subtitle), text, f"{title}. {capital(subtitle)} {numbers}. {text}"


def _intervals(share: bool, several: bool, points: int) -> str:
    kinds = ("Wilson (left), adjusted Wald (right)" if several else "Wilson") if share else "normal"
    return f"95% intervals: {kinds}{', wider where runs of a point, or of a seed, are alike' * (points > 1)}."


def _base(shown: Shown) -> str:
    return next((row.policy for row, change in shown if change is None), "as_coded")


def _finding(scale: Scale, shown: Shown) -> str:
    row = next((row for row, change in shown if change is None), shown[0][0])
    where = [row.scenario] if len({r.scenario for r, _ in shown}) > 1 else []
    who = ", ".join([*where, *([] if row.of == "all" else [row.of])])
    who += ": " if who else ""
    name = scale.name if who else capital(scale.name)
    text = f"{who}{name} is {told(scale, row.estimate)} {words.policy_words(row.policy)}"
    own = [(r, c) for r, c in shown if (r.scenario, r.of) == (row.scenario, row.of) and c is not None and c.n]
    sure = [(r, c) for r, c in own if c.low > 0 or c.high < 0]
    if not own:
        return text
    if not sure:
        return f"{text}; no policy surely changes it"
    top, change = max(sure, key=lambda one: abs(one[1].value))
    by = difference(scale, change)
    return f"{text}; “{words.policy_words(top.policy)}” changes it most, by {by}"


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import summary
    from sim.analysis.question import outcome_of as one_that_is_averaged

    return summary(results, one_that_is_averaged(outcome).name, of)


CHART = BatchChart(
    "policies", "an outcome under each policy over all points, and the paired differences", _analyse, draw
)
