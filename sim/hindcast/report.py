"""The verdict of history as text: tables in Markdown, for a terminal and for docs/hindcast.md alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from sim._compile import source_hash
from sim.hindcast import scoring
from sim.hindcast.calibrate import Calibration
from sim.hindcast.checks import Checked
from sim.hindcast.judge import BASELINES, FORECASTS, Missed, Scored, Verdict
from sim.hindcast.pages import table
from sim.hindcast.shifts import Shift
from sim.intervals import Estimate


def text(verdict: Verdict, calibration: Calibration | None = None) -> str:
    """The whole report."""
    parts = [_head(verdict), _scores(verdict), _skills(verdict), _periods(verdict)]
    parts += [_checks(verdict.checks, verdict.runs), _missed(verdict.missed)]
    if calibration is not None:
        parts += [_calibration(calibration), _transfers(calibration)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(verdict: Verdict) -> str:
    episodes = len({s.episode for s in verdict.scored})
    third, runs = f"{math.log(3):.2f}", verdict.runs
    return (
        f"### {verdict.patterns.title}\n\n"
        f"{episodes} of {len(verdict.patterns.episodes)} episodes scored, {len(verdict.scored)} periods; "
        f"{runs} runs of each case and of its shuffled control, seeds {verdict.seed} to {verdict.seed + runs - 1}; "
        f"source {source_hash()}. "
        "Scores are losses: less is better, 0 is perfect. A forecast that gives a third to each category has a log "
        f"score of {third} and a Brier score of {2 / 3:.2f}; the worst that {runs} runs can get is "
        f"{math.log(runs + 3):.2f} and about 2. With so few episodes these numbers compare forecasts of the same past; "
        "they do not say how often the model would be right."
    )


def _scores(verdict: Verdict) -> str:
    if not verdict.scored:
        return "Nothing could be scored."
    names = list(dict.fromkeys(s.episode for s in verdict.scored))
    rows = [[n, *_losses([s for s in verdict.scored if s.episode == n])] for n in names]
    if len(names) > 1:
        rows.append(["all", *_losses(verdict.scored)])
    heads = ["episode", "periods", *(f"{word}: log, Brier" for word in FORECASTS)]
    return "#### Scores\n\n" + table(heads, rows)


def _losses(scored: Sequence[Scored]) -> list[str]:
    def mean(score: str, forecast: str) -> float:
        return scoring.mean_of_episodes(_grouped(scored, lambda s: s.loss[score][forecast]))

    return [str(len(scored)), *(f"{mean('log', name):.2f}, {mean('brier', name):.2f}" for name in FORECASTS)]


def _grouped(scored: Sequence[Scored], value: Callable[[Scored], float]) -> list[list[float]]:
    return [[value(s) for s in scored if s.episode == n] for n in dict.fromkeys(s.episode for s in scored)]


def _skills(verdict: Verdict) -> str:
    if not verdict.scored:
        return ""
    rows = []
    for baseline in BASELINES:
        own = [_skill(verdict.scored, score, baseline) for score in scoring.SCORES]
        rows.append([baseline, *own])
    return (
        "#### Skill: the baseline's loss less the model's (above 0 the model is better)\n\n"
        + table(["against", "log score", "Brier score"], rows)
        + "\n\nIntervals are 95% bootstraps over periods within episodes. Periods of one episode share its history, so "
        "even these are too narrow."
    )


def _skill(scored: Sequence[Scored], score: str, baseline: str) -> str:
    return shown(scoring.skill(_grouped(scored, lambda s: s.gain(score, baseline))))


def shown(found: Estimate) -> str:
    """A difference with its interval, or with the reason why it has none.

    >>> shown(Estimate(0.5, 0.1, 0.9, 9)), shown(Estimate(0.5, float("nan"), float("nan"), 3))
    ('+0.50 [+0.10, +0.90]', '+0.50 (3 periods: too few for an interval)')
    """
    if math.isnan(found.low):
        return f"{found.value:+.2f} ({found.n} periods: too few for an interval)"
    return f"{found.value:+.2f} [{found.low:+.2f}, {found.high:+.2f}]"


def _periods(verdict: Verdict) -> str:
    rows = [
        [
            s.episode, s.pair, f"{s.period.first} to {s.period.last}", s.months, scoring.named(s.happened),
            s.period.confidence, f"{s.chance:.3f}", *(f"{s.loss['log'][name]:.2f}" for name in FORECASTS),
        ]
        for s in verdict.scored
    ]  # fmt: skip
    heads = ["episode", "pair", "period", "steps", "what happened", "how sure", "chance given"]
    heads += [f"log: {word}" for word in FORECASTS]
    return "#### Period by period\n\n" + table(heads, rows) if rows else ""


def _checks(checks: Sequence[Checked], runs: int) -> str:
    rows = []
    for c in checks:
        low, high = c.check.observed
        pair = f" ({' – '.join(c.check.between)})" if c.check.between else ""
        found = c.why or f"{c.median:.3g} [{c.low:.3g}, {c.high:.3g}]"
        steps = f" (steps {c.observed[0]:g} to {c.observed[1]:g})" if c.check.measure == "onset" and not c.why else ""
        what = f"{c.check.what}{pair}" + (f"; {c.check.note}" if c.check.note else "")
        rows.append([c.episode, what, f"{_end(low)} to {_end(high)}{steps}", found, c.runs, inside_of(c, runs)])
    heads = ["episode", "check", "observed", "model: median [90% of runs]", "runs", "inside"]
    return "#### Patterns that are no modes\n\n" + table(heads, rows) if rows else ""


def inside_of(found: Checked, runs: int) -> str:
    """Whether what was observed lies inside, in words; a measure that most runs do not have cannot pass in silence."""
    if found.inside is None:
        return "cannot be said"
    share = found.runs / runs
    return ("yes" if found.inside else "no") + ("" if share > 0.5 else f", where it exists at all ({share:.0%})")


def _end(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _missed(missed: Sequence[Missed]) -> str:
    return "#### Not scored\n\n" + "\n".join(f"- {m.what}: {m.why}" for m in missed) if missed else ""


def _calibration(found: Calibration) -> str:
    moved = [s for s in found.shifts if s.moved]
    prior, posterior = (
        scoring.mean_of_episodes([[s.loss["log"][name] for s in found.own]]) for name in ("prior", "model")
    )
    edge = found.distances[found.kept - 1]
    tied = int((found.distances == edge).sum())
    return (
        f"#### Calibration on {found.episode}\n\n"
        f"The {found.kept} of {found.runs} runs that are nearest to the pattern were kept: distance at most "
        f"{edge:.3f}, of all runs {found.distances[0]:.3f} to {found.distances[-1]:.3f}, median "
        f"{found.distances[len(found.distances) // 2]:.3f}"
        + (f"; {tied} runs share the last distance, of whom the first were kept" if tied > 1 else "")
        + f". Log score on {found.episode} itself {prior:.2f} with as many runs of any kind, {posterior:.2f} with "
        "those kept (in sample: no evidence; so few runs cannot do worse than "
        f"{math.log(found.kept + 3):.2f}, so neither compares with the table above). "
        f"{len(moved)} of {len(found.shifts)} numbers moved farther than random subsets do (about "
        f"{0.025 * len(found.shifts):.1f} would by chance).\n\n" + table(*_shift_table(found.shifts))
    )


def _shift_table(shifts: Sequence[Shift]) -> tuple[list[str], list[list[str]]]:
    heads = ["number", "before: median [90%]", "after: median [90%]", "KS", "KS by chance (95%)", "moved"]
    return heads, [
        [
            s.name, _span(s.prior), _span(s.posterior), f"{s.ks:.2f}", f"{s.by_chance[0]:.2f} to {s.by_chance[1]:.2f}",
            "yes" if s.moved else "no",
        ]
        for s in sorted(shifts, key=lambda s: -s.ks)
    ]  # fmt: skip


def _span(middle: tuple[float, float, float]) -> str:
    median, low, high = middle
    return f"{median:.3g} [{low:.3g}, {high:.3g}]"


def _transfers(found: Calibration) -> str:
    head = f"#### What {found.episode} taught, held against the other episodes"
    if not found.transfers:
        return f"{head}\n\nNone of their cases is there, so nothing can be said."
    rows = [
        [t.episode, len(t.shared), len(t.scored), *(_skill(t.scored, score, "prior") for score in scoring.SCORES)]
        for t in found.transfers
        if t.scored
    ]
    everything = [s for t in found.transfers for s in t.scored]
    if len(rows) > 1:
        rows.append(["all", "", len(everything), *(_skill(everything, score, "prior") for score in scoring.SCORES)])
    heads = ["episode", "numbers carried over", "periods", "gain over the prior: log", "gain over the prior: Brier"]
    rest = (
        "Only numbers that both cases draw from the same range are carried over. Above 0 what was learnt helps there."
    )
    return f"{head}\n\n{table(heads, rows)}\n\n{rest}"
