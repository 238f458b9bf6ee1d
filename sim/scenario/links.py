"""Checks what holds between actors: relations with their episodes, and channels."""

from __future__ import annotations

from sim.scenario.checks import Check, month, same_pace
from sim.scenario.collect import Loose, Problems
from sim.scenario.text import brief


def check_pair(case: Loose, between: Loose, problems: Problems) -> tuple[str, str] | None:
    """Check that two different actors are named; return them in order of name."""
    fine = all([problems.known(one.path, one.value, "an actor", case["actors"].names) for one in between.texts])
    pair = between.pair
    if pair is None:
        return None
    if pair[0] == pair[1]:
        problems.add(between.path, f"names {brief(pair[0])} twice; write two different actors")
        return None
    return (min(pair), max(pair)) if fine else None


def check_of(block: Loose, problems: Problems, pair: tuple[str, str] | None) -> None:
    """Check that `of` is one of the two."""
    side = block["of"].text
    if side is not None and pair is not None and side not in pair:
        what = f"{brief(side)} is neither side; write {brief(pair[0])} or {brief(pair[1])}, or delete it"
        problems.add((*block.path, "of"), what)


def rival_pairs(case: Loose) -> set[tuple[str, str]]:
    """The pairs declared as rivals, each in order of name."""
    pairs = [relation["between"].pair for relation in case["relations"] if relation["rivals"].bare not in (None, False)]
    return {(min(pair), max(pair)) for pair in pairs if pair is not None}


def check_relations(case: Loose, problems: Problems) -> None:
    """Each pair is related once, and its episodes lie in the past."""
    first: dict[tuple[str, str], Loose] = {}
    for relation in case["relations"].blocks():
        pair = check_pair(case, relation["between"], problems)
        if pair is not None and first.setdefault(pair, relation).path != relation.path:
            at = problems.line(first[pair].path)
            problems.add(relation.path, f"{pair[0]} and {pair[1]} are related already ({at}); merge the two blocks")
        for episode in relation["episodes"].blocks():
            check_of(episode, problems, relation["between"].pair)
            _check_past(case, episode, problems)


def _check_past(case: Loose, episode: Loose, problems: Problems) -> None:
    when, first = month(episode["date"]), month(case["months"]["first"])
    if when is not None and first is not None and when >= first:
        what = f"{when} is not before the first month {first}; move it to `events:` with `set: trust` and `by:`"
        problems.add((*episode.path, "date"), what)


def check_channels(case: Loose, problems: Problems) -> None:
    """A channel runs between two declared rivals, through third parties, and is open at some time."""
    rivals = rival_pairs(case)
    for channel in case["channels"].blocks():
        pair = check_pair(case, channel["between"], problems)
        if pair is not None and pair not in rivals:
            what = f"{pair[0]} and {pair[1]} are not declared rivals, so this channel runs between strangers; "
            what += f"add a relation `between: [{pair[0]}, {pair[1]}]` with `rivals: true`"
            problems.add((*channel.path, "between"), what)
        _check_carriers(case, channel, problems)
        check_opening(case, channel["open"], problems)


def _check_carriers(case: Loose, channel: Loose, problems: Problems) -> None:
    parties, seen = channel["between"].pair or (), set()
    for carrier in channel["carriers"].texts:
        name = carrier.value
        if name in parties:
            problems.add(carrier.path, f"{brief(name)} is one of the two sides; name a third party")
        elif name in seen:
            problems.add(carrier.path, f"{brief(name)} carries twice; name each carrier once")
        else:
            problems.known(carrier.path, name, "an actor", case["actors"].names)
        seen.add(name)


def check_opening(case: Loose, opening: Loose, problems: Problems) -> None:
    """What opens and closes does so in that order, and within the case."""
    first, last = month(opening["first"]), month(opening["last"])
    start, end = month(case["months"]["first"]), month(case["months"]["last"])
    if any(one is not None and start is not None and not same_pace(one, start) for one in (first, last)):
        return
    if first is not None and last is not None and last < first:
        problems.add(opening.path, f"closes in {last} before it opens in {first}; exchange them")
        return
    if (last is not None and start is not None and last < start) or (
        first is not None and end is not None and first > end
    ):
        what = "is never open during the months of the case; correct the months or delete it"
        problems.add(opening.path, what)


LINKS: tuple[Check, ...] = (check_relations, check_channels)
