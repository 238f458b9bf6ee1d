"""What was played: scenarios, policies, design, factors, replicates, seeds, and how much of it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.analysis.basis import design_words
from sim.batches.design import Morris, Sobol
from sim.charts import words
from sim.charts.batch.common import label, short_number, unit
from sim.charts.scale import short
from sim.counted import counted
from sim.report.tables import Cell, Head, Table, plain

if TYPE_CHECKING:
    from sim.batches.factors import Factor
    from sim.batches.plan import Batch
    from sim.batches.results import BatchResults
    from sim.scenario import Scenario
    from sim.scenario.schema import Policy

MOST_VALUES = 12
RECORDED = {
    "outcomes": "outcomes of each run; any run's months can be played again from its seed",
    "dyad_months": "outcomes, and the modes of pairs, enemies and events month by month",
    "trajectories": "outcomes, months, and all facts of every month of every run",
}


class State(NamedTuple):
    """How much of a batch is there; ``left`` counts what is known to be missing."""

    done: int
    failed: int
    left: int

    @property
    def share(self) -> str:
        """The share of runs that is there or failed."""
        return words.percent((self.done + self.failed) / max(1, self.done + self.failed + self.left))


def state(results: BatchResults) -> State:
    """How much is there; with a stop rule, as far as its rounds are known."""
    done, failed, _, _ = results.progress
    return State(done, failed, results.left)


def facts(plan: Batch) -> list[tuple[str, str]]:
    """What was played, each with its name."""
    found = [
        ("Design", f"{design_words(plan)}, {counted(len(plan.points), 'point')}{_of_design(plan)}"),
        ("Cells", f"{len(plan.cells):,}: {_settings(plan)} at {counted(len(plan.points), 'point')}"),
        ("Runs", f"{plan.replicates:,} in each cell{_stop(plan)}"),
        ("Seeds", _seeds(plan)),
        ("Interests", _drawn(plan, "interests", "from the spreads that the scenario codes")),
        ("Other assumptions", _drawn(plan, "assumptions", "from the ranges that the scenario codes")),
        ("Recorded", RECORDED[plan.record]),
    ]
    return found + [(f"Actor {name}", f"answers by the class {kind}") for name, kind in classes_of(plan)]


def _settings(plan: Batch) -> str:
    settings = len(plan.settings)
    if len(plan.scenarios) == 1:
        return f"one scenario under {counted(settings, 'policy', 'policies')}"
    return f"{len(plan.scenarios)} scenarios, {counted(settings, 'pair')} of scenario and policy,"


def _of_design(plan: Batch) -> str:
    """The numbers that a design is made from."""
    design = plan.design
    if isinstance(design, Sobol):
        pairs = "2 × " if design.second_order else ""
        return f" ({design.points:,} × ({pairs}{counted(len(plan.factors), 'factor')} + 2))"
    if isinstance(design, Morris):
        return f" ({counted(design.trajectories, 'trajectory', 'trajectories')} over {counted(design.levels, 'level')})"
    return ""


def _stop(plan: Batch) -> str:
    if plan.stop is None:
        return ""
    stop = plan.stop
    whose = f" of {stop.of}" if stop.of else ""
    text = f" and round, until half the width of the 95% interval of {words.policy_words(stop.outcome)}{whose}"
    return f"{text} is at most {short_number(stop.half_width)}; {stop.at_most:,} at most"


def _seeds(plan: Batch) -> str:
    if not plan.common:
        return f"of their own in every cell, from seed {plan.seed}: luck is independent between cells"
    last = plan.seed + (plan.stop.at_most if plan.stop else plan.replicates) - 1
    upto = f"{'at most ' if plan.stop else ''}{last}"
    which = f"{plan.seed}" if last == plan.seed else f"{plan.seed} to {upto}"
    return f"{which}, the same in every cell: what differs between cells is not their luck"


def _drawn(plan: Batch, what: str, whence: str) -> str:
    return "held at their centre" if what in plan.hold else f"drawn anew in each run, {whence}"


def classes_of(plan: Batch) -> list[tuple[str, str]]:
    """Actors that answer by classes of the user's own, and the names of these."""
    return [(actor, named.name) for actor, (_, named) in plan._classes.items()]


def scenarios(plan: Batch) -> Table:
    """The scenarios that were played."""
    heads = (
        Head("scenario"),
        Head("title"),
        Head("time"),
        Head("actors", number=True),
        Head("rivals"),
        Head("enemies"),
    )
    return plain("Scenarios", heads, [_scenario(key, case) for key, case in plan.scenarios.items()])


def _scenario(key: str, case: Scenario) -> list[Cell]:
    rivals = "; ".join(f"{one} – {other}" for one, other in case.rivals)
    time = f"{case.months.first} to {case.months.last}"
    under = f"{len(case.months)} {words.step_word(case)}s"
    cells = [Cell(key, code=True), Cell(case.title), Cell(time, under), Cell(str(len(case.actors)), number=True)]
    return [*cells, Cell(rivals), Cell(", ".join(case.enemies) or "none")]


def policies(plan: Batch) -> Table:
    """The policies that were played, and what each changes in its scenario."""
    rows = [
        [Cell(policy, code=True), Cell(key, code=True), Cell(_meaning(plan.scenarios[key], policy))]
        for key, policy in plan.settings
    ]
    return plain("Policies", (Head("policy"), Head("scenario"), Head("what it changes")), rows)


def _meaning(case: Scenario, policy: str) -> str:
    if policy not in case.policies:
        return "nothing: the scenario as coded"
    said = _changes(case.policies[policy])
    about = case.policies[policy].about
    return f"{about} ({said})" if about else said


def _changes(policy: Policy) -> str:
    """What a policy changes, from its words in the scenario file.

    >>> import sim
    >>> _changes(sim.example().policies["no_enemy"])
    'without enemies: all'
    """
    away = policy.without.model_dump(exclude_defaults=True)
    said = [f"without {kind}: {names if isinstance(names, str) else ', '.join(names)}" for kind, names in away.items()]
    said += [f"{words.policy_words(name)} {short(value)}" for name, value in policy.assume.items()]
    said += [f"{policy.shuffle} dealt anew"] if policy.shuffle else []
    said += [f"contest: {policy.contest}"] if policy.contest else []
    said += [f"bargains in this order: {', '.join(policy.order)}"] if policy.order else []
    return "; ".join(said) or "nothing"


def factors(plan: Batch) -> Table | None:
    """The numbers that were varied, with their ranges and units; None where none was."""
    heads = (Head("factor"), Head("name in files"), Head("unit"), Head("varied"), Head("as coded", number=True))
    caption, note = "Factors: the numbers that were varied", "As coded: the value in the (first) scenario."
    return plain(caption, heads, [_factor(one) for one in plan.factors], note) if plan.factors else None


def _factor(one: Factor) -> list[Cell]:
    cells = [Cell(label(one.name)), Cell(one.name, code=True), Cell(unit(one.name))]
    return [*cells, Cell(_range(one.values, one.low, one.high)), Cell(short_number(one.value), number=True)]


def _range(values: tuple[float, ...], low: float, high: float) -> str:
    """Values where they are few, else both ends.

    >>> _range((), 2.0, 20.0), _range((1.0, 2.0), 1.0, 2.0)
    ('2 to 20', '1, 2')
    """
    if not values:
        return f"{short_number(low)} to {short_number(high)}"
    if len(values) <= MOST_VALUES:
        return ", ".join(map(short_number, values))
    return f"{len(values)} values from {short_number(min(values))} to {short_number(max(values))}"
