"""Every chart of every case that comes with the project: legible, whatever the case has or lacks."""

import itertools
import re
from functools import cache

import numpy as np
import pytest
from matplotlib.text import Text

import sim
from sim.charts import CHARTS, dealings, draw, draw_one, norm, words
from sim.charts.effects import usual
from sim.charts.scale import scale
from sim.charts.style import DOUBLE, SMALL
from sim.charts.tracks import openings
from sim.examples import folder
from sim.outcomes import OUTCOMES
from sim.outcomes.asked import outcome_of, parts
from sim.scenario.text import Week

CASES = sorted(path.stem for path in folder().glob("*.yaml"))
PLAYED = [name for name, chart in CHARTS.items() if chart.needs in ("comparison", "history")]
TALLEST = 260  # mm: what a printed page holds
RUNS = 10


@cache
def comparison(name):
    return sim.compare(sim.example(name), runs=RUNS)


@cache
def history(name, seed=1):
    return sim.trajectory(sim.example(name), seed=seed)


@cache
def page(name, chart, **options):
    return draw(chart, history(name) if CHARTS[chart].needs == "history" else comparison(name), **options)


def drawable():
    return [(case, chart) for case in CASES for chart in PLAYED if not CHARTS[chart].lacks(sim.example(case))]


def seen(found):
    """Texts that are in the picture, of the ticks only those within the axes."""
    for ax in found.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                inside = ax.axison and low - 1e-9 <= tick.get_loc() <= high + 1e-9
                tick.label1.set_visible(tick.label1.get_visible() and inside)
            if not ax.axison:
                axis.label.set_visible(False)
    return [text for text in found.findobj(Text) if text.get_text().strip() and text.get_visible()]


@pytest.mark.parametrize(("case", "chart"), drawable())
def test_every_case_is_legible_in_every_chart(case, chart):
    found = page(case, chart)
    found.draw_without_rendering()
    assert found.get_size_inches()[0] * 25.4 <= DOUBLE + 0.01
    assert found.get_size_inches()[1] * 25.4 <= TALLEST
    boxes = {text: text.get_window_extent() for text in seen(found)}
    for text, box in boxes.items():
        assert text.get_fontsize() >= SMALL, text
        assert box.x0 >= 0 and box.y0 >= 0, text
        assert box.x1 <= found.bbox.width and box.y1 <= found.bbox.height, text
    for (one, a), (two, b) in itertools.combinations(boxes.items(), 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert not (wide > 1 and high > 2), f"{one.get_text()!r} on {two.get_text()!r}"


@pytest.mark.parametrize(("case", "chart"), drawable())
def test_every_case_says_what_it_shows_and_rests_on(case, chart):
    found = page(case, chart)
    assert re.search(r"\d|mostly", found.title), found.title
    assert re.search(r"n = [\d,]+ run.*seeds? \d", found.caption)
    assert "nterval" in found.caption
    assert found.title in found.alt and found.caption in found.alt


@pytest.mark.parametrize(("case", "chart"), drawable())
def test_a_case_without_an_enemy_is_told_of_none_and_weeks_are_not_months(case, chart):
    scenario, found = sim.example(case), page(case, chart)
    said = f"{found.title} {found.caption} {found.alt}"
    if not scenario.enemies:
        assert "enemy's" not in said
        assert "fights the enemy" not in {text.get_text() for text in found.findobj(Text)}
    if isinstance(scenario.months.first, Week):
        assert "month" not in said.replace(scenario.title, "")


@pytest.mark.parametrize("outcome", [one.name for known in OUTCOMES.values() for one in parts(known)])
def test_effects_draws_any_outcome_of_a_case_with_much_in_it(outcome):
    found = page("friends_of_mediation", "effects", outcome=outcome)
    assert found.title
    shown = {text.get_text() for text in found.findobj(Text)}
    known = scale(outcome_of(outcome), sim.example("friends_of_mediation"))
    assert known.axis in shown and known.change in shown


def test_effects_speaks_of_what_policies_change_where_nothing_emerges():
    with_ties = comparison("friends_of_mediation")
    assert not any(results.values("emergence").any() for results in with_ties.values())
    assert usual(with_ties) not in ("emergence", "cooperation")
    assert usual(comparison("common_enemy")) == "emergence"


def test_effects_shows_the_pairs_that_policies_change_most_and_counts_the_others():
    table = comparison("us_russia_isis_2015").effects("messages")
    largest = table.assign(size=table["difference"].abs()).groupby("of")["size"].max().sort_values(ascending=False)
    found = page("us_russia_isis_2015", "effects", outcome="messages")
    assert found.title.startswith(largest.index[0])
    shown = [pair for pair in largest.index if any(text.get_text() == pair for text in found.findobj(Text))]
    assert set(shown) == set(largest.index[: len(shown)])
    counted = sum(map(int, re.findall(r"(\d+) pairs? (?:with|that)", found.caption)))
    assert counted == len(largest) - len(shown) > 0


def test_an_outcome_is_asked_for_by_name_and_stands_in_the_files_name(case, tmp_path):
    paths = draw_one("effects", case, runs=2, seed=1, folder=tmp_path, outcome="agreements")
    assert [path.name for path in paths] == ["effects_agreements.png", "effects_agreements.svg"]
    with pytest.raises(KeyError, match="there is no outcome 'luck'; outcomes are agreements"):
        draw_one("effects", case, runs=2, seed=1, folder=tmp_path, outcome="luck")
    with pytest.raises(ValueError, match="modes has no --outcome; those that do are effects and recoding"):
        draw_one("modes", case, runs=2, seed=1, folder=tmp_path, outcome="agreements")


@pytest.mark.parametrize(("chart", "case"), [("norm", "common_enemy"), ("burden", "protecting_powers")])
def test_a_case_that_lacks_what_a_chart_shows_is_told_what_to_code(chart, case, tmp_path):
    with pytest.raises(ValueError, match="; code `"):
        draw_one(chart, sim.example(case), runs=2, seed=1, folder=tmp_path)
    with pytest.raises(ValueError, match="; code `"):
        draw(chart, comparison(case))


def heads(found):
    return {text.get_text().split(" (")[0] for text in found.findobj(Text)}


def test_the_timeline_has_a_track_for_all_that_happens_and_none_for_what_does_not():
    quiet, busy = history("protecting_powers"), history("us_russia_isis_2015")
    assert "Mandates held: who, for whom" in heads(draw("timeline", quiet))
    assert not {"Who fights the enemy", "Bargains", "Governments chosen"} & heads(draw("timeline", quiet))
    told = heads(draw("timeline", busy))
    assert openings(busy) and "the enemy opens a front" in told
    for d in range(len(busy.names.dyad)):
        drawn = heads(draw("timeline", busy, pair=busy.names.dyad[d]))
        assert ("Bargains" in drawn) == bool(dealings.bargains(busy, d))
        assert ("Talks under a mediator" in drawn) == bool(dealings.mediations(busy, d))
        public = busy.fact("condemns")[:, d].any() or busy.fact("leaked")[:, d].any()
        assert ("What becomes public, by side" in drawn) == public


def test_dealings_are_those_of_the_run():
    played = history("friends_of_mediation")
    d = words.pair_place(played.names, ("Syria", "United States"))
    talks = dealings.mediations(played, d)
    assert sum(int(row.months.sum()) for row in talks) == sum(
        int((played.fact("mediation_state")[:, row.place] == 1).sum()) for row in talks
    )
    for row in talks:
        ends = int((np.diff(played.worlds["mediation_state"][:, row.place]) < 0).sum())
        assert len(dealings._ends(played, row.place)[0]) == ends


def test_the_network_of_many_actors_draws_those_in_pairs_and_between_them():
    found = page("friends_of_mediation", "network")
    shown = {" ".join(text.get_text().split()) for text in found.findobj(Text)}
    for pair in sim.example("friends_of_mediation").rivals:
        assert set(pair) <= shown
    left_out = sum(map(int, re.findall(r"Not drawn: (\d+) actors", " ".join(shown))))
    actors = sim.example("friends_of_mediation").actors
    assert left_out == len(actors) - len(shown & set(actors))


def test_a_share_of_trials_in_runs_is_as_sure_as_runs_let_it_be():
    alone = norm.clustered(np.array([1, 0, 1, 0] * 10), np.ones(40, int))
    alike = norm.clustered(np.array([4, 0, 4, 0] * 10), np.full(40, 4))
    assert alike.value == alone.value == 0.5
    assert alike.n == 160
    assert alike.high - alike.low == pytest.approx(alone.high - alone.low, rel=0.02)
    assert norm.clustered(np.zeros(3), np.zeros(3)).n == 0


def test_consent_of_all_years_is_that_of_all_runs():
    base = comparison("friends_of_mediation").base
    rates = norm.consent(norm.again(base, norm.LOOKS), base.scenario)
    asked = base.record.dyads["proposals"].sum()
    assert sum(rate.n for _, rate in rates) == asked
    met = sum(rate.n * rate.value for _, rate in rates if rate.n)
    assert met == pytest.approx(base.record.dyads["consents"].sum())


def test_burdens_and_capacities_add_up():
    from sim.charts.burden import capacities

    base = comparison("iran_us_isis_2014").base
    assert sum(capacities(base).values()) == pytest.approx(1)
    found = page("iran_us_isis_2014", "burden")
    lead = max(base.burden, key=lambda name: base.burden[name].value)
    assert lead in found.title and f"{100 * base.burden[lead].value:.0f}%" in found.title
