"""Mistakes in bargains, mediations, mandates, governments, hosts and weeks: each gives one sentence on its line.

Each example replaces one piece of a valid case; `# HERE` marks the line that the message must name.
"""

import pytest

from sim.scenario import ScenarioError, loads
from sim.scenario.build import build
from tests.systems.cases import EVENTS, EVERYTHING, GOVERNMENTS, HEAD, POLICIES, place, played

BORDER = (
    "    concessions: {North: {gives: issue, issue: trade, size: 0.3}, South: {gives: issue, issue: border, size: 0.3}}"
)
HELP = "    concessions: {North: {gives: issue, issue: rule, size: 0.1, largest: 0.5}, South: {gives: help}}"
TALKS = "  Talks: {mediator: Envoy, between: [North, South], agenda: [Border for trade, Help for rule, Quiet],"
MANDATE = "    mandate: {sending: North, candidates: [Isle],"
CABINET = "  Cabinet: {of: Land, issue: rule, date: 2001-09, candidates: {Hawk: 0.6, Dove: 0.0, Fox: -0.5},"
BACKING = "  - {between: [Land, South], backing: {South: 0.8}}"
PLAIN = "  Plain: {governance: 0.4, host: Land, sovereignty: 0.8}"
ENVOY = "  Envoy: {kind: mediator,"
LAND = "  - {date: 2001-08, what: Land joins the friends, set: advocate, actor: Land, to: true}"
VETO = "  - {date: 2002-01, what: A veto, set: bargain, bargain: Help for rule, to: false}"
SHIPS = "  - {date: 2002-04, what: Fleets sail home, set: standing, between: [North, South], to: 0.5}"
PAUSE = "  - {date: 2001-09, what: A pause, set: mediation, mediation: Talks, to: false}"
AFTER = "    after: Border for trade"
TURNED = "  turned: {order: [Quiet, Border for trade]}"
CUT = "  no_break: {without: {events: [break], governments: [Cabinet]}}"


def here(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new) + " # HERE"


MISTAKES = {
    # bargains
    "bargain of strangers": (
        "    between: [South, North]\n",
        "    between: [South, Land] # HERE\n",
        "bargains.Help for rule.between",
        "this bargain is between strangers; add a relation `between: [Land, South]` with `rivals: true`",
        4,
    ),
    "a third gives": (
        BORDER,
        here(BORDER, "North: {", "Land: {gives: help}, North: {"),
        "bargains.Border for trade.concessions.Land",
        "is neither side; write 'North' or 'South'",
    ),
    "one gives nothing": (
        HELP,
        here(HELP, ", South: {gives: help}", ""),
        "bargains.Help for rule.concessions",
        "South gives nothing; add `South:` with `gives:`",
    ),
    "concession on no issue": (
        BORDER,
        here(BORDER, "issue, issue: trade, size", "issue, size"),
        "bargains.Border for trade.concessions.North",
        "gives way on no issue; add `issue:`",
    ),
    "concession on an unknown issue": (
        BORDER,
        here(BORDER, "issue: border", "issue: boarder"),
        "bargains.Border for trade.concessions.South.issue",
        "did you mean 'border'?",
    ),
    "client unknown": (
        BORDER,
        here(BORDER, "issue: border", "issue: border, client: Militias"),
        "bargains.Border for trade.concessions.South.client",
        "did you mean 'Militia'?",
    ),
    "help of a size": (
        HELP,
        here(HELP, "gives: help", "gives: help, size: 0.3"),
        "bargains.Help for rule.concessions.South.size",
        "means nothing with `gives: help`; delete it",
    ),
    "size above the largest": (
        HELP,
        here(HELP, "size: 0.1", "size: 0.7"),
        "bargains.Help for rule.concessions.North.size",
        "0.7 is above the `largest` of 0.5; exchange them",
    ),
    "gift unknown": (
        HELP,
        here(HELP, "gives: help", "gives: halp"),
        "bargains.Help for rule.concessions.South.gives",
        "did you mean 'help'?",
    ),
    "verifiability above one": (
        "    verifiability: 0.6",
        "    verifiability: 1.6 # HERE",
        "bargains.Help for rule.verifiability",
        "1.6 is above 1; a probability",
    ),
    "after the unknown": (
        AFTER,
        "    after: Border for trad # HERE",
        "bargains.Quiet.after",
        "'Border for trad' is not a bargain of this case; did you mean 'Border for trade'?",
    ),
    "after itself": (
        AFTER,
        "    after: Quiet # HERE",
        "bargains.Quiet.after",
        "can never begin (Quiet after Quiet); delete one `after:`",
    ),
    "bargain that is never open": (
        AFTER,
        AFTER + "\n    open: {last: 1999-01} # HERE",
        "bargains.Quiet.open",
        "never open during the months of the case",
    ),
    # mediations
    "mediator unknown": (
        TALKS,
        here(TALKS, "mediator: Envoy", "mediator: Envoi"),
        "mediations.Talks.mediator",
        "did you mean 'Envoy'?",
        2,
    ),
    "mediator is a party": (
        TALKS,
        here(TALKS, "mediator: Envoy", "mediator: North"),
        "mediations.Talks.mediator",
        "'North' is one of the two sides; name a third party",
        2,
    ),
    "organisation mediates": (
        TALKS,
        here(TALKS, "mediator: Envoy", "mediator: Friends"),
        "mediations.Talks.mediator",
        "an organisation advocates and mediates nothing itself; name an envoy or a state",
        2,
    ),
    "mediator without a view": (
        "rule: {position: 0, salience: 0.5}}, mediation: {norm: 0.9}}",
        "rule: {position: 0, salience: 0.5}}}",
        "mediations.Talks.mediator",
        "'Envoy' never proposes talks; give it a view, as `mediation: {norm: 0.8}`",
    ),
    "mediation of strangers": (
        TALKS,
        here(TALKS, "between: [North, South]", "between: [North, Land]"),
        "mediations.Talks.between",
        "this mediation is between strangers",
        4,
    ),
    "agenda unknown": (
        TALKS,
        here(TALKS, "Quiet]", "Quit]"),
        "mediations.Talks.agenda[2]",
        "did you mean 'Quiet'?",
    ),
    "agenda of others": (
        TALKS,
        here(TALKS, "between: [North, South]", "between: [North, Militia]"),
        "mediations.Talks.agenda[0]",
        "'Border for trade' is a bargain of",
        3,
    ),
    "agenda of nothing": (
        TALKS,
        here(TALKS, "[Border for trade, Help for rule, Quiet]", "[]"),
        "mediations.Talks.agenda",
        "names nobody; write at least one name",
    ),
    "norm above one": (
        "rule: {position: 0, salience: 0.5}}, mediation: {norm: 0.9}}",
        "rule: {position: 0, salience: 0.5}}, mediation: {norm: 1.9}} # HERE",
        "actors.Envoy.mediation.norm",
        "1.9 is above 1; a norm",
    ),
    # mandates
    "mandate of a third": (
        MANDATE,
        here(MANDATE, "sending: North", "sending: Land"),
        "channels.Interests section.mandate.sending",
        "'Land' is neither side; write 'North' or 'South'",
    ),
    "candidate is a party": (
        MANDATE,
        here(MANDATE, "candidates: [Isle]", "candidates: [South]"),
        "channels.Interests section.mandate.candidates[0]",
        "'South' is one of the two sides; name a third party",
        2,
    ),
    "candidate unknown": (
        MANDATE,
        here(MANDATE, "candidates: [Isle]", "candidates: [Isla]"),
        "channels.Interests section.mandate.candidates[0]",
        "did you mean 'Isle'?",
        2,
    ),
    "mandate of a mediator": (
        "    role: protecting_power\n",
        "    role: mediator\n",
        "channels.Interests section.mandate",
        "only a protecting power has a mandate; write `role: protecting_power`",
    ),
    "mandate of two": (
        "    carriers: [Harbour]\n",
        "    carriers: [Harbour, Isle] # HERE\n",
        "channels.Interests section.carriers",
        "a mandate has one holder; name one, and others as `candidates:`",
    ),
    "function unknown": (
        "functions: [consular, messages, talks]",
        "functions: [consuler, messages, talks]",
        "channels.Interests section.mandate.functions[0]",
        "did you mean 'consular'?",
    ),
    # governments, hosts, backing
    "government of nobody": (
        CABINET,
        here(CABINET, "of: Land", "of: Lend"),
        "governments.Cabinet.of",
        "did you mean 'Land'?",
    ),
    "government on nothing": (
        CABINET,
        here(CABINET, "issue: rule", "issue: rules"),
        "governments.Cabinet.issue",
        "did you mean 'rule'?",
    ),
    "government of another time": (
        CABINET,
        here(CABINET, "2001-09", "2003-09"),
        "governments.Cabinet.date",
        "2003-09 is outside the months of the case (2001-01 to 2002-12)",
    ),
    "one candidate": (
        CABINET,
        here(CABINET, "{Hawk: 0.6, Dove: 0.0, Fox: -0.5}", "{Hawk: 0.6}"),
        "governments.Cabinet.candidates",
        "there is nothing to choose; name two candidates or more",
    ),
    "candidate beyond the end": (
        CABINET,
        here(CABINET, "Hawk: 0.6", "Hawk: 1.6"),
        "governments.Cabinet.candidates.Hawk",
        "1.6 is above 1; a position",
    ),
    "voice of nobody": (
        "voices: {Land: 1, North: 0.5, South: 0.5}}",
        "voices: {Land: 1, Norht: 0.5, South: 0.5}} # HERE",
        "governments.Cabinet.voices.Norht",
        "did you mean 'North'?",
    ),
    "host unknown": (PLAIN, here(PLAIN, "host: Land", "host: Lend"), "theatres.Plain.host", "did you mean 'Land'?"),
    "backing by a third": (
        BACKING,
        here(BACKING, "backing: {South", "backing: {North"),
        "relations[2].backing.North",
        "is neither side; write 'Land' or 'South'",
    ),
    "sovereignty above one": (
        PLAIN,
        here(PLAIN, "sovereignty: 0.8", "sovereignty: 8"),
        "theatres.Plain.sovereignty",
        "8 is above 1",
    ),
    "arms from nobody": (
        "    mediation: {norm: 0.6}\n",
        "    mediation: {norm: 0.6}\n    arming: 2 # HERE\n",
        "actors.North.arming",
        "nobody arms this actor; add `patron:` or delete `arming:`",
    ),
    "patience above one": (
        "    audience_cost: 0.5\n    fixed_cost: 0.5\n    patience: 0.95\n    volunteers: 0.1\n",
        "    audience_cost: 0.5\n    fixed_cost: 0.5\n    patience: 1.95 # HERE\n    volunteers: 0.1\n",
        "actors.North.patience",
        "1.95 is above 1",
    ),
    # events
    "event on an unknown mediation": (
        PAUSE,
        here(PAUSE, "mediation: Talks", "mediation: Talk"),
        "events[3].mediation",
        "did you mean 'Talks'?",
    ),
    "event on an unknown bargain": (
        VETO,
        here(VETO, "bargain: Help for rule", "bargain: Help"),
        "events[5].bargain",
        "'Help' is not a bargain of this case",
    ),
    "event without its bargain": (
        VETO,
        here(VETO, "bargain: Help for rule, ", ""),
        "events[5]",
        "`set: bargain` must say which; add `bargain:`",
    ),
    "bargain opened by a number": (
        VETO,
        here(VETO, "to: false", "to: 0"),
        "events[5].to",
        "write true or false",
    ),
    "standing of one": (
        SHIPS,
        here(SHIPS, "between: [North, South], ", ""),
        "events[7]",
        "`set: standing` must say which; add `between:`",
    ),
    "advocate by half": (LAND, here(LAND, "to: true", "to: 0.5"), "events[2].to", "write true or false"),
    "resolution set outright": (
        "set: resolution, by: 2}",
        "set: resolution, to: 2} # HERE",
        "events[1].to",
        "`set: resolution` takes `by:`; write that instead",
    ),
    # policies
    "policy without an unnamed event": (
        CUT,
        here(CUT, "[break]", "[brake]"),
        "policies.no_break.without.events[0]",
        "did you mean 'break'?",
    ),
    "policy without an unknown government": (
        CUT,
        here(CUT, "[Cabinet]", "[Cabinets]"),
        "policies.no_break.without.governments[0]",
        "did you mean 'Cabinet'?",
    ),
    "policy without an unknown mediation": (
        "  no_talks: {without: {mediations: all}}",
        "  no_talks: {without: {mediations: [Walks]}} # HERE",
        "policies.no_talks.without.mediations[0]",
        "did you mean 'Talks'?",
    ),
    "policy without an unknown bargain": (
        "  no_bargains: {without: {bargains: all}}",
        "  no_bargains: {without: {bargains: [Quite]}} # HERE",
        "policies.no_bargains.without.bargains[0]",
        "did you mean 'Quiet'?",
    ),
    "order of the unknown": (
        TURNED,
        here(TURNED, "[Quiet,", "[Quit,"),
        "policies.turned.order[0]",
        "did you mean 'Quiet'?",
    ),
    # months and weeks
    "a day in a case by months": (
        PAUSE,
        here(PAUSE, "date: 2001-09", "date: 2001-09-10"),
        "events[3].date",
        "2001-09-10 does not fit a case that goes by months; write a month, YYYY-MM",
    ),
    "a government on a day": (
        CABINET,
        here(CABINET, "2001-09", "2001-09-10"),
        "governments.Cabinet.date",
        "does not fit a case that goes by months; write a month, YYYY-MM",
    ),
    "an opening on a day": (
        AFTER,
        AFTER + "\n    open: {first: 2001-02-03} # HERE",
        "bargains.Quiet.open.first",
        "does not fit a case that goes by months; write a month, YYYY-MM",
    ),
    "weeks that end in a month": (
        "months: {first: 2001-01, last: 2002-12}",
        "months: {first: 2001-01, last: 2002-12-30} # HERE",
        "months.last",
        "2002-12-30 does not fit a case that goes by months; write a month, YYYY-MM",
    ),
    "misspelt word in a mediation": (
        TALKS,
        here(TALKS, "mediator: Envoy", "mediater: Envoy"),
        "mediations.Talks.mediater",
        "did you mean 'mediator'?",
        3,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_one_mistake_gives_one_sentence_on_its_line(mistake):
    old, new, path, phrase, *most = mistake
    assert EVERYTHING.count(old) == 1, f"{old!r} occurs {EVERYTHING.count(old)} times"
    text = EVERYTHING.replace(old, new)
    with pytest.raises(ScenarioError) as caught:
        loads(text.replace(" # HERE", ""), "case.yaml")
    sentences = str(caught.value).splitlines()
    assert len(sentences) <= (most[0] if most else 1), sentences
    found = [one.partition(f": {path}: ") for one in sentences if f": {path}: " in one]
    assert len(found) == 1, sentences
    where, _, sentence = found[0]
    assert phrase in sentence and ";" in sentence, sentence
    if " # HERE" in text:
        assert where == f"case.yaml:{text[: text.index(' # HERE')].count(chr(10)) + 1}"
    else:
        assert where.startswith("case.yaml:")


def test_the_case_that_is_spoilt_is_valid():
    case = loads(EVERYTHING)
    assert case.policy_names == ("as_coded", "no_talks", "no_bargains", "no_break", "turned", "other_contest")


# ---- a case by weeks

WEEKLY = EVERYTHING.replace(HEAD, HEAD.replace("2001-01, last: 2002-12", "2001-01-01, last: 2001-06-25"))
WEEKLY = WEEKLY.replace(EVENTS, "").replace(GOVERNMENTS, "").replace(POLICIES, "")


def fault(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "case.yaml")
    assert len(caught.value.problems) == 1, str(caught.value)
    return str(caught.value)


def test_a_month_in_a_case_by_weeks():
    assert build(loads(WEEKLY)).months == 26
    event = "events:\n  - {date: 2001-02, what: Calm, set: governance, theatre: Hills, to: 1}\n"
    assert "2001-02 does not fit a case that goes by weeks; write a day, YYYY-MM-DD" in fault(WEEKLY + event)


def test_dates_of_weeks_are_checked_like_months():
    event = "events:\n  - {date: 2001-07-09, what: Calm, set: governance, theatre: Hills, to: 1}\n"
    assert "2001-07-09 is outside the months of the case (2001-01-01 to 2001-06-25)" in fault(WEEKLY + event)
    assert "is before the first" in fault(WEEKLY.replace("2001-06-25", "2000-06-25"))
    assert "are too many" in fault(WEEKLY.replace("2001-06-25", "2041-06-25"))
    assert "is not a day" in fault(WEEKLY.replace("2001-06-25", "2001-06-31"))
    closed = WEEKLY.replace(AFTER, AFTER + "\n    open: {first: 2001-05-07, last: 2001-04-02}")
    assert "closes in 2001-04-02 before it opens in 2001-05-07" in fault(closed)


# ---- what policies and assumptions do to it


def test_what_policies_take_away_is_gone():
    case = loads(EVERYTHING)
    whole = build(case).world[0]
    assert whole.mediation_open.tolist() == [1.0] and whole.bargain_open.tolist() == [1.0] * 3
    assert build(case.under("no_talks")).world[0].mediation_open.tolist() == [0.0]
    assert build(case.under("no_bargains")).world[0].bargain_open.tolist() == [0.0] * 3
    cut = build(case.under("no_break"))
    assert cut.world[0].government_month.tolist() == [-1] and whole.government_month.tolist() == [8]
    assert cut.sizes["event"] == build(case).sizes["event"] - 1
    assert build(case.under("turned")).world[0].after.tolist() == [2, -1, -1]
    assert build(case).world[0].after.tolist() == [-1, -1, 0]


def test_the_same_in_python():
    case = loads(EVERYTHING)
    for kind, name in (("mediation", "Talks"), ("bargain", "Quiet"), ("government", "Cabinet"), ("event", "break")):
        cut = case.without(**{kind: name})
        assert getattr(cut.changes, f"without_{kind}s") == {name}
        with pytest.raises(ScenarioError, match=r"'Nothing' is not .* of this case; "):
            case.without(**{kind: "Nothing"})
    both = case.under("no_talks").under("turned")
    assert both.changes.without_mediations == {"Talks"} and both.changes.order == ("Quiet", "Border for trade")


def test_assumptions_made_in_python():
    case = loads(EVERYTHING)
    assert build(case.assume(norm_speed=0.0, verification=0.5)).p[0].verification == 0.5
    assert case.assume(norm_speed=0.0).assume(norm_speed=1.0).changes.assume == {"norm_speed": 1.0}
    with pytest.raises(ScenarioError, match=r"norm_sped.* is not an assumption .* did you mean 'norm_speed'"):
        case.assume(norm_sped=0.0)
    with pytest.raises(ScenarioError, match=r"2 is out of range; verification runs from 0 to 1"):
        case.assume(verification=2)


def test_what_is_taken_away_is_not_brought_back_by_its_events():
    """The full case pauses its talks and takes them up again; without them nothing of it is left."""
    gone = build(loads(EVERYTHING).under("no_talks"))
    assert gone.sizes["event"] == build(loads(EVERYTHING)).sizes["event"] - 2


def test_a_friend_of_mediation_does_not_yield_whatever_its_range():
    text = "mediation: {norm: 1, advocate: true}"
    wide = "mediation: {norm: 1, advocate: true, susceptibility: {value: 0.5, range: [0, 1]}}"
    built = build(loads(EVERYTHING.replace(text, wide)))
    friends = place(built, "actor", "Friends")
    assert len(built.draws) == 1, "it is drawn, for the day on which it leaves them"
    for seed in (1, 2):
        assert (played(built, seed, months=6)["norm"][:, friends] == 1.0).all()
