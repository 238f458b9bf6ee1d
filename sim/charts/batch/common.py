"""What charts of batches share: names of factors, outcomes as written, captions, rows of dots with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts import style, words
from sim.charts.page import Page
from sim.charts.scale import Scale, short
from sim.charts.scale import scale as scaled
from sim.charts.style import DOUBLE, FAINT, INK, SMALL

if TYPE_CHECKING:
    from sim.analysis.basis import Basis
    from sim.intervals import Estimate
    from sim.outcomes import Outcome

ROW, FOOT, NAMES = 4.2, 9.0, 58.0  # mm: a row, the axis below it, the names left of it
MOST_ROWS = 40
NOBODY = "all"


def scale_of(outcome: Outcome, step: str = "month") -> Scale:
    """How an outcome is written, in a case that goes by months or weeks."""
    first = "2001-01-01" if step == "week" else "2001-01"
    paced: Any = SimpleNamespace(months=SimpleNamespace(first=first))
    return scaled(outcome, paced)


def whose(of: str) -> str:
    """A pair or an actor in a sentence; nothing for a whole run.

    >>> whose("North – South"), whose("all")
    (' of North – South', '')
    """
    return "" if of == NOBODY else f" of {of}"


def label(factor: str) -> str:
    """A factor in words: assumptions by their name, numbers of a case by whose they are.

    >>> label("threat_weight"), label("actors.North.audience_cost"), label("actors.North.theatres.Middleland.exposure")
    ('threat weight', 'North: audience cost', 'North, Middleland: exposure')
    """
    kind, dot, rest = factor.partition(".")
    if not dot:
        return words.policy_words(factor)
    names, _, word = rest.rpartition(".")
    if kind == "relations":
        names = names.replace(".", " – ")
    for inner in (".theatres.", ".interests.", ".mediation."):
        names = names.replace(inner, ", ")
    names = names.removesuffix(".mediation").removesuffix(".theatres")
    return f"{names or kind}: {words.policy_words(word)}"


def unit(factor: str) -> str:
    """The unit or range of a factor; empty where it is not known.

    >>> unit("trust_memory"), unit("actors.North.fixed_cost")
    ('share per month', 'payoff')
    """
    from sim.assumptions import ASSUMPTIONS
    from sim.world import FACTS

    if factor in ASSUMPTIONS:
        return ASSUMPTIONS[factor].unit
    word = {"air": "air_capacity", "ground": "ground_capacity"}.get(*[factor.rpartition(".")[2]] * 2)
    return next((fact.unit for fact in FACTS if fact.name == word), "").replace(">=", "≥")


def axis_label(factor: str) -> str:
    """What the axis of a factor says."""
    return f"{label(factor)} ({unit(factor)})" if unit(factor) else label(factor)


def told(scale: Scale, one: Estimate) -> str:
    """A value with its interval, in a sentence."""
    if not one.n:
        return "no value"
    low, high = (_end(scale, end) for end in (one.low, one.high))
    return f"{scale.value(one.value)} [{low}, {high}]"


def _end(scale: Scale, end: float) -> str:
    if np.isinf(end):
        return "−∞" if end < 0 else "∞"
    return words.percent(round(end, 9)) if scale.factor == 100 and 0 <= end <= 1 else short(scale.factor * end)


def fraction(one: Estimate) -> str:
    """A share of variance with its interval, in per cent.

    >>> from sim.intervals import Estimate
    >>> fraction(Estimate(0.614, 0.55, 0.668, 64))
    '61% [55%, 67%]'
    """
    value, low, high = (f"{100 * end:.0f}%".replace("-", "−") for end in one[:3])
    return f"{value} [{low}, {high}]"


def caption(basis: Basis, intervals: str) -> str:
    """What a chart rests on."""
    return words.paced(f"{basis.words()} {intervals}", _paced(basis.step))


def _paced(step: str) -> Any:
    return SimpleNamespace(months=SimpleNamespace(first="2001-01-01" if step == "week" else "2001-01"))


def left_out(count: int, what: str) -> str:
    """How many rows a page has no room for.

    >>> left_out(2, "factors"), left_out(0, "factors")
    (' Left out: 2 factors with less.', '')
    """
    return f" Left out: {count} {what} with less." if count else ""


def rows(
    page: Page, names: Sequence[str], left: float, width: float, top: float = 0.0, names_shown: bool = True
) -> Axes:
    """A panel of rows, the first on top, with their names at its left."""
    ax = page.panel(left, top, width, ROW * max(1, len(names)))
    ax.set_ylim(max(1, len(names)) - 0.5, -0.5)
    shown = [style.clipped(name, NAMES - 7, SMALL) for name in names] if names_shown else [""] * len(names)
    ax.set_yticks(range(len(names)), shown)
    ax.grid(axis="y", linestyle=(0, (1, 2)), color="#CFCFCF")
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}".replace("-", "−")))
    return ax


def dot(
    ax: Axes, y: float, one: Estimate, factor: float, colour: str = INK, filled: bool = True, mark: str = "o"
) -> None:
    """A value with its interval, if there is one."""
    if one.n and not np.isnan(one.value):
        ends = [factor * end for end in (one.low, one.high)]
        if np.isfinite(ends).all():
            ax.plot(ends, [y, y], color=colour, linewidth=1.1, solid_capstyle="butt")
        face = colour if filled else "white"
        ax.plot([factor * one.value], [y], mark, color=colour, markersize=4, markerfacecolor=face, clip_on=False)


def span(ax: Axes, estimates: Sequence[Estimate], factor: float, *also: float) -> None:
    """Fit the axis to what is shown, zero and other values included."""
    ends = [factor * end for one in estimates if one.n for end in (one.low, one.value, one.high)]
    found = np.array([*ends, 0.0, *also], float)
    found = np.round(found[np.isfinite(found)], 9)  # what is left of sums that cancel is nothing
    least, most = float(found.min()), float(found.max())
    pad = 0.04 * ((most - least) or 1.0)
    ax.set_xlim(least - pad, (most if most > least else least + 1.0) + pad)
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))


def key(page: Page, handles: Sequence[Any], labels: Sequence[str], left: float = NAMES, columns: int = 0) -> None:
    """A legend in a line of its own above the panels (5 mm high)."""
    ax = page.panel(left, 0, DOUBLE - left - 6, 4)
    ax.set_axis_off()
    ax.legend(
        handles,
        labels,
        loc="center left",
        ncols=columns or max(1, len(labels)),
        fontsize=SMALL,
        labelcolor=FAINT,
        borderpad=0,
    )


def empty(ax: Axes, text: str) -> None:
    """Say in the panel why there is nothing in it."""
    ax.text(0.5, 0.5, text, ha="center", va="center", color=FAINT, transform=ax.transAxes)


def ended(title: str) -> str:
    """A title as a sentence: with a full stop, unless it ends in a mark of its own.

    >>> ended("What emerges?"), ended("Threat and envy")
    ('What emerges?', 'Threat and envy.')
    """
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."
