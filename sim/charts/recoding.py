"""Does the finding survive another coder? An outcome of each pair of rivals as recoded: dots with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts import style, words
from sim.charts.chart import Chart
from sim.charts.page import Page
from sim.charts.style import BLUE, DOUBLE, FAINT, INK, PALE, SMALL, VERMILLION

if TYPE_CHECKING:
    from sim.outcomes import Outcome
    from sim.recodings import Recoding

ROW, HEAD, GROUND, FOOT = 3.6, 4.6, 3.0, 9.0  # mm: a row, a pair's head, the space below, the axis at the foot
NAMES = 38.0  # mm
TALLEST = 195.0  # mm of a page


@style.inked()
def draw(recoding: Recoding, outcome: str = "emergence") -> Page:
    """Draw an outcome of each pair of rivals: as coded, by each coder alone, and with the pair nearer and further."""
    from sim.outcomes.asked import averaged

    table, known = recoding.frame(outcome), averaged(outcome)
    outcome = known.name
    shown, heights = _chosen(table, outcome)
    page = Page(*_texts(recoding, known, table, shown), body=sum(heights.values()) - GROUND + FOOT)
    top = 0.0
    for pair in shown:
        rows = table[table["of"] == pair]
        page.write(3, top + 1.2, style.clipped(pair, DOUBLE - 8, bold=True), weight="bold", va="top")
        _panel(page.panel(NAMES, top + HEAD, DOUBLE - NAMES - 6, ROW * len(rows)), rows, outcome, _factor(known))
        top += heights[pair]
    _finish(page, table[table["of"].isin(shown)], outcome, known)
    return page


def _factor(outcome: Outcome) -> float:
    return 100.0 if outcome.kind == "share" else 1.0


def _chosen(table: pd.DataFrame, outcome: str) -> tuple[list[str], dict[str, float]]:
    """The pairs with most to show, as many as a page holds, the largest first; and the height of each, mm."""
    largest = table.assign(size=table[outcome].abs()).groupby("of", sort=False)["size"].max().fillna(0.0)
    first = table.groupby("of", sort=False)[outcome].first().fillna(0.0)
    heights = {pair: HEAD + ROW * count + GROUND for pair, count in table["of"].value_counts().items()}
    room, keep = TALLEST, []
    for pair in sorted(largest.index, key=lambda name: -largest[name]):
        if keep and (room < heights[pair] or largest[pair] == 0):
            break
        keep.append(pair)
        room -= heights[pair]
    keep.sort(key=lambda name: (-first[name], -largest[name]))
    return keep, {pair: heights[pair] for pair in keep}


def _texts(recoding: Recoding, outcome: Outcome, table: pd.DataFrame, shown: list[str]) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    base = recoding.base
    title = _finding(recoding, outcome, table)
    what = _what(outcome)
    moved = "with the pair’s positions nearer and further apart on every issue"
    who = "as pooled, by each coder alone, and" if recoding.coders else "as coded, and"
    filled = "Band: interval of the first row; filled: the paired difference from it has an interval without 0."
    subtitle = f"{what}, {who} {moved}. {filled}"
    kind = "Wilson" if outcome.kind == "share" else "normal"
    paired = "adjusted Wald (Agresti–Min)" if outcome.kind == "share" else "normal"
    caption = (
        f"{base.scenario.title}. n = {base.runs:,} {'run' if base.runs == 1 else 'runs'} per row, "
        f"{words.seeds_words(base.seeds)} (the same in every row). 95% intervals: {kind}; of differences: {paired}, on "
        f"pairs of the same seed.{_gaps(recoding)}{_rest(table, shown, outcome)} {words.fingerprint(base.scenario)}"
    )
    rows = table[table["of"].isin(shown)].itertuples(index=False)
    numbers = "; ".join(f"{row[0]}, {row[1]}: {_value(row[2], outcome)}" for row in rows)
    return title, subtitle, caption, f"{title}. {numbers}. {caption}"


def _what(outcome: Outcome) -> str:
    """What is shown: of a word of an outcome, the share of runs with it."""
    from sim.outcomes.asked import IS

    if outcome.name == "emergence":
        return "Chance that indirect cooperation emerges"
    return f"Share of runs {outcome.meaning}" if IS in outcome.name else outcome.meaning


def _finding(recoding: Recoding, outcome: Outcome, table: pd.DataFrame) -> str:
    """How far the leading pair's outcome moves, which recodings surely move it, and whether one puts another first."""
    known = table.dropna(subset=[outcome.name])
    name = outcome.name.replace("_", " ")
    first = known[known["recoding"] == recoding.first]
    if not len(first):
        return f"{name.capitalize()}: it applies in 0 runs of any pair {recoding.first}"
    lead = str(first.set_index("of")[outcome.name].idxmax())
    what = "indirect cooperation emerges in" if outcome.name == "emergence" else f"{name} is"
    own = known[known["of"] == lead]
    moved = own[(own["difference_low"] > 0) | (own["difference_high"] < 0)]["recoding"].tolist()
    sure = f"surely otherwise {_listed(moved)}" if moved else "none surely otherwise"
    return f"{lead}: {what} {_span(known, lead, recoding, outcome)}; {sure}{_overtaken(known, lead)}"


def _listed(rows: list[str]) -> str:
    """Recodings in a sentence."""
    said = [f"by {row}" if row.startswith("coder ") else row for row in rows]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _overtaken(known: pd.DataFrame, lead: str) -> str:
    """A coder by whom another pair surely comes first: its whole interval lies above the leading pair's."""
    for row in [row for row in known["recoding"].unique() if row.startswith("coder ")]:
        ends = known[known["recoding"] == row].set_index("of")
        if lead in ends.index and ends["low"].max() > ends.loc[lead, "high"]:
            return f"; by {row}, {ends['low'].idxmax()} comes first"
    return ""


def _span(known: pd.DataFrame, pair: str, recoding: Recoding, outcome: Outcome) -> str:
    """The pair's outcome in the first row, and the ends of what the other rows have."""
    values = known[known["of"] == pair].set_index("recoding")[outcome.name]
    runs = " of runs" if outcome.kind == "share" else "" if outcome.unit in outcome.name else f" {outcome.unit}"
    own, again = _value(values[recoding.first], outcome), values.drop(recoding.first)
    ends = list(dict.fromkeys(_value(end, outcome) for end in (again.min(), again.max())))
    return f"{own}{runs} {recoding.first}" + (f", {' to '.join(ends)} recoded" if len(again) else "")


def _value(value: float, outcome: Outcome) -> str:
    if outcome.kind == "share":
        return words.percent(value)
    return "none" if np.isnan(value) else f"{value:.1f}".replace("-", "−").removesuffix(".0")


def _gaps(recoding: Recoding) -> str:
    """What each coder leaves to the others."""
    from sim.scenario.recoding import left_to_others

    found = {coder: left_to_others(recoding.base.scenario.actors, coder) for coder in recoding.coders}
    parts = [f"{left} of {total} ({coder})" for coder, (left, total) in found.items() if left]
    return f" Interests that a coder leaves out keep the pooled number: {', '.join(parts)}." if parts else ""


def _rest(table: pd.DataFrame, shown: list[str], outcome: Outcome) -> str:
    """Say what is not shown."""
    left = table[~table["of"].isin(shown)]
    if not len(left):
        return ""
    return f" Left out: {left['of'].nunique()} pairs with at most {_value(left[outcome.name].max(), outcome)}."


def _panel(ax: Axes, rows: pd.DataFrame, outcome: str, factor: float) -> None:
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks(range(len(rows)), [style.clipped(name, NAMES - 6, SMALL) for name in rows["recoding"]])
    ax.grid(axis="y", linestyle=(0, (1, 2)), color="#CFCFCF")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    first = rows.iloc[0]
    if np.isfinite([first["low"], first["high"]]).all():
        ax.axvspan(factor * first["low"], factor * first["high"], color=PALE, alpha=0.5, linewidth=0)
    ax.axvline(factor * first[outcome], color=FAINT, linewidth=0.8, linestyle=(0, (4, 2)))
    for y, (_, row) in enumerate(rows.iterrows()):
        colour, mark = _look(y, str(row["recoding"]))
        value, low, high = (factor * float(row[column]) for column in (outcome, "low", "high"))
        filled = y == 0 or row["difference_low"] > 0 or row["difference_high"] < 0
        if np.isfinite(value):
            ax.plot([low, high], [y, y], color=colour, linewidth=1.1, solid_capstyle="butt")
            face = colour if filled else "white"
            ax.plot([value], [y], mark, color=colour, markersize=4, markerfacecolor=face, clip_on=False)


def _look(place: int, recoding: str) -> tuple[str, str]:
    """Colour and mark: round for numbers as coded, square for a coder, pointed for a pair that was moved."""
    if place == 0:
        return INK, "o"
    return (BLUE, "s") if recoding.startswith("coder ") else (VERMILLION, "D")


def _finish(page: Page, rows: pd.DataFrame, outcome: str, known: Outcome) -> None:
    """One scale for all panels; its numbers and words below the last one."""
    found = _factor(known) * rows[[outcome, "low", "high"]].to_numpy(float)
    found = found[np.isfinite(found)]
    least, most = (min(0.0, found.min()), max(0.0, found.max())) if len(found) else (0.0, 1.0)
    pad = 0.04 * ((most - least) or 1.0)
    for ax in page.axes:
        ax.set_xlim(least - pad, most + pad)
        ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}".replace("-", "−")))
        ax.grid(axis="x")
        ax.tick_params(axis="x", labelbottom=ax is page.axes[-1])
    unit = "% of runs" if known.kind == "share" else known.unit
    page.axes[-1].set_xlabel(f"{known.name.replace('_', ' ')} ({unit})")


CHART = Chart("recoding", "recoding", "an outcome by each coder alone, and with rivals nearer and further apart", draw)
