"""Checks a case as a whole: names, limits, actors, enemies; on raw data, so all problems show at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sim.scenario.collect import Loose, Problems
from sim.scenario.schema_actors import Actor
from sim.scenario.text import Month, Week, brief, name_fault

LIMITS = {
    "actors": 2000,
    "issues": 200,
    "theatres": 50,
    "enemies": 50,
    "channels": 1000,
    "bargains": 500,
    "mediations": 500,
    "governments": 100,
    "documents": 1000,
    "relations": 100_000,
    "events": 2000,
    "policies": 100,
    "assumptions": 500,
}
MAX_MONTHS = 1200
NEEDED = ("issues", "actors")
NAMED = (
    "issues",
    "theatres",
    "actors",
    "channels",
    "bargains",
    "mediations",
    "governments",
    "enemies",
    "documents",
    "policies",
)
PARTIES = ("state", "armed_group", "coalition")
CARRIERS = ("protecting_power", "mediator")
THIRD_PARTIES = (*CARRIERS, "organisation")

Check = Callable[[Loose, Problems], None]


def check_counts(case: Loose, problems: Problems) -> None:
    """Keep a case within what the model was built for."""
    for word, most in LIMITS.items():
        part = case[word]
        count = len(part.value) if isinstance(part.value, (dict, list)) else 1
        if count > most:
            problems.add(part.path, f"there are {count} {word}; a scenario may have at most {most}: split the case")
        if count == 0 and word in NEEDED:
            problems.add(part.path, f"there are no {word}; write at least one")


def check_names(case: Loose, problems: Problems) -> None:
    """Refuse names that cannot be told apart or printed."""
    for word in NAMED:
        seen: dict[str, str] = {}
        for entry in case[word]:
            if not isinstance(case[word].value, dict):
                break
            _check_name(entry, word, problems)
            first = seen.setdefault(folded(entry.name), entry.name)
            if first != entry.name:
                at = problems.line((word, first))
                what = f"is named like {brief(first)} ({at}) but for case or accents; give one another name"
                problems.add(entry.path, what)


def _check_name(entry: Loose, word: str, problems: Problems) -> None:
    fault = name_fault(entry.name)
    if fault is None and word == "documents" and re.search(r"[\s¶]", entry.name):
        joined = re.sub(r"[\s¶]+", "-", entry.name)
        fault = f"{brief(entry.name)} holds a space or ¶; write an id such as {brief(joined)}"
    if fault is None and word == "policies" and not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", entry.name):
        fault = f"{brief(entry.name)} is no name for a policy; write letters, digits, _ and - only"
    if fault is not None:
        problems.add(entry.path, fault)


def folded(name: str) -> str:
    """Reduce a name to what an eye tells apart.

    >>> folded("IRAN") == folded("İran") == folded("iran")
    True
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).replace("ı", "i")


def month(part: Loose) -> Month | None:
    """Read a month, or a day in a case that goes by weeks; None where the schema will complain."""
    text = part.text or ""
    try:
        return Week(text) if len(text) == len("YYYY-MM-DD") else Month(text)
    except ValueError:
        return None


def check_pace(case: Loose, problems: Problems) -> None:
    """A case goes by months or by weeks, and its dates with it."""
    first = month(case["months"]["first"])
    dated = [*case["events"].blocks(), *case["governments"].blocks()]
    opening = [part["open"] for word in ("channels", "bargains", "mediations") for part in case[word].blocks()]
    dates = [case["months"]["last"], *(one["date"] for one in dated)]
    for part in (*dates, *(one[end] for one in opening for end in ("first", "last"))):
        when = month(part)
        if first is not None and when is not None and not same_pace(first, when):
            pace, other = ("weeks", "a day, YYYY-MM-DD") if isinstance(first, Week) else ("months", "a month, YYYY-MM")
            problems.add(part.path, f"{when} does not fit a case that goes by {pace}; write {other}")


def same_pace(one: Month, other: Month) -> bool:
    """Whether both are months, or both days."""
    return isinstance(one, Week) == isinstance(other, Week)


def check_months(case: Loose, problems: Problems) -> None:
    """The first month comes first, and there are not too many."""
    first, last = month(case["months"]["first"]), month(case["months"]["last"])
    if first is None or last is None or not same_pace(first, last):
        return
    if last < first:
        problems.add(("months",), f"the last month {last} is before the first {first}; exchange them")
    elif last - first + 1 > MAX_MONTHS:
        problems.add(("months",), f"{last - first + 1} months are too many; cover at most {MAX_MONTHS}")


def check_actors(case: Loose, problems: Problems) -> None:
    """Actors know their issues, theatres and patrons, and have something to do."""
    lists = [channel["carriers"] for channel in case["channels"]]
    lists += [channel["mandate"]["candidates"] for channel in case["channels"].blocks()]
    lists += [mediation["mediator"] for mediation in case["mediations"].blocks()]
    carrying = {name.value for part in lists for name in (part.texts or [part]) if name.text}
    for actor in case["actors"].blocks():
        for interest in actor["interests"]:
            problems.known(interest.path, interest.name, "an issue", case["issues"].names)
        for place in actor["theatres"]:
            problems.known(place.path, place.name, "a theatre", case["theatres"].names)
        if actor.names.keys() <= Actor.model_fields.keys():  # a misspelt word is the likelier fault
            _check_part(case, actor, problems, carrying)
        _check_patron(case, actor, problems)


def _check_part(case: Loose, actor: Loose, problems: Problems, carrying: set[str]) -> None:
    kind = actor["kind"].text
    fought_over = bool(case["enemies"].names)
    if fought_over and kind in PARTIES and not actor["theatres"].names and actor.name not in case["enemies"].names:
        what = f"no theatre knows this {kind}; add `theatres:` with a theatre and its `exposure:`"
        problems.add(actor.path, what)
    if kind in CARRIERS and actor.name not in carrying:
        what = (
            f"this {kind} carries no channel; name it under `carriers:` of a channel or as `mediator:`, or take it out"
        )
        problems.add(actor.path, what)
    weights = [interest["salience"].number for interest in actor["interests"].blocks()]
    if (weights or kind in PARTIES) and all(weight == 0 for weight in weights):
        problems.add((*actor.path, "interests"), "nothing matters to this actor; give an issue a `salience:` above 0")


def _check_patron(case: Loose, actor: Loose, problems: Problems) -> None:
    patron, path = actor["patron"].text, (*actor.path, "patron")
    if patron is None:
        if "control" in actor:
            problems.add((*actor.path, "control"), "nobody controls this actor; add `patron:` or delete `control:`")
        for word in ("arming", "armed_to"):
            if actor[word].number:
                problems.add((*actor.path, word), f"nobody arms this actor; add `patron:` or delete `{word}:`")
        return
    if actor["kind"].text not in (None, "armed_group"):
        problems.add(path, "only an armed_group has a patron; write `kind: armed_group` or delete `patron:`")
    if "control" not in actor:
        problems.add(path, "a patron without control means nothing; add `control:` (a share from 0 to 1)")
    problems.known(path, patron, "an actor", case["actors"].names)


def check_circles(case: Loose, problems: Problems) -> None:
    """Nobody is, through others, its own patron; each circle is reported once."""
    patrons = {actor.name: actor["patron"].text for actor in case["actors"].blocks()}
    done: set[str] = set()
    for start in patrons:
        chain: dict[str, None] = {}  # a list that is quick to search
        name: str | None = start
        while name is not None and name not in done and name not in chain:
            chain[name] = None
            name = patrons.get(name)
        if name is not None and name in chain:
            circle = list(chain)[list(chain).index(name) :]
            shown = " - ".join([*circle[:5], *(["..."] if len(circle) > 5 else []), name])
            problems.add(("actors", name, "patron"), f"patrons run in a circle ({shown}); delete one `patron:`")
        done.update(chain)


def check_enemies(case: Loose, problems: Problems) -> None:
    """An enemy is an actor, stands in known theatres, and threatens those who have an opinion on it."""
    for enemy in case["enemies"].blocks():
        if problems.known(enemy.path, enemy.name, "an actor", case["actors"].names):
            kind = case["actors"][enemy.name]["kind"].text
            if kind in (*THIRD_PARTIES, "coalition"):
                what = f"a {kind} cannot be the enemy; make it a state or an armed_group"
                problems.add(enemy.path, what)
        for place in enemy["theatres"]:
            problems.known(place.path, place.name, "a theatre", case["theatres"].names)
        if isinstance(enemy["theatres"].value, dict) and not enemy["theatres"].names:
            problems.add((*enemy.path, "theatres"), "this enemy is nowhere; add a theatre with its `strength:`")
        issue = enemy["issue"].text
        if issue and problems.known((*enemy.path, "issue"), issue, "an issue", case["issues"].names):
            _check_opinions(case, enemy, issue, problems)


def _check_opinions(case: Loose, enemy: Loose, issue: str, problems: Problems) -> None:
    for actor in case["actors"].blocks():
        exposed = [
            place.name
            for place in actor["theatres"]
            if place.name in enemy["theatres"].names and (place["exposure"].number or 0) > 0
        ]
        if exposed and actor.name != enemy.name and issue not in actor["interests"].names:
            what = f"is exposed to {enemy.name} in {exposed[0]} but has no interest in {brief(issue)}; "
            problems.add((*actor.path, "interests"), what + f"add `{issue}:` with position and salience")


WHOLE: tuple[Check, ...] = (check_names, check_months, check_pace, check_actors, check_circles, check_enemies)
