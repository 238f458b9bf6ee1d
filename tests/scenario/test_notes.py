"""Notes of ``sim check``: what they say of a case holds in the runs."""

import pandas as pd
import pytest

import sim
from sim.scenario import Scenario
from sim.scenario.notes import notes
from sim.scenario.text import Month
from tests.commands import ROOT, ask

FILE = ROOT / "scenarios" / "iran_us_isis_2014.yaml"
DOES = (
    "their words go directly and never through third parties: cooperation is direct, or tacit where no word was heard "
    "lately, and never relayed"
)


@pytest.fixture(scope="module")
def case() -> Scenario:
    return sim.load(FILE)


def test_it_is_said_what_ties_do_and_until_when_an_event_leaves_them():
    said = [line.strip() for line in ask("check", FILE).stdout.splitlines()]
    assert f"note: United States and Russia have ties, so {DOES}" in said
    assert f"note: Iran and Saudi Arabia have ties until 2016-01, and until then {DOES}" in said
    assert sum("have ties" in line for line in said) == 5 and not any("indirectly" in line for line in said)


def test_ties_that_are_cut_in_the_first_month_are_no_ties(case):
    at = {month: case.months.model_copy(update={"first": Month(month)}) for month in ("2015-12", "2016-01")}
    told = {
        month: any("Iran and Saudi Arabia" in note for note in notes(case.model_copy(update={"months": months})))
        for month, months in at.items()
    }
    assert told == {"2015-12": True, "2016-01": False}


def test_a_pair_with_ties_is_direct_or_tacit_and_never_relayed_in_runs(case):
    pairs = [pair for pair in case.rivals if any(f"{' and '.join(pair)} have ties, so" in note for note in notes(case))]
    results = sim.run(case, runs=100)
    seen = pd.concat([results.mode_shares(pair) for pair in pairs]).sum()
    assert seen["direct"] > 0 and seen["tacit"] > 0 and seen["relayed"] == 0
