"""How measured numbers stand in documents."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.values.figures import figure, in_seconds, whole_number
from cadencecoach.core.values.units import SAMPLE_RATE


@given(st.floats())
def test_a_figure_is_near_its_number_or_not_known(value: float) -> None:
    found = figure(value)
    if not math.isfinite(value):
        assert found is None
    else:
        assert found is not None
        assert abs(found - value) <= 0.005 + abs(value) * 1e-12
        assert figure(found) == found


@given(st.integers(0, 24 * 3600 * SAMPLE_RATE))
def test_seconds_are_told_to_the_millisecond(length: int) -> None:
    assert abs(in_seconds(length) * SAMPLE_RATE - length) <= 0.0005 * SAMPLE_RATE + 1e-6


def test_nothing_known_is_nothing_told() -> None:
    assert figure(None) is None
    assert whole_number(None) is None


@given(st.floats())
def test_a_whole_number_is_near_its_number_or_not_known(value: float) -> None:
    found = whole_number(value)
    assert (found is None) is not math.isfinite(value)
    assert found is None or abs(found - value) <= 0.5
