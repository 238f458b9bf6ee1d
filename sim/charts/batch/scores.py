"""Feature scores: which factors tell the points apart, beside a random number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.charts import style
from sim.charts.batch.boxes import analyse, lacks
from sim.charts.batch.chart import BatchChart
from sim.charts.batch.common import capital, caption, fraction, label, left_out, scale_of, standing_out, whose
from sim.charts.batch.rows import FOOT, KEY, MOST_ROWS, ROW
from sim.charts.batch.shares import Look, shares
from sim.charts.page import Page
from sim.intervals import Estimate

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery

SEEN, UNSEEN = Look(), Look(filled=False)


@style.inked()
def draw(found: Discovery) -> Page:
    """Draw the score of each factor, the largest first."""
    scored = [
        (str(name), Estimate(*(float(end) for end in ends), 1))
        for name, *ends in found.scores[["factor", "score", "low", "high"]].to_numpy().tolist()
    ]
    shown, luck = scored[:MOST_ROWS], _luck(found)
    page = Page(*_texts(found, scored), body=KEY + ROW * len(shown) + FOOT)
    said = [(SEEN.handle, "score that stands out"), (UNSEEN.handle, "that does not")]
    looks = [(name, [(score, SEEN if score.low > luck else UNSEEN)]) for name, score in shown]
    shares(page, looks, (luck, "what a random number scores"), said, "score: share of what the forest explains (%)")
    return page


def _luck(found: Discovery) -> float:
    return float(found.scores["luck"].iloc[0]) if len(found.scores) else math.nan


def _texts(found: Discovery, scored: list[tuple[str, Estimate]]) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    scale, luck = scale_of(found.outcome, found.basis.step), _luck(found)
    what = f"{scale.name}{whose(found.of)}"
    subtitle = f"{capital(what)}: {scale.meaning}. Scores of a forest of extremely randomised trees, grown on the "
    subtitle += "points' means. A score has no sign, and shares of correlated factors are not their own."
    rest = left_out(max(0, len(scored) - MOST_ROWS), "factor")
    intervals = "Intervals: middle 90% of 10 forests on resampled points; the dashed line is the 95% point of the "
    text = caption(found.basis, f"{intervals}random number's.{rest}")
    told = [f"{label(name)}: {fraction(score)}" for name, score in scored[:MOST_ROWS] if not math.isnan(score.value)]
    numbers = f"{'; '.join(told)}. A random number: {100 * luck:.0f}%. " if told else ""
    title = _finding(found, what, scored, luck)
    return title, subtitle, text, f"{title}. {subtitle} {numbers}{text}"


def _finding(found: Discovery, what: str, scored: list[tuple[str, Estimate]], luck: float) -> str:
    if math.isnan(luck):
        return f"{capital(what)} is the same at all {len(found.points):,} points: no factor tells them apart"
    lead, score = scored[0]
    seen = sum(score.low > luck for _, score in scored)
    text = f"{capital(label(lead))} says most of where {what} is high or low, {fraction(score)}"
    return f"{text}; {standing_out(seen, len(found.factors), 'a random number')}"


CHART = BatchChart("scores", "which factors tell the points apart, beside a random number", analyse, draw, lacks)
