"""What a report says is what is in the folder; it stands alone, and nobody's name can change what it is."""

import itertools
import re

import numpy as np
import pytest

import sim
from sim.analysis import discovery
from sim.batches.folder import Chunk, Folder
from sim.batches.playing import Player
from sim.batches.runner import manifest
from sim.charts.batch import CHARTS
from sim.cli.findings import main_table
from sim.report import write
from sim.store import StoreError
from tests.report.reading import Page

CASE = sim.example()
RANGES = {"threat_weight": (2, 50), "visibility": (0, 1)}
HOSTILE = "</title><script>alert('x')</script> & \"quotes\" <img src=x onerror=alert(2)> שלום"


class Fragile(sim.State):
    """Raises in the runs with seeds 3 and 5."""

    def hostility(self, rival):
        if self.model.seed_of_run in (3, 5):
            raise RuntimeError("<b>broken</b> \x1b[31mby seed")
        return super().hostility(rival)


def play(folder, run=(), **words):
    plan = sim.Batch(words.pop("scenarios", CASE), **words)
    return plan.run(folder, progress=False, **dict(run))


def read(folder, **words):
    return Page.of(write(folder, **words))


@pytest.fixture(scope="module")
def policies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("x") / "policies"
    play(folder, policies="all", replicates=60, title="Policies", question="What does each change?")
    return folder


@pytest.fixture(scope="module")
def page(policies):
    return read(policies)


def test_the_main_table_has_the_estimates_of_the_results(policies, page):
    results = sim.open(policies)
    rows = page.tables[f"{CASE.title}: pairs of rivals, by policy"]
    assert [row[-6] for row in rows[1:]] == [
        "as coded",
        "no enemy",
        "no channel",
        "no deconfliction",
        "shuffled interests",
    ]
    for outcome, column in (("emergence", -5), ("incidents", -2)):
        found = results.estimate(outcome, "North – South").set_index("policy")
        for row, policy in zip(rows[1:], found.index, strict=True):
            value = float(row[column].split()[0].rstrip("%").replace("−", "-"))
            assert value == pytest.approx(found.loc[policy, "value"] * (100 if outcome == "emergence" else 1), abs=0.51)
            assert row[-1] == "60"


def test_differences_are_paired_and_those_that_are_sure_stand_out(policies, page):
    rows = page.tables[f"{CASE.title}: pairs of rivals, what each policy changes from “as coded”"]
    found = sim.open(policies).compare("as_coded", "no_channel", "duration").iloc[0]
    row = next(row for row in rows if "no channel" in row)
    assert float(row[-3].split()[0].replace("−", "-")) == pytest.approx(found["difference"], abs=0.06)
    assert found["high"] < 0
    assert "number sure" in [attributes.get("class") for attributes in page.all("td")]


def test_it_says_what_was_asked_and_played_and_how_to_play_it_again(policies, page):
    results = sim.open(policies)
    assert page.text.startswith(
        "Policies Skip to what was found Backchannel · report of a batch Policies What does each change?"
    )
    assert results.digest in page.text
    assert results.manifest["source"] in page.text
    assert sim.open(policies).plan.scenarios["common_enemy"].text_sha256 in page.text
    assert "sim replay policies 1-1" in page.text
    assert "sim compare policies:as_coded :no_enemy" in page.text
    assert f"digest is still {int(results.frame('runs')['digest'][0]):016x}" in page.text
    assert "1 to 60, the same in every cell" in page.text
    assert "the enemy never arises (without enemies: all)" in page.text


def test_the_python_of_the_report_plays_the_same_runs(policies, monkeypatch, capsys):
    monkeypatch.chdir(policies.parent)
    text = write(policies).read_text(encoding="utf-8")
    code = re.search(r"<code>(import sim\n.*?)</code>", text, re.S)
    assert code is not None
    made = code[1].replace("&#39;", "'").replace("&#34;", '"')
    exec(made.replace('run("again")', 'run("again", progress=False)'), {})
    assert capsys.readouterr().out.strip() == sim.open(policies).digest


def test_every_column_of_every_table_stands_in_the_dictionary(policies, page):
    results = sim.open(policies)
    for name in results.tables:
        known = next(rows for caption, rows in page.tables.items() if caption.startswith(f"{name}:"))
        assert [row[0] for row in known[1:]] == list(results.frame(name).columns)


def test_it_needs_nothing_but_itself(page):
    assert not page.all("script", "iframe", "object", "embed", "form")
    assert all(one["href"].startswith(("#", "data:")) for one in page.all("a", "link"))
    assert all(one["src"].startswith("data:image/") for one in page.all("img"))
    policy = next(one["content"] for one in page.all("meta") if "http-equiv" in one)
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert not any(
        "style" in attributes or any(name.startswith("on") for name in attributes) for _, attributes in page.tags
    )


def test_its_parts_say_what_they_are(page):
    assert dict(page.tags)["html"] == {"lang": "en"}
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    assert len(page.all("table")) == len(page.all("caption")) == len(page.tables)
    assert all(one["scope"] in ("col", "row", "rowgroup") for one in page.all("th"))
    assert all(len(one["alt"]) > 20 and int(one["width"]) > 100 for one in page.all("img"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    assert {one["href"][1:] for one in page.all("a")} <= set(ids)


@pytest.mark.parametrize(
    ("design", "charts", "said"),
    [
        ({"kind": "grid", "steps": 3}, 1, "full grid, 9 points"),
        ({"kind": "sobol", "points": 4}, 1, "16 points (4 × (2 factors + 2))"),
        ({"kind": "morris", "trajectories": 3}, 1, "9 points (3 trajectories over 4 levels)"),
        ({"kind": "one_at_a_time"}, 1, "one factor at a time, 4 points"),
    ],
    ids=lambda one: one.get("kind") if isinstance(one, dict) else "",
)
def test_each_design_has_its_chart(tmp_path, design, charts, said):
    play(tmp_path / "x", vary=RANGES, design=design, replicates=5)
    page = read(tmp_path / "x")
    assert len(page.all("figure")) == charts
    assert said in page.text
    assert f"a mean over all {said.partition(' points')[0].split()[-1]} points of the design" in page.text
    factors = page.tables["Factors: the numbers that were varied"]
    assert [row[1] for row in factors[1:]] == ["threat_weight", "visibility"]
    assert factors[1][2:4] == ["payoff per unit of strength", "2 to 50" if design["kind"] != "grid" else "2, 26, 50"]


@pytest.mark.slow
def test_a_latin_hypercube_has_boxes_a_map_and_scores(tmp_path):
    results = play(tmp_path / "x", vary=RANGES, design="latin_hypercube", points=24, replicates=5)
    page = read(tmp_path / "x")
    assert len(page.all("figure")) == 3
    for chart in ("boxes", "map", "scores"):
        drawn = CHARTS[chart].draw(discovery(results, "emergence"))
        assert drawn.title in page.text and drawn.caption in page.text


def test_a_hypercube_of_few_points_says_what_it_takes(tmp_path):
    play(tmp_path / "x", vary=RANGES, design="latin_hypercube", points=6, replicates=5)
    page = read(tmp_path / "x")
    assert len(page.all("figure")) == 1
    assert "Scenario discovery needs 20 points at least; this batch has 6." in page.text


def test_few_points_are_told_one_by_one(tmp_path):
    results = play(tmp_path / "x", vary={"threat_weight": [2, 5, 20]}, design="grid", replicates=20)
    rows = read(tmp_path / "x").tables[f"{CASE.title}: emergence of North – South at each point"]
    found = results.estimate("emergence", by=("point",))["value"]
    assert [row[1] for row in rows[1:]] == ["2", "5", "20"]
    assert [float(row[2].split("%")[0]) / 100 for row in rows[1:]] == pytest.approx(found.tolist(), abs=0.006)


def test_half_a_batch_says_that_it_is_half_a_batch(tmp_path):
    play(tmp_path / "x", {"shard": (1, 2)}, policies=["as_coded", "no_enemy"], replicates=20)
    page = read(tmp_path / "x")
    there = sim.open(tmp_path / "x").progress
    assert there.left
    assert f"Not finished: {100 * there.done // 40}% of runs are there, at least {there.left} are left" in page.text
    assert "sim resume x" in page.text


@pytest.mark.parametrize("names", [["as_coded"], ["as_coded", "no_enemy"]], ids=len)
def test_what_is_there_is_reported_where_first_cells_have_no_run(tmp_path, names):
    """Cell 1 has no run, be it that none is played yet or that all failed; nor has any cell of the second policy."""
    vary = {"threat_weight": [2, 5, 20], "visibility": [0.2, 0.8]}
    plan = sim.Batch(CASE, policies=names, vary=vary, design="grid", replicates=2)
    cells = np.repeat(np.arange(2, 7), 2)
    replicates = np.tile([1, 2], 5)
    with Folder.create(tmp_path / "x", manifest(plan), plan.cells).writer() as writer:
        writer.put(Chunk(1, 0, cells, replicates), Player(plan)(cells, replicates))
    page = read(tmp_path / "x")
    rows = page.tables[f"{CASE.title}: emergence of North – South at each point"]
    assert len(rows) == 7
    assert rows[1][-1] == "none" and "%" in rows[2][-1]
    assert ("Left out, because no run is there: no enemy." in page.text) == (len(names) == 2)
    assert "no run of common_enemy under as_coded" not in page.text
    assert len(page.all("figure")) == len(names)  # the phase diagram; and policies, where there are two


@pytest.mark.parametrize("luck", ["common", "independent"])
def test_only_runs_of_common_luck_are_said_to_be_paired(tmp_path, luck, capsys):
    results = play(tmp_path / "x", policies=["as_coded", "no_enemy"], replicates=5, luck=luck)
    text = read(tmp_path / "x").text
    assert ("with the same seed" in text) == (luck == "common")
    assert ("each run has its own luck, no two share a seed" in text) == (luck == "independent")
    assert ("paired difference from" in text) == (luck == "common")
    assert ("unpaired" in text) == (luck == "independent"), "there are no pairs to be counted"
    main_table(results)
    assert ("paired" in capsys.readouterr().out) == (luck == "common")


def test_a_batch_of_which_nothing_is_played_yet(tmp_path):
    plan = sim.Batch(CASE, replicates=20)
    Folder.create(tmp_path / "x", manifest(plan), plan.cells)
    page = read(tmp_path / "x")
    assert "Not finished: 0% of runs are there, at least 20 are left" in page.text
    assert not page.all("img")


def test_a_stop_rule_names_the_outcome_and_leaves_nothing(tmp_path):
    stop = {"outcome": "incidents", "of": "North – South", "half_width": 3.0, "at_most": 100}
    results = play(tmp_path / "x", replicates=10, stop=stop)
    page = read(tmp_path / "x")
    assert f"{results.progress.done} runs; the batch is finished" in page.text
    said = "until half the width of the 95% interval of incidents of North – South is at most 3; 100 at most"
    assert said in page.text
    assert len(page.all("figure")) == 2  # incidents, and emergence


def test_what_failed_stands_there_with_its_traceback(tmp_path):
    play(tmp_path / "x", {"engine": "threads"}, replicates=6, actors={"North": Fragile})
    page = read(tmp_path / "x")
    rows = page.tables["Runs that failed, by error"]
    assert [row[1:3] for row in rows[1:]] == [["2", "1-3"]]
    assert "<b>broken</b> \ufffd[31mby seed" in rows[1][0]
    assert not page.all("b")
    assert "Traceback" in page.text and "in hostility" in page.text
    assert "4 runs, 2 failed; the batch is finished" in page.text
    assert "sim resume x --retry-failed" in page.text
    assert "answers by the class" in page.text
    assert "sim.open('x', actors={'North': Fragile}).plan" in page.text


def test_names_are_only_names(tmp_path):
    text = CASE.content.replace("South", 'S<img src=x onerror=alert(1)> & \\"o\\"')
    text = text.replace(CASE.title, "<script>alert(3)</script>")
    case = sim.loads(text)
    play(tmp_path / "x", scenarios={"<i>key": case}, replicates=10, title=HOSTILE, question=HOSTILE + "long" * 200)
    page = read(tmp_path / "x")
    assert not page.all("script", "i", "b")
    assert all(one["src"].startswith("data:") for one in page.all("img"))
    assert HOSTILE in "".join(page.pieces)
    assert 'S<img src=x onerror=alert(1)> & "o"' in page.text


def test_one_report_takes_the_place_of_another_whole_or_not_at_all(policies, tmp_path, monkeypatch):
    to = tmp_path / "new" / "page.html"
    assert write(policies, to) == to
    before = to.read_bytes()
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        write(policies, to)
    assert to.read_bytes() == before
    assert [path.name for path in to.parent.iterdir()] == ["page.html"]


def test_it_refuses_what_is_no_batch_and_no_file(policies, tmp_path):
    with pytest.raises(StoreError, match="holds no batch"):
        write(tmp_path)
    with pytest.raises(ValueError, match="is a folder; name the file to write"):
        write(policies, tmp_path)


def test_it_is_small_and_a_batch_that_was_reported_goes_on(policies):
    assert write(policies).stat().st_size < 5_000_000
    results = sim.open(policies)
    assert results.plan.run(policies, progress=False).digest == results.digest


def _light(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_letters_stand_out_from_the_paper(policies, scheme):
    text = write(policies).read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", text, re.S)[scheme]))
    for ink, paper in (
        ("ink", "paper"),
        ("faint", "paper"),
        ("link", "paper"),
        ("warn", "warn-paper"),
        ("ink", "shade"),
    ):
        low, high = sorted(_light(colours[name]) for name in (ink, paper))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)
