"""A small case that uses every block, and what tests of its parts share."""

# ruff: noqa: E501 - a line of YAML is a line

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from sim import kernel
from sim.phases.start import DRAW_TYPE
from sim.scenario import Scenario, loads
from sim.scenario.build import Built, build, flat
from sim.world import NAMES
from tests.worlds import changed

HEAD = """\
title: Every block
assumed: a round number
months: {first: 2001-01, last: 2002-12}
issues:
  border: {minus: where South wants it, plus: where North wants it}
  defeat: {minus: Raiders live, plus: Raiders are destroyed}
  rule: {minus: friends of South rule, plus: friends of North rule}
  trade: {minus: embargo, plus: free}
"""
THEATRES = """\
theatres:
  Hills: {governance: 0.3}
  Plain: {governance: 0.4, host: Land, sovereignty: 0.8}
"""
ACTORS = """\
actors:
  North:
    kind: state
    interests: {defeat: {position: 0.8, salience: 0.8}, border: {position: 0.8, salience: 0.9}, rule: {position: 0.6, salience: 0.5}, trade: {position: -0.6, salience: 0.2}}
    theatres: {Plain: {exposure: 0.8, air: 40, garrison: 0.1}, Hills: {exposure: 0.3, air: 5}}
    audience_cost: 0.5
    fixed_cost: 0.5
    patience: 0.95
    volunteers: 0.1
    fighters: 0.5
    mediation: {norm: 0.6}
  South:
    kind: state
    interests: {defeat: {position: 0.8, salience: 0.8}, border: {position: -0.8, salience: 0.2}, rule: {position: -0.6, salience: 0.5}, trade: {position: 0.6, salience: 0.9}}
    theatres: {Plain: {exposure: 0.8, ground: 40}, Hills: {exposure: 0.3, ground: 5}}
    audience_cost: 0.5
    fixed_cost: 0.5
    patience: 0.95
    volunteers: 0.3
    mediation: {norm: 0.3}
  Militia:
    kind: armed_group
    patron: South
    control: 0.5
    arming: 1
    armed_to: 6
    interests: {defeat: {position: 0.8, salience: 0.8}, border: {position: -0.9, salience: 0.5}, rule: {position: -0.9, salience: 0.9}}
    theatres: {Plain: {exposure: 0.9, ground: 4}}
  Land:
    kind: state
    interests: {defeat: {position: 1, salience: 1}, rule: {position: 0.1, salience: 0.8}, trade: {position: 0.2, salience: 0.3}}
    theatres: {Plain: {exposure: 1, ground: 8}}
    volunteers: 0.5
  Alliance:
    kind: coalition
    members: 8
    interests: {defeat: {position: 0.8, salience: 0.8}, rule: {position: 0.5, salience: 0.3}}
    theatres: {Plain: {exposure: 0.3, air: 10, ground: 2}, Hills: {exposure: 0.2, air: 4}}
  Raiders: {kind: armed_group, interests: {defeat: {position: -1, salience: 1}, rule: {position: 0, salience: 0.5}}}
  Envoy: {kind: mediator, interests: {trade: {position: 0.5, salience: 0.5}, rule: {position: 0, salience: 0.5}}, mediation: {norm: 0.9}}
  Friends: {kind: organisation, mediation: {norm: 1, advocate: true}}
  Harbour: {kind: protecting_power, interests: {trade: {position: 0.4, salience: 0.5}}, tradition: 1, offices: 2}
  Isle: {kind: protecting_power, interests: {trade: {position: 0.2, salience: 0.5}}, offices: 1}
"""
RELATIONS = """\
relations:
  - between: [North, South]
    rivals: true
    ties: true
    co_location: 0.4
    crises: 0.05
    standing: 1
    proxy_war: 0.1
    episodes: [{what: A deal, date: 1999-01, evidence: 1}, {what: A war, date: 1980-01, evidence: -1, of: South}]
  - {between: [Militia, North], rivals: true, ties: false, co_location: 0.5}
  - {between: [Land, South], backing: {South: 0.8}}
"""
CHANNELS = """\
channels:
  Good offices: {role: mediator, carriers: [Isle], between: [North, Militia], loss: 0.1, garble: 0.05, delay: 0.5, rate: 4, leverage: 0.2, leak: 0.05}
  Interests section:
    role: protecting_power
    carriers: [Harbour]
    between: [North, South]
    loss: 0.05
    garble: 0.02
    delay: 0.3
    rate: 2
    leak: 0.05
    mandate: {sending: North, candidates: [Isle], functions: [consular, messages, talks], talks: 0.2}
"""
BARGAINS = """\
bargains:
  Border for trade:
    between: [North, South]
    concessions: {North: {gives: issue, issue: trade, size: 0.3}, South: {gives: issue, issue: border, size: 0.3}}
    verifiability: 0.8
  Help for rule:
    between: [South, North]
    concessions: {North: {gives: issue, issue: rule, size: 0.1, largest: 0.5}, South: {gives: help}}
    verifiability: 0.6
  Quiet:
    between: [North, South]
    concessions: {North: {gives: restraint}, South: {gives: issue, issue: rule, client: Militia, size: 0.2}}
    verifiability: 0.9
    after: Border for trade
"""
MEDIATIONS = """\
mediations:
  Talks: {mediator: Envoy, between: [North, South], agenda: [Border for trade, Help for rule, Quiet], rate: 0.4, skill: 0.3, pressure: 0.1, cover: 0.5}
"""
GOVERNMENTS = """\
governments:
  Cabinet: {of: Land, issue: rule, date: 2001-09, candidates: {Hawk: 0.6, Dove: 0.0, Fox: -0.5}, voices: {Land: 1, North: 0.5, South: 0.5}}
"""
ENEMIES = """\
enemies:
  Raiders:
    issue: defeat
    theatres: {Plain: {strength: 40}, Hills: {strength: 5, opens_above: 45}}
    growth: 0.3
    attrition: 0.8
    recruits: 0.2
    spread: 0.01
"""
EVENTS = """\
events:
  - {date: 2001-06, what: Soldiers leave, set: garrison, actor: North, theatre: Plain, to: 0}
  - {date: 2001-07, what: A resolution, set: resolution, by: 2}
  - {date: 2001-08, what: Land joins the friends, set: advocate, actor: Land, to: true}
  - {date: 2001-09, what: A pause, set: mediation, mediation: Talks, to: false}
  - {date: 2001-11, what: The pause ends, set: mediation, mediation: Talks, to: true}
  - {date: 2002-01, what: A veto, set: bargain, bargain: Help for rule, to: false}
  - {date: 2002-03, what: A war elsewhere, set: proxy_war, between: [North, South], to: 0.3}
  - {date: 2002-04, what: Fleets sail home, set: standing, between: [North, South], to: 0.5}
  - {date: 2002-05, what: Embassies close, set: ties, between: [North, South], to: false, name: break}
"""
POLICIES = """\
policies:
  no_talks: {without: {mediations: all}}
  no_bargains: {without: {bargains: all}}
  no_break: {without: {events: [break], governments: [Cabinet]}}
  turned: {order: [Quiet, Border for trade]}
  other_contest: {contest: krtz}
"""
BLOCKS = (HEAD, THEATRES, ACTORS, RELATIONS, CHANNELS, BARGAINS, MEDIATIONS, GOVERNMENTS, ENEMIES, EVENTS, POLICIES)
EVERYTHING = "".join(BLOCKS)
SEED = np.uint64(1)


def case(*without: str, old: str = "", new: str = "", more: str = "") -> Scenario:
    """The case without some of its blocks, with one piece of its text replaced, and with more at its end."""
    text = "".join(block for block in BLOCKS if block not in without) + more
    assert text.count(old) == 1 or not old, f"{old!r} occurs {text.count(old)} times"
    return loads(text.replace(old, new) if old else text)


def place(built: Built, of: str, name: Any) -> int:
    """Where something of a name stands in the world."""
    return getattr(built.names, of).index(name)


def played(built: Built, seed: int = 1, months: int | None = None) -> np.ndarray:
    """Every month of a compiled run; the first is the world before the first month."""
    built = dataclasses.replace(built, months=months or built.months)
    return kernel.run(built, np.array([seed], np.uint64), history=True).history


def ends(built: Built, runs: int, months: int | None = None) -> np.ndarray:
    """The last months of as many runs."""
    built = dataclasses.replace(built, months=months or built.months)
    return kernel.run(built, np.arange(1, runs + 1, dtype=np.uint64)).last


def opened(built: Built, /, **facts: Any) -> tuple[Any, Any]:
    """The world at the beginning of the first month and its parameters, with some of them set."""
    built = changed(built)
    worlds, ps = built.world.copy(), built.p.copy()
    draws = np.zeros(0, DRAW_TYPE).view(np.recarray)
    kernel.begin(worlds.view(np.recarray)[0], ps.view(np.recarray)[0], flat(worlds)[0], flat(ps)[0], draws, SEED)
    for name, value in facts.items():
        record = worlds if name in NAMES else ps
        record[name][...] = value
    return worlds.view(np.recarray)[0], ps.view(np.recarray)[0]


ALL = build(loads(EVERYTHING))
