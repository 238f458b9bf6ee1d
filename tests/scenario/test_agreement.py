"""Agreement: Krippendorff's published example, what alpha must be by its definition, and when there is no interval."""

import math
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import coverage
from sim.scenario.agreement import FEWEST, agreement, alpha, interval, table, units
from tests.scenario.sheets import A, B, coded

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers, twelve units, missing values.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
COLUMNS = list(zip(*(line.split() for line in OBSERVERS), strict=True))
PUBLISHED = [tuple(float(x) for x in column if x != ".") for column in COLUMNS]


def test_the_published_example() -> None:
    assert alpha(PUBLISHED) == pytest.approx(0.849, abs=5e-4)


def test_a_unit_that_one_coder_saw_says_nothing() -> None:
    assert alpha([*PUBLISHED, (5.0,)]) == alpha(PUBLISHED)


def by_definition(found: list[tuple[float, ...]]) -> float:
    """Alpha pair by pair."""
    values = [x for unit in found for x in unit]
    n = len(values)
    observed = sum(sum((x - y) ** 2 for x in unit for y in unit) / (len(unit) - 1) for unit in found) / n
    expected = sum((x - y) ** 2 for x in values for y in values) / (n * (n - 1))
    return 1 - observed / expected


UNITS = st.lists(st.lists(st.floats(-1, 1), min_size=2, max_size=4).map(tuple), min_size=2, max_size=8)


@given(UNITS.filter(lambda found: len({round(x, 3) for unit in found for x in unit}) > 1))
def test_alpha_is_what_its_definition_says(found: list[tuple[float, ...]]) -> None:
    assert alpha(found) == pytest.approx(by_definition(found), rel=1e-6, abs=1e-9)


def test_perfect_agreement_is_one_and_chance_about_nothing() -> None:
    assert alpha([(x, x, x) for x in (-1, 0, 0.5)]) == 1.0
    assert alpha([(a, b) for a in (0, 1) for b in (0, 1)] * 50) == pytest.approx(0, abs=0.01)
    assert alpha([(0, 1), (1, 0)]) < 0


def test_no_differences_tell_nothing() -> None:
    assert math.isnan(alpha([(0.5, 0.5), (0.5, 0.5)])) and math.isnan(alpha([]))
    assert str(agreement([{"A": 0.5, "B": 0.5}])) == "none: coders say the same of all (1 unit)"
    assert str(agreement([{"A": 0.5}])) == "nothing that two coders coded"


def test_the_interval_is_the_same_twice_and_holds_alpha() -> None:
    low, high = interval(PUBLISHED[:-1])
    assert (low, high) == interval(PUBLISHED[:-1]) and low < alpha(PUBLISHED) < high <= 1
    assert interval(PUBLISHED[:-1], seed=2) != (low, high)


def test_too_few_units_have_no_interval_and_say_so() -> None:
    few = [{"A": k / 10, "B": k / 10 + 0.1} for k in range(FEWEST - 1)]
    found = agreement(few)
    assert math.isnan(found.low) and not math.isnan(found.alpha)
    assert str(found).endswith(f"no interval (9 units, too few for an interval (at least {FEWEST}))")
    assert not math.isnan(agreement([*few, {"A": 1, "B": 1}]).low)


def test_a_coder_is_one_voice_for_each_actor_and_issue(tmp_path: Path) -> None:
    case = coded(tmp_path)
    north, south = units(case, "position")
    assert north == pytest.approx({"A": (-0.8 - 0.25 * 0.2) / 1.25, "B": -0.4}) and south == {"B": 0.9}
    assert units(case, "salience", issue="defeat") == [] == units(case, "position", document="memo")


def test_the_table_has_all_documents_and_coded_issues(tmp_path: Path) -> None:
    found = table(coded(tmp_path, A=[*A, B[1].replace("0.9", "0.8").replace(",B", ",A")], B=B), "position")
    assert list(found) == ["overall", "report", "nuclear"]
    assert (found["overall"].units, found["overall"].coders) == (2, ("A", "B"))
    assert found["overall"].alpha == found["report"].alpha == found["nuclear"].alpha


def test_resampling_is_quick_enough_to_be_looked_at() -> None:
    begun = time.process_time()
    interval([(k % 7, k % 5, k % 3) for k in range(200)])
    assert time.process_time() - begun < 3


def test_the_report_says_how_far_coders_agree(tmp_path: Path) -> None:
    lines = list(coverage.lines(coded(tmp_path)))
    (head,) = [k for k, line in enumerate(lines) if line.startswith("  agreement on positions")]
    assert lines[head + 1] == "    overall  0.00 no interval (1 unit, too few for an interval (at least 10)), A, B"
    assert [line.split()[0] for line in lines[head + 2 : head + 4]] == ["report", "nuclear"]
