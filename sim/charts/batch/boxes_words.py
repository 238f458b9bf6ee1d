"""What scenario discovery says: the box in a sentence, how it was come by, and how steady it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.charts import words
from sim.charts.batch.common import brief, capital, caption, label, left_out, scale_of, unit, whose

if TYPE_CHECKING:
    from sim.analysis.boxes import Box, Limit
    from sim.analysis.discovery import Discovery


def limit_words(one: Limit) -> str:
    """A limit without its factor."""
    if one.binds_low and one.binds_high:
        return f"{brief(one.low)} to {brief(one.high)}"
    return f"≥ {brief(one.low)}" if one.binds_low else f"≤ {brief(one.high)}"


def of_interest(found: Discovery) -> str:
    """What makes a point one of interest, in words."""
    scale = scale_of(found.outcome, found.basis.step)
    return f"{scale.name}{whose(found.of)} is {found.side} {scale.value(found.level)}"


def texts(found: Discovery, rest: int) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = finding(found)
    subtitle = f"Points where {of_interest(found)}, gathered in a box by PRIM. Left: boxes on the way there; higher is "
    subtitle += "purer, further right more complete. Right: the box's limits, and in how many resamples the factor has "
    subtitle += "one, too."
    text = caption(found.basis, _intervals(found) + _units(found) + left_out(rest, "factor"))
    others = "; ".join(f"box {k}: {_said(box)}" for k, box in enumerate(found.boxes[1:], 2))
    others = f" Further {others}." if others else ""
    return title, subtitle, text + others, f"{title}. {subtitle} {_steady(found)}{text}{others}"


def _intervals(found: Discovery) -> str:
    base, many = words.percent(found.base_rate), len(found.points)
    text = f"{base} of {many:,} points are such; {undecided(found)}."
    if not found.boxes:
        return text
    if np.isfinite(found.held_out).all():
        held = " to ".join(words.percent(end) for end in found.held_out[1:])
        text += f" Intervals: boxes of random halves have a density of {held} in the other half (middle 90%)."
    text += f"{_unsteady(found)} Largest quasi-p of a limit: {_p(max(one.quasi_p for one in found.boxes[0].limits))}."
    return f"{text} Shuffled labels give as good a box with p = {_p(found.by_chance)} ({found.shuffles} shuffles)."


def undecided(found: Discovery) -> str:
    """How many points may lie on either side of the level."""
    if not found.undecided:
        return "the 95% interval of none of them holds the level"
    return f"{found.undecided:,} {'is' if found.undecided == 1 else 'are'} undecided: the 95% interval holds the level"


def _p(value: float) -> str:
    """A p value with two figures, as far as it is read.

    >>> _p(2.6e-15), _p(0.02)
    ('<0.001', '0.02')
    """
    return "<0.001" if value < 0.001 else f"{value:.2g}"


def _units(found: Discovery) -> str:
    """The units of the limits."""
    named = {one.factor: unit(one.factor) for one in found.boxes[0].limits} if found.boxes else {}
    told = [f"{label(factor)} in {what}" for factor, what in named.items() if what]
    return f" Units: {'; '.join(told)}." if told else ""


def _steady(found: Discovery) -> str:
    """How often resamples limit each factor."""
    told = [
        f"{label(str(factor))} {words.percent(share)}"
        for factor, share in found.stability[["factor", "limited"]].to_numpy().tolist() if not np.isnan(share)
    ]  # fmt: skip
    return f"Limited in resamples: {', '.join(told)}. " if told else ""


def _unsteady(found: Discovery) -> str:
    """The factors of the box that few resamples limit."""
    steady = found.stability.set_index("factor")["limited"]
    loose = [one.factor for one in found.boxes[0].limits if steady.get(one.factor, 1.0) < 0.5]
    return f" Not steady, limited in fewer than half of the resamples: {', '.join(map(label, loose))}." if loose else ""


def _said(box: Box) -> str:
    inside = " and ".join(f"{label(one.factor)} {limit_words(one)}" for one in box.limits)
    return f"{inside} (coverage {words.percent(box.coverage)}, density {words.percent(box.density)})"


def finding(found: Discovery) -> str:
    """The box in a sentence, and whether luck would have given it."""
    if not found.points["interest"].any():
        return f"{capital(of_interest(found))} at none of the {len(found.points):,} points: there is no box to find"
    if found.points["interest"].all():
        return f"{capital(of_interest(found))} at all {len(found.points):,} points: no limit is needed"
    if not found.boxes:
        return f"No limit on any of {len(found.factors)} factors surely gathers the points where {of_interest(found)}"
    box = found.boxes[0]
    inside = " and ".join(f"{label(one.factor)} {limit_words(one)}" for one in box.limits)
    text = f"With {inside}, {of_interest(found)} at {words.percent(box.density)} of points, against "
    text += f"{words.percent(found.base_rate)} of all; the box holds {words.percent(box.coverage)} of such points"
    return text if found.by_chance <= 0.05 else f"{text}; luck gives as good a box (p = {found.by_chance:.2g})"
