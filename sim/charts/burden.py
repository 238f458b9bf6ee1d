"""Burden: how the fight against the enemy is shared, beside what each could bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.charts import style, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.sample import again
from sim.charts.style import DOUBLE, FAINT, INK, ORANGE, SMALL
from sim.intervals import Estimate

if TYPE_CHECKING:
    from sim.history import History
    from sim.results import Comparison, Results
    from sim.scenario import Scenario

NAMES, KEY, ROW, FOOT = 44.0, 5.5, 4.0, 9.0  # mm
MOST = 14  # actors


@style.inked()
def draw(comparison: Comparison) -> Page:
    """Draw the shares of effort of a batch's first policy.

    Raises:
        ValueError: the case has no enemy to fight.
    """
    base = comparison.base
    if said := lacks(base.scenario):
        raise ValueError(said)
    found, capacity = base.estimate("burden"), capacities(base)
    shown, rest = _chosen(found, capacity)
    page = Page(*_texts(base, found, capacity, shown, rest), body=KEY + ROW * max(1, len(shown)) + FOOT)
    ax = page.panel(NAMES, KEY, DOUBLE - NAMES - 8, ROW * max(1, len(shown)))
    _dots(ax, [found[name] for name in shown], [capacity[name] for name in shown])
    ax.set_yticks(range(len(shown)), [style.clipped(name, NAMES - 6, SMALL) for name in shown])
    _key(page)
    return page


def lacks(scenario: Scenario) -> str:
    """What the case would have to code."""
    return "" if scenario.enemies else f"{scenario.title}: there is no enemy, so no burden is shared; code `enemies`"


def _capacity(history: History) -> np.ndarray:
    """Each actor's capacity, both arms and all fronts, mean over months (A,)."""
    both = history.fact("air_capacity") + history.fact("ground_capacity")
    return both.sum(axis=2).mean(axis=0)


def capacities(results: Results) -> dict[str, float]:
    """Each actor's share of all capacity against the enemy, mean over runs played again."""
    own = again(results, {"capacity": _capacity}).seen["capacity"]
    total = own.sum(axis=1, keepdims=True)
    share = np.where(total > 0, own / np.maximum(total, 1e-300), 0.0).mean(axis=0)
    return dict(zip(results.names.actor, (float(one) for one in share), strict=True))


def _chosen(found: dict[str, Estimate], capacity: dict[str, float]) -> tuple[list[str], list[str]]:
    """Who is drawn, the largest share first, and who bears something but is left out."""
    borne = {name: 0.0 if np.isnan(one.value) else one.value for name, one in found.items()}
    order = sorted(found, key=lambda name: (-borne[name], -capacity[name]))
    some = [name for name in order if borne[name] > 0 or capacity[name] > 0]
    return some[:MOST], some[MOST:]


def _dots(ax: Axes, rows: list[Estimate], capacity: list[float]) -> None:
    for y, (row, could) in enumerate(zip(rows, capacity, strict=True)):
        ax.plot([100 * could], [y], "|", color=ORANGE, markersize=9, markeredgewidth=2, clip_on=False)
        if not np.isnan(row.value):
            ends = np.clip([row.low, row.high], 0, 1) * 100
            ax.plot(ends, [y, y], color=INK, linewidth=1.1, solid_capstyle="butt")
            ax.plot([100 * row.value], [y], "o", color=INK, markersize=4, clip_on=False)
    ax.set(ylim=(max(1, len(rows)) - 0.5, -0.5), xlabel="share of all effort, or of all capacity (%)")
    ax.set_xlim(left=-1)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _key(page: Page) -> None:
    handles = [
        Line2D([], [], color=INK, marker="o", markersize=4, linewidth=1.1),
        Line2D([], [], color=ORANGE, marker="|", markersize=7, markeredgewidth=2, linestyle="none"),
    ]
    ax = page.panel(NAMES, 0, DOUBLE - NAMES - 8, 4)
    ax.set_axis_off()
    labels = ["share of effort, with interval", "share of capacity"]
    ax.legend(handles, labels, loc="center left", ncols=2, fontsize=SMALL, labelcolor=FAINT, borderpad=0)


def _texts(
    base: Results, found: dict[str, Estimate], capacity: dict[str, float], shown: list[str], rest: list[str]
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    enemy = " and ".join(base.scenario.enemies)
    fought = max((one.n for one in found.values()), default=0)
    title = f"Nobody fights {enemy} in any of {base.runs:,} runs"
    if fought:
        lead = shown[0]
        title = f"{_told(found[lead])} of the effort against {enemy} is borne by {lead}, "
        title += f"with {words.percent(capacity[lead])} of the capacity"
    subtitle = (
        "Share of all air and ground effort, over all fronts and months, mean over runs. A dot right of its mark: "
    )
    subtitle = words.paced(subtitle + "more than its part.", base.scenario)
    caption = f"{base.scenario.title}. Policy: {words.policy_words(base.policy)}. n = {base.runs:,} "
    caption += f"run{'s' * (base.runs > 1)}, {words.seeds_words(base.seeds)}; somebody fights in {fought:,}. "
    caption += "95% intervals: normal, over those runs. Capacity: mean over months of the first runs (at most 50), "
    caption += "as the case codes it; outside changes count."
    caption += f" Left out: {len(rest)} actors with less." if rest else ""
    caption = words.paced(f"{caption} {words.fingerprint(base.scenario)}", base.scenario)
    numbers = "; ".join(
        f"{name}: effort {_told(found[name])}, capacity {words.percent(capacity[name])}" for name in shown
    )
    return title, subtitle, caption, f"{title}. {subtitle} {numbers}. {caption}"


def _told(one: Estimate) -> str:
    if np.isnan(one.value):
        return "none"
    if np.isinf(one.low):
        return words.percent(one.value)
    return f"{words.percent(one.value)} [{words.percent(max(0.0, one.low))}, {words.percent(min(1.0, one.high))}]"


CHART = Chart("burden", "comparison", "shares of the effort against the enemy, beside shares of capacity", draw, lacks)
