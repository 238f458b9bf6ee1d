"""Whether runs of two sides can be held against each other: the same points, and the same luck or none in common."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.batches.stopping import quoted
from sim.cli.sides import Side

KEYS = ["scenario", "point", "replicate"]


def same_points(one: Side, other: Side) -> None:
    """Refuse sides of other designs.

    Raises:
        ValueError: their points, or the factors at these, differ.
    """
    a, b = (s.points.sort_values("point").reset_index(drop=True) for s in (one, other))
    if list(a.columns) != list(b.columns) or not a.equals(b.astype(a.dtypes)):
        raise ValueError(f"{one.title} and {other.title} have other points; compare batches of the same design")


def alike(other: Side, a: pd.DataFrame, b: pd.DataFrame) -> tuple[Side, pd.DataFrame]:
    """The scenarios of two folders are paired by name; if there is one on each side, whatever its name."""
    if not a["scenario"].nunique() == b["scenario"].nunique() == 1:
        return other, b
    name = a["scenario"].iloc[0]
    values, seeds = (
        f"SELECT * REPLACE ({quoted(name)} AS scenario) FROM ({text})"  # noqa: S608 - ours
        for text in (other.values, other.seeds)
    )
    return other._replace(values=values, seeds=seeds), b.assign(scenario=name)


def same_luck(one: Side, other: Side, within: Iterable[tuple[int, int]]) -> bool:
    """Whether runs of a replicate met the same luck on both sides; if not, no luck of one may be in the other.

    Raises:
        ValueError: seeds of one side are those of other replicates on the other side.
    """
    if one.folder == other.folder and one.common:
        return True  # all cells of such a batch have the same seeds
    first = next(filter(None, (_other_seeds(one, other, *block) for block in within)), None)
    if first is not None and _some_seed_in_both(one, other):
        raise ValueError(
            f"{one.title} and {other.title} have other seeds ({first}), but some seeds are in both: such runs can "
            "neither be paired nor taken for independent; play both with the same --seed, or with seeds that are "
            "further apart than there are runs"
        )
    return first is None


def _other_seeds(one: Side, other: Side, first: int, last: int) -> str:
    """The first replicate of a block whose seeds differ, in words; empty if there is none."""
    a, b = (side.block(side.seeds, first, last) for side in (one, other))
    both = a.merge(b, on=KEYS, suffixes=("", "_other"))
    apart = both[both["seed"] != both["seed_other"]].sort_values("replicate")
    words = [f"replicate {row.replicate}: {row.seed} and {row.seed_other}" for row in apart[:1].itertuples()]
    return "".join(words)


def _some_seed_in_both(one: Side, other: Side) -> bool:
    seeds = (side.ask(f"SELECT DISTINCT seed FROM ({side.seeds})")["seed"].to_numpy() for side in (one, other))  # noqa: S608 - ours
    return np.intersect1d(*seeds).size > 0
