"""A dry run is near the truth, takes little itself, and says what it leaves out."""

import sim
from sim.batches import probe
from sim.batches.dictionary import columns
from sim.batches.dryrun import dry_run
from sim.batches.tables import LEVELS
from sim.store import write_table

CASE = sim.example()
PAIR = "North – South"


def test_a_dry_run_is_near_the_truth(tmp_path):
    plan = sim.Batch(CASE, replicates=2000)
    told = dry_run(plan)
    assert (told.cells, told.runs, told.at_most) == (1, 2000, 2000)
    assert [told.bytes_per_run[level] for level in LEVELS] == sorted(told.bytes_per_run.values())
    plan.run(tmp_path / "x", progress=False, chunk=1000)
    disk = sum(file.stat().st_size for file in (tmp_path / "x" / "shards").iterdir())
    assert 0.4 < told.disk / disk < 2.5
    assert "2,000 runs" in str(told)
    stop = {"outcome": "emergence", "of": PAIR, "half_width": 0.01, "at_most": 50}
    assert dry_run(sim.Batch(CASE, replicates=10, stop=stop)).at_most == 50


def test_a_dry_run_plays_and_stores_little(monkeypatch):
    """Else it takes longer than many a batch: of what is heavy a few runs are played; each table is weighed once."""
    written = []

    def write(path, table):
        written.append(len(table))
        return write_table(path, table)

    monkeypatch.setattr(probe, "write_table", write)
    plan = sim.Batch(CASE, replicates=2000, vary={"threat_weight": "coded"}, design="grid", steps=2)
    told = dry_run(plan)
    tables = {column["table"] for column in columns()} - {"cells", "failures", "dyad_year"}
    assert len(written) == 2 * len(tables)
    months = len(plan.scenarios["common_enemy"].months)
    assert written[-2] <= 8 * (months + 1), "whole worlds"
    lines = str(told).splitlines()
    assert lines[1] == "varied: threat_weight: 4, 8, coded in common_enemy at assumptions.threat_weight"
    assert any(line.startswith("not counted, in time or memory: ") and "report" in line for line in lines)


def test_a_dry_run_says_what_stops_a_cell_and_what_is_slow(tmp_path):
    class Slow(sim.State):
        def hostility(self, rival):
            return super().hostility(rival)

    stop = {"outcome": "emergence", "of": PAIR, "half_width": 0.01, "at_most": 50}
    told = str(dry_run(sim.Batch(CASE, replicates=10, stop=stop, actors={"North": Slow})))
    half = f"half the width of the 95% interval of emergence of {PAIR} is at most 0.01"
    assert f"stops: a cell is done when {half} (a share's is Wilson's" in told
    assert "\nSlow: plain Python, so every run is stepped in Python; " in told and "@sim.decision" in told
    other = str(dry_run(sim.Batch(CASE, replicates=10)))
    assert "stops:" not in other and "plain Python" not in other
