"""Checks bargains, mediations, mandates, governments, and who backs whom."""

from __future__ import annotations

from sim.scenario.checks import Check, month, same_pace
from sim.scenario.collect import Loose, Problems
from sim.scenario.links import check_opening, check_pair, rival_pairs
from sim.scenario.text import brief


def check_bargains(case: Loose, problems: Problems) -> None:
    """A bargain runs between two rivals, and each of them gives something."""
    for bargain in case["bargains"].blocks():
        pair = _rivals(case, bargain, "bargain", problems)
        given = bargain["concessions"]
        for concession in given.blocks():
            if pair is not None and concession.name not in pair:
                problems.add(concession.path, f"is neither side; write {brief(pair[0])} or {brief(pair[1])}")
            _check_concession(case, concession, problems)
        for party in pair or ():
            if isinstance(given.value, dict) and party not in given.names:
                problems.add(
                    given.path, f"{party} gives nothing; add `{party}:` with `gives:` issue, help or restraint"
                )
        _check_after(case, bargain, problems)
        check_opening(case, bargain["open"], problems)


def _rivals(case: Loose, part: Loose, kind: str, problems: Problems) -> tuple[str, str] | None:
    pair = check_pair(case, part["between"], problems)
    if pair is not None and pair not in rival_pairs(case):
        what = f"{pair[0]} and {pair[1]} are not declared rivals, so this {kind} is between strangers; "
        problems.add(
            (*part.path, "between"), what + f"add a relation `between: [{pair[0]}, {pair[1]}]` with `rivals: true`"
        )
    return pair


def _check_concession(case: Loose, concession: Loose, problems: Problems) -> None:
    issue, client, gives = (concession[word].text for word in ("issue", "client", "gives"))
    if issue is not None:
        problems.known((*concession.path, "issue"), issue, "an issue", case["issues"].names)
    if client is not None:
        problems.known((*concession.path, "client"), client, "an actor", case["actors"].names)
    if gives == "issue" and issue is None:
        problems.add(concession.path, "gives way on no issue; add `issue:`")
    if gives in ("help", "restraint"):
        for word in ("issue", "client", "size", "largest"):
            if word in concession:
                problems.add((*concession.path, word), f"means nothing with `gives: {gives}`; delete it")
    size, largest = concession["size"].number, concession["largest"].number
    if size is not None and largest is not None and size > largest:
        problems.add((*concession.path, "size"), f"{size:g} is above the `largest` of {largest:g}; exchange them")


def _check_after(case: Loose, bargain: Loose, problems: Problems) -> None:
    chain: list[str] = [bargain.name]
    first = bargain["after"].text
    if first is not None and not problems.known((*bargain.path, "after"), first, "a bargain", case["bargains"].names):
        return
    while first is not None and first not in chain:
        chain.append(first)
        first = case["bargains"][first]["after"].text
    if first == bargain.name:
        shown = " after ".join([*chain, first])
        problems.add((*bargain.path, "after"), f"can never begin ({shown}); delete one `after:`")


def check_mediations(case: Loose, problems: Problems) -> None:
    """A mediator is a third party; what it has on its agenda are bargains of these two."""
    for mediation in case["mediations"].blocks():
        pair = _rivals(case, mediation, "mediation", problems)
        by, path = mediation["mediator"].text, (*mediation.path, "mediator")
        if by is not None and problems.known(path, by, "an actor", case["actors"].names):
            if pair is not None and by in pair:
                problems.add(path, f"{brief(by)} is one of the two sides; name a third party")
            if case["actors"][by]["kind"].text == "organisation":
                problems.add(path, "an organisation advocates and mediates nothing itself; name an envoy or a state")
            elif "mediation" not in case["actors"][by]:
                problems.add(path, f"{brief(by)} never proposes talks; give it a view, as `mediation: {{norm: 0.8}}`")
        for item in mediation["agenda"].texts:
            if problems.known(item.path, item.value, "a bargain", case["bargains"].names):
                theirs = case["bargains"][item.value]["between"].pair
                if pair is not None and theirs is not None and set(theirs) != set(pair):
                    problems.add(
                        item.path, f"{brief(item.value)} is a bargain of {theirs[0]} and {theirs[1]}; delete it"
                    )
        check_opening(case, mediation["open"], problems)


def check_mandates(case: Loose, problems: Problems) -> None:
    """A mandate belongs to a protecting power between two states; candidates are third parties."""
    for channel in case["channels"].blocks():
        if "mandate" not in channel:
            continue
        mandate, parties = channel["mandate"], channel["between"].pair or ()
        if channel["role"].text == "mediator":
            problems.add(mandate.path, "only a protecting power has a mandate; write `role: protecting_power`")
        if len(channel["carriers"].texts) > 1:
            problems.add((*channel.path, "carriers"), "a mandate has one holder; name one, and others as `candidates:`")
        sending = mandate["sending"].text
        if sending is not None and parties and sending not in parties:
            what = f"{brief(sending)} is neither side; write {brief(parties[0])} or {brief(parties[1])}"
            problems.add((*mandate.path, "sending"), what)
        for candidate in mandate["candidates"].texts:
            if candidate.value in parties:
                problems.add(candidate.path, f"{brief(candidate.value)} is one of the two sides; name a third party")
            problems.known(candidate.path, candidate.value, "an actor", case["actors"].names)


def check_governments(case: Loose, problems: Problems) -> None:
    """A government is chosen within the case, by actors that it has, among two candidates or more."""
    first, last = month(case["months"]["first"]), month(case["months"]["last"])
    for government in case["governments"].blocks():
        of, issue, when = government["of"].text, government["issue"].text, month(government["date"])
        if of is not None:
            problems.known((*government.path, "of"), of, "an actor", case["actors"].names)
        if issue is not None:
            problems.known((*government.path, "issue"), issue, "an issue", case["issues"].names)
        if when is None or first is None or last is None or not same_pace(first, when):
            continue
        if not first <= when <= last:
            what = f"{when} is outside the months of the case ({first} to {last}); correct it"
            problems.add((*government.path, "date"), what)
        if len(government["candidates"].names) < 2:
            problems.add((*government.path, "candidates"), "there is nothing to choose; name two candidates or more")
        for voice in government["voices"]:
            problems.known(voice.path, voice.name, "an actor", case["actors"].names)


def check_backing(case: Loose, problems: Problems) -> None:
    """Who backs whom is one of the two; hosts are actors."""
    for relation in case["relations"].blocks():
        pair = relation["between"].pair
        for backer in relation["backing"]:
            if pair is not None and backer.name not in pair:
                problems.add(backer.path, f"is neither side; write {brief(pair[0])} or {brief(pair[1])}")
    for theatre in case["theatres"].blocks():
        host = theatre["host"].text
        if host is not None:
            problems.known((*theatre.path, "host"), host, "an actor", case["actors"].names)


DEALS: tuple[Check, ...] = (check_bargains, check_mediations, check_mandates, check_governments, check_backing)
