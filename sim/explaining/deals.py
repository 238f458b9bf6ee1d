"""Bargains: what they give and cost, and the patience it takes to keep them (M7)."""

from __future__ import annotations

from typing import Any

from sim.explaining.moment import Moment
from sim.explaining.terms import Part, Term, cite, number, yes
from sim.names import Names
from sim.phases.talks import mediation_of
from sim.phases.terms import gain_of, patience_needed, possible, risked
from sim.rules import linkage
from sim.world import BARGAIN_STATES, HELP, IN_FORCE, ISSUE, NOTHING, OFF


def parts(m: Moment, me: int, d: int, side: int, rival: str) -> list[Part]:
    """One part for each bargain with a rival that can be spoken of, or has been."""
    w = m.before["accept"]
    at = [b for b in range(len(m.names.bargain)) if w.bargain_dyad[b] == d]
    return [_bargain(m, me, b, side, rival) for b in at if possible(w, b) or m.after.bargain_state[b] != OFF]


def gives(names: Names, w: Any, b: int, side: int) -> str:
    """What one side of a bargain gives, in words."""
    what = w.concession[b, side]
    if what == ISSUE:
        issue = names.issue[w.concession_issue[b, side]]
        client = w.concession_client[b, side]
        about = "" if client == NOTHING else f" (the cause of {names.actor[client]})"
        return f"{w.concession_size[b, side]:.0%} of the way on {issue}{about}"
    return "help against the enemy" if what == HELP else "restraint"


def _bargain(m: Moment, me: int, b: int, side: int, rival: str) -> Part:
    w, p, after, later = m.before["accept"], m.p, m.after, m.before["keep"]
    state = BARGAIN_STATES[after.bargain_state[b]]
    answer = state if after.bargain_state[b] == OFF else f"{state} since {m.label(after.bargain_month[b])}"
    given, got = gives(m.names, w, b, side), gives(m.names, w, b, 1 - side)
    terms = [
        Term(f"what it gets a month: {got}", number(w.bargain_value[b, side]), _valued(w, b, 1 - side)),
        Term(f"what it gives a month: {given}", number(w.bargain_cost[b, side]), _priced(w, b, side)),
        Term("chance to notice a breach in a month", number(w.verifiability[b] * p.verification), "coded or assumed"),
        Term(
            "what its part costs until a breach is noticed", number(risked(w, p, b, side)), cite(linkage.exposed_cost)
        ),
        Term("trust in the rival", number(w.trust[me, m.names.actor.index(rival)]), "state of the world"),
        *_pressed(m, w, b),
        Term("gain that it promises", number(gain_of(w, p, b, side)), cite(linkage.bargain_gain)),
        Term("chance of accepting", number(after.chance_accept[b, side]), cite(linkage.accepts)),
        Term("patience needed to keep it", number(patience_needed(later, p, b, side)), cite(linkage.watched_patience)),
        Term("patience", number(w.patience[me]), "coded or assumed"),
        Term("chance of doing its part", number(after.chance_keep[b, side]), _kept(w, b, side)),
    ]
    if later.bargain_state[b] == IN_FORCE:
        kept = f"the other: {yes(after.delivers[b, 1 - side])}"
        terms.append(Term("does its part this month", yes(after.delivers[b, side]), kept))
    return Part(f"What of the bargain {m.names.bargain[b]!r} with {rival}?", answer, tuple(terms))


def _valued(w: Any, b: int, giver: int) -> str:
    """Where the worth of what a side gives comes from."""
    what = w.concession[b, giver]
    if what == ISSUE:
        return cite(linkage.concession_value)
    help_ = "phases.fight.worth_at_stake: what the fight would lose without the other's part"
    return help_ if what == HELP else "retaliation it is spared, as often as the other would act against it"


def _priced(w: Any, b: int, side: int) -> str:
    """Where the cost of what a side gives comes from."""
    what = w.concession[b, side]
    if what == ISSUE:
        return f"as far as it ends farther from where it stands itself; {cite(linkage.concession_cost)}"
    help_ = "what is missing for the fight to pay by itself, where least is missing"
    return help_ if what == HELP else "what a hostile act would bring it, as often as it would act"


def _pressed(m: Moment, w: Any, b: int) -> list[Term]:
    """What an active mediator adds by its own means."""
    talks = mediation_of(w, w.bargain_dyad[b], b)
    if talks == NOTHING or w.pressure[talks] <= 0.0:
        return []
    return [Term(f"pressure and promises of {m.names.actor[w.mediator[talks]]}", number(w.pressure[talks]), "coded")]


def _kept(w: Any, b: int, side: int) -> str:
    """What decides whether a side does its part: luck against this chance, or its deeds."""
    what = w.concession[b, side]
    if what == ISSUE:
        return cite(linkage.keeps)
    deeds = (
        "fights where the other has a prize, once there was time" if what == HELP else "is blamed for no hostile act"
    )
    return f"{cite(linkage.keeps)}; not drawn here: it does its part if it {deeds}"
