"""Designs: which points a batch plays, from the factors that it varies; one class a kind.

A point is a row with a value for each factor, the factors in the order of the alphabet.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.batches.design_base import Design
from sim.batches.design_levels import AsCoded, Grid, OneAtATime, Rows, steps_between
from sim.batches.design_sampled import LatinHypercube, Morris, Sobol

__all__ = [
    "KINDS", "AnyDesign", "AsCoded", "Design", "Grid", "LatinHypercube", "Morris", "OneAtATime", "Rows",
    "Sobol", "steps_between",
]  # fmt: skip

KINDS: tuple[type[Design], ...] = (Grid, Rows, LatinHypercube, Sobol, Morris, OneAtATime)
AnyDesign = Annotated[Grid | Rows | LatinHypercube | Sobol | Morris | OneAtATime, Field(discriminator="kind")]
