"""Ablation table as a picture: an outcome with each part of a case taken out, and the paired difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from sim.charts import style
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import FOOT, MOST_ROWS, NAMES, ROW, dot, ended, key, rows, scale_of, span, told, whose
from sim.charts.page import Page
from sim.charts.scale import Scale
from sim.charts.style import BLUE, DOUBLE, FAINT, INK
from sim.charts.words import seeds_words

if TYPE_CHECKING:
    from sim.analysis.ablation import Ablation, Without

KEY, HEAD, GAP = 5.5, 4.0, 6.0
WIDTH = (DOUBLE - NAMES - GAP - 8) / 2


@style.inked()
def draw(found: Ablation) -> Page:
    """Draw what taking out each part changes, the largest difference on top."""
    scale = scale_of(found.outcome)
    shown, rest = found.rows[:MOST_ROWS], found.rows[MOST_ROWS:]
    page = Page(*_texts(found, scale, shown, rest), body=KEY + HEAD + ROW * max(1, len(shown)) + FOOT)
    names = [words_of(row) for row in shown]
    axes = []
    for k, (head, under) in enumerate((("without the part", scale.axis), ("paired difference", scale.change))):
        left = NAMES + k * (WIDTH + GAP)
        page.write(left, KEY + HEAD - 0.8, head, weight="bold", va="bottom")
        axes.append(rows(page, names, left, WIDTH, KEY + HEAD, names_shown=k == 0))
        axes[-1].set_xlabel(style.clipped(under, WIDTH))
    for y, row in enumerate(shown):
        dot(axes[0], y, row.value, scale.factor, INK)
        dot(axes[1], y, row.difference, scale.factor, BLUE, filled=row.sure)
    axes[0].axvline(scale.factor * found.base.value, color=FAINT, linewidth=0.9, linestyle=(0, (4, 2)))
    axes[1].axvline(0, color=FAINT, linewidth=0.8)
    span(axes[0], [found.base, *(row.value for row in shown)], scale.factor)
    span(axes[1], [row.difference for row in shown], scale.factor)
    handles = [
        Line2D([], [], color=FAINT, linestyle=(0, (4, 2)), linewidth=0.9),
        Line2D([], [], color=BLUE, marker="o", markersize=4, linewidth=1.1),
        Line2D([], [], color=BLUE, marker="o", markersize=4, markerfacecolor="white", linewidth=1.1),
    ]
    key(page, handles, ["as coded", "sure, all rows allowed for (Holm)", "not sure"])
    return page


def words_of(row: Without) -> str:
    """What is taken out, in words."""
    return row.part if row.kind == "mechanism" else f"{row.part} ({row.kind})"


def _texts(
    found: Ablation, scale: Scale, shown: tuple[Without, ...], rest: tuple[Without, ...]
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale)
    subtitle = f"{scale.name.capitalize()}{whose(found.of)}: {scale.meaning}. Left: without the part; right: the "
    subtitle += "paired difference from the case as coded. Parts are taken out one at a time."
    one, two = ("Wilson", "adjusted Wald (Agresti–Min)") if found.outcome.kind == "share" else ("normal", "normal")
    seeds = seeds_words(range(found.seed, found.seed + found.runs))
    file = f"Scenario file {found.fingerprint}." if found.fingerprint else "Scenario not from a file."
    text = (
        f"{ended(found.title)} n = {found.runs:,} runs per row, {seeds} (the same in each). "
        "95% intervals, each row alone: "
    )
    text += f"{one} (left), {two} on pairs of the same seed (right). {len(found.rows)} rows: about "
    text += f"{found.false_alarms:.1f} intervals would miss zero if nothing did anything.{_rest(rest)} {file}"
    numbers = "; ".join(
        f"{words_of(row)}: {told(scale, row.value)}, "
        + (f"difference {scale.difference(*row.difference[:3])}" if row.difference.n else "nothing to compare")
        for row in shown
    )
    return title, subtitle, text, f"{title}. {subtitle} {numbers}. {text}"


def _rest(rest: tuple[Without, ...]) -> str:
    if not rest:
        return ""
    idle = sum(row.changed == 0 for row in rest)
    return f" Left out: {len(rest)} rows with less, {idle} of which change no run."


def _finding(found: Ablation, scale: Scale) -> str:
    base = f"{scale.name.capitalize()}{whose(found.of)} is {told(scale, found.base)} as coded"
    sure = [row for row in found.rows if row.sure]
    if not found.rows:
        return f"{base}; there is nothing to take out"
    if not sure:
        return f"{base}; taking out none of {len(found.rows)} parts surely changes it"
    top = max(sure, key=lambda row: abs(row.difference.value))
    by = scale.difference(*top.difference[:3])
    text = f"without {words_of(top)} it changes most, by {by}" if top.kind != "policy" else f"{words_of(top)}: {by}"
    return f"{base}; {text}; {len(sure)} of {len(found.rows)} parts surely matter"


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import ablate

    plan = results.plan
    case = next(iter(plan.scenarios.values()))
    return ablate(case, outcome, of, runs=min(1000, max(100, plan.replicates)), seed=plan.seed)


def _lacks(results) -> str:  # type: ignore[no-untyped-def]
    held = getattr(results.plan, "scenarios", None)
    return "" if held else "an ablation plays the batch's scenario anew, and this batch does not hold it"


CHART = BatchChart(
    "ablation", "what each channel, actor, mechanism and bargain does: taken out", _analyse, draw, _lacks
)
