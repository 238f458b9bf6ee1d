"""Why an actor fights an enemy or not, and how much it brings (M2, M3, M4)."""

from __future__ import annotations

import math
from typing import Any

from sim.explaining.moment import Moment
from sim.explaining.terms import Part, Term, cite, number, tip
from sim.phases.fight import luck_of_posture
from sim.phases.perceive import capacity
from sim.rules import effort as effort_rules
from sim.rules import participation, threat
from sim.rules.interests import utility
from sim.world import AIR, ARMS, GROUND


def parts(m: Moment, me: int) -> list[Part]:
    """The questions about each front that reaches the actor, or that the actor reaches."""
    found = []
    for f in range(len(m.names.front)):
        if _concerned(m, me, f):
            found += [_threat(m, me, f), _take_part(m, me, f)]
            if m.after.takes_part[me, f]:
                found.append(_effort(m, me, f))
    return found


def _concerned(m: Moment, i: int, f: int) -> bool:
    w = m.after
    return bool(w.air_capacity[i, f] + w.ground_capacity[i, f] > 0 or w.exposure[i, w.front_theatre[f]] > 0)


def _threat(m: Moment, i: int, f: int) -> Part:
    w = m.before["take_part"]
    enemy, theatre = w.front_enemy[f], w.front_theatre[f]
    coded = "coded; drawn in this run if uncertain"
    terms = (
        Term("strength of the enemy", number(w.strength[f]), "state of the world"),
        Term("salience of its defeat", number(w.salience[i, w.front_issue[f]]), coded),
        Term("exposure", number(w.exposure[i, theatre]), coded),
        Term(
            "utility of the enemy's position", number(utility(w.distance[i, enemy], w.risk_attitude[i])), cite(utility)
        ),
        Term("threat per unit of strength", number(w.threat[i, f]), cite(threat.threat)),
        Term("urgency", number(w.urgency[f]), cite(threat.urgency)),
        Term("stake", number(w.stake[i, f]), cite(threat.stake)),
        Term("prize, rivals' gains weighed in", number(w.prize[i, f]), cite(threat.prize)),
    )
    return Part(f"How does it see {m.names.front[f]}?", f"a prize of {w.prize[i, f]:.1f}", terms)


def _least(trust_needed: float) -> str:
    """A least trust in words where it is no trust at all."""
    if trust_needed >= participation.NEVER:
        return "none is enough"
    return "none needed" if trust_needed <= participation.ALWAYS else number(trust_needed)


def _take_part(m: Moment, i: int, f: int) -> Part:
    w = m.before["take_part"]
    luck = luck_of_posture(w, m.p, m.seed, i, f, m.month)
    bargained = [Term("what bargains in force pay for it", number(w.linked[i, f]), "phases.bargains.weigh_bargains")]
    needed = "phases.plan: trust weighed by worth"
    terms = (
        Term("gain if the others keep their part", number(w.prospect[i, f]), "phases.plan.plan"),
        Term("gain if nobody does", number(w.alone[i, f]), "phases.plan.plan"),
        Term("fixed cost", number(w.fixed_cost[i]), "coded or assumed"),
        Term("value of linked issues", number(w.linkage[i]), "coded or assumed"),
        *(bargained if w.linked[i, f] else []),
        Term("least trust at which it pays", _least(w.minimum_trust[i, f]), cite(participation.trust_to_join)),
        Term("reliance in those whose part is needed", number(w.reliance[i, f]), needed),
        Term("margin by which it pays", number(w.margin[i, f]), cite(participation.joining_margin)),
        Term("chance", number(m.after.chance_part[i, f]), cite(participation.chance_to_join)),
        Term("luck of this review of posture", number(luck), "chance.PARTICIPATION; takes part if below the chance"),
    )
    took = bool(m.after.takes_part[i, f])
    tips = tuple(_tips(m, w, i, f, luck))
    return Part(f"Does it fight {m.names.front[f]}?", "yes" if took else "no", terms, tips)


def _tips(m: Moment, w: Any, i: int, f: int, luck: float) -> list[str]:
    """Where each single number would have had to lie for the other answer, the rest being equal."""
    if capacity(w, i, f, AIR) + capacity(w, i, f, GROUND) <= 0:
        return ["forces: it has none for this front"]
    if w.strength[f] <= 0:
        return ["an enemy: there is none on this front"]
    if m.after.chance_part[i, f] != participation.chance_to_join(w.margin[i, f], m.p.temperature):
        return ["another kind of actor: this one does not go by the margin"]
    asked = math.log(luck / (1.0 - luck)) * m.p.temperature  # the margin that this luck asks for
    return [] if abs(asked) >= 2.0 else _tips_at(w, i, f, asked)  # margins end there


def _tips_at(w: Any, i: int, f: int, asked: float) -> list[str]:
    rely, cost, alone = float(w.reliance[i, f]), float(w.fixed_cost[i]), float(w.alone[i, f])
    linked = float(w.linkage[i] + w.linked[i, f])
    adds = float(w.prospect[i, f]) + linked - alone  # what the others' part adds; below 0: it rides free
    tips = []
    if adds != 0.0:
        least = (cost - alone + asked * abs(adds)) / adds
        if 0.0005 < least < 0.9995:
            tips.append(tip("reliance", least, rely))
    turns = [(cost - alone) / (rely - asked)] if rely != asked else []
    turns = [x for x in turns if x > 0] + [x for x in ((cost - alone) / (rely + asked),) if x < 0 != rely + asked]
    if turns:
        nearest = min(turns, key=lambda x: abs(x - adds))
        tips.append(tip("a gain from a common fight", nearest + alone - linked, w.prospect[i, f]))
    most = rely * adds + alone - asked * abs(adds)
    if most > 0.0005:
        tips.append(tip("a fixed cost", most, cost))
    return tips


def _effort(m: Moment, i: int, f: int) -> Part:
    w, after, p = m.before["effort"], m.after, m.p
    terms = [
        Term("friction: seen beside rivals", number(w.friction[i, f]), cite(effort_rules.friction)),
        Term("danger of clashes", number(w.danger[i, f]), cite(effort_rules.danger)),
    ]
    for arm, base, now, wanted, done in (
        (ARMS[0], p.air_cost, w.air, after.air_wanted, after.air),
        (ARMS[1], p.ground_cost, w.ground, after.ground_wanted, after.ground),
    ):
        cost = effort_rules.unit_cost(base, w.friction[i, f], w.danger[i, f])
        terms += [
            Term(f"{arm}: cost of a unit", number(cost), cite(effort_rules.unit_cost)),
            Term(f"{arm}: total of all last month", number(now[:, f].sum()), "state of the world"),
            Term(f"{arm}: best reply", number(wanted[i, f]), cite(effort_rules.best_effort)),
            Term(f"{arm}: effort after moving toward it", number(done[i, f]), "phases.fight.deploy"),
        ]
    made = f"air {after.air[i, f]:.2f}, ground {after.ground[i, f]:.2f}"
    return Part(f"How much does it bring to {m.names.front[f]}?", made, tuple(terms))
