"""One month on one page. Read this first: it is the whole model, and everything runs through it.

The Mesa model calls ``month`` step by step; a compiled ensemble calls the same function, compiled. *When* a
mechanism acts is a scientific claim, so the order stands here and nowhere else. Asking phases put a question to
every actor and their answers become facts; the other phases are consequences, the same for all.
"""

from __future__ import annotations

from typing import Any

from sim.phases.consequences import account, clash, enemy_moves, learn
from sim.phases.fight import deploy, muster
from sim.phases.krtz import plan_contest
from sim.phases.messages import believe, open_lines, relay
from sim.phases.perceive import happen, perceive, plan
from sim.phases.start import deal, draw, settle


def begin(world: Any, p: Any, flat_world: Any, flat_assumptions: Any, draws: Any, seed: Any) -> None:
    """Before the first month: what is uncertain is drawn, and what follows from it is settled."""
    draw(flat_world, flat_assumptions, draws, seed)  # coded interests and assumptions, from their spread and range
    deal(world, seed)  # only in the control that shuffles interests
    settle(world, p)  # distances, rivalry, initial trust from interests and past episodes


def month(world: Any, p: Any, seed: Any, ask: Any) -> None:
    """Play one month."""
    happen(world)  # dated outside events
    perceive(world, p)  # threat, stakes, attention, what rivals at hand cost
    plan(world, p)  # what a common fight would bring, and how much trust it needs
    plan_contest(world, p)  # the same under the other contest

    ask.carry(world, p)  # third parties: will you serve?
    open_lines(world, p, seed)  # words travel only through whom both accept
    ask.message(world, p)  # what do you want to tell your rival?
    relay(world, p, seed)  # carried, lost, delayed, garbled
    believe(world, p)  # what arrived changes trust and sets up deconfliction

    ask.take_part(world, p)  # will you fight the enemy, and where?
    muster(world, p, seed)
    ask.effort(world, p)  # how much, by air and on the ground?
    deploy(world, p)  # efforts move, and make success together

    ask.hostility(world, p)  # how likely do you act against your rival?
    clash(world, p, seed)  # hostile acts, blame, and collisions of forces that share the ground
    learn(world, p)  # deeds change trust
    enemy_moves(world)  # the enemy grows, shrinks, spills over
    account(world, p)  # the mode of each pair of rivals, payoffs, the clock
