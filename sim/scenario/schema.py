"""What a scenario file may hold, block by block; `sim.scenario.load` reads one and checks it as a whole.

Annotations are no strings here (no `from __future__ import annotations`): pydantic would compile each of them anew.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictStr, model_validator

from sim.scenario.coding import Coding
from sim.scenario.text import Day, Month, Name, Text, Url
from sim.scenario.values import Amount, Basis, Block, Flag, Named, Number, Pair, SomeNames, Whom
from sim.units import (
    Cost,
    Effort,
    Evidence,
    Fighters,
    Months,
    NonNegative,
    Norm,
    Patience,
    Payoff,
    Position,
    Positive,
    Probability,
    Rate,
    RiskAttitude,
    Salience,
    Share,
    Strength,
    unit_of,
)

ActorKind = Literal["state", "armed_group", "coalition", "protecting_power", "mediator", "organisation"]
EventWord = Literal[
    "governance",
    "strength",
    "trust",
    "exposure",
    "air",
    "ground",
    "audience_cost",
    "fixed_cost",
    "linkage",
    "ties",
    "channel",
    "garrison",
    "advocate",
    "resolution",
    "mediation",
    "bargain",
    "standing",
    "proxy_war",
]
Contest = Literal["public_good", "krtz"]


class Document(Block):
    """A text or table that numbers are cited from."""

    title: Text
    date: Day
    author: Text | None = None
    note: Text | None = None
    url: Url | None = None


class Span(Block):
    """The months that the case covers, both included; days instead of months make it go by weeks."""

    first: Month
    last: Month

    def __len__(self) -> int:
        return self.last - self.first + 1


class Opening(Block):
    """When a channel, a mediation or a bargain is open; an end left out means always."""

    first: Month | None = None
    last: Month | None = None


class Issue(Block):
    """A question that actors take positions on: what -1 and +1 mean."""

    minus: Text
    plus: Text
    about: Text | None = None


class Theatre(Basis):
    """A place where actors meet the enemy; vacuum = 1 - governance.

    `host` is the actor whose government's consent foreign forces need there, `sovereignty` how much that counts to it.
    """

    governance: Number[Share]
    host: Name | None = None
    sovereignty: Number[Share] = Number[Share](value=1.0)
    about: Text | None = None


class Interest(Basis):
    """Where an actor stands on an issue, and how much it matters to it.

    `spread` is the coder's uncertainty (s.d. of the position); the salience gets half of it.
    Either number keeps a range or spread of its own. `codings` are the rows of coding sheets about it.
    """

    position: Number[Position]
    salience: Number[Salience]
    spread: NonNegative | None = None
    codings: tuple[Coding, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _share_spread(cls, data: Any) -> Any:
        spread = data.get("spread") if isinstance(data, dict) else None
        if spread is None or spread not in unit_of(NonNegative):
            return data  # a wrong spread is reported once, where it stands
        return data | {
            word: data[word] | {"spread": spread * part}
            for word, part in (("position", 1.0), ("salience", 0.5))
            if isinstance(data.get(word), dict) and not {"range", "spread"} & data[word].keys()
        }


class Presence(Basis):
    """How far an actor is exposed in a theatre (0..1), the effort it can bring, and its garrison's share of order.

    `home`: it lives there, and needs no host's consent.
    """

    exposure: Number[Share] = Number[Share](value=0.0)
    air: Number[Effort] = Number[Effort](value=0.0)
    ground: Number[Effort] = Number[Effort](value=0.0)
    garrison: Number[Share] = Number[Share](value=0.0)
    home: Flag = Flag(value=False)


class View(Basis):
    """What an actor thinks of mediation (0..1), how far it goes by others, and whether it is a friend of mediation."""

    norm: Number[Norm]
    susceptibility: Number[Share] = Number[Share](value=0.5)
    advocate: Flag = Flag(value=False)


class Actor(Basis):
    """Who acts: its kind, interests, places, costs, and its patron if it has one."""

    kind: ActorKind
    about: Text | None = None
    interests: Named[Interest] = Field(default={}, validate_default=True)
    theatres: Named[Presence] = Field(default={}, validate_default=True)
    risk_attitude: Number[RiskAttitude] = Number[RiskAttitude](value=0.0)
    audience_cost: Number[Cost] = Number[Cost](value=0.0)
    fixed_cost: Number[Cost] = Number[Cost](value=0.0)
    linkage: Number[NonNegative] = Number[NonNegative](value=0.0)
    patron: Name | None = None
    control: Number[Share] | None = None
    arming: Number[Effort] = Number[Effort](value=0.0)
    armed_to: Number[Effort] = Number[Effort](value=0.0)
    members: Number[Positive] = Number[Positive](value=1.0)
    patience: Number[Patience] = Number[Patience](value=0.9)
    volunteers: Number[Fighters] = Number[Fighters](value=0.0)
    fighters: Number[Fighters] = Number[Fighters](value=0.0)
    tradition: Number[Share] = Number[Share](value=0.0)
    offices: Number[NonNegative] = Number[NonNegative](value=1.0)
    mediation: View | None = None


class Episode(Basis):
    """Past dealing that built (above 0) or broke (below 0) trust; `of`: only trust in that side."""

    what: Text
    date: Month
    evidence: Number[Evidence]
    of: Name | None = None


class Relation(Basis):
    """What holds between two actors; the order of the two names means nothing.

    `backing`: how far the named one backs the other. `standing`: forces that face each other in a crisis, `crises`:
    how often one begins per month. `proxy_war`: share of both sides' forces that a war by proxy takes.

    `ties` left out: true between actors that are not rivals, false between rivals.
    """

    between: Pair
    rivals: Flag = Flag(value=False)
    ties: Flag = Flag(value=True)
    co_location: Number[Share] = Number[Share](value=0.0)
    backing: Named[Number[Share]] = Field(default={}, validate_default=True)
    standing: Number[NonNegative] = Number[NonNegative](value=0.0)
    crises: Number[Rate] = Number[Rate](value=0.0)
    proxy_war: Number[Share] = Number[Share](value=0.0)
    episodes: tuple[Episode, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _rivals_without_ties(cls, data: Any) -> Any:
        rivals = data.get("rivals") if isinstance(data, dict) else None
        if not isinstance(rivals, dict) or rivals.get("value") is not True or "ties" in data:
            return data
        return data | {"ties": {"value": False}}


class Mandate(Basis):
    """What a protecting power is asked to do: it looks after the interests of `sending` with the other side.

    `candidates` are asked, the most suitable first, when the mandate falls vacant.
    """

    sending: Name
    candidates: tuple[Name, ...] = ()
    functions: tuple[Literal["consular", "messages", "talks"], ...] = ("consular", "messages")
    talks: Number[Share] = Number[Share](value=0.0)


class Channel(Basis):
    """How words travel between two rivals: carried by third parties that both accept, hop by hop."""

    role: Literal["protecting_power", "mediator"]
    carriers: SomeNames
    between: Pair
    open: Opening = Opening()
    loss: Number[Probability]
    garble: Number[Probability]
    delay: Number[Months]
    rate: Number[Positive]
    leverage: Number[Share] = Number[Share](value=0.0)
    leak: Number[Probability] = Number[Probability](value=0.0)
    mandate: Mandate | None = None
    about: Text | None = None


class Concession(Basis):
    """What one side of a bargain gives: moves on an `issue`, helps against the enemy, or keeps restraint.

    `size` is how far it is asked to move toward the other at first (1: all the way), `largest` the most. `client`: the
    actor whose cause it gives up; that is cheaper, the nearer the client is to collapse.
    """

    gives: Literal["issue", "help", "restraint"]
    issue: Name | None = None
    client: Name | None = None
    size: Number[Share] = Number[Share](value=0.5)
    largest: Number[Share] = Number[Share](value=1.0)


class Bargain(Basis):
    """A possible deal between two rivals, a concession against another; nobody has to take it.

    `verifiability`: chance that a breach is noticed in a month. `after`: what has to be in force first.
    """

    between: Pair
    concessions: Named[Concession]
    verifiability: Number[Probability]
    after: Name | None = None
    open: Opening = Opening()
    about: Text | None = None


class Mediation(Basis):
    """Talks between two rivals under a third party, if both consent: `agenda` lists bargains that it may put.

    `rate`: how often it is proposed while idle; `skill`: how far proposals are moved to where both gain; `pressure`:
    what the mediator adds to a bargain; `cover`: share of the price of being seen in contact that its roof spares.
    """

    mediator: Name
    between: Pair
    agenda: SomeNames
    rate: Number[Rate]
    open: Opening = Opening()
    skill: Number[Share] = Number[Share](value=0.0)
    pressure: Number[NonNegative] = Number[NonNegative](value=0.0)
    cover: Number[Share] = Number[Share](value=0.0)
    about: Text | None = None


class Government(Basis):
    """A choice of who leads a country: `candidates` stand on an issue, `voices` weigh factions and their patrons."""

    of: Name
    issue: Name
    date: Month
    candidates: Named[Number[Position]]
    voices: Named[Number[NonNegative]]
    about: Text | None = None


class Foothold(Basis):
    """The strength of an enemy in one theatre when the case begins.

    With `opens_above`: the strength with which it opens the theatre, once it is that strong elsewhere.
    """

    strength: Number[Strength]
    opens_above: Number[NonNegative] = Number[NonNegative](value=0.0)


class Enemy(Basis):
    """How the common enemy grows, spreads and falls; the key is the name of an actor."""

    issue: Name
    theatres: Named[Foothold]
    growth: Number[Rate]
    attrition: Number[Rate]
    ceiling: Number[Positive] = Number[Positive](value=100.0)
    recruits: Number[Rate] = Number[Rate](value=0.0)
    spread: Number[Share] = Number[Share](value=0.0)
    fallen_below: Number[Strength] = Number[Strength](value=10.0)
    about: Text | None = None


class Event(Basis):
    """A dated change from outside: `set` says what, `to` a new value or `by` a change of it.

    A policy can take it away by its `name`.
    """

    date: Month
    what: Text
    set: EventWord
    theatre: Name | None = None
    enemy: Name | None = None
    actor: Name | None = None
    between: Pair | None = None
    of: Name | None = None
    channel: Name | None = None
    mediation: Name | None = None
    bargain: Name | None = None
    name: Name | None = None
    to: Number[Amount] | None = None
    by: Number[Amount] | None = None


class Without(Block):
    """Whom a policy takes away: a list of names, or `all`."""

    actors: Whom | None = None
    channels: Whom | None = None
    enemies: Whom | None = None
    events: Whom | None = None
    mediations: Whom | None = None
    bargains: Whom | None = None
    governments: Whom | None = None


class Policy(Block):
    """A named change to compare under the same luck; `order`: bargains, each possible only after the one before."""

    without: Without = Without()
    assume: Named[Annotated[float, Field(strict=True)]] = Field(default={}, validate_default=True)
    shuffle: Literal["interests"] | None = None
    contest: Contest | None = None
    order: tuple[Name, ...] = ()
    about: Text | None = None


class CaseFile(Block):
    """A whole scenario file.

    It may say once that all its numbers are assumed, as a textbook case does; sources stand block by block.
    """

    title: Text
    about: Text | None = None
    assumed: Text | None = None
    coder: Text | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    extends: StrictStr | None = None
    coding: StrictStr | tuple[StrictStr, ...] | None = None
    documents: Named[Document] = Field(default={}, validate_default=True)
    months: Span
    issues: Named[Issue]
    theatres: Named[Theatre] = Field(default={}, validate_default=True)
    actors: Named[Actor]
    relations: tuple[Relation, ...] = ()
    channels: Named[Channel] = Field(default={}, validate_default=True)
    bargains: Named[Bargain] = Field(default={}, validate_default=True)
    mediations: Named[Mediation] = Field(default={}, validate_default=True)
    governments: Named[Government] = Field(default={}, validate_default=True)
    enemies: Named[Enemy] = Field(default={}, validate_default=True)
    events: tuple[Event, ...] = ()
    assumptions: Named[Number[Payoff]] = Field(default={}, validate_default=True)
    contest: Contest = "public_good"
    policies: Named[Policy] = Field(default={}, validate_default=True)
