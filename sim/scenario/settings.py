"""Checks what changes a case: dated events, assumptions about the model, and policies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.scenario.checks import Check, month, same_pace
from sim.scenario.collect import Loose, Problems
from sim.scenario.links import check_of, check_pair
from sim.scenario.text import brief
from sim.units import Cost, Effort, Evidence, NonNegative, Share, Strength, Unit, shown, unit_of


class Form(NamedTuple):
    """What an event must name, and what it may set; no unit means true or false."""

    names: tuple[str, ...]
    unit: Unit | None
    ways: tuple[str, ...] = ("to", "by")
    may: tuple[str, ...] = ()


FORMS: dict[str, Form] = {
    "governance": Form(("theatre",), unit_of(Share)),
    "strength": Form(("enemy", "theatre"), unit_of(Strength)),
    "trust": Form(("between",), unit_of(Evidence), ("by",), ("of",)),
    "exposure": Form(("actor", "theatre"), unit_of(Share)),
    "air": Form(("actor", "theatre"), unit_of(Effort)),
    "ground": Form(("actor", "theatre"), unit_of(Effort)),
    "audience_cost": Form(("actor",), unit_of(Cost)),
    "fixed_cost": Form(("actor",), unit_of(Cost)),
    "linkage": Form(("actor",), unit_of(NonNegative)),
    "ties": Form(("between",), None, ("to",)),
    "channel": Form(("channel",), None, ("to",)),
    "garrison": Form(("actor", "theatre"), unit_of(Share)),
    "advocate": Form(("actor",), None, ("to",)),
    "resolution": Form((), unit_of(NonNegative), ("by",)),
    "mediation": Form(("mediation",), None, ("to",)),
    "bargain": Form(("bargain",), None, ("to",)),
    "standing": Form(("between",), unit_of(NonNegative)),
    "proxy_war": Form(("between",), unit_of(Share)),
}
PLACES = {
    "theatre": ("theatres", "a theatre"),
    "enemy": ("enemies", "an enemy"),
    "actor": ("actors", "an actor"),
    "channel": ("channels", "a channel"),
    "mediation": ("mediations", "a mediation"),
    "bargain": ("bargains", "a bargain"),
}
TARGETS = (*PLACES, "between", "of")


def check_events(case: Loose, problems: Problems) -> None:
    """Events lie inside the case, name what they change, and change it by something possible."""
    for event in case["events"].blocks():
        _check_date(case, event, problems)
        for word, (block, kind) in PLACES.items():
            name = event[word].text
            if name is not None:
                problems.known((*event.path, word), name, kind, case[block].names)
        check_pair(case, event["between"], problems)
        check_of(event, problems, event["between"].pair)
        form = FORMS.get(event["set"].text or "")
        if form is not None:
            _check_form(event, form, problems)


def _check_date(case: Loose, event: Loose, problems: Problems) -> None:
    when, first, last = (month(part) for part in (event["date"], case["months"]["first"], case["months"]["last"]))
    if when is None or first is None or last is None or not same_pace(first, when):
        return
    if first <= last and not first <= when <= last:
        what = f"{when} is outside the months of the case ({first} to {last}); correct it or delete the event"
        problems.add((*event.path, "date"), what)


def _check_form(event: Loose, form: Form, problems: Problems) -> None:
    word = event["set"].text
    for name in form.names:
        if name not in event:
            problems.add(event.path, f"`set: {word}` must say which; add `{name}:`")
    for name in TARGETS:
        if name in event and name not in form.names + form.may:
            problems.add((*event.path, name), f"means nothing with `set: {word}`; delete it")
    given = [way for way in ("to", "by") if way in event]
    if len(given) != 1:
        which = " or ".join(f"`{way}:`" for way in form.ways)
        problems.add(event.path, f"has {'both `to:` and `by:`' if given else 'no new value'}; write one of: {which}")
    for way in given:
        if way not in form.ways:
            problems.add((*event.path, way), f"`set: {word}` takes `{form.ways[0]}:`; write that instead")
        else:
            _check_amount(event[way], way, form, problems)


def _check_amount(part: Loose, way: str, form: Form, problems: Problems) -> None:
    """Check the amount, and the ends of its range."""
    if form.unit is None:
        if not isinstance(part.bare, bool):
            problems.add(part.path, f"{brief(part.bare)} is neither true nor false; write true or false")
        return
    if isinstance(part.bare, bool):
        problems.add(part.path, f"{brief(part.bare)} is not a number; {form.unit.rule()}")
    unit = form.unit if way == "to" or form.unit.low < 0 else _change(form.unit)
    for value in (part.number, *(end.number for end in part["range"])):
        fault = unit.fault(value) if value is not None else None
        if fault is not None:
            problems.add(part.path, fault)
            return


def _change(unit: Unit) -> Unit:
    """What a quantity can change by.

    >>> _change(unit_of(Share)).rule()
    'a change of a share runs from -1 to 1'
    """
    wide = unit.high - unit.low
    return Unit(f"change of a {unit.name}", -wide, wide, f"change of: {unit.meaning}")


def check_assumptions(case: Loose, problems: Problems, assumptions: Mapping[str, Any]) -> None:
    """Assumptions, and those that policies make, are parameters of the model and stay in their ranges."""
    policies = [policy["assume"] for policy in case["policies"].blocks()]
    for block in (case["assumptions"], *policies):
        for part in block if isinstance(block.value, dict) else ():
            if part.name not in assumptions:
                what = f"is not an assumption of the model; {problems.suggest(part.name, list(assumptions))}"
                problems.add(part.path, what)
                continue
            low, high = bounds(assumptions[part.name])
            outside = [
                value
                for value in (part.number, *(end.number for end in part["range"]))
                if value is not None and not low <= value <= high
            ]
            if outside and not any(math.isnan(value) for value in outside):
                ends = f"{part.name} runs from {shown(low)} to {shown(high)}"
                what = f"{shown(outside[0])} is out of range; {ends}"
                problems.add(part.path, what)


def bounds(assumption: Any) -> tuple[float, float]:
    """Read the range of an assumption: an object with low and high, or (default, low, high)."""
    low, high = getattr(assumption, "low", None), getattr(assumption, "high", None)
    return (low, high) if low is not None and high is not None else (assumption[1], assumption[2])


def check_policies(case: Loose, problems: Problems) -> None:
    """Policies change something, and name what there is."""
    kinds = {"actors": "an actor", "channels": "a channel", "enemies": "an enemy", "mediations": "a mediation",
             "bargains": "a bargain", "governments": "a government"}  # fmt: skip
    events = {event["name"].text: None for event in case["events"].blocks() if event["name"].text}
    for policy in case["policies"]:
        if policy.name == "as_coded":
            problems.add(policy.path, "is always there and changes nothing; choose another name")
        if isinstance(policy.value, dict) and not any(
            _changes(policy[word]) for word in policy.names if word != "about"
        ):
            problems.add(policy.path, "changes nothing; add `without:`, `assume:`, `shuffle:`, `contest:` or `order:`")
        for word, kind in kinds.items():
            for name in policy["without"][word].texts:
                problems.known(name.path, name.value, kind, case[word].names)
        for name in policy["without"]["events"].texts:
            problems.known(name.path, name.value, "the `name:` of an event", events)
        for name in policy["order"].texts:
            problems.known(name.path, name.value, "a bargain", case["bargains"].names)


def _changes(part: Loose) -> bool:
    return part.value not in (None, {}, [])


SETTINGS: tuple[Check, ...] = (check_events, check_policies)
