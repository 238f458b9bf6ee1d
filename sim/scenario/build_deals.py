"""From a scenario to arrays, continued: what third parties hold, and what rivals may deal about (see ``build``)."""

from __future__ import annotations

from typing import Any

from sim.chance import address
from sim.scenario.build_writer import Writer, ordered
from sim.world import CONCESSIONS, NOTHING


class Deals(Writer):
    """Writes channels, mandates, bargains, mediations and governments into the world of a builder."""

    def _channels(self) -> None:
        gone = self.scenario.changes.without_channels
        for c, name in enumerate(self.names.channel):
            self.w.channel_address[c] = address(name)
            channel = self.scenario.channels.get(name)
            if channel is None:  # the direct line of a pair
                self.w.channel_dyad[c] = c - len(self.scenario.channels)
                continue
            first, second = sorted(channel.between)
            self.w.channel_dyad[c] = self.dyads[first, second]
            self.w.hops[c] = len(channel.carriers)
            self.w.carrier[c, : len(channel.carriers)] = [self.names.actor.index(a) for a in channel.carriers]
            self.w.mediates[c] = channel.role == "mediator"
            opens, closes = self._open_months(channel.open)
            self.w.channel_open[c] = name not in gone and opens <= 0 and closes >= 0
            for word in ("loss", "garble", "delay", "rate", "leverage", "leak"):
                self.put(f"channels.{name}.{word}", getattr(channel, word), word, c)
            if channel.mandate is not None:
                self._mandate(name, c, channel)

    def _mandate(self, name: str, c: int, channel: Any) -> None:
        mandate = channel.mandate
        self.w.mandated[c] = 1
        held = channel.carriers[0] not in self.gone
        self.w.in_mandate[c] = held and self.w.channel_open[c]
        self.w.mandate_waits[c] = held and not self.w.channel_open[c]
        self.w.sending[c] = sorted(channel.between).index(mandate.sending)
        self.w.consular[c], self.w.passes_messages[c] = (f in mandate.functions for f in ("consular", "messages"))
        if "talks" in mandate.functions:
            self.put(f"channels.{name}.mandate.talks", mandate.talks, "helps_talks", c)
        who = dict.fromkeys((*channel.carriers[:1], *sorted(mandate.candidates)))
        self.w.candidate[c, : len(who)] = [self.names.actor.index(a) for a in who]

    def _bargains(self) -> None:
        order, gone = self.scenario.changes.order, self.scenario.changes.without_bargains
        for b, name in enumerate(self.names.bargain):
            bargain = self.scenario.bargains[name]
            pair = ordered(bargain.between)
            self.w.bargain_address[b] = address(name)
            self.w.bargain_dyad[b] = self.dyads[pair]
            opens, closes = self._open_months(bargain.open)
            self.w.bargain_open[b] = name not in gone and opens <= 0 and closes >= 0
            before = order[: order.index(name)] if name in order else tuple(filter(None, [bargain.after]))
            first = before[-1] if before else None
            self.w.after[b] = NOTHING if first is None else self.names.bargain.index(first)
            self.put(f"bargains.{name}.verifiability", bargain.verifiability, "verifiability", b)
            for side, actor in enumerate(pair):
                self._concession(f"bargains.{name}.concessions.{actor}", bargain.concessions[actor], b, side)

    def _concession(self, path: str, concession: Any, b: int, side: int) -> None:
        self.w.concession[b, side] = CONCESSIONS.index(concession.gives)
        if concession.issue is not None:
            self.w.concession_issue[b, side] = self.names.issue.index(concession.issue)
        if concession.client is not None:
            self.w.concession_client[b, side] = self.names.actor.index(concession.client)
        self.put(f"{path}.size", concession.size, "least_size", b, side)
        self.put(f"{path}.largest", concession.largest, "largest_size", b, side)

    def _mediations(self) -> None:
        gone = self.scenario.changes.without_mediations
        for m, name in enumerate(self.names.mediation):
            mediation = self.scenario.mediations[name]
            self.w.mediation_address[m] = address(name)
            self.w.mediator[m] = self.names.actor.index(mediation.mediator)
            self.w.mediation_dyad[m] = self.dyads[ordered(mediation.between)]
            opens, closes = self._open_months(mediation.open)
            self.w.mediation_open[m] = name not in gone and opens <= 0 and closes >= 0
            for item in mediation.agenda:
                self.w.agenda[m, self.names.bargain.index(item)] = 1
            self.put(f"mediations.{name}.rate", mediation.rate, "proposal_rate", m)
            for word in ("skill", "pressure", "cover"):
                self.put(f"mediations.{name}.{word}", getattr(mediation, word), word, m)

    def _governments(self) -> None:
        for g, name in enumerate(self.names.government):
            government = self.scenario.governments[name]
            if name not in self.scenario.changes.without_governments:
                self.w.government_month[g] = government.date - self.scenario.months.first
            self.w.government_actor[g] = self.names.actor.index(government.of)
            self.w.government_issue[g] = self.names.issue.index(government.issue)
            for k, candidate in enumerate(sorted(government.candidates)):
                self.w.running[g, k] = 1
                path = f"governments.{name}.candidates.{candidate}"
                self.put(path, government.candidates[candidate], "standpoint", g, k)
            for actor, voice in government.voices.items():
                self.put(f"governments.{name}.voices.{actor}", voice, "voice", g, self.names.actor.index(actor))
