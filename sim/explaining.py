"""Why an actor did what it did: the terms of its decisions in one month, with the rules behind them.

The run is played again to that month (it is a function of its seed), the world is noted before each question, and
the rules are asked for the same numbers.
"""

from __future__ import annotations

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
from sim.phases.fight import luck_of_posture, worth_at_stake
from sim.phases.messages import told
from sim.rules import effort as effort_rules
from sim.rules import incidents, participation, relay, threat, trust
from sim.rules.interests import utility
from sim.scenario import Scenario
from sim.world import ARMS, NOTHING, WORDS


@dataclass(frozen=True)
class Term:
    """One number of an explanation: what it is, its value, and the rule or coding that it comes from."""

    what: str
    value: str
    rule: str = ""


@dataclass(frozen=True)
class Part:
    """One decision: the question, the answer, its terms, and what would have tipped it."""

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
            Term("salience of its defeat", _n(w.salience[i, w.front_issue[f]]), "coded, drawn in this run"),
            Term("exposure", _n(w.exposure[i, theatre]), "coded, drawn in this run"),
            Term("utility of its position", _n(worth), _cite(utility)),
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
            Term("least trust at which it pays", _n(w.minimum_trust[i, f]), _cite(participation.trust_to_join)),
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
            f"Does it take part in {self.names.front[f]}?",
            "yes" if took else "no",
            terms,
            tuple(self._tip_part(w, f, took, luck)),
        )

    def _tip_part(self, w: Any, f: int, took: bool, luck: float) -> list[str]:
        """Where each single number would have had to lie for the other answer, the rest being equal."""
        i, p = self.me, self.p
        if w.air_capacity[i, f] + w.ground_capacity[i, f] <= 0:
            return ["forces: it has none for this front"]
        logit = np.log(luck / (1 - luck)) * p.temperature  # how far above the least trust this luck asks reliance to be
        tips, least = [], w.minimum_trust[i, f]
        other = "below" if took else "above"
        if 0 < least < participation.NEVER and least + logit < 1:
            tips.append(f"reliance {other} {max(0.0, least + logit):.3f} (it was {w.reliance[i, f]:.3f})")
        need = w.reliance[i, f] - logit
        if 0 < need <= 1:
            gain = (w.fixed_cost[i] - w.alone[i, f]) / need + w.alone[i, f] - w.linkage[i]
            tips.append(f"a gain from a common fight {other} {gain:.3f} (it was {w.prospect[i, f]:.3f})")
            cost = need * (w.prospect[i, f] + w.linkage[i] - w.alone[i, f]) + w.alone[i, f]
            if cost > 0:
                tips.append(f"a fixed cost {'above' if took else 'below'} {cost:.3f} (it was {w.fixed_cost[i]:.3f})")
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
        terms = (
            Term("rivalry", _n(w.rivalry[i, j]), "rules.interests.rivalry"),
            Term("attention that the enemy takes", _n(w.attention[i]), _cite(threat.urgency)),
            Term("what it would bring", _n(gain), _cite(incidents.hostility_gain)),
            Term("the rival's help at stake", _n(stake), "phases.fight.worth_at_stake"),
            Term("what it would cost", _n(price), _cite(incidents.hostility_price)),
            Term(
                "chance of an unprovoked act", _n(self.after.chance_hostile[d, side]), _cite(incidents.chance_hostile)
            ),
            Term("luck", _n(chance.uniform(seed, chance.HOSTILITY, self.month_index, *at)), "chance.HOSTILITY"),
            Term("provoked last month", "yes" if w.provoked[d, side] else "no", "blame for an act or a clash"),
            Term(
                "luck of retaliation",
                _n(chance.uniform(seed, chance.RETALIATION, self.month_index, *at)),
                f"acts if provoked and above generosity {p.generosity:.2f}",
            ),
        )
        acted = bool(self.after.hostile[d, side])
        tips: tuple[str, ...] = ()
        if not acted and gain < price:
            enough = max(0.0, stake - (price - gain) / max(1e-9, w.trust[i, j]))
            tips = (f"help at stake below {enough:.3f}, at which an act would pay",)
        return Part(f"Does it act against {rival}?", "yes" if acted else "no", terms, tips)

    def _trust(self, d: int, side: int, rival: str) -> Part:
        w, i = self.before["message"], self.me
        j = self.names.actor.index(rival)
        terms = [Term("trust before", _n(w.trust[i, j]), _cite(trust.trust_of))]
        for c, channel in enumerate(self.names.channel):
            for word, name in enumerate(WORDS):
                if self.after.channel_dyad[c] == d and self.after.heard[c, 1 - side, word] != 0:
                    straight = bool(self.after.heard[c, 1 - side, word] > 0)
                    told_now = told(self.after, self.p, c, 1 - side, word, straight)
                    terms.append(
                        Term(
                            f"heard a {name} by {channel}",
                            _n(told_now),
                            "as meant" if straight else "garbled into its opposite",
                        )
                    )
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
            terms.append(Term("clashes", str(int(self.after.incidents[d])), _cite(trust.clash_evidence)))
        terms.append(Term("trust after", _n(self.after.trust[i, j]), _cite(trust.updated)))
        return Part(f"How far does it trust {rival}?", _n(self.after.trust[i, j]), tuple(terms))

    def _carried(self) -> list[Part]:
        parts = []
        for c, channel in enumerate(self.names.channel):
            if self.me in self.after.carrier[c, : self.after.hops[c]]:
                pair = " and ".join(self.names.dyad[self.after.channel_dyad[c]])
                terms = (Term("chance that its carriers serve", _n(self.after.chance_carry[c]), "actors: carry"),)
                answer = "yes" if self.after.usable[c] else "no: not open, not served, or not trusted by both"
                parts.append(Part(f"Does it carry words between {pair} ({channel})?", answer, terms))
        return parts
