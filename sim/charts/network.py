"""Who relates to whom: before the enemy's peak, around it, and after."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.charts import graph, network_key, ring, style, words
from sim.charts.bonds import Bonds, Evidence, Window, bonds, gathered, windows
from sim.charts.chart import Chart
from sim.charts.network_key import BETWEEN, CENTRE, HEAD, HIGH, KINDS, RADIUS, USED, WIDE
from sim.charts.page import Page
from sim.charts.style import MODE_WORDS
from sim.world import DIRECT, RELAYED, RIVALRY, TACIT

if TYPE_CHECKING:
    from sim.history import History
    from sim.results import Comparison

MANY = 18  # actors: with more, those that have no part in any bond are left out


@style.inked()
def draw(data: Comparison | History) -> Page:
    """Draw three panels for a batch (its first policy) or for one run."""
    evidence = gathered(data)
    chosen = windows(evidence.strength)
    found = [bonds(evidence, window) for window in chosen]
    chosen_actors, left_out = _drawn(evidence, found)
    at = _layout(evidence, chosen_actors)
    page = Page(*_texts(evidence, chosen, found, left_out), body=2 * (HEAD + HIGH))
    for k, (window, b) in enumerate(zip(chosen, found, strict=True)):
        left, top = (k % 2) * WIDE, (k // 2) * (HEAD + HIGH)
        page.write(left + 3, top + 0.5, _when(evidence, window), weight="bold", va="top")
        ax = page.panel(left, top + HEAD, WIDE, HIGH, xlim=(0, WIDE), ylim=(0, HIGH))
        ax.set_axis_off()
        graph.lines(ax, evidence, b, at)
        graph.nodes(ax, evidence, at, graph.below(found, at))
    kinds = {graph.kind(evidence, i) for i in at}
    met = network_key.Met(
        sorted(kinds, key=list(KINDS).index),
        evidence.enemy,
        any(graph.between(b) for b in found),
        any((b.channels >= USED).any() for b in found),
    )
    network_key.draw(page, met, (WIDE + 3, HEAD + HIGH, WIDE - 6, HIGH))
    return page


def _when(evidence: Evidence, window: Window) -> str:
    months = words.months_of(evidence.scenario)
    name = "around the enemy's peak" if "peak" in window.name else window.name
    name = name if _around_peak((window,)) or window.name in ("before", "after") else f"{name} months"
    name = words.paced(name, evidence.scenario)
    return f"{name.capitalize()}: {months[window.start]} to {months[window.stop - 1]}"


def _around_peak(chosen: tuple[Window, ...]) -> bool:
    return any("peak" in window.name for window in chosen)


def _drawn(evidence: Evidence, found: list[Bonds]) -> tuple[list[int], int]:
    """The actors that are drawn, and how many are left out: where there are many, those with a part in some bond."""
    present = [i for i in range(len(evidence.names.actor)) if evidence.begin["present"][i]]
    if len(present) <= MANY:
        return present, 0
    part = _parts(evidence, found)
    keep = sorted(sorted(present, key=lambda i: -part[i])[:MANY])
    keep = [i for i in keep if part[i] > 0]
    return keep, len(present) - len(keep)


def _parts(evidence: Evidence, found: list[Bonds]) -> np.ndarray:
    """How much of a part each actor has: enemies and rivals most, then those between rivals, fighters and clients."""
    begin, names = evidence.begin, evidence.names
    part = 1000.0 * begin["hostile_to_all"][: len(names.actor)]
    for pair in names.dyad:
        part[[names.actor.index(name) for name in pair]] += 100.0
    for path in graph.paths(evidence):
        part[[i for i in path[1:-1] if i >= 0]] += 10.0
    for b in found:
        part += 10.0 * (b.between >= USED).sum(axis=1) + b.fights.sum(axis=1) + b.fights.sum(axis=0)
    return part + (begin["patron"][: len(names.actor)] >= 0)


def _layout(evidence: Evidence, actors: list[int]) -> dict[int, ring.Place]:
    """Enemies in the middle, all others around them, those who stand between rivals on top."""
    world, names = evidence.begin, evidence.names
    enemies = [i for i in actors if world["hostile_to_all"][i]]
    others = [i for i in actors if i not in enemies]
    paths = [p for p in graph.paths(evidence) if len(p) > 2]
    links = [pair for path in paths for pair in pairwise(path)]
    rivals = [(names.actor.index(a), names.actor.index(b)) for a, b in names.dyad]
    patrons = [(i, int(world["patron"][i])) for i in others if world["patron"][i] >= 0]
    rivalrous = {i for pair in rivals for i in pair}
    carriers = {i for path in paths for i in path[1:-1]} - rivalrous
    at = ring.places(ring.order(others, [*rivals, *links, *patrons]), sorted(carriers), CENTRE, RADIUS)
    for k, i in enumerate(enemies):
        at[i] = CENTRE[0] + 12 * (k - (len(enemies) - 1) / 2), CENTRE[1]
    return at


def _texts(
    evidence: Evidence, chosen: tuple[Window, ...], found: list[Bonds], left_out: int
) -> tuple[str, str, str, str]:
    """Title, subtitle, caption and alternative text."""
    pairs = evidence.names.dyad
    if len(pairs) == 1:
        usual = [MODE_WORDS[int(b.usual[0])] for b in found]
        after = " and after" if usual[1] == usual[2] else f", {usual[2]} after"
        title = f"{words.pair_words(pairs[0])}: mostly {usual[0]} before, {usual[1]} around the enemy's peak{after}"
        if not _around_peak(chosen):
            title = f"{words.pair_words(pairs[0])}: mostly {usual[0]} at first, then {usual[1]}, at last {usual[2]}"
    elif not evidence.enemy and any(graph.between(b) for b in found):
        served = [len({d for _, d, _ in graph.between(b)}) for b in found]
        title = f"Of {len(pairs)} pairs of rivals, {_three(served)} have a third party between them in at least "
        title += f"{words.percent(BETWEEN)} of the first, middle and last months"
    else:
        rivalry, together = (
            [int(np.isin(b.usual, codes).sum()) for b in found] for codes in (RIVALRY, (TACIT, RELAYED, DIRECT))
        )
        when = ("before the enemy's peak", "around it", "after")
        if not _around_peak(chosen):
            when = ("in the first months", "in the middle", "in the last")
        title = f"Of {len(pairs)} pairs of rivals, {rivalry[0]} are mostly in rivalry {when[0]}, "
        title += f"{rivalry[1]} {when[1]}, {rivalry[2]} {when[2]}; "
        title += f"{_three(together)} mostly cooperate" if any(together) else "none mostly cooperates"
    runs, sample, span = len(evidence.seeds), evidence.sample.runs, chosen[0].stop - chosen[0].start
    subtitle = f"Windows of {span} {words.step_word(evidence.scenario)}s{_about_enemy(evidence, chosen, runs)}."
    if left_out:
        subtitle += f" Not drawn: {left_out} actors outside these pairs with little or no part in what is between them."
    title, subtitle = words.paced(title, evidence.scenario), words.paced(subtitle, evidence.scenario)
    caption = f"{evidence.scenario.title}. Policy: {words.policy_words(evidence.policy)}. "
    caption += f"n = {runs:,} run{'s' * (runs > 1)}, {words.seeds_words(evidence.seeds)}."
    caption += f" Modes: all runs; all else: the first {sample} of them." if sample < runs else ""
    caption += " One run has no interval." if runs == 1 else " Intervals: see the charts of modes and effects."
    caption += f" {words.fingerprint(evidence.scenario)}"
    told = "; ".join(f"{_when(evidence, w)}: {_told(evidence, b)}" for w, b in zip(chosen, found, strict=True))
    return title, subtitle, caption, f"{title}. {told}. {caption}"


def _about_enemy(evidence: Evidence, chosen: tuple[Window, ...], runs: int) -> str:
    if not evidence.enemy:
        return ": the first, the middle and the last; there is no enemy"
    peak = "strength" if runs == 1 else "mean strength over runs"
    if _around_peak(chosen):
        return f"; the peak is that of the enemy's {peak}"
    return f". The enemy's {peak} does not decline from a peak"


def _three(counts: list[int]) -> str:
    return f"{counts[0]}, {counts[1]} and {counts[2]}"


def _told(evidence: Evidence, b: Bonds) -> str:
    return ", ".join(
        f"{words.pair_words(pair)} {MODE_WORDS[int(code)]} {words.percent(float(b.modes[d, code]))}"
        for d, (pair, code) in enumerate(zip(evidence.names.dyad, b.usual, strict=True))
    )


CHART = Chart("network", "comparison", "who relates to whom before, around and after the enemy's peak", draw)
