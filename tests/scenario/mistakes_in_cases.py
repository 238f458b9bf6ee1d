"""Mistakes in how the parts of a case belong together.

Name -> (what to replace in the example, by what, the path, part of the message).

`# HERE` marks the line that the message must name; it is taken out before the case is read.
"""

FALLS = "- {date: 2013-06, what: A city falls, set: governance, theatre: Valley, to: 0.2, source: report}"
INSULT = "- {date: 2014-01, what: An insult, set: trust, between: [North, South], by: -0.5, of: South, assumed: x}"
EMBASSY = "- {date: 2014-02, what: An embassy, set: ties, between: [North, South], to: true, assumed: a guess}"
WAR = "- {what: A war, date: 1991-01, evidence: -1}"
ENEMY = """enemies:
  NAME: # HERE
    {issue: defeat, theatres: {Valley: {strength: 1}}, growth: 1, attrition: 1, assumed: x}
"""

MISTAKES = {
    # actors
    "actor that no theatre knows": (
        "    theatres:\n      Valley: {exposure: 0.5, assumed: a guess}\n",
        "",
        "actors.Proxy",
        "no theatre knows this armed_group; add `theatres:`",
    ),
    "mediator without a channel": (
        "  Harbour:\n    kind: mediator",
        "  Harbour:\n    kind: mediator\n  Idle: # HERE\n    kind: protecting_power",
        "actors.Idle",
        "carries no channel",
    ),
    "nothing matters": (
        "      defeat: {position: -1, salience: 1, assumed: it wants to live}",
        "      defeat: {position: -1, salience: 0, assumed: it wants to live}",
        "actors.Raiders.interests",
        "nothing matters to this actor",
    ),
    "unknown patron": (
        "    patron: South",
        "    patron: Suoth # HERE",
        "actors.Proxy.patron",
        "did you mean 'South'?",
    ),
    "own patron": (
        "    patron: South",
        "    patron: Proxy # HERE",
        "actors.Proxy.patron",
        "circle (Proxy - Proxy)",
    ),
    "patron without control": (
        "    patron: South\n    control: {value: 0.7, assumed: a guess}",
        "    patron: South # HERE",
        "actors.Proxy.patron",
        "add `control:`",
    ),
    "control without patron": (
        "    patron: South\n    control: {value: 0.7, assumed: a guess}",
        "    control: {value: 0.7, assumed: a guess} # HERE",
        "actors.Proxy.control",
        "add `patron:`",
    ),
    "state with a patron": (
        "    kind: armed_group\n    patron: South",
        "    kind: state\n    patron: South # HERE",
        "actors.Proxy.patron",
        "only an armed_group has a patron",
    ),
    # relations and channels
    "relation with a stranger": (
        "between: [North, Proxy]",
        "between: [North, Prxy] # HERE",
        "relations[1].between[1]",
        "did you mean 'Proxy'?",
    ),
    "relation with oneself": (
        "between: [North, Proxy]",
        "between: [North, North] # HERE",
        "relations[1].between",
        "twice",
    ),
    "relation of three": (
        "between: [North, Proxy]",
        "between: [North, Proxy, South] # HERE",
        "relations[1].between",
        "write two",
    ),
    "pair related twice": (
        "  - between: [North, Proxy]\n",
        "  - between: [South, North] # HERE\n",
        "relations[1]",
        "North and South are related already (line 41)",
    ),
    "episode in the case": (
        WAR,
        "- {what: A war, date: 2013-01, evidence: -1} # HERE",
        "relations[0].episodes[0].date",
        "`events:`",
    ),
    "episode of a third": (
        WAR,
        "- {what: A war, date: 1991-01, evidence: -1, of: Proxy} # HERE",
        "relations[0].episodes[0].of",
        "write 'North' or 'South'",
    ),
    "evidence too strong": (
        WAR,
        "- {what: A war, date: 1991-01, evidence: -9} # HERE",
        "relations[0].episodes[0].evidence",
        "-4",
    ),
    "channel between strangers": (
        "    between: [North, South]\n    loss",
        "    between: [North, Proxy] # HERE\n    loss",
        "channels.Harbour.between",
        "not declared rivals, so this channel runs between strangers; add a relation",
    ),
    "channel to nobody": (
        "    between: [North, South]\n    loss",
        "    between: [North, Suoth] # HERE\n    loss",
        "channels.Harbour.between[1]",
        "'Suoth' is not an actor of this case; did you mean 'South'?",
    ),
    "carrier unknown": (
        "carriers: [Harbour]",
        "carriers: [Harbour, Harbor] # HERE",
        "channels.Harbour.carriers[1]",
        "did you mean 'Harbour'?",
    ),
    "carrier is a party": (
        "carriers: [Harbour]",
        "carriers: [Harbour, North] # HERE",
        "channels.Harbour.carriers[1]",
        "name a third party",
    ),
    "carrier twice": (
        "carriers: [Harbour]",
        "carriers: [Harbour, Harbour] # HERE",
        "channels.Harbour.carriers[1]",
        "carries twice",
    ),
    "channel closes first": (
        "    loss: 0.1",
        "    open: {first: 2014-02, last: 2014-01} # HERE\n    loss: 0.1",
        "channels.Harbour.open",
        "exchange them",
    ),
    "channel of another time": (
        "    loss: 0.1",
        "    open: {last: 1999-01} # HERE\n    loss: 0.1",
        "channels.Harbour.open",
        "never open",
    ),
    # the enemy
    "enemy that is no actor": (
        "enemies:\n",
        ENEMY.replace("NAME", "Pirates"),
        "enemies.Pirates",
        "'Pirates' is not an actor of this case",
    ),
    "enemy that mediates": (
        "enemies:\n",
        ENEMY.replace("NAME", "Harbour"),
        "enemies.Harbour",
        "make it a state or an armed_group",
    ),
    "enemy that is nowhere": (
        "theatres: {Valley: {strength: 20}}",
        "theatres: {} # HERE",
        "enemies.Raiders.theatres",
        "add a theatre with its `strength:`",
    ),
    "enemy in nowhere": (
        "theatres: {Valley: {strength: 20}}",
        "theatres: {Valley: {strength: 20}, Vally: {strength: 1}} # HERE",
        "enemies.Raiders.theatres.Vally",
        "did you mean 'Valley'?",
    ),
    "issue of the enemy": (
        "    issue: defeat",
        "    issue: defeet # HERE",
        "enemies.Raiders.issue",
        "did you mean 'defeat'?",
    ),
    "threatened without an opinion": (
        '      defeat: {position: 1, salience: 0.9, source: "report ¶2-4"}\n',
        "",
        "actors.North.interests",
        "add `defeat:` with position and salience",
    ),
    # what changes the case
    "event outside the months": (
        FALLS,
        FALLS.replace("2013-06", "2015-01") + " # HERE",
        "events[0].date",
        "2013-01 to 2014-12",
    ),
    "event sets cooperation": (
        FALLS,
        FALLS.replace("set: governance", "set: cooperation") + " # HERE",
        "events[0].set",
        "'cooperation' is not a choice here",
    ),
    "event without its place": (
        FALLS,
        FALLS.replace("theatre: Valley, ", "") + " # HERE",
        "events[0]",
        "add `theatre:`",
    ),
    "event with a strange word": (
        FALLS,
        FALLS.replace("to:", "actor: North, to:") + " # HERE",
        "events[0].actor",
        "delete it",
    ),
    "event in nowhere": (
        FALLS,
        FALLS.replace("Valley", "Walley") + " # HERE",
        "events[0].theatre",
        "did you mean 'Valley'?",
    ),
    "event without a value": (
        FALLS,
        FALLS.replace("to: 0.2, ", "") + " # HERE",
        "events[0]",
        "write one of: `to:` or `by:`",
    ),
    "event with two values": (
        FALLS,
        FALLS.replace("to: 0.2", "to: 0.2, by: 0.1") + " # HERE",
        "events[0]",
        "both",
    ),
    "event out of range": (
        FALLS,
        FALLS.replace("0.2", "1.2") + " # HERE",
        "events[0].to",
        "1.2 is above 1; a share",
    ),
    "event with a flag": (
        FALLS,
        FALLS.replace("0.2", "true") + " # HERE",
        "events[0].to",
        "true is not a number",
    ),
    "event without citation": (
        FALLS,
        FALLS.replace(", source: report", "") + " # HERE",
        "events[0].to",
        "rests on nothing",
    ),
    "event that changes too much": (
        FALLS,
        FALLS.replace("to: 0.2", "by: -1.2") + " # HERE",
        "events[0].by",
        "a change of a share runs from -1 to 1",
    ),
    "event that may go too far": (
        FALLS,
        FALLS.replace("to: 0.2", "to: {value: 0.2, range: [0, 2]}") + " # HERE",
        "events[0].to",
        "2 is above 1",
    ),
    "event with words": (FALLS, FALLS.replace("0.2", "low") + " # HERE", "events[0].to", "'low' is not a value"),
    "flag that varies": (
        EMBASSY,
        EMBASSY.replace("to: true", "to: {value: true, range: [0, 1]}") + " # HERE",
        "events[2].to",
        "true and false cannot vary",
    ),
    "trust set outright": (INSULT, INSULT.replace("by:", "to:") + " # HERE", "events[1].to", "takes `by:`"),
    "trust in a third": (
        INSULT,
        INSULT.replace("of: South", "of: Proxy") + " # HERE",
        "events[1].of",
        "neither side",
    ),
    "ties by a number": (
        EMBASSY,
        EMBASSY.replace("to: true", "to: 1") + " # HERE",
        "events[2].to",
        "write true or false",
    ),
    "unknown assumption": (
        "  threat: {value: 6",
        "  memry: {value: 0.5, assumed: x} # HERE\n  threat: {value: 6",
        "assumptions.memry",
        "did you mean 'memory'?",
    ),
    "assumption out of range": (
        "threat: {value: 6, range: [4, 8]",
        "threat: {value: 6, range: [4, 80] # HERE\n   ",
        "assumptions.threat",
        "80 is out of range; threat runs from 0 to 50",
    ),
    "contest": ("policies:\n", "contest: krzt # HERE\npolicies:\n", "contest", "did you mean 'krtz'?"),
    "policy without anyone": (
        "channels: [Harbour]",
        "channels: [Harbor] # HERE",
        "policies.no_channel.without.channels[0]",
        "'Harbour'",
    ),
    "policy with one name": (
        "channels: [Harbour]",
        "channels: Harbour # HERE",
        "policies.no_channel.without.channels",
        "or all",
    ),
    "policy assumes the unknown": (
        "assume: {threat: 1}",
        "assume: {thread: 1} # HERE",
        "policies.calm.assume.thread",
        "'threat'",
    ),
    "policy assumes too much": (
        "assume: {threat: 1}",
        "assume: {threat: 51} # HERE",
        "policies.calm.assume.threat",
        "0 to 50",
    ),
    "policy that changes nothing": (
        "shuffled: {shuffle: interests}",
        "shuffled: {} # HERE",
        "policies.shuffled",
        "changes nothing",
    ),
    "policy of a taken name": (
        "  shuffled:",
        "  as_coded: {contest: krtz} # HERE\n  shuffled:",
        "policies.as_coded",
        "another name",
    ),
    "policy with a path for a name": (
        "  shuffled:",
        "  ../x: {contest: krtz} # HERE\n  shuffled:",
        "policies.../x",
        "letters",
    ),
}
