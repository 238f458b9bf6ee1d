"""What presses on an actor: clients, hosts, fighters abroad and attacks at home, ground held (M10, M11, M13, M14)."""

from __future__ import annotations

from sim.explaining.moment import Moment
from sim.explaining.terms import Part, Term, cite, number
from sim.rules import host_consent, influence, proxies, vacuum, widening
from sim.world import NOTHING


def parts(m: Moment, me: int) -> list[Part]:
    """What presses on it, if anything does; and who admits its forces, or whose it admits."""
    terms = (*_itself(m, me), *_clients(m, me), *_abroad(m, me), *_ground(m, me))
    pressed = [Part("What else presses on it?", f"{len(terms)} things" if len(terms) > 1 else "one thing", terms)]
    return [*(pressed if terms else []), *_admission(m, me)]


def _itself(m: Moment, me: int) -> list[Term]:
    w = m.after
    lines = (
        ("how near its government is to collapse", w.distress[me], "phases.clients.tend_clients"),
        ("forces had from its patron so far", w.armed[me], cite(proxies.armed)),
        ("share of its forces that proxy wars take", w.diverted[me], cite(vacuum.undiverted)),
    )
    return [Term(what, number(value), rule) for what, value, rule in lines if value > 0]


def _clients(m: Moment, me: int) -> list[Term]:
    w, names = m.after, m.names.actor
    mine = [k for k in range(len(names)) if k != me and (w.patron[k] == me or w.backing[me, k] > 0)]
    near = "phases.clients.tend_clients"
    return [Term(f"how near {names[k]} is to collapse", number(w.distress[k]), near) for k in mine if w.distress[k] > 0]


def _abroad(m: Moment, me: int) -> list[Term]:
    w = m.after
    lines = (
        ("thousands of its nationals with the enemy", w.fighters[me], cite(widening.joined)),
        ("alarm after attacks at home", w.alarm[me], cite(widening.alarm_after)),
    )
    found = [Term(what, number(value), rule) for what, value, rule in lines if value > 0]
    if w.attacks[me]:
        found.append(Term("attacks at home this month", str(int(w.attacks[me])), cite(widening.attack_rate)))
    return found


def _ground(m: Moment, me: int) -> list[Term]:
    held = m.after.held[me]
    rule = cite(influence.race)
    return [
        Term(f"share of {t} that it holds", number(held[k]), rule) for k, t in enumerate(m.names.theatre) if held[k] > 0
    ]


def _admission(m: Moment, me: int) -> list[Part]:
    w, found = m.after, []
    for t, theatre in enumerate(m.names.theatre):
        host = w.host[t]
        if host == NOTHING or not w.present[host]:
            continue
        if host == me:
            found += _admits(m, me, t, theatre)
        elif _comes(m, me, t):
            answer = "yes" if w.admitted[me, t] else "no"
            found.append(
                Part(f"Does {m.names.actor[host]} admit its forces to {theatre}?", answer, (_asked(m, host, me, t),))
            )
    return found


def _comes(m: Moment, i: int, t: int) -> bool:
    """It has forces for the theatre, or is there."""
    w = m.after
    return any(
        w.front_theatre[f] == t and w.air_capacity[i, f] + w.ground_capacity[i, f] > 0
        for f in range(len(m.names.front))
    )


def _admits(m: Moment, host: int, t: int, theatre: str) -> list[Part]:
    others = [k for k in range(len(m.names.actor)) if k != host and not m.after.hostile_to_all[k] and _comes(m, k, t)]
    yes = [m.names.actor[k] for k in others if m.after.admitted[k, t]]
    if not others:
        return []
    terms = tuple(_asked(m, host, k, t) for k in others)
    return [Part(f"Whose forces does it admit to {theatre}?", ", ".join(yes) or "nobody's", terms)]


def _asked(m: Moment, host: int, who: int, t: int) -> Term:
    w, p = m.before["take_part"], m.p
    given = host_consent.consents(
        w.trust[host, who], w.rivalry[host, who], w.sovereignty[t], p.admission_trust, p.admission_temperature
    )
    return Term(f"chance that {m.names.actor[who]} is admitted at a review", number(given), cite(host_consent.consents))
