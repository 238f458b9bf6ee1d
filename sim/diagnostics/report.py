"""Diagnosing a case: four theories are asked about it, and the simulation if wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.diagnostics.balance import blow_up, factions
from sim.diagnostics.closed_forms import closed_forms
from sim.diagnostics.diagnosis import Diagnosis
from sim.diagnostics.landscape import minima
from sim.diagnostics.neutrality import contest
from sim.diagnostics.reading import Reading
from sim.intervals import Estimate
from sim.scenario import Scenario


def diagnose(
    scenario: Scenario, runs: int = 0, seed: int = 1, progress: Callable[[int], Any] | None = None
) -> Diagnosis:
    r"""Ask the theories about a case, each number at the centre of what is coded; and the simulation, with ``runs``.

    Landscape theory and structural balance read the coded interests (propensity :math:`p_{ij} = 1 - 2 \rho_{ij}`), the
    contest of König et al. the rivals, and the model's own closed forms both and the forces. None of them knows
    messages, luck or months: what the simulation adds is where it differs.

    Args:
        scenario: the case; ``case.under(policy)`` for one of its policies.
        runs: how many runs of the simulation to set beside it; none if left out.
        seed: of the first run.
        progress: called with the number of runs done, now and then.

    Raises:
        ValueError: ``runs`` is negative.

    >>> import sim
    >>> found = sim.diagnose(sim.example())
    >>> found.landscape[0].blocs
    (('Harbour', 'North', 'South'), ('Raiders',))
    >>> found.frame("pairs").loc[0, ["pair", "landscape", "closed_form_start"]].to_list()
    ['North – South', 'together', 'too little trust']
    """
    if runs < 0:
        raise ValueError(f"runs is {runs}; 0 leaves the simulation out, above 0 it is played")
    case = Reading.of(scenario)
    here = case.here
    if not here:
        raise ValueError("there are no actors left in this case, so there is nothing to say about it")
    names, near = case.names(here), case.propensity[np.ix_(here, here)]
    held, neutral, no_contest = contest(case)
    closed, no_closed = closed_forms(case)
    sides, when, no_balance = _balanced(near)
    return Diagnosis(
        scenario=scenario, actors=tuple(names), size=case.size[here], propensity=near,
        landscape=minima(case.size[here], near, names), faction=sides, blow_up=when,
        contest=held, neutral=neutral, closed_forms=closed,
        pairs=tuple(case.built.names.dyad[d] for d, _, _ in case.pairs),
        emergence=_simulated(scenario, runs, seed, progress) if runs else None,
        notes={"case": _about(scenario), "balance": no_balance, "contest": no_contest, "closed_forms": no_closed},
    )  # fmt: skip


def _balanced(near: np.ndarray) -> tuple[np.ndarray | None, float, tuple[str, ...]]:
    """Factions, when they are complete, and why the theory has no answer."""
    try:
        return factions(near), blow_up(near), ()
    except ValueError as error:
        return None, np.nan, (f"Left out: {error}.",)


def _simulated(scenario: Scenario, runs: int, seed: int, progress: Callable[[int], Any] | None) -> dict[str, Estimate]:
    from sim.batch import run

    return run(scenario, runs, seed, progress=progress).estimate("emergence")


def _about(scenario: Scenario) -> tuple[str, ...]:
    if scenario.changes.shuffle_interests:
        return ("The policy deals interests anew in each run; the theories read them as they are coded.",)
    return ()
