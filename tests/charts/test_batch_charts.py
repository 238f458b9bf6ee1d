"""Charts of batches: legible and true to their data, whatever the names, and where nothing emerges at all."""

import itertools
import math
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

import sim
from sim.analysis import AnalysisError, ablate, discovery, phase
from sim.charts.batch import BATCH_CHARTS, CHARTS, draw, draw_all, possible
from sim.charts.batch.common import label, points_of, standing_out, unit
from sim.charts.style import DOUBLE, SMALL
from tests.analysis.batches import PAIR, Factor, grid, hypercube, made

TALLEST = 260  # mm
FIVE = (
    "threat_weight", "trust_memory", "actors.North.audience_cost", "theatres.Middleland.governance",
    "actors.Iran-backed militias of the whole region & its \"friends\".theatres.The Euphrates valley <east>.exposure",
)  # fmt: skip
LONG = "The Federation of Northern Peoples and Free Cities – The <b>Southern</b> $x_1$ Confederacy & Allies of 港口"


def few(n):
    return tuple(FIVE[:n]) + tuple(f"actors.Someone {k}.fixed_cost" for k in range(max(0, n - len(FIVE))))


def logistic(row, policy, luck):
    first, second, *_ = row.values()
    return luck < 1 / (1 + math.exp(-12 * (first - 0.5) + 3 * second + (policy != "as_coded")))


VALUES = {
    "something": logistic,
    "nothing": lambda row, policy, luck: 0.0,
    "always": lambda row, policy, luck: 1.0,
    "in some runs": lambda row, policy, luck: math.nan if luck < 0.3 else 60 * next(iter(row.values())) + luck,
    "at some points": lambda row, policy, luck: (
        math.nan if next(iter(row.values())) > 0.6 else 10 + luck + 5 * next(iter(row.values()))
    ),
    "unknown": lambda row, policy, luck: math.nan,
}


def designs(name, value, factors=5, outcome="emergence", pairs=(PAIR,), policies=("as_coded", "no_channel")):
    """A batch of the design that a chart needs."""
    names = few(factors)
    known = [Factor(n, 0.0, 1.0, 0.5) for n in names]
    problem = {"num_vars": factors, "names": list(names), "bounds": [[0.0, 1.0]] * factors}
    centre = dict.fromkeys(names, 0.5)
    if name == "sobol":
        points, kind = sobol_sample.sample(problem, 16, calc_second_order=False, seed=1), "sobol"
    elif name == "morris":
        points, kind = morris_sample.sample(problem, 6, seed=1), "morris"
    elif name == "tornado":
        points = [list(centre.values())] + [list((centre | {n: e}).values()) for n in names for e in (0.0, 1.0)]
        kind = "one_at_a_time"
    else:
        points, kind = hypercube(48, *names).to_numpy(), "latin_hypercube"
    frame = pd.DataFrame(points, columns=list(names))
    return made(frame, value, kind=kind, factors=known, replicates=6, outcome=outcome, pairs=pairs, policies=policies)


@cache
def analysed(kind, what, factors=5, outcome="emergence", pairs=(PAIR,)):
    """The result behind a chart; boxes, map and scores share theirs, as in a report."""
    batch = designs(kind, VALUES[what], factors, outcome, pairs)
    if kind == "boxes":
        return discovery(batch, outcome, shuffles=3, resamples=3)
    return CHARTS[kind].analyse(batch, outcome, None)


def page(name, what, *more):
    kind = "boxes" if name in ("boxes", "map", "scores") else name
    return BATCH_CHARTS[name](analysed(kind, what, *more))


DESIGNED = [name for name in CHARTS if name != "ablation"]


def seen(found):
    for ax in found.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                inside = ax.axison and low - 1e-9 <= tick.get_loc() <= high + 1e-9
                tick.label1.set_visible(tick.label1.get_visible() and inside)
                tick.label2.set_visible(tick.label2.get_visible() and inside)
            if not ax.axison:
                axis.label.set_visible(False)
    return [text for text in found.findobj(Text) if text.get_text().strip() and text.get_visible()]


def check(found):
    found.draw_without_rendering()
    assert found.get_size_inches()[0] * 25.4 <= DOUBLE + 0.01
    assert found.get_size_inches()[1] * 25.4 <= TALLEST
    boxes = {text: text.get_window_extent() for text in seen(found)}
    for text, box in boxes.items():
        assert text.get_fontsize() >= SMALL, text
        assert box.x0 >= -0.5 and box.y0 >= 0, text
        assert box.x1 <= found.bbox.width + 0.5 and box.y1 <= found.bbox.height, text
    for (one, a), (two, b) in itertools.combinations(boxes.items(), 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert not (wide > 1 and high > 2), f"{one.get_text()!r} on {two.get_text()!r}"
    assert re.search(r"\d|none|nothing|no ", found.title, re.I), found.title
    assert re.search(r"n = [\d,]+ run.*seeds? \d", found.caption), found.caption
    assert "nterval" in found.caption or "nterval" in found.alt
    assert found.title in found.alt and found.caption in found.alt
    assert "nan" not in re.findall(r"[a-z]+", found.alt.lower()), found.alt


@pytest.mark.parametrize("what", ["something", "nothing", "always"])
@pytest.mark.parametrize("name", DESIGNED)
def test_every_chart_is_legible_and_says_what_it_shows(name, what):
    check(page(name, what))


@pytest.mark.parametrize("name", DESIGNED)
def test_long_names_and_many_factors_keep_to_the_page(name):
    many = 8 if name in ("boxes", "scores", "map") else 45
    found = page(name, "something", many, "emergence", (LONG,))
    check(found)
    if name in ("sobol", "morris", "tornado"):
        assert "Left out: 5 factors with less." in found.caption


@pytest.mark.parametrize("name", DESIGNED)
def test_numbers_that_some_runs_lack_are_drawn_and_counted(name):
    found = page(name, "in some runs", 5, "duration")
    check(found)
    if name != "policies":
        assert "the outcome does not exist" in found.caption


@pytest.mark.parametrize("name", ["boxes", "map", "phase", "scores"])
def test_cells_without_any_value_are_left_out_or_empty(name):
    check(page(name, "at some points", 5, "duration"))


@pytest.mark.parametrize("name", ["phase", "policies", "tornado"])
def test_where_no_run_has_a_value_it_is_said(name):
    found = page(name, "unknown", 5, "duration")
    check(found)
    assert "no value" in found.title


def test_titles_speak_of_what_is_planted():
    titles = {name: page(name, "something").title for name in DESIGNED}
    for name in ("boxes", "map", "scores", "sobol", "morris", "tornado"):
        assert "hreat weight" in titles[name], titles[name]
    assert "no channel" in titles["policies"]
    assert re.search(r"surely in \d+ of \d+ cells over threat weight and trust memory", titles["phase"])


def test_titles_speak_of_nothing_where_nothing_emerges():
    titles = {name: page(name, "nothing").title for name in DESIGNED}
    assert "nothing to share out" in titles["sobol"]
    assert "None of 5 factors moves" in titles["morris"]
    assert "none of 5 factors surely changes it" in titles["tornado"]
    said = "Emergence of North – South is above 50% of runs at none of the 48 points: there is no box to find"
    assert titles["boxes"] == said and "no factor tells them apart" in titles["scores"]
    assert "surely in 0 of" in titles["phase"]  # three points that agree are three facts: too few to be sure below half
    said = "Emergence of North – South is above 50% of runs at all 48 points: no limit is needed"
    assert page("boxes", "always").title == said
    several = made(grid(a=[1, 2, 3], b=[1, 2, 3]), VALUES["nothing"])
    found = BATCH_CHARTS["phase"](phase(several, "emergence")).title
    assert "nowhere" in found and "at most 0% of runs" in found
    assert "no policy surely changes it" in titles["policies"]


def test_the_phase_diagram_hatches_what_is_undecided_and_draws_only_edges_of_cells():
    batch = made(grid(a=[0.0, 0.45, 0.55, 1.0], b=[0, 1]), lambda row, policy, luck: luck < row["a"], replicates=40)
    found = phase(batch, "emergence")
    page = BATCH_CHARTS["phase"](found)
    ax = page.axes[0]
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == int((found.verdict == 0).sum()) > 0
    edges = [x for x in (np.asarray(line.get_xdata(), float) for line in ax.lines) if len(x) == 2]
    assert edges and all(x[0] == x[1] and x[0] in found.x.edges for x in edges)


def test_the_theorems_curve_is_drawn_where_there_is_one():
    points = grid(threat_weight=np.linspace(2, 20, 5), rival_attention=[20, 50, 80])
    batch = made(points, lambda row, policy, luck: luck < row["threat_weight"] / 20)
    assert "theorem" not in draw(batch, "phase").alt
    batch.plan.scenarios = {"common_enemy": sim.example()}
    page = draw(batch, "phase")
    assert "both fight right of it" in page.alt
    check(page)
    far = made(grid(threat_weight=[40, 50], rival_attention=[20, 30]), lambda *_: 1.0)
    far.plan.scenarios = {"common_enemy": sim.example()}
    assert "outside these ranges: both fight at all of them" in draw(far, "phase").alt


def test_the_ablation_is_legible_in_a_small_case_and_a_large_one():
    page = BATCH_CHARTS["ablation"](ablate(sim.example(), "months_of_cooperation", runs=20))
    check(page)
    assert "without Raiders (enemy) it changes most" in page.title and "would miss zero" in page.caption
    large = ablate(sim.example("protecting_powers"), "messages", of="Iran – United States", runs=4)
    found = BATCH_CHARTS["ablation"](large)
    check(found)
    assert ("Left out" in found.caption) == (len(large.rows) > 40)
    check(BATCH_CHARTS["ablation"](ablate(sim.example(), runs=4, kinds=[])))


def test_a_batch_draws_its_ablation_from_the_scenario_that_it_holds():
    batch = made(grid(a=[0, 1]), lambda *_: 1.0)
    with pytest.raises(AnalysisError, match="this batch does not hold it"):
        draw(batch, "ablation")
    batch.plan.scenarios = {"common_enemy": sim.example()}
    assert "Raiders (enemy)" in draw(batch, "ablation").alt


def test_the_same_data_give_the_same_bytes_and_files_are_named_by_chart_and_outcome(tmp_path):
    batch = designs("sobol", logistic)
    for folder in ("one", "two"):
        draw(batch, "sobol", folder=tmp_path / folder)
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert names == {"sobol_emergence.png", "sobol_emergence.svg"}
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_a_design_does_not_allow_is_said_with_what_does():
    told = possible(designs("sobol", logistic))
    assert told["sobol"] == "" and "needs the design morris; this batch has sobol" in told["morris"]
    assert "needs points that fill" in possible(designs("morris", logistic))["boxes"]
    assert "two factors that differ" in possible(made(grid(a=[1, 2]), logistic_of_one))["phase"]
    with pytest.raises(AnalysisError, match="needs the design one_at_a_time"):
        draw(designs("sobol", logistic), "tornado")
    with pytest.raises(KeyError, match="there is no chart 'pie' of a batch; charts are ablation, boxes"):
        draw(designs("sobol", logistic), "pie")


def logistic_of_one(row, policy, luck):
    return luck < row["a"] / 2


def test_of_several_pairs_the_named_one_is_drawn():
    batch = designs("policies", logistic, pairs=(PAIR, "East – West"))
    assert draw(batch, "policies", of="West – East").title.startswith("East – West")
    check(draw(batch, "policies"))


@pytest.mark.parametrize("design", ["phase", "sobol", "morris", "tornado"])
def test_every_chart_of_several_pairs_takes_the_pair(design):
    batch = designs(design, logistic, pairs=(PAIR, "East – West"))
    drawn = draw_all(batch, of="West – East", without=("ablation", "boxes", "map", "scores"))
    assert {design, "policies"} <= set(drawn)
    assert all("East – West" in page.alt for page in drawn.values())


def test_charts_of_two_pairs_have_two_files(tmp_path):
    batch = designs("tornado", logistic, pairs=(PAIR, "East – West"))
    draw(batch, "tornado", of=PAIR, folder=tmp_path)
    draw_all(batch, of="West - East", folder=tmp_path)
    draw_all(batch, "emergence", of="East – West", folder=tmp_path)
    whose = {"tornado": ("North_South", "East_West"), "policies": ("East_West",)}
    wanted = {f"{name}_emergence_{one}.png" for name, names in whose.items() for one in names}
    assert {path.name for path in tmp_path.glob("*.png")} == wanted


def test_all_charts_that_a_design_allows_share_their_analyses(monkeypatch):
    from sim import analysis

    asked, batch = [], designs("boxes", logistic)
    real = analysis.discovery
    monkeypatch.setattr(
        analysis,
        "discovery",
        lambda *args, **words: asked.append(1) or real(*args, **words, shuffles=3, resamples=3),
    )
    assert set(draw_all(batch)) == {"boxes", "map", "phase", "policies", "scores"}
    assert len(asked) == 1


def test_words_are_refused_a_mean_and_each_may_be_drawn():
    batch = designs("policies", lambda row, policy, luck: 2.0 if luck < 0.5 else 1.0, outcome="ending")
    for name in ("policies", "phase", "boxes", "scores"):
        with pytest.raises(AnalysisError, match="ending is a word"):
            draw(batch, name, "ending")
    check(draw(batch, "policies", "ending=hostility"))


def test_one_policy_alone_has_no_panel_of_differences():
    page = draw(designs("policies", logistic, policies=("as_coded",)), "policies")
    check(page)
    assert len([ax for ax in page.axes if ax.axison]) == 1
    assert "ifference" not in page.alt and "Wilson (left)" not in page.caption


def test_of_several_scenarios_the_title_says_which_and_each_has_its_own_line():
    batch = made(
        grid(a=[0.2, 0.8]), lambda row, policy, luck: luck < row["a"] - 0.1 * (policy != "as_coded"),
        scenarios=("one", "two"), policies=("as_coded", "no_channel"),
    )  # fmt: skip
    page = draw(batch, "policies")
    check(page)
    assert page.title.startswith("one, North – South: emergence is")
    dashed = [line for line in page.axes[0].lines if line.get_linestyle() == "--"]
    assert [np.asarray(line.get_ydata()).tolist() for line in dashed] == [[-0.5, 1.5], [1.5, 3.5]]


def test_where_no_factor_stands_out_the_title_begins_with_that():
    found = replace(analysed("morris", "something"), floor=2.0)
    title = BATCH_CHARTS["morris"](found).title
    assert re.match("None of 5 factors stands out from luck .* the largest effect is that of threat weight", title)


def test_steps_and_curves_stand_out_in_a_grey_copy():
    """Each step has a white line below it, and black curves a white edge: red and black are dark grey on dark cells."""
    points = grid(threat_weight=np.linspace(2, 20, 5), rival_attention=[20, 50, 80])
    batch = made(points, lambda row, policy, luck: luck < row["threat_weight"] / 20)
    batch.plan.scenarios = {"common_enemy": sim.example()}
    ax = draw(batch, "phase").axes[0]
    white, red = ([line for line in ax.lines if line.get_color() == colour] for colour in ("white", "#D55E00"))
    assert len(white) == len(red) > 0
    assert max(line.get_zorder() for line in white) < min(line.get_zorder() for line in red)
    curves = [one for one in ax.collections if one.get_path_effects()]
    assert curves and min(one.get_zorder() for one in curves) > max(line.get_zorder() for line in red)


def test_a_curve_over_the_page_is_said_to_have_its_far_side_above():
    points = grid(rival_attention=[20, 50, 80], threat_weight=np.linspace(2, 20, 5))
    batch = made(points, lambda row, policy, luck: luck < row["threat_weight"] / 20)
    batch.plan.scenarios = {"common_enemy": sim.example()}
    assert "both fight above it" in draw(batch, "phase").alt


def test_the_means_of_columns_and_rows_are_told_by_the_values_that_were_played():
    batch = made(grid(a=[0, 1], b=[0.25, 0.5]), lambda row, policy, luck: row["a"])
    alt = draw(batch, "phase").alt
    assert "by a: 0: 0% of runs; 1: 100% of runs." in alt and "by b: 0.25: 50% of runs; 0.5: 50% of runs." in alt


def test_one_point_is_one_point():
    assert points_of(0.01, 0.0, 0.02) == "1 point [0, 2]" and standing_out(1, 7, "luck").startswith(
        "1 of 7 factors stands"
    )


def test_factors_are_named_as_in_files_and_have_their_units():
    assert label("enemies.Raiders.growth") == "Raiders: growth"
    assert label("actors.St. Petersburg.interests.trade.position") == "St. Petersburg, trade: position"
    assert label("relations.North.South.co_location") == "North – South: co location"
    assert unit("threat_weight") == "payoff per unit of strength" and unit("no such thing") == ""
