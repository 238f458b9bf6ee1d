r"""Scores of a forecast against what happened, and the baselines that it must be held against.

A month of a pair of rivals falls in one of three categories: no cooperation (rivalry or none), indirect (tacit or
relayed), direct. The forecast is the share of runs in each category, month by month, with one run added to each
category (Laplace):

.. math:: p_c = \frac{n_c + 1}{R + 3}

so no probability is below 1/(R + 3) and no log score is infinite: a model that never shows what happened is punished
by the log of its number of runs, and more runs punish it harder. Scores are losses: less is better, 0 is perfect.
What happened is a *set* of categories, a row of three booleans (``Seen``). Where it holds two, the record does not
decide, and both scores take the two as one category; for the forecast and each baseline alike.
Both scores are strictly proper on the categories so merged, which are the coder's choice and not the forecaster's.

Scores are averaged over the months of a period, then over the periods of an episode, then over episodes, so a long
period weighs no more than a short one.

Sources: Brier (1950), Verification of Forecasts Expressed in Terms of Probability. Good (1952), Rational Decisions.
Gneiting and Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.intervals import LEVEL, Estimate
from sim.world import MODES

CATEGORIES = ("no cooperation", "indirect", "direct")
OF_MODE = np.array([0, 0, 1, 1, 2])  # the category of each code of world.MODES
ENOUGH = 8  # periods below which no interval is given: resampling so few says nothing
RESAMPLED = 2000

Shares = NDArray[np.float64]
"""Probabilities of the categories: (3,), or (M, 3) month by month."""
Seen = NDArray[np.bool_]
"""Which categories count as what happened (3,)."""


def seen(modes: Iterable[str]) -> Seen:
    """The categories of these modes.

    >>> seen(["tacit", "relayed"]).tolist()
    [False, True, False]
    """
    out = np.zeros(len(CATEGORIES), bool)
    out[OF_MODE[[MODES.index(mode) for mode in modes]]] = True
    return out


def named(happened: Seen) -> str:
    """What happened, in words.

    >>> named(seen(["tacit", "direct"]))
    'indirect or direct'
    """
    return " or ".join(word for word, is_so in zip(CATEGORIES, happened, strict=True) if is_so)


def counts(modes: NDArray[np.int8]) -> NDArray[np.int64]:
    """Runs in each category, month by month (M, 3), of codes of ``world.MODES`` (R, M)."""
    return np.stack([(OF_MODE[modes] == c).sum(axis=0) for c in range(len(CATEGORIES))], axis=1)


def forecast(modes: NDArray[np.int8]) -> Shares:
    """Probabilities of the categories, month by month (M, 3), from runs (R, M).

    >>> forecast(np.array([[0, 2], [1, 3]], np.int8)).tolist()
    [[0.6, 0.2, 0.2], [0.2, 0.6, 0.2]]
    """
    return (counts(modes) + 1.0) / (modes.shape[0] + len(CATEGORIES))


def log_score(p: Shares, happened: Seen) -> NDArray[np.float64]:
    r"""Surprise at what happened.

    .. math:: L = -\ln \sum_{c \in \text{seen}} p_c

    >>> round(float(log_score(np.full(3, 1 / 3), seen(["none"]))), 6)
    1.098612
    """
    return -np.log(np.minimum(1.0, np.asarray(p)[..., happened].sum(axis=-1)))


def brier_score(p: Shares, happened: Seen) -> NDArray[np.float64]:
    r"""Squared distance from what happened, over the categories; between 0 and 2.

    .. math:: B = \Big(1 - \sum_{c \in \text{seen}} p_c\Big)^2 + \sum_{c \notin \text{seen}} p_c^2

    >>> round(float(brier_score(np.full(3, 1 / 3), seen(["none"]))), 6)
    0.666667
    """
    p = np.asarray(p)
    return (1.0 - p[..., happened].sum(axis=-1)) ** 2 + (p[..., ~happened] ** 2).sum(axis=-1)


SCORES = {"log": log_score, "brier": brier_score}


def climatology(others: Sequence[Sequence[Seen]]) -> Shares:
    r"""How often each category was seen in the *other* episodes: a forecast that knows history and no case.

    Frequencies over an episode's periods, averaged over episodes; an undecided period is shared out evenly among its
    categories. One period is added to each category, so that none is impossible.

    .. math:: p_c = \frac{n \bar f_c + 1}{n + 3}

    >>> climatology([[seen(["none"]), seen(["tacit"])], [seen(["none"])]]).round(4).tolist()
    [0.5417, 0.2917, 0.1667]
    """
    n = sum(len(periods) for periods in others)
    each = [np.mean([even(happened) for happened in periods], axis=0) for periods in others]
    frequency = np.mean(each, axis=0) if each else np.zeros(len(CATEGORIES))
    return (n * frequency + 1.0) / (n + len(CATEGORIES))


def even(happened: Seen) -> Shares:
    """Probability shared out evenly among the categories seen."""
    return happened / happened.sum()


def change_rate(others: Iterable[Sequence[Seen]]) -> float:
    r"""How often a period brought another category than the one before it, in the other episodes.

    Each sequence is one pair's categories in order of time. One change and one stay are added.

    .. math:: \epsilon = \frac{\text{changes} + 1}{\text{transitions} + 2}

    >>> change_rate([[seen(["none"]), seen(["tacit"]), seen(["tacit"])]])
    0.5
    """
    changed = [not (a & b).any() for periods in others for a, b in pairwise(periods)]
    return (sum(changed) + 1.0) / (len(changed) + 2.0)


def persistence(before: Seen, epsilon: float) -> Shares:
    """What was seen last goes on, but for the probability of a change, which goes to the others evenly.

    >>> persistence(seen(["none"]), 0.2).round(4).tolist()
    [0.8, 0.1, 0.1]
    """
    return (1.0 - epsilon) * even(before) + epsilon * even(~before)


def mean_of_episodes(by_episode: Sequence[Sequence[float]]) -> float:
    """Periods first, then episodes.

    >>> mean_of_episodes([[1.0, 3.0], [5.0]])
    3.5
    """
    return float(np.mean([np.mean(periods) for periods in by_episode]))


def skill(by_episode: Sequence[Sequence[float]], seed: int = 1) -> Estimate:
    """Mean difference (baseline's loss less the model's; above 0 the model is better) with a bootstrap interval.

    Periods are drawn again with replacement within each episode, so episodes themselves are taken as given: the
    interval says nothing about episodes that are not here. Below ``ENOUGH`` periods there is none (NaN).

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap.

    >>> skill([[1.0, 1.0]])
    <1 [nan, nan], n = 2>
    >>> skill([[0.5] * 8]).high
    0.5
    """
    n = sum(len(periods) for periods in by_episode)
    if n < ENOUGH:
        return Estimate(mean_of_episodes(by_episode) if n else np.nan, np.nan, np.nan, n)
    luck = np.random.default_rng(seed)
    drawn = [luck.choice(np.asarray(periods), (RESAMPLED, len(periods))).mean(axis=1) for periods in by_episode]
    low, high = np.quantile(np.mean(drawn, axis=0), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(mean_of_episodes(by_episode), float(low), float(high), n)
