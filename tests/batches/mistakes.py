"""Batch files with one mistake each: (what is replaced, by what, the path named, a phrase of the sentence).

`# HERE` marks the line that the message must name.
"""

BATCH = """\
title: A batch
scenarios: [case.yaml]
policies: [as_coded, no_enemy]
vary:
  threat_weight: {from: 2, to: 20}
  theatres.Middleland.governance: coded
design: {kind: latin_hypercube, points: 8}
replicates: 10
stop: {outcome: emergence, of: North – South, half_width: 0.1, at_most: 40}
"""
GOVERNANCE = "  theatres.Middleland.governance: coded"
LHS = "design: {kind: latin_hypercube, points: 8}"
VARY = """vary:
  threat_weight: {from: 2, to: 20}
  theatres.Middleland.governance: coded
"""
STOP = "stop: {outcome: emergence, of: North – South, half_width: 0.1, at_most: 40}"

MISTAKES: dict[str, tuple[str, str, str, str]] = {
    # words and values
    "a word that is none": ("replicates: 10", "replicats: 10 # HERE", "replicats", "did you mean 'replicates'?"),
    "no title": ("title: A batch\n", "", "title", "add `title:`"),
    "no scenarios": ("scenarios: [case.yaml]\n", "", "scenarios", "add `scenarios:` with a list of files"),
    "scenarios that are none": ("[case.yaml]", "3 # HERE", "scenarios", "write a list of files"),
    "no such file": ("[case.yaml]", "[cas.yaml] # HERE", "scenarios[0]", "did you mean 'case.yaml'?"),
    "the same scenario twice": ("[case.yaml]", "[case.yaml, ./case.yaml] # HERE", "scenarios[1]", "rename one"),
    "replicates in halves": ("replicates: 10", "replicates: 2.5 # HERE", "replicates", "is a whole number from 1"),
    "no replicates": ("replicates: 10", "replicates: 0 # HERE", "replicates", "out of range"),
    "a seed below zero": ("replicates: 10", "seed: -1 # HERE", "seed", "from 0"),
    "luck that is none": ("replicates: 10", "luck: comon # HERE", "luck", "did you mean 'common'?"),
    "a record that is none": ("replicates: 10", "record: dyads # HERE", "record", "dyad_months"),
    "interests that are none": ("replicates: 10", "interests: center # HERE", "interests", "did you mean 'centre'?"),
    "allow what is not": ("replicates: 10", "allow: all # HERE", "allow", "many_runs"),
    # policies
    "a policy that is none": ("no_enemy]", "no_enmy] # HERE", "policies[1]", "did you mean 'no_enemy'?"),
    "a policy twice": ("no_enemy]", "as_coded] # HERE", "policies[1]", "twice"),
    "all in brackets": ("[as_coded, no_enemy]", "[all] # HERE", "policies[0]", "write `policies: all`"),
    "policies without a list": ("[as_coded, no_enemy]", "no_enemy # HERE", "policies", "write a list of names"),
    "a policy that sets a factor": (
        "no_enemy]\nvary:",
        "no_deconfliction]\nvary:\n  deconfliction: {from: 0.1, to: 0.9} # HERE",
        "vary.deconfliction",
        "the policy 'no_deconfliction' of case sets it to 0",
    ),
    # factors
    "a factor that is none": (
        "  threat_weight:",
        "  threat_wieght: # HERE\n   ",
        "vary.threat_wieght",
        "did you mean 'threat_weight'?",
    ),
    "a path that is none": (
        GOVERNANCE,
        "  theatres.Midleland.governance: coded # HERE",
        "vary.theatres.Midleland.governance",
        "did you mean 'theatres.Middleland.governance'?",
    ),
    "a factor like nothing": (GOVERNANCE, "  x: coded # HERE", "vary.x", "write an assumption's name, or a path"),
    "a range backwards": ("{from: 2, to: 20}", "{from: 20, to: 2} # HERE", "vary.threat_weight", "lower end first"),
    "a factor twice": (
        GOVERNANCE,
        "  threat_weight: coded # HERE\n" + GOVERNANCE,
        "vary.threat_weight",
        "appears twice (first at line 5)",
    ),
    "a range of nothing": ("{from: 2, to: 20}", "{from: 2, to: 2} # HERE", "vary.threat_weight", "lower end first"),
    "a range without an end": ("{from: 2, to: 20}", "{from: 2} # HERE", "vary.threat_weight", "has no `to:`"),
    "a range in other words": ("{from: 2, to: 20}", "{form: 2, to: 3} # HERE", "vary.threat_weight", "'from'?"),
    "a range that is text": ("{from: 2, to: 20}", "often # HERE", "vary.threat_weight", "write {from: LOW, to: HIGH}"),
    "ends that are no numbers": ("from: 2,", "from: .nan, # HERE\n ", "vary.threat_weight", "not a finite number"),
    "out of an assumption's range": (
        "{from: 2, to: 20}",
        "{from: 2, to: 60} # HERE",
        "vary.threat_weight",
        "60 is above 50; threat_weight runs from 0 to 50",
    ),
    "out of a fact's bounds": (
        GOVERNANCE,
        "  theatres.Middleland.governance: {from: 0.5, to: 1.5} # HERE",
        "vary.theatres.Middleland.governance",
        "a share runs from 0 to 1",
    ),
    "coded, where nothing is": (
        GOVERNANCE,
        "  enemies.Raiders.recruits: coded # HERE",
        "vary.enemies.Raiders.recruits",
        "is fixed at 0.2 in case, without a range",
    ),
    "values for a sample": ("{from: 2, to: 20}", "[2, 20] # HERE", "vary.threat_weight", "draws between two ends"),
    "steps for a sample": ("to: 20}", "to: 20, steps: 3} # HERE", "vary.threat_weight", "delete `steps:`"),
    "no values": ("{from: 2, to: 20}", "[] # HERE", "vary.threat_weight", "holds no values"),
    "a value twice": ("{from: 2, to: 20}", "[2, 2] # HERE", "vary.threat_weight", "write each value once"),
    "a vary that is no block": (VARY, "vary: 3 # HERE\n", "vary", "where a block belongs"),
    # designs
    "no design": (LHS, "", "vary", "add a design"),
    "nothing to vary": (VARY, "", "design", "has nothing to vary"),
    "a design that is none": ("latin_hypercube", "latin_hypercub", "design", "did you mean 'latin_hypercube'?"),
    "a design without a kind": ("{kind: latin_hypercube, points: 8}", "{points: 8} # HERE", "design", "add `kind:`"),
    "a design without points": (", points: 8}", "} # HERE", "design.points", "add `points:`"),
    "another design's word": ("points: 8}", "points: 8, levels: 4} # HERE", "design.levels", "is a word of morris"),
    "a design's word misspelt": ("points: 8}", "points: 8, sede: 4} # HERE", "design.sede", "did you mean 'seed'?"),
    "points by halves": ("points: 8}", "points: 8.5} # HERE", "design.points", "is not a whole number"),
    "sobol out of balance": ("latin_hypercube, points: 8", "sobol, points: 9", "design.points", "write 8 or 16"),
    "a grid of ranges": (
        GOVERNANCE + "\n" + LHS,
        "design: {kind: grid}",
        "vary.threat_weight",
        "add `steps: 7` here or to",
    ),
    "a grid of a coded range": (
        VARY + LHS,
        "vary:\n  threat_weight: coded # HERE\ndesign: {kind: grid}",
        "vary.threat_weight",
        "add `steps: 7` to the design",
    ),
    "a grid finer than numbers are": (
        "  threat_weight: {from: 2, to: 20}\n" + GOVERNANCE + "\n" + LHS,
        "  threat_weight: {from: 2, to: 2.000000000000001, steps: 9} # HERE\ndesign: {kind: grid}",
        "vary.threat_weight",
        "9 steps between them are not all different numbers; take fewer",
    ),
    "a list beside vary": (LHS, "design: {kind: list, rows: [{threat_weight: 3}]}", "vary", "delete `vary:`"),
    "a row too short": (
        VARY + LHS,
        "design:\n  kind: list\n  rows:\n    - {threat_weight: 3, visibility: 1}\n    - {threat_weight: 4} # HERE",
        "design.rows[1]",
        "gives visibility no value",
    ),
    "a row twice": (
        VARY + LHS,
        "design:\n  kind: list\n  rows:\n    - {threat_weight: 3}\n    - {threat_weight: 3} # HERE",
        "design.rows[1]",
        "the same as row 1",
    ),
    "a row out of range": (
        VARY + LHS,
        "design:\n  kind: list\n  rows:\n    - {threat_weight: 3}\n    - {threat_weight: 99} # HERE",
        "design.rows[1].threat_weight",
        "threat_weight runs from 0 to 50",
    ),
    "a list without rows": (VARY + LHS, "design: {kind: list, rows: []} # HERE", "design.rows", "is empty"),
    # how much
    "too many runs": ("replicates: 10\n" + STOP, "replicates: 1000000 # HERE", "replicates", "`allow: many_runs`"),
    "too many runs in the end": ("at_most: 40}", "at_most: 4000000} # HERE", "stop.at_most", "64,000,000 runs"),
    "too many cells": ("latin_hypercube, points: 8", "sobol, points: 524288", "design", "a batch may have 2,000,000"),
    # when to stop
    "stop without an end": (", at_most: 40}", "} # HERE", "stop.at_most", "add `at_most:`"),
    "stop too soon": ("at_most: 40}", "at_most: 4} # HERE", "stop.at_most", "less than the 10 replicates"),
    "an outcome that is none": ("emergence,", "emergance, # HERE\n ", "stop.outcome", "did you mean 'emergence'?"),
    "an outcome that is a word": (
        "emergence,",
        "ending, # HERE\n ",
        "stop.outcome",
        "ending is a word (none, lasting,",
    ),
    "an outcome that is no word of it": (
        "emergence,",
        "ending=last, # HERE\n ",
        "stop.outcome",
        "did you mean 'lasting'",
    ),
    "an outcome of nobody": (", of: North – South", "", "stop", "add `of:` with one of: North – South"),
    "an outcome of a stranger": ("of: North – South", "of: North - Suoth", "stop.of", "did you mean 'North – South'?"),
    "an outcome of an actor": (
        "emergence, of: North – South",
        "payoff, of: Nort",
        "stop.of",
        "is not an actor of case; did you mean 'North'?",
    ),
    "a number per run of a pair": (
        "emergence,",
        "enemy_fallen,",
        "stop.of",
        "is one number per run; delete `of:`",
    ),
    "a width as wide as all": ("half_width: 0.1", "half_width: 0.5", "stop.half_width", "write one below 0.5"),
    "a width of nothing": ("half_width: 0.1", "half_width: 0", "stop.half_width", "above 0"),
    # actors
    "an actor that is none": (
        "replicates: 10",
        "replicates: 10\nactors: {Nort: own.py:Cautious} # HERE",
        "actors.Nort",
        "'North'?",
    ),
    "a class without a file": (
        "replicates: 10",
        "replicates: 10\nactors: {North: Cautious} # HERE",
        "actors.North",
        "my_actors.py:",
    ),
    "a file that is not there": (
        "replicates: 10",
        "replicates: 10\nactors: {North: no.py:C} # HERE",
        "actors.North",
        "no file 'no.py'",
    ),
    "a file elsewhere": (
        "replicates: 10",
        "replicates: 10\nactors: {North: ../own.py:C} # HERE",
        "actors.North",
        "lies outside",
    ),
    "a class that is not there": (
        "replicates: 10",
        "replicates: 10\nactors: {North: own.py:C} # HERE",
        "actors.North",
        "called 'C'",
    ),
    "a file that fails": (
        "replicates: 10",
        "replicates: 10\nactors: {North: bad.py:C} # HERE",
        "actors.North",
        "ZeroDivisionError",
    ),
}
"""By what is wrong."""
