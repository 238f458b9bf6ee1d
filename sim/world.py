"""The world: every fact the model knows, one line per fact.

A world is one NumPy structured record. A history is an array of worlds, so is an ensemble. All facts are 8 bytes wide
(float64, int64 or uint64), so a world is also a row of numbers that can be addressed by offset.

Dimensions: actor, issue, theatre, front (an enemy in a theatre), dyad (a pair of rivals), side (0 or 1: which of
the dyad), channel (the declared ones by name, then one direct line per dyad), hop (carrier in a chain), candidate
(who could take over a mandate, or lead a government), bargain (a possible deal of a dyad), mediation, government,
word (kind of message), question (what actors are asked), episode (a past dealing), event (a dated outside change).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.assumptions import ASSUMPTIONS

QUESTIONS = ("carry", "message", "take_part", "effort", "hostility", "condemn", "consent", "accept", "keep")
WORDS = ("assurance", "warning", "notice", "protest", "offer")
ASSURANCE, WARNING, NOTICE, PROTEST, OFFER = range(5)
NOTHING = -1  # no message wanted, no route, no carrier, no patron
AIR, GROUND = 0, 1
ARMS = ("air", "ground")
PUBLIC_GOOD, KRTZ = 0, 1
CONTESTS = ("public_good", "krtz")
MODES = ("rivalry", "none", "tacit", "relayed", "direct")
RIVALRY, NO_MODE, TACIT, RELAYED, DIRECT = range(5)
LONG_AGO = -1000  # a month before all months
EVENT_WORDS = (
    "governance", "strength", "exposure", "air", "ground", "audience_cost", "fixed_cost",
    "linkage", "ties", "channel", "trust", "garrison", "advocate", "resolution", "mediation", "bargain", "standing",
    "proxy_war",
)  # fmt: skip
CONCESSIONS = ("issue", "help", "restraint")
ISSUE, HELP, RESTRAINT = range(3)
BARGAIN_STATES = ("off", "offered", "countered", "in force", "broken")
OFF, OFFERED, COUNTERED, IN_FORCE, BROKEN = range(5)
MEDIATION_STATES = ("idle", "active")
IDLE, ACTIVE = range(2)
ENDS = ("none", "success", "request", "changed", "outside")
NO_END, SUCCESS, REQUEST, CHANGED, OUTSIDE = range(5)


class Fact(NamedTuple):
    """One fact: its name, what it is per, its type, its unit or range, its meaning."""

    name: str
    per: str
    kind: str
    unit: str
    meaning: str


def _facts(text: str) -> tuple[Fact, ...]:
    lines = (line for line in text.strip().splitlines() if line.strip() and not line.startswith("#"))
    return tuple(Fact(*(part.strip() for part in line.split("|"))) for line in lines)


FACTS = _facts("""
# the clock and the switches
month             |                  | i8 | months       | since the first month of the case, 0 before the first step
step_length       |                  | f8 | months       | length of a step: 1, or a quarter in a case that goes by weeks
contest           |                  | i8 | code         | CONTESTS: how efforts are matched with the enemy
shuffled          |                  | i8 | 0 or 1       | whether interests are dealt anew among the actors (a control)
# who
actor_address     | actor            | u8 | hash         | stands for the actor's name in chance
kind              | actor            | i8 | code         | which kind's decisions the actor takes
plain             | actor question   | i8 | 0 or 1       | answers this question in plain Python, outside the compiled phases
present           | actor            | i8 | 0 or 1       | exists in this run (a policy may remove it)
hostile_to_all    | actor            | i8 | 0 or 1       | in the role of the common enemy
patron            | actor            | i8 | actor        | the actor's patron, -1 for none
control           | actor            | f8 | share        | how far the patron's word binds the actor
audience_cost     | actor            | f8 | >= 0         | what being seen beside a rival costs at home
risk_attitude     | actor            | f8 | -1..1        | taste for risk in utilities
fixed_cost        | actor            | f8 | payoff       | cost of taking part on a front at all, per month
linkage           | actor            | f8 | payoff       | value of the issues linked to cooperation
# interests (M1)
position          | actor issue      | f8 | -1..1        | where the actor stands
salience          | actor issue      | f8 | 0..1         | how much it matters to the actor
distance          | actor actor      | f8 | 0..1         | of the other's position, weighed by one's own salience
rivalry           | actor actor      | f8 | 0..1         | mean of both distances
# where
governance        | theatre          | f8 | share        | how far the theatre is governed by its own government
governed          | theatre          | f8 | share        | governance, garrisons and regional powers together; the vacuum is what is left
garrison          | actor theatre    | f8 | share        | of the vacuum that the actor's standing presence fills
exposure          | actor theatre    | f8 | share        | how far events there reach the actor
# the enemy (M11), per front
front_address     | front            | u8 | hash         | stands for the front's name in chance
front_enemy       | front            | i8 | actor        | which enemy
front_theatre     | front            | i8 | theatre      | where
front_issue       | front            | i8 | issue        | whose salience makes it a threat
strength          | front            | f8 | 0..100       | of the enemy on the front
strength_before   | front            | f8 | 0..100       | the same at the beginning of the month
growth            | front            | f8 | per month    | of the enemy in a complete vacuum
ceiling           | front            | f8 | strength     | that the enemy cannot outgrow
attrition         | front            | f8 | strength     | lost per unit of joint effort
recruits          | front            | f8 | strength     | gained from outside per month
spread            | front            | f8 | share        | of its strength elsewhere that spills over per month
fallen_below      | front            | f8 | strength     | of the enemy in all theatres, under which it counts as fallen
enemy_effort      | front            | f8 | effort       | of the enemy itself (contest krtz)
hostility_level   | actor front      | f8 | ratio        | how exposed the actor is to friends and foes there (contest krtz)
enemy_performance | front            | f8 | effort       | of the enemy, hampered by its foes (contest krtz)
contest_total     | front            | f8 | effort       | sum of all performances (contest krtz)
opens_above       | front            | f8 | strength     | of the enemy elsewhere, at which it opens this front; 0: it is open from the start
opening_strength  | front            | f8 | strength     | with which it opens
opened            | front            | i8 | 0 or 1       | the enemy stands there
# the enemy abroad (M2, M11)
volunteers        | actor            | f8 | thousands    | nationals who join an enemy at its ceiling, per month
fighters          | actor            | f8 | thousands    | nationals who are with an enemy
alarm             | actor            | f8 | share        | felt after attacks at home
attacks           | actor            | i8 | attacks      | at home this month
attacks_total     | actor            | i8 | attacks      | so far
# threat (M2)
threat            | actor front      | f8 | payoff       | lambda: what a unit of enemy strength costs the actor
urgency           | front            | f8 | share        | of attention that the enemy gets on the front
stake             | actor front      | f8 | payoff       | what success on the front is worth
prize             | actor front      | f8 | payoff       | the stake less what rivals gain from the same success
attention         | actor            | f8 | share        | of the actor's attention that enemies take from rivalry
# effort (M3): what is planned if all with a stake take part, and what is done
air_capacity      | actor front      | f8 | effort       | largest air effort
ground_capacity   | actor front      | f8 | effort       | largest ground effort
friction          | actor front      | f8 | share        | extra cost of being seen beside the rivals there
danger            | actor front      | f8 | payoff       | expected loss per unit of effort from clashes
plan_friction     | actor front      | f8 | share        | friction if all with a stake take part
plan_danger       | actor front      | f8 | payoff       | danger if all with a stake take part
air_plan          | actor front      | f8 | effort       | planned air effort
ground_plan       | actor front      | f8 | effort       | planned ground effort
prospect          | actor front      | f8 | payoff       | gain from taking part if all keep their part
alone             | actor front      | f8 | payoff       | gain from taking part if nobody else does
reliance          | actor front      | f8 | trust        | in those whose part the prospect needs
plan_worth        | actor front      | f8 | probability  | of success that would be lost without the actor, by plan
minimum_trust     | actor front      | f8 | trust        | least reliance at which taking part pays (2: none is enough, -1: none is needed)
margin            | actor front      | f8 | trust        | by how much taking part pays, in units of reliance
linked            | actor front      | f8 | payoff       | what bargains in force pay for taking part
diverted          | actor            | f8 | share        | of its capacity that proxy wars elsewhere take
chance_part       | actor front      | f8 | probability  | of taking part (the answer to take_part)
takes_part        | actor front      | i8 | 0 or 1       | takes part this month
left              | actor            | i8 | 0 or 1       | left a front this month on which the enemy had not fallen
air_wanted        | actor front      | f8 | effort       | the answer to effort, air
ground_wanted     | actor front      | f8 | effort       | the answer to effort, ground
air               | actor front      | f8 | effort       | air effort this month
ground            | actor front      | f8 | effort       | ground effort this month
fights            | actor front      | i8 | 0 or 1       | takes part with an effort that counts
joint_effort      | front            | f8 | effort       | of all who take part
members           | actor            | f8 | >= 1         | parties that a coalition stands for
first_fight       | actor            | i8 | month        | in which it first fought, -1 for never
effort_total      | actor            | f8 | effort       | so far, all fronts and arms
success           | front            | f8 | probability  | of the joint effort against the enemy
worth             | actor front      | f8 | probability  | of success that would be lost without the actor
# trust (M5): row trusts column
initial_log_trust | actor actor      | f8 | log-odds     | from interests and past episodes
log_trust         | actor actor      | f8 | log-odds     | now
trust             | actor actor      | f8 | probability  | that the other keeps its part
episode_by        | episode          | i8 | actor        | whose trust
episode_in        | episode          | i8 | actor        | in whom
episode_age       | episode          | f8 | months       | before the first month of the case
episode_evidence  | episode          | f8 | log ratio    | when it was fresh
# rivals (M8)
dyad              | actor actor      | i8 | dyad         | number of the pair of rivals, -1 if they are not
dyad_address      | dyad             | u8 | hash         | stands for the pair in chance
rival             | dyad side        | i8 | actor        | the two rivals
ties              | dyad             | f8 | 0 or 1       | direct diplomatic relations
co_location       | dyad             | f8 | share        | of the ground that their forces share when both are there
deconfliction     | dyad             | f8 | share        | of clashes prevented by a line in working order
notice_month      | dyad side        | i8 | month        | when this side's last notice reached the other
chance_hostility  | dyad side        | f8 | probability  | of an unprovoked hostile act (the answer to hostility)
chance_unbought   | dyad side        | f8 | probability  | the same when last no bargain paid for restraint
provoked          | dyad side        | i8 | 0 or 1       | this side thinks that the other acted against it last month
hostile           | dyad side        | i8 | 0 or 1       | this side acts against the other this month
blamed            | dyad side        | i8 | 0 or 1       | this side is thought to act against the other this month
suspected         | dyad side        | i8 | 0 or 1       | this side is thought to have meant a clash this month
proxied           | dyad side        | i8 | 0 or 1       | a client of this side acts against the other this month
warned            | dyad side        | i8 | 0 or 1       | a protest of the other reached this side this month
incidents         | dyad             | i8 | clashes      | this month
incidents_total   | dyad             | i8 | clashes      | so far
hostile_month     | dyad             | i8 | month        | of the last deliberate hostile act, blamed proxies included
standing          | dyad             | f8 | ratio        | forces that face each other without any enemy, in crisis (campaigns squared)
crisis_rate       | dyad             | f8 | per month    | how often a crisis begins
crisis            | dyad             | i8 | 0 or 1       | there is a crisis
first_line        | dyad             | i8 | month        | of the first deconfliction line, -1 for never
line_months       | dyad             | i8 | months       | with a working line so far
proxy_war         | dyad             | f8 | share        | of both sides' capacity that their proxy war takes at full hostility
# words and deeds (M12)
chance_condemn    | dyad side        | f8 | probability  | of condemning the other in public (the answer to condemn)
condemns          | dyad side        | i8 | 0 or 1       | this side condemns the other in public this month
condemned_month   | dyad side        | i8 | month        | of the last condemnation that was news
leaked            | dyad side        | i8 | 0 or 1       | this side's contact with the other became public this month
leak_month        | dyad side        | i8 | month        | of the last leak
leaks_total       | dyad             | i8 | leaks        | so far
# messages (M6)
wanted            | dyad side        | i8 | word         | the message that this side wants to send (the answer to message)
channel_address   | channel          | u8 | hash         | stands for the channel in chance
channel_dyad      | channel          | i8 | dyad         | whose messages it carries
carrier           | channel hop      | i8 | actor        | who carries, in order; -1 beyond the end
hops              | channel          | i8 | count        | number of carriers; 0 is a direct line
mediates          | channel          | i8 | 0 or 1       | its carriers speak for themselves, not only pass words on
channel_open      | channel          | f8 | 0 or 1       | in existence
loss              | channel          | f8 | probability  | that a message is lost, per hop
garble            | channel          | f8 | probability  | that it is turned into its opposite, per hop
delay             | channel          | f8 | months       | mean time on the way, per hop
rate              | channel          | f8 | messages     | that it takes in a month
leverage          | channel          | f8 | share        | what its carriers can add to a message of their own
leak              | channel          | f8 | probability  | that a message becomes public, per hop
# mandates of protecting powers (M15)
mandated          | channel          | i8 | 0 or 1       | the channel is a mandate that has to be given and can be lost
sending           | channel          | i8 | side         | whose interests are looked after
passes_messages   | channel          | i8 | 0 or 1       | messages are among the functions
consular          | channel          | i8 | 0 or 1       | consular work is among the functions
helps_talks       | channel          | f8 | share        | how far the mandate helps talks between the two
candidate         | channel candidate| i8 | actor        | who could hold the mandate, -1 beyond the end
in_mandate        | channel          | i8 | 0 or 1       | the mandate is held, by the first carrier
mandate_waits     | channel          | i8 | 0 or 1       | begins with its coded protecting power once its channel opens
refusal_month     | channel          | i8 | month        | when a party last refused a candidate for the mandate
mandates_lost     | channel          | i8 | count        | so far
looked_after      | dyad side        | i8 | months       | in which a protecting power looked after this side's nationals with the other
mandate_months    | channel          | i8 | months       | in which the mandate was held
tradition         | actor            | f8 | share        | practice as a protecting power
offices           | actor            | f8 | mandates     | that it can hold at a time
chance_carry      | channel          | f8 | probability  | that its carriers serve this month (the answer to carry)
usable            | channel          | i8 | 0 or 1       | open, accepted by both, and served this month
route             | dyad side        | i8 | channel      | by which this side would write, -1 if there is none
mail              | channel side word| i8 | 0 or 1       | from this side, on the way
heard             | channel side word| i8 | -1, 0, 1     | from this side, delivered this month: as meant 1, garbled -1
told_month        | dyad side word   | i8 | month        | when this word of this side was last news to the other
contact_direct    | dyad             | i8 | month        | of the last direct message delivered
contact_relayed   | dyad             | i8 | month        | of the last relayed message delivered
delivered_direct  | dyad             | i8 | messages     | so far
delivered_relayed | dyad             | i8 | messages     | so far
# the norm of mediation (M9)
norm              | actor            | f8 | 0..1         | how far the actor holds that disputes should be mediated
next_norm         | actor            | f8 | 0..1         | its view next month, while all move at once
norm_anchor       | actor            | f8 | 0..1         | its own view, without the others, while it is no advocate
susceptibility    | actor            | f8 | share        | how far it goes by the others' views, while it is no advocate
heeds             | actor            | i8 | 0 or 1       | takes part in the debate about the norm
advocate          | actor            | i8 | 0 or 1       | a friend of mediation: in the debate, and does not yield
advocacy          |                  | f8 | >= 0         | weight that resolutions have given to the advocates
# mediations (M15)
mediation_address | mediation        | u8 | hash         | stands for the mediation in chance
mediator          | mediation        | i8 | actor        | who mediates, -1 for nobody
mediation_dyad    | mediation        | i8 | dyad         | between whom
mediation_open    | mediation        | f8 | 0 or 1       | whether it can take place at all
proposal_rate     | mediation        | f8 | per month    | how often the mediator proposes itself while idle
skill             | mediation        | f8 | share        | how far it moves proposals to where both gain
pressure            | mediation        | f8 | payoff       | what the mediator adds to a bargain, or takes for refusing it
cover             | mediation        | f8 | share        | of the price of being seen in contact that talks under its roof spare
agenda            | mediation bargain| i8 | 0 or 1       | the bargain is on the agenda
chance_consent    | mediation side   | f8 | probability  | of consenting to the mediation (the answer to consent)
mediation_state   | mediation        | i8 | code         | MEDIATION_STATES
mediation_month   | mediation        | i8 | month        | of the last change
mediation_end     | mediation        | i8 | code         | ENDS: why it ended last
proposal_month    | mediation        | i8 | month        | of the last proposal
proposals         | mediation        | i8 | count        | so far
consents          | mediation        | i8 | count        | proposals that both accepted
successes         | mediation        | i8 | count        | ended by success
talks             | mediation        | i8 | months       | in which it was active
# bargains: issue linkage (M7)
bargain_address   | bargain          | u8 | hash         | stands for the bargain in chance
bargain_dyad      | bargain          | i8 | dyad         | whose, -1 for none
bargain_open      | bargain          | f8 | 0 or 1       | whether it can be spoken of at all
after             | bargain          | i8 | bargain      | that has to be in force first, -1 for none
verifiability     | bargain          | f8 | probability  | that a breach is noticed in a month
concession        | bargain side     | i8 | code         | CONCESSIONS: what this side gives
concession_issue  | bargain side     | i8 | issue        | on which, -1 for help and restraint
concession_client | bargain side     | i8 | actor        | whose cause is conceded, -1 for one's own
concession_size   | bargain side     | f8 | 0..1         | how much is asked of this side now
least_size        | bargain side     | f8 | 0..1         | what is asked at first
largest_size      | bargain side     | f8 | 0..1         | the most that can be asked
bargain_value     | bargain side     | f8 | payoff       | what the other's concession is worth to this side, per month
bargain_cost      | bargain side     | f8 | payoff       | what its own concession costs it, per month
chance_accept     | bargain side     | f8 | probability  | of accepting the bargain as it stands (the answer to accept)
chance_keep       | bargain side     | f8 | probability  | of delivering this month (the answer to keep)
delivers          | bargain side     | i8 | 0 or 1       | this side does its part this month
bargain_state     | bargain          | i8 | code         | BARGAIN_STATES
bargain_month     | bargain          | i8 | month        | of the last change
offers            | bargain          | i8 | count        | so far
counters          | bargain          | i8 | count        | counter-offers so far
agreements        | bargain          | i8 | count        | so far
breaches          | bargain          | i8 | count        | noticed so far
bargain_months    | bargain          | i8 | months       | in force so far
kept_months       | bargain          | i8 | months       | in which both delivered so far
offered           | dyad side        | i8 | bargain      | that this side would most like to strike, and so writes of, -1 for none
patience          | actor            | f8 | share        | of next month's payoff that counts today
# clients, hosts and proxies (M10, M13)
backing           | actor actor      | f8 | share        | how far the first backs the second
first_ground      | actor            | f8 | effort       | ground capacity at the beginning, all fronts
distress          | actor            | f8 | share        | how near its government is to collapse
arming            | actor            | f8 | effort       | that its patron can move to it in a month
armed_to          | actor            | f8 | effort       | that its patron moves to it in all
armed             | actor            | f8 | effort       | that its patron has moved to it so far
host              | theatre          | i8 | actor        | its government, -1 for none in the case
sovereignty       | theatre          | f8 | share        | how much its government's consent counts to it
home              | actor theatre    | i8 | 0 or 1       | the actor lives there, and needs nobody's consent
admitted          | actor theatre    | i8 | 0 or 1       | the host agrees to the actor's forces
intrudes          | actor theatre    | i8 | 0 or 1       | fights there this month without the host's consent
intrusions        | actor            | i8 | months       | of fighting without the host's consent
# influence after the enemy (M14)
held              | actor theatre    | f8 | share        | of the theatre's ground that the actor holds
government_month  | government       | i8 | month        | when it is formed, -1 for never
government_actor  | government       | i8 | actor        | who is governed by it
government_issue  | government       | i8 | issue        | that the candidates stand on
standpoint        | government candidate | f8 | -1..1    | where a candidate stands
running           | government candidate | i8 | 0 or 1   | there is such a candidate
voice             | government actor | f8 | >= 0         | weight of an actor in the choice
chosen            | government       | i8 | candidate    | who was chosen, -1 before
condorcet         | government       | i8 | candidate    | who beats all others in pairs, -1 for nobody
# what comes of it
mode              | dyad             | i8 | code         | MODES
complementarity   | dyad             | f8 | effort       | surplus of joint effort that the pair has only together
payoff            | actor            | f8 | payoff       | of the month
payoff_total      | actor            | f8 | payoff       | so far
# outside events, in order of date
event_month       | event            | i8 | month        | when
event_kind        | event            | i8 | code         | EVENT_WORDS: what changes
event_where       | event            | i8 | index        | which theatre, front, actor, dyad, channel, mediation or bargain; for trust: who trusts
event_which       | event            | i8 | index        | which theatre of an actor; for trust: in whom
event_adds        | event            | i8 | 0 or 1       | the value is added (1) or put in place (0)
event_value       | event            | f8 | as the fact  | the number
""")
"""Every fact of the world, in the order of the record."""

NAMES: dict[str, Fact] = {fact.name: fact for fact in FACTS}


def dtype(sizes: dict[str, int]) -> np.dtype:
    """The type of a world of these sizes.

    >>> dtype(dict.fromkeys(DIMENSIONS, 2)).itemsize % 8
    0
    """
    return np.dtype([(f.name, f.kind, tuple(sizes[d] for d in f.per.split())) for f in FACTS])


DIMENSIONS = tuple(dict.fromkeys(d for f in FACTS for d in f.per.split()))

FIXED = {"side": 2, "word": len(WORDS), "question": len(QUESTIONS)}
"""Dimensions of the same size in every case."""

ASSUMPTION_TYPE = np.dtype([(name, "f8") for name in ASSUMPTIONS])
"""The record of the model's parameters."""


def blank(sizes: dict[str, int]) -> np.recarray:
    """One world of these sizes, all zero (as an array of one)."""
    return np.zeros(1, dtype(sizes)).view(np.recarray)


def default_assumptions() -> np.recarray:
    """The model's parameters at their defaults (as an array of one).

    >>> float(default_assumptions()[0].air_share)
    0.4
    """
    record = np.zeros(1, ASSUMPTION_TYPE).view(np.recarray)
    for name, assumption in ASSUMPTIONS.items():
        record[name] = assumption.default
    return record


def offset(name: str, sizes: dict[str, int], *index: int) -> int:
    """Where a fact stands in a world seen as a row of 8-byte numbers.

    Raises:
        KeyError: there is no such fact.

    >>> offset("contest", {})
    2
    """
    start = 0
    for fact in FACTS:
        shape = tuple(sizes[d] for d in fact.per.split())
        if fact.name == name:
            return start + (int(np.ravel_multi_index(index, shape)) if index else 0)
        start += math.prod(shape)
    raise KeyError(f"the world has no fact {name!r}")
