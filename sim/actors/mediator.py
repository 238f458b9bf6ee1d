"""A mediator: carries words and vouches for them; its own leaning decides whether it is believed (M6)."""

from __future__ import annotations

from sim.actors.protecting_power import ThirdParty


class Mediator(ThirdParty):
    """A mediator by office, such as an envoy or a small state that offers its good offices."""

    kind = "mediator"
