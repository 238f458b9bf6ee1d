"""Sobol indices: what share of the variance between points each factor accounts for, alone and with others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.charts import style
from sim.charts.batch.chart import BatchChart, asks, needs
from sim.charts.batch.common import capital, caption, fraction, label, left_out, scale_of, standing_out, whose
from sim.charts.batch.rows import FOOT, KEY, MOST_ROWS, ROW
from sim.charts.batch.shares import Look, shares
from sim.charts.page import Page
from sim.charts.style import INK

if TYPE_CHECKING:
    from sim.analysis.sensitivity import Sensitivity

TOTAL, ALONE = Look(off=-0.14), Look(INK, "s", False, 0.18)


@style.inked()
def draw(found: Sensitivity) -> Page:
    """Draw Sobol indices, the largest total first."""
    order = _order(found)
    shown = order[:MOST_ROWS]
    page = Page(*_texts(found, order), body=KEY + ROW * len(shown) + FOOT)
    looks = [(found.factors[j], [(found.total[j], TOTAL), (found.first[j], ALONE)]) for j in shown]
    said = [(TOTAL.handle, "with others (total)"), (ALONE.handle, "alone (first order)")]
    luck = (found.luck.share, "luck: totals below may be nothing else")
    shares(page, looks, luck, said, "share of the variance between points (%)")
    return page


def _order(found: Sensitivity) -> list[int]:
    """The factors, the largest total first."""
    totals = [-1.0 if math.isnan(one.value) else one.value for one in found.total]
    return sorted(range(len(totals)), key=lambda j: (-totals[j], found.factors[j]))


def _texts(found: Sensitivity, order: list[int]) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    scale = scale_of(found.outcome, found.basis.step)
    title = _finding(found, order)
    subtitle = f"{capital(scale.name)}{whose(found.of)}: {scale.meaning}. Alone: what knowing the factor would take "
    subtitle += f"away of the variance; with others: what is left if all others were known.{_pairs(found)}"
    intervals = f"95% intervals: bootstrap over {found.total[0].n if found.total else 0:,} base points. "
    intervals += f"{found.luck.words()}{left_out(max(0, len(order) - MOST_ROWS), 'factor')}"
    text = caption(found.basis, intervals)
    numbers = "; ".join(
        f"{label(found.factors[j])}: {fraction(found.total[j])} with others, {fraction(found.first[j])} alone"
        for j in order[:MOST_ROWS]
    )
    return title, subtitle, text, f"{title}. {subtitle} {'' if found.constant else f'{numbers}. '}{text}"


def _finding(found: Sensitivity, order: list[int]) -> str:
    what = f"the variance of {found.outcome.name.replace('_', ' ')}{whose(found.of)}"
    if found.constant:
        return f"{capital(what)} is 0 over {found.basis.points:,} points: there is nothing to share out"
    first, many = order[0], len(found.factors)
    lead = f"{capital(label(found.factors[first]))} accounts for {fraction(found.total[first])} of {what}, "
    lead += f"{fraction(found.first[first])} of it alone"
    floor = 0.0 if math.isnan(found.luck.share) else found.luck.share
    seen = sum(one.low > floor for one in found.total)
    return f"{lead}; {standing_out(seen, many, 'luck' if floor else 'zero')}"


def _pairs(found: Sensitivity) -> str:
    """The pair of factors that does most together, if the design tells."""
    sure = [one for one in found.pairs if one[2].low > 0]
    if not found.pairs:
        return ""
    if not sure:
        return " No two factors surely do more together than each alone."
    one, other, share = max(sure, key=lambda pair: pair[2].value)
    return f" Together, {label(one)} and {label(other)} do {fraction(share)} more than each alone."


CHART = BatchChart(
    "sobol", "shares of variance: what each factor does alone and with others", asks("sensitivity"), draw,
    needs("sobol"),
)  # fmt: skip
