"""Every chart: it says what it shows and what it rests on, survives any name, and gives the same bytes twice."""

import itertools
import re
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread
from matplotlib.text import Text

import sim
from sim.charts import CHARTS, draw, draw_all, draw_one, typical_seed
from sim.charts.style import DOUBLE, SMALL

WITH_AXES = ("burden", "effects", "modes", "norm", "theory", "timeline")
NAMELESS = ("norm", "theory")  # they name no actor, and show another case than the smallest
SVG = "{http://www.w3.org/2000/svg}"


def texts(page):
    return [text for text in page.findobj(Text) if text.get_text().strip()]


def seen(page):
    """Texts that are in the picture: of the ticks only those within the axes."""
    for ax in page.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                inside = ax.axison and low - 1e-9 <= tick.get_loc() <= high + 1e-9
                tick.label1.set_visible(tick.label1.get_visible() and inside)
            if not ax.axison:
                axis.label.set_visible(False)
    return [text for text in texts(page) if text.get_visible()]


def overlap(one, two):
    """Whether two boxes share more than a touch."""
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    high = min(one.y1, two.y1) - max(one.y0, two.y0)
    return wide > 1 and high > 2


def drawn(data, name):
    return draw(name, data[name if name in data else CHARTS[name].needs])


def test_a_chart_exists_by_standing_in_a_file():
    assert list(CHARTS) == ["burden", "effects", "modes", "network", "norm", "recoding", "theory", "timeline"]


@pytest.mark.parametrize("name", CHARTS)
def test_the_title_says_a_finding_in_numbers_and_the_foot_says_what_it_rests_on(data, name):
    page = drawn(data, name)
    assert re.search(r"\d|mostly", page.title), page.title
    assert re.search(r"n = [\d,]+ run", page.caption)
    assert re.search(r"seeds? \d", page.caption)
    assert "nterval" in page.caption
    if name not in NAMELESS:
        assert data["history"].scenario.text_sha256[:8] in page.caption
    written = " ".join(" ".join(text.get_text() for text in texts(page)).split())
    assert page.title in written
    assert page.caption in written
    assert page.caption in page.alt
    assert page.title in page.alt


@pytest.mark.parametrize("name", WITH_AXES)
def test_axes_have_units(data, name):
    labels = [label for ax in drawn(data, name).axes for label in (ax.get_xlabel(), ax.get_ylabel()) if label]
    assert labels
    for label in labels:
        assert re.search(r"\(.+\)$|^month$", label), label


@pytest.mark.filterwarnings("ignore:Glyph")  # this machine may have no letters for 港口
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("names", ["plain", "hard"])
def test_text_is_large_enough_inside_the_page_and_not_on_other_text(data, hard_data, name, names):
    page = drawn(hard_data if names == "hard" else data, name)
    page.draw_without_rendering()
    assert page.get_size_inches()[0] * 25.4 <= DOUBLE + 0.01
    boxes = {text: text.get_window_extent() for text in seen(page)}
    for text, box in boxes.items():
        assert text.get_fontsize() >= SMALL, text
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= page.bbox.width, text
        assert box.y1 <= page.bbox.height, text
    for (one, box), (two, other) in itertools.combinations(boxes.items(), 2):
        assert not overlap(box, other), f"{one.get_text()!r} on {two.get_text()!r}"


@pytest.mark.filterwarnings("ignore:Glyph")  # this machine may have no letters for 港口
@pytest.mark.parametrize("name", CHARTS)
def test_hard_names_neither_crash_nor_vanish(hard_data, name, tmp_path):
    page = drawn(hard_data, name)
    png, svg = page.save(tmp_path, name)
    assert imread(png).std() > 0.01
    root = ElementTree.parse(svg).getroot()
    assert root.findtext(f"{SVG}title") == page.title
    assert root.findtext(f"{SVG}desc") == page.alt
    assert root.get("role") == "img"
    if name not in NAMELESS:
        assert "$x_1$ & <North>" in page.alt
        assert any("$x_1$" in text.get_text() for text in texts(page))


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_data_give_the_same_bytes_whatever_the_users_settings(data, name, tmp_path):
    first = drawn(data, name).save(tmp_path / "one", name)
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "svg.hashsalt": None, "figure.dpi": 50}):
        second = drawn(data, name).save(tmp_path / "two", name)
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_pictures_are_printed_at_300_dots_per_inch(data, tmp_path):
    png, _ = drawn(data, "effects").save(tmp_path, "effects")
    assert imread(png).shape[1] == pytest.approx(DOUBLE / 25.4 * 300, abs=1)


def test_no_chart_leaves_a_figure_open_or_a_setting_changed(data):
    before = dict(matplotlib.rcParams)
    drawn(data, "timeline")
    assert dict(matplotlib.rcParams) == before
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_charts_load_neither_the_engine_nor_mesa():
    code = "import sys, sim.charts; sys.exit(any(m in sys.modules for m in ('mesa', 'numba', 'matplotlib.pyplot')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_draw_all_writes_every_chart(data, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.theory.participation_map", lambda: data["map"])
    paths = draw_all(data["comparison"], tmp_path)
    known = set(CHARTS) - {"recoding", "norm"}  # it needs runs of its own; nobody here has a view on mediation
    assert {path.name for path in paths} == {f"{name}.{kind}" for name in known for kind in ("png", "svg")}
    assert all(path.is_file() for path in paths)
    timeline = next(path for path in paths if path.name == "timeline.svg").read_text()
    assert "runs (of 12) in which it emerges" in timeline  # a chosen run is not a typical one


def test_draw_one_plays_what_it_needs(case, tmp_path):
    paths = draw_one("timeline", case, runs=1, seed=3, folder=tmp_path)
    assert [path.name for path in paths] == ["timeline.png", "timeline.svg"]
    assert "seed 3" in paths[1].read_text()


def test_the_timeline_of_a_batch_is_that_of_a_run_near_the_median(data):
    base = data["comparison"].base
    month = base.values("emergence_month")[:, 0]
    chosen = month[list(base.seeds).index(typical_seed(base, 0))]
    assert abs(chosen - np.nanmedian(month)) == np.nanmin(np.abs(month - np.nanmedian(month)))
    no_enemy = data["comparison"]["no_enemy"]
    assert typical_seed(no_enemy, 0) == no_enemy.seeds[0]


def test_titles_hold_the_numbers_of_the_results(data):
    base = data["comparison"].base
    share = f"{100 * base.values('emergence').mean():.0f}%"
    for name in ("modes", "effects"):
        assert share in drawn(data, name).title
    mode = data["history"].fact("mode")[:, 0]
    assert f"{int(np.isin(mode, (2, 3)).sum())} of {len(mode)} months" in drawn(data, "timeline").title


def test_a_pair_can_be_named_in_either_order(data):
    for pair in (("South", "North"), "North – South", "South – North"):
        assert draw("modes", data["comparison"], pair=pair).title == drawn(data, "modes").title
    with pytest.raises(KeyError, match="North – South"):
        draw("modes", data["comparison"], pair=("North", "Harbour"))


@pytest.mark.parametrize("outcome", ["duration", "incidents", "payoff", "final_strength", "ending=hostility"])
def test_effects_draws_any_outcome(data, outcome):
    assert draw("effects", data["comparison"], outcome=outcome).title


def test_one_policy_and_one_run_are_enough(case):
    alone = sim.compare(case, [], runs=1)
    for name in ("modes", "effects", "network", "burden"):
        assert "n = 1 run" in draw(name, alone).caption


def test_an_unknown_chart_is_named_with_those_that_exist():
    with pytest.raises(KeyError, match="timeline"):
        draw("pie", None)


def test_what_a_chart_leaves_out_is_counted_as_everywhere(data):
    from sim.charts import effects
    from sim.outcomes import OUTCOMES

    scale = effects.scaled(OUTCOMES["emergence"], sim.example())
    left = pd.DataFrame({"value": [0.0] * 1200 + [0.5], "change": 0.0})
    said = effects._rest(left, OUTCOMES["emergence"], scale)
    assert said.startswith(" Left out: 1,200 pairs with 0 under every policy and 1 pair that no policy changes by more")
