"""Why two rivals cooperate, or do not, in a month: the words, lines, bargains and talks behind it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim._compile import plain
from sim.explaining.deals import gives
from sim.explaining.heard import Between, Message, article
from sim.explaining.tables import channels, through
from sim.explaining.terms import Part, Term, cite, number, yes
from sim.phases.consequences import pair_clash_rate
from sim.rules.incidents import clash_rate
from sim.rules.mode import RECENT, mode_of
from sim.rules.relay import chain_garble, word_evidence
from sim.world import BARGAIN_STATES, COUNTERED, ENDS, MEDIATION_STATES, MODES, OFF, OFFER, OFFERED, TACIT

SHOWN = 12  # messages shown one by one; the rest are counted
STEPS = 5  # of the line that are shown, the latest


def parts(b: Between) -> list[Part]:
    """The pair's month, question by question; only what there is."""
    return [_mode(b), _words(b), *_channels(b), *_line(b), *_bargains(b), *_mediations(b), *_mandates(b)]


def title(b: Between) -> str:
    """What the two are in the month."""
    mode = MODES[b.now.mode[b.d]]
    return f"{mode} cooperation" if b.now.mode[b.d] >= TACIT else "no cooperation" if mode == "none" else mode


def _when(b: Between, month: Any) -> str:
    return b.label(month) if month >= 0 else "never"


def _since(b: Between, state: str, month: Any, otherwise: str) -> str:
    """A state and since when; another word where it has never changed."""
    return f"{state} since {b.label(month)}" if month >= 0 else f"{state}; {otherwise}"


def _standing(b: Between, k: int) -> str:
    """How a bargain stands: being in force or not has a month, what was last said of it has none."""
    state, month = b.now.bargain_state[k], b.now.bargain_month[k]
    if state not in (OFFERED, COUNTERED):
        return _since(b, BARGAIN_STATES[state], month, "it was never in force")
    last = f"not in force since {b.label(month)}" if month >= 0 else "it was never in force"
    return f"{BARGAIN_STATES[state]}; {last}"


def _mode(b: Between) -> Part:
    w, d = b.now, b.d
    i, j = w.rival[d]
    both = [f for f in range(len(b.names.front)) if w.fights[i, f] and w.fights[j, f]]
    fronts = ", ".join(b.names.front[f] for f in both)
    last = (
        ("last hostile act between them", w.hostile_month[d]),
        ("last direct message", w.contact_direct[d]),
        ("last relayed message", w.contact_relayed[d]),
    )
    terms = (
        Term("both fight", yes(both), fronts),
        Term("joint effort that they have only together", number(w.complementarity[d]), "phases.fight.pair_surplus"),
        *(Term(what, _when(b, month), f"counts for {RECENT} months") for what, month in last),
        Term(f"trust of {b.pair[0]} in {b.pair[1]}", number(w.trust[i, j]), "state of the world"),
        Term(f"trust of {b.pair[1]} in {b.pair[0]}", number(w.trust[j, i]), "state of the world"),
    )
    return Part("In what mode are they?", MODES[w.mode[d]], terms, notes=(cite(mode_of),))


def _words(b: Between) -> Part:
    since = [one for one in b.messages if b.since_break(one)]
    older, told = len(b.messages) - len(since), [one for one in since if one.mattered]
    start = "the first month" if b.last_break is None else f"the last {b.last_break[1]} ({b.label(b.last_break[0])})"
    answer = f"{len(since)} messages since {start}, {len(told)} of them moved something; {older} older"
    terms = tuple(_line_of(b, one) for one in told[-SHOWN:])
    notes = [f"and {len(told) - SHOWN} before these"] if len(told) > SHOWN else []
    idle = [one for one in since if not one.mattered]
    if idle:
        counts = ", ".join(f"{what} ({n})" for what, n in _counted(b, idle))
        notes.append(f"the rest moved nothing by themselves, but kept the two in contact: {counts}")
    lost = b.written_in_vain()
    if lost:
        notes.append(f"written in the whole run so far, and lost or without room in the channel: {lost}")
    return Part("What words lie behind it?", answer, terms, notes=tuple(notes))


def _line_of(b: Between, one: Message) -> Term:
    way = f"by {b.names.channel[one.channel]}"
    if len(one.carriers) > 1:
        way += f" ({through(b, one)})"
    late = f", written {b.label(one.sent)}" if one.sent < one.delivered else ""
    leaked = ", leaked" if one.leaked else ""
    what = f"{b.label(one.delivered)} {b.pair[one.side]}: {article(one.word)} {way}{late}{leaked}"
    return Term(what, "garbled" if one.garbled else "as meant", one.did)


def _counted(b: Between, messages: list[Message]) -> list[tuple[str, int]]:
    names = [f"{article(one.word)} of {b.pair[one.side]}" for one in messages]
    return [(name, names.count(name)) for name in dict.fromkeys(names)]


def _channels(b: Between) -> list[Part]:
    table = channels(b)
    if table.empty:
        return []
    first = table.iloc[0]
    terms = tuple(_channel(b, row) for row in table.to_dict("records"))
    wrong = [one for one in b.messages if b.since_break(one) and one.garbled]
    notes = tuple(
        f"garbled: {b.label(one.delivered)}, {article(one.word)} of {b.pair[one.side]} by "
        f"{b.names.channel[one.channel]} {one.did}"
        for one in wrong
    )
    notes += (f"chances by {cite(chain_garble)}; what a word tells by {cite(word_evidence)}",)
    answer = f"{first['channel']}: {first['delivered']} of {table['delivered'].sum()} since then"
    return [Part("Which channel carried most?", answer, terms, notes=notes)]


def _channel(b: Between, row: dict[Any, Any]) -> Term:
    c = b.names.channel.index(row["channel"])
    turned = chain_garble(float(b.now.garble[c]), max(1, int(b.now.hops[c])))
    told = f"{row['garbled']} garbled (chance {turned:.3f} each), told {row['moved']:+.3f} in log-odds"
    cost = f", {row['lost_to_garbling']:+.3f} lost to garbling" if row["lost_to_garbling"] else ""
    leaks = f", {row['leaked']} leaked" if row["leaked"] else ""
    who = "without carriers" if not row["carriers"] else f"carried by {row['carriers']}"
    return Term(f"{row['channel']}, {who}", str(row["delivered"]), f"{told}{cost}{leaks}")


def _line(b: Between) -> list[Part]:
    q = b.worlds["deconfliction"][: b.month + 2, b.d]
    if not (q > 0).any():
        return []
    now, step = float(q[-1]), np.diff(q)
    made = [one for one in b.messages if one.mattered and ("the line" in one.did or "fading line" in one.did)]
    steps = [
        (one.delivered, Term(f"{b.label(one.delivered)}: a notice of {b.pair[one.side]}", "", one.did)) for one in made
    ]
    broken = [int(t) for t in np.flatnonzero((step < 0) & (q[1:] == 0.0))]
    steps += [(t, Term(f"{b.label(t)}: broken by a clash", "", "phases.consequences.clash")) for t in broken]
    terms = [term for _, term in sorted(steps, key=lambda one: one[0])[-STEPS:]]
    w = b.now
    rates = [plain(pair_clash_rate)(w, b.p, b.d, at) for at in (now, 0.0)]
    terms.append(Term("clashes a month expected with it", number(rates[0]), cite(clash_rate)))
    terms.append(Term("clashes a month expected without it", number(rates[1]), cite(clash_rate)))
    return [Part("Is there a deconfliction line?", f"one that prevents {now:.0%} of clashes", tuple(terms))]


def _bargains(b: Between) -> list[Part]:
    found = []
    for k in b.bargains:
        w = b.now
        if w.bargain_state[k] == OFF and not w.offers[k]:
            continue
        counts = {"offers": w.offers[k], "counter-offers": w.counters[k], "agreements": w.agreements[k]}
        counts |= {"breaches": w.breaches[k], "months in force": w.bargain_months[k]}
        sides = [f"{b.pair[side]} gives {gives(b.names, w, k, side)}" for side in range(2)]
        terms = tuple(Term(what, str(int(n)), "phases.bargains") for what, n in counts.items() if n)
        agreed = tuple(_agreed(b, k, int(t)) for t in np.flatnonzero(np.diff(b.worlds["agreements"][: b.month + 2, k])))
        answer = _standing(b, k)
        found.append(
            Part(f"What of the bargain {b.names.bargain[k]!r}?", answer, terms, notes=("; ".join(sides), *agreed))
        )
    return found


def _agreed(b: Between, k: int, t: int) -> str:
    """How a bargain came to be accepted in a month."""
    talks = [b.names.mediation[m] for m in b.mediations if _put(b, m, k, t)]
    offers = [one for one in b.messages if one.delivered == t and one.word == OFFER and not one.garbled]
    offers = [one for one in offers if one.side in b.put_by(t, k)[-1:]]
    ways = [f"in the talks {name!r}" for name in talks]
    ways += [f"on an offer of {b.pair[one.side]} by {b.names.channel[one.channel]}" for one in offers]
    return f"accepted in {b.label(t)}" + "".join(f", {way}" for way in ways)


def _put(b: Between, m: int, k: int, t: int) -> bool:
    """The mediation was active and had the bargain on its agenda."""
    return bool(b.after(t).mediation_state[m] and b.now.agenda[m, k])


def _mediations(b: Between) -> list[Part]:
    found = []
    for m in b.mediations:
        w = b.now
        if not w.proposals[m]:
            continue
        counts = {"proposals": w.proposals[m], "consented to by both": w.consents[m], "months of talks": w.talks[m]}
        terms = tuple(
            Term(what, str(int(n)), "phases.talks") for what, n in (counts | {"successes": w.successes[m]}).items()
        )
        ended = f"; it last ended by {ENDS[w.mediation_end[m]]}" if w.mediation_end[m] else ""
        state = _since(b, MEDIATION_STATES[w.mediation_state[m]], w.mediation_month[m], "no talks so far")
        answer = f"{state}{ended}"
        by = b.names.actor[w.mediator[m]]
        found.append(Part(f"What of the talks {b.names.mediation[m]!r} under {by}?", answer, terms))
    return found


def _mandates(b: Between) -> list[Part]:
    w = b.now
    mine = [c for c in b.channels if w.mandated[c]]
    if not mine:
        return []
    terms = tuple(
        Term(
            f"{b.names.channel[c]}: for {b.pair[w.sending[c]]}",
            "held" if w.in_mandate[c] else "vacant",
            f"by {b.names.actor[w.carrier[c, 0]]}, {w.mandate_months[c]} months so far; lost {w.mandates_lost[c]}",
        )
        for c in mine
    )
    return [Part("Who holds the mandates between them?", f"{sum(t.value == 'held' for t in terms)} held", terms)]
