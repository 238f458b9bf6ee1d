"""What a scenario file may hold, block by block; `sim.scenario.load` reads one and checks it as a whole.

Annotations are no strings here (no `from __future__ import annotations`): pydantic would compile each of them anew.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictStr

from sim.scenario.schema_actors import Actor, Relation, Theatre
from sim.scenario.schema_deals import Bargain, Channel, Government, Mediation
from sim.scenario.text import Day, Month, Name, Text, Url
from sim.scenario.values import Amount, Basis, Block, Named, Number, Pair, Whom
from sim.units import NonNegative, Payoff, Positive, Rate, Share, Strength

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


class Issue(Block):
    """A question that actors take positions on: what -1 and +1 mean."""

    minus: Text
    plus: Text
    about: Text | None = None


class Foothold(Basis):
    """The strength of an enemy in one theatre when the case begins.

    With `opens_above`: the strength with which it opens the theatre, once it is that strong elsewhere.
    """

    strength: Number[Strength]
    opens_above: Number[NonNegative] = Number[NonNegative].default(0.0)


class Enemy(Basis):
    """How the common enemy grows, spreads and falls; the key is the name of an actor."""

    issue: Name
    theatres: Named[Foothold]
    growth: Number[Rate]
    attrition: Number[Rate]
    ceiling: Number[Positive] = Number[Positive].default(100.0)
    recruits: Number[Rate] = Number[Rate].default(0.0)
    spread: Number[Share] = Number[Share].default(0.0)
    fallen_below: Number[Strength] = Number[Strength].default(10.0)
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

    without: Without = Without.model_construct()
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
