"""Why two rivals cooperate: the words behind it are the run's own, and replays are the runs without a part of it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import sim
from sim.explaining.heard import Between
from sim.explaining.otherwise import first_spell, untied
from sim.explaining.pair import _mediations, _standing
from sim.phases.messages import told
from sim.world import COUNTERED, HELP, IN_FORCE, ISSUE, LONG_AGO, MODES, OFF, OFFER, RESTRAINT
from tests.worlds import SMALL_CASE

PAIR = "North – South"

COAST = """\
  Coast:
    kind: mediator
    about: Speaks to North alone.
    interests:
      trade: {position: 0.8, salience: 0.8}
"""
CHAIN = """\
  Harbour and Coast:
    role: protecting_power
    carriers: [Harbour, Coast]
    between: [North, South]
    loss: 0.02
    garble: 0.03
    delay: 0.1
    rate: 4
    leak: 0.1
"""
DEALS = """\
bargains:
  Trade for help:
    between: [North, South]
    concessions:
      North: {gives: issue, issue: trade, size: 0.2, largest: 0.6}
      South: {gives: help}
    verifiability: 0.5
  Border for quiet:
    between: [North, South]
    concessions:
      North: {gives: restraint}
      South: {gives: issue, issue: border, size: 0.1, largest: 0.3}
    verifiability: 0.7
mediations:
  Talks at Harbour:
    mediator: Harbour
    between: [North, South]
    agenda: [Trade for help, Border for quiet]
    rate: 0.9
    skill: 0.5
    pressure: 1
    cover: 0.5

"""


def with_chain(text: str = SMALL_CASE) -> str:
    """Two channels in competition: one carrier, or two that lose less on the way."""
    return text.replace("\nrelations:", COAST + "\nrelations:", 1).replace("\nenemies:", CHAIN + "\nenemies:", 1)


def rich() -> str:
    """Channels, bargains, a mediation, a mandate, a host, nationals with the enemy."""
    text = with_chain().replace("enemies:\n", DEALS + "enemies:\n", 1)
    office = CHAIN.replace("Harbour and Coast", "Office").replace("[Harbour, Coast]", "[Coast]")
    office += "    mandate: {sending: North}\n"
    text = text.replace("\nbargains:", office + "\nbargains:", 1)
    text = text.replace(
        "Middleland: {governance: {value: 0.4, range: [0.2, 0.6]}}", "Middleland: {governance: 0.4, host: Town}"
    )
    town = "  Town:\n    kind: state\n    interests:\n      rule_in_middleland: {position: 0, salience: 1}\n"
    town += "      defeat_of_raiders: {position: 0.9, salience: 1}\n"
    town += "    theatres:\n      Middleland: {exposure: 1, ground: 5}\n"
    text = text.replace("\nrelations:", town + "\nrelations:", 1)
    backing = "  - {between: [South, Town], backing: {South: 0.5}}\n"
    text = text.replace("\nchannels:", backing + "\nchannels:", 1)
    for name in ("South", "Harbour"):
        text = text.replace(f"  {name}:\n    kind", f"  {name}:\n    mediation: {{norm: 0.9}}\n    kind", 1)
    mind = "    volunteers: 0.3\n    mediation: {norm: 0.9}\n    theatres:\n      Middleland: {exposure: 0.8, air: 40"
    return text.replace("    theatres:\n      Middleland: {exposure: 0.8, air: 40", mind, 1)


@pytest.fixture(scope="module")
def case():
    return sim.example()


@pytest.fixture(scope="module")
def chain():
    return sim.loads(with_chain())


@pytest.fixture(scope="module")
def full():
    return sim.loads(rich())


def between(case, seed: int, t: int, policy: str | None = None) -> Between:
    return Between(sim.trajectory(case, seed, policy), 0, t)


def part(why, question: str):
    (found,) = [p for p in why.parts if p.question == question]
    return found


# ---- the messages


@pytest.mark.parametrize("seed", range(1, 7))
def test_every_message_of_the_run_is_there_once(chain, seed):
    b = between(chain, seed, 59)
    last = b.now
    assert len(b.messages) == last.delivered_relayed[0] + last.delivered_direct[0]
    for one in b.messages:
        w = b.after(one.delivered)
        assert w.heard[one.channel, one.side, one.word] == (-1 if one.garbled else 1)
        assert one.sent <= one.delivered
        assert b.after(one.sent).wanted[0, one.side] == one.word, "in the month in which it was written"
        assert b.after(one.sent).route[0, one.side] == one.channel
        assert not b.after(one.sent - 1).mail[one.channel, one.side, one.word]
    assert [one.delivered for one in b.messages] == sorted(one.delivered for one in b.messages)


def test_a_message_that_leaks_leaks_in_the_run(chain):
    seen = 0
    for seed in range(1, 9):
        b = between(chain, seed, 59)
        written = {(one.sent, one.side): [] for one in b.messages}
        for one in b.messages:
            written[one.sent, one.side].append(one.leaked)
        for (t, side), leaks in written.items():
            seen += any(leaks)
            assert not any(leaks) or b.after(t).leaked[0, side]
    assert seen > 3


def test_what_a_word_told_is_what_the_rules_of_the_run_say(chain):
    """The evidence is that of the compiled rule, and its sum with the rest makes the trust of the run."""
    words = 0
    for seed in range(1, 5):
        b = between(chain, seed, 59)
        for one in b.messages:
            if one.evidence:
                assert one.word in (0, 1) and b.after(one.delivered).told_month[0, one.side, one.word] == one.delivered
                assert one.evidence == told(
                    b.after(one.delivered), b.p, one.channel, one.side, one.word, not one.garbled
                )
                words += 1
        moved = {(one.delivered, one.side, one.word) for one in b.messages if one.evidence}
        news = {
            (t, side, word)
            for t in range(60) for side in range(2) for word in (0, 1)
            if b.after(t).told_month[0, side, word] == t
        }  # fmt: skip
        assert moved <= news
    assert words > 20


def test_two_channels_compete_and_the_chain_is_named_in_order(chain):
    """The chain loses less: it is the route while it serves, and both its carriers are named in order."""
    why = sim.explain(chain, 3, "2005-12", about=PAIR)
    used = set(why.messages["channel"])
    assert "Harbour and Coast" in used
    through = why.messages[why.messages["channel"] == "Harbour and Coast"]["carriers"]
    assert set(through) == {"Harbour, then Coast"}
    assert "carried by Harbour, then Coast" in str(why)
    assert set(why.counterfactuals["without"]) == {
        "nothing", "Harbour", "Harbour and Coast", "any channel between North and South", "the enemy (Raiders)"
    }  # fmt: skip
    busiest = why.channels.iloc[0]
    assert part(why, "Which channel carried most?").answer.startswith(
        f"{busiest['channel']}: {busiest['delivered']} of "
    )
    assert busiest["delivered"] == why.channels["delivered"].max()
    assert why.channels["delivered"].sum() == why.messages["since_break"].sum()


def garbling(value: float):
    return sim.loads(SMALL_CASE.replace("garble: 0.05", f"garble: {value}"))


def test_without_garbling_nothing_is_lost_to_it():
    b = between(garbling(0), 1, 59)
    assert b.messages and not any(one.garbled for one in b.messages)
    assert all(one.evidence == one.straight for one in b.messages)
    assert "garbled:" not in str(sim.explain(garbling(0), 1, "2005-12", about=PAIR))


def test_nothing_is_entrusted_to_a_channel_that_says_anything():
    """At an even chance of the opposite no word is worth sending; short of it the evidence all but vanishes."""
    why = sim.explain(garbling(0.5), 1, "2003-06", about=PAIR)
    assert why.messages.empty and "Harbour: nothing between the two differs in any month" in str(why).replace("\n", "")
    found = [one for seed in range(1, 6) for one in between(garbling(0.45), seed, 59).messages]
    share = np.mean([one.garbled for one in found])
    assert 0.3 < share < 0.6 and len(found) > 20
    clear = [one.straight for one in between(garbling(0), 1, 59).messages if one.evidence]
    assert max(abs(one.evidence) for one in found) < 0.2 * max(clear)


def test_what_garbling_did_is_told(case):
    """In the fifth run a word came as its opposite, and moved trust the wrong way."""
    why = sim.explain(case, 5, "2003-06", about=PAIR)
    wrong = why.messages[why.messages["garbled"] & (why.messages["evidence"] != 0)]
    assert len(wrong) and (wrong["evidence"] < 0).all() and (wrong["straight"] > 0).all()
    row = wrong.iloc[0]
    assert f"garbled: {row['delivered']}, a {row['word']} of {row['by']} by Harbour came as its opposite" in str(why)
    assert why.channels["lost_to_garbling"].sum() == pytest.approx((wrong["straight"] - wrong["evidence"]).sum())


def test_notices_that_set_up_the_line_are_those_after_which_there_is_one(chain):
    made = 0
    for seed in range(1, 6):
        b = between(chain, seed, 59)
        rises = {t for t in range(60) if b.after(t).deconfliction[0] > b.after(t - 1).deconfliction[0]}
        told_of = {one.delivered for one in b.messages if "the line, with" in one.did or "fading line" in one.did}
        assert rises <= told_of
        made += len(rises)
        first = int(b.now.first_line[0])
        assert first < 0 or any(one.delivered == first and one.did.startswith("set up") for one in b.messages)
    assert made > 5


def test_the_last_break_parts_old_messages_from_new(case):
    b = between(case, 1, 29)
    assert b.last_break is not None
    broken, kind = b.last_break
    assert kind == "hostile act"
    hostile = np.flatnonzero(b.worlds["hostile"][1:31, 0].any(axis=1))
    assert broken == hostile[-1]
    why = sim.explain(case, 1, "2003-06", about=PAIR)
    for seed in range(1, 7):
        other = between(case, seed, 59)
        acts = np.flatnonzero(other.worlds["hostile"][1:, 0].any(axis=1))
        last = acts[-1] if len(acts) else -1
        assert other.last_break == ((last, "hostile act") if len(acts) else None)
        assert [other.since_break(one) for one in other.messages] == [one.delivered > last for one in other.messages]
    after = why.messages["delivered"] > b.label(broken)
    assert (why.messages["since_break"] == after).all()
    said = part(why, "What words lie behind it?").answer
    moved = (why.messages["mattered"] & after).sum()
    assert said.startswith(f"{after.sum()} messages since the last hostile act ({b.label(broken)}), {moved} of them")
    assert said.endswith(f"{(~after).sum()} older")


# ---- bargains, talks, mandates


@pytest.fixture(scope="module")
def agreed(full):
    """Runs in which a bargain was struck."""
    found = [between(full, seed, 59) for seed in range(1, 16)]
    return [b for b in found if b.now.agreements.any()]


def test_bargains_and_talks_behind_it_are_told(full, agreed):
    assert agreed, "some bargain is struck in the first runs"
    talked = 0
    for b in agreed[:4]:
        why = sim.explain(full, b.history.seed, "2005-12", about=PAIR)
        text = str(why)
        for k in b.bargains:
            times = np.flatnonzero(np.diff(b.worlds["agreements"][:, k]))
            for t in times:
                assert f"accepted in {b.label(t)}" in text
            removed = f"the bargain {b.names.bargain[k]!r}" in set(why.counterfactuals["without"])
            assert removed == (len(times) > 0)
        for m in b.mediations:
            talked += int(b.now.consents[m])
            assert ("What of the talks 'Talks at Harbour' under Harbour?" in text) == bool(b.now.proposals[m])
            removed = "the mediation 'Talks at Harbour'" in set(why.counterfactuals["without"])
            assert removed == bool(b.now.consents[m])
        assert "Who holds the mandates between them?" in text
        assert not re.search(r"\b(nan|None|inf)\b", text)
    assert talked


def test_since_when_it_is_so_is_told_as_it_was(full):
    """A state that has never changed has no month; what is countered is not in force, and has been none since."""
    b = between(full, 1, 59)
    b.now.bargain_state[0], b.now.bargain_state[1] = COUNTERED, IN_FORCE
    b.now.bargain_month[0], b.now.bargain_month[1] = LONG_AGO, 12
    assert _standing(b, 0) == "countered; it was never in force"
    assert _standing(b, 1) == "in force since 2002-01"
    b.now.bargain_month[0], b.now.bargain_state[1] = 12, OFF
    assert _standing(b, 0) == "countered; not in force since 2002-01"
    assert _standing(b, 1) == "off since 2002-01"
    b.now.mediation_state[0], b.now.mediation_month[0], b.now.mediation_end[0], b.now.proposals[0] = 0, LONG_AGO, 0, 3
    assert _mediations(b)[0].answer == "idle; no talks so far"
    b.now.mediation_month[0], b.now.mediation_end[0] = 12, 1
    assert _mediations(b)[0].answer == "idle since 2002-01; it last ended by success"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_has_been_so_since_never(full, seed):
    for t in ("2001-03", "2002-06", "2005-12"):
        assert "since never" not in str(sim.explain(full, seed, t, about=PAIR))


def test_an_actor_s_month_lists_only_what_there_is(full, case):
    plain = {p.question for p in sim.explain(case, 2, "2004-06", "North").parts}
    assert not any("bargain" in q or "admit" in q or "talk with" in q for q in plain)
    why = sim.explain(full, 2, "2004-06", "North")
    asked = {p.question for p in why.parts}
    assert "What of the bargain 'Trade for help' with South?" in asked
    assert "Would it talk with South in 'Talks at Harbour'?" in asked
    assert "Does Town admit its forces to Middleland?" in asked
    pressed = {t.what for t in part(why, "What else presses on it?").terms}
    assert "thousands of its nationals with the enemy" in pressed
    assert any(
        t.what.startswith("how near Town")
        for t in part(sim.explain(full, 2, "2004-06", "South"), "What else presses on it?").terms
    )
    host = sim.explain(full, 2, "2004-06", "Town")
    assert part(host, "Whose forces does it admit to Middleland?").terms
    carries = part(sim.explain(full, 2, "2004-06", "Coast"), "Does it carry words between North and South (Office)?")
    assert any(t.what.startswith("its mandate") for t in carries.terms)


def test_numbers_of_a_bargain_are_the_facts_of_the_run(full, agreed):
    b = agreed[0]
    k = int(np.flatnonzero(b.now.agreements)[0])
    t = int(np.flatnonzero(np.diff(b.worlds["agreements"][:, k]))[0])
    for side, (me, rival) in enumerate((("North", "South"), ("South", "North"))):
        why = part(
            sim.explain(full, b.history.seed, b.label(t), me),
            f"What of the bargain {b.names.bargain[k]!r} with {rival}?",
        )
        shown = {x.what.split(":")[0]: x.value for x in why.terms}
        w = b.after(t)
        for what, fact in {
            "what it gets a month": "bargain_value", "what it gives a month": "bargain_cost",
            "chance of accepting": "chance_accept", "chance of doing its part": "chance_keep",
        }.items():  # fmt: skip
            assert float(shown[what]) == pytest.approx(w[fact][k, side], abs=6e-4), what


def numbers_of_bargains(full, runs):
    """For months of runs with agreements: what is told of a bargain, as numbers, and the part and world told of."""
    for b in runs:
        for t in (10, 30, 50):
            for side, (me, rival) in enumerate((("North", "South"), ("South", "North"))):
                why = sim.explain(full, b.history.seed, b.label(t), me)
                for k, name in enumerate(b.names.bargain):
                    for one in [q for q in why.parts if q.question == f"What of the bargain {name!r} with {rival}?"]:
                        shown = {x.what.split(":")[0]: x for x in one.terms}
                        number = {
                            what: float(x.value) for what, x in shown.items() if re.fullmatch(r"-?[\d.]+", x.value)
                        }
                        yield b, t, k, side, shown, number


def test_what_a_bargain_promises_follows_from_what_is_told(full, agreed):
    """By hand from the terms: risked cost, gain, chances of accepting and of doing one's part, each by its rule."""
    seen, pressed = set(), 0
    for b, t, k, side, shown, n in numbers_of_bargains(full, agreed[:4]):
        p, w = b.p, b.after(t)
        kind = int(w.concession[k, side])
        noticed = n["chance to notice a breach in a month"]
        assert noticed == pytest.approx(w.verifiability[k] * p.verification, abs=6e-4)
        trust, patience = n["trust in the rival"], n["patience"]
        unwatched = trust + (1 - trust) * (1 - patience) / (1 - patience * (1 - noticed))
        cost = n["what it gives a month"]
        risked = n["what its part costs until a breach is noticed"]
        assert risked == pytest.approx(cost * unwatched, abs=2e-3 * (1 + cost))
        pushed = sum(v for what, v in n.items() if what.startswith("pressure and promises of Harbour"))
        pressed += pushed > 0
        worth = n["what it gets a month"]
        gain = trust * worth - risked + pushed
        assert n["gain that it promises"] == pytest.approx(gain, abs=2e-3 * (1 + worth))
        wanted = w.bargain_value[k, side] > 0.0
        accepts = 1 / (1 + np.exp(-n["gain that it promises"] / p.accept_temperature)) if wanted else 0.0
        assert n["chance of accepting"] == pytest.approx(accepts, abs=1e-3 / min(1.0, p.accept_temperature))
        if cost > 6e-4:
            keeps = 1 / (1 + np.exp(-(patience - n["patience needed to keep it"]) / p.keep_temperature))
            assert n["chance of doing its part"] == pytest.approx(keeps, abs=1e-3 / min(1.0, p.keep_temperature))
        assert ("concession_cost" in shown["what it gives a month"].rule) == (kind == ISSUE)
        assert ("not drawn here" in shown["chance of doing its part"].rule) == (kind != ISSUE)
        seen.add(kind)
    assert seen == {ISSUE, HELP, RESTRAINT} and pressed


def test_who_put_what_on_the_table_is_told(full, agreed):
    """Each offer counted was made by somebody; an agreement was on the last one's."""
    for b in agreed:
        for k in b.bargains:
            made = np.diff(b.worlds["offers"][:, k])
            put = [b.put_by(t, k) for t in range(60)]
            assert [len(one) for one in put] == made.tolist()
        for one in b.messages:
            if one.word == OFFER and not one.garbled:
                told = [b.names.bargain[k] for k in b.bargains if one.side in b.put_by(one.delivered, k)]
                assert all(name in one.did for name in told) and bool(told) == (
                    "nothing that can be had" not in one.did
                )


def test_what_changed_trust_adds_up_in_a_case_with_everything(full, agreed):
    kinds = set()
    for b in agreed[:3]:
        k = int(np.flatnonzero(b.now.agreements)[0])
        t = int(np.flatnonzero(np.diff(b.worlds["agreements"][:, k]))[0])
        condemned = next(u for u in range(60) if b.after(u).condemned_month[0, 1] == u)
        for month in {b.label(t), b.label(min(t + 3, 59)), "2004-05", b.label(condemned)}:
            for me, rival in (("North", "South"), ("South", "North")):
                why = sim.explain(full, b.history.seed, month, me)
                shown = [(x.what, float(x.value)) for x in part(why, f"How far does it trust {rival}?").terms]
                inner = [v for what, v in shown if what not in ("trust before", "trust after", "log-odds after")]
                after = dict(shown)["log-odds after"]
                kinds |= set(dict(shown))
                if abs(after) < 3.998:
                    assert sum(inner) == pytest.approx(after, abs=0.0006 * len(inner)), shown
    assert {"kept its bargains", "condemned in public by South"} <= kinds


# ---- the same luck otherwise


def test_replays_are_the_runs_without_it(chain):
    """Each row is what `sim.trajectory` gives for the case without that part."""
    seed, t = 2, 40
    month = str(chain.months.first.plus(t))
    table = sim.explain(chain, seed, month, about=PAIR).counterfactuals.set_index("without")
    cuts = {
        "nothing": chain, "Harbour": chain.without(channel="Harbour"),
        "any channel between North and South": chain.without(channel="all"),
        "the enemy (Raiders)": chain.without(enemy="all"),
    }  # fmt: skip
    for what, cut in cuts.items():
        history = sim.trajectory(cut, seed)
        w = history.worlds[t + 1]
        i, j = w["rival"][0]
        row = table.loc[what]
        assert row["mode"] == MODES[w["mode"][0]]
        assert (row["trust_first"], row["trust_second"]) == (w["trust"][i, j], w["trust"][j, i])
        assert row["deconfliction"] == w["deconfliction"][0]
        begins = first_spell(history.worlds["mode"][1:, 0])
        assert pd.isna(row["begins"]) if begins is None else row["begins"] == history.months[begins]
    assert pd.isna(table.loc["nothing", "differs_from"])
    assert table.loc["the enemy (Raiders)", "mode"] in ("rivalry", "none")


def test_lasting_cooperation_begins_where_the_outcome_says(case):
    for seed in range(1, 9):
        results = sim.run(case, 1, seed)
        begins = first_spell(sim.trajectory(case, seed).worlds["mode"][1:, 0])
        month = results.values("emergence_month")[0, 0]
        assert (begins is None and np.isnan(month)) or begins == month


def test_a_channel_that_never_carried_anything_changes_nothing():
    idle = CHAIN.replace("rate: 4", "rate: 4\n    open: {first: 2005-12}").replace("Harbour and Coast", "Late")
    late = sim.loads(
        SMALL_CASE.replace("\nrelations:", COAST + "\nrelations:", 1).replace("\nenemies:", idle + "\nenemies:", 1)
    )
    why = sim.explain(late, 1, "2003-06", about=PAIR)
    assert "Late" not in set(why.messages["channel"])
    rows = why.counterfactuals.set_index("without")
    for word in ("mode", "trust_first", "trust_second", "deconfliction"):
        assert rows.loc["Late", word] == rows.loc["nothing", word]
    closed = SMALL_CASE.replace("rate: 4", "rate: 4\n    open: {last: 2001-01}").replace("loss: 0.1", "loss: 1")
    why = sim.explain(sim.loads(closed), 1, "2003-06", about=PAIR)
    assert why.messages.empty and why.channels.empty
    said = "With the same luck and without Harbour: nothing between the two differs in any month."
    assert said in str(why)


def test_what_a_policy_took_away_is_not_taken_away_again(case):
    why = sim.explain(case, 1, "2003-06", about=PAIR, policy="no_channel")
    assert list(why.counterfactuals["without"]) == ["nothing", "the enemy (Raiders)"]
    assert "policy no_channel" in why.title and why.messages.empty
    assert list(sim.explain(case, 1, "2003-06", about=PAIR, policy="no_enemy").counterfactuals["without"]) == [
        "nothing",
        "Harbour",
    ]


def test_one_run_is_one_draw_of_luck_and_shares_are_those_of_the_runs(case):
    alone = sim.explain(case, 1, "2003-06", about=PAIR)
    assert "a difference in one run is one draw of luck" in str(alone) and "share" not in alone.counterfactuals
    many = sim.explain(case, 1, "2003-06", about=PAIR, runs=30)
    assert "a difference in one run is one draw of luck" in str(many)
    table = many.counterfactuals.set_index("without")
    t = 29
    base, cut = (sim.run(c, 30).record.mode[:, t, 0] >= 2 for c in (case, case.without(channel="Harbour")))
    assert table.loc["nothing", "share"] == pytest.approx(base.mean())
    assert table.loc["Harbour", "share"] == pytest.approx(cut.mean())
    assert table.loc["Harbour", "difference"] == pytest.approx(cut.mean() - base.mean())
    assert table.loc["Harbour", "low"] < cut.mean() < table.loc["Harbour", "high"]
    assert f"{cut.mean():.1%} of 30 runs" in str(many)


def test_rivals_with_ties_of_their_own_are_asked_about_without_them():
    tied = sim.loads(SMALL_CASE.replace("ties: false", "ties: true"))
    why = sim.explain(tied, 1, "2003-06", about=PAIR)
    assert why.messages["direct"].any() and (why.messages[why.messages["direct"]]["carriers"] == "").all()
    assert "ties of their own" in set(why.counterfactuals["without"])
    cut = untied(tied, ("North", "South"))
    assert not cut.relation("North", "South").ties and tied.relation("North", "South").ties
    assert sim.trajectory(cut, 1).worlds["delivered_direct"][-1, 0] == 0
    assert sim.trajectory(cut, 1).worlds.tobytes() == sim.trajectory(sim.example(), 1).worlds.tobytes()


def test_without_ties_no_event_gives_them_either():
    event = "events:\n  - {date: 2002-01, what: They meet, set: ties, between: [South, North], to: true}\n"
    later = sim.loads(SMALL_CASE.replace("policies:\n", event + "policies:\n", 1))
    assert sim.trajectory(later, 1).worlds["delivered_direct"][-1, 0] > 0
    cut = sim.trajectory(untied(later, ("North", "South")), 1)
    assert cut.worlds["delivered_direct"][-1, 0] == 0 and not cut.worlds["ties"][:, 0].any()


# ---- who and when


def test_a_pair_is_named_in_either_order(case):
    first = str(sim.explain(case, 1, "2003-06", about=PAIR))
    for name in ("South – North", "North - South", "South and North", ("South", "North")):
        assert str(sim.explain(case, 1, "2003-06", about=name)) == first


def test_an_actor_about_its_rival(case):
    why = sim.explain(case, 1, "2003-06", "North", about="South")
    assert why.title.startswith("North with South in 2003-06, run of seed 1, policy as_coded: relayed")
    own = [p.question for p in why.parts]
    assert "Does it act against South?" in own and "In what mode are they?" in own
    assert not any(q.startswith("Does it fight") for q in own)
    alone = sim.explain(case, 1, "2003-06", "North")
    assert part(alone, "Does it act against South?") == part(why, "Does it act against South?")
    assert set(why.terms["question"]) >= {"Does it act against South?", "In what mode are they?"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"about": "North – Suth"}, "'North – Suth' is no pair of rivals here; did you mean 'North – South'?"),
        ({"about": "x"}, "'x' is no pair of rivals here; there are 'North – South'"),
        ({"actor": "North", "about": "Souh"}, "North has no rival 'Souh'; did you mean 'South'?"),
        ({"actor": "Harbour", "about": "South"}, "Harbour has no rival 'South'; there are none"),
        ({"actor": "Nroth", "about": "South"}, "the scenario has no 'Nroth'; did you mean 'North'?"),
    ],
    ids=str,
)
def test_an_unknown_pair_gets_the_nearest(case, asked, sentence):
    with pytest.raises(KeyError) as error:
        sim.explain(case, 1, "2003-06", **asked)
    assert error.value.args[0] == sentence


def test_nobody_or_runs_of_nobody_cannot_be_asked(case):
    with pytest.raises(ValueError, match="name an actor, or a pair"):
        sim.explain(case, 1, "2003-06")
    with pytest.raises(ValueError, match="gives shares for a pair of rivals"):
        sim.explain(case, 1, "2003-06", "North", runs=10)


def test_a_case_that_goes_by_weeks_is_asked_by_days():
    weekly = sim.loads(SMALL_CASE.replace("{first: 2001-01, last: 2005-12}", "{first: 2001-01-01, last: 2001-12-31}"))
    why = sim.explain(weekly, 3, "2001-10-01", about=PAIR)
    assert why.title.startswith("North – South in 2001-10-01") and not why.messages.empty
    assert why.messages["delivered"].str.fullmatch(r"2001-\d\d-\d\d").all()
    for actor in ("North", "South"):
        rival = {"North": "South", "South": "North"}[actor]
        for day in ("2001-10-01", "2001-05-07"):
            shown = [
                (x.what, float(x.value))
                for x in part(sim.explain(weekly, 3, day, actor), f"How far does it trust {rival}?").terms
            ]
            inner = [v for what, v in shown if what not in ("trust before", "trust after", "log-odds after")]
            assert sum(inner) == pytest.approx(dict(shown)["log-odds after"], abs=0.0006 * len(inner)), shown
    with pytest.raises(
        ValueError,
        match=r"is no week of this scenario; they run from 2001-01-01 to .*did you mean 2001-10-01, the week",
    ):
        sim.explain(weekly, 3, "2001-10-03", about=PAIR)
