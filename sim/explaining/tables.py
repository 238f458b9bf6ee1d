"""The messages between two rivals as tables."""

from __future__ import annotations

import pandas as pd

from sim.explaining.heard import Between, Message
from sim.world import WORDS

MESSAGES = (
    "sent", "delivered", "by", "to", "word", "channel", "carriers", "direct", "garbled", "leaked", "evidence",
    "straight", "did", "mattered", "since_break",
)  # fmt: skip
CHANNELS = ("channel", "carriers", "delivered", "share", "garbled", "leaked", "moved", "lost_to_garbling")


def messages(b: Between) -> pd.DataFrame:
    """One row a message delivered; ``straight``: what it would have told had it come as meant."""
    return pd.DataFrame([_row(b, one) for one in b.messages], columns=list(MESSAGES))


def _row(b: Between, one: Message) -> tuple[object, ...]:
    return (
        b.label(one.sent), b.label(one.delivered), b.pair[one.side], b.pair[1 - one.side], WORDS[one.word],
        b.names.channel[one.channel], through(b, one), not one.carriers, one.garbled, one.leaked, one.evidence,
        one.straight, one.did, one.mattered, b.since_break(one),
    )  # fmt: skip


def through(b: Between, one: Message) -> str:
    """The carriers in order."""
    return ", then ".join(b.names.actor[i] for i in one.carriers)


def channels(b: Between) -> pd.DataFrame:
    """One row a channel that carried anything since the last break, the busiest first.

    ``moved``: evidence that came through it, in log-odds of trust, both ways; ``lost_to_garbling``: what came the
    wrong way round, against what it would have been.
    """
    since = [one for one in b.messages if b.since_break(one)]
    rows = [_channel(b, [one for one in since if one.channel == c], len(since)) for c in b.channels]
    found = pd.DataFrame([row for row in rows if row], columns=list(CHANNELS))
    return found.sort_values("delivered", ascending=False, kind="stable", ignore_index=True)


def _channel(b: Between, carried: list[Message], total: int) -> tuple[object, ...] | None:
    if not carried:
        return None
    return (
        b.names.channel[carried[0].channel], "; ".join(dict.fromkeys(through(b, one) for one in carried)), len(carried),
        len(carried) / total, sum(one.garbled for one in carried), sum(one.leaked for one in carried),
        sum(one.evidence for one in carried), sum(one.straight - one.evidence for one in carried),
    )  # fmt: skip
