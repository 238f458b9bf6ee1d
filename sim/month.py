"""One month on one page. Read this first: it is the whole model, and everything runs through it.

The Mesa model calls ``month`` step by step; a compiled ensemble calls the same function, compiled. *When* a
mechanism acts is a scientific claim, so the order stands here and nowhere else. Asking phases put a question to
every actor and their answers become facts; the other phases are consequences, the same for all.
"""

from __future__ import annotations

from typing import Any

from sim.phases.abroad import strike_abroad, widen
from sim.phases.account import account
from sim.phases.bargains import negotiate, offer, weigh_bargains
from sim.phases.clients import tend_clients
from sim.phases.consequences import clash, enemy_moves, face, learn
from sim.phases.deliveries import deliver
from sim.phases.events import happen
from sim.phases.fight import deploy, muster
from sim.phases.governments import form_governments
from sim.phases.ground import govern, take_ground
from sim.phases.krtz import plan_contest
from sim.phases.mandates import renew_mandates
from sim.phases.messages import believe, open_lines, relay
from sim.phases.perceive import perceive
from sim.phases.plan import plan
from sim.phases.start import deal, draw, settle
from sim.phases.statements import speak
from sim.phases.talks import debate, mediate


def begin(world: Any, p: Any, flat_world: Any, flat_assumptions: Any, draws: Any, seed: Any) -> None:
    """Before the first month: what is uncertain is drawn, and what follows from it is settled."""
    draw(flat_world, flat_assumptions, draws, seed)  # coded interests and assumptions, from their spread and range
    deal(world, seed)  # only in the control that shuffles interests
    settle(world, p)  # distances, rivalry, initial trust from interests and past episodes


def month(world: Any, p: Any, seed: Any, ask: Any) -> None:
    """Play one month."""
    happen(world)  # dated outside events
    form_governments(world, p)  # a host country may choose who leads it
    widen(world, p)  # the enemy may open a front
    govern(world, p)  # who governs where, and what proxy wars take
    tend_clients(world, p, seed)  # patrons arm, governments totter, hosts admit foreign forces or not
    perceive(world, p)  # threat, stakes, attention, what rivals at hand cost
    plan(world, p)  # what a common fight would bring, and how much trust it needs
    plan_contest(world, p)  # the same under the other contest

    ask.condemn(world, p)  # what do you say of your rival in public?
    speak(world, p, seed)
    renew_mandates(world, p, seed)  # protecting powers are found, kept and lost
    debate(world, p)  # views on mediation move
    ask.consent(world, p)  # will you talk under this mediator?
    mediate(world, p, seed)
    weigh_bargains(world, p)  # what each side's concession costs it, and is worth to the other
    ask.accept(world, p)  # would you take the bargain as it stands?

    ask.carry(world, p)  # third parties: will you serve?
    open_lines(world, p, seed)  # words travel only through whom both accept
    ask.message(world, p)  # what do you want to tell your rival?
    offer(world, p)  # who gains by a bargain offers it
    relay(world, p, seed)  # carried, lost, delayed, garbled, leaked
    believe(world, p)  # what arrived changes trust and sets up deconfliction
    negotiate(world, p, seed)  # offers are accepted or countered

    ask.take_part(world, p)  # will you fight the enemy, and where?
    muster(world, p, seed)
    ask.effort(world, p)  # how much, by air and on the ground?
    deploy(world, p)  # efforts move, and make success together

    ask.hostility(world, p)  # how likely do you act against your rival?
    face(world, p, seed)  # crises between rivals come and go
    clash(world, p, seed)  # hostile acts, blame, and collisions of forces that share the ground
    ask.keep(world, p)  # will you do your part of the bargain?
    deliver(world, p, seed)
    learn(world, p)  # deeds change trust
    enemy_moves(world, p)  # the enemy grows, shrinks, spills over
    take_ground(world)  # what it loses goes to those who fought for it
    strike_abroad(world, p, seed)  # foreign fighters join and come home; attacks alarm
    account(world, p)  # the mode of each pair of rivals, payoffs, the clock
