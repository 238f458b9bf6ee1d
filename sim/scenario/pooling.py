"""Many readings of one interest become one number with a spread: the linear opinion pool over coders.

Source: Stone (1961), The Opinion Pool; Clemen and Winkler (1999), Combining Probability Distributions From Experts in
Risk Analysis. Weights and spreads of the confidences are conventions of docs/codebook.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.scenario.coding import CONFIDENCES, Coding, Confidence
from sim.scenario.schema_actors import Interest
from sim.scenario.text import Citation
from sim.units import NonNegative, Position, Salience, Share

WEIGHTS: Mapping[Confidence, Share] = {"high": 1.0, "medium": 0.5, "low": 0.25}
SPREADS: Mapping[Confidence, NonNegative] = {"high": 0.1, "medium": 0.2, "low": 0.3}
HALF = 0.5  # the salience has half the spread of the position
DIGITS = 6


class Pooled(NamedTuple):
    """One interest as several readings give it."""

    position: Position
    position_spread: NonNegative
    salience: Salience
    salience_spread: NonNegative
    confidence: Confidence
    coders: tuple[str, ...]
    places: tuple[Citation, ...]


def by_coder(codings: Iterable[Coding]) -> dict[str, list[Coding]]:
    """The readings of each coder, coders in the order of the alphabet."""
    codings = list(codings)
    return {coder: [one for one in codings if one.coder == coder] for coder in sorted({one.coder for one in codings})}


def coder_mean(values: Sequence[float], confidences: Sequence[Confidence]) -> float:
    r"""What one coder says in all: the mean of its readings, the surer ones counting more.

    .. math:: m_c = \frac{\sum_r w_r x_r}{\sum_r w_r}, \qquad w = 1, \tfrac12, \tfrac14 \text{ for high, medium, low}

    Source: weights by the convention of docs/codebook.md.

    >>> round(coder_mean([0.8, 0.2], ["high", "low"]), 4)
    0.68
    """
    weights = [WEIGHTS[one] for one in confidences]
    return sum(w * x for w, x in zip(weights, values, strict=True)) / sum(weights)


def coder_variance(confidences: Sequence[Confidence], part: Share = 1.0) -> NonNegative:
    r"""How unsure one coder is of its own number; `part` is 1/2 for the salience.

    .. math:: v_c = \frac{\sum_r w_r (k s_r)^2}{\sum_r w_r}, \qquad s = 0.1, 0.2, 0.3 \text{ for high, medium, low}

    More paragraphs do not make a coder surer: they are read by the same eyes. How far its own paragraphs lie apart
    is in the mean, not here.

    Source: spreads by the convention of docs/codebook.md.

    >>> round(coder_variance(["medium", "medium"]), 4), round(coder_variance(["medium"], 0.5), 4)
    (0.04, 0.01)
    """
    return coder_mean([part * part * SPREADS[one] * SPREADS[one] for one in confidences], confidences)


def pooled_spread(means: Sequence[float], variances: Sequence[NonNegative]) -> NonNegative:
    r"""Spread of the pooled number: what coders doubt themselves, and how far they are apart.

    .. math:: s = \sqrt{\frac1n \sum_c v_c + \frac1n \sum_c (m_c - \bar m)^2}

    Source: variance of a linear opinion pool with equal weights, Stone (1961).

    >>> round(pooled_spread([0.8, 0.4], [0.01, 0.01]), 4)
    0.2236
    """
    n, centre = len(means), sum(means) / len(means)
    between = sum((one - centre) * (one - centre) for one in means) / n
    return math.sqrt(sum(variances) / n + between)


def _number(readings: Sequence[Sequence[Coding]], word: str, part: Share) -> tuple[float, float]:
    """Centre and spread of the position or the salience."""
    sure = [[one.confidence for one in own] for own in readings]
    means = [coder_mean([getattr(one, word) for one in own], s) for own, s in zip(readings, sure, strict=True)]
    spread = pooled_spread(means, [coder_variance(s, part) for s in sure])
    low = -1.0 if word == "position" else 0.0
    centre = min(1.0, max(low, sum(means) / len(means)))
    return round(centre, DIGITS), round(min(spread, (1.0 - low) / 2), DIGITS)


def pool(codings: Iterable[Coding]) -> Pooled:
    """Pool the readings of one interest: within each coder first, then across coders, who all count the same.

    >>> one = Coding(source="report ¶1", coder="A", confidence="high", position=0.9, salience=0.6)
    >>> two = Coding(source="report ¶2", coder="B", confidence="low", position=0.5, salience=0.4)
    >>> pool([one, two])[:5]
    (0.7, 0.3, 0.5, 0.15, 'low')
    """
    own = by_coder(codings)
    readings = list(own.values())
    every = [one for reading in readings for one in reading]
    confidence = max((one.confidence for one in every), key=CONFIDENCES.index)
    places = tuple(sorted({one.place for one in every}, key=_order))
    position, salience = _number(readings, "position", 1.0), _number(readings, "salience", HALF)
    return Pooled(*position, *salience, confidence, tuple(own), places)


def _order(place: Citation) -> tuple[str, int, int]:
    return place.document, place.first or 0, place.last or 0


def block(pooled: Pooled) -> dict[str, Any]:
    """The pooled numbers as an interest of a scenario file."""
    return {
        "position": {"value": pooled.position, "spread": pooled.position_spread},
        "salience": {"value": pooled.salience, "spread": pooled.salience_spread},
        "source": [str(place) for place in pooled.places],
        "confidence": pooled.confidence,
        "coder": ", ".join(pooled.coders),
    }


def is_pooled(interest: Interest) -> bool:
    """Whether an interest says what the readings that it holds give; if not, the case has its own number."""
    if not interest.codings:
        return False
    position, salience = interest.position, interest.salience
    said = (position.value, position.spread, salience.value, salience.spread)
    return said == pool(interest.codings)[:4] and position.range is None and salience.range is None
