"""Why an actor did what it did: the terms of its decisions in one month, with the rules behind them.

The run is played again to that month (it is a function of its seed), the world is noted before each question, and
the rules are asked for the same numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from sim import chance
from sim import month as page
from sim._compile import plain
from sim.actors.state import message_gain, message_value
from sim.model import Model
from sim.names import place
from sim.phases.consequences import accident_share
from sim.phases.fight import luck_of_posture, worth_at_stake
from sim.phases.messages import told
from sim.phases.perceive import capacity
from sim.rules import effort as effort_rules
from sim.rules import incidents, participation, relay, threat, trust
from sim.rules.interests import utility
from sim.scenario import Scenario
from sim.world import AIR, ARMS, ASSURANCE, GROUND, NOTHING, WARNING, WORDS


@dataclass(frozen=True)
class Term:
    """One number of an explanation: what it is, its value, and the rule or coding that it comes from."""

    what: str
    value: str
    rule: str = ""


@dataclass(frozen=True)
class Part:
    """One decision: the question, the answer, its terms, and what would have tipped it (the rest being equal)."""

    question: str
    answer: str
    terms: tuple[Term, ...]
    tipping: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why one actor did what it did in one month of one run."""

    title: str
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        lines = [self.title]
        for part in self.parts:
            lines += ["", f"{part.question}  ->  {part.answer}"]
            width = max((len(t.what) for t in part.terms), default=0)
            lines += [f"    {t.what:<{width}}  {t.value:>10}  {t.rule}".rstrip() for t in part.terms]
            lines += [f"    would tip it: {what}" for what in part.tipping]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


class _Noting:
    """Asks as the model does, and keeps the world as it was before each question."""

    def __init__(self, asker: Any) -> None:
        self.asker = asker
        self.before: dict[str, np.recarray] = {}

    def __getattr__(self, question: str) -> Any:
        def put(world: Any, p: Any) -> None:
            self.before[question] = np.array([world], world.dtype).view(np.recarray)[0]
            getattr(self.asker, question)(world, p)

        return put


def explain(
    scenario: Scenario,
    seed: int,
    month: str,
    actor: str,
    policy: str | None = None,
) -> Explanation:
    """Explain what an actor did in a month of a run: every term with its number and its rule.

    Args:
        scenario: the scenario of the run.
        seed: the run's seed.
        month: as ``YYYY-MM``, within the scenario's months.
        actor: the actor's name.
        policy: the policy of the run; None for the scenario as it stands.

    Raises:
        KeyError: there is no such actor.
        ValueError: the month lies outside the scenario.

    >>> import sim
    >>> why = sim.explain(sim.example(), seed=1, month="2003-06", actor="North")
    >>> why.parts[0].question
    'How does it see Raiders in Middleland?'
    """
    model = Model(scenario, seed, policy)
    months = [str(scenario.months.first.plus(t)) for t in range(model.built.months)]
    if month not in months:
        raise ValueError(f"{month!r} is no month of this scenario; they run from {months[0]} to {months[-1]}")
    me = place("the scenario", model.names.actor, actor)
    while model.months_played < months.index(month):
        model.step()
    noting = _Noting(model.ask)
    page.month(model.world, model.p, model.seed_of_run, noting)
    return _Teller(model, noting.before, me).told(month, seed, policy)


def _n(value: float) -> str:
    return f"{value:.3f}"


def _tip(what: str, at: float, was: float) -> str:
    return f"{what} {'below' if at < was else 'above'} {_n(at)} (it was {_n(was)})"


def _least(trust_needed: float) -> str:
    """A least trust in words where it is no trust at all."""
    if trust_needed >= participation.NEVER:
        return "none is enough"
    return "none needed" if trust_needed <= participation.ALWAYS else _n(trust_needed)


def _cite(function: Any) -> str:
    """A rule's name and its source, from its docstring."""
    text = plain(function).__doc__ or ""
    source = text.split("Source:", 1)[1].split(">>>")[0] if "Source:" in text else ""
    name = f"{function.__module__.removeprefix('sim.')}.{function.__name__}"
    return f"{name} [{' '.join(source.split()).rstrip('.')}]" if source else name


class _Teller:
    """Gathers the terms, question by question, from the worlds before them and the world after the month."""

    def __init__(self, model: Model, before: dict[str, np.recarray], me: int) -> None:
        self.model, self.before, self.me = model, before, me
        self.names, self.p, self.after = model.names, model.p, model.world
        self.name = model.names.actor[me]
        self.month_index = model.months_played - 1
        self.then = np.array([model.world], model.world.dtype).view(np.recarray)[0]  # before the clock moved on
        self.then.month = self.month_index

    def told(self, month: str, seed: int, policy: str | None) -> Explanation:
        parts: list[Part] = []
        for f in range(len(self.names.front)):
            if not self._concerned(f):
                continue
            parts += [self._threat(f), self._take_part(f)]
            if self.after.takes_part[self.me, f]:
                parts.append(self._effort(f))
        for d, side, rival in self.names.rivals_of(self.after, self.me):
            parts += [self._message(d, side, rival), self._hostility(d, side, rival), self._trust(d, side, rival)]
        parts += self._carried()
        return Explanation(f"{self.name} in {month}, run of seed {seed}, policy {policy or 'as_coded'}", tuple(parts))

    def _concerned(self, f: int) -> bool:
        """Whether the front reaches the actor, or the actor the front."""
        w, i = self.after, self.me
        forces = w.air_capacity[i, f] + w.ground_capacity[i, f]
        return bool(forces > 0 or w.exposure[i, w.front_theatre[f]] > 0)

    def _threat(self, f: int) -> Part:
        w, i = self.before["take_part"], self.me
        enemy, theatre = w.front_enemy[f], w.front_theatre[f]
        worth = utility(w.distance[i, enemy], w.risk_attitude[i])
        terms = (
            Term("strength of the enemy", _n(w.strength[f]), "state of the world"),
            Term(
                "salience of its defeat", _n(w.salience[i, w.front_issue[f]]), "coded; drawn in this run if uncertain"
            ),
            Term("exposure", _n(w.exposure[i, theatre]), "coded; drawn in this run if uncertain"),
            Term("utility of the enemy's position", _n(worth), _cite(utility)),
            Term("threat per unit of strength", _n(w.threat[i, f]), _cite(threat.threat)),
            Term("urgency", _n(w.urgency[f]), _cite(threat.urgency)),
            Term("stake", _n(w.stake[i, f]), _cite(threat.stake)),
            Term("prize, rivals' gains weighed in", _n(w.prize[i, f]), _cite(threat.prize)),
        )
        return Part(f"How does it see {self.names.front[f]}?", f"a prize of {w.prize[i, f]:.1f}", terms)

    def _take_part(self, f: int) -> Part:
        w, i, p = self.before["take_part"], self.me, self.p
        luck = luck_of_posture(w, p, self.model.seed_of_run, i, f, self.month_index)
        terms = (
            Term("gain if the others keep their part", _n(w.prospect[i, f]), "phases.perceive.plan"),
            Term("gain if nobody does", _n(w.alone[i, f]), "phases.perceive.plan"),
            Term("fixed cost", _n(w.fixed_cost[i]), "coded or assumed"),
            Term("value of linked issues", _n(w.linkage[i]), "coded or assumed"),
            Term("least trust at which it pays", _least(w.minimum_trust[i, f]), _cite(participation.trust_to_join)),
            Term(
                "reliance in those whose part is needed",
                _n(w.reliance[i, f]),
                "phases.perceive: trust weighed by worth",
            ),
            Term("margin by which it pays", _n(w.margin[i, f]), _cite(participation.joining_margin)),
            Term("chance", _n(self.after.chance_part[i, f]), _cite(participation.chance_to_join)),
            Term("luck of this review of posture", _n(luck), "chance.PARTICIPATION; takes part if below the chance"),
        )
        took = bool(self.after.takes_part[i, f])
        return Part(
            f"Does it fight {self.names.front[f]}?",
            "yes" if took else "no",
            terms,
            tuple(self._tip_part(w, f, took, luck)),
        )

    def _tip_part(self, w: Any, f: int, took: bool, luck: float) -> list[str]:
        """Where each single number would have had to lie for the other answer, the rest being equal."""
        i, p = self.me, self.p
        if capacity(w, i, f, AIR) + capacity(w, i, f, GROUND) <= 0:
            return ["forces: it has none for this front"]
        if w.strength[f] <= 0:
            return ["an enemy: there is none on this front"]
        if self.after.chance_part[i, f] != participation.chance_to_join(w.margin[i, f], p.temperature):
            return ["another kind of actor: this one does not go by the margin"]
        asked = math.log(luck / (1.0 - luck)) * p.temperature  # the margin that this luck asks for
        if abs(asked) >= 2.0:  # margins end there
            return []
        rely, cost, alone = float(w.reliance[i, f]), float(w.fixed_cost[i]), float(w.alone[i, f])
        adds = float(w.prospect[i, f] + w.linkage[i]) - alone  # what the others' part adds; below 0: it rides free
        tips = []
        if adds != 0.0:
            least = (cost - alone + asked * abs(adds)) / adds
            if 0.0005 < least < 0.9995:
                tips.append(_tip("reliance", least, rely))
        turns = [(cost - alone) / (rely - asked)] if rely != asked else []
        turns = [x for x in turns if x > 0] + [x for x in ((cost - alone) / (rely + asked),) if x < 0 != rely + asked]
        if turns:
            nearest = min(turns, key=lambda x: abs(x - adds))
            tips.append(_tip("a gain from a common fight", nearest + alone - w.linkage[i], w.prospect[i, f]))
        most = rely * adds + alone - asked * abs(adds)
        if most > 0.0005:
            tips.append(_tip("a fixed cost", most, cost))
        return tips

    def _effort(self, f: int) -> Part:
        w, i, p = self.before["effort"], self.me, self.p
        terms = [
            Term("friction: seen beside rivals", _n(w.friction[i, f]), _cite(effort_rules.friction)),
            Term("danger of clashes", _n(w.danger[i, f]), _cite(effort_rules.danger)),
        ]
        for arm, base, now, wanted, done in (
            (ARMS[0], p.air_cost, w.air, self.after.air_wanted, self.after.air),
            (ARMS[1], p.ground_cost, w.ground, self.after.ground_wanted, self.after.ground),
        ):
            cost = effort_rules.unit_cost(base, w.friction[i, f], w.danger[i, f])
            terms += [
                Term(f"{arm}: cost of a unit", _n(cost), _cite(effort_rules.unit_cost)),
                Term(f"{arm}: total of all last month", _n(now[:, f].sum()), "state of the world"),
                Term(f"{arm}: best reply", _n(wanted[i, f]), _cite(effort_rules.best_effort)),
                Term(f"{arm}: effort after moving toward it", _n(done[i, f]), "phases.fight.deploy"),
            ]
        made = f"air {self.after.air[i, f]:.2f}, ground {self.after.ground[i, f]:.2f}"
        return Part(f"How much does it bring to {self.names.front[f]}?", made, tuple(terms))

    def _message(self, d: int, side: int, rival: str) -> Part:
        w, i, p = self.before["message"], self.me, self.p
        j = self.names.actor.index(rival)
        route = int(w.route[d, side])
        if route == NOTHING:
            return Part(
                f"What does it tell {rival}?",
                "nothing",
                (Term("route", "none", "no ties, and no carrier both accept"),),
            )
        terms = [Term("route", self.names.channel[route], "phases.messages.open_lines")]
        for word, name in enumerate(WORDS):
            value = message_value(w, p, i, j, word, d, side, route)
            price = value - message_gain(w, p, i, j, word)
            terms.append(
                Term(f"{name}: worth", _n(value), _cite(relay.word_value) if word < 2 else "actors.state.message_value")
            )
            terms.append(Term(f"{name}: price of contact", _n(price), _cite(incidents.contact_price)))
        said = int(self.after.wanted[d, side])
        tips = () if said != NOTHING else ("a word worth more than its price",)
        return Part(f"What does it tell {rival}?", "nothing" if said == NOTHING else WORDS[said], tuple(terms), tips)

    def _hostility(self, d: int, side: int, rival: str) -> Part:
        w, i, p = self.before["hostility"], self.me, self.p
        j = self.names.actor.index(rival)
        seed, at = self.model.seed_of_run, (w.actor_address[i], w.actor_address[j])
        gain = incidents.hostility_gain(p.hostility_gain, w.rivalry[i, j], w.attention[i])
        stake = worth_at_stake(w, i, j, w.worth)
        price = incidents.hostility_price(p.retaliation, float(w.warned[d, side]), w.trust[i, j], stake)
        alone = incidents.chance_hostile(gain, price, p.hostility_rate, p.hostility_temperature)
        given = self.after.chance_hostile[d, side]
        luck = chance.uniform(seed, chance.HOSTILITY, self.month_index, *at)
        answer_luck = chance.uniform(seed, chance.RETALIATION, self.month_index, *at)
        terms = [
            Term("rivalry", _n(w.rivalry[i, j]), "rules.interests.rivalry"),
            Term("attention that the enemy takes", _n(w.attention[i]), _cite(threat.urgency)),
            Term("what it would bring", _n(gain), _cite(incidents.hostility_gain)),
            Term("the rival's help at stake", _n(stake), "phases.fight.worth_at_stake"),
            Term("trust in the rival", _n(w.trust[i, j]), "state of the world"),
            Term("protest of the rival heard", "yes" if w.warned[d, side] else "no", "phases.messages.believe"),
            Term("what it would cost", _n(price), _cite(incidents.hostility_price)),
            Term("its own chance of an unprovoked act", _n(alone), _cite(incidents.chance_hostile)),
            Term("chance of an unprovoked act", _n(given), "actors: hostility; a patron's word weighed in"),
            Term("luck", _n(luck), "chance.HOSTILITY; acts if below the chance"),
            Term("provoked last month", "yes" if w.provoked[d, side] else "no", "blame for an act or a clash"),
            Term("luck of retaliation", _n(answer_luck), f"acts if provoked and above generosity {p.generosity:.2f}"),
        ]
        acted, unprovoked = bool(self.after.hostile[d, side]), bool(luck < given)
        tips = []
        if w.present[i] and w.present[j]:
            if answer_luck >= p.generosity and p.hostility_rate > 0.0 and not unprovoked:
                provoked = "without the provocation of last month" if acted else "a provocation last month"
                tips.append(provoked)
            if given == alone and acted == unprovoked and luck < p.hostility_rate:
                asked = gain  # the price at which this luck turns
                if p.hostility_temperature > 0.0:
                    asked += p.hostility_temperature * math.log(p.hostility_rate / luck - 1.0)
                fixed = incidents.hostility_price(p.retaliation, float(w.warned[d, side]), w.trust[i, j], 0.0)
                enough = (asked - fixed) / w.trust[i, j]
                if enough > 0.0005 and not (acted and w.provoked[d, side] and answer_luck >= p.generosity):
                    tips.append(_tip("the rival's help at stake", enough, stake))
        return Part(f"Does it act against {rival}?", "yes" if acted else "no", tuple(terms), tuple(tips))

    def _trust(self, d: int, side: int, rival: str) -> Part:
        w, i = self.before["message"], self.me
        j = self.names.actor.index(rival)
        odds = float(w.log_trust[i, j])
        terms = [
            Term("trust before", _n(w.trust[i, j]), _cite(trust.trust_of)),
            Term("the same in log-odds", _n(odds), "what follows is added to it"),
        ]
        news = set()
        for c, channel in enumerate(self.names.channel):
            for word, name in enumerate(WORDS):
                if self.after.channel_dyad[c] != d or self.after.heard[c, 1 - side, word] == 0:
                    continue
                straight = bool(self.after.heard[c, 1 - side, word] > 0)
                how = "as meant" if straight else "garbled into its opposite"
                told_now = told(self.then, self.p, c, 1 - side, word, straight)
                if word in (ASSURANCE, WARNING):
                    if word in news or self.after.told_month[d, 1 - side, word] != self.month_index:
                        told_now, how = 0.0, how + "; it was said before, and is no news"
                    news.add(word)
                odds = trust.bounded(odds + told_now)
                terms.append(Term(f"heard a {name} by {channel}", _n(told_now), how))
        left = self._times_left(i, j) * self.p.evidence_leaving
        if left:
            terms.append(Term("it left a fight that goes on", _n(-left), "phases.fight.muster"))
        drift = (self.p.trust_memory - 1.0) * (odds - left - w.initial_log_trust[i, j])
        terms.append(Term("forgetting: back toward where it began", _n(drift), _cite(trust.updated)))
        if (self.after.fights[i] & self.after.fights[j]).any():
            terms.append(Term("fighting side by side", _n(self.p.evidence_fighting), "phases.consequences.learn"))
        acted = bool(self.after.blamed[d, 1 - side])
        conduct = trust.conduct_evidence(acted, self.p.act_if_trustworthy, self.p.act_if_not)
        terms.append(
            Term(
                "its conduct: " + ("a hostile act" if acted else "restraint"),
                _n(conduct),
                _cite(trust.conduct_evidence),
            )
        )
        if self.after.incidents[d]:
            share = accident_share(self.then, self.p, d)
            each = trust.clash_evidence(share, self.p.hostile_if_trustworthy, self.p.hostile_if_not)
            count = int(self.after.incidents[d])
            terms.append(Term(f"clashes: {count}", _n(count * each), _cite(trust.clash_evidence)))
        terms.append(Term("log-odds after", _n(self.after.log_trust[i, j]), _cite(trust.bounded)))
        terms.append(Term("trust after", _n(self.after.trust[i, j]), _cite(trust.trust_of)))
        return Part(f"How far does it trust {rival}?", _n(self.after.trust[i, j]), tuple(terms))

    def _times_left(self, i: int, j: int) -> int:
        """On how many fronts the other has just left the actor alone with an enemy that still stands."""
        w, now = self.before["take_part"], self.after.takes_part
        gone = (w.takes_part[j] & (1 - now[j])) & (w.takes_part[i] & now[i])
        everywhere = np.array([w.strength[w.front_enemy == enemy].sum() for enemy in w.front_enemy])
        return int((gone & (everywhere >= w.fallen_below)).sum())

    def _carried(self) -> list[Part]:
        parts = []
        for c, channel in enumerate(self.names.channel):
            if self.me in self.after.carrier[c, : self.after.hops[c]]:
                pair = " and ".join(self.names.dyad[self.after.channel_dyad[c]])
                terms = (Term("chance that its carriers serve", _n(self.after.chance_carry[c]), "actors: carry"),)
                answer = "yes" if self.after.usable[c] else "no: not open, not served, or not trusted by both"
                parts.append(Part(f"Does it carry words between {pair} ({channel})?", answer, terms))
        return parts
