"""What a scenario file may hold about words and deals: channels, bargains, mediations, governments (see `schema`).

Annotations are no strings here (no `from __future__ import annotations`): pydantic would compile each of them anew.
"""

from typing import Literal

from sim.scenario.text import Month, Name, Text
from sim.scenario.values import Basis, Block, Named, Number, Pair, SomeNames
from sim.units import Months, NonNegative, Position, Positive, Probability, Rate, Share


class Opening(Block):
    """When a channel, a mediation or a bargain is open; an end left out means always."""

    first: Month | None = None
    last: Month | None = None


class Mandate(Basis):
    """What a protecting power is asked to do: it looks after the interests of `sending` with the other side.

    `candidates` are asked, the most suitable first, when the mandate falls vacant.
    """

    sending: Name
    candidates: tuple[Name, ...] = ()
    functions: tuple[Literal["consular", "messages", "talks"], ...] = ("consular", "messages")
    talks: Number[Share] = Number[Share].default(0.0)


class Channel(Basis):
    """How words travel between two rivals: carried by third parties that both accept, hop by hop."""

    role: Literal["protecting_power", "mediator"]
    carriers: SomeNames
    between: Pair
    open: Opening = Opening.model_construct()
    loss: Number[Probability]
    garble: Number[Probability]
    delay: Number[Months]
    rate: Number[Positive]
    leverage: Number[Share] = Number[Share].default(0.0)
    leak: Number[Probability] = Number[Probability].default(0.0)
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
    size: Number[Share] = Number[Share].default(0.5)
    largest: Number[Share] = Number[Share].default(1.0)


class Bargain(Basis):
    """A possible deal between two rivals, a concession against another; nobody has to take it.

    `verifiability`: chance that a breach is noticed in a month. `after`: what has to be in force first.
    """

    between: Pair
    concessions: Named[Concession]
    verifiability: Number[Probability]
    after: Name | None = None
    open: Opening = Opening.model_construct()
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
    open: Opening = Opening.model_construct()
    skill: Number[Share] = Number[Share].default(0.0)
    pressure: Number[NonNegative] = Number[NonNegative].default(0.0)
    cover: Number[Share] = Number[Share].default(0.0)
    about: Text | None = None


class Government(Basis):
    """A choice of who leads a country: `candidates` stand on an issue, `voices` weigh factions and their patrons."""

    of: Name
    issue: Name
    date: Month
    candidates: Named[Number[Position]]
    voices: Named[Number[NonNegative]]
    about: Text | None = None
