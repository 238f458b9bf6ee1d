"""Third parties: whose words an actor carries, what mandates it holds, and whether it would talk under a mediator."""

from __future__ import annotations

from sim.actors.state import offices_for_talks
from sim.explaining.moment import Moment
from sim.explaining.terms import Part, Term, cite, number
from sim.rules.consent import consent
from sim.rules.mandates import neutrality
from sim.world import ACTIVE, MEDIATION_STATES, NOTHING


def carried(m: Moment, me: int) -> list[Part]:
    """One part for each channel that the actor carries words on."""
    found = []
    for c, channel in enumerate(m.names.channel):
        if me not in m.after.carrier[c, : m.after.hops[c]]:
            continue
        d = m.after.channel_dyad[c]
        terms = [Term("chance that its carriers serve", number(m.after.chance_carry[c]), "actors: carry")]
        answer = "yes" if m.after.usable[c] else "no: not open, not served, or not trusted by both"
        if m.after.mandated[c]:
            terms.append(_mandate(m, me, c, d))
        found.append(
            Part(f"Does it carry words between {' and '.join(m.names.dyad[d])} ({channel})?", answer, tuple(terms))
        )
    return found


def _mandate(m: Moment, me: int, c: int, d: int) -> Term:
    w = m.after
    fair = neutrality(w.rivalry[me, w.rival[d, 0]], w.rivalry[me, w.rival[d, 1]])
    held = f"held, {w.mandate_months[c]} so far" if w.in_mandate[c] else f"vacant, lost {w.mandates_lost[c]} times"
    return Term("its mandate; neutrality between the two", number(fair), f"{held}; {cite(neutrality)}")


def mediations(m: Moment, me: int, d: int, side: int, rival: str) -> list[Part]:
    """One part for each mediation with a rival that could take place, or does."""
    found = []
    for k, name in enumerate(m.names.mediation):
        w = m.before["consent"]
        alive = w.mediation_open[k] >= 0.5 or m.after.mediation_state[k] == ACTIVE
        if w.mediator[k] != NOTHING and w.mediation_dyad[k] == d and alive:
            found.append(_mediation(m, me, d, side, rival, k, name))
    return found


def _mediation(m: Moment, me: int, d: int, side: int, rival: str, k: int, name: str) -> Part:
    w, by = m.before["consent"], m.before["consent"].mediator[k]
    leaning = max(0.0, w.rivalry[by, me] - w.rivalry[by, w.rival[d, 1 - side]])
    offices = w.successes[k] + offices_for_talks(w, d)
    now = MEDIATION_STATES[m.after.mediation_state[k]]
    terms = (
        Term("how far it holds that disputes should be mediated", number(w.norm[me]), "phases.talks.debate"),
        Term(f"leaning of {m.names.actor[by]} to the other side", number(leaning), "rules.interests.rivalry"),
        Term("cost before its public", number(w.audience_cost[me]), "coded or assumed"),
        Term("successes of these talks, good offices", number(offices), "state of the world"),
        Term("chance of consenting", number(m.after.chance_consent[k, side]), cite(consent)),
        Term(
            "proposed, and agreed to by both", f"{m.after.proposals[k]}, {m.after.consents[k]}", f"the talks are {now}"
        ),
    )
    chance_now = f"with a chance of {m.after.chance_consent[k, side]:.2f}"
    return Part(f"Would it talk with {rival} in {name!r}?", chance_now, terms)
