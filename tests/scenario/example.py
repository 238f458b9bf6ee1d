"""A small valid case that tests spoil in one place, and the parameters it may assume."""

CASE = """\
title: A case
documents:
  report: {title: A report, author: Someone, date: 2014-09-27}
months: {first: 2013-01, last: 2014-12}
issues:
  nuclear: {minus: no enrichment, plus: unlimited}
  defeat: {minus: the enemy stays, plus: the enemy is destroyed}
theatres:
  Valley: {governance: 0.4, source: report ¶3}
actors:
  North:
    kind: state
    interests:
      nuclear: {position: -0.5, salience: 0.5, spread: 0.2, source: report ¶1, coder: A, confidence: high}
      defeat: {position: 1, salience: 0.9, source: "report ¶2-4"}
    theatres:
      Valley: {exposure: 0.8, air: {value: 10, range: [5, 15]}, assumed: order of magnitude}
  South:
    kind: state
    assumed: a guess
    interests:
      nuclear: {position: 0.5, salience: 0.5}
      defeat: {position: 1, salience: 0.9}
    theatres:
      Valley: {exposure: 0.7, ground: 10}
  Raiders:
    kind: armed_group
    interests:
      defeat: {position: -1, salience: 1, assumed: it wants to live}
  Proxy:
    kind: armed_group
    patron: South
    control: {value: 0.7, assumed: a guess}
    interests:
      defeat: {position: 1, salience: 0.5, assumed: a guess}
    theatres:
      Valley: {exposure: 0.5, assumed: a guess}
  Harbour:
    kind: mediator
relations:
  - between: [North, South]
    rivals: true
    source: report ¶5
    episodes:
      - {what: A war, date: 1991-01, evidence: -1}
  - between: [North, Proxy]
    co_location: {value: 0.2, assumed: a guess}
channels:
  Harbour:
    role: mediator
    carriers: [Harbour]
    between: [North, South]
    loss: 0.1
    garble: 0.05
    delay: 0.5
    rate: 4
    source: [report ¶6, report ¶8]
enemies:
  Raiders:
    issue: defeat
    theatres: {Valley: {strength: 20}}
    growth: 0.2
    attrition: 0.1
    assumed: a guess
events:
  - {date: 2013-06, what: A city falls, set: governance, theatre: Valley, to: 0.2, source: report}
  - {date: 2014-01, what: An insult, set: trust, between: [North, South], by: -0.5, of: South, assumed: x}
  - {date: 2014-02, what: An embassy, set: ties, between: [North, South], to: true, assumed: a guess}
assumptions:
  threat: {value: 6, range: [4, 8], assumed: a guess}
policies:
  no_enemy: {without: {enemies: all}}
  no_channel: {without: {channels: [Harbour]}}
  calm: {assume: {threat: 1}, contest: krtz}
  shuffled: {shuffle: interests}
"""

ASSUMPTIONS = {"threat": (5.0, 0.0, 50.0), "memory": (0.9, 0.0, 1.0)}
