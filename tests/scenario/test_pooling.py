"""Pooling by hand: within a coder, across coders, and the spread that both leave."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.coding import CONFIDENCES, Coding
from sim.scenario.pooling import SPREADS, WEIGHTS, pool


def coding(coder: str, position: float, salience: float = 0.5, confidence: str = "high", place: int = 1) -> Coding:
    return Coding.model_validate(
        {
            "source": f"report ¶{place}", "coder": coder, "confidence": confidence,
            "position": position, "salience": salience,
        }
    )  # fmt: skip


def test_the_conventions_of_the_codebook() -> None:
    assert dict(WEIGHTS) == {"high": 1.0, "medium": 0.5, "low": 0.25}
    assert dict(SPREADS) == {"high": 0.1, "medium": 0.2, "low": 0.3}


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_one_row_is_what_a_single_coder_would_have_written(confidence: str) -> None:
    found = pool([coding("A", 0.7, 0.4, confidence)])
    spread = {"high": 0.1, "medium": 0.2, "low": 0.3}[confidence]
    assert found[:4] == pytest.approx((0.7, spread, 0.4, spread / 2))


def test_within_a_coder_surer_rows_count_more_and_many_rows_make_nobody_surer() -> None:
    rows = [coding("A", 0.8, 0.6, "high", 1), coding("A", 0.2, 0.2, "medium", 2), coding("A", -0.4, 0.0, "low", 3)]
    found = pool(rows)
    assert found.position == pytest.approx((0.8 + 0.5 * 0.2 - 0.25 * 0.4) / 1.75, abs=1e-6)
    assert found.salience == pytest.approx((0.6 + 0.5 * 0.2) / 1.75, abs=1e-6)
    own = math.sqrt((0.01 + 0.5 * 0.04 + 0.25 * 0.09) / 1.75)
    assert (found.position_spread, found.salience_spread) == pytest.approx((own, own / 2), abs=1e-6)
    assert pool([coding("A", 0.5, place=k) for k in range(1, 9)]).position_spread == pytest.approx(0.1)


def test_coders_count_the_same_however_many_rows_they_have() -> None:
    found = pool([*(coding("A", 0.9, place=k) for k in range(1, 6)), coding("B", 0.1)])
    assert found.position == pytest.approx(0.5)
    assert found.position_spread == pytest.approx(math.sqrt(0.01 + 0.16), abs=1e-6)
    assert found.salience_spread == pytest.approx(0.05)


def test_a_pooled_number_names_its_places_its_coders_and_the_least_confidence() -> None:
    found = pool([coding("B", 0, confidence="low", place=7), coding("A", 0, place=12), coding("A", 0, place=7)])
    assert found.coders == ("A", "B") and found.confidence == "low"
    assert [str(place) for place in found.places] == ["report ¶7", "report ¶12"]


READINGS = st.lists(
    st.builds(
        coding, st.sampled_from("ABC"), st.floats(-1, 1), st.floats(0, 1), st.sampled_from(CONFIDENCES),
        st.integers(1, 9),
    ),
    min_size=1,
)  # fmt: skip


@given(READINGS)
def test_pooled_numbers_stay_on_their_scales(rows: Sequence[Coding]) -> None:
    found = pool(rows)
    assert -1 <= found.position <= 1 and 0 <= found.salience <= 1
    assert 0.1 - 1e-6 <= found.position_spread <= 1 and 0.05 - 1e-6 <= found.salience_spread <= 0.5
    least, most = min(row.position for row in rows), max(row.position for row in rows)
    assert least - 1e-6 <= found.position <= most + 1e-6
