"""What moved an actor's trust in a rival, step by step through the month (M5)."""

from __future__ import annotations

import numpy as np

from sim.explaining.moment import Moment
from sim.explaining.terms import Part, Term, cite, number
from sim.phases.clients import intrusion_evidence
from sim.phases.consequences import accident_share
from sim.phases.messages import told
from sim.rules import host_consent, proxies, trust
from sim.rules.pace import retained
from sim.world import ASSURANCE, WARNING, WORDS

SMALL = 1e-9  # differences below are rounding


def part(m: Moment, i: int, d: int, side: int, rival: str) -> Part:
    """How far the actor trusts a rival after the month, and each thing that changed it."""
    j = m.names.actor.index(rival)
    after = m.after.log_trust[i, j]
    terms = (
        Term("trust before", number(m.start.trust[i, j]), cite(trust.trust_of)),
        Term("the same in log-odds", number(m.start.log_trust[i, j]), "what follows is added to it"),
        *_public(m, i, j, rival),
        *_heard(m, i, j, d, side),
        *_left(m, i, j),
        *_bargained(m, i, j),
        *_learnt(m, i, j, d, side),
        Term("log-odds after", number(after), cite(trust.bounded)),
        Term("trust after", number(m.after.trust[i, j]), cite(trust.trust_of)),
    )
    return Part(f"How far does it trust {rival}?", number(m.after.trust[i, j]), terms)


def _public(m: Moment, i: int, j: int, rival: str) -> list[Term]:
    """Outside events, a government that both wanted, and what was said in public."""
    at = [float(w.log_trust[i, j]) for w in (m.start, m.before["condemn"], m.before["consent"])]
    outside = Term("events from outside, or a leader that both back", number(at[1] - at[0]), "phases.events.happen")
    how = "condemned in public" if at[2] < at[1] else "not condemned in public"
    condemned = Term(f"{how} by {rival}", number(at[2] - at[1]), "phases.statements.speak")
    steps = zip((outside, condemned), (at[1] - at[0], at[2] - at[1]), strict=True)
    return [term for term, step in steps if abs(step) > SMALL]


def _heard(m: Moment, i: int, j: int, d: int, side: int) -> list[Term]:
    terms, news = [], set()
    for c, channel in enumerate(m.names.channel):
        for word, name in enumerate(WORDS):
            if m.after.channel_dyad[c] != d or m.after.heard[c, 1 - side, word] == 0:
                continue
            straight = bool(m.after.heard[c, 1 - side, word] > 0)
            how = "as meant" if straight else "garbled into its opposite"
            told_now = told(m.then, m.p, c, 1 - side, word, straight)
            if word in (ASSURANCE, WARNING):
                if word in news or m.after.told_month[d, 1 - side, word] != m.month:
                    told_now, how = 0.0, how + "; it was said before, and is no news"
                news.add(word)
            article = "an" if name[0] in "aeiou" else "a"
            terms.append(Term(f"heard {article} {name} by {channel}", number(told_now), how))
    return terms


def _left(m: Moment, i: int, j: int) -> list[Term]:
    """On how many fronts the other has just left the actor alone with an enemy that still stands."""
    w, now = m.before["take_part"], m.after.takes_part
    gone = (w.takes_part[j] & (1 - now[j])) & (w.takes_part[i] & now[i])
    everywhere = np.array([w.strength[w.front_enemy == enemy].sum() for enemy in w.front_enemy])
    times = int((gone & (everywhere >= w.fallen_below)).sum())
    cost = -times * m.p.evidence_leaving
    return [Term("it left a fight that goes on", number(cost), "phases.fight.muster")] if times else []


def _bargained(m: Moment, i: int, j: int) -> list[Term]:
    deeds = float(m.delivered.log_trust[i, j] - m.before["keep"].log_trust[i, j])
    what = "kept its bargains" if deeds > 0 else "broke a bargain"
    return [Term(what, number(deeds), "phases.deliveries.deliver")] if abs(deeds) > SMALL else []


def _learnt(m: Moment, i: int, j: int, d: int, side: int) -> list[Term]:
    w, p, after = m.before["message"], m.p, m.after
    drift = (retained(p.trust_memory, w.step_length) - 1.0) * (m.delivered.log_trust[i, j] - w.initial_log_trust[i, j])
    terms = [Term("forgetting: back toward where it began", number(drift), cite(trust.updated))]
    if (after.fights[i] & after.fights[j]).any():
        terms.append(
            Term("fighting side by side", number(p.evidence_fighting * w.step_length), "phases.consequences.learn")
        )
    uninvited = intrusion_evidence(m.then, p, i, j)
    if uninvited:
        terms.append(Term("it fights where no host asked it", number(uninvited), cite(host_consent.breach_evidence)))
    terms.append(_conduct(m, d, side))
    if after.incidents[d]:
        share = accident_share(m.then, p, d)
        each = trust.clash_evidence(share, p.hostile_if_trustworthy, p.hostile_if_not)
        count = int(after.incidents[d])
        terms.append(Term(f"clashes: {count}", number(count * each), cite(trust.clash_evidence)))
    return terms


def _conduct(m: Moment, d: int, side: int) -> Term:
    p, after, other = m.p, m.after, 1 - side
    if not after.hostile[d, other] and after.proxied[d, other]:
        told_now = proxies.mixed_attribution(p.attribution, p.act_if_trustworthy, p.act_if_not)
        return Term("its conduct: an act of its client", number(told_now), cite(proxies.mixed_attribution))
    acted = bool(after.hostile[d, other])
    step = 1.0 if acted else after.step_length
    told_now = trust.conduct_evidence(acted, p.act_if_trustworthy, p.act_if_not) * step
    what = "its conduct: " + ("a hostile act" if acted else "restraint")
    return Term(what, number(told_now), cite(trust.conduct_evidence))
