"""Messages: lines open, words are carried, lost, delayed or garbled, and what arrives changes trust (M6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import chance
from sim._compile import phase
from sim.phases.statements import leak
from sim.rules.incidents import line_after_month
from sim.rules.interests import propensity
from sim.rules.pace import retained
from sim.rules.relay import (
    arrival,
    bias,
    chain_delivery,
    chain_garble,
    credible,
    largest_bias,
    least_bias,
    word_evidence,
)
from sim.rules.trust import bounded, trust_of
from sim.world import ASSURANCE, NOTHING, NOTICE, OFFER, PROTEST, WARNING


@phase
def open_lines(world: Any, p: Any, seed: Any) -> None:
    """A line is usable if it is open, accepted by both parties, and served; each side takes its best."""
    for c in range(world.channel_dyad.shape[0]):
        world.usable[c] = _usable(world, p, seed, c)
    for d in range(world.dyad_address.shape[0]):
        for side in range(2):
            world.route[d, side] = NOTHING
    best = np.zeros(world.dyad_address.shape[0])
    for c in range(world.channel_dyad.shape[0]):
        d = world.channel_dyad[c]
        if world.usable[c]:
            straight = 1.0 - 2.0 * chain_garble(world.garble[c], max(1, world.hops[c]))
            quality = chain_delivery(world.loss[c], max(1, world.hops[c])) * straight
            if world.hops[c] == 0:
                quality += 1.0  # a pair with ties of its own talks directly
            if quality > best[d]:
                best[d] = quality
                world.route[d, 0] = c
                world.route[d, 1] = c


@phase
def _usable(world: Any, p: Any, seed: Any, c: int) -> int:
    d = world.channel_dyad[c]
    first = world.rival[d, 0]
    second = world.rival[d, 1]
    if (
        not (world.present[first] and world.present[second])
        or world.hostile_to_all[first]
        or world.hostile_to_all[second]
    ):
        return 0
    if world.hops[c] == 0:
        return 1 if world.ties[d] >= 0.5 else 0
    if world.channel_open[c] < 0.5 or (world.mandated[c] and not (world.in_mandate[c] and world.passes_messages[c])):
        return 0
    for h in range(world.hops[c]):
        carrier = world.carrier[c, h]
        if not world.present[carrier]:
            return 0
        if min(world.trust[first, carrier], world.trust[second, carrier]) < p.carrier_trust:
            return 0
    u = chance.uniform(seed, chance.CARRIAGE, world.month, world.channel_address[c], world.channel_address[c])
    return 1 if u < world.chance_carry[c] else 0


@phase
def relay(world: Any, p: Any, seed: Any) -> None:
    """Each side's message goes by its route; what is on the way arrives or waits, straight or garbled."""
    for c in range(world.channel_dyad.shape[0]):
        room = _room(world, seed, c)
        d = world.channel_dyad[c]
        for turn in range(2):
            side = (turn + world.month) % 2  # the two sides write first in turn
            word = world.wanted[d, side]
            if world.route[d, side] == c and word != NOTHING and room > 0 and not world.mail[c, side, word]:
                room -= 1
                _post(world, seed, c, d, side, word)
            if world.route[d, side] == c and world.offered[d, side] != NOTHING and room > 0:
                room -= 1
                _post(world, seed, c, d, side, OFFER)
        for side in range(2):
            for word in range(world.mail.shape[2]):
                world.heard[c, side, word] = 0
                if world.mail[c, side, word]:
                    _deliver(world, seed, c, d, side, word)


@phase
def _room(world: Any, seed: Any, c: int) -> int:
    """Messages that the channel takes this month: the whole part of its rate, and one more by luck for the rest."""
    rate = world.rate[c] * world.step_length
    whole = int(rate)
    u = chance.uniform(seed, chance.CHANNEL_RATE, world.month, world.channel_address[c], world.channel_address[c])
    return whole + 1 if u < rate - whole else whole


@phase
def _about(world: Any, d: int, side: int, word: int) -> Any:
    """Address of a message: its sender and its word."""
    return chance.mix(world.actor_address[world.rival[d, side]], np.uint64(word))


@phase
def _post(world: Any, seed: Any, c: int, d: int, side: int, word: int) -> None:
    at = world.channel_address[c]
    u = chance.uniform(seed, chance.MESSAGE_LOSS, world.month, at, _about(world, d, side, word))
    if u < chain_delivery(world.loss[c], max(1, world.hops[c])):
        world.mail[c, side, word] = 1
    leak(world, seed, c, d, _about(world, d, side, word))


@phase
def _deliver(world: Any, seed: Any, c: int, d: int, side: int, word: int) -> None:
    at = world.channel_address[c]
    about = _about(world, d, side, word)
    late = world.delay[c] / world.step_length
    if chance.uniform(seed, chance.MESSAGE_DELAY, world.month, at, about) >= arrival(late, world.hops[c]):
        return
    world.mail[c, side, word] = 0
    u = chance.uniform(seed, chance.MESSAGE_GARBLE, world.month, at, about)
    world.heard[c, side, word] = -1 if u < chain_garble(world.garble[c], max(1, world.hops[c])) else 1
    if world.hops[c] == 0:
        world.contact_direct[d] = world.month
        world.delivered_direct[d] += 1
    else:
        world.contact_relayed[d] = world.month
        world.delivered_relayed[d] += 1


@phase
def believe(world: Any, p: Any) -> None:
    """What arrived changes trust, sets up deconfliction, or warns the other off."""
    for c in range(world.channel_dyad.shape[0]):
        for side in range(2):
            for word in range(world.heard.shape[2]):
                if world.heard[c, side, word] != 0:
                    _take_in(world, p, c, world.channel_dyad[c], side, word)
    for d in range(world.dyad_address.shape[0]):
        used = world.contact_direct[d] == world.month or world.contact_relayed[d] == world.month
        decay = retained(p.deconfliction_decay, world.step_length)
        world.deconfliction[d] = line_after_month(world.deconfliction[d], decay, used)
        world.line_months[d] += 1 if world.deconfliction[d] > 0.5 * p.deconfliction else 0


@phase
def _take_in(world: Any, p: Any, c: int, d: int, side: int, word: int) -> None:
    as_meant = world.heard[c, side, word] > 0
    if word == NOTICE:
        if as_meant:
            _agree_on_line(world, p, d, side)
    elif word == PROTEST:
        if as_meant:
            world.warned[d, 1 - side] = 1
    elif word == OFFER:
        return  # negotiated on its own page
    elif (
        world.month - world.told_month[d, side, word]
    ) * world.step_length >= p.review_months:  # said again, it tells nothing new
        world.told_month[d, side, word] = world.month
        _update(world, d, side, told(world, p, c, side, word, as_meant))


@phase
def _agree_on_line(world: Any, p: Any, d: int, side: int) -> None:
    """One notice delivered each way sets up a deconfliction line."""
    world.notice_month[d, side] = world.month
    if (world.month - world.notice_month[d, 1 - side]) * world.step_length < p.notice_window:
        world.deconfliction[d] = max(world.deconfliction[d], p.deconfliction)
        if world.first_line[d] < 0 and world.deconfliction[d] > 0.0:
            world.first_line[d] = world.month


@phase
def told(world: Any, p: Any, c: int, side: int, word: int, as_meant: bool) -> float:
    """What a word by this channel tells the receiver about the sender (log ratio); a mediator must be credible."""
    garble = chain_garble(world.garble[c], max(1, world.hops[c]))
    if word == WARNING:
        return word_evidence(garble, p.warnings_if_trustworthy, p.warnings_if_not, as_meant)
    if word != ASSURANCE:
        return 0.0
    evidence = word_evidence(garble, p.words_if_trustworthy, p.words_if_not, as_meant)
    if not world.mediates[c]:
        return evidence
    receiver = world.rival[world.channel_dyad[c], 1 - side]
    leaning = bias(propensity(world.rivalry[world.carrier[c, world.hops[c] - 1], receiver]))
    least = least_bias(p.mediator_informed, p.mediator_war_cost, p.party_cost_low, p.party_cost_high)
    largest = largest_bias(p.mediator_misled, p.mediator_war_cost, p.party_cost_low, p.party_cost_high)
    return evidence * (1.0 + world.leverage[c]) if credible(leaning, least, largest) else 0.0


@phase
def _update(world: Any, d: int, side: int, evidence: float) -> None:
    sender = world.rival[d, side]
    receiver = world.rival[d, 1 - side]
    world.log_trust[receiver, sender] = bounded(world.log_trust[receiver, sender] + evidence)
    world.trust[receiver, sender] = trust_of(world.log_trust[receiver, sender])
