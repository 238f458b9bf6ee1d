"""Ablation table as a picture: an outcome with each part of a case taken out, and the paired difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.charts import style
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import capital, difference, ended, left_out, scale_of, told, whose
from sim.charts.batch.rows import FOOT, HEAD, KEY, MOST_ROWS, ROW, dash, dot, key, line, mark, room, span, two
from sim.charts.page import Page
from sim.charts.scale import Scale, short
from sim.charts.style import BLUE, INK
from sim.charts.words import seeds_words

if TYPE_CHECKING:
    from sim.analysis.ablation import Ablation, Without


@style.inked()
def draw(found: Ablation) -> Page:
    """Draw what taking out each part changes, the largest difference on top."""
    scale = scale_of(found.outcome, found.step)
    shown, rest = found.rows[:MOST_ROWS], found.rows[MOST_ROWS:]
    page = Page(*_texts(found, scale, shown, rest), body=KEY + HEAD + ROW * max(1, len(shown)) + FOOT)
    names = [words_of(row) for row in shown]
    left, right = two(page, names, ("without the part", "paired difference"), (scale.axis, scale.change))
    for y, row in enumerate(shown):
        dot(left, y, row.value, scale.factor, INK)
        dot(right, y, row.difference, scale.factor, BLUE, filled=row.sure)
    line(left, scale.factor * found.base.value, dashed=True)
    line(right, 0.0)
    span(left, [found.base, *(row.value for row in shown)], scale.factor)
    span(right, [row.difference for row in shown], scale.factor)
    said = [(dash(), "as coded"), (mark(), "sure, all rows allowed for (Holm)"), (mark(filled=False), "not sure")]
    key(page, said, room(names))
    return page


def words_of(row: Without) -> str:
    """What is taken out, in words."""
    return row.part if row.kind == "mechanism" else f"{row.part} ({row.kind})"


def _texts(
    found: Ablation, scale: Scale, shown: tuple[Without, ...], rest: tuple[Without, ...]
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale)
    subtitle = f"{capital(scale.name)}{whose(found.of)}: {scale.meaning}. Left: without the part; right: the "
    subtitle += "paired difference from the case as coded. Parts are taken out one at a time."
    one, other = ("Wilson", "adjusted Wald (Agresti–Min)") if found.outcome.kind == "share" else ("normal", "normal")
    seeds = seeds_words(range(found.seed, found.seed + found.runs))
    file = f"Scenario file {found.fingerprint}." if found.fingerprint else "Scenario not from a file."
    text = (
        f"{ended(found.title)} n = {found.runs:,} run{'s' * (found.runs != 1)} per row, {seeds} (the same in each). "
        "95% intervals, each row alone: "
    )
    text += f"{one} (left), {other} on pairs of the same seed (right). {len(found.rows)} rows: about "
    text += f"{short(found.false_alarms)} at the right would miss zero if nothing did anything.{_rest(rest)} {file}"
    numbers = "; ".join(f"{words_of(row)}: {told(scale, row.value)}, {_change(scale, row)}" for row in shown)
    return title, subtitle, text, f"{title}. {subtitle} {numbers}. {text}"


def _change(scale: Scale, row: Without) -> str:
    if not row.difference.n:
        return "nothing to compare"
    return f"difference {difference(scale, row.difference)}" if row.changed else "no run changes"


def _rest(rest: tuple[Without, ...]) -> str:
    if not rest:
        return ""
    idle = sum(row.changed == 0 for row in rest)
    return f"{left_out(len(rest), 'row').rstrip('.')}, {idle} of which change{'s' * (idle == 1)} no run."


def _finding(found: Ablation, scale: Scale) -> str:
    base = f"{capital(scale.name)}{whose(found.of)} is {told(scale, found.base)} as coded"
    sure = [row for row in found.rows if row.sure]
    if not found.rows:
        return f"{base}; there is nothing to take out"
    if not sure:
        return f"{base}; taking out none of {len(found.rows)} parts surely changes it"
    top = max(sure, key=lambda row: abs(row.difference.value))
    by = difference(scale, top.difference)
    text = f"without {words_of(top)} it changes most, by {by}" if top.kind != "policy" else f"{words_of(top)}: {by}"
    return f"{base}; {text}; {len(sure)} of {len(found.rows)} parts surely matter"


def _analyse(results, outcome, of):  # type: ignore[no-untyped-def]
    from sim.analysis import ablate

    plan = results.plan
    case = next(iter(plan.scenarios.values()))
    return ablate(case, outcome, of=of, runs=min(1000, max(100, plan.replicates)), seed=plan.seed)


def _lacks(results) -> str:  # type: ignore[no-untyped-def]
    held = getattr(results.plan, "scenarios", None)
    return "" if held else "an ablation plays the batch's scenario anew, and this batch does not hold it"


CHART = BatchChart(
    "ablation", "what each channel, actor, mechanism and bargain does: taken out", _analyse, draw, _lacks
)
