"""Feature scores, by the EMA workbench: which factors tell the points apart, beside a random number."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from sim.analysis.libraries import needed

FITS = 10  # forests, each of its own resample, for the spread of the scores


def scores(x: pd.DataFrame, values: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """What a forest of extremely randomised trees makes of each factor, and of a random number beside them.

    Source: Geurts, Ernst and Wehenkel (2006), Extremely Randomized Trees.
    """
    columns = ["factor", "score", "low", "high", "luck"]
    if np.ptp(values) == 0:
        return pd.DataFrame([[name, np.nan, np.nan, np.nan, np.nan] for name in x.columns], columns=columns)
    fits = np.array([_forest(x, values, rng) for _ in range(FITS)])
    luck = float(np.quantile(fits[:, -1], 0.95))
    low, high = np.quantile(fits, [0.05, 0.95], axis=0)
    rows = [[name, fits[:, j].mean(), low[j], high[j], luck] for j, name in enumerate(x.columns)]
    return pd.DataFrame(rows, columns=columns).sort_values("score", ascending=False, ignore_index=True)


def _forest(x: pd.DataFrame, values: np.ndarray, rng: np.random.Generator) -> list[float]:
    """Scores of one forest, grown on a resample; the last is that of a random number."""
    scoring = needed("ema_workbench.analysis.feature_scoring")
    kind = needed("ema_workbench.analysis.scenario_discovery_util").RuleInductionType.REGRESSION
    chosen = rng.integers(len(x), size=len(x))
    beside = x.iloc[chosen].reset_index(drop=True)
    # Drawn before the resample: a point that is in it twice is known again by its random number, as by its factors.
    beside["\0luck"] = rng.random(len(x))[chosen]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, _ = scoring.get_ex_feature_scores(
            beside, values[chosen], mode=kind, max_features=max(1, round(beside.shape[1] / 3)), oob_score=False,
            random_state=int(rng.integers(2**31)),
        )  # fmt: skip
    return [float(found.loc[name].iloc[0]) for name in beside.columns]
