"""Mistakes in words, names, numbers and dates.

Name -> (what to replace in the example, by what, the path, part of the message).

`# HERE` marks the line that the message must name; it is taken out before the case is read.
"""

NORTH = "nuclear: {position: -0.5, salience: 0.5, spread: 0.2, source: report ¶1, coder: A, confidence: high}"
GOVERNED = "Valley: {governance: 0.4, source: report ¶3}"
ORDER = "Valley: {exposure: 0.8, air: {value: 10, range: [5, 15]}, assumed: order of magnitude}"

MISTAKES = {
    # words
    "unknown word at the top": (
        "title: A case",
        "titel: x # HERE\ntitle: A case",
        "titel",
        "did you mean 'title'?",
    ),
    "unknown word in a block": (
        "    kind: mediator",
        "    kind: mediator\n    abuot: x # HERE",
        "actors.Harbour.abuot",
        "did you mean 'about'?",
    ),
    "unknown word in a number": (
        "air: {value: 10, range: [5, 15]}",
        "air: {value: 10, rnge: [5, 15]} # HERE",
        "actors.North.theatres.Valley.air.rnge",
        "did you mean 'range'?",
    ),
    "what the reader finds out": (
        GOVERNED,
        "Valley: {governance: {value: 0.4, rests_on: cited}, source: report} # HERE",
        "theatres.Valley.governance.rests_on",
        "write `source:` or `assumed:`",
    ),
    "unknown kind": (
        "kind: mediator",
        "kind: mediater # HERE",
        "actors.Harbour.kind",
        "did you mean 'mediator'?",
    ),
    "kind that is a list": (
        "kind: mediator",
        "kind: [mediator] # HERE",
        "actors.Harbour.kind",
        "write one of: state, armed_group, coalition, protecting_power, mediator",
    ),
    "missing word": ("    rate: 4\n", "", "channels.Harbour.rate", "is missing; add `rate:` with a number"),
    "missing block": ("months: {first: 2013-01, last: 2014-12}\n", "", "months", "is missing; add `months:`"),
    # names
    "unknown issue": (
        "      defeat: {position: -1, salience: 1, assumed: it wants to live}",
        "      defat: {position: -1, salience: 1, assumed: it wants to live} # HERE",
        "actors.Raiders.interests.defat",
        "did you mean 'defeat'?",
    ),
    "unknown theatre": (
        "    theatres:\n      Valley: {exposure: 0.5, assumed: a guess}",
        "    theatres:\n      Vale: {exposure: 0.5, assumed: a guess} # HERE",
        "actors.Proxy.theatres.Vale",
        "did you mean 'Valley'?",
    ),
    "unknown document": (
        GOVERNED,
        "Valley: {governance: 0.4, source: reprt ¶3} # HERE",
        "theatres.Valley.source",
        "'report'",
    ),
    "unknown document in a list": (
        "source: [report ¶6, report ¶8]",
        "source: [report ¶6, memo ¶8] # HERE",
        "channels.Harbour.source[1]",
        "'memo' is not under `documents:`; write one of: report",
    ),
    "duplicate key": (
        "title: A case",
        "title: A case\ntitle: Another # HERE",
        "title",
        "twice (first at line 1)",
    ),
    "duplicate actor": (
        "  Harbour:\n    kind: mediator",
        "  Harbour:\n    kind: mediator\n  Harbour: # HERE\n    kind: state",
        "actors.Harbour",
        "appears twice (first at line 38)",
    ),
    "actors alike but for case": (
        "  Harbour:\n    kind: mediator",
        "  Harbour:\n    kind: mediator\n  NORTH: # HERE\n    kind: state\n    assumed: x\n"
        "    interests: {nuclear: {position: 0, salience: 1}}\n    theatres: {Valley: {}}",
        "actors.NORTH",
        "named like 'North' (line 11)",
    ),
    "issues alike but for case": (
        "  defeat: {minus: the",
        "  Nuclear: {minus: a, plus: b} # HERE\n  defeat: {minus: the",
        "issues.Nuclear",
        "named like 'nuclear'",
    ),
    "reserved name": (
        "  nuclear: {minus",
        "  all: {minus: a, plus: b} # HERE\n  nuclear: {minus",
        "issues.all",
        "another name",
    ),
    "long name": (
        "  nuclear: {minus",
        f"  {'x' * 81}: {{minus: a, plus: b}} # HERE\n  nuclear: {{minus",
        f"issues.{'x' * 77}...",
        "at most 80",
    ),
    "document id with a space": (
        "  report: {title",
        "  a report: {title: x, date: 2014} # HERE\n  report: {title",
        "documents.a report",
        "such as 'a-report'",
    ),
    "name that begins with a space": (
        "  nuclear: {minus",
        "  ' x': {minus: a, plus: b} # HERE\n  nuclear: {minus",
        "issues. x",
        "begins or ends with a space",
    ),
    "name that a terminal would obey": (
        "  nuclear: {minus",
        '  "x\\e[31m": {minus: a, plus: b} # HERE\n  nuclear: {minus',
        "issues.x\\x1b[31m",
        "characters that cannot be seen",
    ),
    "text that a terminal would obey": (
        "title: A case",
        'title: "A\\e[31m" # HERE',
        "title",
        "hidden character U+001B",
    ),
    # numbers
    "position above 1": (
        NORTH,
        "nuclear: {position: 1.4, salience: 0.5, source: report} # HERE",
        "actors.North.interests.nuclear.position",
        "1.4 is above 1; a position runs from -1 (no enrichment) to 1 (unlimited)",
    ),
    "position below -1 in a block": (
        NORTH,
        "nuclear:\n        source: report\n        salience: 0.5\n        position:\n          value: -3 # HERE",
        "actors.North.interests.nuclear.position.value",
        "-3 is below -1; a position runs from -1 (no enrichment) to 1 (unlimited)",
    ),
    "share above 1": (
        GOVERNED,
        "Valley: {governance: 40, source: report} # HERE",
        "theatres.Valley.governance",
        "40 is above 1; a share runs from 0 to 1",
    ),
    "NaN": (
        GOVERNED,
        "Valley: {governance: .nan, source: report} # HERE",
        "theatres.Valley.governance",
        "not a finite",
    ),
    "infinity": (
        "    growth: 0.2",
        "    growth: .inf # HERE",
        "enemies.Raiders.growth",
        "not a finite number",
    ),
    "overflow": (
        "    growth: 0.2",
        "    growth: 1e999 # HERE",
        "enemies.Raiders.growth",
        "not a finite number",
    ),
    "too many digits": (
        "    growth: 0.2",
        f"    growth: {'9' * 5000} # HERE",
        "enemies.Raiders.growth",
        "5000 digits",
    ),
    "text for a number": (
        "    growth: 0.2",
        "    growth: fast # HERE",
        "enemies.Raiders.growth",
        "'fast' is not a number",
    ),
    "boolean for a number": (
        "    growth: 0.2",
        "    growth: true # HERE",
        "enemies.Raiders.growth",
        "true is not",
    ),
    "nothing for a number": (
        "    growth: 0.2",
        "    growth: # HERE",
        "enemies.Raiders.growth",
        "has no value",
    ),
    "list for a number": (
        "    growth: 0.2",
        "    growth: [1] # HERE",
        "enemies.Raiders.growth",
        "is not a number",
    ),
    "quoted number": (
        "    growth: 0.2",
        "    growth: '0.2' # HERE",
        "enemies.Raiders.growth",
        "is not a number",
    ),
    "zero where none may be": ("    rate: 4", "    rate: 0 # HERE", "channels.Harbour.rate", "is above 0"),
    "value outside its range": (
        ORDER,
        "Valley: {exposure: 0.8, air: {value: 20, range: [5, 15]}, assumed: x} # HERE",
        "actors.North.theatres.Valley.air",
        "20 lies outside its range 5 to 15",
    ),
    "number without its value": (
        GOVERNED,
        "Valley: {governance: {range: [0, 1]}, source: report} # HERE",
        "theatres.Valley.governance.value",
        "is missing; add `value:` with the number",
    ),
    "range backwards": (
        ORDER,
        "Valley: {exposure: 0.8, air: {value: 10, range: [15, 5]}, assumed: x} # HERE",
        "actors.North.theatres.Valley.air",
        "write [5, 15]",
    ),
    "range of one": (
        ORDER,
        "Valley: {exposure: 0.8, air: {value: 10, range: [5]}, assumed: x} # HERE",
        "actors.North.theatres.Valley.air.range",
        "write [LOW, HIGH]",
    ),
    "range that is no list": (
        ORDER,
        "Valley: {exposure: 0.8, air: {value: 10, range: 5}, assumed: x} # HERE",
        "actors.North.theatres.Valley.air.range",
        "write [LOW, HIGH]",
    ),
    "range outside the unit": (
        GOVERNED,
        "Valley: {governance: {value: 0.4, range: [0.2, 1.4]}, source: report} # HERE",
        "theatres.Valley.governance.range[1]",
        "1.4 is above 1",
    ),
    "range and spread": (
        ORDER,
        "Valley: {exposure: 0.8, air: {value: 10, range: [5, 15], spread: 2}, assumed: x} # HERE",
        "actors.North.theatres.Valley.air",
        "keep `range`",
    ),
    "negative spread": (
        NORTH,
        "nuclear: {position: 0, salience: 0.5, spread: -0.2, source: report} # HERE",
        "actors.North.interests.nuclear.spread",
        "0 or more",
    ),
    "flag in capitals": (
        "    rivals: true",
        "    rivals: True # HERE",
        "relations[0].rivals",
        "write true or false",
    ),
    # what numbers rest on
    "number without citation": (
        GOVERNED,
        "Valley: {governance: 0.4} # HERE",
        "theatres.Valley.governance",
        "rests on nothing; write `source: DOCUMENT ¶N` or `assumed: WHY`",
    ),
    "block without citation": (
        NORTH,
        "nuclear: {position: 0, salience: 0.5} # HERE",
        "actors.North.interests.nuclear",
        "position and salience rest on nothing",
    ),
    "assumption without reason": (
        "threat: {value: 6, range: [4, 8], assumed: a guess}",
        "threat: 6 # HERE",
        "assumptions.threat",
        "rests on",
    ),
    "empty reason": (
        ORDER,
        "Valley: {exposure: 0.8, source: report, assumed: ''} # HERE",
        "actors.North.theatres.Valley.assumed",
        "is empty",
    ),
    "source of the whole file": (
        "title: A case",
        "title: A case\nsource: report # HERE",
        "source",
        "not a word of the format",
    ),
    "malformed citation": (
        GOVERNED,
        "Valley: {governance: 0.4, source: report page 3} # HERE",
        "theatres.Valley.source",
        "¶N",
    ),
    "citation backwards": (
        GOVERNED,
        "Valley: {governance: 0.4, source: report ¶5-3} # HERE",
        "theatres.Valley.source",
        "backwards",
    ),
    "confidence": (
        GOVERNED,
        "Valley: {governance: 0.4, source: report, confidence: hihg} # HERE",
        "theatres.Valley.confidence",
        "did you mean 'high'?",
    ),
    # text and dates
    "number for text": ("title: A case", "title: 1984 # HERE", "title", "put it in quotes"),
    "empty text": ("title: A case", "title: '' # HERE", "title", "is empty"),
    "nothing for text": ("title: A case", "title: # HERE", "title", "has no value"),
    "block for text": ("title: A case", "title: {a: 1} # HERE", "title", "stands where text belongs"),
    "text for a block": (GOVERNED, "Valley: quiet # HERE", "theatres.Valley", "where a block belongs"),
    "text for blocks": (
        "theatres: {Valley: {strength: 20}}",
        "theatres: Valley # HERE",
        "enemies.Raiders.theatres",
        "NAME",
    ),
    "text for a list": (
        "carriers: [Harbour]",
        "carriers: Harbour # HERE",
        "channels.Harbour.carriers",
        "[ONE, OTHER]",
    ),
    "document date": (
        "date: 2014-09-27",
        "date: 2014-13-27",
        "documents.report.date",
        "write it as YYYY-MM-DD",
    ),
    "document date that never was": (
        "date: 2014-09-27",
        "date: 2014-02-30",
        "documents.report.date",
        "2014-02-30",
    ),
    "address of a script": (
        "date: 2014-09-27}",
        "date: 2014-09-27, url: 'javascript:alert(1)'} # HERE",
        "documents.report.url",
        "begin it with https://",
    ),
    "malformed month": ("first: 2013-01", "first: 2013-1", "months.first", "write it as YYYY-MM"),
    "months backwards": ("last: 2014-12", "last: 2012-12", "months", "exchange them"),
    "too many months": ("last: 2014-12", "last: 2614-12", "months", "at most 1200"),
}
