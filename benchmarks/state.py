"""How a state behaves in the textbook case: what it sees, plans, says, does and gets, in plain Python."""

from __future__ import annotations

from benchmarks import formulas as f
from benchmarks import parameters
from benchmarks.behaviour import Actor
from benchmarks.relations import LONG_AGO, Pair, Side


class State(Actor):
    """A state: weighs the common fight, its rivals and its public."""

    def begin(self, party: parameters.Party) -> None:
        """Its numbers of this run, and plans at the least effort."""
        super().begin(party)
        draw, presence = self.model.draw, self.model.p.presence
        self.risk_attitude, self.audience_cost = draw(party.risk_attitude), draw(party.audience_cost)
        self.fixed_cost, self.exposure = draw(party.fixed_cost), draw(party.exposure)
        self.air_capacity, self.ground_capacity = draw(party.air), draw(party.ground)
        self.air_floor, self.ground_floor = min(presence, self.air_capacity), min(presence, self.ground_capacity)
        self.air_plan, self.ground_plan = self.air_floor, self.ground_floor
        self.air = self.ground = self.air_wanted = self.ground_wanted = 0.0
        self.stake = self.prize = self.attention = self.plan_worth = self.worth = self.margin = self.held = 0.0
        self.friction = self.danger = self.plan_friction = self.plan_danger = 0.0
        self.takes_part = self.joins = False
        self.review_offset = self.model.luck() * self.model.p.review_months
        self.reviewed, self.posture = LONG_AGO, 0.0

    def carries(self, pair: Pair) -> float:
        """Carries only for those it trusts itself."""
        return float(min(self.trust[side.me] for side in pair.sides) >= self.model.p.carrier_trust)

    def perceive(self) -> None:
        """What the enemy threatens, and what it leaves of attention for rivals."""
        enemy, p = self.model.enemy, self.model.p
        hostile = max(0.0, 1.0 - f.utility(self.distance[enemy], self.risk_attitude))
        felt = self.salience[enemy.issue] * hostile * self.exposure
        self.stake = p.threat_weight * felt * enemy.strength * enemy.urgency
        self.attention = enemy.strength * felt / (enemy.strength * felt + p.rival_attention)

    def weigh_rivals(self) -> None:
        """What rivals would gain by the same success, and what it costs to fight beside them."""
        p, gained = self.model.p, 0.0
        self.friction = self.danger = self.plan_friction = self.plan_danger = 0.0
        for side in self.sides:
            rival, friction = side.rival, side.friction(p)
            gained += side.rivalry * rival.stake
            if rival.takes_part:
                self.friction += friction
                self.danger += side.danger(rival.air + rival.ground, p)
            if rival.stake > 0.0 and rival.air_capacity + rival.ground_capacity > 0.0:
                self.plan_friction += friction
                self.plan_danger += side.danger(rival.air_plan + rival.ground_plan, p)
        self.prize = max(0.0, self.stake - p.relative_gains * gained)

    def best_air(self, own: float, air: float, ground: float, friction: float, danger: float) -> float:
        """Best air effort, given all air and ground efforts, of which one's own is a part."""
        p = self.model.p
        return f.best_effort(
            self.prize, self.model.enemy.strength, p.air_cost * (1.0 + friction) + danger, p.cost_curvature,
            max(0.0, air - own), ground, self.air_floor, self.air_capacity, p.air_share, p.substitution, own,
        )  # fmt: skip

    def best_ground(self, own: float, air: float, ground: float, friction: float, danger: float) -> float:
        """The same on the ground."""
        p = self.model.p
        return f.best_effort(
            self.prize, self.model.enemy.strength, p.ground_cost * (1.0 + friction) + danger, p.cost_curvature,
            max(0.0, ground - own), air, self.ground_floor, self.ground_capacity,
            1.0 - p.air_share, p.substitution, own,
        )  # fmt: skip

    def plan(self, air: float, ground: float, air_pace: float, ground_pace: float) -> None:
        """Move the plan toward the best reply to all plans."""
        rubs = self.plan_friction, self.plan_danger
        if self.air_capacity > 0.0:
            self.air_plan += air_pace * (self.best_air(self.air_plan, air, ground, *rubs) - self.air_plan)
        if self.ground_capacity > 0.0:
            best = self.best_ground(self.ground_plan, air, ground, *rubs)
            self.ground_plan += ground_pace * (best - self.ground_plan)

    def bill(self, air: float, ground: float, friction: float, danger: float) -> float:
        """What both efforts cost."""
        p = self.model.p
        by_air = f.cost_of(air, p.air_cost * (1.0 + friction) + danger, p.cost_curvature)
        return by_air + f.cost_of(ground, p.ground_cost * (1.0 + friction) + danger, p.cost_curvature)

    def weigh_worth(self, air: float, ground: float, together: float) -> None:
        """What success by plan would lose without me."""
        rest = self.model.make(max(0.0, air - self.air_plan), max(0.0, ground - self.ground_plan))
        self.plan_worth = together - f.success(rest, self.model.enemy.strength)

    def weigh_prospect(self, total_worth: float) -> None:
        """By how much it pays to take part, trusting the others as far as each is needed."""
        bill = self.bill(self.air_plan, self.ground_plan, self.plan_friction, self.plan_danger)
        own = f.success(self.model.make(self.air_plan, self.ground_plan), self.model.enemy.strength)
        together, alone = self.prize * self.plan_worth - bill, max(0.0, self.prize * own - bill)
        needed, reliance = total_worth - self.plan_worth, 1.0
        if needed > 1e-12:
            leaned = sum(other.plan_worth * self.trust[other] for other in self.model.states if other is not self)
            reliance = min(1.0, leaned / needed)
        self.margin = f.joining_margin(reliance, self.fixed_cost, together, alone)

    def weigh_words(self) -> None:
        """How likely is it that I condemn a rival in public?"""
        p = self.model.p
        for side in self.sides:
            gain = self.audience_cost * side.rivalry * p.condemnation_value
            price = p.condemnation_price * self.trust[side.rival]
            side.chance_to_condemn = f.logistic(gain - price, p.condemnation_temperature) if gain > 0.0 else 0.0

    def speak(self) -> None:
        """Condemn rivals or not; said again before the next review, it tells nothing new. Silence tells a little."""
        p, month = self.model.p, self.model.month
        for side in self.sides:
            side.condemns = self.model.luck() < side.chance_to_condemn
            if month - side.condemned_month >= p.review_months:
                evidence = f.conduct_evidence(side.condemns, p.condemn_if_trustworthy, p.condemn_if_not)
                if side.condemns:
                    side.condemned_month = month
                side.rival.believe(self, evidence if side.condemns else evidence / p.review_months)

    def write(self) -> None:
        """What to tell each rival."""
        for side in self.sides:
            usable = side.pair.channel.usable
            side.wanted = side.best_word(self.model.month, self.model.p) if usable else None

    def decide(self) -> None:
        """Will I fight? My luck is drawn anew at each review of my posture."""
        p = self.model.p
        review = int((self.model.month + self.review_offset) / p.review_months)
        if review != self.reviewed:
            self.reviewed, self.posture = review, self.model.luck()
        able = self.air_capacity + self.ground_capacity > 0.0 and self.model.enemy.strength > 0.0
        self.joins = able and self.posture < f.logistic(self.margin, p.temperature)

    def resent_leavers(self) -> None:
        """Leaving before the enemy has fallen tells against the leaver, to those who stay."""
        if self.takes_part and self.joins:
            for other in self.model.states:
                if other.takes_part and not other.joins:
                    self.log_trust[other] -= self.model.p.evidence_leaving

    def choose_effort(self, air: float, ground: float) -> None:
        """How much, by air and on the ground: the best reply to the efforts seen last month."""
        self.takes_part = self.joins
        if self.takes_part:
            self.air_wanted = self.best_air(self.air, air, ground, self.friction, self.danger)
            self.ground_wanted = self.best_ground(self.ground, air, ground, self.friction, self.danger)

    def deploy(self, air_pace: float, ground_pace: float) -> None:
        """Effort moves toward what was wanted."""
        self.air, self.ground = (
            min(largest, max(floor, now + pace * (wanted - now))) if self.takes_part else 0.0
            for now, wanted, floor, largest, pace in (
                (self.air, self.air_wanted, self.air_floor, self.air_capacity, air_pace),
                (self.ground, self.ground_wanted, self.ground_floor, self.ground_capacity, ground_pace),
            )
        )
        self.fights = self.air + self.ground >= self.model.p.fighting_effort

    def weigh_part(self, air: float, ground: float) -> None:
        """What of this month's success is mine."""
        enemy = self.model.enemy
        self.worth = enemy.success - f.success(self.model.make(air - self.air, ground - self.ground), enemy.strength)

    def act(self) -> None:
        """Acts against rivals: unprovoked where that pays, and in answer to theirs."""
        p = self.model.p
        for side in self.sides:
            side.hostile = self.model.luck() < self.chance_against(side)
            if not side.hostile and side.provoked and p.hostility_rate > 0.0:
                side.hostile = self.model.luck() >= p.generosity
            if side.hostile:
                side.blamed, side.pair.hostile_month = True, self.model.month

    def chance_against(self, side: Side) -> float:
        """How likely is an unprovoked act: its gain against its price."""
        p, rival = self.model.p, side.rival
        gain = p.hostility_gain * side.rivalry * (1.0 - self.attention) * (1.0 + p.influence_spur * rival.held)
        price = p.retaliation * (1.0 + side.warned) + self.trust[rival] * self.prize * rival.worth
        return p.hostility_rate * f.logistic(gain - price, p.hostility_temperature)

    def account(self) -> None:
        """What the month brought."""
        p, enemy = self.model.p, self.model.enemy
        month = self.prize * enemy.success
        if self.takes_part:
            month -= self.fixed_cost + self.bill(self.air, self.ground, self.friction, self.danger)
        month += p.influence * (self.held - sum(side.rivalry * side.rival.held for side in self.sides))
        for side in self.sides:
            month -= p.incident_loss * side.pair.incidents + p.retaliation * side.back.hostile
            month += p.hostility_gain * side.rivalry * side.hostile
            if side.leaked:
                month -= side.price_of_contact(1.0, self.model.month, p)
        self.payoff += month

    def settle_ground(self, kept: float, gained: float) -> None:
        """Keep a share of the ground held, and gain by one's effort on the ground."""
        self.held = min(1.0, kept * self.held + gained * self.ground)
