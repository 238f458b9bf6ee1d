"""What a batch file asks for, checked against its scenarios: policies, what to watch, and how much it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.batches.design import AsCoded, Design
from sim.batches.factors import Factor
from sim.batches.schema import MOST_CELLS, MOST_RUNS, BatchFile, Stop
from sim.batches.ways import Ways
from sim.counted import counted
from sim.names import dyad_name
from sim.scenario import Scenario
from sim.scenario.collect import Problems
from sim.scenario.errors import Path
from sim.scenario.text import brief
from sim.units import shown

PAIR = "pair of rivals"


class Asked(NamedTuple):
    """What a batch file asks for: the policies of each scenario, the factors by name, the design."""

    policies: dict[str, tuple[str, ...]]
    factors: tuple[Factor, ...]
    design: Design


def check(file: BatchFile, cases: Mapping[str, Scenario], problems: Problems) -> Asked:
    """Settle what is asked for; whatever is wrong is noted in ``problems``, and the answer is then of no use."""
    before = len(problems.found)
    design: Design = file.design or AsCoded()
    policies = {key: _policies(file, key, case, problems) for key, case in cases.items()}
    if file.stop is not None:
        _check_stop(file, file.stop, cases, problems)
    factors = Ways(file, design, cases, problems).factors()
    asked = Asked(policies, factors, design)
    _refuse_what_policies_set(asked, cases, problems)
    if len(problems.found) == before:
        _check_amount(file, asked, problems)
    return asked


def _policies(file: BatchFile, key: str, case: Scenario, problems: Problems) -> tuple[str, ...]:
    if file.policies == "all":
        return case.policy_names
    for n, name in enumerate(file.policies):
        if name in file.policies[:n]:
            problems.add(("policies", n), f"{brief(name)} stands there twice; keep one of them")
        elif name == "all":
            problems.add(("policies", n), "all policies are written without brackets; write `policies: all`")
        elif name not in case.policy_names:
            what = f"{brief(name)} is not a policy of {key}; {problems.suggest(name, case.policy_names)}"
            problems.add(("policies", n), what)
    return tuple(file.policies)


def _check_stop(file: BatchFile, stop: Stop, cases: Mapping[str, Scenario], problems: Problems) -> None:
    """The outcome exists, `of` says for whom, and there is room for a first round."""
    from sim.outcomes.asked import averaged

    if stop.at_most < file.replicates:
        first = counted(file.replicates, "replicate")
        what = f"{stop.at_most} is less than the {first} of the first round; write as many or more"
        problems.add(("stop", "at_most"), what)
    try:
        outcome = averaged(stop.outcome)
    except (KeyError, ValueError) as error:
        problems.add(("stop", "outcome"), str(error.args[0]))
        return
    if outcome.kind == "share" and stop.half_width >= 0.5:
        what = f"{shown(stop.half_width)} is as wide as all shares; write one below 0.5, such as 0.02"
        problems.add(("stop", "half_width"), what)
    if outcome.per == "run":
        if stop.of is not None:
            problems.add(("stop", "of"), f"{outcome.name} is one number per run; delete `of:`")
        return
    for key, case in cases.items():
        _check_of(stop, key, PAIR if outcome.per == "dyad" else "actor", _parts(case, outcome.per), problems)


def _parts(case: Scenario, per: str) -> list[str]:
    """What an outcome has one number each for."""
    return sorted(case.actors) if per == "actor" else sorted(dyad_name(min(p), max(p)) for p in case.rivals)


def _check_of(stop: Stop, key: str, kind: str, names: list[str], problems: Problems) -> None:
    if stop.of is None:
        what = f"{stop.outcome} is one number per {kind}; add `of:` with one of: {', '.join(names[:12])}"
        problems.add(("stop",), what)
    elif named(stop.of, names) is None:
        article = "an" if kind == "actor" else "a"
        what = f"{brief(stop.of)} is not {article} {kind} of {key}; {problems.suggest(stop.of, names)}"
        problems.add(("stop", "of"), what)


def named(of: str, names: list[str]) -> str | None:
    """The pair or actor that is meant, as ``--of`` takes it: a pair in either order, with a dash or a hyphen.

    >>> named("North - South", ["North – South"]), named("South – North", ["North – South"]), named("x", ["North"])
    ('North – South', 'North – South', None)
    """
    from sim.outcomes.asked import one_of

    try:
        return one_of(of, names, "")
    except KeyError:
        return None


def with_names(file: BatchFile, cases: Mapping[str, Scenario]) -> BatchFile:
    """A checked file with the pair of its stop rule written as tables have it."""
    from sim.outcomes.asked import averaged

    stop = file.stop
    if stop is None or stop.of is None:
        return file
    names = [name for case in cases.values() for name in _parts(case, averaged(stop.outcome).per)]
    return file.model_copy(update={"stop": stop.model_copy(update={"of": named(stop.of, names)})})


def _refuse_what_policies_set(asked: Asked, cases: Mapping[str, Scenario], problems: Problems) -> None:
    """A policy that sets a factor itself would make all its cells the same."""
    for key, policy in ((key, policy) for key, policies in asked.policies.items() for policy in policies):
        assumed = cases[key].policies[policy].assume if policy in cases[key].policies else {}
        for factor in asked.factors:
            if factor.name in assumed:
                what = f"the policy {brief(policy)} of {key} sets it to {shown(assumed[factor.name])}, so that nothing "
                path: Path = ("design", "rows") if asked.design.kind == "list" else ("vary", factor.name)
                problems.add(path, what + "would vary there; leave one of the two out")


def _check_amount(file: BatchFile, asked: Asked, problems: Problems) -> None:
    """Not more than a machine could hold, nor than was meant."""
    cells = asked.design.size(asked.factors) * sum(len(policies) for policies in asked.policies.values())
    each = file.stop.at_most if file.stop is not None else file.replicates
    path: Path = ("stop", "at_most") if file.stop is not None else ("replicates",)
    if cells > MOST_CELLS:
        what = f"comes to {cells:,} cells; a batch may have {MOST_CELLS:,}: take fewer points, steps or policies"
        problems.add(("design",), what)
    elif cells * each > MOST_RUNS and file.allow != "many_runs":
        what = f"comes to {cells * each:,} runs ({counted(cells, 'cell')} of {each:,}); take fewer, "
        what += "or write `allow: many_runs` in the batch file"
        problems.add(path, what)
