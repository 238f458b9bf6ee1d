"""Results show themselves in a line and as a table; names with slips get the nearest; words are never averaged."""

from inspect import signature

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis import AnalysisError, ablate, discovery, phase, screening, sensitivity, summary, theory_curve, tornado
from sim.analysis.parts import cuts
from sim.analysis.question import ask
from tests.analysis.batches import PAIR, grid, hypercube, made

ENDINGS = ("none", "lasting", "hostility", "enemy fallen", "effort ended")


@pytest.fixture(scope="module")
def batch():
    return made(hypercube(40, "a", "b"), lambda row, policy, luck: luck < row["a"], policies=("as_coded", "no_channel"))


@pytest.fixture(scope="module")
def endings():
    """Of ten runs at each point four have no spell (NaN), and the others end in hostility (2) or last (1)."""
    luck = iter(np.tile([np.nan, np.nan, np.nan, np.nan, 1, 1, 1, 2, 2, 2], 40))
    return made(hypercube(40, "a", "b"), lambda *_: next(luck), outcome="ending", replicates=10)


def results(batch):
    curve = theory_curve(sim.example(), "threat_weight", "rival_attention", (1, 20), (20, 80))
    found = discovery(batch, shuffles=2, resamples=2)
    diagram = phase(batch)
    return [
        found, diagram, diagram.x, diagram.basis, summary(batch, ["emergence"]), summary(batch, "emergence"), curve,
        ask(batch, "emergence"), *found.boxes, ablate(sim.example(), runs=5, kinds="channel"),
    ]  # fmt: skip


def test_results_are_short_where_they_are_printed_and_say_what_they_are(batch):
    for one in results(batch):
        said = repr(one)
        assert said.startswith(f"<{type(one).__name__}: ") and said.endswith(">")
        assert len(said) < 320 and "\n" not in said and "array(" not in said and "dtype" not in said, said
    assert "emergence of North – South" in repr(summary(batch, "emergence"))
    assert "under as_coded, no_channel" in repr(summary(batch, "emergence"))


def test_in_a_notebook_they_are_tables_of_a_size_that_is_read(batch):
    shown = phase(made(grid(a=range(20), b=range(20)), lambda *_: 1.0, replicates=2))._repr_html_()
    assert 10 < shown.count("<tr>") < 60 and "400 cells" in shown
    for one in results(batch):
        if hasattr(one, "frame"):
            assert "<table" in one._repr_html_() and "&lt;" not in one._repr_html_().partition("<table")[0][:3]


def test_a_pair_may_be_named_with_a_hyphen_and_in_either_order(batch):
    assert phase(batch, of="South - North").of == ask(batch, "emergence", of="North - South").of == PAIR


def test_a_summary_of_one_pair_is_what_that_of_all_says_of_it():
    pairs, policies = (PAIR, "East – West"), ("as_coded", "no_channel")
    batch = made(grid(a=[1, 2]), lambda row, policy, luck: luck < row["a"] / 3, pairs=pairs, policies=policies)
    found, every = summary(batch, "emergence", of="West - East").frame(), summary(batch, "emergence").frame()
    pd.testing.assert_frame_equal(found, every[every["of"] == "East – West"].reset_index(drop=True))
    with pytest.raises(AnalysisError, match="'Eats – West' is not in this batch; did you mean 'East – West'"):
        summary(batch, "emergence", of="Eats – West")


def test_what_is_of_whole_runs_stays_in_the_summary_of_a_pair():
    batch = made(grid(a=[1, 2]), lambda *_: 1.0, outcome="peak_strength")
    batch.tables["runs"] = batch.tables["dyads"].drop(columns="dyad")
    assert set(summary(batch, "peak_strength", of=PAIR).frame()["of"]) == {"all"}


def test_one_outcome_may_be_named_without_a_list(batch):
    one, listed = summary(batch, "emergence"), summary(batch, ["emergence"])
    pd.testing.assert_frame_equal(one.frame(), listed.frame())
    assert set(summary(batch, ("emergence",)).frame()["outcome"]) == {"emergence"}


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda batch: summary(batch, "emergance"), "there is no outcome 'emergance'; did you mean 'emergence'"),
        (lambda batch: summary(batch, ["duratoin"]), "did you mean 'duration'"),
        (lambda batch: phase(batch, policy="no_chanel"), "'no_chanel' is no policy of this batch; did you mean 'no_ch"),
        (lambda batch: phase(batch, of="Nroth – South"), "'Nroth – South' has no emergence in this batch; did you"),
        (lambda batch: phase(batch, x="c"), "'c' is no factor that differs in this batch; those are a, b"),
        (lambda batch: summary(batch, "emergence").only("Nroth – South"), "'Nroth – South' is not in this batch"),
        (lambda batch: ablate(sim.example(), "emergnce", runs=2), "did you mean 'emergence'"),
        (lambda batch: cuts(sim.example(), "chanel"), "'chanel' is no kind of part; did you mean 'channel'"),
    ],
)
def test_slips_get_the_nearest(batch, ask, said):
    with pytest.raises(ValueError, match=said):
        ask(batch)


@pytest.mark.parametrize("analysis", [discovery, phase, screening, sensitivity, tornado])
def test_words_are_not_averaged(endings, analysis):
    with pytest.raises(AnalysisError, match=r"ending is a word .* and has no mean; ask for .*ending=hostility"):
        analysis(endings, "ending")


def test_words_are_not_averaged_in_an_ablation():
    with pytest.raises(AnalysisError, match="ending is a word"):
        ablate(sim.example(), "ending", runs=2)
    found = ablate(sim.example(), "ending=lasting", runs=20, kinds="enemy")
    assert 0 <= found.base.value <= 1 and found.base.n == 20


def test_of_words_each_has_its_share_and_all_add_up_to_one(endings):
    frame = summary(endings, "ending").frame().set_index("outcome")
    assert list(frame.index) == [f"ending={word}" for word in ENDINGS]
    assert frame["value"].to_dict() == pytest.approx(
        dict(zip(frame.index, (0.4, 0.3, 0.3, 0.0, 0.0), strict=True)), abs=1e-12
    )
    assert set(frame["n"]) == {400}
    assert phase(endings, "ending=hostility").values == pytest.approx(0.3)
    with pytest.raises(AnalysisError, match="ending is never 'hostilty'; did you mean 'hostility'"):
        summary(endings, "ending=hostilty")
    assert set(summary(endings, "ending").frame()["of"]) == {PAIR}


def test_every_analysis_takes_whose_outcome_third():
    for one in (ablate, discovery, phase, screening, sensitivity, tornado):
        assert list(signature(one).parameters)[1:3] == ["outcome", "of"], one.__name__
