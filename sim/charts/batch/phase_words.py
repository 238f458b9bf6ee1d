"""What a phase diagram says: its title, how to read it, what it rests on, and all of it for who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.charts.batch.common import axis_label, brief, capital, caption, label, short_number, whose
from sim.charts.scale import Scale

if TYPE_CHECKING:
    from sim.analysis.phase import Axis, Phase
    from sim.analysis.theorem import Curve


def texts(found: Phase, scale: Scale) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    title = _finding(found, scale)
    subtitle = f"{capital(scale.name)}{whose(found.of)}: {scale.meaning}. Cells as played, nothing in between. "
    if found.curve is not None:
        subtitle += _theorem(found.curve)
    sides = " and ".join(_side(side) for side in (found.x, found.y))
    kind = "Wilson" if found.outcome.kind == "share" else "normal"
    intervals = f"Cells: {sides}; {_per_cell(found)}. 95% intervals: {kind}, for each cell alone"
    intervals += ", wider where its points differ." if (found.points > 1).any() else "."
    if found.over:
        others = ", ".join(label(name) for name in found.over)
        intervals += f" A cell is a mean over {others}."
    if found.curve is not None:
        intervals += f" Theorem: {found.curve.source}; all other numbers at their centre."
    text = caption(found.basis, intervals)
    return title, subtitle, text, f"{title}. {subtitle} {_numbers(found, scale)} {text}"


def _theorem(curve: Curve) -> str:
    """What the theorem's curve says, and on which side of it both fight."""
    if not curve.crosses:
        both = "both fight at all of them" if curve.margin.min() >= 0 else "nobody fights at any of them"
        return f"The theorem's boundary lies outside these ranges: {both}."
    text = f"Dashed: the theorem; both fight {_side_of(curve)} it {curve.words}."
    if curve.grown is not None and curve.grown.min() < 0 < curve.grown.max():
        text += " Dotted: the same once the enemy has grown to its ceiling."
    return text


def _side_of(curve: Curve) -> str:
    """Where both fight: along the side of the diagram that makes more of a difference to it."""
    along, up = (float((curve.margin[b] - curve.margin[a]).mean()) for a, b in (((..., 0), (..., -1)), (0, -1)))
    if abs(along) >= abs(up):
        return "right of" if along > 0 else "left of"
    return "above" if up > 0 else "below"


def _finding(found: Phase, scale: Scale) -> str:
    values = found.values
    known = values[np.isfinite(values)]
    if not len(known):
        return f"{capital(scale.name)}{whose(found.of)} has no value at any of {values.size} cells"
    least, most = scale.value(float(known.min())), scale.value(float(known.max()))
    over = f"over {label(found.x.name)} and {label(found.y.name)}"
    if found.level is None:
        return f"{capital(scale.name)}{whose(found.of)} runs from {least} to {most} {over}"
    verdict, level = found.verdict, scale.value(found.level)
    above, below, open_ = (int((verdict == v).sum()) for v in (1, -1, 0))
    emerges = found.outcome.name == "emergence"
    name = "indirect cooperation emerges in" if emerges else f"{scale.name} is"
    who = "" if found.of == "all" else f"{found.of}: "
    if not above and not open_:
        text = (
            f"{name} {'more than' if emerges else 'above'} {level} nowhere {over}: at most {most} in {len(known)} cells"
        )
    elif not below and not open_:
        text = f"{name} {'more than' if emerges else 'above'} {level} everywhere {over}: at least {least}"
    else:
        text = f"{name} {'more than' if emerges else 'above'} {level} surely in {above} of {len(known)} cells {over}, "
        text += f"surely not in {below}; {open_} {'is' if open_ == 1 else 'are'} undecided"
    return f"{who}{text}" if who else capital(text)


def _side(side: Axis) -> str:
    if side.levels is not None:
        return f"{side.many} values of {label(side.name)}"
    return f"{side.many} equal bins of {label(side.name)}"


def _per_cell(found: Phase) -> str:
    counts = [one.n for row in found.cells for one in row if one.n]
    points = found.points[found.points > 0]
    if not counts:
        return "no runs with a value"
    n = f"{min(counts):,}" if min(counts) == max(counts) else f"{min(counts):,} to {max(counts):,}"
    per = f"{points.min()}" if points.min() == points.max() else f"{points.min()} to {points.max()}"
    return f"{n} runs and {per} point{'s' if points.max() > 1 else ''} in each"


def _numbers(found: Phase, scale: Scale) -> str:
    """The picture in words: the mean along each column, and along each row."""
    sides = ((found.x, found.values.T, "column"), (found.y, found.values, "row"))
    return " ".join(text for text in (_along(side, values, what, scale) for side, values, what in sides) if text)


def _along(side: Axis, values: np.ndarray, what: str, scale: Scale) -> str:
    known = [one[np.isfinite(one)] for one in values]
    parts = [f"{_place(side, k)}: {scale.value(float(one.mean()))}" for k, one in enumerate(known) if len(one)]
    return f"Mean of each {what}, by {axis_label(side.name)}: {'; '.join(parts)}." if parts else ""


def _place(side: Axis, k: int) -> str:
    """A value of the factor, or the ends of a bin."""
    if side.levels is not None:
        return short_number(side.levels[k])
    return f"{brief(side.edges[k])} to {brief(side.edges[k + 1])}"
