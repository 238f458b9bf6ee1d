"""The norm of mediation: what advocates and others think of it over time, and how often parties consent to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts import calendar, style, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.sample import Sample, again
from sim.charts.style import BLUE, DOUBLE, FAINT, GREEN, INK, SMALL
from sim.intervals import Estimate, wilson

if TYPE_CHECKING:
    from sim.history import History
    from sim.results import Comparison
    from sim.scenario import Scenario

LEFT, WIDTH = 14.0, DOUBLE - 20.0  # mm
KEY, VIEWS, GAP, CONSENT, FOOT = 5.5, 46.0, 12.0, 38.0, 9.0  # mm
MIDDLE = (5, 95)  # per cent: the band holds the middle 90
LOOKS = {
    "norm": lambda history: _with_views(history),
    "advocate": lambda history: history.fact("advocate").any(axis=0),
    "advocacy": lambda history: history.fact("advocacy"),
    "proposals": lambda history: np.diff(history.worlds["proposals"].sum(axis=1)),
    "consents": lambda history: np.diff(history.worlds["consents"].sum(axis=1)),
}


class Group(NamedTuple):
    """Views of some actors: ``views`` (runs, months, actors), and how they are drawn."""

    name: str
    views: np.ndarray
    colour: str
    line: object


@style.inked()
def draw(comparison: Comparison) -> Page:
    """Draw the views and the rate of consent of a batch's first policy.

    Raises:
        ValueError: fewer than two actors have a view on mediation.
    """
    base = comparison.base
    if said := lacks(base.scenario):
        raise ValueError(said)
    sample = again(base, LOOKS)
    found, rates = groups(sample), consent(sample, base.scenario)
    asked = any(rate.n for _, rate in rates)
    page = Page(*_texts(comparison, sample, found, rates), body=KEY + VIEWS + (GAP + CONSENT) * asked + FOOT)
    ax = page.panel(LEFT, KEY, WIDTH, VIEWS)
    _views(ax, found, sample)
    calendar.years(ax, base.scenario, WIDTH, title=not asked)
    _key(page, found)
    if asked:
        below = page.panel(LEFT, KEY + VIEWS + GAP, WIDTH, CONSENT)
        _rates(below, rates, base.scenario)
    return page


def lacks(scenario: Scenario) -> str:
    """What the case would have to code."""
    if sum(actor.mediation is not None for actor in scenario.actors.values()) > 1:
        return ""
    return f"{scenario.title}: no two actors have views on mediation, so no norm can move; code `mediation` of actors"


def _with_views(history: History) -> np.ndarray:
    """Views (M, A), NaN for actors without one."""
    heeds = history.worlds[0]["heeds"] * history.worlds[0]["present"]
    return np.where(heeds > 0, history.fact("norm"), np.nan)


def groups(sample: Sample) -> list[Group]:
    """Those who are or become advocates, and the others, where there are any; who is in a group does not change."""
    views, heard = sample.seen["norm"], ~np.isnan(sample.seen["norm"]).any(axis=(0, 1))
    advocate = sample.seen["advocate"].any(axis=0)
    known = (
        Group("who are or become advocates", views[:, :, heard & advocate], GREEN, (0, (4, 1.2))),
        Group("others", views[:, :, heard & ~advocate], BLUE, "-"),
    )
    return [group for group in known if group.views.shape[2]]


def consent(sample: Sample, scenario: Scenario) -> list[tuple[str, Estimate]]:
    """Share of proposals to which both parties consent, by year (by month in a case of less than three years)."""
    named = words.months_of(scenario)
    cut = 4 if len({name[:4] for name in named}) > 2 else 7
    period = np.array([name[:cut] for name in named])
    proposals, consents = sample.seen["proposals"], sample.seen["consents"]
    return [
        (str(one), clustered(consents[:, period == one].sum(axis=1), proposals[:, period == one].sum(axis=1)))
        for one in np.unique(period)
    ]


def clustered(successes: np.ndarray, trials: np.ndarray) -> Estimate:
    """A share from trials that come in runs: Wilson's interval with as many trials as they are worth.

    Trials of one run are alike, so they are worth fewer: their number is divided by the design effect, the variance
    of the ratio over runs as a multiple of that of independent trials (never below 1).

    Source: Kish (1965), Survey Sampling; Wilson (1927).

    >>> print(clustered(np.array([2, 0]), np.array([2, 2])), clustered(np.array([1, 1]), np.array([2, 2])))
    0.50 [0.05, 0.95] (n = 4) 0.50 [0.15, 0.85] (n = 4)
    """
    n, runs = int(trials.sum()), len(trials)
    share = float(successes.sum()) / n if n else math.nan
    worth = float(n)
    if runs > 1 and 0 < share < 1:
        among = runs / (runs - 1) * float(((successes - share * trials) ** 2).sum()) / n**2
        worth = n / max(1.0, among / (share * (1 - share) / n))
    if not n:
        return Estimate(math.nan, math.nan, math.nan, 0)
    return wilson(share * worth, worth)._replace(n=n)  # ty: ignore[invalid-argument-type]


def _views(ax: Axes, found: list[Group], sample: Sample) -> None:
    for group in found:
        months = np.arange(group.views.shape[1])
        for values, shade in ((group.views, 0.13), (group.views.mean(axis=2)[:, :, None], 0.3)):
            low, high = np.percentile(values, MIDDLE, axis=(0, 2))
            ax.fill_between(months, low, high, color=group.colour, alpha=shade, linewidth=0)
        ax.plot(months, group.views.mean(axis=(0, 2)), color=group.colour, linestyle=group.line)
    for t in resolutions(sample):
        ax.axvline(t, color="#B0B0B0", linewidth=0.6, zorder=0)
    ax.set(ylim=(-0.02, 1.02), yticks=(0, 0.25, 0.5, 0.75, 1), ylabel="view on mediation (0–1)")
    ax.grid(axis="y")


def resolutions(sample: Sample) -> list[int]:
    """Months after the first in which the weight of the advocates rises."""
    return [int(t) + 1 for t in np.nonzero(np.diff(sample.seen["advocacy"][0]) > 0)[0]]


def _rates(ax: Axes, rates: list[tuple[str, Estimate]], scenario: Scenario) -> None:
    """A dot with its interval in the middle of each year."""
    named = words.months_of(scenario)
    for period, rate in rates:
        if rate.n:
            at = float(np.mean([t for t, name in enumerate(named) if name.startswith(period)]))
            ax.plot([at, at], [100 * rate.low, 100 * rate.high], color=INK, linewidth=1.1, solid_capstyle="butt")
            ax.plot([at], [100 * rate.value], "o", color=INK, markersize=4, clip_on=False)
    ax.set(ylim=(-2, 102), yticks=(0, 25, 50, 75, 100), ylabel="consent of both (% of proposals)")
    ax.grid(axis="y")
    calendar.years(ax, scenario, WIDTH)


def _key(page: Page, found: list[Group]) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=group.colour, linestyle=group.line)  # ty: ignore[invalid-argument-type]
        for group in found
    ]
    handles += [Patch(facecolor=FAINT, alpha=0.45), Patch(facecolor=FAINT, alpha=0.2)]
    handles.append(Line2D([], [], color="#B0B0B0", linewidth=0.8))
    labels = [f"{group.views.shape[2]} {group.name}" for group in found]
    labels += ["middle 90% of runs", "of single actors", "resolution"]
    ax = page.panel(LEFT, 0, WIDTH, 4)
    ax.set_axis_off()
    ax.legend(handles, labels, loc="center left", ncols=6, fontsize=SMALL, labelcolor=FAINT, borderpad=0)


def _texts(
    comparison: Comparison, sample: Sample, found: list[Group], rates: list[tuple[str, Estimate]]
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    base, known = comparison.base, [(period, rate) for period, rate in rates if rate.n]
    group = found[-1]
    mean, many = group.views.mean(axis=(0, 2)), group.views.shape[2]
    went = (
        f"goes from {mean[0]:.2f} to {mean[-1]:.2f}" if abs(mean[-1] - mean[0]) >= 0.005 else f"stays at {mean[0]:.2f}"
    )
    title = f"The mean view on mediation of {many} {group.name} {went}"
    told = "; ".join(f"{period}: {_told(rate)} of {rate.n:,} proposals" for period, rate in known)
    if known:
        (first, early), (last, late) = known[0], known[-1]
        title += f"; both parties consent to {_told(early)} of proposals in {first}, {_told(late)} in {last}"
    subtitle = "Above: how far actors hold that disputes should be mediated; lines: means."
    subtitle += " Below: mediations to which both parties consent, of those proposed." if known else ""
    caption = f"{base.scenario.title}. Policy: {words.policy_words(base.policy)}. n = {sample.runs:,} "
    caption += (
        f"run{'s' * (sample.runs > 1)}, {words.seeds_words(base.seeds[: sample.runs])}. Bands: no intervals, but "
    )
    caption += "where the middle 90% lie. "
    if known:
        least, most = (f(rate.n for _, rate in known) for f in (min, max))
        caption += f"Bars: 95% Wilson intervals, widened for proposals of one run being alike; {least:,} to {most:,} "
        caption += "proposals each. "
    caption += words.fingerprint(base.scenario)
    ends = "; ".join(
        f"{g.name} from {g.views.mean(axis=(0, 2))[0]:.2f} to {g.views.mean(axis=(0, 2))[-1]:.2f}" for g in found
    )
    return (
        title,
        subtitle,
        caption,
        f"{title}. {subtitle} Views: {ends}. Consent: {told or 'nothing proposed'}. {caption}",
    )


def _told(rate: Estimate) -> str:
    low, high = (words.percent(round(end, 9)) for end in (rate.low, rate.high))
    return f"{words.percent(rate.value)} [{low}, {high}]"


CHART = Chart("norm", "comparison", "views on mediation over time, and consent to it by year", draw, lacks)
