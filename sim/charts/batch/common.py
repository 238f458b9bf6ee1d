"""Words that charts of batches share: names of factors, outcomes as written, numbers, captions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.charts import words
from sim.charts.scale import Scale, short
from sim.charts.scale import scale as scaled

if TYPE_CHECKING:
    from sim.analysis.basis import Basis
    from sim.intervals import Estimate
    from sim.outcomes import Outcome

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


def difference(scale: Scale, one: Estimate) -> str:
    """A difference with its interval, in a sentence.

    >>> from sim.intervals import Estimate
    >>> difference(Scale(100, "emergence", "% of runs", ""), Estimate(0.01, -0.02, 0.04, 9))
    '+1 point [−2, +4]'
    """
    told = scale.difference(*one[:3])
    return told.replace(" points", " point", 1) if told.startswith(("+1 points", "−1 points")) else told


def _end(scale: Scale, end: float) -> str:
    if np.isinf(end):
        return "−∞" if end < 0 else "∞"
    return words.percent(round(end, 9)) if scale.factor == 100 and 0 <= end <= 1 else short(scale.factor * end)


def fraction(one: Estimate) -> str:
    """A share of variance with its interval, in per cent.

    >>> from sim.intervals import Estimate
    >>> fraction(Estimate(0.614, 0.55, 0.668, 64)), fraction(Estimate(0.01, -0.001, 0.02, 64))
    ('61% [55%, 67%]', '1% [0%, 2%]')
    """
    value, low, high = (f"{round(100 * end) if np.isfinite(end) else end}%".replace("-", "−") for end in one[:3])
    return f"{value} [{low}, {high}]"


def caption(basis: Basis, intervals: str) -> str:
    """What a chart rests on."""
    return words.paced(f"{basis.words()} {intervals}", _paced(basis.step))


def _paced(step: str) -> Any:
    return SimpleNamespace(months=SimpleNamespace(first="2001-01-01" if step == "week" else "2001-01"))


def left_out(count: int, what: str) -> str:
    """How many rows a page has no room for.

    >>> left_out(2, "factor"), left_out(1, "row"), left_out(0, "factor")
    (' Left out: 2 factors with less.', ' Left out: 1 row with less.', '')
    """
    return f" Left out: {count} {what}{'s' * (count != 1)} with less." if count else ""


def ended(title: str) -> str:
    """A title as a sentence: with a full stop, unless it ends in a mark of its own.

    >>> ended("What emerges?"), ended("Threat and envy")
    ('What emerges?', 'Threat and envy.')
    """
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."


def capital(text: str) -> str:
    """A sentence with a capital at its head, the rest as it is.

    >>> capital("emergence of North – South")
    'Emergence of North – South'
    """
    return f"{text[:1].upper()}{text[1:]}"


def short_number(value: float) -> str:
    """A level as it is written at an axis.

    >>> short_number(0.30000000000000004), short_number(-2.0)
    ('0.3', '−2')
    """
    return f"{value:.4g}".replace("-", "−")


def brief(value: float) -> str:
    """A number with three figures.

    >>> brief(0.123456), brief(-1234.0)
    ('0.123', '−1230')
    """
    return f"{float(f'{value:.3g}'):g}".replace("-", "−")


def points_of(value: float, low: float, high: float) -> str:
    """A size in percentage points with its interval.

    >>> points_of(0.12, 0.03, 0.21), points_of(0.011, 0.0, 0.02)
    ('12 points [3, 21]', '1 point [0, 2]')
    """
    told = [f"{round(100 * end)}".replace("-", "−") for end in (value, low, high)]
    return f"{told[0]} {'point' if told[0] == '1' else 'points'} [{told[1]}, {told[2]}]"


def standing_out(seen: int, many: int, what: str) -> str:
    """How many factors stand out from something.

    >>> standing_out(1, 7, "luck"), standing_out(0, 7, "luck")
    ('1 of 7 factors stands out from luck', 'none of 7 factors stands out from luck')
    """
    who = f"{seen} of {many}" if seen else f"none of {many}"
    return f"{who} factors {'stands' if seen < 2 else 'stand'} out from {what}"
