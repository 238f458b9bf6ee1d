"""What a scenario file may hold about who acts: actors, where they stand, and what holds between them (see `schema`).

Annotations are no strings here (no `from __future__ import annotations`): pydantic would compile each of them anew.
"""

from typing import Any, Literal

from pydantic import Field, model_validator

from sim.scenario.coding import Coding
from sim.scenario.text import Month, Name, Text
from sim.scenario.values import Basis, Flag, Named, Number, Pair
from sim.units import (
    Cost,
    Effort,
    Evidence,
    Fighters,
    NonNegative,
    Norm,
    Patience,
    Position,
    Positive,
    Rate,
    RiskAttitude,
    Salience,
    Share,
    unit_of,
)  # fmt: skip

ActorKind = Literal["state", "armed_group", "coalition", "protecting_power", "mediator", "organisation"]


class Theatre(Basis):
    """A place where actors meet the enemy; vacuum = 1 - governance.

    `host` is the actor whose government's consent foreign forces need there, `sovereignty` how much that counts to it.
    """

    governance: Number[Share]
    host: Name | None = None
    sovereignty: Number[Share] = Number[Share].default(1.0)
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

    exposure: Number[Share] = Number[Share].default(0.0)
    air: Number[Effort] = Number[Effort].default(0.0)
    ground: Number[Effort] = Number[Effort].default(0.0)
    garrison: Number[Share] = Number[Share].default(0.0)
    home: Flag = Flag.default(False)


class View(Basis):
    """What an actor thinks of mediation (0..1), how far it goes by others, and whether it is a friend of mediation."""

    norm: Number[Norm]
    susceptibility: Number[Share] = Number[Share].default(0.5)
    advocate: Flag = Flag.default(False)


class Actor(Basis):
    """Who acts: its kind, interests, places, costs, and its patron if it has one."""

    kind: ActorKind
    about: Text | None = None
    interests: Named[Interest] = Field(default={}, validate_default=True)
    theatres: Named[Presence] = Field(default={}, validate_default=True)
    risk_attitude: Number[RiskAttitude] = Number[RiskAttitude].default(0.0)
    audience_cost: Number[Cost] = Number[Cost].default(0.0)
    fixed_cost: Number[Cost] = Number[Cost].default(0.0)
    linkage: Number[NonNegative] = Number[NonNegative].default(0.0)
    patron: Name | None = None
    control: Number[Share] | None = None
    arming: Number[Effort] = Number[Effort].default(0.0)
    armed_to: Number[Effort] = Number[Effort].default(0.0)
    members: Number[Positive] = Number[Positive].default(1.0)
    patience: Number[Patience] = Number[Patience].default(0.9)
    volunteers: Number[Fighters] = Number[Fighters].default(0.0)
    fighters: Number[Fighters] = Number[Fighters].default(0.0)
    tradition: Number[Share] = Number[Share].default(0.0)
    offices: Number[NonNegative] = Number[NonNegative].default(1.0)
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
    rivals: Flag = Flag.default(False)
    ties: Flag = Flag.default(True)
    co_location: Number[Share] = Number[Share].default(0.0)
    backing: Named[Number[Share]] = Field(default={}, validate_default=True)
    standing: Number[NonNegative] = Number[NonNegative].default(0.0)
    crises: Number[Rate] = Number[Rate].default(0.0)
    proxy_war: Number[Share] = Number[Share].default(0.0)
    episodes: tuple[Episode, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _rivals_without_ties(cls, data: Any) -> Any:
        rivals = data.get("rivals") if isinstance(data, dict) else None
        if not isinstance(rivals, dict) or rivals.get("value") is not True or "ties" in data:
            return data
        return data | {"ties": {"value": False}}
